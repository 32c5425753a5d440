"""Where measures are going, told once for each origin and never changed; and how the models did before.

What an older version said of an origin is read back from it: a figure that is revised later changes the next
trajectory, not one that stands. What came is put beside it, so that anyone can see how good it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

import duckdb
import polars as pl

from pipelines.measures.declared import measures
from pipelines.measures.measure import Measure
from pipelines.measures.methods.series import Point
from pipelines.measures.methods.trajectory import MINIMUM, BackTest, Trajectory, trajectory
from pipelines.measures.observations import MISSING, framed
from pipelines.sources.call_handling.forces import area_code
from pipelines.sources.derived import Inputs
from schemas.base import Table, columns_of
from schemas.trajectories import MeasureBacktests, MeasureTrajectories

TRAJECTORIES, BACKTESTS = "measure-trajectories", "measure-backtests"
NO_MODEL = "none"

_MONTHS = """
    SELECT period, "value" FROM measure_observations
    WHERE measure_id = ? AND area_code = ? AND grain = 'month' ORDER BY period
"""
_NAME = "SELECT any_value(area_name) AS area_name FROM measure_observations WHERE area_code = ?"


@dataclass(frozen=True)
class Ahead:
    """The trajectory of one measure for the own force, and the months that are known of it."""

    measure: Measure
    area: Mapping[str, str]
    known: Mapping[str, Decimal | None]
    found: Trajectory

    @property
    def names(self) -> dict[str, str]:
        """What every row of it begins with."""
        return {"measure_id": self.measure.id, **self.area, "origin": self.found.last}


def project(inputs: Inputs) -> pl.DataFrame:
    """What was said from older origins, what is said from the newest, and what came of it."""
    ahead = list(_every(inputs))
    rows = _with_kept(inputs, TRAJECTORIES, MeasureTrajectories, ahead, _steps)
    came = {one.measure.id: one.known for one in ahead}
    return framed(MeasureTrajectories, (_scored(row, came.get(row["measure_id"], {})) for row in rows))


def back_test(inputs: Inputs) -> pl.DataFrame:
    """How every model did for every measure that is projected, by origin; or why none could be tried."""
    rows = _with_kept(inputs, BACKTESTS, MeasureBacktests, list(_every(inputs)), _tests)
    return framed(MeasureBacktests, iter(rows))


def _every(inputs: Inputs) -> Iterator[Ahead]:
    own = area_code(inputs.force)
    name = inputs.sql(_NAME, [own])["area_name"].item()
    for measure in measures():
        months = dict(inputs.sql(_MONTHS, [measure.id, own]).iter_rows()) if measure.projected else {}
        if own and months:
            points = tuple(Point(period, value) for period, value in months.items())
            found = _trajectory(_settled(points), measure.ceiling)
            yield Ahead(measure, {"area_code": own, "area_name": name}, months, found)


def _settled(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """The series up to its last number, from after its last gap where that leaves enough to learn from.

    A month that is late is no gap in what came before.
    """
    last = max((at for at, point in enumerate(points, 1) if point.whole), default=0)
    gap = max((at for at, point in enumerate(points[:last], 1) if not point.whole), default=0)
    return points[gap:last] if last - gap >= MINIMUM else points[:last]


@cache
def _trajectory(points: tuple[Point, ...], ceiling: int | None) -> Trajectory:
    """Fits take seconds, and two datasets ask for the same."""
    return trajectory(points, ceiling=ceiling)


def _with_kept(
    inputs: Inputs,
    dataset: str,
    model: type[Table],
    ahead: Sequence[Ahead],
    rows: Callable[[Ahead], Iterator[dict[str, Any]]],
) -> list[dict[str, Any]]:
    """The rows that stand in public, and those of measures and origins that have none there."""
    kept = kept_rows(inputs, dataset, model)
    there = {(row["measure_id"], row["area_code"], row["origin"]) for row in kept}
    fresh = [one for one in ahead if one.found.last and tuple(_key(one.names)) not in there]
    return [*kept, *(row for one in fresh for row in rows(one))]


def _key(names: Mapping[str, str]) -> Iterator[str]:
    return (names[part] for part in ("measure_id", "area_code", "origin"))


def kept_rows(inputs: Inputs, dataset: str, model: type[Table]) -> list[dict[str, Any]]:
    """The rows of the newest version that stands in public, in the columns of the model."""
    released = inputs.published.released(dataset) if inputs.published else ()
    if not inputs.published or not released:
        return []
    paths = [str(path) for path, _ in inputs.published.parts(released[-1])]
    with duckdb.connect() as engine:
        said = engine.read_parquet(paths).pl()
    names = [column.name for column in columns_of(model) if column.name in said.columns]
    return list(said.select(names).iter_rows(named=True))


def _steps(one: Ahead) -> Iterator[dict[str, Any]]:
    for step in one.found.steps:
        ends = {name: getattr(step, name) for name in ("value", "lower_80", "upper_80", "lower_95", "upper_95")}
        yield {**one.names, "period": step.period, "model": one.found.model, **ends}


def _scored(row: dict[str, Any], came: Mapping[str, Decimal | None]) -> dict[str, Any]:
    """The row with what came, which alone may change after publication."""
    outcome = came.get(row["period"])
    known = outcome is not None
    return row | {
        "outcome": outcome,
        "outcome_status": None if known else MISSING,
        "inside_80": row["lower_80"] <= outcome <= row["upper_80"] if known else None,
        "inside_95": row["lower_95"] <= outcome <= row["upper_95"] if known else None,
    }


def _tests(one: Ahead) -> Iterator[dict[str, Any]]:
    reason = one.found.reason or None
    about = {**one.names, "learnt_from": one.found.first, "reason": reason}
    for test in one.found.tests or (BackTest(NO_MODEL, None, {}, 0, 0),):
        yield {
            **about,
            "model": test.model,
            **_score("error", test.mase),
            **_score("covered_80", test.coverage.get(0.80)),
            **_score("covered_95", test.coverage.get(0.95)),
            "origins": test.origins,
            "months": test.errors,
            "chosen": test.model == one.found.model,
        }


def _score(name: str, value: Decimal | None) -> dict[str, Any]:
    return {name: value, f"{name}_status": MISSING if value is None else None}
