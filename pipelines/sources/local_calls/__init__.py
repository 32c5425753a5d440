"""The force's own figures of 999 and 101 calls: the office's records, and its spreadsheets as they come.

There is no national series for 101, and local tables of 999 calls count otherwise than the national one does. What was
said in reports and minutes is written into `records/calls/`; tables are read from the inbox, or from a folder, by the
meaning of their labels. A spreadsheet stands for a record of the same name, which was copied from it.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import polars as pl

from pipelines.dataset import WHOLE_PERIOD
from pipelines.sources.local_calls.table import Reading, read
from pipelines.sources.records import RecordsSource
from pipelines.sources.sheets import read_sheets
from pipelines.upstream import (
    PERIOD,
    ROW,
    SHEET,
    Issue,
    Landed,
    Listing,
    NotOurs,
    Parsed,
    Request,
    Resource,
    Severity,
    SourceError,
    Tally,
    Transfer,
    World,
)
from schemas.base import columns_of
from schemas.local_calls import LocalCalls

DEFINITION = "Calls as the force counts them from its own queue; not the national measure"
_FILE = re.compile(r"(?:.*/)?(?=[^/]*call)(?=[^/]*(?<!\d)(?:999|101)(?!\d))[^/]*\.(?:xlsx|xls|ods|csv)", re.IGNORECASE)
_INBOX, _FOLDER, _RECORDS = "inbox/", "folder:", "records/"


@dataclass(eq=False)
class LocalCallsSource(RecordsSource):
    """Records in `records/calls/*.yaml`, and spreadsheets whose name says `call` and `999` or `101`."""

    folder: str = "calls"
    model: type[LocalCalls] = field(default=LocalCalls)
    name: str = "local-calls"
    title: str = "The force's own figures of calls"
    publisher: str = "The publishing office"
    home: str = "https://www.kent-pcc.gov.uk/"
    attribution: str = "Contains public sector information licensed under the Open Government Licence v3.0."
    items: str = "figures"
    history: bool = False

    def listing(self, world: World, request: Request) -> Listing:
        """Records and spreadsheets, one resource each; a record that a spreadsheet stands for is noted."""
        records = super().listing(world, request)
        sheets = _sheets(world)
        stems = {PurePosixPath(resource.url).stem: resource.url for resource in sheets}
        kept, issues = [], list(records.issues)
        for record in records.resources:
            stem = PurePosixPath(record.url).stem
            if stem in stems:
                issues.append(_stood_for(record, stems[stem]))
            else:
                kept.append(record)
        return Listing((*kept, *sheets), issues=tuple(issues), complete=True)

    def fetch(self, resource: Resource, world: World, sink: BinaryIO) -> Transfer:
        """Copy one file. Raises SourceError when it is gone."""
        if resource.url.startswith(_RECORDS):
            return super().fetch(resource, world, sink)
        try:
            with _path(resource.url, world).open("rb") as file:
                shutil.copyfileobj(file, sink)
        except OSError as error:
            raise SourceError(f"{resource.url} cannot be read ({error.strerror}): put it back or run again") from error
        return Transfer()

    def parse(self, landed: Landed) -> Parsed:
        """The rows of one file. Raises NotOurs for another kind of table, SourceError where a measure is lost."""
        place = landed.resource.url
        if place.startswith(_RECORDS):
            return super().parse(landed)
        sheets, issues = read_sheets(landed.path, place)
        reading = Reading(issues=issues)
        strangers = []
        for sheet in sheets:
            try:
                read(sheet, place, reading)
            except NotOurs as stranger:
                strangers.append(stranger)
                reading.furniture += len(sheet.rows)
        if len(strangers) == len(sheets):
            raise NotOurs("; ".join(str(stranger) for stranger in strangers) or f"{place} has no sheet")
        tally = Tally(reading.read, reading.rejected, reading.blank, reading.furniture)
        return Parsed(_frame(reading, place), tally, tuple(reading.issues))


def _sheets(world: World) -> tuple[Resource, ...]:
    names = sorted({path.name for folder in world.inbox if folder.is_dir() for path in folder.iterdir()})
    found = [f"{_INBOX}{name}" for name in names if _FILE.fullmatch(name) and not name.startswith((".", "~"))]
    if world.files is not None:
        found += [f"{_FOLDER}{path}" for path in world.files.find(f"(?i){_FILE.pattern}")]
    return tuple(Resource(f"calls/{url}", url, periods=(WHOLE_PERIOD,)) for url in found)


def _stood_for(record: Resource, url: str) -> Issue:
    text = f"{record.url} was not read: {url}, from which it was copied, stands for it. Nothing to do."
    return Issue(record.url, "stood-for", text, Severity.NOTE, owner="office")


def _path(url: str, world: World) -> Path:
    if url.startswith(_FOLDER) and world.files is not None:
        return world.files.path(url.removeprefix(_FOLDER))
    name = Path(url).name
    found = next((folder / name for folder in world.inbox if (folder / name).is_file()), None)
    if found is None:
        raise SourceError(f"{url} is not there any more: put it back or run again")
    return found


def _frame(reading: Reading, place: str) -> pl.DataFrame:
    schema = {column.name: column.polars for column in columns_of(LocalCalls)}
    schema |= {ROW: pl.Int64(), PERIOD: pl.String(), SHEET: pl.String()}
    source = place.removeprefix(_FOLDER)
    told = {"definition": DEFINITION, "source": source, "note": None}
    return pl.DataFrame([[(told | row)[name] for name in schema] for row in reading.rows], schema=schema, orient="row")
