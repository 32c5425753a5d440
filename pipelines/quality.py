"""The worth of stored data, said before anything is released: coverage by period, and every check, passes too.

Coverage and volume are those of the body's own rows. Rows of other forces, published to compare with, are checked like
any other, but neither fill a gap nor make one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from pipelines import volume
from pipelines.dataset import WHOLE_PERIOD, Check, Dataset, Grain
from pipelines.evidence import CheckResult, Coverage, CoverageStatus, Evidence
from pipelines.screening.kinds import Kind
from pipelines.screening.screen import CHECK, words
from pipelines.store import Store
from pipelines.upstream import PeriodState
from pipelines.validation import recheck
from schemas.base import Column

BATCH_ROWS = 100_000
"""Rows checked at once: enough to be quick, few enough to stay small in memory."""

STORED_ROWS_VALID = "stored-rows-valid"
"""Name of the check that runs the model over what is stored."""

ROWS_ACCOUNTED_FOR = "rows-accounted-for"
"""Name of the check that counts what is stored against what was loaded."""


def assess(dataset: Dataset, store: Store) -> Evidence:
    """Everything known about the dataset as stored. Raises CheckingIsOff when validation would pass anything."""
    account = store.account(dataset)
    verdicts = _volumes(dataset, store)
    checks = (
        *_model_rules(dataset, store, account.read - account.blank),
        _stored_again(dataset, store),
        _accounted_for(dataset, store, account.accepted),
        *_warnings(dataset, store, account.accepted),
        *(_release_check(check, dataset, store) for check in dataset.checks),
        *_volume_check(dataset, verdicts),
        *_newest_period(dataset, store),
    )
    coverage = tuple(_coverage(dataset, store, {verdict.period: verdict for verdict in verdicts}))
    return Evidence(coverage, checks, account.read, account.accepted, account.rejected, account.blank)


def _model_rules(dataset: Dataset, store: Store, tested: int) -> Iterator[CheckResult]:
    """One result for each rule of the model, with the rows that it rejected."""
    found = store.connection().execute(
        'SELECT field, "check", count(DISTINCT (resource, sheet, row)) FROM _issues '
        "WHERE dataset = ? AND severity = 'error' GROUP BY ALL ORDER BY ALL",
        [dataset.name],
    )
    failed = {(field, check): rows for field, check, rows in found.fetchall()}
    for column in dataset.columns:
        for check, text in _rules(column):
            rows = failed.pop((column.name, check), 0)
            yield CheckResult(f"{column.name}-{check}", f"{column.title} {text}", tested, rows, "rejects")
    for name in _table_rules(dataset):
        yield CheckResult(name, f"Rows keep to the rule '{name}'", tested, failed.pop(("", name), 0), "rejects")
    for check, text in _screening(dataset):
        held = sum(failed.pop(key) for key in sorted(failed) if key[1] == check)
        yield CheckResult(check, text, tested, held, "rejects")
    for (field, check), rows in _by_column(dataset, failed).items():
        name = "-".join(part for part in (field, check) if part)
        yield CheckResult(name, f"Rows are free of the fault '{check}'", tested, rows, "rejects")


def _screening(dataset: Dataset) -> Iterator[tuple[str, str]]:
    """The check of each kind of personal data, for the records that are screened for it."""
    if dataset.source.office:
        for kind in Kind:
            yield f"{CHECK}{kind}", f"No public text holds what reads as {words(kind)}; its row is held out"


def _by_column(dataset: Dataset, failed: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """Faults by column and check. A field that is no column was named in the file: not shown."""
    names = {column.name for column in dataset.stored_columns}
    found: dict[tuple[str, str], int] = {}
    for (field, check), rows in failed.items():
        key = (field if field in names else "", check)
        found[key] = found.get(key, 0) + rows
    return found


def _table_rules(dataset: Dataset) -> list[str]:
    """Names of the rules that a model has for rows as a whole."""
    return [str(check.error or check.name) for check in dataset.schema.to_schema().checks]


def _rules(column: Column) -> Iterator[tuple[str, str]]:
    if not column.nullable:
        yield "not-nullable", "is always given"
    if column.enum:
        yield "isin", f"is one of {len(column.enum)} allowed values"
    if column.pattern:
        yield "str-matches", f"has the form {column.pattern}"
    if column.max_length is not None:
        yield "str-length", f"has at most {column.max_length} characters"
    if column.minimum and column.maximum:
        yield "in-range", f"lies between {column.minimum} and {column.maximum}"
    elif column.minimum:
        yield "greater-than-or-equal-to", f"is at least {column.minimum}"
    elif column.maximum:
        yield "less-than-or-equal-to", f"is at most {column.maximum}"


def _stored_again(dataset: Dataset, store: Store) -> CheckResult:
    """Run the model over what is stored, period by period: a release trusts no earlier run."""
    tested = failed = 0
    for periods in _batches(store.periods(dataset)):
        query = " UNION ALL ".join(store.whole_query(dataset, period) for period in periods)
        rows = store.connection().sql(query).pl()
        tested += rows.height
        failed += recheck(dataset, rows)
    return CheckResult(STORED_ROWS_VALID, "Every stored row still passes every rule", tested, failed)


def _accounted_for(dataset: Dataset, store: Store, accepted: int) -> CheckResult:
    text = "Stored rows are those that were read and neither rejected nor blank, file by file"
    return CheckResult(ROWS_ACCOUNTED_FOR, text, accepted, store.unaccounted(dataset))


def _batches(states: tuple[PeriodState, ...]) -> Iterator[list[str]]:
    """Periods taken together while their rows fit: running a model costs the same for ten rows and ten thousand."""
    batch: list[str] = []
    rows = 0
    for state in states:
        if batch and rows + state.rows > BATCH_ROWS:
            yield batch
            batch, rows = [], 0
        batch.append(state.period)
        rows += state.rows
    if batch:
        yield batch


def _warnings(dataset: Dataset, store: Store, tested: int) -> Iterator[CheckResult]:
    """What was found, published all the same, and marked."""
    texts = {
        "repeated-key": f"Each {' + '.join(dataset.key)} stands on one row only",
        "new-value": "Values of open vocabularies have been seen before",
        "unknown-column": "Files hold no column that is unknown",
    }
    found = store.connection().execute(
        "SELECT \"check\", count(*) FROM _issues WHERE dataset = ? AND severity = 'warning' GROUP BY ALL ORDER BY ALL",
        [dataset.name],
    )
    counts = dict(found.fetchall())
    if not dataset.key:
        del texts["repeated-key"]
    for check in sorted(counts.keys() | texts.keys()):
        text = texts.get(check, f"Rows are free of '{check}'")
        yield CheckResult(check, text, tested, counts.get(check, 0), "warning")


def _release_check(check: Check, dataset: Dataset, store: Store) -> CheckResult:
    findings = check.run(store.table(dataset))
    text = "; ".join([check.text, *(f"{finding.period}: {finding.text}" for finding in findings)])
    failed = sum(not finding.ok for finding in findings)
    return CheckResult(check.name, text, len(findings), failed, "error" if check.holds else "warning")


def _volumes(dataset: Dataset, store: Store) -> tuple[volume.Verdict, ...]:
    if dataset.volume is None:
        return ()
    counts = {
        period: {category: number for _, category, number in group}
        for period, group in groupby(store.own_counts(dataset, dataset.volume.by), key=lambda row: row[0])
    }
    return volume.judge(counts, dataset.volume)


def _volume_check(dataset: Dataset, verdicts: tuple[volume.Verdict, ...]) -> Iterator[CheckResult]:
    if dataset.volume is not None:
        judged = [verdict for verdict in verdicts if verdict.judged]
        text = f"Each {dataset.volume.by} has its usual volume in each period"
        yield CheckResult("usual-volume", text, len(judged), sum(v.partial for v in judged), "warning")


def _newest_period(dataset: Dataset, store: Store) -> Iterator[CheckResult]:
    """Dagster's freshness does not see partitions, so the newest period is looked for here."""
    expected, stored = store.expected(dataset), [period for period, _, _ in store.own_counts(dataset)]
    if expected:
        late = int(not stored or stored[-1] < expected[-1])
        text = f"The newest period that the source lists ({expected[-1]}) is stored"
        yield CheckResult("newest-period", text, 1, late, "warning")


def _coverage(dataset: Dataset, store: Store, verdicts: dict[str, volume.Verdict]) -> Iterator[Coverage]:
    rows = {period: number for period, _, number in store.own_counts(dataset)}
    refused = {period: text for _, periods, text in store.refused(dataset) for period in periods}
    loaded = set(store.loaded_periods(dataset))
    expected = {WHOLE_PERIOD} if dataset.grain is Grain.WHOLE else set(store.expected(dataset))
    for period in sorted(expected | rows.keys() | refused.keys() | loaded):
        verdict = verdicts.get(period)
        if period in refused:
            yield Coverage(period, CoverageStatus.FAILED, rows.get(period, 0), refused[period])
        elif period not in rows and period in loaded:
            yield Coverage(period, CoverageStatus.EMPTY, 0, "the source's file for this period holds no usable row")
        elif period not in rows:
            yield Coverage(period, CoverageStatus.MISSING, 0, "the source gave no file for this period")
        elif verdict and verdict.partial:
            yield Coverage(period, CoverageStatus.PARTIAL, rows[period], verdict.text)
        else:
            text = verdict.text if verdict else "received"
            yield Coverage(period, CoverageStatus.RECEIVED, rows[period], text)
