"""Totals over months: twelve rolling, the year to date, a financial year, the same months a year before.

A total is a number only when every month of it is whole. For a rate, total the numerator and the denominator and divide
the totals: a mean of monthly rates is not the rate of the year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from pipelines.measures.methods.series import YEAR, Point, exact, in_order, month_after, months_to

APRIL = 4
"""The month in which a financial year begins."""

CARRIED = ("[b]", "[u]", "[e]", "[r]", "[p]")
"""Statuses that a total takes over from its months, the gravest first."""


@dataclass(frozen=True)
class Total:
    """A total over the months from `first` to `last`.

    `value` is None where a month is not whole; `status` then says of which kind the flaw is (`[c]` confidential, `[x]`
    not available) and `reason` names the months. A total with a number has the gravest status of its months.
    """

    first: str
    last: str
    value: Fraction | None
    status: str = ""
    reason: str = ""


def rolling(points: Sequence[Point], last: str, months: int = YEAR) -> Total:
    """The total of so many months up to and including `last`. Raises ValueError when a month comes twice."""
    return _total(points, months_to(last, months))


def year_to_date(points: Sequence[Point], last: str) -> Total:
    """The total from the April before or in `last` up to and including `last`."""
    return _total(points, months_to(last, (int(last[5:7]) - APRIL) % YEAR + 1))


def financial_year(points: Sequence[Point], year: str) -> Total:
    """The total of a financial year, `2025-26`: April 2025 to March 2026."""
    return _total(points, months_to(f"{int(year[:4]) + 1:04}-03", YEAR))


def one_month(points: Sequence[Point], month: str) -> Total:
    """The month alone, under the rules of a total."""
    return _total(points, (month,))


def year_before(points: Sequence[Point], total: Total) -> Total:
    """The same months one year before: the same month, the twelve months before, the year to that date."""
    first = month_after(total.first, -YEAR)
    last = month_after(total.last, -YEAR)
    count = (int(last[:4]) - int(first[:4])) * YEAR + int(last[5:7]) - int(first[5:7]) + 1
    return _total(points, months_to(last, count))


def financial_year_of(month: str) -> str:
    """The financial year a month lies in: `2025-26` of `2026-03`."""
    begins = int(month[:4]) - (int(month[5:7]) < APRIL)
    return f"{begins:04}-{(begins + 1) % 100:02}"


def _total(points: Sequence[Point], months: tuple[str, ...]) -> Total:
    known = {point.period: point for point in in_order(points)}
    wanted = [known.get(month, Point(month, None)) for month in months]
    flawed = [point for point in wanted if not point.whole]
    if flawed:
        status = "[c]" if all(point.status == "[c]" for point in flawed) else "[x]"
        return Total(months[0], months[-1], None, status, _flaws(flawed))
    value = sum((exact(point.value) for point in wanted if point.value is not None), Fraction(0))
    statuses = {point.status for point in wanted}
    return Total(months[0], months[-1], value, next((code for code in CARRIED if code in statuses), ""))


def _flaws(flawed: Sequence[Point]) -> str:
    """Which months are missing and which partial, at most three of each by name."""
    kinds = {
        "missing": [point.period for point in flawed if point.value is None],
        "partial": [point.period for point in flawed if point.value is not None],
    }
    return "; ".join(f"{_named(months)} {kind}" for kind, months in kinds.items() if months)


def _named(months: Sequence[str]) -> str:
    more = f" and {len(months) - 3} more" if len(months) > 3 else ""
    return ", ".join(months[:3]) + more
