"""Compares what is stated with what is found: payments with the ledger and with contracts, budgets with themselves."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.checks.budget import Side, sides
from pipelines.dataset import WHOLE_PERIOD, Check, Finding
from pipelines.sources.derived import Inputs
from schemas.base import columns_of
from schemas.ledger import ALL_BODIES
from schemas.reconciliations import Reconciliations

if TYPE_CHECKING:
    import duckdb

INPUTS = ("expenditure", "ledger-totals", "contracts", "grants", "budget")
NOT_NAMED = "not named"

# An invoice total stands on every line of its invoice: of each invoice one line counts, told by all that names it.
# Where the payee is withheld, two invoices cannot be told from two lines of one: each line counts.
_PAID = """
    CREATE TEMP TABLE paid AS
    SELECT *,
        CASE amount_basis WHEN 'line' THEN 'each-line' WHEN 'invoice-total' THEN 'each-invoice-once'
            ELSE 'as-it-stands' END AS way,
        amount_basis <> 'invoice-total' OR redaction_reason IS NOT NULL OR row_number() OVER (
            PARTITION BY source_file, source_sheet, transaction_id, payment_date, supplier_name, amount_gbp
            ORDER BY line_id) = 1 AS counts
    FROM expenditure
"""
_SUM = """coalesce(sum(amount_gbp) FILTER (counts), 0)::DECIMAL(18,2) AS found, count(*) AS lines,
    CASE WHEN count(DISTINCT way) > 1 THEN 'several-ways' ELSE min(way) END AS counted"""
_MONTHS = f"""
    WITH bodies AS (
        SELECT month, coalesce(body_name, '{NOT_NAMED}') AS what, * EXCLUDE month FROM paid
        UNION ALL SELECT month, '{ALL_BODIES}', * EXCLUDE month FROM paid
    ), sums AS (
        SELECT month, what, 'all-payments' AS covers, {_SUM} FROM bodies GROUP BY month, what
        UNION ALL SELECT month, what, 'over-500', {_SUM} FROM bodies WHERE over_500 GROUP BY month, what
    ), ledger AS (
        SELECT month, body_name AS what, covers, control_total_gbp AS stated FROM ledger_totals
    )
    SELECT coalesce(l.month, s.month) AS period, coalesce(l.what, s.what) AS what, stated, found, lines, counted
    FROM sums s FULL JOIN ledger l ON s.month = l.month AND s.what = l.what AND s.covers = l.covers
    WHERE stated IS NOT NULL OR (s.covers = 'all-payments' AND NOT EXISTS (
        SELECT 1 FROM ledger o WHERE o.month = s.month AND o.what = s.what))
    ORDER BY ALL
"""
_SHEETS = f"""
    SELECT concat_ws(', ', source_file, source_sheet) AS what, {_SUM} FROM paid GROUP BY ALL ORDER BY ALL
"""
_CONTRACTS = f"""
    WITH sums AS (SELECT contract_id, {_SUM} FROM paid WHERE contract_id IS NOT NULL GROUP BY contract_id)
    SELECT coalesce(c.contract_id, s.contract_id) AS what, value_total_gbp AS stated,
        value_total_gbp_status AS stated_status, found, lines, counted
    FROM contracts c FULL JOIN sums s ON c.contract_id = s.contract_id ORDER BY what
"""

_GRANTS = f"""
    WITH sums AS (SELECT grant_id, {_SUM} FROM paid WHERE grant_id IS NOT NULL GROUP BY grant_id)
    SELECT coalesce(g.grant_id, s.grant_id) AS what, amount_awarded_gbp AS stated, found, lines, counted
    FROM grants g FULL JOIN sums s ON g.grant_id = s.grant_id ORDER BY what
"""
# Payments leave out pay and small sums, so that a department's payments are never the whole of what it spends.
_LINES = f"""
    WITH sums AS (
        SELECT financial_year, lower(department) AS name, min(department) AS what, {_SUM} FROM paid
        WHERE department IS NOT NULL GROUP BY financial_year, lower(department)
    ), lines AS (
        SELECT financial_year, lower(label) AS name, min(label) AS what, sum(amount_gbp)::DECIMAL(18,2) AS stated
        FROM budget WHERE item = 'budget-line' AND side = 'expenditure' AND label IS NOT NULL
        GROUP BY financial_year, lower(label)
    )
    SELECT coalesce(l.financial_year, s.financial_year) AS period, coalesce(l.what, s.what) AS what, stated, found,
        s.lines, counted
    FROM sums s FULL JOIN lines l ON s.financial_year = l.financial_year AND s.name = l.name ORDER BY ALL
"""


def stated_once(table: duckdb.DuckDBPyRelation) -> list[Finding]:
    """For every month, whether the ledger states one total for a body, so that there is one to compare with."""
    found = table.aggregate("month, body_name, count(*) AS times", "month, body_name").order("month, body_name")
    doubled: dict[str, list[str]] = {}
    for month, body, times in found.fetchall():
        doubled.setdefault(month, []).extend([body] if times > 1 else [])
    return [
        Finding(month, not names, f"stated more than once for {', '.join(names)}: keep one" if names else "stated once")
        for month, names in doubled.items()
    ]


STATED_ONCE = Check("totals-stated-once", "The ledger states one total for a month and a body.", stated_once)
"""The release check of the dataset `ledger-totals`."""


def reconcile(inputs: Inputs) -> pl.DataFrame:
    """Every comparison that can be made with what is published, in a fixed order."""
    inputs.engine.execute(_PAID)
    rows = [*_payments(inputs), *_awarded(inputs), *_budgets(inputs)]
    schema = {column.name: column.polars for column in columns_of(Reconciliations)}
    return pl.DataFrame(rows, schema=schema, orient="row").sort("kind", "period", "what")


def _payments(inputs: Inputs) -> Iterator[dict[str, Any]]:
    for found in inputs.sql(_MONTHS).iter_rows(named=True):
        yield _row("payments-to-ledger", **found)
    for found in inputs.sql(_SHEETS).iter_rows(named=True):
        yield _row("payments-in-sheet", stated=None, **found)


def _awarded(inputs: Inputs) -> Iterator[dict[str, Any]]:
    for kind, query in (("contract-payments-to-value", _CONTRACTS), ("grant-payments-to-award", _GRANTS)):
        for found in inputs.sql(query).iter_rows(named=True):
            row = _row(kind, **found)
            yield row | {"outcome": _VALUE.get((row["outcome"], (row["difference_gbp"] or 0) > 0), row["outcome"])}


_VALUE = {("differs", True): "above-value", ("differs", False): "below-value"}


def _budgets(inputs: Inputs) -> Iterator[dict[str, Any]]:
    for line in inputs.sql(_LINES).iter_rows(named=True):
        yield _row("payments-to-budget-line", **line)
    found = sides(inputs.engine.sql("SELECT * FROM budget"))
    for side in found:
        yield _side(side)
    for one, other in zip(found[::2], found[1::2], strict=True):
        what = f"{other.name} to {one.name}"
        yield _row("budget-side-to-side", what, one.stated, other.stated, 2, "as-it-stands", period=one.year)


def _side(side: Side) -> dict[str, Any]:
    known = None if side.unknown else side.lines
    counted = "each-line"
    return _row(
        "budget-lines-to-total", side.name, side.stated, known, side.count, counted, period=side.year, bound=side.bound
    )


def _row(
    kind: str,
    what: str,
    stated: Decimal | None,
    found: Decimal | None,
    lines: int | None,
    counted: str | None,
    *,
    period: str = WHOLE_PERIOD,
    stated_status: str | None = None,
    bound: Decimal = Decimal(0),
) -> dict[str, Any]:
    """One comparison; `bound` is the difference in pounds that rounding explains."""
    apart = None if stated is None or found is None else found - stated
    missing = stated_status if stated is None and stated_status == "[c]" else "[x]"
    return {
        "kind": kind,
        "what": what,
        "period": period,
        "stated_gbp": stated,
        "stated_gbp_status": None if stated is not None else missing,
        "found_gbp": found,
        "found_gbp_status": None if found is not None else "[x]",
        "difference_gbp": apart,
        "difference_gbp_status": None if apart is not None else missing,
        "rounding_gbp": bound,
        "lines": lines or 0,
        "counted": counted or "none",
        "outcome": _outcome(stated, found, apart, missing, bound),
    }


def _outcome(stated: Decimal | None, found: Decimal | None, apart: Decimal | None, missing: str, bound: Decimal) -> str:
    if apart is None:
        withheld = "withheld" if missing == "[c]" else "nothing-stated"
        return withheld if stated is None else "nothing-found"
    if not apart:
        return "agrees"
    return "within-rounding" if abs(apart) <= bound else "differs"
