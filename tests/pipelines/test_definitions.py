"""What Dagster is told: the graph, the schedule, the sensor; and a night that Dagster runs without our command line."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import pytest
from dagster._utils.schedules import cron_string_iterator

from assets import datasets
from pipelines.definitions import DERIVE, ENDINGS, NIGHTLY, PUBLISH, RANGE_END, RANGE_START, build_definitions, window
from pipelines.factory import key
from pipelines.instance import open_instance
from pipelines.night import STEPS
from pipelines.settings import ROOT
from tests.e2e.office import FEW, WITHOUT_US, Office, few


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    made = Office(tmp_path_factory.mktemp("office")).furnish()
    made.put("2025-01")
    made.put("2025-03")
    return made


@pytest.fixture(scope="module")
def defs(office: Office) -> dg.Definitions:
    return build_definitions(office.settings)


@pytest.fixture(scope="module")
def instance(office: Office) -> Iterator[dg.DagsterInstance]:
    with open_instance(office.settings) as opened:
        yield opened


@pytest.fixture(scope="module")
def night(office: Office, instance: dg.DagsterInstance) -> dg.ExecuteInProcessResult:
    """The nightly job as `dg launch --job nightly` would run it, with a range of months in its tags."""
    months = window(office.settings, tuple(dataset for dataset in datasets() if dataset.name in FEW))
    with few():
        job = build_definitions(office.settings).resolve_job_def(NIGHTLY)
    return job.execute_in_process(instance=instance, tags=months, raise_on_error=False)


def test_dg_finds_nothing_wrong() -> None:
    dg_command = Path(sys.executable).with_name("dg")
    done = subprocess.run(
        [dg_command, "check", "defs"], cwd=ROOT, env=WITHOUT_US, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "All definitions loaded successfully" in done.stdout + done.stderr


def test_every_asset_says_what_it_is_and_whose(defs: dg.Definitions) -> None:
    graph = defs.resolve_asset_graph()
    keys = graph.materializable_asset_keys
    assert len(keys) >= 3 * len(datasets()) + 1
    for each in keys:
        node = graph.get(each)
        assert node.description, each
        assert node.group_name not in {None, "default"}, each
        assert node.owners, each
    assert len({each.path[-1] for each in keys}) == len(keys), "the graph shows the last part of a key alone"


def test_months_are_partitions_from_the_first_that_was_published(defs: dg.Definitions) -> None:
    node = defs.resolve_asset_graph().get(dg.AssetKey("crime_street_stored"))
    assert node.partitions_def is not None
    keys = node.partitions_def.get_partition_keys()
    assert keys[0] == "2010-12"
    assert keys[-1] >= datetime.now(UTC).strftime("%Y-%m")


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("2026-03-28T00:00", ["2026-03-28T02:15", "2026-03-29T01:15", "2026-03-30T01:15"]),
        ("2026-10-24T00:00", ["2026-10-24T01:15", "2026-10-25T02:15", "2026-10-26T02:15"]),
    ],
)
def test_schedule_ticks_once_a_night_when_the_clocks_change(
    defs: dg.Definitions, before: str, expected: list[str]
) -> None:
    (schedule,) = defs.schedules or []
    assert isinstance(schedule, dg.ScheduleDefinition)
    assert schedule.execution_timezone == "Europe/London"
    start = datetime.fromisoformat(before).replace(tzinfo=UTC).timestamp()
    ticks = cron_string_iterator(start, str(schedule.cron_schedule), schedule.execution_timezone)
    assert [next(ticks).astimezone(UTC).strftime("%Y-%m-%dT%H:%M") for _ in range(3)] == expected


def test_tick_asks_for_the_months_that_the_sources_have(defs: dg.Definitions, instance: dg.DagsterInstance) -> None:
    (schedule,) = defs.schedules or []
    assert isinstance(schedule, dg.ScheduleDefinition)
    at = datetime(2026, 11, 21, 2, 15, tzinfo=UTC)
    context = dg.build_schedule_context(instance=instance, scheduled_execution_time=at)
    (request,) = schedule.evaluate_tick(context).run_requests or []
    assert request.run_key == "2026-11-21"
    assert (request.tags[RANGE_START], request.tags[RANGE_END]) == ("2025-01", "2025-03")


def test_window_survives_a_source_that_cannot_be_asked(office: Office) -> None:
    settings = office.settings.model_copy(update={"world": "folder:/nowhere-at-all"})
    months = window(settings, datasets())
    assert months[RANGE_START] == months[RANGE_END]


def test_night_run_by_dagster_prepares_and_does_not_publish(office: Office, night: dg.ExecuteInProcessResult) -> None:
    assert night.success
    assert (office.settings.candidates / "crime-street").is_dir()
    assert not (office.published / "current").exists()


def test_every_materialisation_carries_its_facts(night: dg.ExecuteInProcessResult) -> None:
    told = {
        event.asset_key.to_user_string(): event.materialization.metadata
        for event in night.get_asset_materialization_events()
        if event.asset_key
    }
    assert len(told) >= 3 * len(FEW)
    landed, stored, release = (told[f"crime_street_{step}"] for step in ("landed", "stored", "release"))
    assert landed["bytes_new"].value > 10_000  # type: ignore[operator]
    assert len(landed["receipts_sha256"].value) == 2  # type: ignore[arg-type]
    assert (stored["read"].value, stored["accepted"].value, stored["rejected"].value) == (100, 100, 0)
    assert release["dagster/row_count"].value == 100
    assert release["bytes_written"].value > 10_000  # type: ignore[operator]
    assert release["version"].value == "1.0.0"


@pytest.mark.parametrize("step", ["stored", "release"])
def test_column_schema_is_the_models(defs: dg.Definitions, step: str) -> None:
    for dataset in datasets():
        node = defs.resolve_asset_graph().get(key(dataset, step))
        schema = node.metadata["dagster/column_schema"]
        assert [(column.name, column.type) for column in schema.columns] == [(c.name, c.sql) for c in dataset.columns]
        assert all(column.description for column in schema.columns)


def test_every_check_that_is_declared_is_recorded(defs: dg.Definitions, night: dg.ExecuteInProcessResult) -> None:
    recorded = {(e.asset_key, e.check_name) for e in night.get_asset_check_evaluations()}
    ours = {key(dataset, step) for dataset in datasets() if dataset.name in FEW for step in STEPS}
    keys = defs.resolve_asset_graph().asset_check_keys
    declared = {(check.asset_key, check.name) for check in keys if check.asset_key in ours}
    assert recorded == declared
    assert {e.check_name for e in night.get_asset_check_evaluations() if not e.passed} <= {"nothing_to_mark"}


def test_sensors_go_on_from_the_night_to_the_derivation_to_the_edition(
    office: Office, defs: dg.Definitions, instance: dg.DagsterInstance, night: dg.ExecuteInProcessResult
) -> None:
    request = _asked(defs, instance, night, "derivation_after_success")
    assert isinstance(request, dg.RunRequest)
    assert request.run_key == night.run_id
    assert isinstance(_asked(defs, instance, night, "edition_after_success"), dg.SkipReason)
    none = defs.resolve_job_def(DERIVE).get_subset(asset_selection=set())
    derived = none.execute_in_process(instance=instance)
    assert isinstance(_asked(defs, instance, derived, "edition_after_success"), dg.RunRequest)
    assert isinstance(_asked(defs, instance, derived, "derivation_after_success"), dg.SkipReason)
    published = defs.resolve_job_def(PUBLISH).execute_in_process(instance=instance)
    assert published.success
    assert office.versions("crime-street")["latest"] == "1.0.0"
    for sensor in ("derivation_after_success", "edition_after_success"):
        assert isinstance(_asked(defs, instance, published, sensor), dg.SkipReason)


def test_sensors_watch_nights_that_failed_too() -> None:
    assert set(ENDINGS) == {dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE}


def _asked(defs: dg.Definitions, instance: dg.DagsterInstance, run: dg.ExecuteInProcessResult, name: str) -> object:
    (sensor,) = [s for s in defs.sensors or [] if s.name == name]
    context = dg.build_run_status_sensor_context(
        sensor_name=sensor.name,
        dagster_instance=instance,
        dagster_run=run.dagster_run,
        dagster_event=run.get_run_success_event(),
    )
    return sensor(context)  # type: ignore[operator]
