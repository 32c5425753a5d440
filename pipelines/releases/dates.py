"""The days that a release speaks of. No clock stands in a published file, so every date comes from the data."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

from pipelines.dataset import Dataset, Grain

Span = tuple[date, date]
"""First and last day, both within."""


def span(grain: Grain, periods: Sequence[str]) -> Span | None:
    """The days from the first period to the last, sorted as they are; None where the grain tells no days."""
    if grain is Grain.WHOLE or not periods:
        return None
    return _days(grain, periods[0])[0], _days(grain, periods[-1])[1]


def _days(grain: Grain, period: str) -> Span:
    year = int(period[:4])
    if grain is Grain.FINANCIAL_YEAR:
        return date(year, 4, 1), date(year + 1, 3, 31)
    return date(year, int(period[5:7]), 1), _last_of_month(period)


def _last_of_month(month: str) -> date:
    year, number = int(month[:4]), int(month[5:7])
    return date(year, number, monthrange(year, number)[1])


def interval(days: Span | None) -> str | None:
    """Days as an ISO 8601 interval, `2025-04-01/2026-03-31`."""
    return f"{days[0].isoformat()}/{days[1].isoformat()}" if days else None


def dated(dataset: Dataset, as_at: str | None, periods: Sequence[str]) -> str | None:
    """The day a release is dated, `YYYY-MM-DD`: that of its newest source (a month's last day where no day is told).

    Where no source tells a date: the end of the newest period, or the day its duty asks for it where that comes
    earlier, as with a budget. None where the periods tell no days either.
    """
    if as_at:
        return as_at if len(as_at) == len("2025-01-31") else _last_of_month(as_at).isoformat()
    if (days := span(dataset.grain, periods)) is None:
        return None
    return (days[1] + timedelta(days=min(0, dataset.duty.due_days))).isoformat()
