"""The office's registers: each id stands on one row, or whatever names it would name two things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.dataset import WHOLE_PERIOD, Check, Finding

if TYPE_CHECKING:
    import duckdb


def stands_once(column: str) -> Check:
    """The release check that a register gives each id once, over all its records."""

    def run(table: duckdb.DuckDBPyRelation) -> list[Finding]:
        ids = table.aggregate(f"{column} AS id, count(*) AS times", column).order("id").fetchall()
        repeated = [str(name) for name, times in ids if times > 1]
        if not repeated:
            return [Finding(WHOLE_PERIOD, True, f"each of the {len(ids):,} ids stands once")]
        text = f"{', '.join(repeated)} stand in more than one record: give each record an id of its own"
        return [Finding(WHOLE_PERIOD, False, text)]

    return Check("ids-stand-once", f"Each {column} stands in one record only, so that it names one thing.", run)
