"""Settles by what stands below the headings what the headings leave open, or leaves it open and says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from xlsxwriter.utility import xl_col_to_name

from pipelines.sources.sheets import Cell, Sheet
from pipelines.sources.spend.contents import completed, headings_by_contents
from pipelines.sources.spend.headers import NEEDED, Header, find_header
from pipelines.sources.spend.values import amount_of, day_and_month, read_or_none, text_of
from pipelines.sources.spend.vocabulary import words_of


def header_of(sheet: Sheet) -> Header | None:
    """The heading row of a sheet of payments, with what its headings leave open settled; None where it has none."""
    header = find_header(sheet.rows)
    if header is None:
        return headings_by_contents(sheet)
    return _settled(sheet, completed(sheet, _with_credits(sheet, header)))


def _settled(sheet: Sheet, header: Header) -> Header:
    """A header whose `rivals` are those alone that really differ; of these, a column that is not needed is not read."""
    below = [cells for number, cells in sheet.rows if number > header.row]
    filled = {
        name: tuple(at for at in places if any(_text(cells, at) for cells in below)) or places[:1]
        for name, places in header.rivals.items()
        if name
    }
    rivals = {name: places for name, places in filled.items() if not _agree(below, places)}
    columns = {name: at for name, at in header.columns.items() if name not in rivals or name in NEEDED}
    alone = {name: places[0] for name, places in filled.items() if name not in rivals}
    return replace(header, columns={**columns, **alone}, rivals=rivals)


def _agree(below: Sequence[Sequence[Cell]], places: tuple[int, ...]) -> bool:
    """Whether columns hold the same in every row below the headings."""
    return all(len({_text(cells, at) for at in places}) == 1 for cells in below)


def _text(cells: Sequence[Cell], at: int) -> str | None:
    return text_of(cells[at]) if at < len(cells) else None


def _with_credits(sheet: Sheet, header: Header) -> Header:
    """A header whose amount is told by a column of debits and one of credits, where no row fills both."""
    words = [set(words_of(text)) for text in header.cells]
    debits = [at for at, own in enumerate(words) if own & {"debit", "dr"} and not own & {"credit", "cr"}]
    credits_ = [at for at, own in enumerate(words) if own & {"credit", "cr"} and not own & {"debit", "dr"}]
    both = {*debits, *credits_}
    claimed = {*header.rivals.get("amount_gbp", ()), header.columns.get("amount_gbp", *debits[:1])}
    if len(debits) != 1 or len(credits_) != 1 or not claimed <= both:
        return header
    below = [cells for number, cells in sheet.rows if number > header.row]
    if any(holds(cells, debits[0]) and holds(cells, credits_[0]) for cells in below):
        return header
    credit = f"{xl_col_to_name(credits_[0])} {header.cells[credits_[0]]!r}"
    return replace(
        header,
        columns={**header.columns, "amount_gbp": debits[0]},
        why={**header.why, "amount_gbp": f"debits, less the credits of column {credit}"},
        unused=tuple(at for at in header.unused if at not in both),
        rivals={name: places for name, places in header.rivals.items() if name != "amount_gbp"},
        credit=credits_[0],
        amount_basis="line" if header.amount_basis == "unknown" else header.amount_basis,
    )


def holds(cells: Sequence[Cell], at: int) -> bool:
    """Whether the cell of a row holds something other than nought."""
    cell = cells[at] if at < len(cells) else ""
    return text_of(cell) is not None and read_or_none(amount_of, cell) != 0


def month_first(dates: Iterable[Cell]) -> bool:
    """Whether written dates can only be meant as month/day/year: some are no other day, and none is day/month/year."""
    pairs = [pair for cell in dates if (pair := day_and_month(cell)) is not None]
    return any(second > 12 >= first for first, second in pairs) and not any(first > 12 for first, _ in pairs)
