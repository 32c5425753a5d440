"""Settles by what stands below the headings what the headings leave open, or leaves it open and says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipelines.sources.sheets import Cell, Sheet
from pipelines.sources.spend.headers import NEEDED, Header
from pipelines.sources.spend.values import day_and_month, text_of


def settled(sheet: Sheet, header: Header) -> Header:
    """A header whose `rivals` are those alone that really differ; of these, a column that is not needed is not read."""
    rivals = {name: places for name, places in header.rivals.items() if name and not _agree(sheet, header, places)}
    columns = {name: at for name, at in header.columns.items() if name not in rivals or name in NEEDED}
    return replace(header, columns=columns, rivals=rivals)


def _agree(sheet: Sheet, header: Header, places: tuple[int, ...]) -> bool:
    """Whether columns hold the same in every row below the headings."""
    below = (cells for number, cells in sheet.rows if number > header.row)
    return all(len({text_of(cells[at]) if at < len(cells) else None for at in places}) == 1 for cells in below)


def month_first(dates: Iterable[Cell]) -> bool:
    """Whether written dates can only be meant as month/day/year: some are no other day, and none is day/month/year."""
    pairs = [pair for cell in dates if (pair := day_and_month(cell)) is not None]
    return any(second > 12 >= first for first, second in pairs) and not any(first > 12 for first, _ in pairs)
