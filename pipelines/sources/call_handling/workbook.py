"""The sheets of a file as cells, whatever the format: XLSX, XLS, ODS or CSV, told by its first bytes."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, WorksheetNotFound, XmlError, ZipError

from pipelines.sources.call_handling.figures import Cell
from pipelines.upstream import SourceError

MOST_BYTES = 200_000_000
"""Uncompressed. The national workbook has a few hundred rows."""

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Sheet:
    """One sheet from its first row on; `name` is empty for a CSV file."""

    name: str
    rows: list[list[Cell]]


def sheets(path: Path, place: str) -> list[Sheet]:
    """All sheets of a landed file. Raises SourceError that names `place` when the bytes are not a table."""
    content = path.read_bytes()
    if content.startswith((_ZIP, _OLE)):
        return list(_workbook(content, place))
    if content.lstrip()[:1] == b"<":
        raise SourceError(f"{place} is a web page, not a workbook: the source answered with a page; try again later")
    return [Sheet("", _delimited(content, place))]


def _workbook(content: bytes, place: str) -> Iterator[Sheet]:
    try:
        if content.startswith(_ZIP):
            _check_size(content, place)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in book.sheet_names:
            cells = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            yield Sheet(name, cast("list[list[Cell]]", cells))
    except PasswordError as error:
        raise SourceError(f"{place} is locked with a password: save it without one and send it again") from error
    except (CalamineError, XmlError, ZipError, WorksheetNotFound, zipfile.BadZipFile, OSError, ValueError) as error:
        raise SourceError(f"{place} is not a workbook that can be read ({error}): fetch or save it again") from error


def _check_size(content: bytes, place: str) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = sum(member.file_size for member in archive.infolist())
    if size > MOST_BYTES:
        raise SourceError(f"{place} unpacks to {size:,} bytes, far more than the national workbook: nothing was read")


def _delimited(content: bytes, place: str) -> list[list[Cell]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    try:
        return [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=",", quotechar='"')]
    except csv.Error as error:
        raise SourceError(f"{place} is not a CSV file that can be read ({error}): save it again") from error
