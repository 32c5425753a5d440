"""Spending must not be counted twice: each line stands in one of the dropped spreadsheets only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.dataset import Check, Finding

if TYPE_CHECKING:
    import duckdb


def lines_in_several_files(table: duckdb.DuckDBPyRelation) -> list[Finding]:
    """For every month, whether each line identifier comes once, and else in which files it comes again."""
    lines = table.aggregate("month, line_id, count(*) AS times, list(source_file) AS files", "month, line_id")
    months = lines.aggregate(
        """month, count(*) AS lines, count(*) FILTER (times > 1) AS repeated,
           coalesce(list_sort(list_distinct(flatten(list(files) FILTER (times > 1)))), []) AS files""",
        "month",
    ).order("month")
    return [_finding(*row) for row in months.fetchall()]


def _finding(month: str, lines: int, repeated: int, files: list[str]) -> Finding:
    if not repeated:
        return Finding(month, True, f"each of the {lines:,} line identifiers stands in one file only")
    named = " and ".join(files)
    text = (
        f"{repeated:,} of {lines:,} lines stand more than once, in {named}. If one file replaces another, take the old "
        f"one out of the inbox; if they are different payments, give them transaction numbers of their own"
    )
    return Finding(month, False, text)


CHECKS = (
    Check(
        "lines-stand-once",
        "Each line of spending stands in one of the dropped spreadsheets only, so that nothing is counted twice.",
        lines_in_several_files,
    ),
)
"""The release checks of the dataset `expenditure`."""
