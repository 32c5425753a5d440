"""Fixtures of the tests of the core."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.settings import Settings
from pipelines.store import Store, open_store
from tests.pipelines.smallworld import Office


@pytest.fixture
def office() -> Office:
    """A source without files."""
    return Office()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An open store, empty."""
    with open_store(tmp_path / "store" / "openbeat.duckdb") as opened:
        yield opened


@pytest.fixture
def home(tmp_path: Path, root: Path) -> Settings:
    """Settings over empty folders, in a folder world."""
    (tmp_path / "files").mkdir()
    return Settings(
        world=f"folder:{tmp_path / 'files'}",
        home=tmp_path / "home",
        published=tmp_path / "published",
        records=root / "records",
        wait=0,
    )
