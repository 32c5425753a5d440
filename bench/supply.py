"""One month as large as the nation's, made by the sandbox's own generator: the same rows for the same size."""

from __future__ import annotations

import json
from pathlib import Path

from pipelines.sandbox.crimes import Supply, street
from pipelines.sandbox.forces import FORCES
from pipelines.sources.police_uk import STREET
from schemas.base import columns_of

MONTH = "2025-01"
VINTAGE = "2025-06"
"""Half a year on, so that some outcomes have matured and some have not."""


def write_month(path: Path, rows: int, seed: int = 1) -> int:
    """Write a street file of exactly `rows` rows, force after force, and over again with other seeds if need be.

    Beside it stand the types of its columns, for DuckDB. Returns its size in bytes.
    """
    types = {header: column.sql for header, column in zip(STREET.headers, columns_of(STREET.schema), strict=True)}
    path.with_suffix(".columns.json").write_text(json.dumps(types), encoding="utf-8")
    left = rows
    with path.open("wb") as file:
        while left:
            for force in FORCES.values():
                header, *lines = street(Supply(seed, force.slug, force.monthly), MONTH, VINTAGE).splitlines(True)
                if file.tell() == 0:
                    file.write(header)
                file.writelines(lines[:left])
                left -= min(left, len(lines))
            seed += 1
    return path.stat().st_size
