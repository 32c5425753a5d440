"""Funnel limits against Poisson sums added up term by term, and what widens them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.measures.methods.funnel import Area, Place, funnel


def below(count: int, expected: float) -> float:
    """The chance of `count` events or fewer, term by term."""
    return math.fsum(math.exp(k * math.log(expected) - expected - math.lgamma(k + 1)) for k in range(count + 1))


def limit(expected: float, tail: float) -> float:
    """The count at which the chance, drawn straight between whole counts, reaches the tail; 0 where it starts above."""
    count = 0
    while below(count, expected) < tail:
        count += 1
    under = below(count - 1, expected) if count else 0.0
    return max(count - 1 + (tail - under) / (below(count, expected) - under), 0.0)


AREAS = [Area(f"district {at}", round(exposure * 2), exposure) for at, exposure in enumerate((4.0, 20, 55, 90, 160))]


def test_limits_agree_with_sums_term_by_term() -> None:
    found = funnel(AREAS)
    for placed in found.placed:
        expected = found.rate * placed.area.exposure
        ends = (placed.warning.lower, placed.warning.upper, placed.alarm.lower, placed.alarm.upper)
        sums = [limit(expected, tail) / placed.area.exposure for tail in (0.025, 0.975, 0.001, 0.999)]
        assert ends == pytest.approx(sums, rel=1e-9, abs=1e-12)


def test_the_rate_is_that_of_the_whole() -> None:
    found = funnel([Area("a", 10, 5), Area("b", 30, 20)])
    assert found.rate == 40 / 25
    assert [placed.rate for placed in found.placed] == [2.0, 1.5]


@pytest.mark.parametrize(
    ("count", "place"),
    [(100, Place.INSIDE), (125, Place.ABOVE), (140, Place.FAR_ABOVE), (76, Place.BELOW), (60, Place.FAR_BELOW)],
)
def test_where_an_area_lies(count: int, place: Place) -> None:
    # Limits of 100 expected: 80.4 and 120 (95%), 70 and 132 (99.8%), nearly; the rest is too large to be moved by it.
    found = funnel([Area("one", count, 1), Area("rest", 1_000_000, 10_000)], widen=False)
    assert found.placed[0].place is place
    assert found.outside == (() if place is Place.INSIDE else (found.placed[0],))


def test_limits_at_few_events_are_marked() -> None:
    found = funnel([Area("hamlet", 0, 0.5), Area("village", 3, 4), Area("town", 997, 995.5)])
    assert [placed.status for placed in found.placed] == ["[u]", "[u]", ""]
    assert all(placed.warning.upper >= found.rate for placed in found.placed)


def test_areas_that_differ_beyond_chance_widen_the_limits() -> None:
    areas = [Area(str(at), count, 1) for at, count in enumerate((50, 150, 60, 140, 70, 130, 55, 145, 100, 100))]
    found = funnel(areas)
    plain = funnel(areas, widen=False)
    assert (found.widened, plain.widened) == (True, False)
    assert found.factor == plain.factor > 1 + 2 * math.sqrt(2 / len(areas))
    root = math.sqrt(found.factor)
    for wide, narrow in zip(found.placed, plain.placed, strict=True):
        assert wide.warning.upper - found.rate == pytest.approx((narrow.warning.upper - found.rate) * root, rel=1e-12)
    assert len(found.outside) < len(plain.outside)


def test_a_factor_within_chance_widens_nothing() -> None:
    # Drawn in to 1.55 at the ends: (2 x 1.55^2 + 2 x 1.5^2 + 4 + 2 x 0.5^2) / 10; ten areas allow up to 1.89.
    counts = (80, 85, 90, 90, 95, 105, 110, 110, 115, 120)
    found = funnel([Area(str(at), count, 1) for at, count in enumerate(counts)])
    assert found.factor == pytest.approx(1.3805, rel=1e-12)
    assert not found.widened


def test_the_factor_worked_by_hand() -> None:
    # Ten scores -3 -1 -1 -1 0 0 1 1 1 3 of 100 expected each; quantiles at 0.1 and 0.9 are -1.2 and 1.2: 2 x 1.44 + 6.
    areas = [Area(str(at), 100 + 10 * score, 1) for at, score in enumerate((-3, -1, -1, -1, 0, 0, 1, 1, 1, 3))]
    assert funnel(areas).factor == pytest.approx((2 * 1.44 + 6) / 10, rel=1e-12)
    assert not funnel(areas).widened


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 5000), st.floats(0.5, 500)), min_size=2, max_size=15).filter(
        lambda rows: any(count for count, _ in rows)
    ),
    st.floats(0.01, 100),
)
def test_units_and_order_do_not_matter(rows: list[tuple[int, float]], unit: float) -> None:
    areas = [Area(str(at), count, exposure) for at, (count, exposure) in enumerate(rows)]
    found = funnel(areas)
    turned = funnel([Area(a.name, a.count, a.exposure * unit) for a in reversed(areas)])
    assert turned.factor == pytest.approx(found.factor, rel=1e-9, abs=1e-9)
    for one, other in zip(found.placed, reversed(turned.placed), strict=True):
        assert one.warning.lower <= found.rate <= one.warning.upper
        assert one.alarm.lower <= one.warning.lower <= one.warning.upper <= one.alarm.upper
        assert other.alarm.upper * unit == pytest.approx(one.alarm.upper, rel=1e-6)


@pytest.mark.parametrize(
    ("areas", "message"),
    [
        ([Area("a", 1, 1)], "1 areas"),
        ([Area("a", 0, 1), Area("b", 0, 1)], "2 areas without events"),
        ([Area("a", 1, 1), Area("Dover", 1, 0)], "Dover: 1 events by 0 is no rate"),
    ],
)
def test_what_is_no_funnel_is_refused(areas: list[Area], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        funnel(areas)
