"""Two real vintages of the same months: the second release holds the matured outcomes and nothing else."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assets.crime import CRIME_STREET
from pipelines.dataset import Dataset
from pipelines.evidence import Evidence
from pipelines.releases import State, prepare, publish, verify
from pipelines.releases.writers import literal
from pipelines.upstream import PeriodState, SourceRef
from schemas.base import Table, column
from tests.pipelines.releases.pressroom import SYNTHETIC, THEFTS

REAL = replace(SYNTHETIC, synthetic=False, world="folder")


def text(name: str) -> Any:
    return column(name, f"{name} as the source gives it.", example="x", nullable=True)


class Street(Table):
    """The columns of data.police.uk, all of them text."""

    crime_id: str = text("Crime ID")
    month: str = text("Month")
    reported_by: str = text("Reported by")
    falls_within: str = text("Falls within")
    longitude: str = text("Longitude")
    latitude: str = text("Latitude")
    location: str = text("Location")
    lsoa_code: str = text("LSOA code")
    lsoa_name: str = text("LSOA name")
    crime_type: str = text("Crime type")
    last_outcome_category: str = text("Last outcome category")
    context: str = text("Context")


STREET = replace(THEFTS, name="street", schema=Street, key=("crime_id",), revisions=CRIME_STREET.revisions)


class FolderStore:
    """A store over the CSV files of one vintage."""

    def __init__(self, folder: Path) -> None:
        self.files = {path.name[:7]: path for path in sorted(folder.glob("*-street.csv"))}
        self.database = duckdb.connect()

    def periods(self, dataset: Dataset) -> tuple[PeriodState, ...]:
        return tuple(self._state(period, path) for period, path in self.files.items())

    def _state(self, period: str, path: Path) -> PeriodState:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        source = SourceRef(f"street/{period}", f"folder:{path.name}", digest, path.stat().st_size)
        return PeriodState(period, len(rows_of(path)), digest, (source,))

    def connection(self) -> duckdb.DuckDBPyConnection:
        return self.database.cursor()

    def query(self, dataset: Dataset, period: str) -> str:
        columns = ", ".join(f"{literal(c.name)}: 'VARCHAR'" for c in dataset.columns)
        options = "auto_detect=false, header=true, delim=',', quote='\"', escape='\"'"
        return f"SELECT * FROM read_csv({literal(self.files[period])}, {options}, columns={{{columns}}})"


def rows_of(path: Path) -> list[tuple[str, ...]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [tuple(line) for line in csv.reader(file)][1:]


def matured(earlier: Path, later: Path) -> Counter[tuple[str, str, str, str]]:
    """(month, identity, old outcome, new outcome) of all that differs, worked out without a database."""
    found: Counter[tuple[str, str, str, str]] = Counter()
    for path in sorted(earlier.glob("*-street.csv")):
        old, new = Counter(rows_of(path)), Counter(rows_of(later / path.name))
        gone, come = {r[0]: r for r in (old - new).elements()}, {r[0]: r for r in (new - old).elements()}
        assert gone.keys() == come.keys()
        for identity, before in gone.items():
            after = come[identity]
            assert [i for i in range(12) if before[i] != after[i]] == [10]
            found[path.name[:7], identity, before[10], after[10]] += 1
    return found


@pytest.fixture
def vintages(real: Path) -> tuple[Path, Path]:
    folder = real / "police_uk" / "revisions"
    return folder / "vintage-earlier", folder / "vintage-later"


def test_the_second_vintage_is_a_patch_of_matured_outcomes(vintages: tuple[Path, Path], tmp_path: Path) -> None:
    outcomes = []
    for folder in vintages:
        store = FolderStore(folder)
        evidence = Evidence((), (), 4310, 4310, 0, 0)
        outcomes.append(prepare(STREET, store, evidence, REAL, tmp_path / "published", tmp_path / "candidates"))
        publish([STREET], REAL, tmp_path / "published", tmp_path / "candidates")
        store.database.close()
    first, second = outcomes
    expected = matured(*vintages)
    assert (first.version, first.counts.rows) == ("1.0.0", 4310)
    assert (second.state, second.version, second.causes) == (State.READY, "1.0.1", ())
    assert (second.counts.values_unexpected, len(second.changes)) == (0, 1)
    assert second.counts.values_changed == second.counts.rows_changed == expected.total() == 57
    with (tmp_path / "published/datasets/street/1.0.1/changes.csv").open(newline="") as file:
        lines = list(csv.DictReader(file))
    told = Counter((x["period"], x["key"].split('"')[3], x["old"], x["new"]) for x in lines)
    assert told == expected
    assert {(x["change"], x["field"], x["reason"]) for x in lines} == {
        ("changed", "last_outcome_category", "source-revised")
    }
    assert verify(tmp_path / "published").problems == []
