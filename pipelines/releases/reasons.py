"""Why a published value changed, worked out from lineage alone: the bytes upstream, our code, the office's records.

A period has one cause. What the source revised is told apart further: a row it sent later is a late return, a new value
in a column that classifies is a reclassification, and a value that the revision policy does not expect says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.dataset import RevisionPolicy
from pipelines.releases.model import Reason
from pipelines.upstream import PeriodState


def cause_of(
    sources: Sequence[Mapping[str, Any]], now: PeriodState, published_code: str, code_version: str, *, office: bool
) -> Reason | None:
    """Why a period's rows differ: its bytes upstream, else our code, else nothing that we know of.

    `sources` are the bytes behind the published period, as its manifest names them; `office` says that the upstream is
    the office's own record.
    """
    if sorted(source["sha256"] for source in sources) != sorted(source.sha256 for source in now.sources):
        return Reason.OFFICE_AMENDED if office else Reason.SOURCE_REVISED
    return Reason.OUR_CORRECTION if published_code != code_version else None


def of_row(cause: Reason | None, change: str) -> Reason | None:
    """Why a row was `added` to, or `removed` from, a published period."""
    return Reason.LATE_RETURN if cause is Reason.SOURCE_REVISED and change == "added" else cause


def of_value(cause: Reason | None, field: str, policy: RevisionPolicy) -> Reason | None:
    """Why a value of a row that stayed differs."""
    return Reason.RECLASSIFIED if cause is Reason.SOURCE_REVISED and field in policy.classifies else cause


def expected(cause: Reason | None, field: str, policy: RevisionPolicy) -> bool:
    """Whether the change is no surprise: the policy speaks of the source's revisions and of nothing else."""
    return cause is not Reason.SOURCE_REVISED or policy.expects(field)
