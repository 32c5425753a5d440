"""The office's own records: YAML files below `records/`, one folder for each kind, typed by the dataset's schema.

A kind of record needs no code of its own: its folder, its model and, where one file holds several rows, the name of
the list that holds them. A file is one row whose fields are the columns, or a list of rows beside fields that stand
for all of them. A field left out is null; its `_status` companion is then `[x]`, unless the record says otherwise.
A field that no column has is an error: a misspelt name must not vanish.

A register may come as a spreadsheet too: `spreadsheets` reads those of the inbox whose names begin with the folder's.

A record whose `publish_after` lies in the future is not offered at all: neither its bytes nor its hash reach a public
manifest. The listing says so with a note, and the record appears on the day itself. A spreadsheet waits as a whole.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

import polars as pl

from pipelines.dataset import WHOLE_PERIOD
from pipelines.sources import inbox
from pipelines.sources.inbox import INBOX, Headed
from pipelines.sources.records import spreadsheets
from pipelines.sources.records.document import Entry, RecordError, Value, entries
from pipelines.sources.records.spreadsheets import Listed
from pipelines.sources.records.values import Typed, typed
from pipelines.sources.sheets import Sheet
from pipelines.upstream import (
    PERIOD,
    ROW,
    SHEET,
    Issue,
    Landed,
    Listing,
    Parsed,
    Request,
    Resource,
    Severity,
    SourceError,
    Tally,
    Transfer,
    World,
)
from schemas.base import Column, Table, stored_columns_of

DEFERRED_BY = "publish_after"
"""Field that holds a record back until a day."""

NOTHING_YET = "no record of this kind has been written yet: nothing to do until there is one to publish"
STATUS = "_status"
NOT_AVAILABLE = "[x]"


@dataclass(eq=False)
class RecordsSource:
    """One kind of record: `records/<folder>/*.yaml`, and a register's spreadsheets in the inbox.

    No file yet is no fault: the listing says so.

    `model` gives the columns and their types. `items` names the list of rows in a file; empty when a file is one row.
    `period` names the column that holds the period of a row; empty when the dataset has one period only.
    """

    folder: str
    model: type[Table]
    name: str
    title: str
    publisher: str = "The publishing office"
    home: str = "https://www.kent-pcc.gov.uk/"
    attribution: str = "Contains public sector information licensed under the Open Government Licence v3.0."
    items: str = ""
    period: str = ""
    history: bool = True
    office: bool = True

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns that a record may give, the confidential ones too."""
        return stored_columns_of(self.model)

    def listing(self, world: World, request: Request) -> Listing:
        """One resource for each file that may be public today. A folder that is not there holds none, and says so."""
        places = [(f"records/{self.folder}/{path.name}", path) for path in self._files(world)]
        places += [(f"{INBOX}{name}", path) for name, path in self._spreadsheets(world).items()]
        offered = [self._resource(path, place, world.today) for place, path in places]
        resources = tuple(found for found in offered if isinstance(found, Resource) and _asked(found, request))
        issues = tuple(found for found in offered if isinstance(found, Issue))
        if not offered:
            issues = (Issue(f"records/{self.folder}", "no-record", NOTHING_YET, Severity.NOTE, owner="office"),)
        return Listing(resources, self._expected(resources, request), issues, complete=not request.periods)

    def fetch(self, resource: Resource, world: World, sink: BinaryIO) -> Transfer:
        """Copy one file. Raises SourceError when it is gone."""
        try:
            with self._path(resource.url, world).open("rb") as file:
                shutil.copyfileobj(file, sink)
        except OSError as error:
            raise SourceError(f"{resource.url} cannot be read ({error.strerror}): run again once it is back") from error
        return Transfer(content_type="" if resource.url.startswith(INBOX) else "application/yaml")

    def parse(self, landed: Landed) -> Parsed:
        """The rows of one file, typed. A file that is not a record at all is one rejected row with its issue.

        Raises SourceError for a spreadsheet that does not hold this register.
        """
        place = landed.resource.url
        try:
            found = self._read(landed.path, place)
        except RecordError as error:
            issue = Issue(
                place, "record-unreadable", f"{place} {error}", row=error.line, field=error.field, owner="office"
            )
            return Parsed(_frame(self.columns, []), Tally(read=1, rejected=1), (issue,))
        rows, issues = [], [*found.issues]
        for entry in found.entries:
            row, problems = self._row(entry, place)
            issues.extend(problems)
            if not problems:
                rows.append(row)
        rejected = len(found.entries) - len(rows)
        tally = Tally(len(found.entries) + found.blank, rejected, found.blank, found.furniture)
        return Parsed(_frame(self.columns, rows), tally, tuple(issues))

    def to_fill(self) -> tuple[Column, ...]:
        """The columns of a register that may come as a spreadsheet; none for another kind of record."""
        return self.columns if self.folder in inbox.REGISTERS else ()

    def headed(self, sheet: Sheet) -> Headed | None:
        """Where the headings of a register's sheet stand."""
        return spreadsheets.headed(sheet, self.columns)

    def _read(self, path: Path, place: str) -> Listed:
        """The rows of a record file or a spreadsheet. Raises RecordError or SourceError."""
        if place.startswith(INBOX):
            return spreadsheets.read(path, place, self.columns)
        return Listed([*entries(path.read_bytes(), self.items)])

    def _files(self, world: World) -> list[Path]:
        """The record files, by name. A name in the office's own folder stands before the same name in another."""
        folders = [folder / self.folder for folder in (world.records, *world.more_records)]
        named = {path.name: path for folder in reversed(folders) for path in folder.glob("*.yaml")}
        return [named[name] for name in sorted(named)]

    def _spreadsheets(self, world: World) -> dict[str, Path]:
        return inbox.offered(world, self.folder) if self.folder in inbox.REGISTERS else {}

    def _path(self, url: str, world: World) -> Path:
        """Where a listed file stands; where it would stand when it is gone."""
        if url.startswith(INBOX):
            name = url.removeprefix(INBOX)
            return self._spreadsheets(world).get(name, world.records / url)
        name = Path(url).name
        return next((path for path in self._files(world) if path.name == name), world.records / self.folder / name)

    def _resource(self, path: Path, place: str, today: date) -> Resource | Issue:
        name = f"{self.folder}/{place if place.startswith(INBOX) else path.stem}"
        try:
            found = tuple(self._read(path, place).entries)
        except (RecordError, SourceError, OSError):
            return Resource(name, place)
        until = max((day for entry in found if (day := _deferred(entry))), default=date.min)
        if until > today:
            text = f"{place} is held back by its own {DEFERRED_BY} until {until}: nothing to do"
            return Issue(place, "deferred", text, Severity.NOTE, field=DEFERRED_BY, value=str(until), owner="office")
        return Resource(name, place, periods=self._periods(found))

    def _periods(self, found: tuple[Entry, ...]) -> tuple[str, ...]:
        if not self.period:
            return (WHOLE_PERIOD,)
        form = next(column.pattern for column in self.columns if column.name == self.period)
        values = (entry.fields[self.period].text for entry in found if self.period in entry.fields)
        return tuple(sorted({value for value in values if isinstance(value, str) and re.match(form, value)}))

    def _expected(self, resources: tuple[Resource, ...], request: Request) -> tuple[str, ...]:
        held = {period for resource in resources for period in resource.periods}
        return tuple(sorted(held & set(request.periods) if request.periods else held))

    def _row(self, entry: Entry, place: str) -> tuple[dict[str, Typed | int | None], list[Issue]]:
        """One row, with everything that is wrong with it."""
        row: dict[str, Typed | int | None] = {ROW: entry.line, SHEET: entry.sheet}
        issues = list(self._unknown(entry, place))
        for column in self.columns:
            value = entry.fields.get(column.name, Value(None, entry.line))
            try:
                row[column.name] = None if value.text is None else typed(value.text, column)
            except ValueError as error:
                issues.append(_issue(place, "wrong-type", f"{column.name} {error}", column.name, value, entry.sheet))
        self._mark_unavailable(row)
        issues.extend(self._missing(entry, row, place, {issue.field for issue in issues}))
        row[PERIOD] = str(row.get(self.period)) if self.period else WHOLE_PERIOD
        return row, issues

    def _mark_unavailable(self, row: dict[str, Typed | int | None]) -> None:
        names = {column.name for column in self.columns}
        for name in names:
            if name + STATUS in names and row.get(name) is None and row.get(name + STATUS) is None:
                row[name + STATUS] = NOT_AVAILABLE

    def _unknown(self, entry: Entry, place: str) -> Iterator[Issue]:
        names = {column.name for column in self.columns}
        for name in sorted(entry.fields.keys() - names):
            text = f"{name} is not a field of this kind of record: correct its name or take it out"
            yield _issue(place, "unknown-field", text, name, entry.fields[name], entry.sheet)

    def _missing(self, entry: Entry, row: dict[str, Typed | int | None], place: str, told: set[str]) -> Iterator[Issue]:
        for column in self.columns:
            if not column.nullable and row.get(column.name) is None and column.name not in told:
                text = f"{column.name} is needed and is not given: add it"
                yield _issue(place, "missing-field", text, column.name, Value(None, entry.line), entry.sheet)


def _deferred(entry: Entry) -> date | None:
    """The day a row waits for. A day that cannot be read defers nothing here: the row is rejected when parsed."""
    written = entry.fields.get(DEFERRED_BY)
    try:
        return date.fromisoformat(written.text) if written and isinstance(written.text, str) else None
    except ValueError:
        return None


def _asked(resource: Resource, request: Request) -> bool:
    return not request.periods or not resource.periods or bool({*resource.periods} & {*request.periods})


def _issue(place: str, check: str, text: str, field: str, value: Value, sheet: str) -> Issue:
    """`value` names the offending text; text longer than a line is cut."""
    written = "; ".join(value.text) if isinstance(value.text, tuple) else value.text or ""
    return Issue(
        place,
        check,
        f"{place} sheet {sheet!r} row {value.line}: {text}" if sheet else f"{place} line {value.line}: {text}",
        sheet=sheet,
        row=value.line,
        field=field,
        value=written[:200],
        owner="office",
    )


def _frame(columns: tuple[Column, ...], rows: list[dict[str, Typed | int | None]]) -> pl.DataFrame:
    schema = {column.name: column.polars for column in columns} | {ROW: pl.Int64(), PERIOD: pl.String()}
    schema |= {SHEET: pl.String()} if any(row[SHEET] for row in rows) else {}
    return pl.DataFrame([[row[name] for name in schema] for row in rows], schema=schema, orient="row")
