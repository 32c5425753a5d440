"""What a formula gives, as series: one per area, every period between the first and the last, gaps said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from pipelines.measures.ground import make
from pipelines.measures.measure import Measure, Span
from pipelines.measures.methods.series import month_after
from pipelines.sources.derived import Inputs

STEP = {Span.MONTH: 1, Span.QUARTER: 3}
"""Months between the periods of a series that may have gaps; other kinds of period come as they come."""

PARTIAL, RECEIVED = "partial", "received"

NOT_GIVEN = "no figure is given"

NUMBERS = ("numerator", "denominator", "base_numerator", "base_denominator")
ALLOWED = ("period", *NUMBERS, "population_year", "status", "reason")
"""The columns of a formula, beside the area."""


@dataclass(frozen=True)
class Area:
    """Whom a series is about. `own` says whether it is the body's own force or lies in it."""

    code: str
    name: str
    level: str
    own: bool


@dataclass(frozen=True)
class Entry:
    """One period of a series as the formula gives it. Without a number `status` and `reason` say why.

    `partial` is a period that is there but not whole: what is counted of it is no number for it.
    """

    period: str
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    population_year: int | None = None
    status: str = ""
    reason: str = ""
    base_numerator: Decimal | None = None
    base_denominator: Decimal | None = None
    partial: bool = False


@dataclass(frozen=True)
class Series:
    """One measure in one area, its periods in order. From `immature` on figures still change ("" for never)."""

    measure: Measure
    area: Area
    entries: tuple[Entry, ...]
    immature: str = ""


def read(inputs: Inputs, measure: Measure) -> list[Series]:
    """Every series of a measure, by area. Raises duckdb.Error for a formula that cannot be run."""
    for table in measure.needs:
        make(inputs, table)
    areas = _areas(inputs)
    found: dict[str, dict[str, Entry]] = {}
    for row in inputs.sql(f"SELECT * FROM ({measure.formula}) ORDER BY period, area_code").iter_rows(named=True):
        if row["area_code"] in areas:
            found.setdefault(row["area_code"], {})[row["period"]] = _entry(row)
    latest = max((period for entries in found.values() for period in entries), default="")
    immature = month_after(latest, 1 - measure.matures) if measure.matures and latest else ""
    gaps = _gaps(inputs, measure)
    return [
        Series(measure, areas[code], tuple(_filled(measure, entries, gaps if areas[code].own else {})), immature)
        for code, entries in found.items()
    ]


def _areas(inputs: Inputs) -> dict[str, Area]:
    own = set(inputs.sql("SELECT area_code FROM own_force")["area_code"])
    rows = inputs.sql("SELECT area_code, area_name, area_level FROM measured_areas ORDER BY ALL").iter_rows()
    return {code: Area(code, name, level, level != "force" or code in own) for code, name, level in rows}


def _entry(row: Mapping[str, Any]) -> Entry:
    known = {name: row[name] for name in ALLOWED if row.get(name) is not None}
    exact = {name: Decimal(str(known[name])) for name in NUMBERS if name in known}
    if "numerator" not in known and "reason" not in known:
        known["reason"] = NOT_GIVEN
    return Entry(**(known | exact))


def _gaps(inputs: Inputs, measure: Measure) -> dict[str, str]:
    """How each period stands that is not whole in every dataset that the measure needs whole."""
    found: dict[str, str] = {}
    for dataset in measure.covered:
        for period, standing in inputs.coverage(dataset).items():
            if standing != RECEIVED and found.get(period) in {None, PARTIAL}:
                found[period] = standing
    return found


def _filled(measure: Measure, entries: Mapping[str, Entry], gaps: Mapping[str, str]) -> Iterator[Entry]:
    """The entries, with one for every period of which there is none, and those that are not whole marked."""
    for period in _periods(measure, entries, gaps):
        entry = entries.get(period, Entry(period))
        if period in gaps:
            entry = replace(entry, partial=True) if gaps[period] == PARTIAL else Entry(period)
        yield entry


def _periods(measure: Measure, entries: Mapping[str, Entry], gaps: Mapping[str, str]) -> list[str]:
    if measure.span not in STEP:
        return sorted(entries)
    first, last = min(entries), max(*entries, max(gaps, default=""))
    periods = [first]
    while periods[-1] < last:
        periods.append(month_after(periods[-1], STEP[measure.span]))
    return periods
