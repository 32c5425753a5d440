"""The value of a measure with its interval, and its change within a year."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from pipelines.measures.figures import Figure
from pipelines.measures.measure import Kind, Measure
from pipelines.measures.methods import intervals
from pipelines.measures.methods.disproportionality import SMALL
from pipelines.measures.methods.intervals import Interval, Verdict
from pipelines.measures.methods.seasonality import days_in
from pipelines.measures.methods.series import YEAR

HUNDRED = 100
COUNTED = (Kind.RATE, Kind.COUNT)
UNDIVIDED = (Kind.COUNT, Kind.AMOUNT)
"""Kinds whose value is the numerator itself."""

METHODS = {Kind.RATE: "exact", Kind.COUNT: "exact", Kind.PROPORTION: "Wilson", Kind.RATIO: "score"}
NO_DENOMINATOR = {
    Kind.RATE: "no estimate of residents for the area and year",
    Kind.RATIO: "nothing is known of the groups' sizes",
}


@dataclass(frozen=True)
class Value:
    """The value with its interval; without a value `status` and `reason` say why."""

    value: Fraction | float | None
    interval: Interval | None = None
    status: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Move:
    """The change within a year, in `unit`, with its interval and what it amounts to in words."""

    change: Fraction | float | None = None
    interval: Interval | None = None
    unit: str | None = None
    words: str | None = None
    status: str = "[x]"


def value_of(measure: Measure, figure: Figure) -> Value:
    """What the figure amounts to, by the measure's kind."""
    if figure.numerator is None:
        return Value(None, status=figure.status or "[x]", reason=figure.reason or "the source gives no figure")
    if measure.kind in UNDIVIDED:
        interval = intervals.rate(int(figure.numerator), 1) if measure.kind is Kind.COUNT else None
        return Value(figure.numerator, interval, figure.status, figure.reason)
    if not figure.denominator:
        return _undivided(measure, figure)
    if measure.kind is Kind.RATIO:
        return _ratio(figure)
    scale = HUNDRED if measure.kind is Kind.PROPORTION else measure.per
    found = figure.numerator / figure.denominator * scale
    interval = interval_of(measure, figure.numerator, figure.denominator)
    return Value(found, interval, figure.status, figure.reason)


def _undivided(measure: Measure, figure: Figure) -> Value:
    """Nothing to divide by: a denominator of nought, or none at all."""
    if figure.denominator is not None:
        return Value(None, status="[z]", reason="nothing was counted, so there is no share of it")
    missing = figure.reason or NO_DENOMINATOR.get(measure.kind, "the source does not say among how many")
    return Value(None, status="[x]", reason=missing)


def interval_of(
    measure: Measure, numerator: Fraction, denominator: Fraction, level: float = intervals.LEVEL
) -> Interval | None:
    """The interval of a rate or a share; None for kinds that have none."""
    if measure.kind is Kind.RATE:
        return intervals.rate(int(numerator), float(denominator / measure.per), level=level)
    if measure.kind is Kind.PROPORTION:
        found = intervals.proportion(int(numerator), int(denominator), level=level)
        return Interval(found.lower * HUNDRED, found.upper * HUNDRED)
    return None


def _ratio(figure: Figure) -> Value:
    if figure.numerator is None or figure.denominator is None or figure.base is None or not figure.base[1]:
        return Value(None, status="[x]", reason=figure.reason or NO_DENOMINATOR[Kind.RATIO])
    events, others = int(figure.numerator), int(figure.base[0])
    found = intervals.change(events, float(figure.denominator), others, float(figure.base[1]))
    sizes = f"{events} of {int(figure.denominator)} against {others} of {int(figure.base[1])}"
    if found.ratio is None or math.isinf(found.ratio):
        return Value(None, status="[z]", reason=f"{sizes}: no ratio can be made")
    status = "[u]" if min(events, others) < SMALL else figure.status
    return Value(found.ratio, found.interval, status, sizes)


def move(measure: Measure, figure: Figure, earlier: Figure | None, dispersion: float) -> Move:
    """The change against the same period a year earlier. `dispersion` widens the interval of counts."""
    if earlier is None:
        return Move()
    if figure.immature or earlier.immature:
        return Move(words="not comparable", status="[z]")
    now, then = value_of(measure, figure).value, value_of(measure, earlier).value
    if now is None or then is None:
        return Move()
    if measure.kind in COUNTED:
        return _of_counts(figure, earlier, dispersion)
    if measure.kind is Kind.PROPORTION:
        return _of_shares(figure, earlier)
    return Move(percent(now, then), None, "per cent", "not tested", "" if then else "[z]")


def percent(now: Fraction | float, then: Fraction | float) -> Fraction | float | None:
    """How much more, in per cent; None where there was nothing before."""
    return (now / then - 1) * HUNDRED if then else None


def _of_counts(figure: Figure, earlier: Figure, dispersion: float) -> Move:
    counts = [int(one.numerator or 0) for one in (figure, earlier)]
    exposures = [float(one.denominator or 1) for one in (figure, earlier)]
    found = intervals.change(counts[0], exposures[0], counts[1], exposures[1], dispersion=dispersion)
    if found.ratio is None or math.isinf(found.ratio):
        return Move(None, None, "per cent", found.verdict.value, "[z]")
    ends = Interval((found.interval.lower - 1) * HUNDRED, (found.interval.upper - 1) * HUNDRED)
    return Move((found.ratio - 1) * HUNDRED, ends, "per cent", found.verdict.value, "")


def _of_shares(figure: Figure, earlier: Figure) -> Move:
    """Newcombe's hybrid score interval (1998, method 10) of a difference, from the Wilson intervals of both shares."""
    now, then = ((int(one.numerator or 0), int(one.denominator or 0)) for one in (figure, earlier))
    share, other = now[0] / now[1], then[0] / then[1]
    one, two = intervals.proportion(*now), intervals.proportion(*then)
    difference = share - other
    low = difference - math.hypot(share - one.lower, two.upper - other)
    high = difference + math.hypot(one.upper - share, other - two.lower)
    words = Verdict.HIGHER if low > 0 else Verdict.LOWER if high < 0 else Verdict.UNCLEAR
    ends = Interval(low * HUNDRED, high * HUNDRED)
    return Move(difference * HUNDRED, ends, "points", words.value, "")


def dispersion(figures: Sequence[Figure]) -> float:
    """How much more monthly counts vary than chance would have them: 1 is chance.

    Each month of the year is compared with itself in other years, by day, so that the season does not count; what
    changed between years does, so that intervals err on the wide side. 1 where there are fewer than two years.
    """
    by_month: dict[str, list[tuple[int, int]]] = {}
    for figure in figures:
        if figure.numerator is not None:
            by_month.setdefault(figure.period[5:], []).append((int(figure.numerator), days_in(figure.period)))
    several = [pairs for pairs in by_month.values() if len(pairs) > 1 and any(count for count, _ in pairs)]
    if len(several) < YEAR:
        return 1.0
    found = [intervals.dispersion_of(*map(list, zip(*pairs, strict=True))) for pairs in several]
    weights = [len(pairs) - 1 for pairs in several]
    return math.fsum(one.factor * weight for one, weight in zip(found, weights, strict=True)) / sum(weights)
