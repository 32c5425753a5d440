"""Days in the month and seasons, against series put together from known parts."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.tsa.seasonal import seasonal_decompose

from pipelines.measures.methods.seasonality import days_in, per_day, season
from pipelines.measures.methods.series import Point, month_after, months_to


def points(values: list[float]) -> list[Point]:
    return [Point(month_after("2021-01", at), value) for at, value in enumerate(values)]


def wave(at: int) -> float:
    return 30 * math.sin(2 * math.pi * at / 12)


@pytest.mark.parametrize(("month", "days"), [("2024-02", 29), ("2025-02", 28), ("2000-02", 29), ("2025-12", 31)])
def test_days_of_a_month(month: str, days: int) -> None:
    assert days_in(month) == days
    assert per_day(month, 100) == Fraction(100, days)


def test_known_parts_are_found_again() -> None:
    found = season(points([500 + 2 * at + wave(at) for at in range(60)]))
    assert found.trend == pytest.approx([500 + 2 * at for at in range(60)], abs=0.5)
    assert found.seasonal == pytest.approx([wave(at) for at in range(60)], abs=0.5)
    assert found.strength == pytest.approx(1, abs=1e-3)


def noisy(spread: float, seed: int = 3) -> list[float]:
    noise = np.random.default_rng(seed).normal(0, spread, 48)
    return [800 + wave(at) + float(noise[at]) for at in range(48)]


def test_the_parts_add_up_and_the_season_is_near_that_of_classical_decomposition() -> None:
    found = season(points(noisy(1)))
    assert np.add(np.add(found.trend, found.seasonal), found.remainder) == pytest.approx(noisy(1), rel=1e-9)
    assert found.seasonal == pytest.approx(seasonal_decompose(np.array(noisy(1)), period=12).seasonal, abs=2)
    assert found.seasonal[:12] == pytest.approx(found.seasonal[36:], abs=0.05)


@pytest.mark.parametrize(("spread", "low", "high"), [(1, 0.99, 1), (20, 0.45, 0.75), (200, 0, 0.4)])
def test_the_strength_is_the_share_of_the_season(spread: float, low: float, high: float) -> None:
    # The season's variance is 30 squared by two, 450; with that of the noise, 20 squared, it is a little over half.
    strengths = [season(points(noisy(spread, seed))).strength or 0 for seed in range(8)]
    assert low < sum(strengths) / len(strengths) <= high


@pytest.mark.parametrize("months", [36, 40, 48, 60])
def test_the_last_digit_of_a_value_decides_nothing(months: int) -> None:
    random = np.random.default_rng(months)
    for _ in range(20):
        values = random.poisson(40, months) + 0.0
        touched = values * (1 + random.uniform(-1e-12, 1e-12, months))
        one, other = season(points(list(values))), season(points(list(touched)))
        assert one.seasonal == pytest.approx(other.seasonal, abs=1e-5)


def test_one_wild_month_bends_neither_trend_nor_season() -> None:
    values = [500 + wave(at) + (1000 if at == 30 else 0) for at in range(60)]
    found = season(points(values))
    assert found.remainder[30] > 900
    assert max(abs(trend - 500) for trend in found.trend) < 20


def test_the_same_number_every_day_has_no_season_by_the_day() -> None:
    series = [Point(month, 10 * days_in(month)) for month in months_to("2025-12", 48)]
    assert season(series, daily=True).seasonal == pytest.approx([0] * 48, abs=1e-9)
    assert max(season(series).seasonal) > 5
    assert season(series, daily=True).strength == 0


def test_a_series_that_never_changes_has_no_season() -> None:
    assert season(points([5] * 40)).strength == 0


@pytest.mark.parametrize(
    ("series", "reason"),
    [
        (points([1] * 35), "35 months; a season needs 36"),
        (points([1] * 50)[:20] + points([1] * 50)[21:], "2022-09 is missing"),
        ([], "0 months; a season needs 36"),
    ],
)
def test_without_whole_years_there_is_a_reason(series: list[Point], reason: str) -> None:
    found = season(series)
    assert (found.trend, found.strength, found.reason) == ((), None, reason)


@settings(deadline=None)
@given(st.floats(-1e4, 1e4), st.floats(0.1, 50))
def test_shift_and_scale_pass_through(to: float, by: float) -> None:
    values = [wave(at) + at * ((at * 7) % 5) for at in range(40)]
    plain, moved = season(points(values)), season(points([value * by + to for value in values]))
    assert moved.seasonal == pytest.approx([part * by for part in plain.seasonal], rel=1e-5, abs=1e-5 * (by + abs(to)))
