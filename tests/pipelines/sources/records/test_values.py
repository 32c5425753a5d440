from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources.records.values import typed
from schemas.base import Column, columns_of
from schemas.decisions import Decisions

COLUMNS = {column.name: column for column in columns_of(Decisions)}


def column(name: str) -> Column:
    return COLUMNS[name]


@pytest.mark.parametrize(
    ("name", "written", "value"),
    [
        ("decision_number", "11", 11),
        ("urgent", "false", False),
        ("decision_date", "2024-02-29", date(2024, 2, 29)),
        ("capital_gbp", "-1250.5", Decimal("-1250.5")),
        ("title", "no", "no"),
        ("options_considered", ("Keep", "Sell, or let"), "Keep; Sell, or let"),
    ],
)
def test_a_value_is_what_its_column_promises(name: str, written: str, value: object) -> None:
    assert typed(written, column(name)) == value


@pytest.mark.parametrize(
    ("name", "written", "hint"),
    [
        ("decision_number", "eleven", "whole number"),
        ("decision_number", "1" * 30, "whole number"),
        ("urgent", "yes", "true or false"),
        ("decision_date", "2025-02-30", "a day that exists"),
        ("decision_date", "20250201", "year-month-day"),
        ("capital_gbp", "1,250.00", "without commas"),
        ("capital_gbp", "0.001", "2 after it"),
        ("capital_gbp", "1234567890123", "12 figures before"),
        ("capital_gbp", ("1", "2"), "one value"),
        ("options_considered", ("Keep; sell", "Let"), "semicolon"),
    ],
)
def test_a_value_that_does_not_fit_says_how_to_write_it(name: str, written: str, hint: str) -> None:
    with pytest.raises(ValueError, match=hint):
        typed(written, column(name))


@given(st.decimals(min_value=-(10**11), max_value=10**11, places=2))
def test_every_sum_of_money_comes_back_as_written(amount: Decimal) -> None:
    assert typed(f"{amount:f}", column("capital_gbp")) == amount


@given(st.text(alphabet="0123456789.,-+eE £_", max_size=12))
def test_any_text_is_refused_or_a_number_that_means_what_it_shows(written: str) -> None:
    try:
        value = typed(written, column("capital_gbp"))
    except ValueError:
        return
    whole, _, pence = written.lstrip("-").partition(".")
    assert abs(value) * 100 == int(whole) * 100 + int(pence.ljust(2, "0") or 0)
