"""Nights in the sandbox world: 36 months of a small force, a month later, and marks that never come off."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.sandbox.page import MARK
from tests.e2e.office import Answer, Office, bytes_below, data_files

SMALL = "city-of-london"
"""The force with the fewest rows: about 740 a month."""

SUBJECTS = (
    "budget",
    "call-handling-999",
    "crime-outcomes",
    "crime-street",
    "decisions",
    "expenditure",
    "stop-and-search",
)
"""From each kind of upstream: the archive, workbooks on a page, spreadsheets in the inbox, the office's records."""

FAULTS = "429=0.1:2@archive,500:2@999,truncate@archive,slow=0.2@data.police.uk,reset@archive,noranges@archive"


@pytest.fixture(scope="module")
def october(tmp_path_factory: pytest.TempPathFactory) -> tuple[Office, Answer]:
    office = Office(tmp_path_factory.mktemp("sandbox"), "sandbox", SMALL, SUBJECTS).furnish()
    return office, office.run("nightly", OPENBEAT_SANDBOX_DATE="2026-10-20")


@pytest.fixture(scope="module")
def november(october: tuple[Office, Answer], tmp_path_factory: pytest.TempPathFactory) -> tuple[Office, Answer]:
    """The same office a month later, on a night when the hosts misbehave."""
    office = october[0].moved_to(tmp_path_factory.mktemp("later") / "office")
    return office, office.run("nightly", OPENBEAT_SANDBOX_DATE="2026-11-20", OPENBEAT_SANDBOX_FAULTS=FAULTS)


def test_first_night_publishes_every_dataset(october: tuple[Office, Answer]) -> None:
    office, answer = october
    assert answer.status == 0, answer.said
    assert len({row["month"] for row in office.rows("crime-street")}) == 36
    assert {office.versions(name)["latest"] for name in _names(office)} == {"1.0.0"}
    assert _names(office) == sorted(SUBJECTS)
    assert office.verify().status == 0


@pytest.mark.parametrize(
    "dataset", ["crime-street", "crime-outcomes", "stop-and-search", "call-handling-999", "expenditure"]
)
def test_every_row_from_the_sandbox_carries_its_mark(october: tuple[Office, Answer], dataset: str) -> None:
    rows = october[0].rows(dataset)
    assert len(rows) > 1_000
    assert all(any(MARK in value for value in row.values()) for row in rows)


def test_every_package_says_that_it_is_synthetic(october: tuple[Office, Answer]) -> None:
    office = october[0]
    assert (office.published / "SYNTHETIC.txt").is_file()
    for name in _names(office):
        assert "synthetic" in json.dumps(office.document(name, "datapackage.json")).lower()
        assert office.document(name, "quality.json")["synthetic"] is True


def test_next_month_adds_a_month_and_matures_outcomes(
    october: tuple[Office, Answer], november: tuple[Office, Answer]
) -> None:
    office, answer = november
    assert answer.status == 0, answer.said
    assert office.versions("crime-street")["latest"] == "1.1.0"
    changes = office.document("crime-street", "changes.json")
    assert [entry["period"] for entry in changes["periods"] if entry["status"] == "new"] == ["2026-09"]
    assert {value["field"] for value in changes["values"]} == {"last_outcome_category"}
    assert {value["reason"] for value in changes["values"]} == {"source-revised"}
    assert {row["change"] for row in changes["rows"]} <= {"added"}  # late returns
    assert changes["counts"]["rows_removed"] == 0
    assert office.verify().status == 0


def test_next_month_rewrites_only_what_changed(october: tuple[Office, Answer], november: tuple[Office, Answer]) -> None:
    office = november[0]
    before, now = bytes_below(october[0].latest("crime-street")), bytes_below(office.latest("crime-street"))
    old = office.published / "datasets/crime-street/1.0.0"
    revised = {e["period"] for e in office.document("crime-street", "changes.json")["periods"]}
    for path in data_files(office.latest("crime-street"), "crime-street"):
        shared = path.name in before and path.samefile(old / path.name)
        assert shared == (before.get(path.name) == now[path.name]) == (path.stem[-7:] not in revised), path.name
    assert bytes_below(old) == before


def test_faults_are_survived_and_every_attempt_has_its_receipt(november: tuple[Office, Answer]) -> None:
    office, answer = november
    assert answer.status == 0, answer.said
    statuses = Counter(_statuses(office.settings.landing / "receipts"))
    assert statuses[429] >= 2, statuses
    assert statuses[500] >= 2, statuses


def test_host_that_stays_away_fails_its_dataset_alone(
    october: tuple[Office, Answer], november: tuple[Office, Answer], tmp_path: Path
) -> None:
    office = replace(october[0].moved_to(tmp_path / "away"), only=("call-handling-999", "crime-street"))
    answer = office.run("nightly", OPENBEAT_SANDBOX_DATE="2026-11-20", OPENBEAT_SANDBOX_FAULTS="html:*@999")
    assert answer.status == 1
    assert "999-data-performance" in answer.words
    assert office.versions("call-handling-999")["latest"] == "1.0.0"
    crime = "datasets/crime-street/1.1.0"
    assert bytes_below(office.published / crime) == bytes_below(november[0].published / crime)


def test_real_edition_and_synthetic_one_refuse_each_other(
    october: tuple[Office, Answer], first_night: tuple[Office, Answer], tmp_path: Path
) -> None:
    synthetic, real = october[0].moved_to(tmp_path / "synthetic"), first_night[0].moved_to(tmp_path / "real")
    synthetic = replace(synthetic, only=("budget", "expenditure"))
    for office, other, have, want in (
        (real, synthetic, "synthetic", "real"),
        (synthetic, real, "real", "synthetic"),
    ):
        before = bytes_below(other.published)
        answer = office.run("nightly", "--published", str(other.published), OPENBEAT_SANDBOX_DATE="2026-10-20")
        assert answer.status == 1
        assert f"holds a {have} edition and never takes a {want} one: give another folder with --published" in (
            answer.words
        )
        assert bytes_below(other.published) == before


def _names(office: Office) -> list[str]:
    return sorted(path.name for path in (office.published / "datasets").iterdir())


def _statuses(folder: Path) -> list[int]:
    lines = [line for path in folder.rglob("*.jsonl") for line in path.read_text(encoding="utf-8").splitlines()]
    return [json.loads(line)["status"] for line in lines]
