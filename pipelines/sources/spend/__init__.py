"""Payments over £500 from the spreadsheets that staff drop into an inbox, or that an engineer has in a folder."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl

from pipelines.sources.guard import FILE_LIMIT
from pipelines.sources.inbox import Headed, register_of
from pipelines.sources.sheets import Sheet, read_sheets
from pipelines.sources.spend.identity import line_ids
from pipelines.sources.spend.reading import Reading
from pipelines.sources.spend.rows import read_sheet
from pipelines.sources.spend.settling import header_of
from pipelines.sources.spend.vocabulary import PHRASES
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
from schemas.base import Column, stored_columns_of
from schemas.expenditure import Expenditure

INBOX, FOLDER = "inbox/", "folder:"
CONTENT_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xls": "application/vnd.ms-excel",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".csv": "text/csv",
}
"""The kinds of file that are read, by the ending of their names."""

_SPENDING = (
    r"(?i)(?=.*(?:spend|expenditure|payments|over[-_ ]?(?:£|gbp)?500|purchase|pcc-\d{4}-\d{2}))"
    r"(?:.*/)?(?![.~][^/]*$)(?!readme)[^/]+\.(?:xlsx|xls|ods|csv)"
)
_OTHERS = re.compile(
    r"^(999|ons|population|nomis)|call.*(?<!\d)(999|101)(?!\d)|(?<!\d)(999|101)(?!\d).*call", re.IGNORECASE
)
"""Names of files in the inbox that other sources read."""
_COLUMNS = stored_columns_of(Expenditure)
_FRAME = {column.name: column.polars for column in _COLUMNS} | {ROW: pl.Int64(), PERIOD: pl.String()}


class SpendSource:
    """Spreadsheets of payments: any publisher's columns, every row accounted for."""

    name = "spend"
    title = "Spending spreadsheets of the office"
    publisher = "the office"
    home = "https://www.legislation.gov.uk/uksi/2011/3050/schedule"
    attribution = "Contains the office's own expenditure records, published under the Open Government Licence v3.0."
    history = True
    office = True

    def listing(self, world: World, request: Request) -> Listing:
        """Every spreadsheet in the inbox folders and, in a folder world, below it where the path speaks of spending.

        A file of another kind, or a second file of the same name, is passed over with an issue.
        """
        resources: dict[str, Resource] = {}
        issues: list[Issue] = []
        for url, relative in _offered(world):
            resource = Resource(f"spend/{relative}", url)
            if Path(relative).suffix.lower() not in CONTENT_TYPES:
                text = f"{relative}: not a spreadsheet, so not read. Save it as XLSX or CSV, or take it out."
                issues.append(Issue(relative, "not-a-spreadsheet", text, Severity.WARNING, owner="office"))
            elif resource.id in resources:
                text = f"{relative}: a second file of this name, so not read. Give it another name."
                issues.append(Issue(relative, "name-taken", text, owner="office"))
            else:
                resources[resource.id] = resource
        return Listing(tuple(resources[key] for key in sorted(resources)), issues=tuple(issues), complete=True)

    def fetch(self, resource: Resource, world: World, sink: BinaryIO) -> Transfer:
        """Copy the spreadsheet's bytes. Raises `SourceError` when it has gone or is too large."""
        path = _found(resource.url, world)
        if path is None:
            raise SourceError(f"{resource.url}: no longer there. Put the file back, or run again without it.")
        if path.stat().st_size > FILE_LIMIT:
            raise SourceError(f"{resource.url}: larger than {FILE_LIMIT:,} bytes. Split it by month.")
        sink.write(path.read_bytes())
        return Transfer(content_type=CONTENT_TYPES.get(path.suffix.lower(), ""))

    def parse(self, landed: Landed) -> Parsed:
        """Every sheet's rows in the schema's columns, with `_row`, `_period` and, for a workbook, `_sheet`.

        Raises `SourceError` when the file is no spreadsheet, or none of its sheets holds payments.
        """
        file = landed.resource.url.removeprefix(INBOX).removeprefix(FOLDER)
        sheets, issues = read_sheets(landed.path, file)
        readings = [read_sheet(sheet, file) for sheet in sheets]
        if not any(reading.headed or reading.tally.rejected for reading in readings):
            reasons = "".join(f" {issue.text}" for issue in issues if issue.severity is Severity.ERROR)
            raise SourceError(
                f"{file}: no row names the columns of payments. Headings for the date, the supplier and the amount "
                f"are needed within the first rows of a sheet.{reasons}"
            )
        rows = [row for reading in readings for row in reading.rows]
        issues += [issue for reading in readings for issue in reading.issues]
        return Parsed(_frame(rows, workbook=any(sheet.name for sheet in sheets)), _sum(readings), tuple(issues))

    def to_fill(self) -> tuple[Column, ...]:
        """The columns that a spreadsheet may give; the others follow from them."""
        return tuple(column for column in _COLUMNS if column.name in PHRASES)

    def headed(self, sheet: Sheet) -> Headed | None:
        """Where the headings of a sheet of payments stand."""
        header = header_of(sheet)
        return Headed(header.row, header.columns) if header else None


def _offered(world: World) -> Iterator[tuple[str, str]]:
    """(public address, relative name) of every file on offer, in a fixed order."""
    for folder in world.inbox:
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            relative = path.relative_to(folder)
            if path.is_file() and not _passed_over(relative):
                yield f"{INBOX}{relative.as_posix()}", relative.as_posix()
    if world.files is not None:
        for found in world.files.find(_SPENDING):
            if not _passed_over(Path(found)):
                yield f"{FOLDER}{found}", found


def _passed_over(relative: Path) -> bool:
    """Hidden files, the lock files of office programs, files of other sources, and the inbox's own note to staff."""
    another = _OTHERS.search(relative.stem) is not None or register_of(relative.name) != ""
    return another or any(part.startswith((".", "~")) for part in relative.parts) or relative.stem.upper() == "README"


def _found(url: str, world: World) -> Path | None:
    """The file behind a public address, only ever inside the folders that the world offers."""
    if url.startswith(FOLDER) and world.files is not None:
        path = world.files.path(url.removeprefix(FOLDER))
        return path if path.is_file() else None
    relative = url.removeprefix(INBOX)
    for folder in world.inbox:
        path = folder / relative
        if path.resolve().is_relative_to(folder.resolve()) and path.is_file():
            return path
    return None


def _frame(rows: Sequence[Mapping[str, Any]], *, workbook: bool) -> pl.DataFrame:
    identified = [
        {**row, "line_id": line_id, PERIOD: row["month"]} for row, line_id in zip(rows, line_ids(rows), strict=True)
    ]
    data = {name: [row[name] for row in identified] for name in _FRAME}
    frame = pl.DataFrame(data, schema=_FRAME)
    return frame.with_columns(pl.col("source_sheet").alias(SHEET)) if workbook else frame


def _sum(readings: list[Reading]) -> Tally:
    tallies = [reading.tally for reading in readings]
    return Tally(
        sum(tally.read for tally in tallies),
        sum(tally.rejected for tally in tallies),
        sum(tally.blank for tally in tallies),
        sum(tally.furniture for tally in tallies),
    )


SPEND = SpendSource()
