"""XmR charts with the rules of NHS England's Making Data Count, "plot the dots".

Which points of a series are more than its usual variation, and whether a target is met by design or by chance. The
rules are those that the R package NHSRplotthedots publishes. Everything is exact (fractions), so that a point on the
mean or on a limit is seen to be there.

Where we differ, on purpose: a month without a number breaks runs and gives no moving range (the package forbids gaps);
a point on the mean that belongs to a trend takes the direction of the trend (the package calls it concerning always);
below `minimum` points there are no limits at all (the package warns); a series that never changes has its limits on
its mean (the package has none).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from pipelines.measures.methods.rules import Rule, broken
from pipelines.measures.methods.series import Number, Point, exact, in_order

WIDTH = Fraction(266, 100)
"""Mean moving ranges between the mean and a limit: 3 / 1.128, three standard deviations."""

NEAR = WIDTH * 2 / 3
"""Mean moving ranges between the mean and a near limit."""

SCREEN = Fraction(3267, 1000)
"""A moving range of this many mean moving ranges or more is no usual variation and is left out of the mean."""

MINIMUM = 12
"""Points below which limits say too little. 15 and more are better."""

LOW_COUNT = 5
"""Events per point, on average, below which counts are too lumpy for an XmR chart. Our choice."""

LOW = f"fewer than {LOW_COUNT} events a point: look at twelve months together or at the time between events"
FEW = "too few points"


class Good(StrEnum):
    """Which way is good."""

    HIGHER = "increase"
    LOWER = "decrease"
    NEITHER = "neutral"


class Signal(StrEnum):
    """What a point says."""

    COMMON = "common cause"
    IMPROVING = "improving"
    CONCERNING = "concerning"
    HIGH = "neutral high"
    LOW = "neutral low"
    NONE = ""


class Assurance(StrEnum):
    """Whether the target is met whatever the usual variation (pass), never (fail), or by chance."""

    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    HIT_AND_MISS = "hit and miss"
    NONE = ""


@dataclass(frozen=True)
class Rebase:
    """Limits begin anew with the month `first`, by a decision on record or at a break in the series, and `why`."""

    first: str
    why: str
    decision: str = ""

    def __post_init__(self) -> None:
        if not self.why.strip():
            raise ValueError(f"the limits begin anew at {self.first} without a reason: say why, and by which decision")


@dataclass(frozen=True)
class Limits:
    """Mean, mean moving range after screening, process limits and near limits, in the unit of the values."""

    mean: Fraction
    moving_range: Fraction
    lower: Fraction
    upper: Fraction
    near_lower: Fraction
    near_upper: Fraction


@dataclass(frozen=True)
class Dot:
    """A month of the chart: its value, the rules it breaks, and what that says."""

    period: str
    value: Fraction | None
    rules: tuple[Rule, ...] = ()
    signal: Signal = Signal.NONE


@dataclass(frozen=True)
class Segment:
    """Months under the same limits. `status` says why there are none; `advice` what speaks against them."""

    dots: tuple[Dot, ...]
    limits: Limits | None
    rebase: Rebase | None = None
    status: str = ""
    advice: str = ""


@dataclass(frozen=True)
class Chart:
    """A series cut into segments, and what its latest limits say of the target."""

    segments: tuple[Segment, ...]
    assurance: Assurance

    @property
    def dots(self) -> tuple[Dot, ...]:
        """All months, in order."""
        return tuple(dot for segment in self.segments for dot in segment.dots)


def chart(
    points: Sequence[Point],
    good: Good,
    *,
    target: Number | None = None,
    rebases: Sequence[Rebase] = (),
    minimum: int = MINIMUM,
    baseline: int | None = None,
    counts: bool = False,
) -> Chart:
    """The chart of a series.

    Partial months count as months without a number. `baseline` sets limits by the first so many points of a segment.
    `counts` says that the values are numbers of events. Raises ValueError for a month given twice, for a rebase outside
    the series or given twice.
    """
    parts = _cut(in_order(points), rebases)
    segments = tuple(_segment(part, rebase, good, minimum, baseline, counts) for part, rebase in parts)
    limits = segments[-1].limits if segments else None
    return Chart(segments, assurance(limits, target, good))


def limits_of(values: Sequence[Fraction | None]) -> Limits:
    """Limits of a series with at least two numbers side by side. Raises ValueError where there are none."""
    known = [value for value in values if value is not None]
    ranges = _ranges(values)
    if not ranges:
        raise ValueError("no two months side by side have a number, so there is no moving range: give more months")
    usual = _mean(ranges)
    moving_range = _mean([found for found in ranges if found < SCREEN * usual] or [Fraction(0)])
    mean = _mean(known)
    wide, near = WIDTH * moving_range, NEAR * moving_range
    return Limits(mean, moving_range, mean - wide, mean + wide, mean - near, mean + near)


def assurance(limits: Limits | None, target: Number | None, good: Good) -> Assurance:
    """What limits say of a target. A target on a limit is hit and miss."""
    if limits is None or target is None or good is Good.NEITHER:
        return Assurance.NONE
    wanted = exact(target)
    if limits.lower <= wanted <= limits.upper:
        return Assurance.HIT_AND_MISS
    always_above = wanted < limits.lower
    return Assurance.PASS if always_above == (good is Good.HIGHER) else Assurance.FAIL


def _ranges(values: Sequence[Fraction | None]) -> list[Fraction]:
    """The moving ranges: between months side by side that both have a number."""
    return [abs(b - a) for a, b in pairwise(values) if a is not None and b is not None]


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def _cut(points: tuple[Point, ...], rebases: Sequence[Rebase]) -> list[tuple[tuple[Point, ...], Rebase | None]]:
    """The points of each segment, with what began it."""
    starts = {rebase.first: rebase for rebase in rebases}
    periods = [point.period for point in points]
    if len(starts) != len(rebases) or not starts.keys() <= set(periods):
        raise ValueError(f"limits begin anew at {[r.first for r in rebases]}: name months of the series, each once")
    cuts = sorted({0, *(periods.index(first) for first in starts)}) if points else []
    ends = [*cuts[1:], len(points)]
    return [(points[a:b], starts.get(periods[a])) for a, b in zip(cuts, ends, strict=False)]


def _segment(
    points: tuple[Point, ...], rebase: Rebase | None, good: Good, minimum: int, baseline: int | None, counts: bool
) -> Segment:
    values = [exact(point.value) if point.whole and point.value is not None else None for point in points]
    plain = tuple(Dot(point.period, value) for point, value in zip(points, values, strict=True))
    basis = values[:baseline]
    known = sum(value is not None for value in basis)
    if known < max(minimum, 2) or not _ranges(basis):
        return Segment(plain, None, rebase, f"{FEW}: {known} of {max(minimum, 2)}")
    limits = limits_of(basis)
    dots = tuple(_dot(dot, limits, rules, good) for dot, rules in zip(plain, _rules(values, limits), strict=True))
    return Segment(dots, limits, rebase, advice=LOW if counts and limits.mean < LOW_COUNT else "")


def _rules(values: Sequence[Fraction | None], limits: Limits) -> list[dict[Rule, int]]:
    within = (limits.near_lower, limits.near_upper)
    return broken(values, limits.mean, within, (limits.lower, limits.upper))


def _dot(dot: Dot, limits: Limits, rules: dict[Rule, int], good: Good) -> Dot:
    if dot.value is None:
        return dot
    side = (dot.value > limits.mean) - (dot.value < limits.mean) or rules.get(Rule.TREND, 0)
    return Dot(dot.period, dot.value, tuple(rules), _signal(side, good) if rules else Signal.COMMON)


def _signal(side: int, good: Good) -> Signal:
    if good is Good.NEITHER:
        return Signal.HIGH if side > 0 else Signal.LOW
    return Signal.IMPROVING if (side > 0) == (good is Good.HIGHER) else Signal.CONCERNING
