"""`openbeat check records` finds before the night what the night would find."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assets import datasets
from pipelines.proofreading import check_records
from pipelines.settings import Settings
from tests.e2e.office import Office

DECISION = "decisions/003-appoint-new-cfo.yaml"


@pytest.fixture
def office(tmp_path: Path, root: Path) -> Office:
    """An office with a copy of the records that stand in the repository."""
    made = Office(tmp_path)
    shutil.copytree(root / "records", made.records)
    made.files.mkdir()
    return made


def found(settings: Settings) -> list[tuple[str, str]]:
    return [(issue.check, issue.resource) for issue in check_records(settings, datasets())]


def test_the_records_of_the_repository_are_free_of_faults(office: Office) -> None:
    answer = office.run("check", "records")
    assert (answer.status, answer.said.startswith("0 problems")) == (0, True), answer.said


def test_a_misspelt_field_is_named_with_its_file_and_line(office: Office) -> None:
    path = office.records / DECISION
    path.write_text(path.read_text(encoding="utf-8") + "\ntitel: x\n", encoding="utf-8")
    answer = office.run("check", "records")
    assert answer.status == 1
    assert f"records/{DECISION} line {len(path.read_text(encoding='utf-8').splitlines())}: titel" in answer.words
    assert "1 problem in" in answer.words


def test_a_correction_of_no_dataset_and_a_faulty_one_are_found(office: Office) -> None:
    folder = office.records / "corrections"
    folder.mkdir(exist_ok=True)
    (folder / "crime-stret.yaml").write_text("corrections: []\n", encoding="utf-8")
    (folder / "budget.yaml").write_text("corrections:\n  - id: x\n    vlaue: 3\n", encoding="utf-8")
    (folder / "README.md").write_text("how", encoding="utf-8")
    told = found(office.settings)
    assert ("unknown-dataset", "records/corrections/crime-stret.yaml") in told
    assert ("correction-faulty", "records/corrections/budget.yaml") in told
    assert {place for _, place in told} == {"records/corrections/crime-stret.yaml", "records/corrections/budget.yaml"}


def test_a_broken_body_and_bytes_that_are_no_yaml_are_found(office: Office) -> None:
    (office.records / "body.yaml").write_text("offices: 7\n", encoding="utf-8")
    (office.records / DECISION).write_bytes(b"\xff\xfe\x00")
    assert found(office.settings) == [("body", "records/body.yaml"), ("record-unreadable", f"records/{DECISION}")]


def test_a_record_that_waits_for_its_day_is_read_too(office: Office) -> None:
    path = office.records / DECISION
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}\npublish_after: 2099-01-01\ntitel: x\n", encoding="utf-8")
    assert [place for _, place in found(office.settings)] == [f"records/{DECISION}"]


def test_what_is_neither_records_nor_a_file_is_refused(office: Office) -> None:
    answer = office.run("check", "weather")
    assert (answer.status, "weather is not there: check its name, or say records or inbox" in answer.words) == (1, True)
