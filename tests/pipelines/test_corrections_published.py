"""A declared correction, from the record to the public report of changes, and back."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines import steps
from pipelines.dataset import Dataset
from pipelines.releases.model import State
from pipelines.releases.verify import main as verify
from pipelines.settings import Settings
from pipelines.steps import StoreReport
from pipelines.upstream import SourceError
from tests.pipelines.smallworld import Office, csv_of, dataset
from tests.pipelines.test_corrections import written

FIRST, SECOND = "lost/2025-01", "lost/2025-02"
ROWS = ("A1,2025-01,hat,2", "A2,2025-01,key,", ",2025-01,key,5")


@pytest.fixture
def home(home: Settings, tmp_path: Path) -> Settings:
    """With records of its own, to write in."""
    (tmp_path / "records").mkdir()
    shutil.copy(home.records / "body.yaml", tmp_path / "records")
    return home.model_copy(update={"records": tmp_path / "records"})


@pytest.fixture
def lost(office: Office, home: Settings) -> Dataset:
    """Published once, uncorrected. Its first file says 2.00 where 20.00 is right."""
    office.files = {FIRST: csv_of(*ROWS), SECOND: csv_of("A3,2025-02,hat,2")}
    found = dataset(office)
    night(home, found)
    return found


def night(home: Settings, lost: Dataset) -> tuple[StoreReport, State]:
    steps.land(home, lost)
    stored = steps.store(home, lost)
    outcome, _ = steps.release(home, lost)
    steps.publish_edition(home, [lost])
    return stored, outcome.state


def document(home: Settings, name: str) -> Any:
    folder = home.published / "datasets/lost-property"
    version = json.loads((folder / "versions.json").read_bytes())["latest"]
    return json.loads((folder / version / name).read_bytes())


def versions(home: Settings) -> str:
    found = json.loads((home.published / "datasets/lost-property/versions.json").read_bytes())
    return str(found["latest"])


def why(home: Settings) -> list[tuple[str, str, str, str, str]]:
    return [(v["field"], v["old"], v["new"], v["reason"], v["note"]) for v in document(home, "changes.json")["values"]]


def objects(home: Settings) -> dict[str, bytes]:
    return {
        str(p.relative_to(home.landing)): p.read_bytes() for p in (home.landing / "objects").rglob("*") if p.is_file()
    }


def test_it_is_published_as_ours_from_the_landing_and_its_withdrawal_too(home: Settings, lost: Dataset) -> None:
    received = objects(home)
    assert received
    written(home.records)
    stored, state = night(home, lost)
    assert (stored.loaded, stored.already, state) == (1, 1, State.READY)
    assert why(home) == [("worth_gbp", "2.00", "20.00", "our-correction", "x-001: A figure was lost in typing")]
    assert versions(home) == "1.0.1"
    first, second = document(home, "manifest.json")["periods"]
    assert [(made["id"], made["decided_by"]) for made in first["corrections"]] == [("x-001", "Head of data")]
    assert "corrections" not in second
    assert verify([str(home.published)]) == 0

    stored, state = night(home, lost)
    assert (stored.loaded, state) == (0, State.UNCHANGED)

    (home.records / "corrections/lost-property.yaml").unlink()
    stored, _ = night(home, lost)
    assert (stored.loaded, stored.already) == (1, 1)
    assert why(home) == [("worth_gbp", "20.00", "2.00", "our-correction", "x-001 was withdrawn or changed")]
    assert objects(home) == received


def test_an_entry_that_changes_is_a_correction_again(home: Settings, lost: Dataset) -> None:
    written(home.records)
    night(home, lost)
    written(home.records, {"value": "21.00", "reason": "It was one more"})
    night(home, lost)
    assert [(change[1], change[2], change[3]) for change in why(home)] == [("20.00", "21.00", "our-correction")]


def test_what_the_source_restates_that_night_keeps_its_own_reason(
    home: Settings, lost: Dataset, office: Office
) -> None:
    written(home.records)
    office.files[FIRST] = csv_of(ROWS[0], "A2,2025-01,key,7", ROWS[2])
    night(home, lost)
    assert [(change[0], change[2], change[3]) for change in why(home)] == [
        ("worth_gbp", "20.00", "our-correction"),
        ("worth_gbp", "7.00", "source-revised"),
    ]


def test_a_row_without_a_key_goes_and_comes_as_ours(home: Settings, lost: Dataset) -> None:
    written(home.records, {"where": "[ticket=, kind=key]", "expect": "5.00", "value": "6.00"})
    assert night(home, lost)[1] is State.HELD
    rows = json.loads((home.candidates / "lost-property/release/changes.json").read_bytes())["rows"]
    assert sorted((row["change"], row["row"]["worth_gbp"], row["reason"], row["note"]) for row in rows) == [
        ("added", "6.00", "our-correction", "x-001: A figure was lost in typing"),
        ("removed", "5.00", "our-correction", "x-001: A figure was lost in typing"),
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"expect": "9.00"}, ("x-001", "'9.00'", "row 2", "'2.00'", "delete the entry")),
        ({"where": "[ticket=Z9]"}, ("x-001 matches no row of 2025-01",)),
        ({"reasn": "x"}, ("reasn is not a field of a correction",)),
    ],
)
@pytest.mark.parametrize("alone", [False, True])
def test_one_that_cannot_be_made_stops_the_dataset_until_it_is_mended(
    home: Settings, lost: Dataset, office: Office, change: dict[str, str | None], words: tuple[str, ...], alone: bool
) -> None:
    lost = replace(lost, files_stand_alone=alone)
    written(home.records, change)
    office.files[SECOND] = csv_of("A3,2025-02,hat,3")
    for _ in range(2):
        steps.land(home, lost)
        with pytest.raises(SourceError) as raised:
            steps.store(home, lost)
        assert all(word in str(raised.value) for word in words)
    with duckdb.connect(str(home.store)) as engine:
        told = engine.execute("SELECT text FROM _issues WHERE resource LIKE 'records/corrections/%'").fetchall()
    assert [text for (text,) in told] == [str(raised.value)]
    written(home.records)
    night(home, lost)
    assert ("worth_gbp", "2.00", "20.00") in [change[:3] for change in why(home)]
    assert verify([str(home.published)]) == 0


def test_one_of_a_period_that_is_not_stored_waits(home: Settings, lost: Dataset) -> None:
    written(home.records, {"period": "2031-01"})
    assert night(home, lost)[1] is State.UNCHANGED


def test_in_a_made_up_world_a_real_correction_finds_no_row_and_stops_nothing(home: Settings, office: Office) -> None:
    made_up = home.model_copy(update={"world": "sandbox"})
    office.files = {FIRST: csv_of(*ROWS)}
    lost = dataset(office)
    written(made_up.records, {"where": "[ticket=Z9]"})
    steps.land(home, lost)
    assert steps.store(made_up, lost).loaded == 1
    with duckdb.connect(str(home.store)) as engine:
        told = engine.execute("SELECT severity FROM _issues WHERE resource LIKE 'records/corrections/%'").fetchall()
    assert told == [("note",)]


def test_a_row_taken_away_from_the_public_needs_a_person(home: Settings, lost: Dataset) -> None:
    written(home.records, {"value": None, "drop": "true"})
    assert night(home, lost)[1] is State.HELD
    assert versions(home) == "1.0.0"


def test_a_store_made_anew_says_the_same(home: Settings, lost: Dataset) -> None:
    written(home.records)
    night(home, lost)
    before = document(home, "manifest.json")
    home.store.unlink()
    assert night(home, lost)[1] is State.UNCHANGED
    assert document(home, "manifest.json") == before
