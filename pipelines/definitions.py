"""The code location: all that Dagster knows, built from the list of datasets."""

import warnings
from collections.abc import Callable
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
DERIVE = "derive"
PUBLISH = "publish"
RANGE_START, RANGE_END = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"

ENDINGS = (dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE)
"""A failed night goes on too: with what went well in it."""


def build_definitions(settings: Settings) -> dg.Definitions:
    """Assets, checks, jobs, schedule and sensors for these settings."""
    declared = datasets()
    fetched = [asset for dataset in declared if not dataset.inputs for asset in build_assets(dataset, settings)]
    derived = [asset for dataset in declared if dataset.inputs for asset in build_assets(dataset, settings)]
    edition = build_edition(declared, settings)
    with warnings.catch_warnings():
        # Each job takes assets out of a graph whose other assets it does not run: that is meant.
        warnings.simplefilter("ignore", UserWarning)
        nightly_job = dg.define_asset_job(
            NIGHTLY,
            selection=dg.AssetSelection.assets(*fetched),
            description="Fetch, check, store and prepare every dataset. One that fails does not stop the others.",
        )
        derive_job = dg.define_asset_job(
            DERIVE,
            selection=dg.AssetSelection.assets(*derived),
            description="Work out what follows from the others, from what they are about to say, however they ended.",
        )
        edition_job = dg.define_asset_job(
            PUBLISH,
            selection=dg.AssetSelection.assets(edition),
            description="Bring out every release that is ready, after the night, however it went.",
        )
    return dg.Definitions(
        assets=[*fetched, *derived, edition],
        jobs=[nightly_job, derive_job, edition_job],
        schedules=[_schedule(nightly_job, settings, declared)],
        sensors=[
            *(_after("derivation", status, derive_job, lambda job: job not in {DERIVE, PUBLISH}) for status in ENDINGS),
            *(_after("edition", status, edition_job, lambda job: job == DERIVE) for status in ENDINGS),
        ],
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


def _after(what: str, status: dg.DagsterRunStatus, job: Job, follows: Callable[[str], bool]) -> dg.SensorDefinition:
    """Run a job after every run of a job it follows; a run of the command line goes on by itself."""

    def request(context: dg.RunStatusSensorContext) -> dg.RunRequest | dg.SkipReason:
        run = context.dagster_run
        if not follows(run.job_name) or "openbeat/command" in run.tags:
            return dg.SkipReason(f"the {what} does not follow this run, or the command line brings it about")
        return dg.RunRequest(run_key=run.run_id)

    return dg.run_status_sensor(
        name=f"{what}_after_{status.value.lower()}",
        run_status=status,
        request_job=job,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description=f"The {what} follows a run that ended in {status.value.lower()}.",
    )(request)


@dg.definitions
def defs() -> dg.Definitions:
    """What `dg` and the daemon load: settings from the environment."""
    return build_definitions(Settings())
