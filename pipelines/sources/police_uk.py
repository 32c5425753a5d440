"""data.police.uk: monthly files of every force, restated as a whole for 36 months in each month's archive.

The archive is a zip of about 1.7 GB behind a redirect. Its directory and our force's members are read by HTTP range.
The newest archive that holds a month is the vintage of that month: for the last 36 months the newest archive of all,
for an older month the one made 35 months after it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import BinaryIO

import polars as pl

from pipelines.sources import delimited
from pipelines.sources.delimited import Layout
from pipelines.upstream import (
    PERIOD,
    ROW,
    Files,
    Issue,
    Landed,
    Listing,
    Parsed,
    Remote,
    Request,
    Resource,
    Severity,
    SourceError,
    Tally,
    Transfer,
    World,
)
from schemas.base import Table, columns_of
from schemas.crime import CrimeStreet

ARCHIVE = "https://data.police.uk/data/archive/"
WINDOW = 36
"""Months in one archive."""

OLDEST = "2013-12"
"""The oldest archive that is kept: what it does not hold cannot be had."""

MONTH_NAME = r"20\d{2}-(?:0[1-9]|1[0-2])"


@dataclass(frozen=True)
class Kind:
    """One of the kinds of file in the archive: the end of its name, its schema and the header of each column."""

    name: str
    schema: type[Table]
    headers: tuple[str, ...]
    month_column: str = "month"


STREET = Kind(
    "street",
    CrimeStreet,
    (
        "Crime ID",
        "Month",
        "Reported by",
        "Falls within",
        "Longitude",
        "Latitude",
        "Location",
        "LSOA code",
        "LSOA name",
        "Crime type",
        "Last outcome category",
        "Context",
    ),
)


@dataclass(frozen=True)
class PoliceUk:
    """One kind of file of data.police.uk, for the force asked for."""

    kind: Kind
    title: str = "data.police.uk archive"
    publisher: str = "Single Online Home National Digital Team"
    home: str = "https://data.police.uk/data/archive/"
    attribution: str = "Contains public sector information licensed under the Open Government Licence v3.0."
    history: bool = True
    office: bool = False

    @property
    def name(self) -> str:
        """Name of the source in receipts: one for each kind of file."""
        return f"police-uk-{self.kind.name}"

    def listing(self, world: World, request: Request) -> Listing:
        """Months that exist for the force: from the archives, or from files named `YYYY-MM-<force>-<kind>.csv`."""
        if world.files is not None:
            return self._in_folder(world.files, request)
        if world.remote is None:
            raise SourceError("data.police.uk needs a world with files or with hosts")
        return self._in_archives(world.remote, request)

    def fetch(self, resource: Resource, world: World, sink: BinaryIO) -> Transfer:
        """Copy one month's file."""
        if world.files is not None:
            with world.files.path(resource.url.removeprefix("folder:")).open("rb") as file:
                shutil.copyfileobj(file, sink)
            return Transfer(content_type="text/csv")
        if world.remote is None:
            raise SourceError("data.police.uk needs a world with files or with hosts")
        return world.remote.copy(resource.url, resource.member, sink)

    def parse(self, landed: Landed) -> Parsed:
        """Read one month's file. Rows of another month than the file's name says are rejected."""
        columns = columns_of(self.kind.schema)
        parsed = delimited.read(landed, Layout(columns, self.kind.headers))
        month = landed.resource.periods[0]
        names = [column.name for column in columns]
        strays = parsed.rows.filter(pl.col(self.kind.month_column).ne_missing(month))
        kept = parsed.rows.filter(pl.col(self.kind.month_column).eq_missing(month))
        issues = [
            _stray(landed.resource.id, month, row, self.kind.month_column) for row in strays.iter_rows(named=True)
        ]
        return Parsed(
            kept.select(*names, ROW, pl.lit(month).alias(PERIOD)),
            Tally(parsed.tally.read, parsed.tally.rejected + strays.height, parsed.tally.blank, parsed.tally.furniture),
            (*parsed.issues, *issues),
        )

    def _in_folder(self, files: Files, request: Request) -> Listing:
        suffix = rf"(?P<month>{MONTH_NAME})-(?P<force>[a-z-]+?)-{self.kind.name}\.csv"
        found = [(name, match) for name in files.find(rf"(.*/)?{suffix}") if (match := re.search(suffix + "$", name))]
        ours: dict[str, list[str]] = {}
        for name, match in found:
            if match["force"] == request.force:
                ours.setdefault(match["month"], []).append(name)
        chosen, issues = _one_each(ours, files)
        wanted = set(request.periods) or set(chosen)
        resources = [
            Resource(self._id(request.force, month), f"folder:{name}", periods=(month,))
            for month, name in sorted(chosen.items())
            if month in wanted
        ]
        return Listing(tuple(resources), months_between(min(ours, default=""), max(ours, default="")), tuple(issues))

    def _in_archives(self, remote: Remote, request: Request) -> Listing:
        newest = _month_in(remote.resolve(f"{ARCHIVE}latest.zip"))
        window = months_between(shift(newest, 1 - WINDOW), newest)
        wanted = request.periods or window
        vintages: dict[str, list[str]] = {}
        for month in wanted:
            if month <= newest:
                vintages.setdefault(min(newest, max(OLDEST, shift(month, WINDOW - 1))), []).append(month)
        resources: list[Resource] = []
        for vintage, months in sorted(vintages.items()):
            resources += self._in_archive(remote, vintage, months, request.force)
        return Listing(tuple(resources), tuple(month for month in wanted if month <= newest))

    def _in_archive(self, remote: Remote, vintage: str, months: Iterable[str], force: str) -> list[Resource]:
        url = remote.resolve(f"{ARCHIVE}{vintage}.zip")
        members = _by_name(remote.members(url))
        found = []
        for month in months:
            name = f"{month}-{force}-{self.kind.name}.csv"
            if name in members:
                member, stamp = members[name]
                size = int(stamp.rpartition("-")[2])
                found.append(
                    Resource(self._id(force, month), url, vintage, (month,), member, f"{vintage} {stamp}", size)
                )
        return found

    def _id(self, force: str, month: str) -> str:
        return f"{self.kind.name}/{force}/{month}"


def months_between(first: str, last: str) -> tuple[str, ...]:
    """Every month from `first` to `last`, both included, as YYYY-MM; none when either is empty."""
    months: list[str] = []
    while first and first <= last:
        months.append(first)
        first = shift(first, 1)
    return tuple(months)


def shift(month: str, by: int) -> str:
    """The month `by` months after (before, when negative) a YYYY-MM."""
    count = int(month[:4]) * 12 + int(month[5:7]) - 1 + by
    return f"{count // 12:04d}-{count % 12 + 1:02d}"


def _month_in(url: str) -> str:
    match = re.search(r"/(\d{4}-(?:0[1-9]|1[0-2]))\.zip$", url)
    if match is None:
        raise SourceError(f"{url}: the newest archive's address names no month; see how {ARCHIVE} names them now")
    return match[1]


def _by_name(members: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """File name to (member, its token), for members `[folder/]YYYY-MM/YYYY-MM-...csv` whose folder and name agree."""
    found = {}
    for member, token in members.items():
        folder, _, name = member.rpartition("/")
        if name.endswith(".csv") and folder.rpartition("/")[2] == name[:7]:
            found[name] = (member, token)
    return found


def _one_each(found: dict[str, list[str]], files: Files) -> tuple[dict[str, str], list[Issue]]:
    """The file of each month; a month with several files of different bytes has none, and an issue that names them."""
    chosen: dict[str, str] = {}
    issues = []
    for month, names in found.items():
        if len(names) == 1 or len({files.path(name).read_bytes() for name in names}) == 1:
            chosen[month] = names[0]
            continue
        text = (
            f"{len(names)} files of {month} differ: {', '.join(names)}. None was taken; point --world folder: at one."
        )
        issues.append(Issue(names[0], "ambiguous-file", text, Severity.ERROR, period=month, owner="office"))
    return chosen, issues


def _stray(resource: str, month: str, row: dict[str, object], column: str) -> Issue:
    value = str(row[column] or "")
    text = f"the row is of {value or 'no month'}, the file of {month}; it was left out. Ask the source to move it."
    return Issue(resource, "wrong-period", text, period=month, row=int(str(row[ROW])), field=column, value=value)
