"""Intervals of rates and proportions, and whether two rates clearly differ.

All are in double precision and without simulation; intervals are central: as much doubt above as below.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

LEVEL = 0.95
"""The share of intervals that hold the true value."""


@dataclass(frozen=True)
class Interval:
    """The lower and upper end, in the unit of the estimate; infinite where the data set no end."""

    lower: float
    upper: float

    def holds(self, value: float) -> bool:
        """Whether the value lies in the interval, its ends included."""
        return self.lower <= value <= self.upper


class Method(StrEnum):
    """How the interval of a Poisson rate is found."""

    EXACT = "exact"
    BYAR = "Byar"


class Verdict(StrEnum):
    """What a comparison of two rates says."""

    HIGHER = "higher"
    LOWER = "lower"
    UNCLEAR = "no clear change"


@dataclass(frozen=True)
class Change:
    """One rate against another: their ratio with its interval, the p-value of no difference, and the verdict.

    `ratio` is infinite when only the second count is 0, and None when both are. `note` says what widened the interval.
    """

    ratio: float | None
    interval: Interval
    p_value: float
    verdict: Verdict
    note: str = ""


@dataclass(frozen=True)
class Dispersion:
    """How much more counts vary than chance alone would have them: 1 is chance, `excess` whether it is clearly more."""

    factor: float
    p_value: float
    excess: bool


def rate(count: int, exposure: float, *, level: float = LEVEL, method: Method = Method.EXACT) -> Interval:
    """The interval of a rate: events by unit of exposure (persons, thousands of persons, days).

    Exact is Garwood's (1936), from the gamma distribution; Byar's approximation is what public health in England uses
    from 10 events on. Raises ValueError for a negative count or an exposure that is not above 0.
    """
    _check(count, exposure)
    low, high = _garwood(count, level) if method is Method.EXACT else _byar(count, level)
    return Interval(low / exposure, high / exposure)


def proportion(part: int, whole: int, *, level: float = LEVEL) -> Interval:
    """Wilson's score interval (1927) of a share between 0 and 1. Raises ValueError for a part outside 0 to whole."""
    if whole <= 0 or not 0 <= part <= whole:
        raise ValueError(f"{part} of {whole} is no share: the part lies between 0 and the whole, which is above 0")
    z2 = _z(level) ** 2
    centre = part + z2 / 2
    half = math.sqrt(z2 * (part * (whole - part) / whole + z2 / 4))
    low = 0.0 if part == 0 else (centre - half) / (whole + z2)
    high = 1.0 if part == whole else (centre + half) / (whole + z2)
    return Interval(low, high)


def change(
    count: int,
    exposure: float,
    before: int,
    exposure_before: float,
    *,
    level: float = LEVEL,
    dispersion: float = 1.0,
) -> Change:
    """A rate against an earlier or another one, by the score test of two Poisson counts.

    The interval is the same test turned round, so the two never contradict each other. `dispersion` above 1 (see
    `dispersion_of`) widens it by its root; below 1 it is taken as 1. Raises ValueError as `rate` does.
    """
    _check(count, exposure)
    _check(before, exposure_before)
    factor = max(dispersion, 1.0)
    note = f"counts vary {factor:.1f} times as much as chance alone; the interval is widened" if factor > 1 else ""
    if count == before == 0:
        return Change(None, Interval(0.0, math.inf), 1.0, Verdict.UNCLEAR, note or "no events in either")
    interval = _ratio(count, before, exposure_before / exposure, _z(level) ** 2 * factor)
    shared = exposure / exposure_before
    statistic = (count - before * shared) / math.sqrt((count + before) * shared * factor)
    value = count / exposure / (before / exposure_before) if before else math.inf
    return Change(value, interval, math.erfc(abs(statistic) / math.sqrt(2)), _verdict(interval), note)


def dispersion_of(counts: Sequence[int], exposures: Sequence[float], *, level: float = LEVEL) -> Dispersion:
    """The spread of counts around one common rate: Pearson's chi-squared by its degrees of freedom.

    Give counts that chance alone should make differ, such as a month of several years. Raises ValueError for fewer than
    two counts or no event at all.
    """
    if len(counts) < 2 or not sum(counts):
        raise ValueError(f"{len(counts)} counts with {sum(counts)} events show no spread: give two or more with events")
    from scipy.special import gammaincc

    common = sum(counts) / math.fsum(exposures)
    expected = [common * exposure for exposure in exposures]
    squared = math.fsum((o - e) ** 2 / e for o, e in zip(counts, expected, strict=True))
    freedom = len(counts) - 1
    p_value = float(gammaincc(freedom / 2, squared / 2))
    return Dispersion(squared / freedom, p_value, p_value < 1 - level)


def false_discovery(p_values: Sequence[float]) -> tuple[float, ...]:
    """P-values adjusted after Benjamini and Hochberg (1995), in the order given.

    Of the differences called clear where the adjusted value is below 0.05, at most 5% are expected to be chance.
    """
    order = sorted(range(len(p_values)), key=lambda at: -p_values[at])
    adjusted = [1.0] * len(p_values)
    least = 1.0
    for rank, at in zip(range(len(p_values), 0, -1), order, strict=True):
        least = min(least, p_values[at] * len(p_values) / rank)
        adjusted[at] = least
    return tuple(adjusted)


def joint(level: float, count: int) -> float:
    """The level of each of so many independent intervals that all hold together at `level` (Šidák)."""
    return float(level ** (1 / count))


def _check(count: int, exposure: float) -> None:
    if count < 0 or not 0 < exposure < math.inf:
        raise ValueError(f"{count} events by {exposure} is no rate: counts are 0 or more, exposures above 0")


def _z(level: float) -> float:
    return NormalDist().inv_cdf((1 + level) / 2)


def _garwood(count: int, level: float) -> tuple[float, float]:
    from scipy.special import gammainccinv, gammaincinv

    tail = (1 - level) / 2
    return (float(gammaincinv(count, tail)) if count else 0.0), float(gammainccinv(count + 1, tail))


def _byar(count: int, level: float) -> tuple[float, float]:
    z = _z(level)
    above = count + 1
    low = count * (1 - 1 / (9 * count) - z / (3 * math.sqrt(count))) ** 3 if count else 0.0
    return max(low, 0.0), above * (1 - 1 / (9 * above) + z / (3 * math.sqrt(above))) ** 3


def _ratio(count: int, before: int, scale: float, z2: float) -> Interval:
    """The ratios k with (count - before k)^2 <= z2 (count + before) k, times the scale: the roots of a quadratic."""
    total = count + before
    middle = 2 * count * before + z2 * total
    root = math.sqrt(z2 * total * (4 * count * before + z2 * total))
    # The smaller root by the product of the two, which loses no digits where the larger would cancel.
    low = 2 * count**2 / (middle + root)
    high = (middle + root) / (2 * before**2) if before else math.inf
    return Interval(low * scale, high * scale)


def _verdict(interval: Interval) -> Verdict:
    if interval.holds(1):
        return Verdict.UNCLEAR
    return Verdict.HIGHER if interval.lower > 1 else Verdict.LOWER
