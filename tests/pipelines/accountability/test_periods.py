"""Periods and due days, against pandas' own calendar and by trying every day."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.accountability.periods import MONTHS, after, current, day_of, days_of, next_due
from pipelines.dataset import Grain

DAYS = st.dates(date(2011, 1, 1), date(2039, 12, 31))
PANDAS = {"R/P1M": "M", "R/P3M": "Q-MAR", "R/P1Y": "Y-MAR"}
FREQUENCIES = st.sampled_from(sorted(MONTHS))


def test_days_of_months_and_years() -> None:
    assert days_of(Grain.MONTH, "2024-02") == (date(2024, 2, 1), date(2024, 2, 29))
    assert days_of(Grain.FINANCIAL_YEAR, "2025-26") == (date(2025, 4, 1), date(2026, 3, 31))
    with pytest.raises(ValueError, match="has no days"):
        days_of(Grain.WHOLE, "all")


@pytest.mark.parametrize(
    ("grain", "period", "following"),
    [
        (Grain.MONTH, "2025-12", "2026-01"),
        (Grain.MONTH, "2025-11", "2025-12"),
        (Grain.FINANCIAL_YEAR, "2025-26", "2026-27"),
        (Grain.FINANCIAL_YEAR, "2098-99", "2099-00"),
    ],
)
def test_the_next_period_begins_the_day_after(grain: Grain, period: str, following: str) -> None:
    assert after(grain, period) == following
    assert days_of(grain, following)[0] == days_of(grain, period)[1] + timedelta(days=1)


@given(st.sampled_from(sorted(PANDAS)), DAYS)
def test_the_current_period_is_that_of_pandas(frequency: str, day: date) -> None:
    period = pd.Timestamp(day).to_period(PANDAS[frequency])
    assert current(frequency, day) == (period.start_time.date(), period.end_time.date())


def test_half_years_are_those_of_the_financial_year() -> None:
    assert current("R/P6M", date(2026, 3, 31)) == (date(2025, 10, 1), date(2026, 3, 31))
    assert current("R/P6M", date(2026, 4, 1)) == (date(2026, 4, 1), date(2026, 9, 30))


@given(FREQUENCIES, st.booleans(), st.integers(-400, 400), DAYS)
def test_the_next_due_day_is_the_first_of_all(frequency: str, from_start: bool, days: int, now: date) -> None:
    found = next_due(frequency, from_start, days, now)
    day, tried = now - timedelta(days=days), 0
    while day != current(frequency, day)[0 if from_start else 1]:
        day, tried = day + timedelta(days=1), tried + 1
    assert found == day + timedelta(days=days)
    assert tried <= 366


def test_the_budget_is_due_the_day_before_the_year() -> None:
    assert next_due("R/P1Y", True, -1, date(2026, 10, 12)) == date(2027, 3, 31)
    assert next_due("R/P1Y", True, -1, date(2027, 3, 31)) == date(2027, 3, 31)
    assert next_due("R/P1Y", True, -1, date(2027, 4, 1)) == date(2028, 3, 31)


def test_a_month_counts_from_its_last_day() -> None:
    assert day_of("2024-02") == date(2024, 2, 29)
    assert day_of("2026-10-12") == date(2026, 10, 12)
    assert day_of("") is None
