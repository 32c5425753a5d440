"""Trajectories: where a series goes if what moves it stays the same. Not a target, not a plan.

A model is taken only if, on months it had not seen, it beats "next March as last March" by a margin; else there is no
trajectory, and the back-test says so. All figures are rounded to `DIGITS` significant digits, so that their bytes do
not hang on the last digits of an optimiser.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from pipelines.measures.methods.forecasting import LEVELS, MODELS, NAIVE, Forecast, Model
from pipelines.measures.methods.rounding import places, significant
from pipelines.measures.methods.series import YEAR, Floats, Point, exact, gap, in_order, month_after
from pipelines.measures.methods.threads import one_thread

MINIMUM = 3 * YEAR
"""Months in a row that a trajectory needs: a year to test on, two to learn from."""

LONGEST = 5 * YEAR
"""Months that are used, the latest: what is older teaches little and costs time."""

ORIGINS = 8
"""Months from which the back-test forecasts: twelve months before the end and the seven that follow."""

MARGIN = Decimal("0.95")
"""The share of the naive error that a model may make at most. The best of several on the same test flatters itself."""

DIGITS = 4
"""Significant digits of every figure of a trajectory."""

SCORE_DIGITS = 3
"""Decimals of errors and coverages."""


@dataclass(frozen=True)
class BackTest:
    """How a model did on months it had not seen.

    `mase` is the mean absolute error by that of seasonal naive within the training months (below 1 is better), None
    where the model did not fit or the series is constant. `coverage` is the share of months inside the interval, by
    level. `origins` forecasts were made from, of `errors` months in all.
    """

    model: str
    mase: Decimal | None
    coverage: dict[float, Decimal]
    origins: int
    errors: int


@dataclass(frozen=True)
class Step:
    """One month ahead: the expected value and the ends of both intervals, in the unit of the series."""

    period: str
    value: Decimal
    lower_80: Decimal
    upper_80: Decimal
    lower_95: Decimal
    upper_95: Decimal


@dataclass(frozen=True)
class Trajectory:
    """The months ahead by the chosen `model`; none, with a `reason`, where no model earned it.

    `first` and `last` are the months learnt from; `tests` has every model tried, seasonal naive first.
    """

    first: str
    last: str
    model: str
    steps: tuple[Step, ...]
    tests: tuple[BackTest, ...]
    reason: str = ""


def trajectory(
    points: Sequence[Point], *, horizon: int = YEAR, floor: float | None = 0, ceiling: float | None = None
) -> Trajectory:
    """The trajectory of a monthly series, with the back-test it rests on.

    Values outside `floor` and `ceiling` (0 for counts, 100 for a percentage) are cut to them. Raises ValueError for a
    month given twice or a horizon below 1.
    """
    if horizon < 1:
        raise ValueError(f"a trajectory of {horizon} months: give 1 or more")
    used = in_order(points)[-LONGEST:]
    first, last = (used[0].period, used[-1].period) if used else ("", "")
    reason = gap(used)
    if len(used) < MINIMUM:
        reason = reason or f"{len(used)} months; a trajectory needs {MINIMUM}"
    if reason:
        return Trajectory(first, last, "", (), (), reason)
    values = _floats(used)
    with one_thread():
        tests = tuple(back_test(model, values) for model in (NAIVE, *MODELS))
        earned, reason = _earned(tests)
        for model in earned:
            ahead = model.forecast(values, horizon)
            if ahead:
                return Trajectory(first, last, model.name, _steps(ahead, last, floor, ceiling), tests)
            reason = f"{model.name} does not fit all months"
    return Trajectory(first, last, "", (), tests, reason)


def back_test(model: Model, values: Floats) -> BackTest:
    """Forecasts from each of the latest `ORIGINS` months that leave something to compare, up to a year ahead."""
    errors: list[Floats] = []
    inside: dict[float, list[NDArray[np.bool_]]] = {level: [] for level in LEVELS}
    for origin in range(len(values) - YEAR, len(values) - YEAR + ORIGINS):
        known, later = values[:origin], values[origin:]
        ahead = model.forecast(known, len(later))
        scale = float(np.mean(np.abs(known[YEAR:] - known[:-YEAR])))
        if ahead is None or not scale:
            return BackTest(model.name, None, {}, 0, 0)
        errors.append(np.abs(later - ahead.mean) / scale)
        for level in LEVELS:
            inside[level].append((ahead.lower[level] <= later) & (later <= ahead.upper[level]))
    shares = {level: float(np.mean(np.concatenate(found))) for level, found in inside.items()}
    every = np.concatenate(errors)
    return BackTest(
        model.name, _score(float(np.mean(every))), {k: _score(v) for k, v in shares.items()}, ORIGINS, len(every)
    )


def _earned(tests: tuple[BackTest, ...]) -> tuple[list[Model], str]:
    """The models that beat the naive one by the margin, the best first; why there is none."""
    naive, *others = tests
    if naive.mase is None:
        return [], "the series repeats itself year for year, so no error can be told"
    scored = sorted((test.mase, at) for at, test in enumerate(others) if test.mase is not None)
    if not scored:
        return [], "no model fits"
    earned = [MODELS[at] for mase, at in scored if mase <= MARGIN * naive.mase]
    least, best = scored[0]
    return earned, f"no model beats seasonal naive: its error is {naive.mase}, that of {MODELS[best].name} {least}"


def _floats(points: Sequence[Point]) -> Floats:
    return np.array([float(exact(point.value)) for point in points if point.value is not None], dtype=float)


def _score(value: float) -> Decimal:
    found = places(value, SCORE_DIGITS)
    if found is None:
        raise ValueError(f"a score of {value} is no finite number")
    return found


def _steps(ahead: Forecast, last: str, floor: float | None, ceiling: float | None) -> tuple[Step, ...]:
    columns = (ahead.mean, *(end[level] for level in LEVELS for end in (ahead.lower, ahead.upper)))
    rows = np.clip(np.array(columns).T, floor, ceiling)
    return tuple(Step(month_after(last, at), *map(_figure, row)) for at, row in enumerate(rows, start=1))


def _figure(value: float) -> Decimal:
    found = significant(value, DIGITS)
    if found is None:
        raise ValueError(f"a forecast of {value} is no finite number")
    return found
