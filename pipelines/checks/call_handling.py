"""999 figures must be whole: one row for each force, whose three bands make up all calls, in number and in share."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any

from pipelines.dataset import Check, Finding

if TYPE_CHECKING:
    import duckdb

Row = tuple[str, str, Decimal, Decimal, Decimal]
_COUNTS = "answered_under_10s_count, answered_10_to_60s_count, answered_over_60s_count"
_SHARES = "answered_under_10s_percent, answered_10_to_60s_percent, answered_over_60s_percent"


def counts_add_up(table: duckdb.DuckDBPyRelation) -> list[Finding]:
    """One finding for each month: the calls of the three bands are the calls answered."""
    rows = _given(table, f"month, force_name, {_COUNTS}, calls_answered")
    return [
        _finding(
            month,
            len(group),
            (
                f"{force}: the bands add up to {sum(bands):,} of {stated:,} calls"
                for _, force, *bands, stated in group
                if sum(bands) != stated
            ),
        )
        for month, group in _by_month(rows)
    ]


def shares_add_up(table: duckdb.DuckDBPyRelation) -> list[Finding]:
    """One finding for each month: the shares add up to 100, each wrong by at most half of the month's own rounding.

    Forces that answered no call have no shares to add.
    """
    rows = _given(table.filter("coalesce(calls_answered, 1) > 0"), f"month, force_name, {_SHARES}")
    return [_shares(month, group) for month, group in _by_month(rows)]


def one_row_each(table: duckdb.DuckDBPyRelation) -> list[Finding]:
    """One finding for each month: a force has one row in it, whichever workbooks tell of that month."""
    rows = table.aggregate("month, force_name, count(*) AS times").order("month, force_name").fetchall()
    return [
        _finding(month, len(group), (_twice(force, times) for _, force, times in group if times > 1))
        for month, group in _by_month(rows)
    ]


def _twice(force: str, times: int) -> str:
    return f"{force} has {times} rows: two workbooks tell of the month, keep the one that is right"


def _shares(month: str, group: list[Row]) -> Finding:
    bound = _step(share for row in group for share in row[2:]) * Decimal("1.5")
    slips = (
        f"{force}: the shares add up to {sum(shares)} per cent, which rounding does not explain"
        for _, force, *shares in group
        if abs(sum(shares, Decimal(0)) - 100) > bound
    )
    return _finding(month, len(group), slips)


def _step(shares: Iterable[Decimal]) -> Decimal:
    """The step to which shares were rounded: the smallest place that any of them uses."""
    places = max((-int(share.normalize().as_tuple().exponent) for share in shares), default=0)
    return Decimal(1).scaleb(-max(places, 0))


def _given(table: duckdb.DuckDBPyRelation, columns: str) -> list[Row]:
    """Rows in which all the columns are given, by month and force."""
    present = " AND ".join(f"{name.strip()} IS NOT NULL" for name in columns.split(","))
    return table.filter(present).project(columns).order("month, force_name").fetchall()


def _by_month(rows: list[tuple[Any, ...]]) -> list[tuple[str, list[tuple[Any, ...]]]]:
    return [(month, list(group)) for month, group in groupby(rows, key=lambda row: row[0])]


def _finding(month: str, tested: int, slips: Iterable[str]) -> Finding:
    found = list(slips)
    return Finding(month, not found, "; ".join(found) or f"{tested} forces tested")


CHECKS = (
    Check("one-row-each", "Each force has one row in a month.", one_row_each),
    Check("counts-add-up", "The calls of the three bands add up to the calls answered.", counts_add_up),
    Check("shares-add-up", "The shares of the three bands add up to 100 per cent, within rounding.", shares_add_up),
)
"""The release checks of the dataset `call-handling-999`."""
