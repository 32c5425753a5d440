"""A dataset's night over small files: what is landed, stored, refused and released."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines import steps
from pipelines.dataset import Dataset
from pipelines.evidence import CoverageStatus, Evidence
from pipelines.landing import Landing
from pipelines.quality import assess
from pipelines.releases.model import State
from pipelines.settings import Settings
from pipelines.steps import StoredRowsInvalid
from pipelines.upstream import Issue, Listing, Severity, SourceError
from tests.pipelines.smallworld import Office, csv_of, dataset

FIRST, SECOND = "lost/2025-01", "lost/2025-02"


@pytest.fixture
def lost(office: Office) -> Dataset:
    office.files = {FIRST: csv_of("A1,2025-01,hat,1", "A2,2025-01,key,"), SECOND: csv_of("A3,2025-02,hat,2")}
    return dataset(office)


def _night(home: Settings, lost: Dataset) -> tuple[steps.LandReport, steps.StoreReport]:
    return steps.land(home, lost), steps.store(home, lost)


def _query(home: Settings, query: str) -> list[Any]:
    with duckdb.connect(str(home.store)) as engine:
        return engine.execute(query).fetchall()


def _evidence(home: Settings, lost: Dataset) -> Evidence:
    with steps.writing(home) as store:
        store.prepare(lost)
        return assess(lost, store)


def _coverage(home: Settings, lost: Dataset) -> dict[str, tuple[CoverageStatus, int]]:
    return {period.period: (period.status, period.rows) for period in _evidence(home, lost).coverage}


def test_a_first_night_stores_everything(home: Settings, lost: Dataset) -> None:
    landed, stored = _night(home, lost)
    assert (landed.listed, landed.fresh, landed.failed) == (2, 2, ())
    assert landed.size == sum(len(content) for content in lost.source.files.values())  # type: ignore[attr-defined]
    assert (stored.loaded, stored.already, stored.tally.accepted, stored.refused) == (2, 0, 3, ())
    assert _coverage(home, lost) == {
        "2025-01": (CoverageStatus.RECEIVED, 2),
        "2025-02": (CoverageStatus.RECEIVED, 1),
    }


def test_a_night_with_nothing_new_loads_nothing(home: Settings, lost: Dataset) -> None:
    _night(home, lost)
    before = _query(home, "SELECT * FROM _loads ORDER BY ALL")
    landed, stored = _night(home, lost)
    assert (landed.fresh, landed.size) == (0, 0)
    assert (stored.loaded, stored.already) == (0, 2)
    assert _query(home, "SELECT * FROM _loads ORDER BY ALL") == before


def test_nothing_landed_yet_is_said(home: Settings, lost: Dataset) -> None:
    with pytest.raises(SourceError, match="nothing has been landed yet"):
        steps.store(home, lost)


def test_one_file_that_cannot_be_had_stops_no_other(home: Settings, lost: Dataset, office: Office) -> None:
    office.broken.add(FIRST)
    landed, stored = _night(home, lost)
    assert [name for name, _ in landed.failed] == [FIRST]
    assert (stored.loaded, [name for name, _ in stored.refused]) == (1, [FIRST])
    assert _coverage(home, lost)["2025-01"] == (CoverageStatus.FAILED, 0)


def test_what_is_there_and_cannot_be_taken_is_no_gap(home: Settings, lost: Dataset, office: Office) -> None:
    third = "lost/2025-03"
    office.complete = False
    office.issues = (Issue(third, "ambiguous-file", "two files of 2025-03 differ", period="2025-03"),)
    for _ in range(2):
        landed, stored = _night(home, lost)
        assert (landed.failed, stored.refused) == (((third, "two files of 2025-03 differ"),), ())
        assert _coverage(home, lost)["2025-03"] == (CoverageStatus.FAILED, 0)
    office.issues, office.files[third] = (), csv_of("A9,2025-03,key,")
    assert _night(home, lost)[0].failed == ()
    assert _coverage(home, lost)["2025-03"] == (CoverageStatus.RECEIVED, 1)


def test_a_refused_file_keeps_what_it_held(home: Settings, lost: Dataset, office: Office) -> None:
    _night(home, lost)
    office.files[FIRST] = b"Ticket,Month\nA1,2025-01\n"
    _, stored = _night(home, lost)
    assert [name for name, _ in stored.refused] == [FIRST]
    assert "column Kind, Worth is missing" in stored.refused[0][1]
    assert _coverage(home, lost)["2025-01"] == (CoverageStatus.FAILED, 2)
    office.files[FIRST] = csv_of("A1,2025-01,hat,1", "A2,2025-01,key,")
    assert _night(home, lost)[1].already == 2
    assert _coverage(home, lost)["2025-01"] == (CoverageStatus.RECEIVED, 2)


def test_a_file_that_is_not_ours_is_noted(home: Settings, lost: Dataset, office: Office) -> None:
    office.files["lost/2025-03"] = b"# a shopping list"
    _, stored = _night(home, lost)
    assert (stored.loaded, stored.refused) == (2, ())
    found = _query(home, 'SELECT resource, severity, "check", text FROM _issues')
    assert found == [("lost/2025-03", "note", "not-ours", "lost/2025-03: not a return; nothing was taken")]


def test_months_asked_for_leave_the_others_alone(home: Settings, lost: Dataset, office: Office) -> None:
    office.complete = False
    office.files[FIRST] = b"nothing of use"
    _night(home, lost)
    steps.land(home, lost, ("2025-02",))
    report = steps.store(home, lost, ("2025-02",))
    assert (report.loaded, report.already) == (0, 1)
    assert _coverage(home, lost) == {
        "2025-01": (CoverageStatus.FAILED, 0),
        "2025-02": (CoverageStatus.RECEIVED, 1),
    }, "the refusal of January stands, though nobody tried it again"


def test_a_file_without_rows_is_an_empty_period_and_not_a_missing_one(
    home: Settings, lost: Dataset, office: Office
) -> None:
    office.files["lost/2025-03"] = csv_of()
    _night(home, lost)
    assert _coverage(home, lost)["2025-03"] == (CoverageStatus.EMPTY, 0)


def test_bytes_that_are_stored_already_are_not_missed(home: Settings, lost: Dataset, office: Office) -> None:
    _night(home, lost)
    landing = Landing(home.landing)
    landing.object_path(landing.journal(office.name).latest[FIRST].sha256).unlink()
    assert steps.store(home, lost).refused == ()


def test_bytes_lost_from_the_landing_are_named_and_fetched_again(home: Settings, lost: Dataset, office: Office) -> None:
    steps.land(home, lost)
    landing = Landing(home.landing)
    path = landing.object_path(landing.journal(office.name).latest[FIRST].sha256)
    path.unlink()
    report = steps.store(home, lost)
    assert [name for name, _ in report.refused] == [FIRST]
    assert "the landing has lost its bytes" in report.refused[0][1]
    assert _night(home, lost)[1].loaded == 1


def test_bytes_of_an_older_edition_keep_its_name(home: Settings, lost: Dataset, office: Office) -> None:
    """The newest edition cannot be had, and our code has changed: the old bytes are read again, as what they are."""
    office.vintage = "2026-08"
    _night(home, lost)
    office.vintage = "2026-09"
    office.broken.add(FIRST)
    changed = dataset(office)
    vars(changed)["code_version"] = "feedfeedfeed"
    steps.land(home, changed)
    assert steps.store(home, changed).loaded == 2
    assert _query(home, "SELECT resource, vintage FROM _loads ORDER BY ALL") == [
        (FIRST, "2026-08"),
        (SECOND, "2026-09"),
    ]


def test_the_listing_is_kept_as_it_was_given(home: Settings, lost: Dataset, office: Office) -> None:
    note = Issue("a.csv", "ambiguous-file", "Two differ.", Severity.WARNING, "2025-01", row=3)
    listing = replace(office.listing(None, steps.Request("kent")), issues=(note,))  # type: ignore[arg-type]
    steps._write_listing(home, lost, listing)
    assert steps._read_listing(home, lost) == listing
    assert [path.name for path in (home.landing / "listings").iterdir()] == ["lost-property.json"]
    assert isinstance(listing, Listing)


def _publish(home: Settings, lost: Dataset) -> State:
    _night(home, lost)
    outcome, _ = steps.release(home, lost)
    if outcome.state is State.READY:
        steps.publish_edition(home, [lost])
    return outcome.state


def test_what_is_stored_is_released_once(home: Settings, lost: Dataset) -> None:
    assert [_publish(home, lost), _publish(home, lost)] == [State.READY, State.UNCHANGED]
    assert home.read_copy.is_file()


PLANTED = {
    "a bad row": (
        "INSERT INTO lost_property VALUES ('no ticket', '2025-01', 'hat', 1, '2025-01', 'lost/2025-01', 9, NULL)",
        "1 stored rows break the model",
    ),
    "a row of no file": (
        "INSERT INTO lost_property VALUES ('A9', '2025-01', 'hat', 1, '2025-01', 'planted', 9, NULL)",
        "1 stored rows are not those that were loaded",
    ),
    "a row taken away": ("DELETE FROM lost_property WHERE ticket = 'A1'", "are not those that were loaded"),
    "a value spoilt": ("UPDATE lost_property SET worth_gbp = -1 WHERE ticket = 'A1'", "1 stored rows break the model"),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_store_that_somebody_touched_is_not_released(home: Settings, lost: Dataset, planted: str) -> None:
    query, said = PLANTED[planted]
    _night(home, lost)
    _query(home, query)
    with pytest.raises(StoredRowsInvalid, match=said) as caught:
        steps.release(home, lost)
    assert f"delete {home.store} and run again" in str(caught.value)
    assert not (home.published / "datasets").exists()
    home.store.unlink()
    _night(home, lost)
    assert steps.release(home, lost)[0].state is State.READY, "the advice in the message heals it"


def test_every_rule_that_ran_is_told_passes_too(home: Settings, lost: Dataset, office: Office) -> None:
    office.files[FIRST] += b"a9,2025-01,hat,\nA2,2025-01,bag,x\n"
    _night(home, lost)
    results = {check.name: check for check in _evidence(home, lost).checks}
    assert (results["ticket-str-matches"].tested, results["ticket-str-matches"].failed) == (5, 1)
    assert results["hats-are-worth-something"].failed == 1
    assert results["worth_gbp-wrong-type"].failed == 1
    assert results["month-not-nullable"].passed
    assert results["stored-rows-valid"].tested == 3
    assert results["rows-accounted-for"].passed
    assert results["newest-period"].passed
    evidence = _evidence(home, lost)
    assert (evidence.read, evidence.accepted, evidence.rejected) == (5, 3, 2)


def test_rules_of_whole_rows_are_told_when_they_pass(home: Settings, lost: Dataset) -> None:
    _night(home, lost)
    results = {check.name: check for check in _evidence(home, lost).checks}
    assert (results["hats-are-worth-something"].tested, results["hats-are-worth-something"].failed) == (3, 0)


def test_settings_of_the_night_stand_in_the_context(home: Settings) -> None:
    context = steps.context(home)
    assert (context.synthetic, context.world, context.force) == (False, "folder", "kent")
    assert json.dumps(context.body)
    assert Path(home.records / "body.yaml").is_file()
