"""XmR charts against an independent implementation of the published rules, published limits and hand-worked charts."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from random import Random
from statistics import mean

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.measures.methods.rules import Rule
from pipelines.measures.methods.series import Point, month_after
from pipelines.measures.methods.xmr import (
    Assurance,
    Chart,
    Good,
    Limits,
    Rebase,
    Signal,
    assurance,
    chart,
    limits_of,
)

PUBLISHED = [
    -0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499, 0.46091621, -1.26506123, -0.68685285,
    -0.44566197, 1.22408180, 0.35981383, 0.40077145, 0.11068272, -0.55584113, 1.78691314, 0.49785048, -1.96661716,
    0.70135590, -0.47279141,
]  # fmt: skip
"""The first twenty of R's rnorm after set.seed(123), which NHSRplotthedots charts in its own tests."""


def points(values: list[float] | list[int] | list[int | None]) -> list[Point]:
    return [Point(month_after("2020-01", at), value) for at, value in enumerate(values)]


def rules(found: Chart) -> list[set[Rule]]:
    return [set(dot.rules) for dot in found.dots]


def flagged(values: list[int]) -> list[set[Rule]]:
    """The oracle: sides and steps written as letters, runs found by regular expressions, windows of three by hand."""
    exactly = [Fraction(value) for value in values]
    centre = mean(exactly)
    moves = [abs(b - a) for a, b in pairwise(exactly)]
    usual = mean(moves)
    kept = [move for move in moves if not move >= usual * 3267 / 1000] or [Fraction(0)]
    width = mean(kept) * 133 / 50
    sides = "".join("0" if v == centre else "+" if v > centre else "-" for v in exactly)
    steps = "".join("0" if a == b else "+" if b > a else "-" for a, b in pairwise(exactly))
    far = [abs(v - centre) > width for v in exactly]
    near = [not out and abs(v - centre) > width * 2 / 3 for v, out in zip(exactly, far, strict=True)]
    found: list[set[Rule]] = [{Rule.OUTSIDE} if out else set() for out in far]
    for run in re.finditer(r"\+{7,}|-{7,}", sides):
        for at in range(*run.span()):
            found[at].add(Rule.SHIFT)
    for run in re.finditer(r"\+{6,}|-{6,}", steps):
        for at in range(run.start(), run.end() + 1):
            found[at].add(Rule.TREND)
    for start in (match.start() for match in re.finditer(r"(?=\+\+\+|---)", sides)):
        if sum(near[start : start + 3]) >= 2:
            for at in range(start, start + 3):
                found[at] |= {Rule.NEAR} if near[at] else set()
    return found


def test_limits_as_the_package_publishes_them() -> None:
    found = limits_of([Fraction(str(value)) for value in PUBLISHED])
    assert [round(float(v), d) for v, d in ((found.mean, 3), (found.lower, 2), (found.upper, 2))] == [
        0.142,
        -3.01,
        3.29,
    ]


def test_limits_worked_by_hand() -> None:
    # 2 4 3 5 6 4: mean 4; moving ranges 2 1 2 1 2, mean 1.6, none 5.2272 or more; 2.66 x 1.6 = 4.256.
    found = limits_of([Fraction(v) for v in (2, 4, 3, 5, 6, 4)])
    assert [float(v) for v in (found.mean, found.moving_range, found.lower, found.upper)] == [4, 1.6, -0.256, 8.256]
    assert (found.near_upper - 4) * 3 == (found.upper - 4) * 2


def test_a_great_moving_range_is_screened_out() -> None:
    # Moving ranges 1 x 9 and 41 x 2: mean 91/11 = 8.27..., times 3.267 = 27.03: the two 41s go, the mean is 1.
    values = [10, 11, 10, 11, 10, 51, 10, 11, 10, 11, 10, 11]
    found = limits_of([Fraction(v) for v in values])
    assert found.moving_range == 1
    assert found.upper - found.mean == Fraction("2.66")


def test_a_moving_range_of_just_the_screen_goes() -> None:
    # One range of 3267 and others so that 3.267 mean ranges are 3267: a total of 1000 x count.
    values = [0, 3267, 3267 - 733]
    assert limits_of([Fraction(v) for v in (*values, values[-1], values[-1])]).moving_range == Fraction(733, 3)


@settings(deadline=None)
@given(st.lists(st.integers(0, 30), min_size=12, max_size=40))
def test_flags_agree_with_the_oracle(values: list[int]) -> None:
    assert rules(chart(points(values), Good.HIGHER)) == flagged(values)


@settings(deadline=None)
@given(st.lists(st.integers(-3, 4), min_size=12, max_size=40), st.integers(1, 5))
def test_flags_of_wandering_series_agree_with_the_oracle(steps: list[int], drift: int) -> None:
    values = [int(v) for v in np.cumsum(steps) + 100 + drift * (np.arange(len(steps)) // 9)]
    assert rules(chart(points(values), Good.LOWER)) == flagged(values)


@settings(deadline=None)
@given(st.lists(st.floats(0, 1e6), min_size=12, max_size=60))
def test_limits_agree_with_numpy(values: list[float]) -> None:
    moves = np.abs(np.diff(values))
    kept = moves[moves < 3.267 * moves.mean()]
    found = limits_of([Fraction(repr(value)) for value in values])
    width = 2.66 * (kept.mean() if len(kept) else 0.0)
    expected = [np.mean(values), np.mean(values) - width, np.mean(values) + width]
    if not np.isclose(moves, 3.267 * moves.mean(), rtol=1e-9).any():
        got = [float(found.mean), float(found.lower), float(found.upper)]
        assert got == pytest.approx(expected, rel=1e-9, abs=1e-9)


@settings(deadline=None)
@given(st.lists(st.integers(0, 50), min_size=12, max_size=30), st.integers(1, 9), st.integers(-50, 50))
def test_scale_and_shift_change_no_flag_and_a_mirror_turns_the_signals(values: list[int], by: int, to: int) -> None:
    plain = chart(points(values), Good.HIGHER)
    assert rules(chart(points([by * value + to for value in values]), Good.HIGHER)) == rules(plain)
    mirrored = chart(points([-value for value in values]), Good.LOWER)
    assert [dot.signal for dot in mirrored.dots] == [dot.signal for dot in plain.dots]


@settings(deadline=None)
@given(st.randoms(), st.lists(st.integers(0, 50), min_size=12, max_size=30))
def test_the_order_given_does_not_matter(random: Random, values: list[int]) -> None:
    shuffled = points(values)
    random.shuffle(shuffled)
    assert chart(shuffled, Good.HIGHER) == chart(points(values), Good.HIGHER)


def test_a_point_on_the_mean_breaks_a_shift() -> None:
    # Mean 10 exactly; six above, one on it, six above, then as much below, alternating widely so that limits are wide.
    values = [11, 13, 11, 13, 11, 13, 10, 13, 11, 13, 11, 13, 11, 9, 7, 9, 7, 9, 7, 10, 7, 9, 7, 9, 7, 9]
    assert mean(values) == 10
    assert not any(Rule.SHIFT in found for found in rules(chart(points(values), Good.HIGHER)))
    unbroken = [13 if value == 10 and at < 9 else 7 if value == 10 else value for at, value in enumerate(values)]
    assert all(Rule.SHIFT in found for found in rules(chart(points(unbroken), Good.HIGHER)))


def test_a_missing_month_breaks_runs_and_gives_no_moving_range() -> None:
    values: list[int | None] = [1, 2, 3, 4, 5, 6, None, 7, 8, 9, 10, 11, 12]
    found = chart(points(values), Good.HIGHER)
    assert found.segments[0].limits is not None
    assert found.segments[0].limits.moving_range == 1
    assert not any(Rule.TREND in broken for broken in rules(found))
    assert found.dots[6].signal is Signal.NONE
    whole = chart(points([value for value in values if value]), Good.HIGHER)
    assert all(Rule.TREND in broken for broken in rules(whole))


def test_a_partial_month_is_no_point() -> None:
    series = [*points([5, 6] * 8), Point("2021-05", 1, partial=True)]
    assert chart(series, Good.HIGHER).dots[-1].value is None


@pytest.mark.parametrize(
    ("good", "high", "low"),
    [
        (Good.HIGHER, Signal.IMPROVING, Signal.CONCERNING),
        (Good.LOWER, Signal.CONCERNING, Signal.IMPROVING),
        (Good.NEITHER, Signal.HIGH, Signal.LOW),
    ],
)
def test_the_direction_of_good_colours_a_point(good: Good, high: Signal, low: Signal) -> None:
    found = chart(points([5, 6] * 8 + [40, 5, 6, -30]), good)
    assert [dot.signal for dot in found.dots][-4:] == [high, Signal.COMMON, Signal.COMMON, low]


def test_a_point_of_a_trend_on_the_mean_goes_with_the_trend() -> None:
    found = chart(points(list(range(13))), Good.HIGHER)
    assert found.dots[6].signal is Signal.IMPROVING
    assert chart(points(list(range(13, 0, -1))), Good.HIGHER).dots[6].signal is Signal.CONCERNING


LIMITS = Limits(*(Fraction(v) for v in (10, 1, 8, 12, 9, 11)))


@pytest.mark.parametrize(
    ("target", "good", "expected"),
    [
        (7, Good.HIGHER, Assurance.PASS),
        (13, Good.HIGHER, Assurance.FAIL),
        (7, Good.LOWER, Assurance.FAIL),
        (13, Good.LOWER, Assurance.PASS),
        (8, Good.HIGHER, Assurance.HIT_AND_MISS),
        (12, Good.LOWER, Assurance.HIT_AND_MISS),
        (7, Good.NEITHER, Assurance.NONE),
        (None, Good.HIGHER, Assurance.NONE),
    ],
)
def test_assurance(target: int | None, good: Good, expected: Assurance) -> None:
    assert assurance(LIMITS, target, good) is expected
    assert assurance(None, target, good) is Assurance.NONE


def test_a_rebase_begins_new_limits_and_names_its_reason() -> None:
    rebase = Rebase("2021-02", "recording of harassment changed", "KENT-2021-004")
    values = [10, 11] * 6 + [10] + [50, 51] * 6
    found = chart(points(values), Good.LOWER, target=45, rebases=[rebase])
    assert [segment.rebase for segment in found.segments] == [None, rebase]
    assert not any(rules(found))
    assert found.assurance is Assurance.FAIL
    unsplit = chart(points(values), Good.LOWER, target=45)
    assert all(Rule.SHIFT in broken for broken in rules(unsplit))


def test_a_rebase_needs_a_reason_and_a_month_of_the_series() -> None:
    with pytest.raises(ValueError, match="without a reason"):
        Rebase("2021-02", " ")
    for first in ("2031-02", "2019-12"):
        with pytest.raises(ValueError, match=first):
            chart(points([1] * 12), Good.HIGHER, rebases=[Rebase(first, "why")])


def test_too_few_points_give_no_limits_and_no_signal() -> None:
    found = chart(points([1, 2] * 5 + [99]), Good.HIGHER, target=1)
    assert (found.segments[0].limits, found.segments[0].status) == (None, "too few points: 11 of 12")
    assert {dot.signal for dot in found.dots} == {Signal.NONE}
    assert found.assurance is Assurance.NONE
    assert chart([], Good.HIGHER) == Chart((), Assurance.NONE)


def test_numbers_never_side_by_side_give_no_limits() -> None:
    values: list[int | None] = [1, None] * 13
    assert chart(points(values), Good.HIGHER).segments[0].limits is None
    with pytest.raises(ValueError, match="no moving range"):
        limits_of([Fraction(1), None, Fraction(1)])


def test_a_baseline_fixes_limits_by_the_first_points() -> None:
    found = chart(points([5, 6] * 6 + [60, 70]), Good.HIGHER, baseline=12)
    assert found.segments[0].limits == chart(points([5, 6] * 6), Good.HIGHER).segments[0].limits
    assert Rule.OUTSIDE in found.dots[-1].rules


def test_low_counts_are_advised_against() -> None:
    assert "twelve months" in chart(points([1, 2] * 6), Good.LOWER, counts=True).segments[0].advice
    assert chart(points([1, 2] * 6), Good.LOWER).segments[0].advice == ""
    assert chart(points([10, 20] * 6), Good.LOWER, counts=True).segments[0].advice == ""
