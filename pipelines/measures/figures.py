"""Numerators and denominators by period, and the totals of twelve months: a number only where every month is whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from pipelines.measures.measure import ROLLING, Kind, Span
from pipelines.measures.methods.rolling import Total, one_month, rolling
from pipelines.measures.methods.series import YEAR, Point, month_after
from pipelines.measures.series import STEP, Entry, Series

STOCKS = (Kind.RATE, Kind.QUOTIENT)
"""Kinds whose denominator is a stock: a total over months is by that of the last month."""


@dataclass(frozen=True)
class Figure:
    """One period of one kind. Where `numerator` is None, or the measure's value is, `status` and `reason` say why."""

    grain: str
    period: str
    numerator: Fraction | None
    denominator: Fraction | None = None
    population_year: int | None = None
    status: str = ""
    reason: str = ""
    base: tuple[Fraction, Fraction] | None = None
    immature: bool = False


FRESH = 2
"""Years for which an estimate of residents serves. It comes out a year later; after that the rate is marked `[e]`."""


def figures(series: Series) -> list[Figure]:
    """Every figure of a series, by kind of period."""
    measure = series.measure
    found = [] if measure.only_rolling else list(_single(series))
    return found + (list(_rolled(series)) if ROLLING in measure.grains else [])


def _single(series: Series) -> Iterator[Figure]:
    for entry in series.entries:
        total = one_month([_point(entry, entry.numerator)], entry.period)
        yield _figure(series, series.measure.span.value, entry, total, _fraction(entry.denominator), _base([entry]))


def _rolled(series: Series) -> Iterator[Figure]:
    step = STEP[series.measure.span]
    points = _points(series.entries, "numerator", step)
    denominators = _points(series.entries, "denominator", step)
    width = YEAR // step
    for end in range(width, len(series.entries) + 1):
        entry = series.entries[end - 1]
        window = slice((end - width) * step, end * step)
        total = rolling(points[window], entry.period)
        stock = series.measure.kind in STOCKS
        below = _fraction(entry.denominator) if stock else rolling(denominators[window], entry.period).value
        twelve = series.entries[end - width : end]
        why = "; ".join(dict.fromkeys(filter(None, [total.reason, *(one.reason for one in twelve)])))
        yield _figure(series, ROLLING, entry, replace(total, reason=why), below, _base(twelve))


def _points(entries: Sequence[Entry], name: str, step: int) -> list[Point]:
    """The months of the entries. A quarter stands in its last month, and its other months add nought to a total."""
    found: list[Point] = []
    for entry in entries:
        found += [Point(month_after(entry.period, back), 0) for back in range(1 - step, 0)]
        found.append(_point(entry, getattr(entry, name)))
    return found


def _point(entry: Entry, value: Decimal | None) -> Point:
    return Point(entry.period, value, entry.status, entry.partial)


def _figure(
    series: Series,
    grain: str,
    entry: Entry,
    total: Total,
    denominator: Fraction | None,
    base: tuple[Fraction, Fraction] | None,
) -> Figure:
    alone = grain != ROLLING and entry.numerator is None
    status = (entry.status if alone else "") or total.status
    immature = bool(series.immature) and entry.period >= series.immature
    population_year = entry.population_year if series.measure.kind in STOCKS else None
    care = ("[p]", _maturing(series)) if immature else _stale(entry.period, population_year)
    return Figure(
        grain=grain,
        period=entry.period,
        numerator=total.value,
        denominator=denominator,
        population_year=population_year,
        status=status or care[0],
        reason=(entry.reason if grain != ROLLING else "") or total.reason or care[1],
        base=base,
        immature=immature,
    )


def _maturing(series: Series) -> str:
    return f"from {series.immature} on figures still change as outcomes come in"


def _stale(period: str, population_year: int | None) -> tuple[str, str]:
    """Status and reason of a figure whose residents were estimated long before; both empty where they were not."""
    if population_year is None or int(period[:4]) - population_year <= FRESH:
        return "", ""
    return "[e]", f"the newest estimate of residents is that of {population_year}"


def _base(entries: Sequence[Entry]) -> tuple[Fraction, Fraction] | None:
    """What stands on the other side of a ratio: counts of the group compared with, whole for every period."""
    pairs = [(entry.base_numerator, entry.base_denominator) for entry in entries]
    known = [(one, other) for one, other in pairs if one is not None and other is not None]
    if not known or len(known) < len(pairs):
        return None
    return sum((Fraction(one) for one, _ in known), Fraction(0)), sum((Fraction(two) for _, two in known), Fraction(0))


def _fraction(value: Decimal | None) -> Fraction | None:
    return None if value is None else Fraction(value)


def before(figure: Figure) -> str:
    """The name of the same period a year earlier; "" for a kind of period that has none."""
    if figure.grain == Span.PLAN:
        return ""
    if figure.grain == Span.YEAR:
        return f"{int(figure.period) - 1:04}"
    if figure.grain == Span.FINANCIAL_YEAR:
        begins = int(figure.period[:4]) - 1
        return f"{begins:04}-{(begins + 1) % 100:02}"
    return month_after(figure.period, -YEAR)
