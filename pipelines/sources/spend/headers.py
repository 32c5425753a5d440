"""Recognises a sheet's heading row and says which column means what, whatever the publisher calls it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipelines.sources.sheets import Cell
from pipelines.sources.spend.values import text_of
from pipelines.sources.spend.vocabulary import Likeness, meanings, words_of

WINDOW = 40
"""How many rows of a sheet may stand above its heading row."""

NEEDED = ("payment_date", "supplier_name", "amount_gbp")
_PENCE = re.compile(r"\bpence\b|\(p\)", re.IGNORECASE)
_THOUSANDS = re.compile(r"(?<![\d,])000|\bthousands?\b|£\s?k\b|\bk£", re.IGNORECASE)


@dataclass(frozen=True)
class Header:
    """A sheet's heading row: `columns` maps a schema column to the index of the cell that holds it, `why` to the
    ground for taking it so.

    `amount_basis` follows from the heading of the amount. `unused` are the indexes of headed columns that are not
    read. `rivals` are the meanings that more than one column claimed equally well, with the indexes of all of them.
    `credit` is the index of a column of credits beside the amount's, which then holds the debits. `by_contents` are the
    meanings of columns that were told by what stands below their headings alone.
    Where the headings take two rows, `row` is the lower, `lower` its own texts and `cells` those of both together.
    """

    row: int
    cells: tuple[str, ...]
    lower: tuple[str, ...]
    columns: Mapping[str, int]
    why: Mapping[str, str]
    amount_basis: str
    unused: tuple[int, ...]
    rivals: Mapping[str, tuple[int, ...]]
    credit: int | None = None
    by_contents: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """The needed columns that the sheet does not have."""
        return tuple(name for name in NEEDED if name not in self.columns)

    @property
    def named(self) -> int:
        """How many of the needed columns it has."""
        return len(NEEDED) - len(self.missing)

    @property
    def in_pence(self) -> bool:
        """Whether the amount's heading says that it is in pence."""
        return _PENCE.search(self._amount) is not None

    @property
    def in_thousands(self) -> bool:
        """Whether the amount's heading says that it is in thousands of pounds."""
        return _THOUSANDS.search(self._amount) is not None

    @property
    def _amount(self) -> str:
        return self.cells[self.columns["amount_gbp"]] if "amount_gbp" in self.columns else ""

    def is_repeated_by(self, cells: Sequence[Cell]) -> bool:
        """Whether a row below is the heading row once more."""
        texts = [text_of(cell) or "" for cell in cells]
        places = [index for index in self.columns.values() if self.lower[index]]
        return bool(places) and all(index < len(texts) and texts[index] == self.lower[index] for index in places)


def find_header(rows: Sequence[tuple[int, Sequence[Cell]]]) -> Header | None:
    """The heading row among the first rows of a sheet: the first with all needed columns, else the best with two.

    Headings that take two rows are tried where no single row has all. None when no row has two of the needed columns,
    which is how notes and pivot tables are told from payments.
    """
    texts = [(number, texts_of(cells)) for number, cells in rows[:WINDOW]]
    found = [header for number, own in texts if (header := header_in(number, own, own)).named > 1]
    if not any(not header.missing for header in found):
        plain = [pair for pair, (_, cells) in zip(texts, rows, strict=False) if _all_text(cells)]
        two = [header_in(low, _together(above, own), own) for (_, above), (low, own) in pairwise(plain) if any(above)]
        found += [header for header in two if header.named > 1]
    return min(found, key=lambda header: (len(header.missing), -len(header.columns), header.row), default=None)


def texts_of(cells: Sequence[Cell]) -> tuple[str, ...]:
    """The texts of a row, "" for every cell that holds something else."""
    return tuple(text_of(cell) or "" if isinstance(cell, str) else "" for cell in cells)


def _all_text(cells: Sequence[Cell]) -> bool:
    return all(isinstance(cell, str) for cell in cells)


def _together(above: Sequence[str], below: Sequence[str]) -> tuple[str, ...]:
    """Two rows of headings as one. A heading above stands for the empty cells right of it, as merged cells do."""
    joined, spread = [], ""
    for index in range(max(len(above), len(below))):
        own = above[index] if index < len(above) else ""
        under = below[index] if index < len(below) else ""
        spread = own or spread
        joined.append(f"{spread} {under}" if under else own)
    return tuple(joined)


def header_in(number: int, texts: tuple[str, ...], lower: tuple[str, ...]) -> Header:
    """What a row means, taken for the headings: `texts` are its cells, with those of the row above if it has two."""
    claims = sorted(_claims(texts), key=lambda claim: (-claim[0].score, claim[1]))
    columns: dict[str, int] = {}
    won: dict[str, Likeness] = {}
    rivals: dict[str, tuple[int, ...]] = {}
    taken: set[int] = set()
    for claim, index in claims:
        if index in taken:
            continue
        if claim.meaning in columns:
            if claim.score == won[claim.meaning].score:
                rivals[claim.meaning] = (*rivals.get(claim.meaning, (columns[claim.meaning],)), index)
            continue
        taken.add(index)
        if claim.meaning:
            columns[claim.meaning], won[claim.meaning] = index, claim
    unused = tuple(index for index, text in enumerate(texts) if text and index not in columns.values())
    basis = _amount_basis(texts[columns["amount_gbp"]]) if "amount_gbp" in columns else "unknown"
    why = {meaning: claim.why for meaning, claim in won.items()}
    whole = lower + ("",) * (len(texts) - len(lower))
    return Header(number, texts, whole, columns, why, basis, unused, rivals)


def _claims(texts: Sequence[str]) -> Iterator[tuple[Likeness, int]]:
    """Every meaning that a heading may have, with the column it stands over."""
    for index, text in enumerate(texts):
        if text and len(text) <= 80:
            yield from ((likeness, index) for likeness in meanings(text))


def _amount_basis(heading: str) -> str:
    words = set(words_of(heading))
    if words & {"line", "item"}:
        return "line"
    if "invoice" in words:
        return "invoice-total"
    return "unknown" if words & {"total", "gross", "including"} or "sum" in heading.lower() else "line"
