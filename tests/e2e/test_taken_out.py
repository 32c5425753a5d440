"""What was taken out of public stays out: on later nights, without its original, and under the body that follows."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.office import Answer, Office, crime_rows
from tests.e2e.test_handing_over import SECOND_BODY
from tests.pipelines.releases.test_takedown import told

PLACE = "On or near Refuge of Saint Nobody"
COLUMN = 6
"""The column of the police's files that has the place."""


def rows(month: str, settled: int = 0) -> list[Any]:
    """A month in which two crimes are at the place."""
    found = crime_rows(month, settled=settled)
    for number in (3, 5):
        found[number][COLUMN] = PLACE
    return found


@pytest.fixture
def named(office: Office) -> Office:
    """The second month names the place, and is published."""
    office.put("2025-02", rows("2025-02"))
    assert office.run("nightly").status == 0
    assert told(office.published, PLACE)
    return office


def redact(office: Office, *more: str) -> Answer:
    told = ["--reason", "safety_of_person", "--date", "2026-11-21", "--review", "2027-11-21", "--by", "operator"]
    where = ["--where", f"location = '{PLACE}'", "--columns", "location", "--note", "A place that is kept quiet"]
    return office.run("redact", "crime-street", *where, *told, "--yes", *more)


def receipts(office: Office) -> list[dict[str, Any]]:
    """Every receipt of the crimes' source, oldest first."""
    (journal,) = list(office.settings.landing.glob("receipts/*police*.jsonl"))
    return [json.loads(line) for line in journal.read_text().splitlines()]


def mode(path: Path) -> str:
    return oct(path.stat().st_mode & 0o777)


def test_an_original_that_was_forgotten_and_comes_again(named: Office) -> None:
    landing = named.settings.landing
    before = {path.name for path in landing.glob("objects/*/*")}
    naming = {name for name in before if PLACE.encode() in (landing / "objects" / name[:2] / name).read_bytes()}
    named.settings.to_correct.mkdir()
    (named.settings.to_correct / "spend.checked.xlsx").write_text(PLACE)
    done = redact(named, "--forget-original")
    assert done.status == 0, done.said
    assert "Freedom of Information Act 2000, section 38" in done.words
    left = {path.name for path in landing.glob("objects/*/*")}
    assert naming
    assert not naming & left
    assert not named.settings.to_correct.exists(), "copies to correct may hold it too"
    assert f"Deleted: {len(before - left)} received file." in done.words
    deletions = [receipt for receipt in receipts(named) if "was deleted: redaction-1" in receipt["error"]]
    assert {re.findall("[0-9a-f]{64}", receipt["error"])[0] for receipt in deletions} == before - left
    assert {receipt["sha256"] for receipt in deletions} == {""}
    assert mode(landing) == "0o700"
    assert told(named.published, PLACE) == []

    night = named.run("nightly")
    assert night.status == 0, night.said
    assert "1 received file deleted here and still offered by the source: landed again" in night.words
    assert naming & {path.name for path in landing.glob("objects/*/*")}, "the source still offers it"
    told_of = [r["sha256"] or "deleted" for r in receipts(named) if r["resource"] == deletions[-1]["resource"]]
    assert told_of[-2:] == ["deleted", *naming & {deletions[-1]["error"].split()[2]}]
    assert told(named.published, PLACE) == []
    assert told(named.settings.read_copy.parent, PLACE) == []
    assert "landed again" not in named.run("nightly").words


def test_later_releases_count_what_is_redacted(named: Office) -> None:
    redact(named)
    named.put("2025-03", rows("2025-03"))
    assert named.run("nightly").status == 0
    (counted,) = named.document("crime-street", "quality.json")["redacted"]
    shown = [row for row in named.rows("crime-street") if row["location"] == "REDACTED"]
    assert (counted["reason"], counted["rows"], counted["values"]) == ("safety_of_person", len(shown), 4)
    assert counted["law"] == "Freedom of Information Act 2000, section 38"
    assert named.document("decisions", "quality.json")["redacted"] == []
    assert told(named.published, PLACE) == []
    assert named.verify().status == 0


def test_a_press_that_lost_its_rules_releases_nothing_of_that_dataset(named: Office) -> None:
    redact(named)
    rules = named.settings.redactions / "crime-street.json"
    kept = rules.read_bytes()
    rules.unlink()
    named.put("2025-03")
    night = named.run("nightly")
    assert night.status == 1
    assert "the ledger tells of redaction-1" in night.words
    assert "2025-03" not in {row["month"] for row in named.rows("crime-street")}
    again = redact(named)
    assert again.status == 1
    assert "has no such rule" in again.words
    assert told(named.published, PLACE) == []
    rules.write_bytes(kept)
    assert named.run("nightly").status == 0
    assert "2025-03" in {row["month"] for row in named.rows("crime-street")}


def test_what_a_withdrawal_would_leave_is_said_before_it_is_done(named: Office) -> None:
    decided = ["--reason", "commercial", "--note", "Wrong", "--date", "2026-11-21"]
    none = named.run("withdraw", "crime-street", "--version", "9.0.0", *decided)
    assert none.status == 1
    assert "no version '9.0.0' to withdraw; there are 1.0.0, 1.0.1" in none.words
    asked = named.run("withdraw", "crime-street", "--version", "1.0.1", *decided, typed="n\n")
    assert "1.0.0 would be the latest" in asked.words
    assert "commercial (Freedom of Information Act 2000, section 43), 'Wrong'" in asked.words
    only = named.run("withdraw", "decisions", "--version", "1.0.0", *decided, typed="n\n")
    assert "No version would be left" in only.words
    assert [entry["status"] for entry in named.versions("crime-street")["versions"]] == ["published"] * 2


@pytest.mark.parametrize("name", ["kent.zip", "kent"])
def test_the_successor_does_not_bring_it_back(named: Office, tmp_path: Path, name: str) -> None:
    redact(named)
    package = tmp_path / name
    packed = named.run("handover", str(package), "--with-originals")
    assert "It is confidential" in packed.words
    assert mode(package) == ("0o600" if name.endswith(".zip") else "0o700")
    second = Office(tmp_path / "second").furnish()
    with (second.records / "body.yaml").open("a") as file:
        file.write(SECOND_BODY)
    assert second.run("takeover", str(package)).status == 0
    home = second.settings
    assert mode(home.redactions) == "0o700"
    assert mode(home.redactions / "crime-street.json") == "0o600"
    assert mode(home.landing) == "0o700"
    second.put("2025-01")
    second.put("2025-02", rows("2025-02", settled=4))
    night = second.run("nightly")
    assert night.status == 0, night.said
    assert second.versions("crime-street")["latest"] != named.versions("crime-street")["latest"]
    assert sum(row["location"] == "REDACTED" for row in second.rows("crime-street")) == 2
    assert told(second.published, PLACE) == []
    checked = second.verify()
    assert checked.status == 0, checked.said


def test_a_redaction_is_lifted_and_comes_back_by_a_person(named: Office) -> None:
    redact(named)
    shown = named.run("status")
    assert "redaction-1" in shown.words
    assert "2027-11-21" in shown.words
    told_why = ["--note", "It is no refuge", "--date", "2026-12-01", "--by", "operator"]
    unknown = named.run("lift", "crime-street", "--rule", "redaction-9", *told_why, "--yes")
    assert unknown.status == 1
    assert "no rule 'redaction-9'" in unknown.words
    asked = named.run("lift", "crime-street", "--rule", "redaction-1", *told_why, typed="n\n")
    assert "2025-02 2" in asked.words
    assert "redaction-1" in named.run("status").words
    done = named.run("lift", "crime-street", "--rule", "redaction-1", *told_why, "--yes")
    assert done.status == 0, done.said
    assert told(named.published, PLACE) == []
    assert told(named.settings.read_copy.parent, PLACE) != [], "those who may look at the store see it again"
    assert "redaction-1" not in named.run("status").words
    night = named.run("nightly")
    assert night.status == 3, night.said
    assert "2 values and 0 rows changed and nothing explains why" in night.words
    assert told(named.published, PLACE) == []
    named.run("approve", "crime-street", "--reason", "It is no refuge")
    assert told(named.published, PLACE) != []
    assert named.verify().status == 0
    assert "Nothing new to publish" in named.run("nightly").words
