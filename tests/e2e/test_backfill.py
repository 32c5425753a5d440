"""Backfill: what it would do is shown first, and nothing is done before somebody agrees."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assets.crime import CRIME_STREET
from pipelines.sources.police_uk import STREET, PoliceUk
from tests.e2e.office import Office, crime_rows, traces_below

JANUARY_TO_APRIL = ("backfill", "crime-street", "--from", "2025-01", "--to", "2025-04")


def test_no_means_nothing_is_done(office: Office) -> None:
    office.put("2025-03")
    before = traces_below(office.published)
    answer = office.run(*JANUARY_TO_APRIL, typed="n\n")
    assert answer.status == 0
    assert "2025-01" in answer.said
    assert "published; values may change" in answer.words
    assert "new to the public" in answer.words
    assert "2025-04 the source has no file for it" in answer.words
    assert "Do it?" in answer.said
    assert traces_below(office.published) == before
    assert office.stored("SELECT count(*) FROM crime_street") == [(100,)]


def test_yes_does_what_was_shown_for_that_dataset_alone(office: Office) -> None:
    office.put("2025-01", crime_rows("2025-01", settled=3))
    office.put("2025-03")
    office.decide("003")
    answer = office.run(*JANUARY_TO_APRIL, "--yes")
    assert answer.status == 0, answer.said
    assert "Do it?" not in answer.said
    assert office.versions("crime-street")["latest"] == "1.1.0"
    assert office.document("crime-street", "changes.json")["counts"]["values_changed"] == 3
    assert office.versions("decisions")["latest"] == "1.0.0"
    assert office.verify().status == 0


def test_only_the_periods_asked_for_are_taken(office: Office) -> None:
    office.put("2025-03")
    office.put("2025-04")
    answer = office.run("backfill", "crime-street", "--from", "2025-04", "--yes")
    assert answer.status == 0, answer.said
    assert {row["month"] for row in office.rows("crime-street")} == {"2025-01", "2025-02", "2025-04"}


def test_dataset_whose_source_has_no_history_is_refused_with_the_reason(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgetful = replace(CRIME_STREET, source=PoliceUk(STREET, history=False))
    monkeypatch.setattr("tests.e2e.office.datasets", lambda: (forgetful,))
    answer = office.run(*JANUARY_TO_APRIL, "--yes")
    assert answer.status == 1
    assert "keeps no history" in answer.words
    assert "The nightly run takes each edition as it appears" in answer.words
