"""The periods in which duties fall due, and their days."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta

from pipelines.dataset import Grain
from pipelines.releases.dates import Span, span

MONTHS: Mapping[str, int] = {"R/P1M": 1, "R/P3M": 3, "R/P6M": 6, "R/P1Y": 12}
"""Months of each frequency of a duty or cadence of a dataset."""
FIRST_MONTH = 4
"""Financial years, and with them their quarters, begin in April."""


def days_of(grain: Grain, period: str) -> Span:
    """First and last day of a month or a financial year. Raises ValueError for the only period of a whole dataset."""
    days = span(grain, (period,))
    if days is None:
        raise ValueError(f"{period} of a {grain} dataset has no days")
    return days


def after(grain: Grain, period: str) -> str:
    """The period that follows a month or a financial year."""
    year = int(period[:4])
    if grain is Grain.FINANCIAL_YEAR:
        return f"{year + 1}-{(year + 2) % 100:02}"
    month = int(period[5:])
    return f"{year + month // 12}-{month % 12 + 1:02}"


def current(frequency: str, day: date) -> Span:
    """First and last day of the month, quarter or financial year that holds a day."""
    length = MONTHS[frequency]
    first = day.year * 12 + day.month - 1
    first -= (first + 1 - FIRST_MONTH) % length
    begin, last = divmod(first, 12), divmod(first + length - 1, 12)
    end = date(last[0], last[1] + 1, monthrange(last[0], last[1] + 1)[1])
    return date(begin[0], begin[1] + 1, 1), end


def day_of(said: str) -> date | None:
    """The day of a date of a source: a month counts from its last day; None for "", where no source gave one."""
    if not said:
        return None
    if len(said) > len("2026-01"):
        return date.fromisoformat(said)
    year, month = int(said[:4]), int(said[5:])
    return date(year, month, monthrange(year, month)[1])


def next_due(frequency: str, from_start: bool, days: int, now: date) -> date:
    """The first day from `now` on that is the last in time for a period of this frequency.

    `days` count from the first day of the period, or from its last.
    """
    begin, end = current(frequency, now - timedelta(days=days))
    due = (begin if from_start else end) + timedelta(days=days)
    if due < now:
        begin, end = current(frequency, end + timedelta(days=1))
        due = (begin if from_start else end) + timedelta(days=days)
    return due
