"""What a night says came of each dataset, as read from Dagster's events."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import dagster as dg
import pytest

from assets import datasets
from assets.crime import CRIME_STREET
from pipelines import steps
from pipelines.definitions import RANGE_END, RANGE_START
from pipelines.instance import open_instance
from pipelines.night import COMMAND_TAG, Ending, Night, run_backfill, run_nightly
from pipelines.releases.model import ReleaseError
from pipelines.upstream import SourceError
from tests.e2e.office import FEW, Office, crime_rows, few


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office(tmp_path).furnish()
    made.put("2025-01")
    return made


def night(office: Office) -> Night:
    with few():
        return run_nightly(office.settings, [dataset for dataset in datasets() if dataset.name in FEW])


def endings(found: Night) -> dict[str, Ending]:
    return {result.dataset: result.ending for result in found.results}


def test_every_dataset_has_a_result_and_its_version(office: Office) -> None:
    found = night(office)
    assert set(endings(found)) == set(FEW)
    assert {name for name, ending in endings(found).items() if ending is Ending.RELEASED} >= {
        "budget",
        "crime-street",
        "decisions",
    }
    assert endings(found)["expenditure"] is Ending.UNCHANGED
    assert {r.version for r in found.results if r.ending is Ending.RELEASED} == {"1.0.0"}
    assert (found.edition, found.exit_code) == (1, 0)


def test_run_is_in_dagsters_history_with_its_months(office: Office) -> None:
    night(office)
    with open_instance(office.settings) as instance:
        runs = {run.job_name: run for run in instance.get_runs()}
    assert {run.status for run in runs.values()} == {dg.DagsterRunStatus.SUCCESS}
    assert (runs["nightly"].tags[RANGE_START], runs["nightly"].tags[RANGE_END]) == ("2025-01", "2025-01")
    assert all(run.tags.items() >= COMMAND_TAG.items() for run in runs.values())


def test_one_dataset_that_breaks_does_not_stop_the_others(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "land", _breaking(steps.land, SourceError("the archive is closed on Sundays")))
    found = night(office)
    broken = next(result for result in found.results if result.dataset == "crime-street")
    assert (broken.ending, broken.text) == (Ending.FAILED, "the archive is closed on Sundays")
    assert endings(found)["budget"] is Ending.RELEASED
    assert found.exit_code == 1


def test_fault_of_ours_is_told_by_its_name_and_stops_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "store", _breaking(steps.store, KeyError("a fault of ours")))
    found = night(office)
    broken = next(result for result in found.results if result.dataset == "crime-street")
    assert broken.ending is Ending.FAILED
    assert "a fault of ours" in broken.text
    assert "\n" not in broken.text.strip()
    assert endings(found)["decisions"] is Ending.RELEASED


def test_release_that_does_not_come_out_has_failed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> object:
        raise ReleaseError("the disk is full: make room")

    monkeypatch.setattr(steps, "publish_edition", refuse)
    found = night(office)
    assert endings(found)["budget"] is Ending.FAILED
    assert endings(found)["expenditure"] is Ending.UNCHANGED
    assert {r.text for r in found.results if r.ending is Ending.FAILED} == {"the disk is full: make room"}
    monkeypatch.undo()
    assert endings(night(office))["budget"] is Ending.RELEASED


def test_rejected_rows_are_told_with_the_release(office: Office) -> None:
    rows = crime_rows("2025-01", crimes=200)
    rows[3][5] = "99.000000"
    office.put("2025-01", rows)
    crime = next(result for result in night(office).results if result.dataset == "crime-street")
    assert crime.ending is Ending.RELEASED
    assert "1 rows rejected" in crime.text or "1 row rejected" in crime.text


def test_backfill_runs_one_dataset_and_leaves_the_rest(office: Office) -> None:
    with few():
        found = run_backfill(office.settings, CRIME_STREET, ("2025-01",))
    assert endings(found) == {"crime-street": Ending.RELEASED}
    assert not (office.published / "datasets/budget").exists()


def _breaking(real: Callable[..., object], trouble: Exception) -> Callable[..., object]:
    """The real step for every dataset but crime-street."""

    def step(settings: object, dataset: object, *rest: object) -> object:
        if dataset is CRIME_STREET:
            raise trouble
        return real(settings, dataset, *rest)

    return step
