"""Offices that journeys start from. Those shared by a session are read only; who changes one takes a copy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.office import Answer, Office


@pytest.fixture(scope="session")
def first_night(tmp_path_factory: pytest.TempPathFactory) -> tuple[Office, Answer]:
    """An office after its first night: two months of crime, a budget and two decisions. Read only."""
    office = Office(tmp_path_factory.mktemp("office")).furnish()
    office.put("2025-01")
    office.put("2025-02")
    return office, office.run("nightly")


@pytest.fixture
def office(first_night: tuple[Office, Answer], tmp_path: Path) -> Office:
    """The same office in a folder of the test's own."""
    return first_night[0].moved_to(tmp_path / "office")


@pytest.fixture
def new_office(tmp_path: Path) -> Callable[..., Office]:
    """Makes offices that have not had a night yet."""

    def make(name: str, months: tuple[str, ...] = ("2025-01", "2025-02")) -> Office:
        made = Office(tmp_path / name).furnish()
        for month in months:
            made.put(month)
        return made

    return make
