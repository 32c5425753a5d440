"""What charts are drawn with: round ticks within their ends, labels that keep clear of each other."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.site.drawing import BOTTOM, HEIGHT, apart, reach, short, ticks


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        (0, 10, [0, 2, 4, 6, 8, 10]),
        (84, 96, [85, 90, 95]),
        (0, 0.9, [0, 0.2, 0.4, 0.6, 0.8]),
        (-5, 5, [-4, -2, 0, 2, 4]),
    ],
)
def test_ticks_are_round(low: float, high: float, found: list[float]) -> None:
    assert ticks(low, high) == pytest.approx(found)


@given(st.floats(-1e6, 1e6), st.floats(0.001, 1e6))
def test_ticks_are_few_and_lie_between_the_ends(low: float, size: float) -> None:
    found = ticks(low, low + size)
    assert len(found) <= 6
    assert all(low - size / 100 <= tick <= low + size * 1.01 for tick in found)


@given(st.lists(st.floats(16, HEIGHT - BOTTOM), min_size=1, max_size=5))
def test_labels_keep_apart_in_their_order(places: list[float]) -> None:
    moved = apart(places)
    order = sorted(range(len(places)), key=lambda at: places[at])
    assert all(moved[b] - moved[a] >= 24 - 1e-6 for a, b in pairwise(order))
    assert max(moved) <= HEIGHT - BOTTOM


def test_labels_with_room_stay_where_they_are() -> None:
    assert apart([200, 20, 90]) == [200, 20, 90]


def test_a_scale_begins_at_nought_where_that_is_near() -> None:
    assert reach([5, 10]) == (0, 10.5)
    assert reach([90, 100]) == (89, 101)
    assert reach([7])[0] < 7 < reach([7])[1]


def test_large_numbers_are_short() -> None:
    assert [short(value) for value in (536_200_000, 1234, 92.25, 0.867)] == ["536.2m", "1,234", "92.2", "0.867"]
