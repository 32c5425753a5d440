"""Made-up outcomes agree with the made-up crimes they are of, in every vintage."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict

import pytest

from pipelines.sandbox import archive, crime_mix
from pipelines.sandbox.crimes import Supply, street
from pipelines.sandbox.outcomes import CHARGED, REACH, outcomes
from pipelines.sandbox.page import MARK

SUPPLY = Supply(1, "kent", 300)
VINTAGE = "2025-06"
HEADER = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Outcome type"


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def _outcomes(month: str, vintage: str = VINTAGE) -> list[dict[str, str]]:
    return _rows(outcomes(SUPPLY, month, vintage))


@pytest.fixture(scope="module")
def history() -> dict[str, list[dict[str, str]]]:
    """Every crime of the archive's months with its outcomes in the order in which they came."""
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for month in archive.window(VINTAGE):
        for row in _outcomes(month):
            found[row["Crime ID"]].append(row)
    return found


@pytest.fixture(scope="module")
def crimes() -> dict[str, dict[str, str]]:
    """Every crime of the archive's street files by its identifier, where that stands once."""
    rows = [row for month in archive.window(VINTAGE) for row in _rows(street(SUPPLY, month, VINTAGE))]
    times = Counter(row["Crime ID"] for row in rows)
    return {row["Crime ID"]: row for row in rows if times[row["Crime ID"]] == 1}


def test_the_file_is_laid_out_as_published() -> None:
    content = outcomes(SUPPLY, "2025-03", VINTAGE)
    assert content.split(b"\n")[0].decode() == HEADER
    assert b"\r" not in content
    rows = _outcomes("2025-03")
    assert len(rows) > 100
    assert {row["Month"] for row in rows} == {"2025-03"}
    assert all(MARK in row["Reported by"] and MARK in row["Falls within"] for row in rows)
    assert {row["Location"] for row in rows if not row["Longitude"]} == {"No location"}
    assert all(not row["LSOA code"] for row in rows if not row["Longitude"])


def test_the_newest_outcome_is_the_one_that_street_shows(
    history: dict[str, list[dict[str, str]]], crimes: dict[str, dict[str, str]]
) -> None:
    shown = {CHARGED: crime_mix.AWAITING}
    agreed = 0
    for crime_id, crime in crimes.items():
        came = history.get(crime_id, [])
        if came:
            newest = came[-1]["Outcome type"]
            assert shown.get(newest, newest) == crime["Last outcome category"]
            agreed += 1
        else:  # not settled yet
            assert crime["Last outcome category"] in {crime_mix.OPEN, crime_mix.STALE, ""}
    assert agreed > 5_000


def test_a_crime_has_its_outcomes_where_and_after_it_happened(
    history: dict[str, list[dict[str, str]]], crimes: dict[str, dict[str, str]]
) -> None:
    same = ("Longitude", "Latitude", "LSOA code", "LSOA name", "Reported by")
    for crime_id in history.keys() & crimes.keys():
        for row in history[crime_id]:
            assert [row[name] for name in same] == [crimes[crime_id][name] for name in same]
            assert row["Month"] >= crimes[crime_id]["Month"]


def test_some_crimes_are_charged_months_before_the_court_and_some_older_than_the_archive(
    history: dict[str, list[dict[str, str]]], crimes: dict[str, dict[str, str]]
) -> None:
    several = [rows for rows in history.values() if len(rows) > 1]
    assert len(several) > 100
    for rows in several:
        assert [row["Outcome type"] for row in rows] == [CHARGED, crime_mix.COURT] or len(
            {r["Longitude"] for r in rows}
        ) > 1
    first = {row["Crime ID"] for row in _outcomes(archive.window(VINTAGE)[0])}
    assert len(first - crimes.keys()) > 50


def test_anti_social_behaviour_has_no_outcome(history: dict[str, list[dict[str, str]]]) -> None:
    assert "" not in history


def test_a_later_vintage_adds_outcomes_of_late_crimes_and_takes_none() -> None:
    added = 0
    for month in ("2025-04", "2025-05", "2025-06"):
        before = Counter(tuple(row.values()) for row in _outcomes(month))
        after = Counter(tuple(row.values()) for row in _outcomes(month, "2025-10"))
        assert not before - after
        added += sum((after - before).values())
    assert added > 0


def test_the_same_draw_gives_the_same_bytes_and_no_month_is_ahead_of_its_vintage() -> None:
    assert outcomes(SUPPLY, "2025-03", VINTAGE) == outcomes(Supply(1, "kent", 300), "2025-03", VINTAGE)
    assert outcomes(SUPPLY, "2025-03", VINTAGE) != outcomes(Supply(2, "kent", 300), "2025-03", VINTAGE)
    with pytest.raises(ValueError, match="2025-07 is newer than the archive of 2025-06"):
        outcomes(SUPPLY, "2025-07", VINTAGE)


def test_every_case_ends_within_reach() -> None:
    assert len(crime_mix.SETTLED) <= REACH
    assert len(crime_mix.COURT_GONE) <= REACH
