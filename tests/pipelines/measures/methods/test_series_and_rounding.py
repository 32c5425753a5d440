"""Values taken as they print, months in a row, and figures as they are published."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.measures.methods.rounding import places, significant
from pipelines.measures.methods.series import Point, exact, gap, in_order, month_after, months_to


def test_a_float_is_the_decimal_it_prints() -> None:
    assert exact(0.1) + exact(0.2) == exact(Decimal("0.3")) == Fraction(3, 10)


@pytest.mark.parametrize("value", [math.nan, math.inf, Decimal("NaN"), Decimal("Infinity")])
def test_no_number_is_refused(value: float | Decimal) -> None:
    with pytest.raises(ValueError, match="not a finite number"):
        exact(value)


@pytest.mark.parametrize(
    ("month", "count", "expected"),
    [("2025-12", 1, "2026-01"), ("2026-01", -1, "2025-12"), ("2024-02", 12, "2025-02"), ("2025-05", -17, "2023-12")],
)
def test_months_are_counted_across_years(month: str, count: int, expected: str) -> None:
    assert month_after(month, count) == expected
    assert month_after(expected, -count) == month


def test_months_to_ends_with_the_last() -> None:
    assert months_to("2026-02", 3) == ("2025-12", "2026-01", "2026-02")


def test_a_month_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="2025-01 comes twice"):
        in_order([Point("2025-01", 1), Point("2025-02", 1), Point("2025-01", 1)])


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([Point("2025-01", 1), Point("2025-02", 2)], ""),
        ([Point("2025-01", 1), Point("2025-03", 2)], "2025-02 is missing"),
        ([Point("2025-01", 1), Point("2025-02", None)], "2025-02 is missing"),
        ([Point("2025-01", 1, partial=True), Point("2025-02", 1)], "2025-01 is partial"),
    ],
)
def test_a_gap_names_the_first_month_at_fault(points: list[Point], expected: str) -> None:
    assert gap(points) == expected


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [(1234.56, 4, "1235"), (0.00123456, 3, "0.00123"), (99996.0, 4, "100000"), (-0.0, 3, "0"), (12.5, 2, "12")],
)
def test_significant_digits(value: float, digits: int, expected: str) -> None:
    assert str(significant(value, digits)) == expected


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [(Fraction(1, 3), 3, "0.333"), (Fraction(-1, 8), 2, "-0.12"), (2.675, 2, "2.68"), (-0.0001, 2, "0.00")],
)
def test_places(value: Fraction | float, digits: int, expected: str) -> None:
    assert str(places(value, digits)) == expected


def test_what_is_no_number_is_not_published() -> None:
    assert places(math.inf, 2) is None
    assert significant(math.nan, 2) is None


@settings(deadline=None)
@given(st.floats(-1e9, 1e9).filter(lambda value: abs(value) > 1e-6), st.integers(1, 8))
def test_rounding_moves_a_value_by_half_a_digit_at_most(value: float, digits: int) -> None:
    found = significant(value, digits)
    assert found is not None
    assert "E" not in str(found)
    assert abs(float(found) - value) <= 0.5000001 * 10 ** (math.floor(math.log10(abs(value))) - digits + 1)
