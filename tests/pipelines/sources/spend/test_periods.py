from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources.spend.periods import Claim, claim_of, financial_year_of


@pytest.mark.parametrize(
    ("sheet", "file", "expected"),
    [
        ("Apr 18", "pcc-2018-19.xlsx", Claim(month="2018-04")),
        ("Apr", "pcc-2023-24.xlsx", Claim(month="2023-04")),
        ("Mar", "pcc-2023-24.xlsx", Claim(month="2024-03")),
        ("Jan '24", "pcc-2023-24.xlsx", Claim(month="2024-01")),
        ("APR 24", "x.xlsx", Claim(month="2024-04")),
        ("September 2026", "x.xlsx", Claim(month="2026-09")),
        ("Apr", "x.xlsx", Claim()),
        ("Data", "pcc-2023-24.xlsx", Claim(year="2023-24")),
        ("", "Jan2021.csv", Claim(month="2021-01")),
        ("", "2011-01-payments.csv", Claim(month="2011-01")),
        ("", "spend-over-500-2026-09.xlsx", Claim(month="2026-09")),
        ("", "spend-2011-12.csv", Claim()),
        ("", "oxford-apr-jun-2014.csv", Claim()),
        ("", "1701.csv", Claim()),
        ("Sheet1", "marketing.csv", Claim()),
    ],
)
def test_what_names_claim(sheet, file, expected):
    assert claim_of(sheet, file) == expected


@pytest.mark.parametrize(
    ("day", "year"), [(date(2024, 3, 31), "2023-24"), (date(2024, 4, 1), "2024-25"), (date(2099, 4, 1), "2099-00")]
)
def test_the_financial_year_begins_in_april(day, year):
    assert financial_year_of(day) == year


@given(st.text(), st.text())
def test_no_name_crashes(sheet, file):
    claim = claim_of(sheet, file)
    assert claim.holds(date(2024, 1, 1)) in {True, False}
