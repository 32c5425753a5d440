"""The forces' funding must add up to the national figure that the source states, within the rounding of each."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pipelines.dataset import Check, Finding

if TYPE_CHECKING:
    import duckdb

_ROUNDING = {"grant-report-total": Decimal(1)}
_MILLIONS = Decimal(100_000)
"""Funding statistics are in millions to one decimal at the coarsest."""


def forces_add_up(table: duckdb.DuckDBPyRelation) -> list[Finding]:
    """One finding for each year, measure and basis for which the source states a national figure."""
    found = table.aggregate(
        """financial_year, measure, basis,
           sum(amount_gbp) FILTER (area_code IS DISTINCT FROM 'K04000001') AS forces,
           count(amount_gbp) FILTER (area_code IS DISTINCT FROM 'K04000001') AS counted,
           max(amount_gbp) FILTER (area_code = 'K04000001') AS stated""",
        "financial_year, measure, basis",
    ).order("financial_year, measure, basis")
    return [_finding(*row) for row in found.fetchall() if row[5] is not None]


def _finding(year: str, measure: str, basis: str, forces: Decimal | None, counted: int, stated: Decimal) -> Finding:
    total = forces or Decimal(0)
    bound = (counted + 1) * _ROUNDING.get(measure, _MILLIONS) / 2
    text = (
        f"{measure} ({basis}): {counted} forces add up to £{total:,.0f}, the source states £{stated:,.0f}, a "
        f"difference of £{total - stated:,.0f}; rounding explains up to £{bound:,.0f}"
    )
    return Finding(year, abs(total - stated) <= bound, text)


CHECKS = (
    Check(
        "forces-add-up",
        "The forces of a year add up to the national figure that the source states, within the rounding of each.",
        forces_add_up,
    ),
)
"""The release checks of the dataset `police-funding`."""
