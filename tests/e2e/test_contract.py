"""What other tools rely on: options, exit statuses, names, and nothing done where nothing is new."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import duckdb
import pytest
import typer.main

from assets.crime import CRIME_STREET
from pipelines.cli import app
from tests.e2e.office import HEADER, Answer, Office, crime_rows, traces_below

COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_takes_the_common_options(name: str) -> None:
    options = {option for parameter in COMMANDS[name].params for option in parameter.opts}
    assert {"--world", "--force", "--home", "--published"} <= options


def test_first_night_publishes_everything_there_is(first_night: tuple[Office, Answer]) -> None:
    office, answer = first_night
    assert answer.status == 0, answer.said
    assert "Edition 1 is published: " in answer.words
    for dataset in ("budget", "crime-street", "decisions"):
        assert f"{dataset} 1.0.0" in answer.words
        assert office.versions(dataset)["latest"] == "1.0.0"
    assert len(office.rows("crime-street")) == 100
    assert len(office.rows("decisions")) == 2


def test_columns_are_the_schemas_in_every_format(first_night: tuple[Office, Answer]) -> None:
    folder = first_night[0].latest("crime-street")
    wanted = [column.name for column in CRIME_STREET.columns]
    assert {"crime_id", "month", "crime_type", "lsoa_code", "last_outcome_category"} < set(wanted)
    with (folder / "crime-street-2025-01.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == wanted
    assert list(json.loads((folder / "crime-street-2025-01.json").read_bytes())[0]) == wanted
    parquet = duckdb.execute(f"DESCRIBE FROM '{folder}/crime-street-2025-01.parquet'").fetchall()
    assert [name for name, *_ in parquet] == wanted


def test_values_arrive_as_the_source_gave_them(first_night: tuple[Office, Answer]) -> None:
    given = [dict(zip(HEADER, row, strict=True)) for row in crime_rows("2025-01")]
    got = [row for row in first_night[0].rows("crime-street") if row["month"] == "2025-01"]
    names = dict(zip((column.name for column in CRIME_STREET.columns), HEADER, strict=True))
    assert sorted(tuple(row.values()) for row in got) == sorted(tuple(r[h] for h in names.values()) for r in given)


def test_anybody_can_verify_with_nothing_but_python(office: Office) -> None:
    assert office.verify().status == 0
    changed = office.latest("budget") / "budget.csv"
    changed.chmod(0o644)
    changed.write_bytes(changed.read_bytes().replace(b"2025-26", b"2026-27", 1))
    answer = office.verify()
    assert answer.status == 1
    assert "budget.csv" in answer.said


def test_second_night_touches_nothing_and_says_so(office: Office) -> None:
    before = traces_below(office.published)
    answer = office.run("nightly")
    assert answer.status == 0, answer.said
    assert "Nothing new to publish; edition 1 stands." in answer.words
    assert traces_below(office.published) == before


def test_settings_come_from_the_environment_or_the_command_line(office: Office, tmp_path: Path) -> None:
    assert "crime-street" in office.run("status").said
    elsewhere = office.run("status", "--home", str(tmp_path / "empty"))
    assert elsewhere.status == 1
    assert "run openbeat nightly first" in elsewhere.words


def test_lost_column_stops_its_dataset_alone(office: Office) -> None:
    without = HEADER.index("Crime type")
    rows = [row[:without] + row[without + 1 :] for row in crime_rows("2025-02")]
    office.put("2025-02", rows, HEADER[:without] + HEADER[without + 1 :])
    office.decide("003")
    answer = office.run("nightly")
    assert answer.status == 1
    assert "street/kent/2025-02: column Crime type is missing" in answer.words
    assert office.versions("decisions")["latest"] == "1.1.0"
    assert office.versions("crime-street")["latest"] == "1.0.0"
    assert len(office.rows("crime-street")) == 100
    assert office.verify().status == 0


def test_lost_column_heals_when_the_file_is_mended(office: Office) -> None:
    office.put("2025-03", [["x"]], ["y"])
    assert office.run("nightly").status == 1
    office.put("2025-03")
    answer = office.run("nightly")
    assert answer.status == 0, answer.said
    assert office.versions("crime-street")["latest"] == "1.1.0"


def test_thinner_month_is_held_until_a_person_lets_it_go(office: Office) -> None:
    office.put("2025-02", crime_rows("2025-02")[10:])
    answer = office.run("nightly")
    assert answer.status == 3
    assert "2025-02 was published with 50 rows and comes back with 40" in answer.words
    assert office.versions("crime-street")["latest"] == "1.0.0"
    assert "10 published rows would vanish" in office.run("review").words
    assert "crime-street" in office.run("status").words.rpartition("is held")[0]
    approved = office.run("approve", "crime-street", "--reason", "The force took them back", "--by", "Data officer")
    assert approved.status == 0, approved.said
    assert office.versions("crime-street")["latest"] == "2.0.0"
    assert "The force took them back" in (office.published / "ledger.jsonl").read_text(encoding="utf-8")
    assert office.verify().status == 0
    assert office.run("nightly").status == 0


def test_refused_release_is_not_asked_about_again(office: Office) -> None:
    office.put("2025-02", crime_rows("2025-02")[10:])
    assert office.run("nightly").status == 3
    refused = office.run("reject", "crime-street", "--reason", "A mistake of the force")
    assert refused.status == 0
    assert "1.0.0 stays published" in refused.words
    again = office.run("nightly")
    assert (again.status, "rejected" in again.words) == (0, True)
    assert office.versions("crime-street")["latest"] == "1.0.0"


def test_bad_row_is_left_out_and_named(office: Office) -> None:
    rows = crime_rows("2025-03", crimes=200)
    rows[7][HEADER.index("Latitude")] = "91.5"
    rows[9][HEADER.index("Longitude")] = "east"
    office.put("2025-03", rows)
    answer = office.run("nightly")
    assert answer.status == 0, answer.said
    named = office.stored(
        "SELECT row, field, value FROM _issues WHERE resource = 'street/kent/2025-03' AND severity = 'error' "
        "ORDER BY row"
    )
    assert named == [(9, "latitude", "91.500000"), (11, "longitude", "east")]
    assert office.stored("SELECT read, rejected, blank FROM _loads WHERE resource = 'street/kent/2025-03'") == [
        (210, 2, 0)
    ]
    assert sum(row["month"] == "2025-03" for row in office.rows("crime-street")) == 208


def test_matured_outcomes_are_a_correction_with_its_reason(office: Office) -> None:
    office.put("2025-01", crime_rows("2025-01", settled=5))
    answer = office.run("nightly")
    assert answer.status == 0, answer.said
    assert office.versions("crime-street")["latest"] == "1.0.1"
    changes = office.document("crime-street", "changes.json")
    assert changes["counts"]["values_changed"] == 5
    assert {value["reason"] for value in changes["values"]} == {"source-revised"}
