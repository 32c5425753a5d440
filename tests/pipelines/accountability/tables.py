"""Rows given by hand as the inputs of a derivation; columns that are not given are empty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb
import polars as pl

from assets import datasets
from pipelines.sources.derived import Inputs
from pipelines.upstream import Standing

Row = dict[str, Any]


@contextmanager
def inputs_of(names: Sequence[str], **tables: list[Row]) -> Iterator[Inputs]:
    """Inputs with these tables; the named ones that are not given are empty, and have no version."""
    declared = {dataset.name: dataset for dataset in datasets()}
    with duckdb.connect(config={"threads": "1"}) as engine:
        for name in names:
            dataset = declared[name]
            schema = {column.name: column.polars for column in dataset.columns}
            rows = [{column: row.get(column) for column in schema} for row in tables.get(dataset.table, [])]
            engine.register("given", pl.DataFrame(rows, schema=schema, orient="row"))
            engine.execute(f"CREATE TABLE {dataset.table} AS SELECT * FROM given")
        held = [declared[name] for name in names if declared[name].table in tables]
        standing = {one.name: Standing(one.name, "1.2.0", "t", "2026-09", (), {"coverage": []}) for one in held}
        yield Inputs(engine, standing, "kent")
