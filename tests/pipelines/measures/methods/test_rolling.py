"""Totals over months, and that a month not whole leaves no number."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.measures.methods.rolling import (
    Total,
    financial_year,
    financial_year_of,
    one_month,
    rolling,
    year_before,
    year_to_date,
)
from pipelines.measures.methods.series import Point, month_after, months_to

LAST = "2026-09"
POINTS = [Point(month, at) for at, month in enumerate(months_to(LAST, 36), start=1)]
"""October 2023 is 1, September 2026 is 36."""


def test_twelve_months() -> None:
    assert rolling(POINTS, LAST) == Total("2025-10", "2026-09", sum(range(25, 37)))  # type: ignore[arg-type]


def test_the_year_to_date_begins_in_april() -> None:
    assert year_to_date(POINTS, LAST) == Total("2026-04", "2026-09", sum(range(31, 37)))  # type: ignore[arg-type]
    assert year_to_date(POINTS, "2026-04").value == 31
    assert year_to_date(POINTS, "2026-03").value == financial_year(POINTS, "2025-26").value == sum(range(19, 31))


def test_the_same_months_a_year_before() -> None:
    assert year_before(POINTS, one_month(POINTS, LAST)).value == 24
    assert year_before(POINTS, rolling(POINTS, LAST)).value == sum(range(13, 25))
    assert year_before(POINTS, year_to_date(POINTS, LAST)) == Total("2025-04", "2025-09", sum(range(19, 25)))  # type: ignore[arg-type]


def test_two_missing_months_make_every_annual_figure_disappear() -> None:
    thin = [point for point in POINTS if point.period not in {"2026-02", "2026-03"}]
    assert rolling(thin, LAST) == Total("2025-10", "2026-09", None, "[x]", "2026-02, 2026-03 missing")
    assert financial_year(thin, "2025-26").reason == "2026-02, 2026-03 missing"
    assert year_to_date(thin, LAST).value == sum(range(31, 37))


def test_a_partial_month_is_not_added() -> None:
    points = [replace(point, partial=point.period == "2026-05") for point in POINTS]
    assert rolling(points, LAST) == Total("2025-10", "2026-09", None, "[x]", "2026-05 partial")


def test_confidential_months_make_a_confidential_total() -> None:
    points = [replace(p, value=None, status="[c]") if p.period == "2026-05" else p for p in POINTS]
    assert rolling(points, LAST).status == "[c]"
    assert rolling([p for p in points if p.period != "2026-06"], LAST).status == "[x]"


def test_a_total_takes_over_the_gravest_status() -> None:
    statuses = {"2026-09": "[p]", "2026-01": "[b]", "2025-12": "[r]"}
    points = [replace(point, status=statuses.get(point.period, "")) for point in POINTS]
    assert (rolling(points, LAST).status, year_to_date(points, LAST).status) == ("[b]", "[p]")


def test_many_missing_months_are_counted() -> None:
    assert rolling(POINTS[-4:], LAST).reason == "2025-10, 2025-11, 2025-12 and 5 more missing"


@pytest.mark.parametrize(
    ("month", "year"), [("2026-03", "2025-26"), ("2026-04", "2026-27"), ("1999-04", "1999-00"), ("2000-01", "1999-00")]
)
def test_the_financial_year_of_a_month(month: str, year: str) -> None:
    assert financial_year_of(month) == year


@settings(deadline=None)
@given(st.integers(0, 60), st.permutations(range(24)), st.lists(st.integers(0, 10**6), min_size=24, max_size=24))
def test_totals_are_plain_sums_whatever_the_order(shift: int, order: list[int], values: list[int]) -> None:
    months = months_to(month_after("2020-01", shift), 24)
    points = [Point(months[at], values[at]) for at in order]
    assert rolling(points, months[-1]).value == sum(values[12:])
    last = date.fromisoformat(f"{months[-1]}-01")
    begun = date(last.year if last.month >= 4 else last.year - 1, 4, 1)
    assert year_to_date(points, months[-1]).value == sum(
        value for month, value in zip(months, values, strict=True) if date.fromisoformat(f"{month}-01") >= begun
    )
