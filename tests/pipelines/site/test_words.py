"""Figures and codes in words."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.evidence import CoverageStatus
from pipelines.releases.model import Reason
from pipelines.site import words
from schemas.base import STATUS_CODES


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2026-08-31", "31 August 2026"),
        ("2026-08", "August 2026"),
        ("2025-26", "2025-26"),
        ("2011-12", "2011-12"),
        ("2011-11", "November 2011"),
        ("all", "all"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_period_is_said_as_people_write_it(value: str | None, said: str) -> None:
    assert words.when(value) == said


@given(st.decimals(-(10**9), 10**9, places=2))
def test_pounds_can_be_read_back(amount: Decimal) -> None:
    assert Decimal(words.pounds(amount).replace("£", "").replace(",", "")) == amount


def test_a_band_of_pay_is_told_from_its_foot_to_its_top() -> None:
    assert words.band("89000-93999") == "£89,000 to £93,999"
    assert words.band("not agreed") == "not agreed"


@given(st.text())
def test_a_slug_is_a_file_name(text: str) -> None:
    slug = words.slug(text)
    assert slug
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@given(st.dates(date(2013, 1, 1), date(2099, 1, 1)), st.integers(0, 400))
def test_a_month_is_due_so_many_days_after_its_last(day: date, days: int) -> None:
    month = day.strftime("%Y-%m")
    last = day
    while (last + timedelta(days=1)).month == day.month:
        last += timedelta(days=1)
    assert words.due(month, days) == (last + timedelta(days=days)).isoformat()


def test_only_months_have_a_next_one() -> None:
    assert words.next_due("2026-12", "R/P1M", 31) == "2027-03-03"
    assert words.next_due("2026-12", "R/P3M", 31) == ""
    assert words.next_due("2025-26", "R/P1M", 31) == ""
    assert words.next_due("", "R/P1M", 31) == ""


def test_sizes_are_said_in_the_unit_that_fits() -> None:
    assert [words.size(count) for count in (999, 1000, 3_703_133, 2_000_000_000)] == [
        *("999 bytes", "1.0 kB", "3.7 MB", "2.0 GB"),
    ]


def test_every_code_reason_and_state_has_its_words() -> None:
    assert set(words.CODES) == set(STATUS_CODES)
    assert set(words.REASONS) == {reason.value for reason in Reason}
    assert set(words.MARKS) == {status.value for status in CoverageStatus}
    assert words.code("[p][r]") == "provisional and revised"


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [("7.00", "", "7"), ("2.50", "", "2.5"), ("1900000.00", "people", "1,900,000"), ("2017.00", "year", "2017")],
)
def test_a_figure_has_no_noughts_after_the_point(value: str, unit: str, said: str) -> None:
    assert words.brief(value, unit) == said


def test_nothing_is_nought_and_hundreds_keep_theirs() -> None:
    assert [words.brief(value) for value in ("0.00", "100", "-368.00")] == ["0", "100", "-368"]
