"""Made-up stops and searches have the layout and the traps of real ones."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipelines.sandbox.crimes import Supply
from pipelines.sandbox.page import MARK
from pipelines.sandbox.stops import stop_and_search

KENT = Supply(1, "kent", 15_400)
LONDON = ZoneInfo("Europe/London")


def _rows(month: str, vintage: str = "2025-08", supply: Supply = KENT) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(stop_and_search(supply, month, vintage).decode())))


@pytest.fixture(scope="module")
def july() -> list[dict[str, str]]:
    return _rows("2025-07")


def test_the_header_is_the_real_one(real: Path, july: list[dict[str, str]]) -> None:
    sample = real / "police_uk/stop-and-search/2024-01-kent-stop-and-search.HEAD-SAMPLE.csv"
    header = sample.read_text(encoding="utf-8").splitlines()[0]
    assert stop_and_search(KENT, "2025-07", "2025-08").split(b"\n")[0].decode() == header
    assert ",".join(july[0]) == header


def test_kent_has_as_many_as_it_usually_has(july: list[dict[str, str]]) -> None:
    assert 800 < len(july) < 1_060
    assert 1 <= len(_rows("2025-07", supply=Supply(1, "essex", 5))) < 5


def test_every_row_says_that_it_is_made_up_and_none_names_its_force(july: list[dict[str, str]]) -> None:
    assert {row["Policing operation"] for row in july} == {MARK}
    assert "kent" not in stop_and_search(KENT, "2025-07", "2025-08").decode().lower()


def test_vehicles_have_no_person_and_people_may_lack_an_age(july: list[dict[str, str]]) -> None:
    person = ("Gender", "Age range", "Self-defined ethnicity", "Officer-defined ethnicity")
    vehicles = [row for row in july if row["Type"] == "Vehicle search"]
    assert vehicles
    assert {row[name] for row in vehicles for name in person} == {""}
    people = [row for row in july if row["Type"] != "Vehicle search"]
    assert all(row["Gender"] and row["Officer-defined ethnicity"] for row in people)
    assert 0 < sum(not row["Age range"] for row in people) < len(people) / 4


def test_equal_rows_unplaced_rows_and_far_rows_are_there(july: list[dict[str, str]]) -> None:
    assert max(Counter(tuple(row.values()) for row in july).values()) >= 2
    assert all(bool(row["Latitude"]) == bool(row["Longitude"]) for row in july)
    assert 5 < sum(not row["Latitude"] for row in july) < 80
    year = [row for month in range(1, 9) for row in _rows(f"2025-0{month}")]
    assert any(row["Latitude"] == "51.540000" and row["Longitude"] == "-0.130000" for row in year)


def test_times_are_of_the_month_and_some_are_a_bare_date_on_either_clock(july: list[dict[str, str]]) -> None:
    moments = [datetime.fromisoformat(row["Date"]) for row in july]
    assert all("2025-07" in {f"{m:%Y-%m}", f"{m.astimezone(LONDON):%Y-%m}"} for m in moments)
    assert {m.tzinfo for m in moments} == {UTC}
    assert moments == sorted(moments)
    bare = Counter(m.hour for m in moments if (m.hour, m.minute) in {(0, 0), (23, 0)})
    assert bare[0] > 2
    assert bare[23] > 2


def test_a_later_vintage_adds_rows_and_takes_none() -> None:
    added = 0
    for month in ("2025-06", "2025-07", "2025-08"):
        before = Counter(tuple(row.values()) for row in _rows(month))
        after = Counter(tuple(row.values()) for row in _rows(month, "2025-12"))
        assert not before - after
        added += sum((after - before).values())
    assert 1 <= added < 100


def test_bytes_follow_from_the_seed_and_no_month_is_ahead_of_its_vintage() -> None:
    assert stop_and_search(KENT, "2025-07", "2025-08") == stop_and_search(KENT, "2025-07", "2025-08")
    assert _rows("2025-07") != _rows("2025-07", supply=Supply(2, "kent", 15_400))
    with pytest.raises(ValueError, match="2025-09 is newer than the archive of 2025-08"):
        stop_and_search(KENT, "2025-09", "2025-08")
