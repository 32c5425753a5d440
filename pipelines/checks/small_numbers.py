"""Counts add up: a total that is not the sum of its parts cannot be protected, and is wrong besides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.dataset import WHOLE_PERIOD, Check, Finding, SmallNumbers
from pipelines.disclosure.cells import Key, sums
from pipelines.disclosure.past import key_of

if TYPE_CHECKING:
    import duckdb


def adds_up(rule: SmallNumbers, key: tuple[str, ...]) -> Check:
    """The release check that each total of a column is the sum of its parts, where all are known.

    Over time, a total may be more than those parts of it that are recorded. What it says names places, never figures.
    """

    def run(table: duckdb.DuckDBPyRelation) -> list[Finding]:
        values = {key_of(row, key): row[rule.column] for row in table.pl().to_dicts()}
        across = set(sums(values, key, SmallNumbers(rule.column, margins=rule.margins)))
        found = sums(values, key, rule)
        wrong = [one.total for one in found if not _fits(values, one.total, one.parts, whole=one in across)]
        text = "; ".join(f"{' / '.join(total)} is not the sum of its parts: correct the record" for total in wrong)
        return [Finding(WHOLE_PERIOD, not wrong, text or f"{len(found):,} totals are the sums of their parts")]

    return Check(f"{rule.column.replace('_', '-')}-add-up", f"Each total of {rule.column} is that of its parts.", run)


def _fits(values: dict[Key, int | None], total: Key, parts: tuple[Key, ...], *, whole: bool) -> bool:
    known = [value for part in parts if (value := values[part]) is not None]
    all_told = values[total]
    if all_told is None or (whole and len(known) < len(parts)):
        return True
    return sum(known) == all_told if whole else sum(known) <= all_told
