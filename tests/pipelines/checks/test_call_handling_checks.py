from __future__ import annotations

from decimal import Decimal

import duckdb
import polars as pl
import pytest

from pipelines.checks.call_handling import counts_add_up, one_row_each, shares_add_up

COUNTS = ("answered_under_10s_count", "answered_10_to_60s_count", "answered_over_60s_count")
SHARES = ("answered_under_10s_percent", "answered_10_to_60s_percent", "answered_over_60s_percent")
Row = tuple[str, str, int | None, tuple[int, int, int], tuple[str, str, str]]


def table(*rows: Row) -> duckdb.DuckDBPyRelation:
    schema = {"month": pl.String, "force_name": pl.String, "calls_answered": pl.Int64}
    schema |= dict.fromkeys(COUNTS, pl.Int64) | dict.fromkeys(SHARES, pl.Decimal(5, 2))
    flat = [(*row[:3], *row[3], *(Decimal(share) for share in row[4])) for row in rows]
    return duckdb.connect().from_arrow(pl.DataFrame(flat, schema=schema, orient="row").to_arrow())


def test_bands_that_make_up_all_calls_pass_month_by_month() -> None:
    found = counts_add_up(
        table(
            ("2025-05", "Kent Police", 100, (90, 8, 2), ("90", "8", "2")),
            ("2025-04", "Kent Police", 100, (90, 8, 1), ("90", "8", "2")),
        )
    )
    assert [(finding.period, finding.ok) for finding in found] == [("2025-04", False), ("2025-05", True)]
    assert found[0].text == "Kent Police: the bands add up to 99 of 100 calls"


@pytest.mark.parametrize(
    ("shares", "ok"),
    [
        (("92.3", "7.0", "0.8"), True),  # 100.1 of tenths
        (("92.3", "7.0", "0.9"), False),  # 100.2 of tenths
        (("92.31", "7.01", "0.70"), False),  # 100.02 of hundredths
        (("92.31", "7.00", "0.70"), True),
        (("92", "7", "2"), True),  # 101 of whole ones
        (("92", "7", "3"), False),
    ],
)
def test_shares_may_miss_100_by_their_rounding_and_no_more(shares: tuple[str, str, str], ok: bool) -> None:
    (finding,) = shares_add_up(table(("2025-04", "Kent Police", 1000, (1, 1, 1), shares)))
    assert finding.ok is ok


def test_the_rounding_is_the_months_not_the_rows() -> None:
    rows: list[Row] = [
        ("2025-04", "Essex Police", 1000, (1, 1, 1), ("92.31", "7.00", "0.70")),
        ("2025-04", "Kent Police", 1000, (1, 1, 1), ("92", "7", "2")),
    ]
    (finding,) = shares_add_up(table(*rows))
    assert finding.text == "Kent Police: the shares add up to 101.00 per cent, which rounding does not explain"


def test_a_force_without_calls_has_no_shares_to_add() -> None:
    assert shares_add_up(table(("2025-04", "Kent Police", 0, (0, 0, 0), ("0", "0", "0")))) == []


def test_a_force_told_of_by_two_workbooks_is_named() -> None:
    bands = (90, 8, 2), ("90", "8", "2")
    found = one_row_each(
        table(
            ("2025-04", "Kent Police", 100, *bands),
            ("2025-05", "Essex Police", 100, *bands),
            ("2025-05", "Kent Police", 100, *bands),
            ("2025-05", "Kent Police", 101, *bands),
        )
    )
    assert [(finding.period, finding.ok) for finding in found] == [("2025-04", True), ("2025-05", False)]
    assert found[1].text == "Kent Police has 2 rows: two workbooks tell of the month, keep the one that is right"
