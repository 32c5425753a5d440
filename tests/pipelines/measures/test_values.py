"""Values, intervals and changes against other libraries and hand-worked sums."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.rates import confint_poisson

from pipelines.measures.declared.calls import MEAN_ANSWER, WITHIN_10S
from pipelines.measures.declared.crime import RECORDED
from pipelines.measures.declared.money import PER_HEAD
from pipelines.measures.declared.stops import DISPROPORTIONALITY
from pipelines.measures.figures import Figure, before
from pipelines.measures.measure import Kind
from pipelines.measures.methods.series import months_to
from pipelines.measures.values import dispersion, move, value_of

CRIME, FOUND = RECORDED[0], DISPROPORTIONALITY[0]


def figure(numerator: int | None, denominator: int | None = None, **more: Any) -> Figure:
    known = {"grain": "month", "period": "2024-05"} | more
    below = None if denominator is None else Fraction(denominator)
    return Figure(numerator=None if numerator is None else Fraction(numerator), denominator=below, **known)


def test_a_rate_has_the_exact_interval() -> None:
    found = value_of(CRIME, figure(8, 4000))
    low, high = confint_poisson(8, 4.0, method="exact-c")
    assert found.value == 2
    assert found.interval is not None
    assert (found.interval.lower, found.interval.upper) == pytest.approx((low, high), rel=1e-9)


def test_a_share_has_wilsons_interval() -> None:
    found = value_of(WITHIN_10S, figure(900, 1000))
    low, high = proportion_confint(900, 1000, method="wilson")
    assert found.value == 90
    assert found.interval is not None
    assert (found.interval.lower, found.interval.upper) == pytest.approx((low * 100, high * 100), rel=1e-9)


def test_a_mean_has_no_interval_and_a_share_of_nothing_is_none() -> None:
    assert value_of(MEAN_ANSWER, figure(850, 100)).interval is None
    nothing = value_of(WITHIN_10S, figure(0, 0))
    assert (nothing.value, nothing.status) == (None, "[z]")
    assert value_of(WITHIN_10S, figure(5)).status == "[x]"


@pytest.mark.parametrize(
    ("now", "then", "words"),
    [((900, 1000), (850, 1000), "higher"), ((90, 100), (85, 100), "no clear change"), ((0, 50), (50, 50), "lower")],
)
def test_shares_are_compared_by_newcombes_interval(now: tuple[int, int], then: tuple[int, int], words: str) -> None:
    found = move(WITHIN_10S, figure(*now), figure(*then), 1.0)
    low, high = confint_proportions_2indep(*now, *then, method="newcomb", compare="diff")
    assert found.interval is not None
    assert (found.interval.lower, found.interval.upper) == pytest.approx((low * 100, high * 100), rel=1e-9)
    assert (found.words, found.unit) == (words, "points")


def test_counts_are_compared_by_the_score_test_and_widened() -> None:
    # docs/methods.md works this one out: 120 against 100 is a ratio of 1.20, from 0.92 to 1.56.
    plain = move(CRIME, figure(120, 1000), figure(100, 1000), 1.0)
    wider = move(CRIME, figure(120, 1000), figure(100, 1000), 4.0)
    assert plain.change == pytest.approx(20)
    assert plain.interval is not None
    assert wider.interval is not None
    assert (plain.interval.lower, plain.interval.upper) == pytest.approx((-8, 56), abs=0.5)
    assert wider.interval.lower < plain.interval.lower < plain.interval.upper < wider.interval.upper
    assert plain.words == "no clear change"
    assert move(CRIME, figure(200, 1000), figure(100, 1000), 1.0).words == "higher"


def test_what_has_no_interval_is_not_tested_and_what_matures_is_not_compared() -> None:
    tested = move(MEAN_ANSWER, figure(900, 100), figure(1000, 100), 1.0)
    assert (tested.change, tested.words) == (-10, "not tested")
    maturing = move(WITHIN_10S, figure(1, 2, immature=True), figure(1, 2), 1.0)
    assert (maturing.change, maturing.words, maturing.status) == (None, "not comparable", "[z]")
    assert move(CRIME, figure(5, 1000), None, 1.0).words is None
    assert move(CRIME, figure(None), figure(5, 1000), 1.0).status == "[x]"


def test_from_nothing_there_is_no_percentage() -> None:
    found = move(CRIME, figure(5, 1000), figure(0, 1000), 1.0)
    assert (found.change, found.status) == (None, "[z]")
    assert found.words == "higher"


def test_a_ratio_of_few_events_is_marked() -> None:
    found = value_of(FOUND, figure(9, 20, base=(Fraction(30), Fraction(100))))
    assert found.value == pytest.approx((9 / 20) / (30 / 100))
    assert (found.status, found.reason) == ("[u]", "9 of 20 against 30 of 100")
    assert value_of(FOUND, figure(20, 40, base=(Fraction(30), Fraction(100)))).status == ""
    none = value_of(FOUND, figure(9, 20, base=(Fraction(0), Fraction(100))))
    assert (none.value, none.status) == (None, "[z]")


def monthly(counts: list[int]) -> list[Figure]:
    return [figure(count, period=month) for month, count in zip(months_to("2024-12", len(counts)), counts, strict=True)]


def test_the_same_months_of_other_years_tell_how_much_counts_vary() -> None:
    season = [100, 200] * 12
    assert dispersion(monthly(season)) < 0.2, "a season alone is no spread (the leap day is)"
    # Each month is 80 in one year and 120 in the other: (20^2 + 20^2) / 100 = 8, on one degree of freedom.
    assert dispersion(monthly([80] * 12 + [120] * 12)) == pytest.approx(8, rel=0.02)
    assert dispersion(monthly([5] * 12)) == 1.0, "one year tells nothing"
    assert math.isfinite(dispersion(monthly([0] * 24)))


@pytest.mark.parametrize(
    ("grain", "period", "earlier"),
    [
        ("month", "2024-01", "2023-01"),
        ("rolling-12", "2024-02", "2023-02"),
        ("financial-year", "2024-25", "2023-24"),
        ("financial-year", "2000-01", "1999-00"),
        ("year", "2024", "2023"),
        ("plan", "2025-26", ""),
    ],
)
def test_the_same_period_a_year_before(grain: str, period: str, earlier: str) -> None:
    assert before(replace(figure(1), grain=grain, period=period)) == earlier


def test_the_budget_of_an_area_without_residents_is_no_budget_a_head() -> None:
    found = value_of(PER_HEAD, figure(362_900_000))
    assert (found.value, found.status) == (None, "[x]")


def test_every_kind_that_is_divided_says_why_it_cannot_be() -> None:
    for kind in set(Kind) - {Kind.COUNT, Kind.AMOUNT}:
        found = value_of(replace(CRIME, kind=kind), figure(5))
        assert (found.value, found.status) == (None, "[x]")
        assert found.reason
