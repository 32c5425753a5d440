"""The sandbox's records of 101 calls: made-up monthly figures, as an office that kept a register would write them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from typing import Any

from pipelines.sandbox.page import MARK, Setting

FIRST = 2023 * 12 + 9
"""The first month, as months since year 0: October 2023."""


def records(setting: Setting) -> Iterator[tuple[str, date, dict[str, Any]]]:
    """The kind of record, the day it becomes known (the tenth of the next month but one), and its fields."""
    last = setting.today.year * 12 + setting.today.month - 1
    for month in range(FIRST, last + 1):
        known = date((month + 2) // 12, (month + 2) % 12 + 1, 10)
        yield "calls", known, _record(setting, f"{month // 12}-{month % 12 + 1:02}")


def _record(setting: Setting, month: str) -> dict[str, Any]:
    chance = random.Random(f"calls {setting.seed} {setting.force} {month}")  # noqa: S311 (made-up data)
    received = chance.randint(24_000, 34_000)
    lost = int(received * chance.uniform(0.02, 0.09))
    return {
        "source": f"101 register {month} ({MARK})",
        "definition": f"Calls to 101 that reached the queue, made up ({MARK})",
        "figures": [
            {
                "service": "101",
                "period_kind": "month",
                "period": month,
                "calls_received": received,
                "calls_answered": received - lost,
                "calls_not_answered": lost,
                "percent_not_answered": f"{lost * 100 / received:.2f}",
                "mean_wait_seconds": chance.randint(25, 190),
            }
        ],
    }
