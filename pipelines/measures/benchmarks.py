"""Where the own force stands among others: their range, and how sure its rank is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from pipelines.measures.charts import PLACES
from pipelines.measures.declared import measures
from pipelines.measures.measure import Kind, Measure
from pipelines.measures.methods.comparison import Comparison, Estimate, Reference, compare
from pipelines.measures.methods.intervals import LEVEL, Interval, joint
from pipelines.measures.methods.rounding import places
from pipelines.measures.observations import framed
from pipelines.measures.values import interval_of
from pipelines.sources.call_handling.forces import area_code
from pipelines.sources.derived import Inputs
from schemas.trajectories import MeasureBenchmarks

ALL, SIMILAR = "all-forces", "similar-forces"
LISTS = Path(__file__).with_name("similar_forces.yaml")
"""Lists of similar forces, each with who drew it up, when, and whether somebody has checked it there."""

INTERVALS = (Kind.RATE, Kind.PROPORTION)
SURE = "the values have no intervals, so the rank is taken to be sure"

# Numbers that are not divided by anything tell how large a force is.
_FORCES = """
    SELECT grain, period, area_code, area_name, numerator, denominator, "value" FROM measure_observations
    WHERE measure_id = ? AND area_level = 'force' AND "value" IS NOT NULL AND value_status IS NULL
        AND denominator IS NOT NULL
    ORDER BY ALL
"""


def benchmark(inputs: Inputs) -> pl.DataFrame:
    """Every period of every measure in which the own force and another have a value."""
    own = area_code(inputs.force) or ""
    lists = similar(inputs.force)
    rows = (row for measure in measures() for row in _rows(measure, inputs, own, lists))
    return framed(MeasureBenchmarks, rows)


def similar(force: str, path: Path = LISTS) -> dict[str, Reference]:
    """The lists of forces similar to one, by `SIMILAR`; none where none is on file. Members are ONS codes."""
    entry = yaml.safe_load(path.read_text(encoding="utf-8"))["lists"].get(force)
    if entry is None:
        return {}
    members = tuple(code for name in entry["forces"] if (code := area_code(name)))
    dated: date = entry["dated"]
    return {SIMILAR: Reference(members, entry["source"], dated, entry["verified"])}


def _rows(measure: Measure, inputs: Inputs, own: str, lists: Mapping[str, Reference]) -> Iterator[dict[str, Any]]:
    periods: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in inputs.sql(_FORCES, [measure.id]).iter_rows(named=True):
        periods.setdefault((row["grain"], row["period"]), []).append(row)
    for (grain, period), rows in periods.items():
        ours = next((row for row in rows if row["area_code"] == own), None)
        others = [row["area_code"] for row in rows if row["area_code"] != own]
        if ours is None or not others:
            continue
        every = {ALL: Reference(tuple(others), "every force with a value", date.min, verified=True), **lists}
        about = {"measure_id": measure.id, "grain": grain, "period": period, "area_code": own}
        for name, reference in every.items():
            if found := _compared(measure, rows, own, reference):
                notes = [reference.note] * (name != ALL) + [SURE] * (measure.kind not in INTERVALS)
                told = {**_told(found), "note": "; ".join(notes) or None}
                yield {**about, "area_name": ours["area_name"], "compared_with": name, **told}


def _compared(measure: Measure, rows: Sequence[Mapping[str, Any]], own: str, reference: Reference) -> Comparison | None:
    there = {row["area_code"] for row in rows} & {*reference.members, own}
    if len(there) < 2:
        return None
    level = joint(LEVEL, len(there))
    estimates = {row["area_code"]: _estimate(measure, row, level) for row in rows if row["area_code"] in there}
    return compare(estimates.pop(own), list(estimates.values()), reference)


def _estimate(measure: Measure, row: Mapping[str, Any], level: float) -> Estimate:
    """The value with its interval; a value without one is taken to be sure."""
    value = float(row["value"])
    count, among = row["numerator"], row["denominator"]
    found = interval_of(measure, Fraction(count), Fraction(among), level) if count is not None and among else None
    return Estimate(row["area_code"], value, found or Interval(value, value))


def _told(found: Comparison) -> dict[str, Any]:
    named = {"value": found.value, "lowest": found.lowest, "middle": found.middle, "highest": found.highest}
    figures = {name: places(value, PLACES) for name, value in named.items()}
    ranks = {"rank": found.rank, "best": found.best, "worst": found.worst, "forces": found.forces}
    return {**figures, **ranks, "reliability": found.status or None}
