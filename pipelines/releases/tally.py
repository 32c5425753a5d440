"""How much the standing redactions hide, by reason: counted from the rules over the stored rows, and published."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pipelines.dataset import Dataset
from pipelines.evidence import Hidden
from pipelines.releases.model import Stored
from pipelines.releases.redaction import Rule
from pipelines.sql import identifier, literal
from schemas.base import Column


def tally(stored: Stored, dataset: Dataset, rules: Sequence[Rule]) -> tuple[Hidden, ...]:
    """What the rules hide of all stored periods, by reason, for reasons that hide anything.

    `stored` is the store itself, not the one behind its rules. A value counts once, for the first rule that hides it,
    and before any other for one that takes its row; a row counts for each reason that hides a value in it.
    """
    periods = [stored.query(dataset, state.period) for state in stored.periods(dataset)]
    if not rules or not periods:
        return ()
    money = _money(dataset)
    marked = _marked(" UNION ALL ".join(periods), dataset.columns, rules)
    connection = stored.connection()
    try:
        counted = [
            (reason, connection.execute(_counts(marked, reason, dataset.columns, money)).fetchall()[0])
            for reason in sorted({rule.reason for rule in rules})
        ]
    finally:
        connection.close()
    return tuple(
        Hidden(reason, rows, values, dict(zip(money, map(Decimal, sums), strict=True)))
        for reason, (rows, values, *sums) in counted
        if rows
    )


def _money(dataset: Dataset) -> list[str]:
    """The columns of pounds that the dataset lets be added up."""
    return [name for name in (dataset.triangle.sums if dataset.triangle else ()) if name.endswith("_gbp")]


def _marked(relation: str, columns: Sequence[Column], rules: Sequence[Rule]) -> str:
    """SQL for the rows with a mark for each column: the reason for which its value is hidden, or nothing."""
    whole_rows_first = sorted(rules, key=lambda rule: bool(rule.columns))
    marks = ", ".join(
        _mark(number, column, [rule for rule in whole_rows_first if not rule.columns or column.name in rule.columns])
        for number, column in enumerate(columns)
    )
    return f"SELECT *, {marks} FROM ({relation})"


def _mark(number: int, column: Column, rules: Sequence[Rule]) -> str:
    """A value that is its placeholder already was hidden before it came to us."""
    text = f"CAST({identifier(column.name)} AS VARCHAR)"
    cases = " ".join(
        f"WHEN {rule.holds} AND {text} <> {literal(rule.placeholder)} THEN {literal(rule.reason)}" for rule in rules
    )
    return f"CASE {cases} END AS _why{number}" if cases else f"CAST(NULL AS VARCHAR) AS _why{number}"


def _counts(marked: str, reason: str, columns: Sequence[Column], money: Sequence[str]) -> str:
    """SQL for rows, values and sums of one reason."""
    hits = " + ".join(
        f"CAST(coalesce(_why{number} = {literal(reason)}, false) AS BIGINT)" for number in range(len(columns))
    )
    whys = {column.name: f"_why{number}" for number, column in enumerate(columns)}
    sums = "".join(
        f", coalesce(sum({identifier(name)}) FILTER (hits > 0 AND {whys[name]} IS NULL), 0)" for name in money
    )
    counts = "count(*) FILTER (hits > 0), CAST(coalesce(sum(hits), 0) AS BIGINT)"
    return f"SELECT {counts}{sums} FROM (SELECT *, {hits} AS hits FROM ({marked}))"
