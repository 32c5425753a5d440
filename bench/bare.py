"""The physical limit, in a process of its own: DuckDB reads the CSV into a file, sorts it, and writes three formats.

Nothing is checked and nothing is described. The types of the columns stand in INPUT.columns.json, so that this process
loads nothing of ours. Usage: `python -m bench.bare INPUT FOLDER`.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import duckdb

FORMATS = {
    "csv": "FORMAT csv, HEADER",
    "json": "FORMAT json, ARRAY true",
    "parquet": "FORMAT parquet, COMPRESSION zstd",
}


def work(source: Path, folder: Path) -> int:
    """Read, store, sort and write; returns the rows."""
    columns = json.loads(source.with_suffix(".columns.json").read_bytes())
    with duckdb.connect(str(folder / "bare.duckdb")) as engine:
        engine.execute(
            f"CREATE TABLE month AS FROM read_csv('{source}', auto_detect = false, header = true, delim = ',', "
            f"quote = '\"', escape = '\"', new_line = '\\n', columns = {columns})"
        )
        engine.execute("CREATE TEMP TABLE sorted AS FROM month ORDER BY ALL")
        for suffix, options in FORMATS.items():
            engine.execute(f"COPY sorted TO '{folder}/bare.{suffix}' ({options})")
        return int(engine.execute("SELECT count(*) FROM month").fetchall()[0][0])


def main() -> None:
    """Measure the work alone and say so in one line of JSON."""
    source, folder = map(Path, sys.argv[1:3])
    began = time.perf_counter()
    rows = work(source, folder)
    sys.stdout.write(json.dumps({"rows": rows, "stages": {"all": time.perf_counter() - began}}))


if __name__ == "__main__":
    main()
