"""The sandbox as a whole: every page of it served, its inbox filled."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.sandbox import calls, faults, police_uk, spend
from pipelines.sandbox.page import Setting
from pipelines.sandbox.server import Sandbox
from pipelines.settings import Settings


@contextmanager
def open_sandbox(settings: Settings) -> Iterator[tuple[str, Path]]:
    """Serve the sandbox for as long as the context lasts; yields its address and the inbox it has filled.

    Raises ValueError when the faults asked for cannot be understood.
    """
    setting = Setting(settings.sandbox_seed, settings.sandbox_date, settings.force, settings.sandbox)
    pages = {**police_uk.pages(setting), **calls.pages(setting)}
    with Sandbox(pages, faults.parse(settings.sandbox_faults)) as served:
        yield served.base_url, spend.write_inbox(setting)
