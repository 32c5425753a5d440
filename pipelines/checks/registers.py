"""The office's registers: each id stands on one row, or whatever names it would name two things."""

from __future__ import annotations

from collections.abc import Callable
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


_BAND = "SELECT {key}, {test} AS ok FROM procured WHERE value_band = '{band}' AND status <> 'cancelled' ORDER BY 1"
_SHOWN = 20


def _told(key: str, band: str, test: str, missing: str) -> Callable[[duckdb.DuckDBPyRelation], list[Finding]]:
    """The findings of a rule for each row of a value band: one, which names the rows that do not keep it."""

    def run(table: duckdb.DuckDBPyRelation) -> list[Finding]:
        found = table.query("procured", _BAND.format(key=key, test=test, band=band)).fetchall()
        lacking = [str(name) for name, ok in found if not ok]
        names = ", ".join(lacking[:_SHOWN]) + (" ..." if len(lacking) > _SHOWN else "")
        text = f"{len(lacking):,} of {len(found):,} {missing}: {names}" if lacking else f"all {len(found):,} do"
        return [Finding(WHOLE_PERIOD, not lacking, text)]

    return run


def copies_of_larger(key: str, thing: str) -> Check:
    """The check that each `thing` over £10,000 comes with a copy, or the reason why it is withheld.

    The law asks for the copy (SI 2011/3050, Schedule, paragraph 4(b) and (c)); a row without one is published all the
    same.
    """
    has = "document_urls IS NOT NULL" + (" OR redaction_reason IS NOT NULL" if key == "contract_id" else "")
    run = _told(key, "over-10000", has, "have no copy; add document_urls and document_sha256s")
    return Check("larger-ones-have-copies", f"Each {thing} of more than £10,000 comes with a copy.", run, holds=False)


def values_of_smaller(key: str) -> Check:
    """The check that each contract of up to £10,000 is listed with its value, or with why that is withheld.

    The law asks for value, parties and purpose (SI 2011/3050, Schedule, paragraph 4(d)); without the last two no row is
    taken.
    """
    has = "value_total_gbp IS NOT NULL OR value_total_gbp_status = '[c]'"
    run = _told(key, "up-to-10000", has, "have no value; add value_total_gbp")
    return Check("smaller-ones-have-values", "Each contract of up to £10,000 has its value.", run, holds=False)


def stands_beside(rows: duckdb.DuckDBPyRelation, table: str) -> bool:
    """Whether the store that a dataset's rows come from also has the table of another dataset."""
    found = rows.query("here", f"SELECT 1 FROM information_schema.tables WHERE table_name = '{table}'")
    return bool(found.fetchall())


def names_existing(column: str, table: str, key: str) -> Check:
    """The release check that every id in `column` (several may be joined) stands in `key` of another dataset's table.

    The other dataset is looked up in the same store. Where it has no row yet there is nothing to compare with, and no
    finding is made: the result then says that nothing was tested.
    """
    other = table.replace("_", "-")

    def run(rows: duckdb.DuckDBPyRelation) -> list[Finding]:
        if not stands_beside(rows, table):
            return []
        found = rows.query(
            "referring",
            f"""SELECT DISTINCT trim(unnest(string_split({column}, ';'))) AS id FROM referring
                WHERE {column} IS NOT NULL ORDER BY id""",
        )
        ids = [str(name) for (name,) in found.fetchall()]
        known = {str(name) for (name,) in rows.query("referring", f"SELECT {key} FROM {table}").fetchall()}
        if not known:
            return []
        lost = [name for name in ids if name not in known]
        if not lost:
            return [Finding(WHOLE_PERIOD, True, f"each of the {len(ids):,} ids named stands in {other}")]
        text = f"{', '.join(lost)} {'stands' if len(lost) == 1 else 'stand'} nowhere in {other}: correct the id"
        return [Finding(WHOLE_PERIOD, False, text)]

    name = f"{column.replace('_', '-')}-exist"
    return Check(name, f"Every id in {column} is one of the dataset {other}, where that dataset is here.", run)
