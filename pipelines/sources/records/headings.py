"""Which column of a register a heading means: by its title or name, or nearly so."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from pipelines.sources.sheets import Cell
from schemas.base import Column

NEAR = 0.88
"""Likeness from which on a heading is a misspelling of a title."""

_WORDS = {
    "reference": "id", "ref": "id", "number": "id", "no": "id", "type": "kind", "signature": "signed",
    "organisation": "body", "vendor": "supplier", "gbp": "", "amount": "value", "cost": "value",
}  # fmt: skip
_EMPTY = {"the", "of", "or", "and", "for", "a", "an", "to", "in", "on", "at", "by", "day", "date", "total", ""}


@dataclass(frozen=True)
class Meant:
    """The column that a heading means; `near` where it is not written as that column is called."""

    column: Column
    near: bool = False


def meant(headings: Sequence[Cell], columns: Sequence[Column]) -> dict[int, Meant]:
    """What each heading means, by position; a heading that could mean two columns, or shares one, means none.

    A title or name stands before what is like it, and of that nothing is taken that is there already.
    """
    known = {bare(word): column for column in columns for word in (column.title, column.name)}
    found = {at: Meant(known[bare(cell)]) for at, cell in enumerate(headings) if bare(cell) in known}
    given = {meaning.column.name for meaning in found.values()}
    left = [column for column in columns if column.name not in given]
    near = {at: _like(cell, left) for at, cell in enumerate(headings) if at not in found and bare(cell)}
    claims = [column.name for fits in near.values() for column in fits]
    return found | {
        at: Meant(fits[0], near=True) for at, fits in near.items() if len(fits) == 1 and claims.count(fits[0].name) == 1
    }


def _like(heading: Cell, columns: Sequence[Column]) -> list[Column]:
    return [c for c in columns if any(_alike(str(heading), word) for word in (c.title, c.name))]


def _alike(heading: str, word: str) -> bool:
    own, other = _words(heading), _words(word)
    if own and own == other:
        return True
    return len(bare(word)) > 5 and SequenceMatcher(None, bare(heading), bare(word), autojunk=False).ratio() > NEAR


def _words(text: str) -> frozenset[str]:
    """The words of a heading that carry its meaning, in the singular."""
    plain = re.sub(r"[^a-z0-9]+", " ", re.sub(r"\(.*\)\s*$", "", text).lower().replace("_", " "))
    singular = (word[:-1] if len(word) > 3 and word.endswith("s") else word for word in plain.split())
    return frozenset(_WORDS.get(word, word) for word in singular) - _EMPTY


def bare(cell: Cell) -> str:
    """A heading without case, marks, blanks, and its unit in brackets."""
    return re.sub(r"[\W_]+", "", re.sub(r"\(.*\)\s*$", "", str(cell)).lower())


def places_of(headings: Sequence[Cell], columns: Sequence[Column]) -> Mapping[str, int]:
    """For each column that a heading means, where it stands."""
    return {meaning.column.name: at for at, meaning in meant(headings, columns).items()}
