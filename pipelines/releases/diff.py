"""The row diff of one part: what was published against what would be.

Rows are a multiset, because some datasets repeat rows rightly and no key names them. What is left on either side after
taking away equal rows is paired by the dataset's key where the key is whole and stands once on each side: those rows
changed. All else was removed or added. Values are texts as they stand in the CSV, before the formula guard.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.releases.writers import SORTED, guarded
from pipelines.sql import identifier, literal
from schemas.base import Column

if TYPE_CHECKING:
    import duckdb

Row = dict[str, str | None]


@dataclass(frozen=True)
class ValueChange:
    """One value that differs in a row whose key stayed. `note` is what the row now says of its amendment."""

    period: str
    key: Row
    field: str
    old: str | None
    new: str | None
    note: str | None = None


@dataclass(frozen=True)
class RowChange:
    """One row that was `added` to, or `removed` from, a published period."""

    period: str
    change: str
    row: Row


@dataclass(frozen=True)
class Diff:
    """What became of the published rows of a part. `rows_changed` rows hold the `values` between them."""

    values: tuple[ValueChange, ...] = ()
    rows: tuple[RowChange, ...] = ()
    changed: tuple[str, ...] = ()
    """The period of each changed row."""


@dataclass(frozen=True)
class Old:
    """A part as published: its Parquet file, or the CSV where that is absent, with the columns it has."""

    stem: Path
    columns: tuple[str, ...]

    @property
    def parquet(self) -> bool:
        """Whether the Parquet file is there."""
        return self._file(".parquet").is_file()

    @property
    def relation(self) -> str:
        """SQL for its rows."""
        if self.parquet:
            return f"read_parquet({literal(self._file('.parquet'))})"
        types = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in self.columns)
        return (
            f"read_csv({literal(self._file('.csv'))}, auto_detect=false, header=true, delim=',', quote='\"', "
            f"escape='\"', nullstr='', allow_quoted_nulls=false, columns={{{types}}})"
        )

    def _file(self, suffix: str) -> Path:
        return self.stem.with_name(self.stem.name + suffix)


def diff_part(
    connection: duckdb.DuckDBPyConnection,
    old: Old,
    columns: Sequence[Column],
    key: Sequence[str],
    period_column: str,
    periods: Sequence[str],
    note: str = "",
) -> Diff:
    """Compare `SORTED` with a published part, over the columns both have and the `periods` that both hold.

    `period_column` tells the period of a row; "" where all rows are of the only one of `periods`. `note` is the column
    that says why a row was amended, "" for none.
    """
    shared = [column for column in columns if column.name in old.columns]
    names = [column.name for column in shared]
    if not names or not periods:
        return Diff()
    _set_aside(connection, old, shared, period_column, periods)
    usable = [name for name in key if name in names]
    pairs = _pair(connection, usable if len(usable) == len(key) else [])
    return _collect(connection, names, usable, pairs, note)


def _set_aside(
    connection: duckdb.DuckDBPyConnection,
    old: Old,
    shared: Sequence[Column],
    period_column: str,
    periods: Sequence[str],
) -> None:
    """Make `release_gone` and `release_come`: rows on one side only, numbered in a total order, with their period."""
    held = ", ".join(literal(period) for period in periods)
    where = f"WHERE CAST({identifier(period_column)} AS VARCHAR) IN ({held})" if period_column else ""
    before = ", ".join(_text(column, guard=False) for column in shared)
    after = ", ".join(_text(column, guard=not old.parquet) for column in shared)
    was = f"SELECT {before} FROM {old.relation} {where}"
    now = f"SELECT {after} FROM {SORTED} {where}"
    period = identifier(period_column) if period_column else literal(periods[0])
    for name, left, right in (("release_gone", was, now), ("release_come", now, was)):
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT row_number() OVER () AS _n, {period} AS _period, * FROM "
            f"(SELECT * FROM ({left} EXCEPT ALL {right}) ORDER BY ALL)"
        ).fetchall()


def _text(column: Column, *, guard: bool) -> str:
    name = identifier(column.name)
    value = f"CAST({name} AS VARCHAR)"
    return f"{guarded(value) if guard and column.guarded else value} AS {name}"


def _pair(connection: duckdb.DuckDBPyConnection, key: Sequence[str]) -> list[tuple[int, int]]:
    """Numbers of the gone and the come rows that are one row, changed."""
    if not key:
        return []
    columns = ", ".join(identifier(name) for name in key)
    whole = " AND ".join(f"{identifier(name)} IS NOT NULL" for name in key)
    once = f"(SELECT _n, {columns} FROM {{}} WHERE {whole} QUALIFY count(*) OVER (PARTITION BY {columns}) = 1)"
    return connection.execute(
        f"SELECT g._n, c._n FROM {once.format('release_gone')} g JOIN {once.format('release_come')} c "
        f"USING ({columns}) ORDER BY 1"
    ).fetchall()


def _collect(
    connection: duckdb.DuckDBPyConnection,
    names: Sequence[str],
    key: Sequence[str],
    pairs: Sequence[tuple[int, int]],
    note: str,
) -> Diff:
    gone = _rows(connection, "release_gone", names)
    come = _rows(connection, "release_come", names)
    values: list[ValueChange] = []
    changed: list[str] = []
    for left, right in pairs:
        (period, was), (_, now) = gone.pop(left), come.pop(right)
        changed.append(period)
        identity = {name: was[name] for name in key}
        said = now.get(note)
        values += [ValueChange(period, identity, n, was[n], now[n], said) for n in names if was[n] != now[n]]
    rows = [RowChange(period, "removed", row) for period, row in gone.values()]
    rows += [RowChange(period, "added", row) for period, row in come.values()]
    return Diff(tuple(values), tuple(rows), tuple(changed))


def _rows(connection: duckdb.DuckDBPyConnection, table: str, names: Sequence[str]) -> dict[int, tuple[str, Row]]:
    columns = ", ".join(identifier(name) for name in names)
    found: list[tuple[Any, ...]] = connection.execute(
        f"SELECT _n, _period, {columns} FROM {table} ORDER BY _n"
    ).fetchall()
    return {n: (period, dict(zip(names, row, strict=True))) for n, period, *row in found}
