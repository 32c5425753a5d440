"""Intervals and comparisons against statsmodels, scipy and published tables."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import confint_poisson, confint_poisson_2indep, test_poisson_2indep

from pipelines.measures.methods.intervals import (
    Interval,
    Method,
    Verdict,
    change,
    dispersion_of,
    false_discovery,
    joint,
    proportion,
    rate,
)

two_sample = test_poisson_2indep
two_sample.__test__ = False  # It is statsmodels' test of rates, not one of ours for pytest to collect.
del test_poisson_2indep

COUNTS = st.integers(0, 100_000)
EXPOSURES = st.floats(0.01, 1e7)
LEVELS = st.sampled_from([0.8, 0.9, 0.95, 0.99, 0.998])


def ends(interval: Interval) -> tuple[float, float]:
    return interval.lower, interval.upper


ULM = [(0, 0, 3.689), (1, 0.025, 5.572), (5, 1.623, 11.668), (10, 4.795, 18.390), (20, 12.217, 30.888)]


@pytest.mark.parametrize(("count", "low", "high"), [*ULM, (100, 81.364, 121.627)])
def test_exact_intervals_as_published(count: int, low: float, high: float) -> None:
    # Ulm 1990 (American Journal of Epidemiology 131), the table of exact limits of a Poisson count.
    assert ends(rate(count, 1)) == pytest.approx((low, high), abs=1.01e-3)


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_intervals_as_published(part: int, whole: int, low: float, high: float) -> None:
    # Newcombe 1998 (Statistics in Medicine 17), table I, method 3.
    assert tuple(round(end, 4) for end in ends(proportion(part, whole))) == (low, high)


@settings(deadline=None)
@given(COUNTS, EXPOSURES, LEVELS)
def test_exact_intervals_agree_with_statsmodels(count: int, exposure: float, level: float) -> None:
    expected = confint_poisson(count, exposure, method="exact-c", alpha=1 - level)
    assert ends(rate(count, exposure, level=level)) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("count", [0, 1, 7, 300])
def test_exact_intervals_leave_the_tails_they_say(count: int) -> None:
    low, high = ends(rate(count, 1))
    assert stats.poisson.cdf(count, high) == pytest.approx(0.025, abs=1e-12)
    assert count == 0 or stats.poisson.sf(count - 1, low) == pytest.approx(0.025, abs=1e-12)


@settings(deadline=None)
@given(st.integers(1, 100_000), EXPOSURES, LEVELS)
def test_byar_is_wilson_and_hilferty_of_the_exact(count: int, exposure: float, level: float) -> None:
    def chi_squared(freedom: int, z: float) -> float:
        return freedom * (1 - 2 / (9 * freedom) + z * math.sqrt(2 / (9 * freedom))) ** 3

    z = stats.norm.isf((1 - level) / 2)
    expected = [chi_squared(2 * count, -z) / 2 / exposure, chi_squared(2 * count + 2, z) / 2 / exposure]
    found = ends(rate(count, exposure, level=level, method=Method.BYAR))
    assert found == pytest.approx([max(expected[0], 0), expected[1]], rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("count", [10, 50, 1000])
def test_byar_is_near_the_exact_from_ten_on(count: int) -> None:
    assert ends(rate(count, 1, method=Method.BYAR)) == pytest.approx(ends(rate(count, 1)), rel=2e-3)


def test_no_event_has_no_lower_end() -> None:
    assert rate(0, 1).lower == rate(0, 1, method=Method.BYAR).lower == 0


@settings(deadline=None)
@given(st.integers(1, 1_000_000), st.floats(0, 1), LEVELS)
def test_wilson_agrees_with_statsmodels(whole: int, share: float, level: float) -> None:
    part = round(share * whole)
    expected = proportion_confint(part, whole, alpha=1 - level, method="wilson")
    assert ends(proportion(part, whole, level=level)) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@settings(deadline=None)
@given(st.integers(1, 10_000), EXPOSURES, st.integers(1, 10_000), EXPOSURES)
def test_a_change_agrees_with_statsmodels(count: int, exposure: float, before: int, earlier: float) -> None:
    found = change(count, exposure, before, earlier)
    expected = two_sample(count, exposure, before, earlier, method="score", compare="ratio")
    assert found.p_value == pytest.approx(float(expected.pvalue), rel=1e-9, abs=1e-12)
    assert found.ratio == pytest.approx(count / exposure / (before / earlier), rel=1e-9)


RATES = [(60, 51477.5, 30, 54308.7), (41, 28010.0, 15, 19017.0), (3, 1.0, 9, 2.0), (0, 1.0, 9, 2.0)]


@pytest.mark.parametrize("rates", RATES)
def test_at_the_ends_of_a_change_statsmodels_own_test_is_at_its_level(rates: tuple[int, float, int, float]) -> None:
    interval = change(*rates).interval
    for end in (end for end in ends(interval) if end):
        found = two_sample(*rates, value=end, method="score", compare="ratio")
        assert float(found.pvalue) == pytest.approx(0.05, rel=1e-9)


@pytest.mark.parametrize("rates", RATES[:3])
def test_the_interval_of_a_change_agrees_with_statsmodels(rates: tuple[int, float, int, float]) -> None:
    # Theirs is found by search, to eight digits.
    expected = confint_poisson_2indep(*rates, method="score", compare="ratio")
    assert ends(change(*rates).interval) == pytest.approx(expected, rel=2e-8)


@settings(deadline=None)
@given(COUNTS, st.integers(1, 100_000), EXPOSURES, EXPOSURES, LEVELS)
def test_the_interval_is_that_of_the_share(count: int, before: int, one: float, two: float, level: float) -> None:
    # Given the total, the first count is binomial: Wilson's interval of its odds is the score interval of the ratio.
    low, high = proportion_confint(count, count + before, alpha=1 - level, method="wilson")
    expected = [low / (1 - low) * two / one, high / (1 - high) * two / one]
    assert ends(change(count, one, before, two, level=level).interval) == pytest.approx(expected, rel=1e-8, abs=1e-12)


@settings(deadline=None)
@given(COUNTS, EXPOSURES, COUNTS, EXPOSURES, st.floats(1, 9))
def test_verdict_interval_and_p_value_never_disagree(
    count: int, one: float, before: int, two: float, dispersion: float
) -> None:
    found = change(count, one, before, two, dispersion=dispersion)
    if abs(found.p_value - 0.05) > 1e-9:
        assert (found.verdict is not Verdict.UNCLEAR) == (found.p_value < 0.05)
    if found.verdict is not Verdict.UNCLEAR and found.ratio is not None:
        assert (found.ratio > 1) == (found.verdict is Verdict.HIGHER)


@settings(deadline=None)
@given(st.integers(1, 9999), EXPOSURES, st.integers(1, 9999), EXPOSURES, st.floats(0.01, 100))
def test_units_do_not_matter_and_turning_round_inverts(
    count: int, one: float, before: int, two: float, unit: float
) -> None:
    found = change(count, one, before, two)
    rescaled = change(count, one * unit, before, two * unit)
    assert ends(rescaled.interval) == pytest.approx(ends(found.interval), rel=1e-9)
    turned = change(before, two, count, one)
    assert ends(turned.interval) == pytest.approx((1 / found.interval.upper, 1 / found.interval.lower), rel=1e-9)


def test_changes_worked_by_hand() -> None:
    # (120 - 100) / root(220) = 1.348: not clear. (150 - 100) / root(250) = 3.162: clear.
    unclear, clear = change(120, 1, 100, 1), change(150, 1, 100, 1)
    assert (unclear.verdict, clear.verdict) == (Verdict.UNCLEAR, Verdict.HIGHER)
    assert clear.p_value == pytest.approx(2 * stats.norm.sf(50 / math.sqrt(250)), rel=1e-12)
    assert change(100, 1, 150, 1).verdict is Verdict.LOWER


def test_dispersion_widens_and_is_noted() -> None:
    wide = change(150, 1, 100, 1, dispersion=4)
    assert wide.verdict is Verdict.UNCLEAR
    assert "4.0 times" in wide.note
    assert change(150, 1, 100, 1, dispersion=0.5) == change(150, 1, 100, 1)


def test_no_events_before_or_at_all() -> None:
    assert change(5, 1, 0, 1).interval.upper == change(5, 1, 0, 1).ratio == math.inf
    assert change(0, 1, 12, 1).interval.lower == change(0, 1, 12, 1).ratio == 0
    assert change(0, 1, 12, 1).verdict is Verdict.LOWER
    nothing = change(0, 1, 0, 1)
    assert (nothing.ratio, nothing.verdict, nothing.note) == (None, Verdict.UNCLEAR, "no events in either")


@settings(deadline=None)
@given(st.lists(st.integers(0, 1000), min_size=2, max_size=30).filter(any))
def test_dispersion_agrees_with_scipy(counts: list[int]) -> None:
    found = dispersion_of(counts, [2.5] * len(counts))
    expected = stats.chisquare(counts)
    assert found.factor * (len(counts) - 1) == pytest.approx(float(expected.statistic), rel=1e-9, abs=1e-9)
    assert found.p_value == pytest.approx(float(expected.pvalue), rel=1e-9, abs=1e-12)
    assert found.excess == (expected.pvalue < 0.05)


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), max_size=40))
def test_false_discovery_agrees_with_statsmodels_and_scipy(p_values: list[float]) -> None:
    found = false_discovery(p_values)
    if p_values:
        assert found == pytest.approx(multipletests(p_values, method="fdr_bh")[1], rel=1e-9, abs=1e-300)
        assert found == pytest.approx(stats.false_discovery_control(np.array(p_values)), rel=1e-9, abs=1e-300)


def test_false_discovery_as_published() -> None:
    # Benjamini and Hochberg 1995, section 3.2: fifteen p-values, of which four are rejected at 0.05.
    values = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
    values += [0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    assert sum(value < 0.05 for value in false_discovery(values)) == 4


def test_intervals_that_hold_together() -> None:
    assert joint(0.95, 8) ** 8 == pytest.approx(0.95, rel=1e-12)
    assert joint(0.95, 1) == 0.95


@pytest.mark.parametrize(("count", "exposure"), [(-1, 1.0), (1, 0.0), (1, -2.0), (1, math.nan), (1, math.inf)])
def test_what_is_no_rate_is_refused(count: int, exposure: float) -> None:
    with pytest.raises(ValueError, match="is no rate"):
        rate(count, exposure)
    with pytest.raises(ValueError, match="is no rate"):
        change(1, 1, count, exposure)


@pytest.mark.parametrize(("part", "whole"), [(1, 0), (3, 2), (-1, 2)])
def test_what_is_no_share_is_refused(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match=f"{part} of {whole} is no share"):
        proportion(part, whole)


def test_no_spread_without_events() -> None:
    with pytest.raises(ValueError, match="2 counts with 0 events"):
        dispersion_of([0, 0], [1, 1])
