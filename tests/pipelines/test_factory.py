"""From a declaration to Dagster's assets: names, partitions, checks, and how failures are told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import dagster as dg
import pytest

from assets import datasets
from assets.money import BUDGET
from pipelines import factory, steps
from pipelines.dataset import Dataset
from pipelines.evidence import CheckResult, Coverage, CoverageStatus, Evidence
from pipelines.factory import build_assets, build_edition, key, months
from pipelines.releases.model import Cause, EditionOutcome, Outcome, ReleaseError, State
from pipelines.settings import Settings
from pipelines.steps import LandReport, StoredRowsInvalid, StoreReport
from pipelines.upstream import SourceError, SourceUnavailable, Tally
from pipelines.validation import CheckingIsOff


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(world="live", home=tmp_path / "home", published=tmp_path / "published")


def run(dataset: Dataset, settings: Settings, step: int) -> dg.ExecuteInProcessResult:
    """Materialise one of the three assets of a dataset by itself, without waiting between tries."""
    with dg.DagsterInstance.ephemeral() as instance:
        return dg.materialize([build_assets(dataset, settings)[step]], raise_on_error=False, instance=instance)


def test_three_assets_follow_one_another_for_every_dataset(settings: Settings) -> None:
    for dataset in datasets():
        landed, stored, release = build_assets(dataset, settings)
        assert [asset.key for asset in (landed, stored, release)] == [
            key(dataset, step) for step in ("landed", "stored", "release")
        ]
        assert stored.asset_deps[stored.key] == {landed.key}
        assert release.asset_deps[release.key] == {stored.key}
        assert release.partitions_def is None


def test_only_months_that_can_be_taken_one_by_one_are_partitions(settings: Settings) -> None:
    for dataset in datasets():
        for asset in build_assets(dataset, settings)[:2]:
            assert (asset.partitions_def is not None) == dataset.partitioned


@pytest.mark.parametrize(("years", "last"), [(0, 0), (2, 24)])
def test_the_sandboxs_clock_may_be_ahead_of_ours(settings: Settings, years: int, last: int) -> None:
    now = datetime.now(UTC)
    ahead = date(now.year + years, now.month, 15)
    keys = months(settings.model_copy(update={"world": "sandbox", "sandbox_date": ahead})).get_partition_keys()
    year, month = map(int, keys[-1].split("-"))
    assert (year - now.year) * 12 + month - now.month >= last
    assert keys[0] == "2010-12"


def test_edition_waits_for_every_release(settings: Settings) -> None:
    edition = build_edition(datasets(), settings)
    assert edition.asset_deps[edition.key] == {key(dataset, "release") for dataset in datasets()}


def test_files_that_could_not_be_had_fail_a_check_and_stop_nothing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = LandReport(2, 1, 500, (("budget/2024-25", "no such file"),), ("ab" * 32,))
    monkeypatch.setattr(steps, "land", lambda *_: report)
    result = run(BUDGET, settings, 0)
    assert result.success
    (check,) = result.get_asset_check_evaluations()
    assert not check.passed
    assert check.metadata["failed"].value == ["budget/2024-25: no such file"]
    (event,) = result.get_asset_materialization_events()
    assert event.materialization.metadata["bytes_new"].value == 500


@pytest.mark.parametrize("alone", [True, False])
def test_files_that_cannot_be_read_stop_a_dataset_unless_they_stand_alone(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, alone: bool
) -> None:
    report = StoreReport(1, 0, Tally(10, 2, 1), (("a.csv", "column X is missing"),), (), 0)
    monkeypatch.setattr(steps, "store", lambda *_: report)
    result = run(replace(BUDGET, files_stand_alone=alone), settings, 1)
    assert result.success is alone
    checks = {check.check_name: check for check in result.get_asset_check_evaluations()}
    assert not checks["all_files_read"].passed
    account = {name: value.value for name, value in checks["every_row_accounted_for"].metadata.items()}
    assert account == {"read": 10, "accepted": 7, "rejected": 2, "blank": 1}


@pytest.mark.parametrize(
    ("step", "function", "trouble"),
    [
        (0, "land", SourceError("the folder is empty: fill it")),
        (1, "store", CheckingIsOff("checking is off: unset PANDERA_*")),
        (1, "store", SourceError("nothing has been landed")),
        (2, "release", StoredRowsInvalid("3 stored rows break the model")),
        (2, "release", ReleaseError("not a folder of ours")),
    ],
)
def test_what_cannot_heal_fails_at_once_in_its_own_words(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, step: int, function: str, trouble: Exception
) -> None:
    calls: list[object] = []
    monkeypatch.setattr(steps, function, _raising(trouble, calls))
    result = run(BUDGET, settings, step)
    assert not result.success
    assert len(calls) == 1
    (failure,) = [event for event in result.all_events if event.is_step_failure]
    assert failure.step_failure_data.user_failure_data is not None
    assert failure.step_failure_data.user_failure_data.description == str(trouble)


def test_host_that_does_not_answer_is_asked_again_later(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[object] = []
    monkeypatch.setattr(steps, "land", _raising(SourceUnavailable("no answer"), calls))
    assert factory.RETRIES.delay == 30
    monkeypatch.setattr(factory, "RETRIES", dg.RetryPolicy(max_retries=factory.RETRIES.max_retries))
    assert not run(BUDGET, settings, 0).success
    assert len(calls) == 3


def test_release_tells_its_checks_its_coverage_and_why_it_is_held(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    coverage = tuple(
        Coverage(period, status, 1, "")
        for period, status in (
            ("a", CoverageStatus.RECEIVED),
            ("b", CoverageStatus.PARTIAL),
            ("c", CoverageStatus.PARTIAL),
        )
    )
    declared = {spec.name for spec in build_assets(BUDGET, settings)[2].check_specs} - {"gate", "nothing_to_mark"}
    assert "stored_rows_valid" in declared
    checks = (
        *(CheckResult(name.replace("_", "-"), "", 9, 0) for name in sorted(declared)),
        CheckResult("repeated-key", "", 9, 2, "warning"),
    )
    outcome = Outcome("budget", State.HELD, "2.0.0", causes=(Cause("thin", "2025-26 is thinner"),), written=7)
    monkeypatch.setattr(steps, "release", lambda *_: (outcome, Evidence(coverage, checks, 10, 9, 1, 0)))
    result = run(BUDGET, settings, 2)
    assert result.success
    found = {check.check_name: check for check in result.get_asset_check_evaluations()}
    assert not found["gate"].passed
    assert found["stored_rows_valid"].passed
    assert found["nothing_to_mark"].metadata["marked"].value == {"repeated-key": 2}
    assert found["nothing_to_mark"].severity is dg.AssetCheckSeverity.WARN
    (event,) = result.get_asset_materialization_events()
    told = {name: value.value for name, value in event.materialization.metadata.items()}
    assert told["coverage"] == {"received": 1, "partial": 2}
    assert (told["state"], told["causes"], told["dagster/row_count"]) == ("held", ["2025-26 is thinner"], 9)


def test_edition_tells_what_it_brought_out(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "publish_edition", lambda *_: EditionOutcome(4))
    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize([build_edition([BUDGET], settings)], instance=instance)
    (event,) = result.get_asset_materialization_events()
    assert event.materialization.metadata["edition"].value == 4
    assert event.materialization.metadata["released"].value == {}


def _raising(trouble: Exception, calls: list[object]) -> Callable[..., object]:
    def raise_it(*arguments: object) -> object:
        calls.append(arguments)
        raise trouble

    return raise_it
