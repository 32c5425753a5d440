"""Trajectories: errors worked by hand, nothing learnt from the future, and the same bytes whatever the threads."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from statsmodels.tsa.holtwinters import SimpleExpSmoothing

from pipelines.measures.methods import trajectory as module
from pipelines.measures.methods.forecasting import MODELS, NAIVE, Forecast, Model
from pipelines.measures.methods.series import Point, month_after
from pipelines.measures.methods.threads import one_thread
from pipelines.measures.methods.trajectory import BackTest, back_test, trajectory

Values = NDArray[np.float64]
SIMPLE, SEASONAL = MODELS[0], MODELS[1]


@pytest.fixture(autouse=True)
def _alone() -> Iterator[None]:
    """As within a trajectory: models called by themselves do not wait for a second core."""
    with one_thread():
        yield


def points(values: Values) -> list[Point]:
    return [Point(month_after("2021-04", at), float(value)) for at, value in enumerate(values)]


def crime(months: int = 48, seed: int = 7) -> Values:
    """A made-up count with a season and a level that stays: what happened last March says less than all Marches."""
    random = np.random.default_rng(seed)
    return np.asarray(random.poisson(900 * (1 + 0.15 * np.sin(2 * np.pi * np.arange(months) / 12))), dtype=float)


def test_the_naive_forecast_worked_by_hand() -> None:
    values = np.concatenate([np.arange(12.0), np.arange(12.0) + 3])
    found = NAIVE.forecast(values, 14)
    assert found is not None
    assert found.mean.tolist() == [*(np.arange(12.0) + 3), 3, 4]
    # Every month differs from the year before by 3; two years ahead the error is root 2 as large.
    assert found.upper[0.95] - found.mean == pytest.approx(
        [1.959963984540054 * 3] * 12 + [1.959963984540054 * 3 * 2**0.5] * 2
    )
    assert found.mean - found.lower[0.8] == pytest.approx((found.upper[0.8] - found.mean).tolist())


def test_the_naive_back_test_worked_by_hand() -> None:
    # A year of 0, then +6 each year: every forecast errs by 6, every year in training by 6: the scaled error is 1.
    values = np.repeat([0.0, 6, 12, 18], 12)
    found = back_test(NAIVE, values)
    # Twelve months from the first origin, eleven from the next, down to five from the eighth.
    assert (found.mase, found.origins, found.errors) == (Decimal("1.000"), 8, sum(range(5, 13)))
    assert found.coverage == {0.8: Decimal("1.000"), 0.95: Decimal("1.000")}


def test_coverage_counts_the_months_inside() -> None:
    def narrow(values: Values, horizon: int) -> Forecast:
        """Wrong by 100 in the first three months ahead, right after."""
        mean = np.full(horizon, 10.0) + np.where(np.arange(horizon) < 3, 100.0, 0.0)
        return Forecast(mean, dict.fromkeys((0.8, 0.95), mean - 1), dict.fromkeys((0.8, 0.95), mean + 1))

    found = back_test(Model("narrow", narrow), np.tile([9.5, 10.5, 10.0], 16) + np.repeat([0.0, 0.2, 0.4, 0.2], 12))
    assert found.coverage[0.8] == round(Decimal(68 - 8 * 3) / 68, 3)


def test_no_forecast_sees_what_it_is_tested_on() -> None:
    seen: list[Values] = []

    def spy(values: Values, horizon: int) -> Forecast | None:
        seen.append(values)
        return NAIVE.forecast(values, horizon)

    values = crime(48)
    back_test(Model("spy", spy), values)
    assert [len(known) for known in seen] == list(range(36, 44))
    changed = np.concatenate([values[:36], values[36:] * 50])
    first = seen[0]
    seen.clear()
    back_test(Model("spy", spy), changed)
    assert (seen[0] == first).all()


@pytest.mark.parametrize("seed", [1, 2])
def test_simple_smoothing_agrees_with_another_implementation(seed: int) -> None:
    values = crime(40, seed)
    found = SIMPLE.forecast(values, 3)
    other = SimpleExpSmoothing(values, initialization_method="heuristic").fit()
    assert found is not None
    assert found.mean == pytest.approx([float(other.forecast(1)[0])] * 3, rel=2e-3)
    # Hyndman and others 2008, table 6.1: the variance h months ahead is that of one month times 1 + (h - 1) alpha^2.
    variances = ((found.upper[0.8] - found.mean) / 1.2815515655446004) ** 2
    alpha = math.sqrt(variances[1] / variances[0] - 1)
    assert variances[2] / variances[0] == pytest.approx(1 + 2 * alpha**2, rel=1e-9)
    assert alpha == pytest.approx(other.params["smoothing_level"], abs=0.02)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_every_model_continues_a_season_it_can_see(model: Model) -> None:
    at = np.arange(72)
    truth = 500 + 60 * np.sin(2 * np.pi * at / 12)
    noise = np.random.default_rng(5).normal(0, 5, 72)
    found = model.forecast((truth + noise)[:60], 12)
    assert found is not None
    if model is not SIMPLE:
        assert found.mean == pytest.approx(truth[60:], abs=15)
    for level in (0.8, 0.95):
        assert (found.lower[level] < found.mean).all()
    assert (found.upper[0.95] - found.mean) / (found.upper[0.8] - found.mean) == pytest.approx([1.52933] * 12, rel=1e-4)


def test_a_model_that_beats_the_naive_one_is_taken_and_its_figures_rounded() -> None:
    found = trajectory(points(crime()))
    naive, *others = found.tests
    taken = next(test for test in others if test.model == found.model)
    assert taken.mase is not None
    assert naive.mase is not None
    assert taken.mase == min(test.mase for test in others if test.mase is not None)
    assert taken.mase <= Decimal("0.95") * naive.mase
    assert (found.first, found.last, found.reason) == ("2021-04", "2025-03", "")
    assert [step.period for step in found.steps][::11] == ["2025-04", "2026-03"]
    for step in found.steps:
        assert step.lower_95 < step.lower_80 < step.value < step.upper_80 < step.upper_95
        assert len(str(step.value).replace(".", "").strip("0")) <= 4


@pytest.mark.parametrize("share", [1.0, 0.96])
def test_where_no_model_beats_the_naive_one_there_is_no_trajectory(
    share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = crime()

    def rival(known: Values, horizon: int) -> Forecast | None:
        """What the naive model says, its error shortened to a share of it: better, but not by the margin."""
        naive = NAIVE.forecast(known, horizon)
        later = values[len(known) : len(known) + horizon]
        return Forecast(later + (naive.mean - later) * share, naive.lower, naive.upper) if naive else None

    monkeypatch.setattr(module, "MODELS", (Model("rival", rival),))
    found = trajectory(points(values))
    naive, other = found.tests
    assert found.steps == ()
    assert found.reason == f"no model beats seasonal naive: its error is {naive.mase}, that of rival {other.mase}"
    assert (naive.mase == other.mase) == (share == 1)


def test_a_series_that_repeats_itself_has_no_error_to_beat() -> None:
    found = trajectory(points(np.tile(np.arange(12.0), 4)))
    assert (found.steps, found.tests[0].mase) == ((), None)
    assert "repeats itself" in found.reason


def failing(error: Exception | None) -> Model:
    def forecast(values: Values, horizon: int) -> Forecast | None:
        if error:
            raise error
        return None

    return Model("failing", forecast)


def test_a_model_that_does_not_fit_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MODELS", (failing(None),))
    found = trajectory(points(crime()))
    assert found.tests[1] == BackTest("failing", None, {}, 0, 0)
    assert (found.steps, found.reason) == ((), "no model fits")


def test_the_next_best_is_taken_when_the_best_does_not_fit_all_months(monkeypatch: pytest.MonkeyPatch) -> None:
    values = crime()

    def oracle(known: Values, horizon: int) -> Forecast | None:
        """Perfect on the test months, and lost after them."""
        ahead = values[len(known) : len(known) + horizon]
        flat = dict.fromkeys((0.8, 0.95), ahead)
        return Forecast(ahead, flat, flat) if len(ahead) else None

    monkeypatch.setattr(module, "MODELS", (Model("oracle", oracle), SEASONAL))
    assert trajectory(points(values)).model == SEASONAL.name
    monkeypatch.setattr(module, "MODELS", (Model("oracle", oracle),))
    assert trajectory(points(values)).reason == "oracle does not fit all months"


@pytest.mark.parametrize("values", [np.full(40, np.nan), np.array([1.0, 2.0])])
def test_what_cannot_be_fitted_gives_none_not_a_crash(values: Values) -> None:
    assert all(model.forecast(values, 12) is None for model in MODELS)


def test_a_fit_that_does_not_converge_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.measures.methods.forecasting.ITERATIONS", 1)
    assert all(model.forecast(crime(), 12) is None for model in MODELS[1:])


def test_counts_never_fall_below_nothing_nor_shares_rise_above_all(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(2)
    few = np.asarray(random.poisson(1.2, 48), dtype=float)
    monkeypatch.setattr(module, "MODELS", MODELS[:1])
    monkeypatch.setattr(module, "MARGIN", Decimal(9))
    found = trajectory(points(few))
    assert min(step.lower_95 for step in found.steps) == 0
    shares = 100 - few
    assert max(step.upper_95 for step in trajectory(points(shares), ceiling=100).steps) == 100
    assert min(step.lower_95 for step in trajectory(points(few - 1), floor=None).steps) < 0


def test_only_the_latest_five_years_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MODELS", MODELS[:1])
    values = crime(72)
    assert trajectory(points(values)) == trajectory(points(values)[12:])
    assert trajectory(points(values)).first == "2022-04"


@pytest.mark.parametrize(
    ("series", "reason"),
    [
        (points(crime(35)), "35 months; a trajectory needs 36"),
        (points(crime(48))[:20] + points(crime(48))[21:], "2022-12 is missing"),
        ([*points(crime(48)), Point("2025-04", 3, partial=True)], "2025-04 is partial"),
        ([], "0 months; a trajectory needs 36"),
    ],
)
def test_a_series_with_gaps_or_too_short_has_a_reason(series: list[Point], reason: str) -> None:
    found = trajectory(series)
    assert (found.steps, found.tests, found.reason) == ((), (), reason)


def test_no_month_ahead_is_refused() -> None:
    with pytest.raises(ValueError, match="a trajectory of 0 months"):
        trajectory([], horizon=0)


@settings(deadline=None)
@given(st.integers(1, 40), st.integers(0, 10**6))
def test_the_naive_score_does_not_hang_on_the_unit(by: int, seed: int) -> None:
    values = np.random.default_rng(seed).uniform(1, 100, 40)
    assert back_test(NAIVE, values * by).mase == back_test(NAIVE, values).mase
