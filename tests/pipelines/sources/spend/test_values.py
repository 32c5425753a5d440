from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources.spend.values import ValueProblem, amount_of, date_of, text_of


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (date(2023, 4, 3), date(2023, 4, 3)),
        (datetime.fromisoformat("2023-06-01 01:00"), date(2023, 6, 1)),  # midnight shifted by summer time
        (45044, date(2023, 4, 28)),  # hand-worked: 45017 is 1 April 2023
        (45044.0, date(2023, 4, 28)),
        ("45044", date(2023, 4, 28)),
        ("2023-04-03", date(2023, 4, 3)),
        ("2023-04-03 00:00:00", date(2023, 4, 3)),
        ("2024-06-30T23:00:00Z", date(2024, 7, 1)),
        ("2024-12-31T23:30:00+00:00", date(2024, 12, 31)),
        ("03/04/2023", date(2023, 4, 3)),
        ("3/4/23", date(2023, 4, 3)),
        ("17.02.21", date(2021, 2, 17)),
        ("03-Apr-2023", date(2023, 4, 3)),
        ("3rd April 2023", date(2023, 4, 3)),
        ("20230403", date(2023, 4, 3)),
        (20230403, date(2023, 4, 3)),
        (" 03/04/2023\u00a0", date(2023, 4, 3)),
    ],
)
def test_dates_that_publishers_write(cell, expected):
    assert date_of(cell) == expected


@pytest.mark.parametrize(
    ("cell", "check"),
    [
        ("", "date-missing"),
        ("00:00:00", "date-missing"),
        (time(0, 0), "date-missing"),
        (timedelta(hours=12), "date-missing"),
        ("12/31/2023", "date-unreadable"),
        ("30/02/2023", "date-unreadable"),
        ("April", "date-unreadable"),
        (True, "date-unreadable"),
        (12.5, "date-unreadable"),
        (float("inf"), "date-unreadable"),
        ("=TODAY()", "date-unreadable"),
        (date(1900, 1, 1), "date-range"),
        ("01/01/0001", "date-range"),
    ],
)
def test_what_is_no_date_says_why(cell, check):
    with pytest.raises(ValueProblem) as caught:
        date_of(cell)
    assert caught.value.check == check


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (875.6899999999999, "875.69"),
        (38520.450000000004, "38520.45"),
        (0.1 + 0.2, "0.30"),
        (1000, "1000.00"),
        ("£1,234.56", "1234.56"),
        ("1234.5", "1234.50"),
        ("(1,234.56)", "-1234.56"),
        ("£(500.00)", "-500.00"),
        ("-£500", "-500.00"),
        ("500.00-", "-500.00"),
        ("\u2212500", "-500.00"),
        (" 12 345.00 ", "12345.00"),
        ("-0", "0.00"),
        ("2.345", "2.35"),
    ],
)
def test_amounts_that_publishers_write(cell, expected):
    assert str(amount_of(cell)) == expected


@pytest.mark.parametrize(
    ("cell", "check"),
    [
        ("", "amount-missing"),
        ("#REF!", "amount-missing"),
        ("=SUM(A1:A3)", "amount-formula"),
        ("1.234,56", "amount-unreadable"),
        ("12,34.56", "amount-unreadable"),
        ("--5", "amount-unreadable"),
        ("(-5)", "amount-unreadable"),
        ("n/a", "amount-unreadable"),
        ("1e9", "amount-unreadable"),
        ("٣", "amount-unreadable"),
        (float("nan"), "amount-unreadable"),
        (True, "amount-unreadable"),
        (date(2023, 4, 3), "amount-unreadable"),
        (1e13, "amount-range"),
        ("9" * 50, "amount-unreadable"),
    ],
)
def test_what_is_no_amount_says_why(cell, check):
    with pytest.raises(ValueProblem) as caught:
        amount_of(cell)
    assert caught.value.check == check


@given(st.integers(-(10**13), 10**13))
def test_every_penny_survives_every_way_of_writing_it(pence):
    amount = Decimal(pence) / 100
    size = f"{abs(amount):,.2f}"
    written = [f"£{size}", size, f" {size}\u00a0"] if pence >= 0 else [f"({size})", f"-{size}", f"{size}-", f"-£{size}"]
    assert {amount_of(text) for text in written} == {amount}
    if abs(pence) < 10**11:
        assert amount_of(float(amount)) == amount


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_survives_every_way_of_writing_it(day):
    serial = (day - date(1899, 12, 30)).days
    texts = [day.isoformat(), f"{day.day}/{day.month}/{day.year}", f"{day.day:02}.{day.month:02}.{day.year % 100:02}"]
    assert {date_of(cell) for cell in [serial, *texts, datetime.combine(day, time(1))]} == {day}


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("  TRUSTEES \u00a0OF\nTHE  FUND ", "TRUSTEES OF THE FUND"),
        ("CafÃ© Ltd", "Café Ltd"),
        ("Oâ€™Brien", "O\u2019Brien"),
        ("Â£5", "£5"),
        ("Name†", "Name"),
        ("a\0b\u200bc", "a bc"),
        (5510.0, "5510"),
        (1.5, "1.5"),
        (True, "TRUE"),
        (date(2023, 4, 3), "2023-04-03"),
        ("#N/A", None),
        (" \u00a0", None),
        ("=cmd()", "=cmd()"),
        ("ÂNGEL", "ÂNGEL"),
    ],
)
def test_text_is_cleaned_and_nothing_else(cell, expected):
    assert text_of(cell) == expected


@given(st.one_of(st.text(), st.floats(), st.integers(), st.datetimes(), st.booleans(), st.times(), st.timedeltas()))
def test_no_cell_crashes_a_reader(cell):
    text = text_of(cell)
    assert text is None or (text == " ".join(text.split()) and text_of(text) == text)
    for reader in (date_of, amount_of):
        try:
            found = str(reader(cell))
        except ValueProblem as problem:
            found = problem.check and str(problem)
        assert found


@given(st.text(alphabet=st.characters(max_codepoint=126), max_size=40))
def test_plain_text_is_cleaned_as_any_other_is(text):
    odd = text_of(f"\u00a0{text}\u00a0")
    assert text_of(text) == odd
