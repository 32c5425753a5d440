"""A copy of a spreadsheet to correct: the same cells in the same places, what is refused marked and listed first.

The copy holds values and no formulas, whatever the original held, and loads back like the original.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipelines.desk.inbox import Checked
from pipelines.desk.words import Problem
from pipelines.sources.guard import SHEET_LIMIT
from pipelines.sources.inbox import is_aside, sheet_title
from pipelines.sources.sheets import Cell, Sheet

FIRST = "Refused"
"""The sheet that lists what is refused; the readers pass over it."""

LISTED = 5_000
"""Problems that are listed and commented; the rest is counted."""

ROWS = 200_000
"""Rows of a file for which a copy is made."""

COLUMNS = 16_384
"""Columns that a sheet can have."""

_TEXT_LIMIT = 32_767
_MADE = datetime(2020, 1, 1)  # noqa: DTZ001 - workbooks keep local times; a fixed one, so that bytes are the same
_FORMATS = (("datetime", datetime), ("date", date), ("time", time), ("timedelta", timedelta))
_SHOWN = {
    "datetime": "dd/mm/yyyy hh:mm:ss",
    "date": "dd/mm/yyyy",
    "time": "hh:mm:ss",
    "timedelta": "[h]:mm:ss",
    "": "General",
}


def write_copy(checked: Checked, folder: Path) -> Path | None:
    """Write `<name>.checked.xlsx` below `folder`; None where nothing is to be corrected, or cannot be.

    A copy made before is then taken away: it may hold what should not be kept longer than it is needed.
    """
    path = folder / Path(checked.file).with_suffix(".checked.xlsx")
    path.unlink(missing_ok=True)
    if checked.clean or not checked.sheets or not _fits(checked.sheets):
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": f"To correct: {checked.file}", "created": _MADE})
        styles = _Styles(book)
        names = _names(checked.sheets)
        _list(book.add_worksheet(FIRST), checked, names, styles)
        for sheet, name in names.items():
            copy = book.add_worksheet(name)
            own = [problem for problem in checked.problems if problem.sheet == sheet]
            _copy(copy, next(one for one in checked.sheets if one.name == sheet), own, styles)
    return path


def _fits(sheets: Sequence[Sheet]) -> bool:
    """Whether a copy can hold the sheets, and is not too long to be corrected by hand."""
    widest = max((len(cells) for sheet in sheets for _, cells in sheet.rows), default=0)
    return sum(len(sheet.rows) for sheet in sheets) <= ROWS and widest <= COLUMNS


class _Styles:
    """The formats of a copy, each made once: by the kind of cell, marked or not."""

    def __init__(self, book: Any) -> None:
        mark = {"bg_color": "#FFC7CE", "border": 1, "border_color": "#9C0006"}
        self.heading: Format = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.wrapped: Format = book.add_format({"text_wrap": True, "valign": "top"})
        self.plain = {kind: book.add_format({"num_format": shown}) for kind, shown in _SHOWN.items()}
        self.marked = {kind: book.add_format({"num_format": shown} | mark) for kind, shown in _SHOWN.items()}


def _names(sheets: Sequence[Sheet]) -> Mapping[str, str]:
    """Sheet to its name in the copy. What an earlier copy added is not copied; a CSV's only sheet gets a name.

    A name keeps what a workbook allows of it, and a number where it would stand twice.
    """
    names: dict[str, str] = {}
    for sheet in sheets:
        if not is_aside(sheet):
            bare = sheet_title(sheet.name, 27)
            taken = {name.lower() for name in names.values()} | {FIRST.lower()}
            tries = (bare, *(f"{bare} {number}" for number in range(2, SHEET_LIMIT + 2)))
            names[sheet.name] = next(name for name in tries if name.lower() not in taken)
    return names


def _list(sheet: Worksheet, checked: Checked, names: Mapping[str, str], styles: _Styles) -> None:
    text = (
        f"{checked.file}: {checked.account}. Correct the marked cells in the sheets that follow and save this file in "
        "records/inbox in place of the old one. This sheet is not read."
    )
    sheet.merge_range(0, 0, 0, 3, text, styles.wrapped)
    sheet.set_row(0, 48)
    headings = (("Sheet", 24), ("Cell", 10), ("What stands there", 40), ("What is wrong", 90))
    for at, (heading, width) in enumerate(headings):
        sheet.set_column(at, at, width)
        sheet.write_string(2, at, heading, styles.heading)
    for number, problem in enumerate(checked.problems[:LISTED], 3):
        name = names.get(problem.sheet, "")
        sheet.write_string(number, 0, name)
        if name and problem.row:
            target = f"internal:'{name.replace(chr(39), chr(39) * 2)}'!{_target(problem)}"
            sheet.write_url(number, 1, target, string=problem.cell)
        sheet.write_string(number, 2, problem.value[:_TEXT_LIMIT], styles.wrapped)
        sheet.write_string(number, 3, problem.text[:_TEXT_LIMIT], styles.wrapped)
    if len(checked.problems) > LISTED:
        sheet.write_string(LISTED + 3, 3, f"{len(checked.problems) - LISTED:,} more are not listed.")


def _target(problem: Problem) -> str:
    return problem.cell if problem.column is not None else f"A{problem.row}"


def _copy(copy: Worksheet, sheet: Sheet, problems: Sequence[Problem], styles: _Styles) -> None:
    """Every cell in its place; those at fault marked and commented."""
    wrong: dict[tuple[int, int], list[str]] = {}
    for problem in problems:
        if problem.row:
            wrong.setdefault((problem.row - 1, problem.column or 0), []).append(problem.text)
    for number, cells in sheet.rows:
        for at, cell in enumerate(cells):
            _write(copy, number - 1, at, cell, styles.marked if (number - 1, at) in wrong else styles.plain)
    rows = dict(sheet.rows)
    for place, texts in [*wrong.items()][:LISTED]:
        if not any(cell != "" for cell in rows.get(place[0] + 1, [])[place[1] : place[1] + 1]):
            copy.write_blank(*place, None, styles.marked[""])
        copy.write_comment(*place, " ".join(texts)[:2000], {"x_scale": 2.5, "y_scale": 1.5})
    copy.set_column(0, max((len(cells) for _, cells in sheet.rows), default=1), 20)
    if sheet.hidden:
        copy.hide()


def _write(copy: Worksheet, row: int, at: int, cell: Cell, formats: Mapping[str, Format]) -> None:
    """One value, never a formula. What a cell of a workbook cannot hold is written as text."""
    kind = next((name for name, type_ in _FORMATS if isinstance(cell, type_)), "")
    if cell == "":
        return
    if kind and not (isinstance(cell, date) and cell.year < 1900):
        copy.write_datetime(row, at, cell, formats[kind])
    elif isinstance(cell, bool):
        copy.write_boolean(row, at, cell, formats[""])
    elif isinstance(cell, int | float) and math.isfinite(cell) and abs(cell) < 1e15:
        copy.write_number(row, at, cell, formats[""])
    else:
        copy.write_string(row, at, str(cell)[:_TEXT_LIMIT], formats[""])
