"""Dataset to Dagster: three assets for each (landed, stored, release) and one edition for all.

The checks run inside the assets, before anything is committed: a separate blocking check would run after the write.
What the assets do is in `pipelines.steps`; here it is only told to Dagster.
"""

import re
import warnings
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import dagster as dg

from pipelines import steps
from pipelines.dataset import Dataset
from pipelines.evidence import CoverageStatus, Evidence
from pipelines.releases.model import Outcome, ReleaseError, State
from pipelines.settings import Settings
from pipelines.steps import StoredRowsInvalid
from pipelines.upstream import SourceError, SourceUnavailable
from pipelines.validation import CheckingIsOff, Unaccounted

FIRST_MONTH = "2010-12"
"""The first month that data.police.uk ever published."""

RETRIES = dg.RetryPolicy(max_retries=2, delay=30, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.PLUS_MINUS)
"""For hosts that do not answer, after the fetch's own tries are used up."""

CADENCE_DAYS = {"R/P1M": 31, "R/P3M": 92, "R/P6M": 184, "R/P1Y": 366}

Steps = Iterator[dg.AssetCheckResult | dg.MaterializeResult[None]]


def months(settings: Settings) -> dg.MonthlyPartitionsDefinition:
    """Every month there may be. Which of them exist, the sources say."""
    ahead = 1
    if settings.world == "sandbox":
        now = datetime.now(UTC)
        ahead += max(0, (settings.sandbox_date.year - now.year) * 12 + settings.sandbox_date.month - now.month)
    return dg.MonthlyPartitionsDefinition(FIRST_MONTH, fmt="%Y-%m", timezone="Europe/London", end_offset=ahead)


def build_assets(dataset: Dataset, settings: Settings) -> list[dg.AssetsDefinition]:
    """The assets of one dataset, in the order in which they run."""
    with warnings.catch_warnings():
        # `backfill_policy` is beta in the pinned Dagster; it is what lets 36 months be one run.
        warnings.simplefilter("ignore", dg.BetaWarning)
        return [_landed(dataset, settings), _stored(dataset, settings), _release(dataset, settings)]


def key(dataset: Dataset, step: str) -> dg.AssetKey:
    """The asset key of one step of a dataset."""
    return key_of(dataset.name, step)


def key_of(name: str, step: str) -> dg.AssetKey:
    """The asset key of one step of the dataset of this name."""
    return dg.AssetKey(f"{name.replace('-', '_')}_{step}")  # one word: the graph shows no more than the last


def _landed(dataset: Dataset, settings: Settings) -> dg.AssetsDefinition:
    here = key(dataset, "landed")

    @dg.asset(
        key=here,
        deps=[key_of(name, "release") for name in dataset.inputs],
        description=f"{dataset.title}: the bytes of {dataset.source.title} exactly as received, with every receipt.",
        kinds={"file"},
        check_specs=[dg.AssetCheckSpec("all_files_fetched", asset=here, description="Every file listed could be had")],
        retry_policy=RETRIES,
        group_name=dataset.subject,
        owners=[dataset.owner],
        partitions_def=months(settings) if dataset.partitioned else None,
        backfill_policy=dg.BackfillPolicy.single_run() if dataset.partitioned else None,
    )
    def landed(context: dg.AssetExecutionContext) -> Steps:
        try:
            report = steps.land(settings, dataset, _periods(context, dataset))
        except SourceUnavailable as trouble:
            raise dg.Failure(str(trouble)) from trouble
        except SourceError as trouble:
            raise dg.Failure(str(trouble), allow_retries=False) from trouble
        yield dg.AssetCheckResult(
            check_name="all_files_fetched",
            asset_key=here,
            passed=not report.failed,
            metadata={"failed": _named(report.failed)},
        )
        yield dg.MaterializeResult(
            metadata={
                "files_listed": report.listed,
                "files_new": report.fresh,
                "bytes_new": report.size,
                "receipts_sha256": list(report.sources),
                "source": dg.MetadataValue.url(dataset.source.home),
            }
        )

    return landed


def _stored(dataset: Dataset, settings: Settings) -> dg.AssetsDefinition:
    here = key(dataset, "stored")

    @dg.asset(
        key=here,
        deps=[key(dataset, "landed")],
        description=f"{dataset.title}: the rows that passed every rule of its schema, one transaction for each file.",
        kinds={"duckdb"},
        code_version=dataset.code_version,
        check_specs=[
            dg.AssetCheckSpec("every_row_accounted_for", asset=here, description="Read = accepted + rejected + blank"),
            dg.AssetCheckSpec("all_files_read", asset=here, description="Every file could be read"),
        ],
        metadata={"dagster/column_schema": _column_schema(dataset), "dagster/table_name": dataset.table},
        group_name=dataset.subject,
        owners=[dataset.owner],
        partitions_def=months(settings) if dataset.partitioned else None,
        backfill_policy=dg.BackfillPolicy.single_run() if dataset.partitioned else None,
    )
    def stored(context: dg.AssetExecutionContext) -> Steps:
        try:
            report = steps.store(settings, dataset, _periods(context, dataset))
        except (CheckingIsOff, Unaccounted, SourceError) as trouble:
            yield dg.AssetCheckResult(check_name="every_row_accounted_for", asset_key=here, passed=False)
            raise dg.Failure(str(trouble), allow_retries=False) from trouble
        tally = report.tally
        account = {"read": tally.read, "accepted": tally.accepted, "rejected": tally.rejected, "blank": tally.blank}
        refused = _named(report.refused)
        yield dg.AssetCheckResult(check_name="every_row_accounted_for", asset_key=here, passed=True, metadata=account)
        yield dg.AssetCheckResult(
            check_name="all_files_read", asset_key=here, passed=not refused, metadata={"refused": refused}
        )
        if refused and not dataset.files_stand_alone:
            raise dg.Failure(f"{dataset.name}: {refused[0]}", allow_retries=False)
        yield dg.MaterializeResult(
            metadata={
                "dagster/row_count": tally.accepted,
                "files_loaded": report.loaded,
                "files_already_stored": report.already,
                "warnings": report.warnings,
                "passed_over": [why for _, why in report.passed_over],
                **account,
            }
        )

    return stored


def _release(dataset: Dataset, settings: Settings) -> dg.AssetsDefinition:
    here = key(dataset, "release")
    window = timedelta(days=CADENCE_DAYS.get(dataset.cadence, 366) + dataset.duty.due_days)

    @dg.asset(
        key=here,
        deps=[key(dataset, "stored")],
        description=f"{dataset.title}: the next release, compared with the last, explained, ready or held.\n\n"
        f"{dataset.description}",
        kinds={"csv", "json", "parquet"},
        group_name=dataset.subject,
        owners=[dataset.owner],
        freshness_policy=dg.FreshnessPolicy.time_window(fail_window=window),
        check_specs=[dg.AssetCheckSpec(name, asset=here, description=text) for name, text in _release_checks(dataset)],
        metadata={"duty": dataset.duty.text, "dagster/column_schema": _column_schema(dataset)},
    )
    def release() -> Steps:
        try:
            outcome, evidence = steps.release(settings, dataset)
        except (CheckingIsOff, StoredRowsInvalid, ReleaseError) as trouble:
            raise dg.Failure(str(trouble), allow_retries=False) from trouble
        yield from _check_results(here, evidence)
        yield dg.AssetCheckResult(
            check_name="gate",
            asset_key=here,
            passed=outcome.state in {State.READY, State.UNCHANGED},
            metadata={"causes": [cause.text for cause in outcome.causes]},
        )
        yield dg.MaterializeResult(metadata=_release_metadata(outcome, evidence))

    return release


def build_edition(datasets: Sequence[Dataset], settings: Settings) -> dg.AssetsDefinition:
    """The asset that brings out every ready release as one edition."""

    @dg.asset(
        key="edition",
        deps=[key(dataset, "release") for dataset in datasets],
        description="What the whole catalogue says tonight: every ready release, the ledger, and one pointer.",
        group_name="edition",
        kinds={"json"},
        owners=["team:openbeat"],
    )
    def edition() -> dg.MaterializeResult[None]:
        try:
            outcome = steps.publish_edition(settings, datasets)
        except (CheckingIsOff, ReleaseError) as trouble:
            raise dg.Failure(str(trouble), allow_retries=False) from trouble
        released = {release.dataset: release.version for release in outcome.released}
        waiting = list(outcome.waiting)
        return dg.MaterializeResult(
            metadata={"edition": outcome.number, "released": released, "waiting": waiting, "text": outcome.text}
        )

    return edition


def _check_results(here: dg.AssetKey, evidence: Evidence) -> Iterator[dg.AssetCheckResult]:
    """What was checked before the release; all that is published and marked stands in one warning."""
    for check in evidence.checks:
        if check.severity == "error":
            yield dg.AssetCheckResult(
                check_name=_snake(check.name),
                asset_key=here,
                passed=check.passed,
                metadata={"tested": check.tested, "failed": check.failed, "text": check.text},
            )
    marked = {check.name: check.failed for check in evidence.checks if check.severity == "warning" and check.failed}
    yield dg.AssetCheckResult(
        check_name="nothing_to_mark",
        asset_key=here,
        passed=not marked,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"marked": marked},
    )


def _periods(context: dg.AssetExecutionContext, dataset: Dataset) -> tuple[str, ...]:
    # A run's range is seen by every asset in it, also by those that have no partitions.
    ranged = context.has_partition_key or context.has_partition_key_range
    return tuple(context.partition_keys) if dataset.partitioned and ranged else ()


def _named(troubles: Sequence[tuple[str, str]]) -> list[str]:
    """Each file and what is wrong with it; its name once."""
    return [why if why.startswith(name) else f"{name}: {why}" for name, why in troubles]


def _column_schema(dataset: Dataset) -> dg.TableSchema:
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                column.name,
                column.sql,
                description=column.description,
                constraints=dg.TableColumnConstraints(nullable=column.nullable, unique=column.unique),
            )
            for column in dataset.columns
        ]
    )


def _release_checks(dataset: Dataset) -> list[tuple[str, str]]:
    """Names and texts of the checks that `quality.assess` runs for any dataset, and of the dataset's own."""
    own = [(check.name, check.text) for check in dataset.checks if check.holds]
    general = [
        ("gate", "Nothing holds the release"),
        ("stored-rows-valid", "Every stored row still passes every rule"),
        ("rows-accounted-for", "Stored rows are those that were read and neither rejected nor blank"),
        ("nothing-to-mark", "Nothing had to be published with a mark: thin periods, repeated keys, new values"),
    ]
    return [(_snake(name), text) for name, text in (*general, *own)]


def _snake(name: str) -> str:
    return re.sub(r"\W", "_", name)


def _release_metadata(outcome: Outcome, evidence: Evidence) -> dict[str, Any]:
    statuses = [period.status for period in evidence.coverage]
    return {
        "state": outcome.state.value,
        "version": outcome.version,
        "changes": list(outcome.changes),
        "causes": [cause.text for cause in outcome.causes],
        "text": outcome.text,
        "dagster/row_count": evidence.accepted,
        "rows_rejected": evidence.rejected,
        "bytes_written": outcome.written,
        "bytes_shared": outcome.shared,
        "coverage": {status.value: statuses.count(status) for status in CoverageStatus if status in statuses},
    }
