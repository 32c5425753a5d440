"""Every figure of every measure: the rows of `measure-observations` and `measure-limits`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import polars as pl

from pipelines.measures.charts import PLACES, advice, drawn, funnels, signals
from pipelines.measures.declared import measures
from pipelines.measures.figures import Figure, before, figures
from pipelines.measures.ground import lay
from pipelines.measures.measure import ROLLING, Measure, Span
from pipelines.measures.methods.funnel import Placed
from pipelines.measures.methods.rolling import financial_year_of
from pipelines.measures.methods.rounding import places
from pipelines.measures.methods.threads import one_thread
from pipelines.measures.methods.xmr import Chart, Segment
from pipelines.measures.series import Area, Series, read
from pipelines.measures.values import METHODS, UNDIVIDED, Move, Value, dispersion, move, percent, value_of
from pipelines.sources.derived import Inputs
from schemas.base import Table, columns_of
from schemas.measures import MeasureLimits, MeasureObservations

COUNT_PLACES = 2
"""Decimals of numerators and denominators."""

MISSING, NONE_CAN_BE = "[x]", "[z]"


@dataclass(frozen=True)
class Worked:
    """One measure in one area, worked out: figures, values, and what its chart says."""

    series: Series
    funnel: Mapping[tuple[str, str, str], Placed] = field(default_factory=dict)

    @cached_property
    def figures(self) -> list[Figure]:
        """By kind of period, in order."""
        return figures(self.series)

    @cached_property
    def values(self) -> list[Value]:
        """The value of each figure."""
        return [value_of(self.series.measure, figure) for figure in self.figures]

    @cached_property
    def known(self) -> dict[tuple[str, str], Figure]:
        """The figures by kind of period and period."""
        return {(figure.grain, figure.period): figure for figure in self.figures}

    @cached_property
    def chart(self) -> Chart | None:
        """The chart of its months."""
        return drawn(self.series.measure, self.figures, self.values)

    @cached_property
    def advice(self) -> str:
        """What speaks against the chart."""
        return advice(self.series.measure, self.figures)


def observe(inputs: Inputs) -> pl.DataFrame:
    """Every figure of every measure that is declared, in a fixed order."""
    return framed(MeasureObservations, (row for one in work_out(inputs) for row in _rows(one)))


def limits(inputs: Inputs) -> pl.DataFrame:
    """The limits of every chart, in a fixed order."""
    return framed(MeasureLimits, (row for one in work_out(inputs) for row in _limits(one)))


def work_out(inputs: Inputs, declared: Sequence[Measure] | None = None) -> Iterator[Worked]:
    """Every measure in every area it has figures of."""
    lay(inputs)
    with one_thread():
        for measure in measures() if declared is None else declared:
            found = [Worked(series) for series in read(inputs, measure)]
            districts = {one.series.area.code: _yearly(one) for one in found if one.series.area.level == "district"}
            placed = funnels(measure, districts)
            yield from (Worked(one.series, placed) for one in found)


def framed(model: type[Table], rows: Iterator[dict[str, Any]]) -> pl.DataFrame:
    """Rows in the columns and types of a model, sorted by its columns from the left."""
    schema = {column.name: column.polars for column in columns_of(model)}
    return pl.DataFrame(list(rows), schema=schema, orient="row").sort(*list(schema)[:6], nulls_last=True)


def _yearly(one: Worked) -> dict[tuple[str, str], Figure]:
    """Figures of twelve months: a funnel of a single month shows little but chance."""
    return {at: figure for at, figure in one.known.items() if figure.grain == ROLLING}


def _rows(one: Worked) -> Iterator[dict[str, Any]]:
    measure = one.series.measure
    spread = dispersion([figure for figure in one.figures if figure.grain == Span.MONTH])
    said = signals(one.chart, one.advice)
    base = one.known.get((ROLLING, measure.baseline))
    against = value_of(measure, base).value if base else None
    for figure, value in zip(one.figures, one.values, strict=True):
        moved = move(measure, figure, one.known.get((figure.grain, before(figure))), spread)
        dot = said.get(figure.period) if figure.grain == Span.MONTH else None
        yield (
            _what(one.series, figure)
            | _value(measure, figure, value)
            | _change(moved)
            | _baseline(measure, figure, value, against)
            | _place(one.funnel.get((one.series.area.code, figure.grain, figure.period)))
            | {
                "special_cause": "; ".join(dot.rules) or None if dot else None,
                "variation": dot.signal.value if dot else None,
            }
        )


def _what(series: Series, figure: Figure) -> dict[str, Any]:
    return {
        "measure_id": series.measure.id,
        "grain": figure.grain,
        "period": figure.period,
        "financial_year": _financial_year(figure),
        **_area(series.area),
        "area_level": series.area.level,
        "population_year": figure.population_year,
        "not_comparable_from": series.immature or None,
    }


def _area(area: Area) -> dict[str, Any]:
    return {"area_code": area.code, "area_name": area.name}


def _financial_year(figure: Figure) -> str:
    if figure.grain in {Span.FINANCIAL_YEAR, Span.PLAN}:
        return figure.period
    return financial_year_of(f"{figure.period}-12" if figure.grain == Span.YEAR else figure.period)


def _value(measure: Measure, figure: Figure, value: Value) -> dict[str, Any]:
    """Numerator, denominator, value and interval, each with why it is missing."""
    hidden = value.value is None
    without = value.status if hidden else NONE_CAN_BE
    interval = value.interval
    return {
        **_number("numerator", figure.numerator, value.status or MISSING, COUNT_PLACES),
        **_number("denominator", figure.denominator, _without(measure), COUNT_PLACES),
        **_number("value", value.value, value.status or MISSING),
        "value_status": value.status or None,
        "reason": value.reason or None,
        **_number("value_low", interval.lower if interval else None, without),
        **_number("value_high", interval.upper if interval else None, without),
        "interval_method": METHODS.get(measure.kind, "none") if interval else "none",
    }


def _without(measure: Measure) -> str:
    """Why there is no denominator: it is not known, or the kind of measure has none."""
    return NONE_CAN_BE if measure.kind in UNDIVIDED else MISSING


def _change(moved: Move) -> dict[str, Any]:
    ends = moved.interval
    missing = moved.status or NONE_CAN_BE
    return {
        **_number("change", moved.change, missing),
        **_number("change_low", ends.lower if ends else None, missing),
        **_number("change_high", ends.upper if ends else None, missing),
        "change_unit": moved.unit,
        "change_words": moved.words,
    }


def _baseline(measure: Measure, figure: Figure, value: Value, against: Any) -> dict[str, Any]:
    if not measure.baseline or figure.grain != ROLLING:
        return _number("baseline_change", None, NONE_CAN_BE)
    there = value.value is not None and against is not None
    return _number("baseline_change", percent(value.value, against) if there else None, MISSING)  # type: ignore[arg-type]


def _place(placed: Placed | None) -> dict[str, Any]:
    if placed is None:
        return {"funnel": None, "funnel_status": None}
    return {"funnel": placed.place.value, "funnel_status": placed.status or None}


def _number(name: str, value: Any, missing: str, digits: int = PLACES) -> dict[str, Any]:
    """A figure and its status, which is given where the figure is missing."""
    found = None if value is None else places(value, digits)
    return {name: found, f"{name}_status": missing if found is None else None}


def _limits(one: Worked) -> Iterator[dict[str, Any]]:
    """One row for each stretch of the chart."""
    parts = one.chart.segments if one.chart else ()
    for part in parts:
        last = part is parts[-1]
        yield {
            "measure_id": one.series.measure.id,
            **_area(one.series.area),
            "first_period": part.dots[0].period,
            "last_period": part.dots[-1].period,
            "months": sum(dot.value is not None for dot in part.dots),
            **_lines(part),
            "assurance": (one.chart.assurance.value or None) if last and one.chart and not one.advice else None,
            "began_anew": part.rebase.why if part.rebase else None,
            "advice": part.status or one.advice or None,
        }


def _lines(part: Segment) -> dict[str, Any]:
    names = ("mean", "lower", "upper", "near_lower", "near_upper")
    lines = [(name, getattr(part.limits, name) if part.limits else None) for name in names]
    return {key: value for name, line in lines for key, value in _number(name, line, MISSING).items()}
