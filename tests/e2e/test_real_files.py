"""The night over real files, held against counts taken from the same files with Python's own csv module."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from tests.e2e.office import Answer, Office

STREET = {
    "2018-12": 8_438,
    "2019-01": 17_792,
    "2025-01": 14_201,
    "2025-02": 13_305,
    "2025-03": 15_764,
    "2025-04": 14_991,
    "2025-05": 16_276,
    "2025-06": 15_336,
}
"""Rows of each Kent month, as `wc -l` counts them."""


@pytest.fixture(scope="module")
def night(real: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Office, Answer]:
    office = Office(tmp_path_factory.mktemp("real"), f"folder:{real}", only=()).furnish()
    return office, office.run("nightly")


@pytest.fixture(scope="module")
def kent(night: tuple[Office, Answer]) -> Office:
    return night[0]


def _given(real: Path, force: str) -> list[tuple[str, ...]]:
    rows = []
    for path in sorted((real / "police_uk/street").rglob(f"*-{force}-street.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows += [tuple(row) for row in csv.reader(file)][1:]
    return rows


def test_every_row_of_every_month_is_published(kent: Office) -> None:
    published = Counter(row["month"] for row in kent.rows("crime-street"))
    assert published == STREET
    assert sum(published.values()) == 116_103
    assert kent.versions("crime-street")["latest"] == "1.0.0"


def test_published_rows_are_the_given_ones_repeats_and_all(kent: Office, real: Path) -> None:
    given, got = Counter(_given(real, "kent")), Counter(tuple(row.values()) for row in kent.rows("crime-street"))
    repeated = {row: times for row, times in given.items() if times > 1 and row[9] == "Anti-social behaviour"}
    assert sum(repeated.values()) > 5_000
    assert got == given


def test_repeated_ids_are_issues_and_still_published(kent: Office) -> None:
    named = kent.stored(
        "SELECT period, value FROM _issues WHERE dataset = 'crime-street' AND \"check\" = 'repeated-key' ORDER BY ALL"
    )
    assert [period for period, _ in named] == ["2019-01", "2025-05"]
    times = Counter(row["crime_id"] for row in kent.rows("crime-street"))
    assert [times[value] for _, value in named] == [2, 2]


def test_thin_month_is_marked_and_missing_months_are_gaps(kent: Office) -> None:
    coverage = {entry["period"]: entry for entry in kent.document("crime-street", "quality.json")["coverage"]}
    assert len(coverage) == 79  # from December 2018 to June 2025
    assert {period for period, entry in coverage.items() if entry["status"] == "partial"} == {"2018-12"}
    assert {period for period, entry in coverage.items() if entry["status"] == "missing"} == set(coverage) - set(STREET)
    low, _, usual = coverage["2018-12"]["text"].partition("usual:")
    assert "Shoplifting" in low
    assert "Anti-social behaviour" in usual
    assert "Anti-social behaviour" not in low


def test_status_shows_the_same_coverage(kent: Office) -> None:
    assert "received" in kent.run("status", "crime-street").said
    assert "2018-12 partial 8438" in kent.run("status", "crime-street").words


def test_every_row_of_the_spending_files_is_accounted_for(kent: Office) -> None:
    loads = kent.stored("SELECT resource, read, rejected, blank FROM _loads WHERE dataset = 'expenditure'")
    assert sum(read for _, read, _, _ in loads) > 3_000
    for resource, read, rejected, blank in loads:
        ((stored,),) = kent.stored("SELECT count(*) FROM expenditure WHERE _resource = ?", resource)
        assert stored == read - rejected - blank, resource
        faults = "FROM _issues WHERE dataset = 'expenditure' AND severity = 'error' AND resource = ?"
        ((named,),) = kent.stored(f"SELECT count(DISTINCT (sheet, row)) {faults}", resource)
        whole = [text for (text,) in kent.stored(f"SELECT text {faults}", resource) if f"{rejected} rows" in text]
        assert named == rejected or whole, resource


def test_nobody_elses_files_fail_the_night(night: tuple[Office, Answer]) -> None:
    office, answer = night
    assert "failed" not in answer.said
    assert office.verify().status == 0


@pytest.mark.parametrize(("force", "rows"), [("dorset", 4_232), ("nottinghamshire", 9_474)])
def test_other_forces_keep_every_row_and_type(real: Path, tmp_path: Path, force: str, rows: int) -> None:
    office = Office(tmp_path, f"folder:{real / 'police_uk'}", force).furnish()
    answer = office.run("nightly")
    assert answer.status == 0, answer.said
    published = office.rows("crime-street")
    assert len(published) == rows
    assert Counter(tuple(row.values()) for row in published) == Counter(_given(real, force))
    assert len({row["crime_type"] for row in published}) == 14
