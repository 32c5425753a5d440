"""A series: one number per month, with what is missing said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Number = int | float | Decimal | Fraction
"""What a method takes for a value. A float stands for the shortest decimal that prints the same: 0.1 is a tenth."""

Floats = NDArray[np.float64]
"""What the methods that estimate work on."""

YEAR = 12
"""Months."""


@dataclass(frozen=True)
class Point:
    """One month of a series.

    `period` is a month (`2025-04`), `value` None where there is no number, `status` empty or a code of
    `schemas.base.STATUS_CODES`, `partial` whether the month is there but not whole: such a value is added to no other.
    """

    period: str
    value: Number | None
    status: str = ""
    partial: bool = False

    @property
    def whole(self) -> bool:
        """Whether the month has a number for all of it."""
        return self.value is not None and not self.partial


def exact(value: Number) -> Fraction:
    """The value as a fraction, so that sums, means and comparisons are exact whatever their order.

    Raises ValueError for what is no finite number.
    """
    try:
        return Fraction(repr(float(value))) if isinstance(value, float) else Fraction(value)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{value} is not a finite number: give None for a month without one") from error


def month_after(month: str, count: int) -> str:
    """The month that many months later; earlier when negative."""
    at = int(month[:4]) * YEAR + int(month[5:7]) - 1 + count
    return f"{at // YEAR:04}-{at % YEAR + 1:02}"


def months_to(last: str, count: int) -> tuple[str, ...]:
    """That many months in a row, ending with `last`."""
    return tuple(month_after(last, back) for back in range(1 - count, 1))


def in_order(points: Sequence[Point]) -> tuple[Point, ...]:
    """The points by month. Raises ValueError when a month comes twice."""
    ordered = tuple(sorted(points, key=lambda point: point.period))
    for point, following in pairwise(ordered):
        if point.period == following.period:
            raise ValueError(f"{point.period} comes twice in the series: give each month once")
    return ordered


def gap(points: Sequence[Point]) -> str:
    """Why the points are not whole months in a row, naming the first month at fault; empty when they are."""
    for point, following in pairwise(points):
        if following.period != month_after(point.period, 1):
            return f"{month_after(point.period, 1)} is missing"
    flawed = next((point for point in points if not point.whole), None)
    if flawed is None:
        return ""
    return f"{flawed.period} is {'partial' if flawed.value is not None else 'missing'}"
