"""A register as a spreadsheet in the inbox: each row below the headings is one record, as if it were a YAML file.

The headings are the columns' titles or names, in any order and case, or nearly so. Titles above them, notes in other
sheets and blank rows are furniture. What office programs do to values is undone here (a day that is a cell's type,
`£1,250`, `Yes`, `03/04/2026`); what the values may be is the schema's to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import zip_longest
from pathlib import Path

from pipelines.sources.inbox import Headed, is_aside
from pipelines.sources.records.document import Entry, Value
from pipelines.sources.records.headings import Meant, meant, places_of
from pipelines.sources.sheets import Cell, Sheet, read_sheets
from pipelines.upstream import Issue, Severity, SourceError
from schemas.base import Column

HEADING_ROWS = 30
"""The headings stand within so many rows."""

BEYOND = "A value beyond the last heading (put values with a comma in them into quotation marks)"
"""Stands for the field of such a value, which costs its row: the others may stand under the wrong headings."""

_PART = "; "


@dataclass
class Listed:
    """What a spreadsheet gave: its rows as records, and an account of the other rows."""

    entries: list[Entry] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    blank: int = 0
    furniture: int = 0


def read(path: Path, place: str, columns: Sequence[Column]) -> Listed:
    """The rows of every sheet. Raises SourceError where no sheet has headings, or a needed one is missing."""
    sheets, issues = read_sheets(path, place)
    listed = Listed(issues=issues)
    taken = 0
    for sheet in sheets:
        at = None if sheet.hidden or is_aside(sheet) else _headings(sheet, columns)
        if at is None:
            listed.furniture += len(sheet.rows)
            listed.issues += _passed_over(sheet, place)
            continue
        taken += 1
        _take(sheet, at, place, columns, listed)
    if not taken:
        needed = ", ".join(column.title for column in columns if not column.nullable)
        raise SourceError(f"{place}: no row names the columns, so nothing was taken: add the headings {needed}")
    return listed


def _passed_over(sheet: Sheet, place: str) -> Iterator[Issue]:
    """A sheet that looks filled in, and of which nothing is taken, is named: two rows or more of two cells or more."""
    wide = [number for number, cells in sheet.rows if sum(bool(str(cell).strip()) for cell in cells) > 1]
    if len(wide) > 1 and not is_aside(sheet):
        why = "is hidden" if sheet.hidden else "has no headings of this register"
        text = f"{place}: the sheet {sheet.name!r} {why}, so nothing of it was taken: mend that, or take the sheet out"
        yield Issue(place, "sheet-passed-over", text, Severity.WARNING, sheet=sheet.name, row=wide[0], owner="office")


def headed(sheet: Sheet, columns: Sequence[Column]) -> Headed | None:
    """Where the headings of a sheet stand, None where it has none."""
    at = _headings(sheet, columns)
    if at is None:
        return None
    number, cells = sheet.rows[at]
    return Headed(number, places_of(cells, columns))


def _headings(sheet: Sheet, columns: Sequence[Column]) -> int | None:
    """Where in `sheet.rows` the headings stand: the first row in which most names are known, two at least."""
    named = [len(places_of(cells, columns)) for _, cells in sheet.rows[:HEADING_ROWS]]
    most = max(named, default=0)
    return named.index(most) if most >= min(2, len(columns)) else None


def _take(sheet: Sheet, at: int, place: str, columns: Sequence[Column], listed: Listed) -> None:
    number, headings = sheet.rows[at]
    where = f"{place} sheet {sheet.name!r}" if sheet.name else place
    found = meant(headings, columns)
    places = _places(headings, found, columns, where)
    listed.furniture += at + 1
    listed.issues += _unknown(headings, found, place, sheet.name, number)
    width = max(places) + 1
    for line, cells in sheet.rows[at + 1 :]:
        if not any(str(cell).strip() for cell in cells):
            listed.blank += 1
            continue
        whole = [*cells, *[""] * (width - len(cells))]
        fields = {column.name: Value(written(whole[at], column), line) for at, column in places.items()}
        if not sheet.name and (beyond := _beyond(cells, headings)):
            fields[BEYOND] = Value(beyond, line)
        listed.entries.append(Entry(fields, line, sheet.name))
        if BEYOND not in fields:
            listed.issues += _without_heading(whole, headings, place, sheet.name, line)


def _beyond(cells: Sequence[Cell], headings: Sequence[Cell]) -> str:
    """What stands beyond the last heading: in a CSV file the sign of a comma that is not in quotation marks."""
    width = max((at for at, cell in enumerate(headings) if str(cell).strip()), default=0) + 1
    return " ".join(str(cell).strip() for cell in cells[width:]).strip()


def _without_heading(
    cells: Sequence[Cell], headings: Sequence[Cell], place: str, sheet: str, row: int
) -> Iterator[Issue]:
    for cell, heading in zip_longest(cells, headings, fillvalue=""):
        if str(cell).strip() and not str(heading).strip():
            text = f"{place} row {row}: a cell without a heading was left out: name its column or empty the cell"
            yield Issue(place, "unknown-column", text, Severity.WARNING, sheet=sheet, row=row, owner="office")


def _places(
    headings: Sequence[Cell], found: Mapping[int, Meant], columns: Sequence[Column], where: str
) -> dict[int, Column]:
    """Position to column. Raises SourceError where a needed one is missing or one stands twice."""
    given = [meaning.column.name for meaning in found.values()]
    if twice := sorted({meaning.column.title for meaning in found.values() if given.count(meaning.column.name) > 1}):
        raise SourceError(f"{where}: the heading {', '.join(twice)} stands twice, so nothing was taken: keep one")
    missing = [column.title for column in columns if not column.nullable and column.name not in given]
    if missing:
        text = f"{where}: the heading {', '.join(missing)} is missing, so nothing was taken: add the column"
        strange = [str(cell).strip()[:60] for at, cell in enumerate(headings) if at not in found and str(cell).strip()]
        raise SourceError(f"{text}, or rename the one that is meant: {', '.join(strange)}" if strange else text)
    return {at: meaning.column for at, meaning in found.items()}


def _unknown(headings: Sequence[Cell], found: Mapping[int, Meant], place: str, sheet: str, row: int) -> Iterator[Issue]:
    """A warning for each heading that is not one of the register's: left out, or taken for what it is like."""
    for at, cell in enumerate(headings):
        heading = str(cell).strip()[:100]
        if heading and (at not in found or found[at].near):
            said = "is none of this register's, so its column was left out: correct the name or take the column out"
            if at in found:
                said = f"was taken for {found[at].column.title!r}, which it is like: rename it if that is wrong"
            check = "columns-read" if at in found else "unknown-column"
            text = f"{place}: the heading {heading!r} {said}"
            yield Issue(place, check, text, Severity.WARNING, "", sheet, row, heading, owner="office")


def written(cell: Cell, column: Column) -> str | None:
    """What a cell says, as a record would write it."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, date | datetime):
        return cell.isoformat()
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    if isinstance(cell, float):
        # A sum in a spreadsheet is a binary fraction: its noise is far below what any column keeps.
        return _plain(f"{cell:.6f}".rstrip("0").rstrip("."), column)
    return _plain(" ".join(str(cell).split()), column) or None


def _plain(text: str, column: Column) -> str:
    if column.kind == "boolean":
        return {"yes": "true", "no": "false", "1": "true", "0": "false"}.get(text.lower(), text.lower())
    if column.kind == "date" and (day := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", text)):
        return f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}"
    if column.kind in {"number", "integer"}:
        figures = re.sub(r"(?<=\d),(?=\d{3}(\D|$))|[£ ]", "", text)
        return figures if re.fullmatch(r"-?[\d.]+", figures) else text
    return re.sub(r"\s*;\s*", _PART, text) if _PART in column.pattern else text
