"""Whether a period came thin, judged category by category against the same category in other periods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

from pipelines.dataset import Volume

NEAR = 12
"""Periods, at most, that a period is compared with: the nearest, because volumes drift over years."""

SMALL = 10
"""A category that usually has fewer rows than this says nothing by being low."""

Counts = Mapping[str, Mapping[str, int]]
"""Period to category to rows."""


@dataclass(frozen=True)
class Verdict:
    """One period's categories that are low, those that are not, and the share of usual rows that the low ones hold.

    `judged` is False when there are too few other periods to compare with.
    """

    period: str
    judged: bool
    low: tuple[str, ...] = ()
    normal: tuple[str, ...] = ()
    share: float = 0.0
    partial: bool = False

    @property
    def text(self) -> str:
        """The verdict in a sentence."""
        if not self.judged:
            return "too few other periods to judge the volume by"
        if not self.low:
            return "every category has its usual volume"
        named = f"low against their usual volume: {', '.join(self.low)} ({self.share:.0%} of usual rows)"
        return f"{named}; usual: {', '.join(self.normal) or 'none'}"


def judge(counts: Counts, rule: Volume) -> tuple[Verdict, ...]:
    """A verdict for each period, in order."""
    return tuple(_judge(period, counts, rule) for period in sorted(counts))


def _judge(period: str, counts: Counts, rule: Volume) -> Verdict:
    others = _nearest(period, [other for other in counts if other != period])
    if len(others) < rule.minimum_periods:
        return Verdict(period, judged=False)
    categories = sorted({category for other in others for category in counts[other]})
    usual = {c: median(counts[other].get(c, 0) for other in others) for c in categories}
    telling = {category: rows for category, rows in usual.items() if rows >= SMALL}
    low = tuple(c for c, rows in telling.items() if counts[period].get(c, 0) < rule.floor * rows)
    share = sum(telling[c] for c in low) / max(sum(telling.values()), 1)
    normal = tuple(c for c in telling if c not in low)
    return Verdict(period, True, low, normal, share, partial=share >= rule.share)


def _nearest(period: str, others: list[str]) -> list[str]:
    """The other periods nearest in time, at most `NEAR`; of two as near, the later."""
    at = _ordinal(period)
    return sorted(others, key=lambda other: (abs(_ordinal(other) - at), -_ordinal(other)))[:NEAR]


def _ordinal(period: str) -> int:
    """Months since year 0 of a month; of a financial year, of its April."""
    year, second = int(period[:4]), int(period[5:7] or 0)
    return year * 12 + (second if len(period) == 7 and second <= 12 else 4)
