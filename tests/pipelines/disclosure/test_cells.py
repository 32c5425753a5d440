from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.dataset import Margin, SmallNumbers
from pipelines.disclosure.cells import Equation, Sum, completed, equations, sums

TIME = SmallNumbers("n", periods=("kind", "period"))
ACROSS = SmallNumbers("n", margins=(Margin("place", "all"),))


def test_a_margin_adds_up_within_the_same_other_columns() -> None:
    keys = [("a", "x"), ("b", "x"), ("all", "x"), ("a", "y"), ("b", "y")]
    assert sums(keys, ("place", "kind"), ACROSS) == (Sum(("all", "x"), (("a", "x"), ("b", "x"))),)


def test_one_total_may_be_split_in_several_ways() -> None:
    rule = SmallNumbers("n", margins=(Margin("group", "all", split="by"),))
    keys = [("all", "all"), ("sex", "women"), ("sex", "men"), ("age", "young"), ("age", "old")]
    assert sums(keys, ("by", "group"), rule) == (
        Sum(("all", "all"), (("age", "old"), ("age", "young"))),
        Sum(("all", "all"), (("sex", "men"), ("sex", "women"))),
    )


@pytest.mark.parametrize(
    ("month", "quarter", "year"),
    [
        ("2026-03", "2025-26-Q4", "2025-26"),
        ("2026-04", "2026-27-Q1", "2026-27"),
        ("2026-12", "2026-27-Q3", "2026-27"),
        ("2099-12", "2099-00-Q3", "2099-00"),
        ("2010-11", "2010-11-Q3", "2010-11"),
    ],
)
def test_months_are_parts_of_quarters_and_financial_years(month: str, quarter: str, year: str) -> None:
    keys = [("month", month), ("quarter", quarter), ("financial-year", year)]
    assert {(one.total[1], one.parts[0][1]) for one in sums(keys, ("kind", "period"), TIME)} == {
        (quarter, month),
        (year, month),
        (year, quarter),
    }


@given(st.dates(date(2001, 1, 1), date(2098, 12, 31)))
def test_every_month_lies_in_the_quarter_that_a_calendar_gives(day: date) -> None:
    first = day.year - (day.month < 4)
    number = {4: 1, 5: 1, 6: 1, 7: 2, 8: 2, 9: 2, 10: 3, 11: 3, 12: 3, 1: 4, 2: 4, 3: 4}[day.month]
    total = ("quarter", f"{first}-{str(first + 1)[2:]}-Q{number}")
    month = ("month", f"{day:%Y-%m}")
    assert sums([total, month], ("kind", "period"), TIME) == (Sum(total, (month,)),)


def test_what_follows_from_the_rest_is_worked_out_and_no_more() -> None:
    one, other = Sum(("t",), (("a",), ("b",))), Sum(("u",), (("t",), ("c",), ("d",)))
    values = {("t",): 9, ("a",): 7, ("b",): None, ("u",): 20, ("c",): None, ("d",): None}
    assert completed(values, [one, other]) == {("t",): 9, ("a",): 7, ("b",): 2, ("u",): 20}
    assert completed({("t",): None, ("a",): 1, ("b",): 2}, [one])[("t",)] == 3
    assert ("b",) not in completed({("t",): 3, ("a",): 7, ("b",): None}, [one]), "a count is never less than nought"


def test_a_sum_that_is_short_bounds_and_one_that_is_over_tells_nothing() -> None:
    total = [Sum(("t",), (("a",), ("b",)))]
    exact = equations(total, {("t",): 5, ("a",): 2, ("b",): 3})
    assert list(exact) == [Equation(((("a",), 1), (("b",), 1), (("t",), -1)), 0, slack=False)]
    (short,) = equations(total, {("t",): 6, ("a",): 2, ("b",): 3})
    assert short.slack
    (unknown,) = equations(total, {("t",): 6, ("a",): 2})
    assert unknown.slack
    assert not list(equations(total, {("t",): 4, ("a",): 2, ("b",): 3}))


def test_an_older_version_tells_of_what_it_hid() -> None:
    total = [Sum(("t",), (("a",), ("b",), ("c",)))]
    truth = {("t",): 30, ("a",): 2, ("b",): 8, ("c",): 20}
    (then,) = equations(total, truth, {("t",): 30, ("c",): 20})
    assert then == Equation(((("a",), 1), (("b",), 1)), 10, slack=False)
    (revised,) = equations(total, truth, {("t",): 35, ("c",): 20})
    assert revised.slack, "it is less now than the older version said"
    assert not list(equations(total, truth, {("t",): 25, ("c",): 20})), "it is more now: no longer true"
