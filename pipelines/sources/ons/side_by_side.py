"""The sheet of a mid-year workbook that has every year beside the others: one line for each area, from country to
district.

The workbook has a dozen sheets with titles above and notes below their tables, and their names change. The sheet is
known by its header: a code, a name, and `Estimated Population mid-2024` for each year.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.sources.ons import written
from pipelines.sources.sheets import Sheet, read_sheets
from pipelines.upstream import Landed, SourceError
from schemas.places import AREA_CODE

HEADER_ROWS = 20
"""Rows at the top of a sheet in which a header is looked for."""

_YEAR = re.compile(r"estimated population,? mid[- ]?(\d{4})", re.IGNORECASE)
Line = tuple[int, tuple[str, ...]]


@dataclass(frozen=True)
class Years:
    """The table: where the code and the name stand, each year with its column, and the lines with their numbers.

    `blank` lines stand between the first and the last; `furniture` is counted as in `Tally`. `others` are sheets not
    taken, `left` columns not taken.
    """

    sheet: str
    code: int
    name: int
    years: tuple[tuple[str, int], ...]
    lines: tuple[Line, ...]
    blank: int
    furniture: int
    others: tuple[str, ...]
    left: tuple[str, ...]


def years_of(landed: Landed) -> Years | None:
    """The table of years of a workbook; None when no sheet has one.

    Raises SourceError when two have, or when a year stands twice in its header.
    """
    url = landed.resource.url
    sheets, _ = read_sheets(landed.path, url)
    found = [(sheet, at) for sheet in sheets if (at := _header(sheet)) is not None]
    if not found:
        return None
    if len(found) > 1:
        names = ", ".join(repr(sheet.name) for sheet, _ in found)
        raise SourceError(f"{url}: the sheets {names} both have years side by side; nothing of it was taken")
    (sheet, at), others = found[0], tuple(other.name for other in sheets if other is not found[0][0])
    labels = [written(cell) for cell in sheet.rows[at][1]]
    years = tuple((match[1], place) for place, label in enumerate(labels) if (match := _YEAR.fullmatch(label)))
    if len({year for year, _ in years}) < len(years):
        raise SourceError(f"{url}: a year stands twice in the header of {sheet.name!r}; nothing of it was taken")
    code, name = _place(labels, "code"), _place(labels, "name")
    taken = {code, name, *(place for _, place in years)}
    left = tuple(label for place, label in enumerate(labels) if label and place not in taken)
    below = [(number, tuple(written(cell) for cell in cells)) for number, cells in sheet.rows[at + 1 :]]
    table, notes = _without_notes(below, code)
    lines = tuple(line for line in table if any(line[1]))
    furniture = at + 1 + sum(any(cells) for _, cells in notes)
    return Years(sheet.name, code, name, years, lines, len(table) - len(lines), furniture, others, left)


def _header(sheet: Sheet) -> int | None:
    """The first of a sheet's upper rows with a code, a name and a year's population."""
    for at, (_, cells) in enumerate(sheet.rows[:HEADER_ROWS]):
        labels = [written(cell) for cell in cells]
        if any(_YEAR.fullmatch(label) for label in labels) and _place(labels, "code") >= 0 <= _place(labels, "name"):
            return at
    return None


def _place(labels: list[str], word: str) -> int:
    return next((at for at, label in enumerate(labels) if label.lower() == word), -1)


def _without_notes(below: list[Line], code: int) -> tuple[list[Line], list[Line]]:
    """The lines down to the last that has a code of an area, and the notes under them."""
    last = max((at for at, (_, cells) in enumerate(below, 1) if _coded(cells, code)), default=0)
    return below[:last], below[last:]


def _coded(cells: tuple[str, ...], code: int) -> bool:
    return code < len(cells) and re.fullmatch(AREA_CODE, cells[code]) is not None
