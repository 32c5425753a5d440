"""The store behind disclosure control: what every release, and the copy that people query, may see of small numbers.

Nothing downstream sees a hidden count, nor the hash or the size of the bytes it came in: a form with one unknown figure
is soon guessed from the hash of its bytes, so that a period is named by the hash of its public rows instead.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.dataset import Dataset, SmallNumbers
from pipelines.disclosure.cells import Key
from pipelines.disclosure.decisions import released
from pipelines.disclosure.past import CONFIDENTIAL, key_of, past
from pipelines.disclosure.plan import Plan, Table, plan
from pipelines.disclosure.shares import banded, bases, per_cent
from pipelines.evidence import Suppressed
from pipelines.releases.history import History
from pipelines.releases.model import ReleaseError, Stored
from pipelines.sql import identifier, literal
from pipelines.upstream import PERIOD, PeriodState, SourceError
from pipelines.validation import recheck

if TYPE_CHECKING:
    import duckdb

VIEW = "_public_rows"
NOT_AVAILABLE, NOT_APPLICABLE = "[x]", "[z]"
Row = dict[str, Any]


@dataclass(frozen=True)
class Disclosed:
    """What the store gives of a dataset, with its small numbers hidden. `rows` are public columns and `_period`."""

    stored: Stored
    dataset: Dataset
    rows: pl.DataFrame
    suppressed: tuple[Suppressed, ...]

    def periods(self, dataset: Dataset) -> tuple[PeriodState, ...]:
        """The stored periods, named by their public rows in place of the bytes they came from."""
        return tuple(self._sealed(state) for state in self.stored.periods(dataset))

    def connection(self) -> duckdb.DuckDBPyConnection:
        """A cursor of the store's own that has the public rows."""
        connection = self.stored.connection()
        connection.register(VIEW, self.rows.to_arrow())
        return connection

    def query(self, dataset: Dataset, period: str) -> str:
        """A SELECT of the public columns of one period."""
        columns = ", ".join(identifier(column.name) for column in dataset.columns)
        return f"SELECT {columns} FROM {VIEW} WHERE {identifier(PERIOD)} = {literal(period)}"

    def _sealed(self, state: PeriodState) -> PeriodState:
        """Rows alone make the hashes of the sources, so that other code over the same rows is no new delivery."""
        rows = self.rows.filter(pl.col(PERIOD) == state.period).sort(self.rows.columns, nulls_last=True).write_csv()
        sources = tuple(replace(one, sha256=_hash(one.resource, rows), size=0) for one in state.sources)
        return replace(state, fingerprint=_hash(self.dataset.code_version, rows), sources=sources)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def disclosed(stored: Stored, dataset: Dataset, published: Path, records: Path | None) -> Stored:
    """The store behind its disclosure control; the store itself where the dataset declares no small numbers.

    Counts that were released deliberately are read from `records`; None: there are none.
    Raises ReleaseError when a cell stands twice, a decision names none, what was published cannot be read back, or the
    public rows would break the model.
    """
    if not dataset.small_numbers:
        return stored
    rows = _stored_rows(stored, dataset)
    suppressed = []
    for rule in dataset.small_numbers:
        rows, told = _public(rows, dataset, rule, _table(rows, dataset, rule, published, records))
        suppressed.append(told)
    public = pl.DataFrame(rows, schema=_schema(dataset), orient="row")
    if broken := recheck(dataset, public.select(column.name for column in dataset.columns)):
        raise ReleaseError(f"{dataset.name}: {broken} rows break the model once their small numbers are hidden")
    return Disclosed(stored, dataset, public, tuple(suppressed))


def suppressed(stored: Stored) -> tuple[Suppressed, ...]:
    """What disclosure control hides of a store, column by column."""
    return stored.suppressed if isinstance(stored, Disclosed) else ()


def as_disclosed(table: str, dataset: Dataset, public: Stored) -> list[str]:
    """SQL that makes a copy of a dataset's stored table, of its issues and its loads, show what the public may see.

    `table` is the copy's name in SQL. While a person has to decide on a release, the copy shows no count at all.
    """
    if not isinstance(public, Disclosed):
        return []
    schema, name = table.rpartition(".")[0], literal(dataset.name)
    waits = any(told.review for told in public.suppressed)
    rows = [] if waits else public.rows.to_dicts()
    return [
        f"UPDATE {schema}._issues SET value = '', text = 'hidden: its dataset hides small numbers' "
        f"WHERE dataset = {name}",
        f"UPDATE {schema}._loads SET sha256 = '', size = 0 WHERE dataset = {name}",
        *(_emptied(table, rule) for rule in dataset.small_numbers),
        *(_told(table, dataset, row) for row in rows),
    ]


def _stored_rows(stored: Stored, dataset: Dataset) -> list[Row]:
    connection = stored.connection()
    try:
        rows = [
            row | {PERIOD: state.period}
            for state in stored.periods(dataset)
            for row in connection.execute(stored.query(dataset, state.period)).pl().to_dicts()
        ]
    finally:
        connection.close()
    return rows


def _schema(dataset: Dataset) -> dict[str, Any]:
    return {column.name: column.polars for column in dataset.columns} | {PERIOD: pl.String()}


def _table(rows: Sequence[Row], dataset: Dataset, rule: SmallNumbers, published: Path, records: Path | None) -> Table:
    values = {key_of(row, dataset.key): row[rule.column] for row in rows}
    if len(values) < len(rows):
        raise ReleaseError(
            f"{dataset.name}: {len(rows) - len(values)} rows repeat the {' + '.join(dataset.key)} of another, so that "
            "nobody can tell what they add up to: nothing was released. Keep one of each and run again"
        )
    decided = released(records, dataset) if records else frozenset()
    if strange := sorted(decided - values.keys()):
        raise ReleaseError(f"{dataset.name}: the count released as {strange[0]} is in no row: correct its columns")
    try:
        return Table(values, dataset.key, rule, past(dataset, rule, History(published)), decided)
    except SourceError as error:
        raise ReleaseError(str(error)) from error


def _public(rows: list[Row], dataset: Dataset, rule: SmallNumbers, table: Table) -> tuple[list[Row], Suppressed]:
    """The rows with one column's small numbers hidden and its proportions worked out, and the account of it."""
    made = plan(table)
    shared = dict(_shares(table, made)) if rule.share else {}
    bands = banded(table, made.hidden) if rule.band else {}
    public = [_row(row, rule, key_of(row, dataset.key), made, shared, bands) for row in rows]
    told = Suppressed(rule.column, rule.threshold, len(table.truth), len(made.hidden), made.review)
    return public, told


def _row(
    row: Row,
    rule: SmallNumbers,
    key: Key,
    made: Plan,
    shared: Mapping[Key, tuple[int | None, str | None]],
    bands: Mapping[Key, str],
) -> Row:
    now: Row = {}
    if key in made.hidden:
        now |= {rule.column: None, f"{rule.column}_status": CONFIDENTIAL}
    if rule.share:
        missing = NOT_AVAILABLE if row[rule.column] is None else NOT_APPLICABLE
        now[rule.share], now[f"{rule.share}_status"] = shared.get(key, (None, missing))
    if rule.band:
        now[rule.band] = bands.get(key)
    return row | now


def _shares(table: Table, made: Plan) -> Iterator[tuple[Key, tuple[int | None, str | None]]]:
    """The whole per cent of each part, or why there is none."""
    for part, total in bases(table).items():
        if part in made.hidden or total in made.hidden:
            yield part, (None, CONFIDENTIAL)
        elif table.values.get(part) is not None:
            yield part, (per_cent(table.truth[part], table.truth[total]), None)


def _emptied(table: str, rule: SmallNumbers) -> str:
    """SQL that takes every count of a column, and what was worked out from it, out of a copy."""
    names = [rule.column, *([rule.share] if rule.share else [])]
    taken = [f"{identifier(n)} = NULL, {identifier(f'{n}_status')} = {literal(CONFIDENTIAL)}" for n in names]
    return f"UPDATE {table} SET {', '.join([*taken, *([f'{identifier(rule.band)} = NULL'] if rule.band else [])])}"


def _told(table: str, dataset: Dataset, row: Row) -> str:
    """SQL that puts what is public of a row back into a copy."""
    names = [name for rule in dataset.small_numbers for name in (rule.column, rule.share, rule.band) if name]
    statuses = [f"{n}_status" for rule in dataset.small_numbers for n in (rule.column, rule.share) if n]
    put = ", ".join(f"{identifier(name)} = {_literal(row[name])}" for name in (*names, *statuses))
    where = " AND ".join(f"{identifier(name)} IS NOT DISTINCT FROM {_literal(row[name])}" for name in dataset.key)
    return f"UPDATE {table} SET {put} WHERE {where}"


def _literal(value: object) -> str:
    return "NULL" if value is None else str(value) if isinstance(value, int) else literal(str(value))
