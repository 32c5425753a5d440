"""The models of a trajectory: seasonal naive, ETS and small SARIMAX, each fitted without any randomness.

Every fit starts from values that the data give (no random start). Call it within `one_thread`: its digits, and how long
it takes, then hang on no other work. A fit that does not converge is not used.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from statistics import NormalDist

import numpy as np

from pipelines.measures.methods.series import YEAR, Floats

LEVELS = (0.80, 0.95)
"""The levels of the two intervals."""

ITERATIONS = 100
"""Steps of the optimiser, at most. A fit that wants more has not converged."""


@dataclass(frozen=True)
class Forecast:
    """Expected values month by month, and lower and upper ends by level."""

    mean: Floats
    lower: dict[float, Floats]
    upper: dict[float, Floats]


@dataclass(frozen=True)
class Model:
    """A named way to continue a series: values and a number of months in, a forecast out, None if it does not fit."""

    name: str
    forecast: Callable[[Floats, int], Forecast | None]


def _seasonal_naive(values: Floats, horizon: int) -> Forecast:
    """Each month as in the last year; the error grows with every year ahead (Hyndman and Athanasopoulos, 5.5)."""
    ahead = np.arange(horizon)
    mean = values[len(values) - YEAR + ahead % YEAR]
    error = np.sqrt(np.mean((values[YEAR:] - values[:-YEAR]) ** 2) * (ahead // YEAR + 1))
    return _normal(mean, error)


def _ets(values: Floats, horizon: int, *, trend: str | None, seasonal: str | None) -> Forecast | None:
    """Exponential smoothing with additive errors and, if wanted, a damped trend and a season."""
    import pandas as pd
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    def fitted() -> Forecast | None:
        model = ETSModel(
            pd.Series(values),
            error="add",
            trend=trend,
            damped_trend=trend is not None,
            seasonal=seasonal,
            seasonal_periods=YEAR if seasonal else None,
            initialization_method="heuristic",
        )
        result = model.fit(disp=False, maxiter=ITERATIONS)
        if not result.mle_retvals["converged"]:
            return None
        ahead = result.get_prediction(start=len(values), end=len(values) + horizon - 1)
        return _normal(np.asarray(ahead.predicted_mean), np.sqrt(np.asarray(ahead.forecast_variance)))

    return _settled(fitted)


def _sarimax(
    values: Floats, horizon: int, *, order: tuple[int, int, int], season: tuple[int, int, int]
) -> Forecast | None:
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    def fitted() -> Forecast | None:
        model = SARIMAX(values, order=order, seasonal_order=(*season, YEAR), concentrate_scale=True)
        result = model.fit(disp=0, maxiter=ITERATIONS)
        if not result.mle_retvals["converged"]:
            return None
        ahead = result.get_forecast(horizon)
        return _normal(np.asarray(ahead.predicted_mean), np.asarray(ahead.se_mean))

    return _settled(fitted)


def _settled(fit: Callable[[], Forecast | None]) -> Forecast | None:
    """What a fit gives, unless it failed, warned that it did not converge, or gave what is no number."""
    from statsmodels.tools.sm_exceptions import ConvergenceWarning

    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            found = fit()
        except (np.linalg.LinAlgError, ValueError, FloatingPointError):
            return None
    if found is None or any(issubclass(warning.category, ConvergenceWarning) for warning in said):
        return None
    ends = (found.mean, *found.lower.values(), *found.upper.values())
    return found if all(np.isfinite(end).all() for end in ends) else None


def _normal(mean: Floats, error: Floats) -> Forecast:
    """Intervals of a normal error."""
    widths = {level: NormalDist().inv_cdf((1 + level) / 2) * error for level in LEVELS}
    lower = {level: mean - width for level, width in widths.items()}
    return Forecast(mean, lower, {level: mean + width for level, width in widths.items()})


NAIVE = Model("seasonal naive", _seasonal_naive)
"""The model to beat: next March as last March."""

MODELS = (
    Model("ETS(A,N,N)", partial(_ets, trend=None, seasonal=None)),
    Model("ETS(A,N,A)", partial(_ets, trend=None, seasonal="add")),
    Model("ETS(A,Ad,A)", partial(_ets, trend="add", seasonal="add")),
    Model("SARIMA(0,1,1)(0,1,1)12", partial(_sarimax, order=(0, 1, 1), season=(0, 1, 1))),
    Model("SARIMA(1,0,0)(0,1,1)12", partial(_sarimax, order=(1, 0, 0), season=(0, 1, 1))),
)
"""The models tried, the plainest first: of two as good the earlier is taken."""
