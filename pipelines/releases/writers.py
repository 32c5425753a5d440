"""Data files: one sorted table written as CSV, JSON and Parquet, the same bytes on any machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.sql import identifier, literal
from schemas.base import Column

if TYPE_CHECKING:
    import duckdb

FORMATS = ("csv", "json", "parquet")
SORTED = "release_part"
"""The temporary table that holds the part being written."""
CSV_FORM = "FORMAT csv, HEADER, DELIMITER ',', QUOTE '\"', NULLSTR ''"
"""How DuckDB writes a CSV as we publish it."""
ROW_GROUP = 122_880
"""Rows in a Parquet row group, stated so that the cuts do not hang on the number of threads."""
GUARD_RULE = (
    "In the CSV alone, text that starts with = + - @ tab or carriage return has an apostrophe put before it, so that "
    "no spreadsheet takes it for a formula; JSON and Parquet hold the text exactly."
)
_FORMULA_STARTS = "^[=+@\\t\\r-]"
_ABOVE = "A"
"""Sorts after all of them: a comparison, which is cheap, spares nearly every text the regular expression."""


def guarded(expression: str) -> str:
    """SQL for a text as the CSV shows it.

    A regular expression and not a list: DuckDB turns a longer IN list into a join, which loses the order of the rows.
    """
    starts = f"{expression} < '{_ABOVE}' AND regexp_matches({expression}, '{_FORMULA_STARTS}')"
    return f"CASE WHEN {starts} THEN '''' || {expression} ELSE {expression} END"


def sort_part(connection: duckdb.DuckDBPyConnection, queries: Sequence[str], columns: Sequence[Column]) -> int:
    """Bring the rows of a part into `SORTED`, in a total order over all columns. Returns the number of rows.

    Rows that tie are the same in every column, so that their order cannot show.
    """
    names = ", ".join(identifier(column.name) for column in columns)
    union = " UNION ALL ".join(f"(SELECT {names} FROM ({query}))" for query in queries)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {SORTED} AS {union} ORDER BY ALL").fetchall()
    rows = connection.execute(f"SELECT count(*) FROM {SORTED}").fetchall()
    return int(rows[0][0])


def write_part(
    connection: duckdb.DuckDBPyConnection,
    columns: Sequence[Column],
    folder: Path,
    stem: str,
    synthetic: bool,
    written: Callable[[Path], object] = lambda path: None,
) -> None:
    """Write `SORTED` as `<stem>.csv`, `.json` and `.parquet`. Raises duckdb.IOException when the disk is full.

    `written` is told of each file as soon as it is whole, so that it can be read while the next is made.
    """
    fields = ", ".join(_csv_field(column) for column in columns)
    mark = f", KV_METADATA {{synthetic: {literal(str(synthetic).lower())}}}"
    for select, suffix, options in (
        (f"(SELECT {fields} FROM {SORTED})", "csv", CSV_FORM),
        (SORTED, "json", "FORMAT json, ARRAY true"),
        (SORTED, "parquet", f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP}{mark}"),
    ):
        target = folder / f"{stem}.{suffix}"
        connection.execute(f"COPY {select} TO {literal(target)} ({options})").fetchall()
        written(target)


def _csv_field(column: Column) -> str:
    name = identifier(column.name)
    return f"{guarded(name)} AS {name}" if column.guarded else name
