"""XmR charts of monthly values, and the funnel of districts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from pipelines.measures.figures import Figure
from pipelines.measures.measure import Kind, Measure, Span
from pipelines.measures.methods.funnel import Area, Placed, funnel
from pipelines.measures.methods.rounding import places
from pipelines.measures.methods.series import Point
from pipelines.measures.methods.xmr import LOW, LOW_COUNT, Chart, Dot, chart
from pipelines.measures.values import COUNTED, Value

PLACES = 4
"""Decimals of a value: the chart sees what the public sees."""


def drawn(measure: Measure, figures: Sequence[Figure], values: Sequence[Value]) -> Chart | None:
    """The chart of a measure's months in one area; None where the measure has none or there are no months."""
    pairs = [(figure, value) for figure, value in zip(figures, values, strict=True) if figure.grain == Span.MONTH]
    if not measure.charted or not pairs:
        return None
    points = [Point(figure.period, shown(value.value), partial=figure.immature) for figure, value in pairs]
    target = measure.target.value if measure.target else None
    there = {point.period for point in points}
    return chart(points, measure.good, target=target, rebases=[r for r in measure.rebases if r.first in there])


def advice(measure: Measure, figures: Sequence[Figure]) -> str:
    """What speaks against a chart: counts so low that single events make its points."""
    counts = [figure.numerator for figure in figures if figure.grain == Span.MONTH and figure.numerator is not None]
    if measure.kind not in {*COUNTED, Kind.PROPORTION} or not counts:
        return ""
    return LOW if sum(counts, Fraction(0)) / len(counts) < LOW_COUNT else ""


def signals(found: Chart | None, speaks_against: str) -> dict[str, Dot]:
    """What the chart says of each month under limits; nothing where something speaks against it."""
    if found is None or speaks_against:
        return {}
    return {dot.period: dot for part in found.segments if part.limits for dot in part.dots if dot.signal}


def shown(value: Fraction | float | None) -> Decimal | None:
    """A value as it is published; None for what is no finite number."""
    return None if value is None else places(value, PLACES)


def funnels(
    measure: Measure, found: Mapping[str, Mapping[tuple[str, str], Figure]]
) -> dict[tuple[str, str, str], Placed]:
    """Where each area lies among all of its level, by (area, kind of period, period).

    `found` has the figures of each area by kind of period and period. Only where every area has a number: a funnel
    around a part of the whole would call others outside.
    """
    if not measure.funnel or len(found) < 2:
        return {}
    every = set.intersection(*(set(figures) for figures in found.values()))
    return {
        (code, *at): placed
        for at in sorted(every)
        for code, placed in zip(found, _placed(measure, [found[code][at] for code in found]), strict=False)
    }


def _placed(measure: Measure, figures: Sequence[Figure]) -> tuple[Placed, ...]:
    pairs = [(figure.numerator, figure.denominator) for figure in figures]
    if not any(count for count, _ in pairs) or any(count is None or not below for count, below in pairs):
        return ()
    return funnel([Area("", int(count or 0), float((below or 1) / measure.per)) for count, below in pairs]).placed
