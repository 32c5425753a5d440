"""Why a published value changed, worked out from lineage alone: the bytes upstream, our code, the office's records.

A period has one cause. What the source revised is told apart further: a row it sent later is a late return, a new value
in a column that classifies is a reclassification, and a value that the revision policy does not expect says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pipelines.dataset import RevisionPolicy
from pipelines.releases.model import Reason
from pipelines.upstream import CorrectionRef, PeriodState

Rows = Mapping[str, str | None]


def cause_of(
    sources: Sequence[Mapping[str, Any]],
    now: PeriodState,
    published_code: str,
    code_version: str,
    *,
    office: bool,
    corrections: Sequence[CorrectionRef] = (),
) -> Reason | None:
    """Why a period's rows differ: its bytes upstream, else our code or corrections, else nothing that we know of.

    `sources` are the bytes behind the published period, as its manifest names them; `office` says that the upstream is
    the office's own record; `corrections` are those that were applied to what is published.
    """
    if sorted(source["sha256"] for source in sources) != sorted(source.sha256 for source in now.sources):
        return Reason.OFFICE_AMENDED if office else Reason.SOURCE_REVISED
    ours = published_code != code_version or _names(corrections) != _names(now.corrections)
    return Reason.OUR_CORRECTION if ours else None


def corrections_between(
    published: Sequence[CorrectionRef], now: Sequence[CorrectionRef]
) -> tuple[tuple[CorrectionRef, str], ...]:
    """What was corrected since, and what no longer is (turned round), each with the note that says so."""
    made = [(ref, f"{ref.id}: {ref.reason}") for ref in now if ref not in published]
    undone = [
        (replace(ref, expect=ref.value, value=ref.expect), f"{ref.id} was withdrawn or changed")
        for ref in published
        if ref not in now
    ]
    return (*made, *undone)


def explains_value(ref: CorrectionRef, key: Rows, field: str, old: str | None, new: str | None) -> bool:
    """Whether a correction is what changed a value of a row that stayed."""
    same = all(key.get(name, value) == value for name, value in ref.where)
    return not ref.drop and same and (ref.field, ref.expect, ref.value) == (field, old, new)


def explains_row(ref: CorrectionRef, row: Rows, change: str) -> bool:
    """Whether a correction is what `added` or `removed` a row: dropped it, or changed what could not be paired."""
    there = ref.value if change == "added" else ref.expect
    where = [(name, value) for name, value in ref.where if name != ref.field]
    return (ref.drop or row.get(ref.field) == there) and all(row.get(name) == value for name, value in where)


def _names(corrections: Sequence[CorrectionRef]) -> list[str]:
    return sorted(ref.sha256 for ref in corrections)


def of_row(cause: Reason | None, change: str) -> Reason | None:
    """Why a row was `added` to, or `removed` from, a published period."""
    return Reason.LATE_RETURN if cause is Reason.SOURCE_REVISED and change == "added" else cause


def of_value(cause: Reason | None, field: str, policy: RevisionPolicy) -> Reason | None:
    """Why a value of a row that stayed differs."""
    return Reason.RECLASSIFIED if cause is Reason.SOURCE_REVISED and field in policy.classifies else cause


def expected(cause: Reason | None, field: str, policy: RevisionPolicy) -> bool:
    """Whether the change is no surprise: the policy speaks of the source's revisions and of nothing else."""
    return cause is not Reason.SOURCE_REVISED or policy.expects(field)
