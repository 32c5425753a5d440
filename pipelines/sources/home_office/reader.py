"""From the rows of a Home Office workbook to typed rows of the forces asked for, with an account of every other row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import polars as pl

from pipelines.sources.call_handling.figures import absent
from pipelines.sources.call_handling.forces import area_code
from pipelines.sources.home_office.headers import FORCE, HEADER_DEPTH, PARTNERSHIP, QUARTERS, YEAR, Header, read_header
from pipelines.sources.home_office.periods import financial_year, first_month, quarters
from pipelines.sources.home_office.places import NOWHERE, identity, partnership_code, wants
from pipelines.sources.workbook import Line
from pipelines.upstream import PERIOD, ROW, SHEET, Issue, Severity, SourceError, Tally
from schemas.base import Column

LAST = "_last"
"""Working column: the first month of the last quarter of a figure."""

WHO = "_who"
"""Working column: what identifies the force."""

CHUNK = 50_000
NOTES_KEPT = 5_000
FORCE_NAMES = 1_000
"""Names in a column of forces, at most: there are 43, and a few bodies without an area."""

TABLE_WIDTH = 4
"""Cells in a row from which on a sheet without a header looks like a table all the same."""

Value = str | int | None
Row = dict[str, Value]


@dataclass(frozen=True)
class Form:
    """What one kind of table must and may hold, by our own columns' names.

    `needed` are groups of columns: at least one of each group must be there, and one that stands alone must be filled
    in every row. `counts` are the columns of figures,
    `texts` those taken as they stand.
    """

    needed: tuple[tuple[str, ...], ...]
    counts: tuple[str, ...]
    texts: tuple[str, ...]

    @property
    def names(self) -> frozenset[str]:
        """Every column that a header may mean in this kind of table."""
        return frozenset({YEAR, QUARTERS, FORCE, PARTNERSHIP, *self.counts, *self.texts})


@dataclass
class Reading:
    """What a file gave: chunks of typed rows, issues, the account, the lines of its notes, and the rows passed over."""

    frames: list[pl.DataFrame] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)
    told: set[tuple[str, ...]] = field(default_factory=set)
    tables: int = 0
    read: int = 0
    rejected: int = 0
    blank: int = 0
    furniture: int = 0

    @property
    def tally(self) -> Tally:
        """The account; rows of forces not asked for are counted with the furniture."""
        return Tally(self.read, self.rejected, self.blank, self.furniture + self.others.total())


def read_lines(lines: Iterable[Line], place: str, asked: str, form: Form, columns: tuple[Column, ...]) -> Reading:
    """Every row of a file. Raises SourceError where a sheet is a table without a column that it must have."""
    reader = _Reader(place, asked, form, columns)
    for line in lines:
        reader.take(line)
    reader.finish()
    return reader.reading


@dataclass
class _Reader:
    place: str
    asked: str
    form: Form
    columns: tuple[Column, ...]
    reading: Reading = field(default_factory=Reading)
    sheet: str | None = None
    header: Header | None = None
    header_cells: tuple[str, ...] = ()
    seen: int = 0
    wide: int = 0
    last: int = 0
    rows: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.wanted: Callable[[str], bool] = lru_cache(4096)(lambda force: wants(self.asked, force))

    def take(self, line: Line) -> None:
        """One line: of the header, above it, or below it."""
        if line.sheet != self.sheet:
            self._end_sheet()
            self.sheet, self.header, self.seen, self.wide, self.last = line.sheet, None, 0, 0, 0
        self.seen += 1
        if self.header is None:
            self._above(line)
            return
        gap = line.number - self.last - 1
        self.reading.read += gap
        self.reading.blank += gap
        self.last = line.number
        self._below(line, self.header)

    def finish(self) -> None:
        """Put the last rows into a frame, and tell of the forces that were passed over."""
        self._end_sheet()
        self._flush()
        for force, rows in sorted(self.reading.others.items()):
            if not area_code(force) and not NOWHERE.search(force):
                text = f"{rows} rows of {force[:80]!r}, no force that we know, were passed over: see whose they are"
                issue = Issue(self.place, "unknown-force", text, Severity.WARNING, field=FORCE, value=force[:200])
                self.reading.issues.append(issue)

    def _above(self, line: Line) -> None:
        header = read_header(line.cells, self.form.names) if self.seen <= HEADER_DEPTH else None
        self.reading.furniture += 1
        if header is None:
            self.wide += sum(1 for cell in line.cells if cell) >= TABLE_WIDTH
            if len(self.reading.notes) < NOTES_KEPT:
                self.reading.notes += [cell for cell in line.cells if cell]
            return
        self._insist(header, line)
        self.header, self.header_cells, self.last = header, line.cells, line.number
        self.reading.tables += 1
        self._tell(header, line)

    def _end_sheet(self) -> None:
        """Tell of a sheet that looks like a table and has no header that is understood."""
        if self.header is None and self.wide:
            text = (
                f"{self.place} sheet {self.sheet!r}: none of its first {HEADER_DEPTH} rows is a header that is "
                f"understood, so its {self.wide} wide rows were not read: see whether they are a table of ours"
            )
            issue = Issue(
                self.place, "sheet-not-read", text, Severity.WARNING, sheet=self.sheet or "", owner="openbeat"
            )
            self.reading.issues.append(issue)

    def _insist(self, header: Header, line: Line) -> None:
        at = f"{self._at(line)}: the header {', '.join(line.cells)[:300]!r}"
        for group in self.form.needed:
            if not any(name in header.places for name in group):
                raise SourceError(
                    f"{at} has no column for {' or '.join(group)}. Nothing of the file was taken: see how the source "
                    "names it now, and mend the reader's headers."
                )
        if header.repeated:
            raise SourceError(
                f"{at} has a second column that means what another does ({', '.join(header.repeated)[:200]}). Nothing "
                "of the file was taken: see which of them is which, and mend the reader's headers."
            )

    def _tell(self, header: Header, line: Line) -> None:
        """Say once for each form of header what was taken for what, and what was not understood."""
        if line.cells in self.reading.told:
            return
        self.reading.told.add(line.cells)
        taken = ", ".join(f"{text!r} for {name}" for name, text in header.words.items())
        note = Issue(self.place, "columns-taken", f"{self._at(line)}: took {taken}", Severity.NOTE, sheet=line.sheet)
        self.reading.issues.append(note)
        for at, text in header.unknown:
            words = (
                f"the column {text[:100]!r} (number {at + 1}) was not understood and is not published: see what it is"
            )
            self.reading.issues.append(self._issue(line, "unknown-column", words, Severity.WARNING, text, text))

    def _below(self, line: Line, header: Header) -> None:
        force = header.cell(line.cells, FORCE)
        if line.cells == self.header_cells:
            self.reading.furniture += 1
        elif force and not self.wanted(force):
            self.reading.others[force] += 1
            if len(self.reading.others) > FORCE_NAMES:
                raise SourceError(
                    f"{self._at(line)}: more than {FORCE_NAMES:,} names under {header.words[FORCE]!r}, which cannot be "
                    "forces. Nothing of the file was taken: see whether its columns have moved."
                )
        elif not force and sum(1 for cell in line.cells if cell) == 1:
            self.reading.furniture += 1
            self.reading.notes.append("".join(line.cells))
        else:
            self._data(line, header, force)

    def _data(self, line: Line, header: Header, force: str) -> None:
        self.reading.read += 1
        row: Row = {ROW: line.number, SHEET: line.sheet, FORCE: force, WHO: identity(force)}
        faults = list(self._fill(row, line, header))
        faults += self._beyond(line)
        self.reading.issues += faults
        if faults:
            self.reading.rejected += 1
            return
        self.rows.append(row)
        if len(self.rows) >= CHUNK:
            self._flush()

    def _fill(self, row: Row, line: Line, header: Header) -> Iterable[Issue]:
        """Put the values into `row`; gives an issue for each that cannot be read."""
        if not row[FORCE]:
            yield self._fault(line, FORCE, "", "is empty, so that the figure is nobody's")
        year, covered = header.cell(line.cells, YEAR), header.cell(line.cells, QUARTERS)
        try:
            row |= _period(financial_year(year), quarters(covered))
        except ValueError as error:
            name, value = (YEAR, year) if "financial year" in str(error) else (QUARTERS, covered)
            yield self._fault(line, name, value, str(error))
        row |= _place(str(row[FORCE]), header.cell(line.cells, PARTNERSHIP), PARTNERSHIP in header.places)
        if PARTNERSHIP in header.places and not row["area_name"]:
            yield self._fault(line, PARTNERSHIP, "", "is empty, so that the figure is of no partnership")
        for name in self.form.texts:
            row[name] = header.cell(line.cells, name) or None
            if row[name] is None and (name,) in self.form.needed:
                yield self._fault(line, name, "", "is empty")
        for name in self.form.counts:
            text = header.cell(line.cells, name)
            try:
                row |= _counted(name, text)
            except ValueError as error:
                yield self._fault(line, name, text, str(error))

    def _beyond(self, line: Line) -> Iterable[Issue]:
        """A value beyond the last header: the row may have slipped, so that nothing in it can be trusted."""
        if len(line.cells) > len(self.header_cells):
            value = line.cells[len(self.header_cells)]
            yield self._fault(
                line, "", value, f"stands beyond the last column ({value[:80]!r}), so the row may have slipped"
            )

    def _fault(self, line: Line, name: str, value: str, fault: str) -> Issue:
        text = f"{name or 'a value'} {fault}; the row was left out. Ask the source, or correct the file"
        return self._issue(line, "unreadable-value", text, Severity.ERROR, name, value)

    def _issue(self, line: Line, check: str, text: str, severity: Severity, name: str, value: str) -> Issue:
        where = f"{self._at(line)}: {text}"
        return Issue(self.place, check, where, severity, "", line.sheet, line.number, name[:100], value[:200])

    def _at(self, line: Line) -> str:
        sheet = f" sheet {line.sheet!r}" if line.sheet else ""
        return f"{self.place}{sheet} row {line.number}"

    def _flush(self) -> None:
        self.reading.frames.append(frame(self.rows, self.columns))
        self.rows = []


def frame(rows: list[Row], columns: tuple[Column, ...]) -> pl.DataFrame:
    """Rows in the schema's types, with the working columns; what a row does not have is null."""
    schema: Mapping[str, pl.DataType] = {
        **{column.name: column.polars for column in columns},
        ROW: pl.Int64(),
        SHEET: pl.String(),
        PERIOD: pl.String(),
        LAST: pl.String(),
        WHO: pl.String(),
    }
    return pl.DataFrame([[row.get(name) for name in schema] for row in rows], schema=dict(schema), orient="row")


def _period(year: str, covered: tuple[int, ...]) -> Row:
    return {
        YEAR: year,
        PERIOD: year,
        "quarter": covered[0] if len(covered) == 1 else None,
        QUARTERS: ",".join(map(str, covered)),
        "quarter_start": first_month(year, covered[0]),
        LAST: first_month(year, covered[-1]),
    }


def _place(force: str, partnership: str, by_partnership: bool) -> Row:
    if by_partnership:
        code, status = partnership_code(force, partnership)
        return {"level": "csp", "area_name": partnership, "area_code": code, "area_code_status": status}
    code = area_code(force)
    return {"level": "force", "area_name": force, "area_code": code, "area_code_status": None if code else "[x]"}


def _counted(name: str, text: str) -> Row:
    """A figure and its status. Negative figures are real: more records cancelled than made."""
    if status := absent(text):
        return {name: None, f"{name}_status": status}
    found = re.fullmatch(r"(-?)(\d{1,3}(?:,\d{3}){1,3}|\d{1,9})(?:\.0+)?", text)
    if not found:
        raise ValueError("is not a whole number")
    return {name: int(found[1] + found[2].replace(",", "")), f"{name}_status": None}
