"""Proportions of few people: whole per cents where the count is told, and fifths that give nothing away. Pure.

With fewer than a hundred people a per cent to one decimal tells the count, and so does a whole one; a hidden count has
none. The fifth in which it lies is told only where every hidden count stays as wide open as before.
"""

from __future__ import annotations

from pipelines.dataset import SmallNumbers
from pipelines.disclosure.cells import Key, sums
from pipelines.disclosure.plan import Band, Table

FIFTHS = ("under 20", "20 to 39", "40 to 59", "60 to 79", "80 or more")
"""The bands, in per cent of the total; each begins at its first number and ends just below the next."""


def bases(table: Table) -> dict[Key, Key]:
    """For each part, the total that it is a share of. Totals over time are none."""
    across = SmallNumbers(table.rule.column, margins=table.rule.margins)
    found = sums(table.truth, table.columns, across)
    return {
        part: one.total for one in found for part in one.parts if table.truth.get(one.total) and part in table.truth
    }


def per_cent(value: int, base: int) -> int:
    """The whole per cent of a base that a count is, halves upwards."""
    return (200 * value + base) // (2 * base)


def fifth(value: int, base: int) -> str:
    """The band that a count lies in."""
    return FIFTHS[min(5 * value // base, 4)]


def counts_of(band: str, base: int) -> Band:
    """The least and the greatest count that lie in a band of a base."""
    at = FIFTHS.index(band)
    return -(-at * base // 5), base if at == 4 else -(-(at + 1) * base // 5) - 1


def banded(table: Table, hidden: frozenset[Key]) -> dict[Key, str]:
    """The bands that may be told: all those of shown counts, and of hidden ones as many, one after another, as give no
    hidden count away.
    """
    of = {part: total for part, total in bases(table).items() if total not in hidden}
    told = {part: fifth(table.truth[part], table.truth[total]) for part, total in of.items() if part not in hidden}
    allowed: dict[Key, Band] = {}
    for part in sorted(of.keys() & hidden):
        band = fifth(table.truth[part], table.truth[of[part]])
        tried = allowed | {part: counts_of(band, table.truth[of[part]])}
        if next(table.exposed(hidden, tried), None) is None:
            allowed, told[part] = tried, band
    return told
