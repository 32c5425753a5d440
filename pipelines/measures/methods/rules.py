"""The four rules by which a point of an XmR chart is more than usual variation."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

RUN = 7
"""Points of a shift, and of a trend."""

Value = Fraction | None


class Rule(StrEnum):
    """A rule, named by what its points do."""

    OUTSIDE = "outside limits"
    SHIFT = "shift of seven"
    TREND = "trend of seven"
    NEAR = "two of three near a limit"


def broken(
    values: Sequence[Value], mean: Fraction, near: tuple[Fraction, Fraction], limits: tuple[Fraction, Fraction]
) -> list[dict[Rule, int]]:
    """For each point the rules it is part of, with the direction: 1 up, -1 down.

    Every member of a shift or trend is flagged, not the last alone; of two in three those that are near the limit. A
    point on the mean, and a month without a number, breaks a shift.
    """
    sides = [_side(value, mean, mean) for value in values]
    outside = [_side(value, *limits) for value in values]
    # A point beyond the limit itself is flagged as such and is not counted as near it.
    nearby = [0 if out else _side(value, *near) for value, out in zip(values, outside, strict=True)]
    steps = [_step(a, b) for a, b in pairwise(values)]
    flags = {
        Rule.OUTSIDE: outside,
        Rule.SHIFT: _members(sides, RUN, 0),
        Rule.TREND: _members(steps, RUN - 1, 1),
        Rule.NEAR: _two_of_three(sides, nearby),
    }
    return [{rule: found[at] for rule, found in flags.items() if found[at]} for at in range(len(values))]


def _side(value: Value, lower: Fraction, upper: Fraction) -> int:
    return 0 if value is None else (value > upper) - (value < lower)


def _step(value: Value, following: Value) -> int:
    return 0 if value is None or following is None else (following > value) - (following < value)


def _same(window: Sequence[int]) -> int:
    """The sign that all have, or 0."""
    return window[0] if len(set(window)) == 1 else 0


def _members(signs: Sequence[int], width: int, further: int) -> list[int]:
    """For each point the sign of a run of that width which it belongs to. A step reaches one point `further`."""
    found = [0] * (len(signs) + further)
    for start in range(len(signs) - width + 1):
        sign = _same(signs[start : start + width])
        if sign:
            found[start : start + width + further] = [sign] * (width + further)
    return found


def _two_of_three(sides: Sequence[int], nearby: Sequence[int]) -> list[int]:
    pairs = [side if side == near else 0 for side, near in zip(sides, nearby, strict=True)]
    found = [0] * len(sides)
    for start in range(len(sides) - 2):
        three = slice(start, start + 3)
        if _same(sides[three]) and sum(map(abs, pairs[three])) >= 2:
            found[three] = [pairs[at] or found[at] for at in range(start, start + 3)]
    return found
