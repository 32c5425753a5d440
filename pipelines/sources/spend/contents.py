"""Tells by what stands below it what a column is whose heading nobody has listed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from pipelines.sources.sheets import Cell, Sheet
from pipelines.sources.spend.headers import NEEDED, WINDOW, Header, header_in, texts_of
from pipelines.sources.spend.values import amount_of, date_of, exact_amount_of, read_or_none, text_of
from pipelines.sources.spend.vocabulary import meanings, words_of

MOST = 0.9
"""Share of a column's filled cells that must be of a kind; the others may be wrong, and lose their rows."""

SOME = 0.3
"""Share of a column's filled cells that must look like a firm or a public body: many of either have plain names."""

_ORGANISATION = re.compile(
    r"\b(?:ltd|limited|plc|llp|inc|gmbh|cic|council|borough|county|police|nhs|trust|university|college|charity|"
    r"association|society|group|services?|solutions|systems|uk|company|partners(?:hip)?|foundation|hospital|school)\b",
    re.IGNORECASE,
)
_NOT_PAID = {
    "vat", "tax", "number", "code", "id", "reference", "quantity", "qty", "price", "rate", "budget", "balance",
    "percent", "year", "period", "month", "days", "hours", "discount",
}  # fmt: skip
"""Words of headings over figures that are no payment."""


def completed(sheet: Sheet, header: Header) -> Header:
    """A header with the needed columns that only their contents tell: of each the one column that can be it.

    A heading that is known to mean something else is never taken so, and where two columns could be it neither is.
    """
    below = [cells for number, cells in sheet.rows if number > header.row and len(_filled(cells)) >= len(NEEDED)]
    open_ = [at for at in header.unused if not _is_known(header.cells[at])]
    found: dict[str, int] = {}
    for name in header.missing:
        fits = [at for at in open_ if _KINDS[name](header.cells[at], _column(below, at))]
        if len(fits) == 1:
            found[name] = fits[0]
    if not found:
        return header
    return replace(
        header,
        columns={**header.columns, **found},
        why={**header.why, **{name: f"by its contents: {_SAID[name]}" for name in found}},
        amount_basis="unknown" if "amount_gbp" in found else header.amount_basis,
        unused=tuple(at for at in header.unused if at not in found.values()),
        by_contents=tuple(found),
    )


def headings_by_contents(sheet: Sheet) -> Header | None:
    """The first row of headings below which a date, a supplier and an amount can be told; None where there is none."""
    candidates = (header_in(number, texts_of(cells), texts_of(cells)) for number, cells in _headings(sheet))
    return next((header for one in candidates if not (header := completed(sheet, one)).missing), None)


def _headings(sheet: Sheet) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Rows that could be headings: words alone, and enough of them."""
    for number, cells in sheet.rows[:WINDOW]:
        filled = _filled(cells)
        if len(filled) >= len(NEEDED) and all(isinstance(cell, str) and _is_word(cell) for cell in filled):
            yield number, cells


def _is_word(cell: str) -> bool:
    lettered = any(mark.isalpha() for mark in cell)
    return lettered and read_or_none(date_of, cell) is None and read_or_none(amount_of, cell) is None


def _is_known(heading: str) -> bool:
    """Whether a heading is one of those that are known and not read."""
    return any(likeness.meaning == "" for likeness in meanings(heading))


def _filled(cells: Sequence[Cell]) -> list[Cell]:
    return [cell for cell in cells if text_of(cell) is not None]


def _column(below: Sequence[Sequence[Cell]], at: int) -> list[Cell]:
    return _filled([cells[at] for cells in below if at < len(cells)])


def _dates(heading: str, cells: Sequence[Cell]) -> bool:
    return _share(cells, _is_date) >= MOST


def _is_date(cell: Cell) -> bool:
    """Whether a cell is a date for certain: a bare number may be anything."""
    return not isinstance(cell, int | float) and not str(cell).isdigit() and read_or_none(date_of, cell) is not None


def _payments(heading: str, cells: Sequence[Cell]) -> bool:
    """Whether figures are money: pence, a credit or a pound sign somewhere, and no word of another thing above."""
    figures = _share(cells, lambda cell: read_or_none(amount_of, cell) is not None)
    return figures >= MOST and not set(words_of(heading)) & _NOT_PAID and any(_is_money(cell) for cell in cells)


def _is_money(cell: Cell) -> bool:
    exact = read_or_none(exact_amount_of, cell)
    return exact is not None and (exact % 1 != 0 or exact < 0 or not re.fullmatch(r"[\d.]+", text_of(cell) or ""))


def _suppliers(heading: str, cells: Sequence[Cell]) -> bool:
    return _share(cells, lambda cell: isinstance(cell, str) and _ORGANISATION.search(cell) is not None) >= SOME


def _share(cells: Sequence[Cell], fits: Callable[[Cell], bool]) -> float:
    return sum(map(fits, cells)) / len(cells) if cells else 0


_KINDS: Mapping[str, Callable[[str, Sequence[Cell]], bool]] = {
    "payment_date": _dates,
    "supplier_name": _suppliers,
    "amount_gbp": _payments,
}
_SAID = {
    "payment_date": "dates",
    "supplier_name": "names of firms and public bodies",
    "amount_gbp": "sums of money",
}
