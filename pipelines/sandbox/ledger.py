"""The sandbox's ledger: control totals of the made-up payments, one month in twelve off, as happens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from pipelines.sandbox.page import MARK, Setting
from pipelines.sandbox.spend import months, paid_by_body

LATE_POSTING = Decimal("12345.67")
"""What the ledger has in a month that is off and the spreadsheet has not."""


def records(setting: Setting) -> Iterator[tuple[str, date, dict[str, Any]]]:
    """The kind of record, the day it becomes known (the fifth of the next month but one), and its fields."""
    for first in months(setting.today):
        next_month = (first + timedelta(days=31)).replace(day=1)
        known = (next_month + timedelta(days=31)).replace(day=5)
        yield "ledger", known, _record(setting, first)


def _record(setting: Setting, first: date) -> dict[str, Any]:
    found = paid_by_body(setting, first)
    late = LATE_POSTING if first.month == 3 else Decimal(0)
    totals = {"all": (sum(amount for amount, _ in found.values()) + late, sum(lines for _, lines in found.values()))}
    return {
        "month": f"{first:%Y-%m}",
        "stated_in": f"Creditor payments of {first:%B %Y}, made up ({MARK})",
        "totals": [
            {"body_name": body, "covers": "all-payments", "control_total_gbp": str(amount), "lines": lines}
            for body, (amount, lines) in (found | totals).items()
        ],
    }
