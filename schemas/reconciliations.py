"""What the reconciliations promise: a sum stated in one place, the sum found in another, and how far they are apart."""

from __future__ import annotations

import pandera.polars as pa
import polars as pl

from schemas.base import STATUS_CODES, Money, Table, column

KINDS = [
    "payments-to-ledger",
    "payments-in-sheet",
    "contract-payments-to-value",
    "grant-payments-to-award",
    "payments-to-budget-line",
    "budget-lines-to-total",
    "budget-side-to-side",
]
COUNTED = ["each-line", "each-invoice-once", "as-it-stands", "several-ways", "none"]
OUTCOMES = [
    "agrees",
    "within-rounding",
    "differs",
    "below-value",
    "above-value",
    "nothing-stated",
    "nothing-found",
    "withheld",
]


def _status(title: str) -> str:
    """Why a sum or a difference is missing."""
    return column(  # type: ignore[no-any-return]
        f"Status of: {title}",
        "[x] not recorded or not found, [c] withheld; empty when the figure stands.",
        example="[x]",
        isin=STATUS_CODES,
        nullable=True,
    )


def _pounds(title: str, text: str) -> Money:
    """A sum that may be missing; its companion says why."""
    return column(title, text, example="1250000.00", unit="GBP", nullable=True)  # type: ignore[no-any-return]


class Reconciliations(Table):
    """One comparison. A difference is published, not hidden, and says by itself nothing about whose fault it is."""

    kind: str = column(
        "Kind of comparison",
        "payments-to-ledger: payments published for a month to the ledger's control total. payments-in-sheet: the "
        "payments published from one sheet of a spreadsheet, to add up against the sheet. "
        "contract-payments-to-value: payments that name a contract to its value. "
        "grant-payments-to-award: payments that name a grant to "
        "its award. payments-to-budget-line: a line of a year's budget to the payments of the department of that "
        "very name; no record ties payments to budget lines in another way, so most of either have no counterpart. "
        "budget-lines-to-total: the lines of one side of a year's budget to its stated total. budget-side-to-side: "
        "what the budget spends to what finances it.",
        example="payments-to-ledger",
        isin=KINDS,
    )
    what: str = column(
        "What is compared",
        "The paying body (all for every body, not named where the spreadsheet says none), the file and sheet, the "
        "contract's or grant's id, the line or the side of the budget, or the department.",
        example="all",
        free_text=True,
        str_length={"min_value": 1, "max_value": 700},
    )
    period: str = column(
        "Period",
        "The month (2026-09) or financial year (2026-27) that is compared; all where it is the whole of what is known.",
        example="2026-09",
        str_matches=r"^(all|\d{4}-\d{2})$",
    )
    stated_gbp: Money = _pounds("Stated", "Pounds as stated: by the ledger, the contract, or the budget's total.")
    stated_gbp_status: str = _status("stated")
    found_gbp: Money = _pounds("Found", "Pounds found by adding up what is published here.")
    found_gbp_status: str = _status("found")
    difference_gbp: Money = _pounds(
        "Difference", "Found less stated, in pounds: above nought where more is found than was stated."
    )
    difference_gbp_status: str = _status("difference")
    rounding_gbp: Money = column(
        "Rounding",
        "Pounds of difference that the rounding of the published figures explains; 0.00 where they are exact.",
        example="0.00",
        unit="GBP",
        ge=0,
    )
    lines: int = column("Lines", "How many published lines were added up.", example="137", unit="lines", ge=0)
    counted: str = column(
        "How it was counted",
        "each-line: every line. each-invoice-once: an invoice total that stands on each of its lines is taken once; "
        "where the payee is withheld every line is, since invoices cannot be told apart then. "
        "as-it-stands: every line, though its heading leaves open whether invoice totals are repeated; the sum may be "
        "too high. several-ways: sheets of several of these. none: nothing was added up.",
        example="each-line",
        isin=COUNTED,
    )
    outcome: str = column(
        "Outcome",
        "agrees to the penny; within-rounding; differs; below-value or above-value for payments under a contract, of "
        "which only the second asks for an explanation; nothing-stated; nothing-found; withheld.",
        example="agrees",
        isin=OUTCOMES,
    )

    @pa.dataframe_check(error="the difference is what is found less what is stated, where both are there")
    def _difference(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805 (pandera makes checks class methods)
        """The three sums agree with each other."""
        apart = pl.col("found_gbp") - pl.col("stated_gbp")
        return data.lazyframe.select(pl.col("difference_gbp").eq_missing(apart))
