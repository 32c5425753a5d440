"""The season in a monthly series: days in the month; trend, season and remainder by STL (Cleveland and others 1990)."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from pipelines.measures.methods.series import YEAR, Number, Point, exact, gap, in_order

MINIMUM = 3 * YEAR
"""Months below which a season cannot be told from chance. STL itself needs two years; three tell more. Our choice."""


@dataclass(frozen=True)
class Season:
    """A series taken apart: value = trend + seasonal + remainder, month by month, in the unit of the values.

    `strength` is between 0 (no season) and 1 (nothing but season): one less the share of the variance of seasonal and
    remainder that is the remainder's (Hyndman and Athanasopoulos). Without numbers `reason` says why.
    """

    periods: tuple[str, ...]
    trend: tuple[float, ...] = ()
    seasonal: tuple[float, ...] = ()
    remainder: tuple[float, ...] = ()
    strength: float | None = None
    reason: str = ""


def days_in(month: str) -> int:
    """The days of a month, 29 in the February of a leap year."""
    return calendar.monthrange(int(month[:4]), int(month[5:7]))[1]


def per_day(month: str, value: Number) -> Fraction:
    """What a month's count makes a day, so that February does not look like a fall."""
    return exact(value) / days_in(month)


def season(points: Sequence[Point], *, daily: bool = False) -> Season:
    """Trend, season and remainder of a series; of its values per day when `daily`.

    The season is the same every year, and the fit robust: single months out of line bend neither it nor the trend.
    Parts hold to five digits: round them before they are published. Needs `MINIMUM` whole months in a row.
    """
    ordered = in_order(points)
    periods = tuple(point.period for point in ordered)
    reason = gap(ordered)
    if len(ordered) < MINIMUM:
        reason = reason or f"{len(ordered)} months; a season needs {MINIMUM}"
    if reason:
        return Season(periods, reason=reason)
    values = [exact(point.value) for point in ordered if point.value is not None]
    if daily:
        values = [per_day(month, value) for month, value in zip(periods, values, strict=True)]
    return _decomposed(periods, [float(value) for value in values])


def _decomposed(periods: tuple[str, ...], values: list[float]) -> Season:
    from statsmodels.tsa.seasonal import STL

    # One season for all years, as R's "periodic". A season that may change fits three years almost wholly, and then the
    # last digit of a value decides which months count as out of line.
    found = STL(np.array(values), period=YEAR, seasonal=10 * len(values) + 1, seasonal_deg=0, robust=True).fit()
    trend, seasonal, remainder = (tuple(map(float, part)) for part in (found.trend, found.seasonal, found.resid))
    both = float(np.var(found.seasonal + found.resid))
    rounding = (max(map(abs, values)) * 1e-9) ** 2
    strength = max(0.0, 1 - float(np.var(found.resid)) / both) if both > rounding else 0.0
    return Season(periods, trend, seasonal, remainder, strength)
