"""Reads a workbook or a CSV file into sheets of plain cells. What cannot be read is an issue or a `SourceError`."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from pipelines.sources.confined import read_back, read_confined
from pipelines.sources.guard import CELL_LIMIT, FILE_LIMIT, SHEET_LIMIT, check_zip
from pipelines.upstream import Issue, Severity, SourceError

Cell = str | int | float | bool | date | datetime | time | timedelta
"""What a cell may hold. An empty cell is the empty string."""

RECORD_LINES = 50
FIELD_LIMIT = 131_072
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = {
    b"%PDF": "a PDF document",
    b"{\\rtf": "a text document",
    b"\x1f\x8b": "a compressed file",
    b"PK\5\6": "an empty zip",
}
_MARKUP = re.compile(rb"\s*<(!doctype|html|\?xml|head|body|table|script)", re.IGNORECASE)


@dataclass(frozen=True)
class Sheet:
    """One sheet: `rows` pairs each 1-based row (workbook) or line (CSV) number with its cells.

    `name` is empty for a CSV file.
    """

    name: str
    rows: list[tuple[int, list[Cell]]]
    hidden: bool = False


def read_sheets(path: Path, name: str) -> tuple[list[Sheet], list[Issue]]:
    """The sheets of the file at `path`, which people know as `name`, and what could not be read.

    The kind of file is told from its first bytes, because exports are often misnamed. Raises `SourceError` for a file
    that is empty, too large, protected by a password, or no spreadsheet.
    """
    size = path.stat().st_size
    if size == 0:
        raise SourceError(f"{name}: the file is empty. Export it again.")
    if size > FILE_LIMIT:
        raise SourceError(f"{name}: {size:,} bytes, and at most {FILE_LIMIT:,} are read. Split it by month.")
    with path.open("rb") as stream:
        head = stream.read(1024)
    for magic, kind in _OTHERS.items():
        if head.startswith(magic):
            raise SourceError(f"{name}: this is {kind}, not a spreadsheet. Save it as XLSX or CSV.")
    if _MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")):
        raise SourceError(f"{name}: this is a web page, not a spreadsheet. Save it as XLSX or CSV.")
    if head.startswith(_ZIP):
        check_zip(path, name)
        return read_open(path, name)
    if head.startswith(_OLE):
        return _confined(path, name)
    return [_csv(path.read_bytes(), name)], []


def _confined(path: Path, name: str) -> tuple[list[Sheet], list[Issue]]:
    """An old binary workbook, read in a process of its own."""
    plain, told = read_confined(path, name)
    sheets = [
        Sheet(title, [(number, [read_back(cell) for cell in cells]) for number, cells in rows], hidden)
        for title, hidden, rows in plain
    ]
    found = [
        Issue(name, i["check"], i["text"], Severity(i["severity"]), sheet=i["sheet"], owner="office") for i in told
    ]
    return sheets, found


def read_open(path: Path, name: str) -> tuple[list[Sheet], list[Issue]]:
    """The sheets of a workbook that this process reads itself. Raises `SourceError`."""
    try:
        with path.open("rb") as stream, CalamineWorkbook.from_filelike(stream) as book:
            return _sheets_of(book, name)
    except PasswordError as error:
        raise SourceError(f"{name}: protected by a password. Save it without one.") from error
    except CalamineError as error:
        raise SourceError(f"{name}: not a readable workbook ({error}). Save it again as XLSX or CSV.") from error
    except BaseException as error:
        # The reader is written in Rust: where it gives up on a damaged file its panic is not an Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise SourceError(f"{name}: the workbook is damaged. Save it again as XLSX or CSV.") from error


def _sheets_of(book: CalamineWorkbook, name: str) -> tuple[list[Sheet], list[Issue]]:
    sheets: list[Sheet] = []
    issues: list[Issue] = []
    if len(book.sheets_metadata) > SHEET_LIMIT:
        raise SourceError(f"{name}: more than {SHEET_LIMIT} sheets. Split the workbook.")
    for position, about in enumerate(book.sheets_metadata):
        if about.typ != SheetTypeEnum.WorkSheet:
            issues.append(_passed_over(name, about.name))
            continue
        try:
            rows = book.get_sheet_by_index(position).to_python(skip_empty_area=False)
        except CalamineError as error:
            issues.append(_unreadable(name, about.name, error))
            continue
        sheets.append(Sheet(about.name, list(enumerate(rows, 1)), about.visible != SheetVisibleEnum.Visible))
    return sheets, issues


def _passed_over(name: str, sheet: str) -> Issue:
    text = f"{name}: the sheet {sheet!r} is a chart or a macro sheet and holds no rows. Nothing to do."
    return Issue(name, "furniture-sheet", text, Severity.NOTE, sheet=sheet, owner="office")


def _unreadable(name: str, sheet: str, error: CalamineError) -> Issue:
    text = f"{name}: the sheet {sheet!r} cannot be read ({error}). Copy its values to a new sheet and save again."
    return Issue(name, "unreadable-sheet", text, sheet=sheet, owner="office")


def _csv(data: bytes, name: str) -> Sheet:
    text = _decode(data, name)
    return Sheet("", list(_records(text, _delimiter(text), name)))


def _decode(data: bytes, name: str) -> str:
    """UTF-8, or UTF-16 where its mark or its zeros say so, else CP1252; bytes that it leaves undefined as Latin-1."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace").replace("\0", "")
    if data.count(b"\0") * 10 > len(data):
        for codec, zeros in (("utf-16-le", data[1::2]), ("utf-16-be", data[::2])):
            if zeros.count(b"\0") * 5 > len(zeros) * 4:
                return data.decode(codec, errors="replace").replace("\0", "")
        raise SourceError(f"{name}: neither a workbook nor text. Save it as XLSX or CSV.")
    data = data.replace(b"\0", b"")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "".join(_CP1252[byte] for byte in data)


_CP1252 = [bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in range(256)]


def _delimiter(text: str) -> str:
    """The candidate that splits most of the first lines; a comma when none does."""
    lines = [line for line in text[:20_000].splitlines()[:40] if line.strip()]
    return max(",;\t|", key=lambda mark: (sum(mark in line for line in lines), sum(line.count(mark) for line in lines)))


def _records(text: str, delimiter: str, name: str) -> Iterator[tuple[int, list[Cell]]]:
    """Each record with the number of its first physical line, whatever ends the lines."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = cells = 0
    while True:
        try:
            record = next(reader, None)
        except csv.Error as error:
            raise SourceError(f"{name}, line {line + 1}: {error}. Mend the line and save it again.") from error
        if record is None:
            return
        if reader.line_num - line > RECORD_LINES:
            raise SourceError(
                f"{name}, line {line + 1}: a quotation mark opens here and is not closed within {RECORD_LINES} lines. "
                f"Close or remove it."
            )
        # The csv module's own limit holds for the whole process, and a library may have lifted it.
        if any(len(cell) > FIELD_LIMIT for cell in record):
            raise SourceError(f"{name}, line {line + 1}: field larger than {FIELD_LIMIT:,} characters. Shorten it.")
        cells += len(record)
        if cells > CELL_LIMIT:
            raise SourceError(f"{name}: more than {CELL_LIMIT:,} cells. Split it by month.")
        yield line + 1, list(record)
        line = reader.line_num
