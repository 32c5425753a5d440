"""The budget must add up: each side's lines to its total, one total to the other, each figure to what was published."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pipelines.dataset import Check, Finding

if TYPE_CHECKING:
    import duckdb

_WORTH = {"GBP": Decimal(1), "GBP million": Decimal(1_000_000)}


@dataclass(frozen=True)
class Side:
    """One side of one year: `lines` added up, `stated` as published, and `bound`, the most that rounding explains."""

    year: str
    name: str
    lines: Decimal
    count: int
    bound: Decimal
    stated: Decimal | None
    unknown: int

    @property
    def finding(self) -> Finding:
        """Whether the lines add up to the stated total within the rounding."""
        if self.stated is None or self.unknown:
            missing = "no total" if self.stated is None else f"{self.unknown} lines without an amount"
            return Finding(self.year, False, f"{self.name} has {missing}: add it to the record")
        gap = self.lines - self.stated
        text = (
            f"{self.name}: {self.count} lines add up to {_pounds(self.lines)}, the stated total is "
            f"{_pounds(self.stated)}, a difference of {_pounds(gap)}; rounding explains up to {_pounds(self.bound)}"
        )
        return Finding(self.year, abs(gap) <= self.bound, text)


def sides(table: duckdb.DuckDBPyRelation) -> list[Side]:
    """Both sides of every year that has budget lines. A side that states no total has the headline for one."""
    found = table.aggregate(
        """financial_year,
           max(amount_gbp) FILTER (item = 'headline') AS headline,
           list({'side': side, 'item': item, 'amount': amount_gbp, 'rounding': rounding_gbp})
             FILTER (item IN ('budget-line', 'total')) AS figures""",
        "financial_year",
    ).order("financial_year")
    years = [(year, headline, figures or []) for year, headline, figures in found.fetchall()]
    return [_side(year, name, headline, figures) for year, headline, figures in years if figures for name in _SIDES]


_SIDES = ("financing", "expenditure")


def _side(year: str, name: str, headline: Decimal | None, figures: Iterable[dict[str, Any]]) -> Side:
    own = [figure for figure in figures if figure["side"] == name]
    lines = [figure for figure in own if figure["item"] == "budget-line"]
    totals = [figure["amount"] for figure in own if figure["item"] == "total" and figure["amount"] is not None]
    known = [line["amount"] for line in lines if line["amount"] is not None]
    bound = sum((line["rounding"] for line in lines), Decimal(0)) / 2
    stated = totals[0] if totals else headline
    return Side(year, name, sum(known, Decimal(0)), len(lines), bound, stated, len(lines) - len(known))


def lines_add_up(table: duckdb.DuckDBPyRelation) -> list[Finding]:
    """One finding for each side of each year with budget lines."""
    return [side.finding for side in sides(table)]


def totals_agree(table: duckdb.DuckDBPyRelation) -> list[Finding]:
    """One finding for each year with budget lines: both totals are the same to the penny."""
    found = sides(table)
    return [_agreement(one, other) for one, other in zip(found[::2], found[1::2], strict=True)]


def _agreement(one: Side, other: Side) -> Finding:
    if one.stated is None or other.stated is None:
        return Finding(one.year, False, "a side has no total: add it to the record")
    text = f"{one.name} {_pounds(one.stated)}, {other.name} {_pounds(other.stated)}"
    return Finding(one.year, one.stated == other.stated, text)


def as_published(table: duckdb.DuckDBPyRelation) -> list[Finding]:
    """One finding for each year: every amount is the published figure times its unit, so no slip of the pen gets by."""
    columns = "financial_year, label, amount_gbp, published_as, published_unit"
    rows = table.filter("published_as IS NOT NULL").project(columns).order("financial_year, label").fetchall()
    wrong: dict[str, list[str]] = {row[0]: [] for row in rows}
    for year, label, amount, written, unit in rows:
        if _figure(written, unit) != amount:
            wrong[year].append(f"{label} was published as {written} ({unit}) and is recorded as {amount}")
    return [Finding(year, not slips, "; ".join(slips) or "all as published") for year, slips in wrong.items()]


def _figure(written: str, unit: str) -> Decimal | None:
    """The pounds that a figure such as `(-1.5)` or `£536.2 million` stands for; None when it has no number."""
    number = re.search(r"-?[0-9][0-9,]*(?:\.[0-9]+)?", written)
    return Decimal(number.group().replace(",", "")) * _WORTH[unit] if number else None


def _pounds(amount: Decimal) -> str:
    return f"{'-' if amount < 0 else ''}£{abs(amount):,.2f}"


CHECKS = (
    Check(
        "lines-add-up",
        "The lines of each side of a year's budget add up to the stated total, within half the rounding of each line.",
        lines_add_up,
    ),
    Check("totals-agree", "The two sides of a year's budget have the same total.", totals_agree),
    Check("as-published", "Every amount is the published figure times its unit.", as_published),
)
"""The release checks of the dataset `budget`."""
