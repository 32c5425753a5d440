"""One browser for all browser tests, on pages served as a host would."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from pipelines.site.serve import served
from tests.pipelines.site.accounts import add_accounts
from tests.pipelines.site.measured import whole
from tests.pipelines.site.shelf import full

CHROMIUM = Path(os.environ.get("OPENBEAT_CHROMIUM", "/usr/bin/chromium"))


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. Closed after the last of these tests: while it is open, nobody else has an event loop here."""
    if not CHROMIUM.is_file():
        pytest.skip(f"no browser at {CHROMIUM}: install Debian's chromium, or set OPENBEAT_CHROMIUM")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a small edition is served."""
    with served(add_accounts(full(tmp_path_factory.mktemp("browser"))).write()) as found:
        yield found


@pytest.fixture(scope="session")
def measured_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a small edition with measures, districts and a plan is served."""
    with served(whole(tmp_path_factory.mktemp("measured")).write()) as found:
        yield found


@pytest.fixture(scope="session")
def edition_address() -> Iterator[str]:
    """Where a published sandbox edition is served, as `make nightly` makes it."""
    folder = os.environ.get("OPENBEAT_EDITION")
    if not folder:
        pytest.skip("no edition to read: do make nightly, and set OPENBEAT_EDITION=published")
    with served(Path(folder)) as found:
        yield found
