from __future__ import annotations

from decimal import Decimal

import duckdb
import polars as pl
import pytest

from pipelines.checks.budget import CHECKS, as_published, lines_add_up, totals_agree

SCHEMA = {
    "financial_year": pl.String,
    "item": pl.String,
    "side": pl.String,
    "label": pl.String,
    "amount_gbp": pl.Decimal(14, 2),
    "rounding_gbp": pl.Decimal(14, 2),
    "published_as": pl.String,
    "published_unit": pl.String,
}
FINANCING = ("303.2", "183.9", "39.1", "10")
EXPENDITURE = ("293.3", "117.9", "24.2", "22.1", "9.8", "43.8", "19.6", "4.0", "1.5")


def line(side: str | None, figure: str, item: str = "budget-line", year: str = "2025-26") -> tuple[object, ...]:
    amount = Decimal(figure.strip("()")) * 1_000_000
    return year, item, side, figure, amount, Decimal(100_000), figure, "GBP million"


def table(rows: list[tuple[object, ...]]) -> duckdb.DuckDBPyRelation:
    return duckdb.connect().from_arrow(pl.DataFrame(rows, schema=SCHEMA, orient="row").to_arrow())


def year_2025(**changes: str) -> list[tuple[object, ...]]:
    """The real year by hand: both sides come to 536.2."""
    rows = [line("financing", changes.get(figure, figure)) for figure in FINANCING]
    rows += [line("expenditure", changes.get(figure, figure)) for figure in EXPENDITURE]
    return [*rows, line("financing", "536.2", "total"), line(None, "536.2", "headline")]


def test_both_sides_of_2025_26_come_to_536_2_million() -> None:
    financing, expenditure = lines_add_up(table(year_2025()))
    assert financing.ok
    assert expenditure.ok
    assert "4 lines add up to £536,200,000.00" in financing.text
    assert "9 lines add up to £536,200,000.00" in expenditure.text
    assert "rounding explains up to £450,000.00" in expenditure.text
    assert [finding.ok for finding in totals_agree(table(year_2025()))] == [True]


@pytest.mark.parametrize(("figure", "ok"), [("39.3", True), ("39.4", False), ("-39.1", False)])
def test_a_difference_passes_up_to_half_the_rounding_of_each_line(figure: str, ok: bool) -> None:
    found = lines_add_up(table(year_2025(**{"39.1": figure})))
    assert [finding.ok for finding in found] == [ok, True]


def test_sides_that_disagree_fail() -> None:
    rows = [*year_2025(), line("expenditure", "536.3", "total")]
    assert [finding.ok for finding in totals_agree(table(rows))] == [False]


def test_a_side_without_total_or_headline_fails_and_says_so() -> None:
    rows = [row for row in year_2025() if row[1] == "budget-line"]
    assert [finding.ok for finding in lines_add_up(table(rows))] == [False, False]
    assert "no total" in lines_add_up(table(rows))[0].text
    assert [finding.ok for finding in totals_agree(table(rows))] == [False]


def test_a_line_without_an_amount_fails() -> None:
    rows = [(*row[:4], None, *row[5:]) if row[3] == "24.2" else row for row in year_2025()]
    assert "1 lines without an amount" in lines_add_up(table(rows))[1].text


def test_years_without_lines_have_nothing_to_add() -> None:
    rows = [line(None, "157.15", "council-tax-precept-band-d", "2017-18")]
    assert lines_add_up(table(rows)) == []
    assert totals_agree(table(rows)) == []


def test_each_amount_is_the_figure_as_published() -> None:
    assert [finding.ok for finding in as_published(table(year_2025()))] == [True]
    rows = [(*line("financing", "-1.5")[:6], "(-1.5)", "GBP million"), (*line(None, "1")[:6], "£2", "GBP million")]
    (finding,) = as_published(table(rows))
    assert finding.text == "1 was published as £2 (GBP million) and is recorded as 1000000.00"


def test_the_dataset_runs_all_three() -> None:
    assert [check.name for check in CHECKS] == ["lines-add-up", "totals-agree", "as-published"]
