"""The days that a release speaks of, against days counted by hand and by another library."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.dataset import Dataset, Duty, Grain
from pipelines.releases.dates import dated, interval, span
from tests.pipelines.releases.pressroom import THEFTS

BUDGET = replace(THEFTS, grain=Grain.FINANCIAL_YEAR, duty=Duty("An order", "Publish before the year", -365))


@pytest.mark.parametrize(
    ("grain", "periods", "days"),
    [
        (Grain.MONTH, ["2024-02"], "2024-02-01/2024-02-29"),
        (Grain.MONTH, ["2023-09", "2025-12"], "2023-09-01/2025-12-31"),
        (Grain.FINANCIAL_YEAR, ["2010-11"], "2010-04-01/2011-03-31"),
        (Grain.FINANCIAL_YEAR, ["2016-17", "2025-26"], "2016-04-01/2026-03-31"),
        (Grain.WHOLE, ["all"], None),
        (Grain.MONTH, [], None),
    ],
)
def test_periods_become_days(grain: Grain, periods: list[str], days: str | None) -> None:
    assert interval(span(grain, periods)) == days


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_months_end_where_pandas_says(day: date) -> None:
    month = day.isoformat()[:7]
    found = span(Grain.MONTH, [month])
    assert found is not None
    assert found[1] == (pd.Timestamp(day) + pd.offsets.MonthEnd(0)).date()


@pytest.mark.parametrize(
    ("dataset", "as_at", "periods", "day"),
    [
        (THEFTS, "2026-10-12", ["2026-08"], "2026-10-12"),
        (THEFTS, "2026-08", ["2026-08"], "2026-08-31"),
        (THEFTS, None, ["2026-07", "2026-09"], "2026-09-30"),
        (BUDGET, None, ["2025-26"], "2025-03-31"),
        (replace(THEFTS, grain=Grain.WHOLE), None, ["all"], None),
        (replace(THEFTS, grain=Grain.WHOLE), "2026-01-02", ["all"], "2026-01-02"),
        (THEFTS, None, [], None),
    ],
)
def test_a_release_is_dated_by_its_newest_source_or_its_newest_period(
    dataset: Dataset, as_at: str | None, periods: list[str], day: str | None
) -> None:
    assert dated(dataset, as_at, periods) == day
