"""Proof that checking is on: where validation passes anything, or the store was tampered with, nothing goes out."""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import pytest

from tests.e2e.office import Office, finish


@pytest.mark.parametrize(
    "switch", [{"PANDERA_VALIDATION_ENABLED": "False"}, {"PANDERA_VALIDATION_DEPTH": "SCHEMA_ONLY"}]
)
def test_nothing_is_published_while_validation_is_off(
    new_office: Callable[..., Office], switch: dict[str, str]
) -> None:
    office = new_office("unchecked")
    answer = finish(office.start("nightly", **switch))
    assert answer.status == 1, answer.said
    assert "checking is off" in answer.words
    assert "unset PANDERA_*" in answer.words
    assert not list(office.published.rglob("*"))


@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO crime_street BY NAME SELECT 'XYZ' AS crime_id, '2025-02' AS month, '2025-02' AS _period",
        "UPDATE crime_street SET latitude = 12 WHERE month = '2025-01'",
        "UPDATE crime_street SET crime_type = 'Witchcraft' WHERE _row = 2",
    ],
)
def test_row_planted_in_the_store_stops_its_dataset(office: Office, change: str) -> None:
    with duckdb.connect(str(office.settings.store)) as engine:
        engine.execute(change)
    office.put("2025-03")
    answer = office.run("nightly")
    assert answer.status == 1, answer.said
    assert office.versions("crime-street")["latest"] == "1.0.0"
    assert office.verify().status == 0


def test_rows_that_break_the_model_are_told_with_what_to_do(office: Office) -> None:
    with duckdb.connect(str(office.settings.store)) as engine:
        engine.execute("UPDATE crime_street SET latitude = 12 WHERE month = '2025-01'")
    answer = office.run("nightly")
    assert "50 stored rows break the model (100 tested), so nothing was released" in answer.words
    assert answer.tells(f"delete {office.settings.store} and run again")
    office.settings.store.unlink()
    assert office.run("nightly").status == 0


def test_store_that_is_deleted_is_built_again_from_the_landing(office: Office) -> None:
    office.settings.store.unlink()
    answer = office.run("nightly")
    assert answer.status == 0, answer.said
    assert "Nothing new to publish" in answer.words
