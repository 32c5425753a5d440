"""What the public has seen so far of a dataset's counts, read back from its published versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import duckdb

from pipelines.dataset import Dataset, SmallNumbers
from pipelines.disclosure.cells import Key
from pipelines.disclosure.plan import Band, Past, Table, Version
from pipelines.disclosure.shares import bases, counts_of
from pipelines.upstream import Publication, Publications

CONFIDENTIAL = "[c]"


def key_of(row: Mapping[str, Any], columns: Sequence[str]) -> Key:
    """The name of a row's cell."""
    return tuple("" if row[name] is None else str(row[name]) for name in columns)


def past(dataset: Dataset, rule: SmallNumbers, publications: Publications) -> Past:
    """Every standing version of a dataset as one column shows it. Raises SourceError where one is damaged.

    A version from before one of the columns was there is left out: it had no such cells.
    """
    versions = (_rows(publications, said) for said in publications.released(dataset.name))
    return Past(tuple(_version(dataset, rule, rows) for rows in versions if _has(rows, dataset, rule)))


def _rows(publications: Publications, said: Publication) -> list[dict[str, Any]]:
    with duckdb.connect() as engine:
        files = [str(path) for path, _ in publications.parts(said)]
        return engine.read_parquet(files).pl().to_dicts() if files else []


def _has(rows: Sequence[Mapping[str, Any]], dataset: Dataset, rule: SmallNumbers) -> bool:
    return bool(rows) and {*dataset.key, rule.column} <= rows[0].keys()


def _version(dataset: Dataset, rule: SmallNumbers, rows: Sequence[Mapping[str, Any]]) -> Version:
    hidden = frozenset(key_of(row, dataset.key) for row in rows if _withheld(row, rule.column))
    shown = {key_of(row, dataset.key): row[rule.column] for row in rows if row[rule.column] is not None}
    bare = Table(shown | dict.fromkeys(hidden), dataset.key, rule)
    bands = {key_of(row, dataset.key): row[rule.band] for row in rows if row.get(rule.band)}
    return Version(shown, hidden, dict(_counts(bare, bands)))


def _withheld(row: Mapping[str, Any], column: str) -> bool:
    return row[column] is None and row.get(f"{column}_status") == CONFIDENTIAL


def _counts(table: Table, bands: Mapping[Key, str]) -> Iterator[tuple[Key, Band]]:
    """What the bands told of counts, given the totals that stood beside them."""
    of = bases(table)
    for key, band in bands.items():
        if key in of:
            yield key, counts_of(band, table.truth[of[key]])
