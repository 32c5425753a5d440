"""The code location: all that Dagster knows, built from the list of datasets."""

import warnings
from datetime import UTC, datetime
from typing import Any

import dagster as dg

from assets import datasets
from pipelines import steps
from pipelines.dataset import Dataset
from pipelines.factory import build_assets, build_edition
from pipelines.settings import Settings
from pipelines.sources.police_uk import months_between
from pipelines.upstream import SourceError

Job = Any
"""What `define_asset_job` gives: Dagster does not export its type."""

NIGHTLY = "nightly"
PUBLISH = "publish"
RANGE_START, RANGE_END = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"

ENDINGS = (dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE)
"""A failed night publishes too: what went well in it."""


def build_definitions(settings: Settings) -> dg.Definitions:
    """Assets, checks, jobs, schedule and sensors for these settings."""
    declared = datasets()
    steps_of = [asset for dataset in declared for asset in build_assets(dataset, settings)]
    edition = build_edition(declared, settings)
    with warnings.catch_warnings():
        # The edition's job takes one asset out of a graph whose other assets it does not run: that is meant.
        warnings.simplefilter("ignore", UserWarning)
        nightly_job = dg.define_asset_job(
            NIGHTLY,
            selection=dg.AssetSelection.assets(*steps_of),
            description="Fetch, check, store and prepare every dataset. One that fails does not stop the others.",
        )
        edition_job = dg.define_asset_job(
            PUBLISH,
            selection=dg.AssetSelection.assets(edition),
            description="Bring out every release that is ready, after the night, however it went.",
        )
    return dg.Definitions(
        assets=[*steps_of, edition],
        jobs=[nightly_job, edition_job],
        schedules=[_schedule(nightly_job, settings, declared)],
        sensors=[_after_the_night(edition_job, status) for status in ENDINGS],
        executor=dg.in_process_executor,
    )


def window(settings: Settings, declared: tuple[Dataset, ...]) -> dict[str, str]:
    """The run tags for tonight: from the first to the last month that any monthly source says exists.

    A source that cannot say is left out; its own landing will fail and say why.
    """
    found: set[str] = set()
    for dataset in declared:
        if dataset.partitioned:
            try:
                listing = steps.find(settings, dataset, ())
            except SourceError as trouble:
                steps.log.warning("%s: %s", dataset.name, trouble)
                continue
            found |= {month for resource in listing.resources for month in resource.periods}
            found |= set(listing.expected)
    now = datetime.now(UTC).strftime("%Y-%m")
    months = found or set(months_between(now, now))
    return {RANGE_START: min(months), RANGE_END: max(months)}


def _schedule(job: Job, settings: Settings, declared: tuple[Dataset, ...]) -> dg.ScheduleDefinition:
    # 02:15 is touched by neither change of the clocks.
    @dg.schedule(
        job=job,
        cron_schedule="15 2 * * *",
        execution_timezone="Europe/London",
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="Every night at 02:15, London time.",
    )
    def every_night(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        night = context.scheduled_execution_time.strftime("%Y-%m-%d")
        return dg.RunRequest(run_key=night, tags=window(settings, declared))

    return every_night


def _after_the_night(job: Job, status: dg.DagsterRunStatus) -> dg.SensorDefinition:
    """Publish after any run that may have prepared something; a run of the command line publishes by itself."""

    def request(context: dg.RunStatusSensorContext) -> dg.RunRequest | dg.SkipReason:
        run = context.dagster_run
        if run.job_name == PUBLISH or "openbeat/command" in run.tags:
            return dg.SkipReason("this run publishes by itself")
        return dg.RunRequest(run_key=run.run_id)

    return dg.run_status_sensor(
        name=f"edition_after_{status.value.lower()}",
        run_status=status,
        request_job=job,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description=f"Brings out the edition after a run that ended in {status.value.lower()}.",
    )(request)


@dg.definitions
def defs() -> dg.Definitions:
    """What `dg` and the daemon load: settings from the environment."""
    return build_definitions(Settings())
