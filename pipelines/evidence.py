"""What is known about the worth of stored data: coverage by period and the result of every check, passes too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class CoverageStatus(StrEnum):
    """Whether a period that should exist does. `PARTIAL` is published and marked; the last three have no rows."""

    RECEIVED = "received"
    PARTIAL = "partial"
    MISSING = "missing"
    EMPTY = "empty"
    FAILED = "failed"


@dataclass(frozen=True)
class Coverage:
    """One period of one dataset: its status, its rows and the evidence in a plain sentence."""

    period: str
    status: CoverageStatus
    rows: int
    text: str


@dataclass(frozen=True)
class CheckResult:
    """One check that ran: what it says in plain English, how many rows or periods it tested, and how many failed.

    `severity` is `error` for what holds a release, `rejects` for what costs rows (their share may hold it), and
    `warning` for what is published and marked.
    """

    name: str
    text: str
    tested: int
    failed: int
    severity: str = "error"

    @property
    def passed(self) -> bool:
        """Whether nothing failed."""
        return self.failed == 0


@dataclass(frozen=True)
class Hidden:
    """How much of a dataset the standing redactions hide for one `reason`: rows touched or gone, and values in them.

    `public_gbp` are the pounds that are still shown in those rows, by column: what is hidden is never summed.
    """

    reason: str
    rows: int
    values: int
    public_gbp: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class Suppressed:
    """How many of a column's counts disclosure control hides: of `cells` that are known, those that are small or that
    would give a small one away. `review` says why a person must look first, and is not published.
    """

    column: str
    threshold: int
    cells: int
    hidden: int
    review: tuple[str, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """Everything a release says about its own quality. `read`, `accepted`, `rejected` and `blank` are rows over all
    periods, `hidden` what redactions take out of them, `suppressed` what disclosure control hides.
    """

    coverage: tuple[Coverage, ...]
    checks: tuple[CheckResult, ...]
    read: int
    accepted: int
    rejected: int
    blank: int
    hidden: tuple[Hidden, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
