"""The sandbox as a whole: every page of it served, its inbox and its records filled."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipelines.sandbox import (
    calls,
    estimates,
    faults,
    funding,
    home_office,
    neighbourhoods,
    ons,
    police_uk,
    records,
    registers,
    spend,
    workforce,
)
from pipelines.sandbox.page import Setting
from pipelines.sandbox.server import Sandbox
from pipelines.settings import Settings


@dataclass(frozen=True)
class Opened:
    """Where an open sandbox is: the address it serves at, and the folders it has filled."""

    base_url: str
    inbox: Path
    records: Path


@contextmanager
def open_sandbox(settings: Settings) -> Iterator[Opened]:
    """Serve the sandbox for as long as the context lasts.

    Raises ValueError when the faults asked for cannot be understood.
    """
    setting = Setting(settings.sandbox_seed, settings.sandbox_date, settings.force, settings.sandbox, settings.compared)
    pages = {
        **police_uk.pages(setting),
        **calls.pages(setting),
        **neighbourhoods.pages(setting),
        **home_office.pages(setting),
        **workforce.pages(setting),
        **funding.pages(setting),
        **ons.pages(setting),
        **estimates.pages(setting),
    }
    with Sandbox(pages, faults.parse(settings.sandbox_faults)) as served:
        inbox = registers.add_to(estimates.add_to(spend.write_inbox(setting), setting), setting)
        yield Opened(served.base_url, inbox, records.write_records(setting))
