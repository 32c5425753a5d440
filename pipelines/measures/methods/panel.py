"""Forces over years: does one number go with another, between forces, within them, and from year to year.

Made for the question of 2019, whether officer numbers and violent crime are linked. Three views of the same rows that
may well disagree; none of them shows a cause, and `CAVEATS` says why.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from statistics import NormalDist

import numpy as np

from pipelines.measures.methods.intervals import LEVEL, Interval
from pipelines.measures.methods.series import Floats
from pipelines.measures.methods.threads import one_thread

CAVEATS = {
    "recording": "Recorded violence rose from 2014 as forces recorded more of what was reported; that is a change of "
    "recording, at its own pace in each force.",
    "reverse causation": "Forces with more crime are given more officers, and officers find and record crime: the link "
    "may run either way.",
    "confounding": "Deprivation, age, cities and the night-time economy differ between forces and move both numbers.",
    "national movement": "Officers fell and rose everywhere at about the same time as recording changed; within forces "
    "that is taken out by year, between forces it cannot be.",
    "few forces": "Forty-odd forces are few: an interval that spans zero does not show that there is no link.",
    "no experiment": "No force was given officers by lot. Nothing here says what one officer more would do.",
}
"""What such rows cannot show, by subject."""


class View(StrEnum):
    """Which differences are looked at."""

    BETWEEN = "between forces"
    WITHIN = "within forces"
    CHANGES = "changes on changes"


@dataclass(frozen=True)
class Row:
    """One force in one year, known by the year's number: `x` officers per 1,000 residents, say, `y` offences."""

    force: str
    year: int
    x: float
    y: float


@dataclass(frozen=True)
class Association:
    """How `y` goes with `x`. `slope` is units of y for one unit of x, `correlation` between -1 and 1, with intervals.

    `rows` of `forces` were used. Slope and correlation are None with a `reason` where the rows say nothing.
    """

    view: View
    rows: int
    forces: int
    slope: float | None = None
    slope_interval: Interval | None = None
    correlation: float | None = None
    correlation_interval: Interval | None = None
    reason: str = ""


def associations(rows: Sequence[Row], *, level: float = LEVEL) -> tuple[Association, ...]:
    """All three views, in the order of `View`. Raises ValueError when a force has a year twice."""
    twice = [key for key, count in Counter((row.force, row.year) for row in rows).items() if count > 1]
    if twice:
        raise ValueError(f"{twice[0][0]} has {twice[0][1]} twice: give each force and year once")
    ordered = sorted(rows, key=lambda row: (row.force, row.year))
    with one_thread():
        return (
            _associate(View.BETWEEN, _means(ordered), level, by_force=False),
            _associate(View.WITHIN, ordered, level, by_force=True),
            _associate(View.CHANGES, _changes(ordered), level, by_force=False),
        )


def _means(rows: Sequence[Row]) -> list[Row]:
    """Each force's mean over its years, as one row."""
    kept: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        kept[row.force].append(row)
    return [
        Row(force, 0, math.fsum(r.x for r in of) / len(of), math.fsum(r.y for r in of) / len(of))
        for force, of in kept.items()
    ]


def _changes(rows: Sequence[Row]) -> list[Row]:
    """The change from one year to the next, where a force has both."""
    return [
        Row(b.force, b.year, b.x - a.x, b.y - a.y)
        for a, b in pairwise(rows)
        if (a.force, a.year + 1) == (b.force, b.year)
    ]


def _associate(view: View, rows: Sequence[Row], level: float, *, by_force: bool) -> Association:
    """Least squares of y on x and an indicator of each year (and force); errors may go together in a force."""
    forces = sorted({row.force for row in rows})
    controls = _indicators(rows, forces if by_force else [])
    freedom = len(rows) - (int(np.linalg.matrix_rank(controls)) if rows else 0)
    if len(forces) < 3 or freedom < 4:
        return Association(view, len(rows), len(forces), reason=f"{len(rows)} rows of {len(forces)} forces are too few")
    # Frisch, Waugh and Lovell: what the indicators leave of x and y has the slope of the whole regression.
    x, y = (_left(np.array(column), controls) for column in zip(*((row.x, row.y) for row in rows), strict=True))
    spread = float(x @ x)
    if spread <= _nothing(rows, "x") or float(y @ y) <= _nothing(rows, "y"):
        return Association(view, len(rows), len(forces), reason="one of the two numbers does not vary")
    slope = float(x @ y) / spread
    error = _error(x, y - slope * x, [row.force for row in rows], freedom - 1)
    half = _student(level, len(forces) - 1) * error
    correlation = float(x @ y) / math.sqrt(spread * float(y @ y))
    interval = _fisher(correlation, freedom - 2, level)
    return Association(view, len(rows), len(forces), slope, Interval(slope - half, slope + half), correlation, interval)


def _indicators(rows: Sequence[Row], forces: Sequence[str]) -> Floats:
    """A column for each year and, but the first, for each force."""
    years = sorted({row.year for row in rows})
    return np.array(
        [[*(row.year == year for year in years), *(row.force == force for force in forces[1:])] for row in rows],
        dtype=float,
    )


def _left(values: Floats, controls: Floats) -> Floats:
    fitted = controls @ np.linalg.lstsq(controls, values, rcond=None)[0]
    return np.asarray(values - fitted, dtype=float)


def _nothing(rows: Sequence[Row], name: str) -> float:
    """The sum of squares that is nothing but rounding, for numbers of this size."""
    size: float = max(abs(getattr(row, name)) for row in rows)
    return len(rows) * (size * 1e-12) ** 2


def _error(x: Floats, residual: Floats, forces: Sequence[str], freedom: int) -> float:
    """The slope's standard error, robust to errors that go together in a force (CR1: Liang and Zeger 1986)."""
    sums: dict[str, float] = defaultdict(float)
    for force, product in zip(forces, x * residual, strict=True):
        sums[force] += float(product)
    count = len(sums)
    correction = count / (count - 1) * (len(forces) - 1) / freedom
    return math.sqrt(correction * math.fsum(total**2 for total in sums.values())) / float(x @ x)


def _student(level: float, freedom: int) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(freedom, (1 + level) / 2))


def _fisher(correlation: float, freedom: int, level: float) -> Interval:
    """Fisher's interval of a partial correlation: `freedom` is the rows less the controls (without constant) less 3."""
    bounded = max(min(correlation, 1 - 1e-15), -1 + 1e-15)
    half = NormalDist().inv_cdf((1 + level) / 2) / math.sqrt(freedom)
    return Interval(math.tanh(math.atanh(bounded) - half), math.tanh(math.atanh(bounded) + half))
