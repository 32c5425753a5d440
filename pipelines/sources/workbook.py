"""Rows of a workbook of any size, one by one, in bounded memory.

The national tables are OpenDocument files whose XML unpacks to more than a gigabyte and declares a million blank rows.
Such a file is read as a stream: XML goes through the parser piece by piece and a row leaves as soon as it is whole.
Everything else (XLSX, XLS, CSV) is small and read by `pipelines.sources.sheets`, behind the same guard as ever.

A stream is refused when it declares a document type (so that no entity can ever be expanded), when one tag, one cell
or one row is larger than any table needs, and when it unpacks to more than `UNPACKED_LIMIT` bytes, which are counted
and not believed.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat  # Entities cannot be declared: a document type is refused before one could be.

from pipelines.sources.guard import BROKEN
from pipelines.sources.sheets import read_sheets
from pipelines.upstream import Issue, SourceError

UNPACKED_LIMIT = 4 * 2**30
"""Bytes of XML: three times the largest workbook known."""

ROW_LIMIT = 5_000_000
"""Rows with content: the whole country for a decade has a third of that."""

COLUMN_LIMIT = 200
CELL_LIMIT = 32_767
"""Characters of one cell, as spreadsheets themselves have it."""

TOKEN_LIMIT = 2**20
"""Bytes that may wait for the end of one tag."""

PIECE = 2**18

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_VALUES = tuple(f"{_OFFICE}{name}" for name in ("value", "date-value", "time-value", "boolean-value"))
_ASIDE = frozenset({f"{_OFFICE}annotation", f"{_TEXT}note", f"{_TABLE}tracked-changes", f"{_TABLE}shapes"})
_ROWS_REPEATED, _COLUMNS_REPEATED = f"{_TABLE}number-rows-repeated", f"{_TABLE}number-columns-repeated"

Cells = tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """One row with content: its sheet ("" for a CSV file), its 1-based number, and its cells as plain text.

    Spaces at the ends are off, and empty cells at the end of the row are left out.
    """

    sheet: str
    number: int
    cells: Cells


def lines(path: Path, name: str) -> tuple[Iterator[Line], list[Issue]]:
    """Every row with content, in order, and what is known beforehand to be unreadable.

    `name` is what people call the file. Raises SourceError, also while the rows are taken: when it is damaged, no
    table, or larger than a table may be.
    """
    if _is_opendocument(path):
        return _opendocument(path, name), []
    found, issues = read_sheets(path, name)
    rows = (
        Line(sheet.name, number, cells)
        for sheet in found
        for number, row in sheet.rows
        if (cells := _plain([_written(cell) for cell in row]))
    )
    return rows, issues


def _written(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _plain(cells: list[str]) -> Cells:
    texts = [cell.strip() for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)


def _is_opendocument(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return "content.xml" in archive.namelist()
    except BROKEN:
        return False


def _opendocument(path: Path, name: str) -> Iterator[Line]:
    reader = _Reader(name)
    try:
        with zipfile.ZipFile(path) as archive, archive.open("content.xml") as stream:
            taken = 0
            while piece := stream.read(PIECE):
                taken += len(piece)
                if taken > UNPACKED_LIMIT:
                    raise SourceError(f"{name}: unpacks to more than {UNPACKED_LIMIT:,} bytes. Split it by year.")
                yield from reader.feed(piece, taken)
            yield from reader.feed(b"", taken, last=True)
    except (expat.ExpatError, LookupError, ValueError) as error:  # the last two: encodings that are not known
        raise SourceError(f"{name}: its content is damaged ({error}). Fetch or save it again.") from error
    except BROKEN as error:
        raise SourceError(f"{name}: not a readable workbook ({error}). Fetch or save it again.") from error


@dataclass
class _Reader:
    """Takes XML in pieces and gives back the rows that they complete."""

    name: str
    done: list[tuple[str, range, Cells]] = field(default_factory=list)
    sheet: str = ""
    number: int = 0
    rows: int = 0
    cells: list[str] = field(default_factory=list)
    gap: int = 0
    row_repeat: int = 1
    cell_repeat: int = 1
    value: str | None = None
    text: list[str] = field(default_factory=list)
    length: int = 0
    in_cell: bool = False
    aside: int = 0

    def __post_init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.starts: dict[str, Callable[[dict[str, str]], None]] = {
            f"{_TABLE}table": self._start_table,
            f"{_TABLE}table-row": self._start_row,
            f"{_TABLE}table-cell": self._start_cell,
            f"{_TABLE}covered-table-cell": self._start_cell,
            f"{_TEXT}p": self._start_paragraph,
            f"{_TEXT}s": lambda attributes: self._add(" "),
            f"{_TEXT}tab": lambda attributes: self._add(" "),
            f"{_TEXT}line-break": lambda attributes: self._add(" "),
        }
        self.ends: dict[str, Callable[[], None]] = {
            f"{_TABLE}table-row": self._end_row,
            f"{_TABLE}table-cell": self._end_cell,
            f"{_TABLE}covered-table-cell": self._end_cell,
        }

    def feed(self, piece: bytes, taken: int, *, last: bool = False) -> Iterator[Line]:
        """The rows completed by this piece; `taken` is how many bytes came so far."""
        self.parser.Parse(piece, last)
        if taken - self.parser.CurrentByteIndex > TOKEN_LIMIT + PIECE:
            raise SourceError(f"{self.name}: a single tag is longer than {TOKEN_LIMIT:,} bytes. Save it again.")
        for sheet, numbers, cells in self.done:
            yield from (Line(sheet, number, cells) for number in numbers)
        self.done.clear()

    def _doctype(self, *_: object) -> None:
        raise SourceError(f"{self.name}: declares a document type, which no spreadsheet does: nothing of it was read.")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _ASIDE:
            self.aside += 1
            self.parser.CharacterDataHandler = None
        elif not self.aside and (begin := self.starts.get(tag)):
            begin(attributes)

    def _end(self, tag: str) -> None:
        if tag in _ASIDE:
            self.aside -= 1
            if self.in_cell and not self.aside:
                self.parser.CharacterDataHandler = self._add
        elif not self.aside and (finish := self.ends.get(tag)):
            finish()

    def _start_table(self, attributes: dict[str, str]) -> None:
        self.sheet, self.number = attributes.get(f"{_TABLE}name", ""), 0

    def _start_row(self, attributes: dict[str, str]) -> None:
        self.cells, self.gap = [], 0
        self.row_repeat = self._repeat(attributes, _ROWS_REPEATED)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self.cell_repeat = self._repeat(attributes, _COLUMNS_REPEATED)
        self.value = next((attributes[name] for name in _VALUES if name in attributes), None)
        self.text, self.length, self.in_cell = [], 0, True
        self.parser.CharacterDataHandler = self._add

    def _start_paragraph(self, attributes: dict[str, str]) -> None:
        if self.text:
            self._add(" ")

    def _add(self, text: str) -> None:
        if self.in_cell:
            self.length += len(text)
            if self.length > CELL_LIMIT:
                raise SourceError(f"{self._place()}: a cell holds more than {CELL_LIMIT:,} characters. Shorten it.")
            self.text.append(text)

    def _end_cell(self) -> None:
        self.in_cell = False
        self.parser.CharacterDataHandler = None
        content = (self.value if self.value is not None else "".join(self.text)).strip()
        if not content:
            self.gap += self.cell_repeat
            return
        if len(self.cells) + self.gap + self.cell_repeat > COLUMN_LIMIT:
            raise SourceError(f"{self._place()}: content stands beyond column {COLUMN_LIMIT}. Delete it.")
        self.cells += [""] * self.gap + [content] * self.cell_repeat
        self.gap = 0

    def _end_row(self) -> None:
        first, self.number = self.number + 1, self.number + self.row_repeat
        if not self.cells:
            return
        self.rows += self.row_repeat
        if self.rows > ROW_LIMIT:
            raise SourceError(f"{self._place()}: more than {ROW_LIMIT:,} rows with content. Split it by year.")
        self.done.append((self.sheet, range(first, self.number + 1), tuple(self.cells)))

    def _repeat(self, attributes: dict[str, str], name: str) -> int:
        written = attributes.get(name, "1")
        if not written.isascii() or not written.isdigit() or len(written) > 9:
            raise SourceError(f"{self._place()}: {written[:20]!r} is no number of repeats. Save it again.")
        return max(int(written), 1)

    def _place(self) -> str:
        return f"{self.name} sheet {self.sheet!r} row {self.number + 1}"
