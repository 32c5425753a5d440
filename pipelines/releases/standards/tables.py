"""The newest version of every dataset, read from the Parquet files that an edition shows: what a document made of
several datasets is made from. Nothing else is looked at, so that whatever is redacted there is redacted here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.sql import identifier, literal

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Tables:
    """The folder of the newest version of each dataset, by its name."""

    folders: Mapping[str, Path]

    def rows(self, dataset: str, columns: Sequence[str], given: str = "") -> list[Row]:
        """Some columns of every row, in a total order; none where the dataset is not published.

        A column that the published version does not have is None. `given` names a column that must have a value.
        """
        import duckdb

        files = sorted(self.folders[dataset].glob("*.parquet")) if dataset in self.folders else []
        if not files:
            return []
        with duckdb.connect() as connection:
            table = f"read_parquet([{', '.join(literal(file) for file in files)}])"
            there = {row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {table}").fetchall()}
            fields = ", ".join(identifier(name) if name in there else f"NULL AS {identifier(name)}" for name in columns)
            where = f"WHERE {identifier(given)} IS NOT NULL" if given in there else ""
            found = connection.execute(f"SELECT {fields} FROM {table} {where} ORDER BY ALL").fetchall()
        return [dict(zip(columns, values, strict=True)) for values in found]
