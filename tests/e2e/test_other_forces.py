"""Nights with other forces beside the office's own, and the two real vintages of one force, one after the other."""

from __future__ import annotations

import csv
import shutil
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from tests.e2e.office import Answer, Office, crime_rows, csv_text

CITY = "city-of-london"


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> tuple[Office, Answer]:
    """Kent in three months, Essex in two of them and in a fourth, British Transport Police without identifiers."""
    office = Office(tmp_path_factory.mktemp("beside")).furnish()
    for month in ("2025-01", "2025-02", "2025-03"):
        office.put(month)
    for month in ("2025-01", "2025-02", "2025-06"):
        _put(office, month, "essex", crime_rows(month, crimes=400, force="Essex Police"))
    rows = crime_rows("2025-03", crimes=5, force="British Transport Police")
    _put(office, "2025-03", "btp", [["", *row[1:7], "", "", row[9], "", ""] for row in rows])
    return office, _night(office, "essex, btp,surrey")


def _night(office: Office, compare: str = "") -> Answer:
    answer = office.run("nightly", OPENBEAT_COMPARE=compare)
    assert _ends(answer) & {"released", "unchanged"}, answer.said
    return answer


def _ends(answer: Answer) -> set[str]:
    """How street crime ended in the night's table."""
    lines = [line.split() for line in answer.said.splitlines()]
    return {words[1] for words in lines if words[:1] == ["crime-street"] and len(words) > 1}


def _put(office: Office, month: str, force: str, rows: list[list[str]]) -> None:
    (office.files / f"{month}-{force}-street.csv").write_text(csv_text(rows), encoding="utf-8")


def test_rows_say_which_force_and_stand_in_the_same_months(beside: tuple[Office, Answer]) -> None:
    office, _ = beside
    found = Counter((row["month"], row["reported_by"]) for row in office.rows("crime-street"))
    assert found == {
        ("2025-01", "Kent Police"): 50,
        ("2025-02", "Kent Police"): 50,
        ("2025-03", "Kent Police"): 50,
        ("2025-01", "Essex Police"): 410,
        ("2025-02", "Essex Police"): 410,
        ("2025-03", "British Transport Police"): 15,
    }
    assert office.verify().status == 0


def test_coverage_is_the_offices_own(beside: tuple[Office, Answer]) -> None:
    coverage = beside[0].document("crime-street", "quality.json")["coverage"]
    assert [(entry["period"], entry["status"], entry["rows"]) for entry in coverage] == [
        ("2025-01", "received", 50),
        ("2025-02", "received", 50),
        ("2025-03", "received", 50),
    ]


def test_what_is_not_there_to_compare_is_a_note(beside: tuple[Office, Answer]) -> None:
    notes = beside[0].stored("SELECT period, text FROM _issues WHERE \"check\" = 'no-file-to-compare' ORDER BY text")
    assert [(period, text.split(":")[0]) for period, text in notes] == [
        ("", "no file of btp for 2025-01, 2025-02"),
        ("2025-03", "no file of essex for 2025-03"),
        ("", "no file of surrey for 2025-01, 2025-02, 2025-03"),
    ]


def test_other_forces_neither_hide_a_thin_month_nor_fill_a_gap(beside: tuple[Office, Answer], tmp_path: Path) -> None:
    office = beside[0].moved_to(tmp_path / "office")
    for month in ("2025-04", "2025-05"):
        office.put(month, crime_rows(month, crimes=40 if month == "2025-04" else 4))
        _put(office, month, "essex", crime_rows(month, crimes=400, force="Essex Police"))
    office.put("2025-07")
    _night(office, "essex")
    coverage = {e["period"]: e for e in office.document("crime-street", "quality.json")["coverage"]}
    assert {period: entry["status"] for period, entry in coverage.items() if period > "2025-03"} == {
        "2025-04": "received",
        "2025-05": "partial",
        "2025-06": "missing",  # though Essex has it
        "2025-07": "received",
    }
    assert Counter(row["month"] for row in office.rows("crime-street"))["2025-06"] == 410


def test_a_second_night_finds_nothing_new(beside: tuple[Office, Answer], tmp_path: Path) -> None:
    office = beside[0].moved_to(tmp_path / "office")
    assert _ends(_night(office, "essex,btp,surrey")) == {"unchanged"}
    assert office.versions("crime-street")["latest"] == "1.0.0"


def test_a_force_that_joins_later_adds_rows_and_changes_none(
    first_night: tuple[Office, Answer], tmp_path: Path
) -> None:
    office = first_night[0].moved_to(tmp_path / "office")
    _put(office, "2025-01", "essex", crime_rows("2025-01", force="Essex Police"))
    _night(office, "all")
    counts = office.document("crime-street", "changes.json")["counts"]
    assert (counts["rows_added"], counts["rows_removed"], counts["rows_changed"]) == (50, 0, 0)


def test_wrong_list_of_forces_is_refused_in_words(office: Office) -> None:
    answer = office.run("nightly", OPENBEAT_COMPARE="Essex;Surrey")
    assert answer.status != 0
    assert "compare" in answer.words.lower()


# The two real vintages of the City of London, January to June 2025.


def _given(folder: Path) -> list[dict[str, str]]:
    rows = []
    for path in sorted(folder.glob(f"*-{CITY}-street.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows += list(csv.DictReader(file))
    return rows


def _once(rows: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    """Rows by their identifier, where it stands once."""
    found = defaultdict(list)
    for row in rows:
        found[row["Crime ID"]].append(row)
    return {crime_id: group[0] for crime_id, group in found.items() if crime_id and len(group) == 1}


@pytest.fixture(scope="module")
def city(real: Path, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The City of London after a night on the earlier vintage and one on the later."""
    vintages = real / "police_uk/revisions"
    office = Office(tmp_path_factory.mktemp("city"), force=CITY).furnish()
    for vintage in ("vintage-earlier", "vintage-later"):
        for path in (vintages / vintage).iterdir():
            shutil.copy(path, office.files)
        _night(office)
    return office


def test_the_second_vintage_changes_outcomes_and_nothing_else(city: Office, real: Path) -> None:
    earlier, later = (_given(real / "police_uk/revisions" / f"vintage-{name}") for name in ("earlier", "later"))
    before, after = _once(earlier), _once(later)
    shared = before.keys() & after.keys()
    expected = {
        (crime_id, before[crime_id]["Last outcome category"], after[crime_id]["Last outcome category"])
        for crime_id in shared
        if before[crime_id]["Last outcome category"] != after[crime_id]["Last outcome category"]
    }
    assert len(expected) > 50
    changes = city.document("crime-street", "changes.json")
    told = {(value["key"]["crime_id"], value["old"], value["new"]) for value in changes["values"]}
    assert {value["field"] for value in changes["values"]} == {"last_outcome_category"}
    assert {value["reason"] for value in changes["values"]} == {"source-revised"}
    assert {change for change in told if change[0] in shared} == expected
    # Of a repeated identifier only the one row that differs is told, and it is told as it stands in both files.
    was, now = ({(row["Crime ID"], row["Last outcome category"]) for row in rows} for rows in (earlier, later))
    repeated = {change for change in told if change[0] not in shared}
    assert all((crime_id, old) in was and (crime_id, new) in now for crime_id, old, new in repeated)
    assert len(repeated) < len(expected) / 4
    assert (changes["counts"]["rows_added"], changes["counts"]["rows_removed"]) == (0, 0)


def test_the_second_vintage_is_published_whole(city: Office, real: Path) -> None:
    given = Counter(tuple(row.values()) for row in _given(real / "police_uk/revisions/vintage-later"))
    assert Counter(tuple(row.values()) for row in city.rows("crime-street")) == given
    assert city.versions("crime-street")["latest"] == "1.0.1"
    assert city.verify().status == 0
