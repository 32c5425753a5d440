"""Areas and population from files of the Office for National Statistics: from its hosts, a folder or the inbox.

ONS gives each vintage of a file a new address and new column names. The hosts are asked what there is
(`pipelines.sources.ons.hosts`), and a file is read by the meaning of its columns, wherever it came from.
"""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO

from pipelines.dataset import WHOLE_PERIOD
from pipelines.sources.call_handling.forces import area_code
from pipelines.sources.sheets import Cell, read_sheets
from pipelines.upstream import (
    Issue,
    Landed,
    Listing,
    NotOurs,
    Remote,
    Request,
    Resource,
    Severity,
    SourceError,
    Transfer,
    World,
)

_INBOX, _FOLDER = "inbox/", "folder:"
LARGEST = 100_000_000
"""Bytes of the largest file that is taken: the lookup of all lower layer areas has 3 MB."""

TABLES = (
    "text/csv",
    "text/plain",
    "application/octet-stream",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.ms-excel",
    "application/vnd.oasis.opendocument.spreadsheet",
)
"""Content types of tables."""

DISTRICTS = Path(__file__).with_name("districts.csv")
"""Districts with their police force area. Source: ONS, LAD to CSP to PFA lookups of December 2016, 2018 and 2019, and
the unitary authorities made since (Buckinghamshire, North and West Northamptonshire). Open Government Licence v3.0."""


@dataclass(frozen=True)
class District:
    """One district, by its ONS code, and the area of the force that polices it."""

    code: str
    name: str
    force_area: str


@cache
def districts() -> tuple[District, ...]:
    """Every district of England and Wales that the lookups name."""
    with DISTRICTS.open(encoding="utf-8", newline="") as file:
        return tuple(District(*row) for row in list(csv.reader(file))[1:])


@dataclass(eq=False)
class OnsFiles:
    """Files whose names fit `pattern`, and what `online` finds on the hosts for a force area. The subclass reads one.

    An id holds the area of the body's force.
    """

    name: str
    title: str
    pattern: str
    home: str
    online: Callable[[Remote, str], tuple[Resource, ...]]
    publisher: str = "Office for National Statistics"
    attribution: str = (
        "Source: Office for National Statistics licensed under the Open Government Licence v3.0. Contains OS data © "
        "Crown copyright and database right."
    )
    history: bool = False
    office: bool = False

    def listing(self, world: World, request: Request) -> Listing:
        """One resource for each file on offer. Raises SourceError when a host does not say what it offers."""
        names = sorted({path.name for folder in world.inbox if folder.is_dir() for path in folder.iterdir()})
        found = [f"{_INBOX}{name}" for name in names if re.fullmatch(self.pattern, name)]
        found += [f"{_FOLDER}{path}" for path in (world.files.find(self.pattern) if world.files else ())]
        area = area_code(request.force.replace("-", " ")) or "none"
        resources = (Resource(f"{area}/{Path(url).name}", url, periods=(WHOLE_PERIOD,)) for url in found)
        online = self.online(world.remote, area) if world.remote else ()
        offered = tuple({resource.id: resource for resource in (*online, *resources)}.values())
        return Listing(offered, issues=() if offered else (self._nothing(),), complete=True)

    def _nothing(self) -> Issue:
        text = f"no file of {self.title} is there: get one from {self.home} and put it into records/inbox"
        return Issue(self.name, "no-file", text, Severity.NOTE, owner="office")

    def fetch(self, resource: Resource, world: World, sink: BinaryIO) -> Transfer:
        """Copy one file. Raises SourceError when it is gone or is no table."""
        if resource.url.startswith("https://"):
            if world.remote is None:
                raise SourceError(f"{resource.url} needs the network: take the world sandbox or live")
            return world.remote.copy(resource.url, "", sink, limit=LARGEST, accept=TABLES)
        try:
            with _path(resource.url, world).open("rb") as file:
                shutil.copyfileobj(file, sink)
        except OSError as error:
            raise SourceError(f"{resource.url} cannot be read ({error.strerror}): put it back or run again") from error
        return Transfer()


def _path(url: str, world: World) -> Path:
    if url.startswith(_FOLDER) and world.files is not None:
        return world.files.path(url.removeprefix(_FOLDER))
    name = Path(url).name
    found = next((folder / name for folder in world.inbox if (folder / name).is_file()), None)
    if found is None:
        raise SourceError(f"{url} is not there any more: put it back or run again")
    return found


@dataclass(frozen=True)
class Lines:
    """A file's first table: its header, and each line below with its number; `blank` lines are only counted."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    blank: int


def lines_of(landed: Landed) -> Lines:
    """The lines of a landed file, every one as wide as the header. Raises SourceError or NotOurs."""
    sheets, _ = read_sheets(landed.path, landed.resource.url)
    rows = [(number, [written(cell) for cell in cells]) for number, cells in sheets[0].rows] if sheets else []
    if not rows:
        raise NotOurs(f"{landed.resource.url} holds no table")
    header = tuple(rows[0][1])
    filled = [(number, cells) for number, cells in rows[1:] if any(cells)]
    return Lines(header, tuple((number, tuple(cells)) for number, cells in filled), len(rows) - 1 - len(filled))


def written(cell: Cell) -> str:
    """A cell as text, whole numbers without a point."""
    return str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell).strip()
