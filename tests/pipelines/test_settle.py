"""Columns that only all files of a dataset together tell: worked out after every storing, all or nothing."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from pipelines import steps
from pipelines.dataset import Dataset
from pipelines.settings import Settings
from tests.pipelines.smallworld import Office, csv_of, dataset

FIRST, SECOND = "lost/2025-01", "lost/2025-02"
RICHEST = "UPDATE {table} SET worth_gbp = (SELECT max(worth_gbp) FROM {table})"


def night(home: Settings, lost: Dataset) -> list[Any]:
    """Land and store, and what each thing is worth then."""
    steps.land(home, lost)
    steps.store(home, lost)
    with duckdb.connect(str(home.store)) as engine:
        return [int(worth) for (worth,) in engine.execute("SELECT worth_gbp FROM lost_property").fetchall()]


def test_it_follows_every_file_that_comes_and_goes(home: Settings, office: Office) -> None:
    office.files = {FIRST: csv_of("A1,2025-01,hat,1")}
    lost = dataset(office, settle=RICHEST)
    assert night(home, lost) == [1]
    office.files[SECOND] = csv_of("A3,2025-02,hat,9")
    assert night(home, lost) == [9, 9]
    assert night(home, lost) == [9, 9]


def test_a_statement_that_fails_changes_nothing(home: Settings, office: Office) -> None:
    office.files = {FIRST: csv_of("A1,2025-01,hat,1", "A2,2025-01,hat,2")}
    broken = "UPDATE {table} SET worth_gbp = if(ticket = 'A2', error('stop')::DECIMAL(18, 2), 5)"
    with pytest.raises(duckdb.Error, match="stop"):
        night(home, dataset(office, settle=broken))
    with duckdb.connect(str(home.store)) as engine:
        assert sorted(engine.execute("SELECT worth_gbp::INT FROM lost_property").fetchall()) == [(1,), (2,)]
