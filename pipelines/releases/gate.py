"""The gate: when a candidate waits for a person. Every cause says what is wrong, with its figures."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.dataset import Dataset
from pipelines.evidence import Evidence
from pipelines.releases.model import Cause, count
from pipelines.releases.report import Found

UNANNOUNCED = "major-unannounced"
"""The cause of a change that those who built on the dataset have a right to see before it comes."""

HOLDS = "error"
"""The severity of a check that holds a release; what rejects rows is judged by their share, a warning by nobody."""


def causes_to_hold(dataset: Dataset, found: Found, evidence: Evidence, *, first: bool) -> tuple[Cause, ...]:
    """Why the candidate may not go out by itself; empty when it may. `first`: nothing was published before."""
    causes = [*_quality(dataset, evidence)]
    if not first:
        causes += [*_vanished(found), *_thinner(found), *_unexplained(found), *_unannounced(found)]
    return tuple(causes)


def _vanished(found: Found) -> Iterator[Cause]:
    removed = found.counts.rows_removed
    if removed:
        yield Cause("rows-vanished", f"{count(removed, 'published row')} would vanish")


def _thinner(found: Found) -> Iterator[Cause]:
    for period in found.plan.gone:
        yield Cause("period-vanished", f"{period} was published with {count(found.before[period], 'row')} and is gone")
    for period, rows in found.now.items():
        before = found.before.get(period, 0)
        if rows < before:
            text = f"{period} was published with {count(before, 'row')} and comes back with {rows:,}"
            yield Cause("period-thinner", text)


def _unexplained(found: Found) -> Iterator[Cause]:
    values, rows = found.total("unexplained_values"), found.total("unexplained_rows")
    if values or rows:
        text = f"{count(values, 'value')} and {count(rows, 'row')} changed and nothing explains why"
        yield Cause("change-unexplained", text)


def _unannounced(found: Found) -> Iterator[Cause]:
    """A break of the schema. Rows taken away are a major too, and have a cause of their own: no notice mends them."""
    if found.breaks:
        yield Cause(UNANNOUNCED, f"the change breaks what people built on it: {'; '.join(found.breaks)}")


def _quality(dataset: Dataset, evidence: Evidence) -> Iterator[Cause]:
    """A failed check, a release check that did not run, small numbers to decide on, or too many rejected rows."""
    for missing in sorted({check.name for check in dataset.checks} - {result.name for result in evidence.checks}):
        yield Cause("check-missing", f"the check {missing} did not run")
    for result in evidence.checks:
        if result.severity == HOLDS and not result.passed:
            yield Cause("check-failed", f"{result.name}: {result.text} ({result.failed:,} of {result.tested:,} failed)")
    for told in evidence.suppressed:
        for why in told.review:
            yield Cause("small-numbers", f"{told.column}: {why}")
    share = evidence.rejected / evidence.read if evidence.read else 0.0
    if share > dataset.reject_limit:
        yield Cause(
            "rows-rejected",
            f"{evidence.rejected:,} of {evidence.read:,} rows were rejected ({share:.2%}, the limit is "
            f"{dataset.reject_limit:.2%})",
        )
