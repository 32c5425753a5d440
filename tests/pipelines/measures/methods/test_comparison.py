"""A force among similar ones, worked by hand, and the rank's interval by trying every possible truth."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.measures.methods.comparison import UNVERIFIED, Estimate, Reference, compare
from pipelines.measures.methods.intervals import Interval

LIST = Reference(("Kent", "Essex", "Sussex", "Hampshire"), "the inspectorate's list", date(2023, 4, 1), verified=True)


def estimate(force: str, value: float, half: float) -> Estimate:
    return Estimate(force, value, Interval(value - half, value + half))


OWN = estimate("Kent", 50, 2)
OTHERS = [estimate("Essex", 60, 2), estimate("Sussex", 51, 2), estimate("Hampshire", 40, 2), estimate("Devon", 99, 1)]


def test_a_comparison_worked_by_hand() -> None:
    found = compare(OWN, OTHERS, LIST)
    assert (found.lowest, found.middle, found.highest, found.average) == (40, 51, 60, pytest.approx(151 / 3))
    assert (found.rank, found.best, found.worst, found.forces) == (3, 2, 3, 4)
    assert (found.status, found.missing, found.note) == ("", (), "the inspectorate's list, 2023-04-01")


def test_an_unverified_list_is_marked() -> None:
    unverified = Reference(LIST.members, LIST.source, LIST.dated)
    found = compare(OWN, OTHERS, unverified)
    assert found.status == "[u]"
    assert UNVERIFIED in found.note


def test_a_force_without_a_value_is_named() -> None:
    found = compare(OWN, OTHERS[:2], LIST)
    assert (found.missing, found.status, found.forces) == (("Hampshire",), "[u]", 3)
    assert found.note.endswith("no value for Hampshire")


@pytest.mark.parametrize("others", [[], [OTHERS[3]], [OTHERS[0], OTHERS[0]], [OWN]])
def test_nothing_to_compare_with_is_refused(others: list[Estimate]) -> None:
    with pytest.raises(ValueError, match="Kent is compared with"):
        compare(OWN, others, LIST)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 4)), min_size=4, max_size=4))
def test_the_rank_lies_where_any_truth_may_put_it(rows: list[tuple[int, int]]) -> None:
    own, *others = (estimate(f, value, half) for f, (value, half) in zip(LIST.members, rows, strict=True))
    found = compare(own, others, LIST)
    ends = [(e.interval.lower, e.interval.upper) for e in others]
    ranks = [
        1 + sum(value > mine for value in truth)
        for mine in (own.interval.lower, own.interval.upper)
        for truth in product(*ends)
    ]
    assert found.best == min(ranks)
    ties = [1 + sum(value >= mine for value in truth) for mine in (own.interval.lower,) for truth in product(*ends)]
    assert found.worst == max(ties)
    assert found.best <= found.rank <= found.worst


@settings(deadline=None)
@given(st.permutations(OTHERS), st.floats(0.1, 100), st.floats(-100, 100))
def test_order_shift_and_scale_change_no_rank(others: list[Estimate], by: float, to: float) -> None:
    def moved(e: Estimate) -> Estimate:
        return Estimate(e.force, e.value * by + to, Interval(e.interval.lower * by + to, e.interval.upper * by + to))

    found, plain = compare(moved(OWN), [moved(e) for e in others], LIST), compare(OWN, OTHERS, LIST)
    assert (found.rank, found.best, found.worst) == (plain.rank, plain.best, plain.worst)
