"""What the finance system's own control totals promise: what the ledger says was paid in a month."""

from __future__ import annotations

from schemas.base import MONTH, STATUS_CODES, Money, Table, column

ALL_BODIES = "all"
"""Stands for every paying body together."""

COVERS = ["over-500", "all-payments"]


class LedgerTotals(Table):
    """One control total: a month, whose payments, and what the ledger adds up to."""

    month: str = column(
        "Month",
        "The month whose payments the total is of, as YYYY-MM.",
        example="2026-09",
        str_matches=MONTH,
    )
    body_name: str = column(
        "Paying body",
        "Whose payments the total is of, as the spreadsheets of payments name that body; all for every body together.",
        example="all",
        free_text=True,
        str_length={"min_value": 1, "max_value": 300},
    )
    covers: str = column(
        "What it counts",
        "over-500 for payments of more than £500 alone, all-payments for every payment of the month whatever its size.",
        example="over-500",
        isin=COVERS,
    )
    control_total_gbp: Money = column(
        "Control total",
        "Pounds paid in the month as the ledger has it, credits taken off, without recoverable VAT.",
        example="1250000.00",
        unit="GBP",
    )
    lines: int = column(
        "Lines",
        "How many lines of the ledger the total is of.",
        example="137",
        unit="lines",
        nullable=True,
        ge=0,
    )
    lines_status: str = column(
        "Status of: lines",
        "[x] not recorded; empty when the number stands as recorded.",
        example="[x]",
        isin=STATUS_CODES,
        nullable=True,
    )
    stated_in: str = column(
        "Stated in",
        "The report of the finance system that states the total, and its date.",
        example="Creditor payments by period, run on 3 October 2026",
        free_text=True,
        str_length={"min_value": 1, "max_value": 300},
    )
    note: str = column(
        "Note",
        "What a reader must know before comparing: payments on hold, journals, card purchases posted later.",
        example="Card purchases of the last week were posted in October.",
        nullable=True,
        free_text=True,
        str_length={"max_value": 1000},
    )
