"""Refuses a zipped workbook before it is opened when opening it could fill the machine's memory."""

from __future__ import annotations

import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from pipelines.upstream import SourceError

FILE_LIMIT = 200 * 2**20
UNPACKED_LIMIT = 500 * 2**20
RATIO_LIMIT = 500
RATIO_FLOOR = 20 * 2**20
MEMBER_LIMIT = 5_000
SHEET_LIMIT = 200
CELL_LIMIT = 8_000_000

BROKEN = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError),
    *(RuntimeError, NotImplementedError, OSError, ValueError),
)
"""What a zip that is damaged, locked or packed in an unknown way raises."""

_CHUNK = 2**20
_XLSX_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_XLSX_TAG = re.compile(
    rb"<(?:\w+:)?(?:(?P<row>row)|(?P<cell>c)|(?P<strings>sst))(?=[\s/>])"
    rb"(?P<attributes>(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*)"
)
_XLSX_PLACE = re.compile(rb"\sr\s*=\s*[\"']\$?([A-Za-z]*)\$?(\d*)")
_XLSX_COUNT = re.compile(rb"[cC]ount\s*=\s*[\"'](\d+)")
_ODS_TAG = re.compile(
    rb"<(?:(?P<table>table:table)|(?P<row>table:table-row)|(?P<cell>table:(?:covered-)?table-cell))(?=[\s>/])"
    rb"(?P<attributes>[^<>]*)>"
)
_ODS_ROWS = re.compile(rb'number-rows-repeated="(\d+)"')
_ODS_COLUMNS = re.compile(rb'number-columns-repeated="(\d+)"')


def check_zip(path: Path, name: str) -> None:
    """Raise `SourceError` when the workbook is damaged or would take more memory than a spreadsheet may.

    The declared sizes are proved by unpacking every member in small pieces; the sizes of the sheets are then taken
    from the addresses of their cells, because one stray cell far out makes a reader set aside the whole rectangle.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check_directory(archive, name)
            if (bad := archive.testzip()) is not None:
                raise SourceError(f"{name}: the part {bad} of the workbook is damaged. Save it again and replace it.")
            cells = sum(_extent(archive, member) for member in archive.namelist())
    except BROKEN as error:
        raise SourceError(f"{name}: not a readable workbook ({error}). Save it again as XLSX or CSV.") from error
    if cells > CELL_LIMIT:
        raise SourceError(
            f"{name}: the sheets span {cells:,} cells and at most {CELL_LIMIT:,} are read. A stray entry far to the "
            f"right or far below is the usual cause: delete it, or save the sheet as CSV."
        )


def _check_directory(archive: zipfile.ZipFile, name: str) -> None:
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    sheets = sum(1 for member in members if _XLSX_SHEET.fullmatch(member.filename))
    advice = "Split it, or save the sheets as CSV."
    if unpacked > UNPACKED_LIMIT:
        raise SourceError(f"{name}: unpacks to {unpacked:,} bytes and at most {UNPACKED_LIMIT:,} are read. {advice}")
    if unpacked > RATIO_FLOOR and unpacked > RATIO_LIMIT * max(packed, 1):
        raise SourceError(f"{name}: unpacks to {unpacked // max(packed, 1):,} times its size. {advice}")
    if len(members) > MEMBER_LIMIT or sheets > SHEET_LIMIT:
        raise SourceError(f"{name}: {len(members):,} parts and {sheets:,} sheets are too many. {advice}")


def _extent(archive: zipfile.ZipFile, member: str) -> int:
    """How many cells a reader must set aside for one member; 0 for a member that holds no cells."""
    if member == "content.xml":
        return _ods_extent(_matches(archive, member, _ODS_TAG))
    if member.lower().endswith((".xml", ".rels")) and not member.lower().endswith("calcchain.xml"):
        return _xlsx_extent(_matches(archive, member, _XLSX_TAG))
    return 0


def _matches(archive: zipfile.ZipFile, member: str, pattern: re.Pattern[bytes]) -> Iterator[re.Match[bytes]]:
    """Matches over the member's bytes, read in pieces that are joined at a tag's start.

    What these bytes do not show is refused: entities, which only a document type declares, and other encodings.
    """
    rest = b""
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            data = rest + chunk
            if b"<!DOCTYPE" in data or b"\0" in data:
                raise ValueError(f"{member} declares a document type or is not UTF-8, as no spreadsheet does")
            cut = data.rfind(b"<")
            cut = cut if cut >= 0 else len(data)
            yield from pattern.finditer(data, 0, cut)
            rest = data[cut:]
            if len(rest) > 2 * _CHUNK:
                raise ValueError(f"a single tag of {member} is longer than {_CHUNK:,} bytes")
    yield from pattern.finditer(rest)


def _xlsx_extent(tags: Iterator[re.Match[bytes]]) -> int:
    """The rectangle that holds every cell of a sheet, or the number of strings that a table of strings announces.

    A cell without an address stands right of the last one, and a row without a number below it.
    """
    width = height = row = column = 0
    for tag in tags:
        attributes = tag["attributes"]
        if tag["strings"] is not None:
            return max((int(count) for count in _XLSX_COUNT.findall(attributes)), default=0)
        place = _XLSX_PLACE.search(attributes)
        if tag["row"] is not None:
            row, column = int(place[2]) if place and place[2] else row + 1, 0
            continue
        column = _column(place[1]) if place and place[1] else column + 1
        if attributes.rstrip().endswith(b"/"):
            continue  # Formatted and empty: a reader sets nothing aside for it.
        width, height = max(width, column), max(height, row, int(place[2]) if place and place[2] else 0)
    return width * height


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _ods_extent(tags: Iterator[re.Match[bytes]]) -> int:
    """Rows times columns that hold a value, over all tables, with the repeats written as attributes."""
    total = width = rows = height = column = repeat = 0
    for tag in tags:
        attributes = tag["attributes"]
        if tag["table"] is not None:
            total, width, rows, height = total + width * height, 0, 0, 0
        elif tag["row"] is not None:
            repeat, column = _repeat(_ODS_ROWS, attributes), 0
            rows += repeat
        else:
            column += _repeat(_ODS_COLUMNS, attributes)
            if b"value-type=" in attributes:
                width, height = max(width, column), rows
    return total + width * height


def _repeat(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    found = pattern.search(attributes)
    return int(found[1]) if found else 1
