"""Funnel plots: which areas differ from the whole by more than their size explains (Spiegelhalter 2005).

Limits are exact Poisson limits, interpolated between counts. Where areas differ more than chance alone would have them
because of what no area chose (a town centre, a motorway), the limits are widened by an over-dispersion factor.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from pipelines.measures.methods.intervals import Interval
from pipelines.measures.methods.series import Floats

WARNING = 0.95
ALARM = 0.998
"""The two levels of a funnel: of places that differ by chance alone 1 in 20, and 1 in 500, lie outside."""

SMALL = 5
"""Expected events below which an area's limits are marked as of low reliability (`[u]`). Our choice."""

TRIMMED = 0.1
"""The share of places at each end that count for the over-dispersion factor no more than those next to them."""


class Place(StrEnum):
    """Where an area lies in the funnel."""

    INSIDE = "inside"
    ABOVE = "above 95%"
    FAR_ABOVE = "above 99.8%"
    BELOW = "below 95%"
    FAR_BELOW = "below 99.8%"


@dataclass(frozen=True)
class Area:
    """What is counted in an area, and among how many (residents, households, thousands of them)."""

    name: str
    count: int
    exposure: float


@dataclass(frozen=True)
class Placed:
    """An area with its rate and the funnel's limits at its size, by unit of exposure.

    `status` is `[u]` where fewer than `SMALL` events are expected: limits then lie between whole counts.
    """

    area: Area
    rate: float
    warning: Interval
    alarm: Interval
    place: Place
    status: str = ""


@dataclass(frozen=True)
class Funnel:
    """The rate of all areas together, the over-dispersion factor, and the areas in the order given.

    `factor` is what was found, `widened` whether it is clearly above 1 and the limits were widened by its root.
    """

    rate: float
    factor: float
    widened: bool
    placed: tuple[Placed, ...]

    @property
    def outside(self) -> tuple[Placed, ...]:
        """The areas outside the 95% limits."""
        return tuple(found for found in self.placed if found.place is not Place.INSIDE)


def funnel(areas: Sequence[Area], *, widen: bool = True) -> Funnel:
    """The funnel of areas that together are the whole.

    Limits are widened only where `widen` and the factor is beyond 1 + 2 √(2/areas), as Spiegelhalter advises. Raises
    ValueError for fewer than two areas, an exposure not above 0, a negative count, or no event.
    """
    _check(areas)
    counts = np.array([area.count for area in areas], dtype=float)
    exposures = np.array([area.exposure for area in areas], dtype=float)
    rate = math.fsum(counts) / math.fsum(exposures)
    expected = rate * exposures
    factor = _factor((counts - expected) / np.sqrt(expected))
    widened = widen and factor > 1 + 2 * math.sqrt(2 / len(areas))
    spread = math.sqrt(factor) if widened else 1.0
    warning, alarm = (_limits(expected, level, spread) for level in (WARNING, ALARM))
    placed = tuple(_placed(area, rate, *limits) for area, *limits in zip(areas, *warning, *alarm, strict=True))
    return Funnel(rate, factor, widened, placed)


def _check(areas: Sequence[Area]) -> None:
    if len(areas) < 2 or not sum(area.count for area in areas):
        raise ValueError(f"{len(areas)} areas without events or alone make no funnel: give two or more with events")
    flawed = next((area for area in areas if area.count < 0 or not 0 < area.exposure < math.inf), None)
    if flawed:
        raise ValueError(f"{flawed.name}: {flawed.count} events by {flawed.exposure} is no rate")


def _factor(scores: Floats) -> float:
    """The mean squared score after the outermost tenths are drawn in, so that outliers widen no limits."""
    drawn = np.clip(scores, np.quantile(scores, TRIMMED), np.quantile(scores, 1 - TRIMMED))
    return float(np.mean(drawn**2))


def _limits(expected: Floats, level: float, spread: float) -> tuple[Floats, Floats]:
    """The counts between which that share of areas lies by chance, drawn apart around what is expected."""
    low, high = (_quantile(expected, tail) for tail in ((1 - level) / 2, (1 + level) / 2))
    return np.maximum(expected - (expected - low) * spread, 0.0), np.maximum(
        expected + (high - expected) * spread, expected
    )


def _quantile(expected: Floats, tail: float) -> Floats:
    """The Poisson quantile, interpolated to where the distribution function reaches the tail (Spiegelhalter, A.1.1)."""
    from scipy.stats import poisson

    upper = poisson.ppf(tail, expected)
    share = (poisson.cdf(upper, expected) - tail) / poisson.pmf(upper, expected)
    return np.asarray(np.maximum(upper - share, 0.0), dtype=float)


def _placed(area: Area, common: float, *limits: float) -> Placed:
    """An area among its limits, given as counts: 95% lower and upper, 99.8% lower and upper."""
    low, high, far_low, far_high = (float(limit) / area.exposure for limit in limits)
    near, far = Interval(low, high), Interval(far_low, far_high)
    status = "[u]" if common * area.exposure < SMALL else ""
    rate = area.count / area.exposure
    return Placed(area, rate, near, far, _place(rate, near, far), status)


def _place(rate: float, near: Interval, far: Interval) -> Place:
    if near.holds(rate):
        return Place.INSIDE
    if rate > near.upper:
        return Place.FAR_ABOVE if rate > far.upper else Place.ABOVE
    return Place.FAR_BELOW if rate < far.lower else Place.BELOW
