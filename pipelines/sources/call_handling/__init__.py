"""999 answering performance by police force and month, as police.uk publishes it for every force.

What is known of the source: figures since November 2021, new ones every month, one month in arrears; mean answer time;
number and share answered in under 10, 10 to under 60, and 60 seconds or more (House of Lords written answer HL1958,
6 November 2024). The address of the page and the layout of its workbook could not be verified when this was written.
So the page is searched for links that name 999 and a month, the workbook is read by the meaning of its headers, staff
can drop it into the inbox, and whatever is not plainly the national table is refused.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import polars as pl

from pipelines.sources.call_handling.figures import months_in
from pipelines.sources.call_handling.links import Link, links
from pipelines.sources.call_handling.reader import Reading, Row, Unreadable, read
from pipelines.sources.call_handling.workbook import Sheet, sheets
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
from schemas.call_handling import CallHandling

PAGE = "https://www.police.uk/pu/policing-in-the-uk/999-data-performance/"
"""Where the links to the workbooks stand. From memory; not verified."""

TABLES = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.ms-excel",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/octet-stream",
    "text/csv",
)
LARGEST = 20_000_000
_FILE = re.compile(r"(?:.*/)?[^/]*(?<!\d)999(?!\d)[^/]*\.(?:xlsx|xlsm|xls|ods|csv)", re.IGNORECASE)
_REVISED = re.compile(r"revis|correct|updated|(?<![a-z])v[2-9]", re.IGNORECASE)


@dataclass(eq=False)
class CallHandlingSource:
    """The national 999 workbooks: linked from a page, found in a folder, or dropped into the inbox."""

    name: str = "police-uk-999"
    title: str = "999 performance data"
    publisher: str = "police.uk, with figures from BT"
    home: str = PAGE
    attribution: str = "Contains public sector information licensed under the Open Government Licence v3.0."
    history: bool = True
    office: bool = False

    def listing(self, world: World, request: Request) -> Listing:
        """One resource for each month's workbook, and for each file whose month only reading tells.

        Where several offer the same month, a revised one stands for the first, and one from the inbox for both.
        """
        found = _page_resources(world) if world.remote else _folder_resources(world)
        chosen, issues = _one_a_month([*found, *_inbox_resources(world)])
        wanted = tuple(resource for resource in chosen if _asked(resource, request))
        return Listing(wanted, _span({period for resource in wanted for period in resource.periods}), tuple(issues))

    def fetch(self, resource: Resource, world: World, sink: BinaryIO) -> Transfer:
        """Copy one workbook. Raises SourceError when it is gone or is no table."""
        if resource.url.startswith("https://"):
            if world.remote is None:
                raise SourceError(f"{resource.url} needs the network: take the world sandbox or live")
            return world.remote.copy(resource.url, "", sink, limit=LARGEST, accept=TABLES)
        path = _local(resource.url, world)
        try:
            with path.open("rb") as file:
                shutil.copyfileobj(file, sink)
        except OSError as error:
            raise SourceError(f"{resource.url} cannot be read ({error.strerror}): put it back or run again") from error
        return Transfer()

    def parse(self, landed: Landed) -> Parsed:
        """The rows of every sheet that holds the national table. Raises SourceError when none does."""
        place = landed.resource.url
        if not landed.size:
            raise SourceError(f"{place} is empty: get it again")
        found, unread = sheets(landed.path, place)
        readings, issues = _read_all(found, place, _hint(landed.resource))
        rows, repeats = _without_repeats([row for reading in readings for row in reading.rows], place)
        tally = Tally(
            read=sum(reading.read for reading in readings),
            rejected=sum(reading.rejected for reading in readings) + len(repeats),
            blank=sum(reading.blank for reading in readings),
            furniture=sum(reading.furniture for reading in readings),
        )
        issues += [issue for reading in readings for issue in reading.issues]
        return Parsed(_frame(rows), tally, (*unread, *issues, *repeats))


CALL_HANDLING = CallHandlingSource()
"""The one source of national 999 figures."""


def _page_resources(world: World) -> list[Resource]:
    if world.remote is None:
        return []
    page, _ = world.remote.read(PAGE, limit=5_000_000, accept=("text/html",))
    named = [link for link in links(page, PAGE) if _is_table(link)]
    if not named:
        raise SourceError(f"{PAGE} has no link to a 999 workbook: see whether the page has moved or changed")
    return [_resource(link.url, link) for link in named]


def _is_table(link: Link) -> bool:
    """Whether a link leads to a spreadsheet and says, by its file's name or its text, that it is of 999 calls."""
    name = Path(link.path)
    named = _FILE.fullmatch(name.name) or re.search(r"(?<!\d)999(?!\d)", link.text)
    return bool(named) and name.suffix.lower() in {".xlsx", ".xlsm", ".xls", ".ods", ".csv"}


def _folder_resources(world: World) -> list[Resource]:
    if world.files is None:
        return []
    return [_resource(f"folder:{path}", Link("", "", path)) for path in world.files.find(f"(?i){_FILE.pattern}")]


def _inbox_resources(world: World) -> list[Resource]:
    names = sorted({path.name for folder in world.inbox if folder.is_dir() for path in folder.iterdir()})
    return [
        _resource(f"inbox/{name}", Link("", "", name))
        for name in names
        if re.match("999", name) and _FILE.fullmatch(name)
    ]


def _resource(url: str, link: Link) -> Resource:
    name = Path(link.path).name
    months = months_in(Path(name).stem) | months_in(link.text)
    vintage = "revised" if _REVISED.search(f"{name} {link.text}") else ""
    if len(months) == 1:
        return Resource(f"999/{min(months)}", url, vintage, tuple(months))
    return Resource(f"999/{link.path}", url, vintage)


def _one_a_month(found: list[Resource]) -> tuple[list[Resource], list[Issue]]:
    """One resource for each id, and a note of every one that another stands for."""
    chosen: dict[str, Resource] = {}
    issues = []
    for resource in found:
        other = chosen.setdefault(resource.id, resource)
        if other is resource:
            continue
        kept, left = (resource, other) if _rank(resource) >= _rank(other) else (other, resource)
        chosen[resource.id] = kept
        text = f"{left.url} was not read: {kept.url} gives the same month and stands for it"
        issues.append(Issue(left.url, "same-month", text, Severity.NOTE, "".join(kept.periods)))
    return [chosen[name] for name in sorted(chosen)], issues


def _rank(resource: Resource) -> tuple[bool, bool]:
    return resource.url.startswith("inbox/"), bool(resource.vintage)


def _asked(resource: Resource, request: Request) -> bool:
    return not request.periods or not resource.periods or bool({*resource.periods} & {*request.periods})


def _span(months: set[str]) -> tuple[str, ...]:
    """Every month from the first to the last."""
    if not months:
        return ()
    first, last = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (min(months), max(months)))
    return tuple(f"{at // 12}-{at % 12 + 1:02}" for at in range(first, last + 1))


def _local(url: str, world: World) -> Path:
    if url.startswith("folder:") and world.files is not None:
        return world.files.path(url.removeprefix("folder:"))
    name = Path(url).name
    paths = [folder / name for folder in world.inbox if (folder / name).is_file()]
    if not paths:
        raise SourceError(f"{url} is not there any more: put it back or run again")
    return paths[0]


def _hint(resource: Resource) -> set[str]:
    return set(resource.periods) or months_in(Path(resource.url).stem)


def _read_all(found: list[Sheet], place: str, hint: set[str]) -> tuple[list[Reading], list[Issue]]:
    readings, refused = [], []
    for sheet in found:
        try:
            readings.append(read(sheet, place, hint))
        except Unreadable as error:
            readings.append(Reading(furniture=len(sheet.rows)))
            refused.append((sheet.name, error))
    if len(refused) == len(found):
        reasons = "; ".join(f"sheet {name!r}: {error}" if name else str(error) for name, error in refused)
        # A sheet that came near is the national table with a column lost, which must stop the dataset.
        kind = SourceError if any(error.near for _, error in refused) else NotOurs
        raise kind(
            f"{place} is not the national 999 table, and nothing of it was taken ({reasons}). If it is, mend its "
            "headers or the reader; if it holds other figures, move it away: definitions must not be mixed"
        )
    told = [
        Issue(place, "sheet-not-read", f"{place} sheet {name!r} was not read: {error}", Severity.WARNING, sheet=name)
        for name, error in refused
        if error.near
    ]
    return readings, told


def _without_repeats(rows: list[Row], place: str) -> tuple[list[Row], list[Issue]]:
    """The first row of each force and month, and an issue for each further one."""
    first: dict[tuple[object, object], Row] = {}
    issues = []
    for row in rows:
        kept = first.setdefault((row["month"], row["force_name"]), row)
        if kept is not row:
            text = (
                f"{place} row {row[ROW]}: {row['force_name']} {row['month']} stands in row {kept[ROW]} already; this "
                "row was left out. Ask the source which is right"
            )
            sheet, number, month = str(row[SHEET]), int(str(row[ROW])), str(row["month"])
            issues.append(
                Issue(
                    place,
                    "repeated-force",
                    text,
                    Severity.ERROR,
                    month,
                    sheet,
                    number,
                    "force_name",
                    str(row["force_name"]),
                )
            )
    return list(first.values()), issues


def _frame(rows: list[Row]) -> pl.DataFrame:
    schema = {column.name: column.polars for column in columns_of(CallHandling)}
    schema |= {ROW: pl.Int64(), PERIOD: pl.String(), SHEET: pl.String()}
    return pl.DataFrame([[row[name] for name in schema] for row in rows], schema=schema, orient="row")
