"""data.police.uk: monthly files of every force, restated as a whole for 36 months in each month's archive.

The archive is a zip of about 1.7 GB behind a redirect. Its directory and our force's members are read by HTTP range.
The newest archive that holds a month is the vintage of that month: for the last 36 months the newest archive of all,
for an older month the one made 35 months after it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import BinaryIO

import polars as pl

from pipelines.sources import delimited
from pipelines.sources.police_uk_kinds import OUTCOMES, STOP_AND_SEARCH, STREET, Kind
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
    Transfer,
    World,
)

__all__ = ["OUTCOMES", "STOP_AND_SEARCH", "STREET", "Kind", "PoliceUk", "months_between", "shift"]

ARCHIVE = "https://data.police.uk/data/archive/"
WINDOW = 36
"""Months in one archive."""

OLDEST = "2013-12"
"""The oldest archive that is kept: what it does not hold cannot be had."""

MONTH_NAME = r"20\d{2}-(?:0[1-9]|1[0-2])"


EVERY_FORCE = "all"
"""Asked for as a force to compare with: every force that the source has files of."""

Members = Mapping[str, Mapping[str, tuple[str, str]]]
"""Force to month to (member of the archive, its token)."""


@dataclass(frozen=True)
class PoliceUk:
    """One kind of file of data.police.uk, for the force asked for and those it is compared with."""

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
        parsed = delimited.read(landed, self.kind.layout)
        _, force, month = landed.resource.id.split("/")
        fits = parsed.rows.select(self.kind.of_month(month)).to_series()
        strays = parsed.rows.filter(~fits)
        ours = parsed.rows.filter(fits) if strays.height else parsed.rows
        rows = self.kind.complete(ours, {"force": force, "month": month})
        issues = [_stray(landed.resource.id, month, row, self.kind.dated) for row in strays.iter_rows(named=True)]
        tally = replace(parsed.tally, rejected=parsed.tally.rejected + strays.height)
        names = [column.name for column in self.kind.columns]
        return Parsed(rows.select(*names, ROW, pl.lit(month).alias(PERIOD)), tally, (*parsed.issues, *issues))

    def _in_folder(self, files: Files, request: Request) -> Listing:
        suffix = rf"(?P<month>{MONTH_NAME})-(?P<force>[a-z-]+?)-{self.kind.name}\.csv"
        found: dict[str, dict[str, list[str]]] = {}
        for name in files.find(rf"(?i)(.*/)?{suffix}"):
            if match := re.search(suffix + "$", name, re.IGNORECASE):
                found.setdefault(match["force"].lower(), {}).setdefault(match["month"], []).append(name)
        ours = found.get(request.force, {})
        months = months_between(min(ours, default=""), max(ours, default=""))
        wanted = [month for month in months if not request.periods or month in request.periods]
        others = _compared(request, found)
        resources: list[Resource] = []
        issues = self._gaps(found, others, wanted)
        for force in (name for name in (request.force, *others) if name in found):
            chosen, unclear = _one_each(
                {month: found[force][month] for month in wanted if month in found[force]}, files
            )
            severity = Severity.WARNING if force in others else Severity.ERROR
            issues += [replace(i, resource=self._id(force, i.period), severity=severity) for i in unclear]
            resources += [
                Resource(self._id(force, month), f"folder:{chosen[month]}", periods=(month,), compared=force in others)
                for month in wanted
                if month in chosen
            ]
        return Listing(tuple(resources), months, tuple(issues))

    def _in_archives(self, remote: Remote, request: Request) -> Listing:
        newest = _month_in(remote.resolve(f"{ARCHIVE}latest.zip"))
        window = months_between(shift(newest, 1 - WINDOW), newest)
        wanted = [month for month in request.periods or window if month <= newest]
        vintages: dict[str, list[str]] = {}
        for month in wanted:
            vintages.setdefault(min(newest, max(OLDEST, shift(month, WINDOW - 1))), []).append(month)
        resources: list[Resource] = []
        issues: list[Issue] = []
        for vintage, months in sorted(vintages.items()):
            url = remote.resolve(f"{ARCHIVE}{vintage}.zip")
            found = self._by_force(remote.members(url))
            others = _compared(request, found)
            issues += self._gaps(found, others, months)
            for force in (request.force, *others):
                offered = self._offered(found.get(force, {}), months, force, Resource("", url, vintage))
                resources += [replace(resource, compared=force in others) for resource in offered]
        return Listing(tuple(resources), tuple(wanted), tuple(issues))

    def _offered(
        self, found: Mapping[str, tuple[str, str]], months: Iterable[str], force: str, archive: Resource
    ) -> Iterator[Resource]:
        """One force's files of these months in an archive."""
        for month in months:
            if month in found:
                member, stamp = found[month]
                yield replace(
                    archive,
                    id=self._id(force, month),
                    periods=(month,),
                    member=member,
                    token=f"{archive.vintage} {stamp}",
                    size=int(stamp.rpartition("-")[2]),
                )

    def _by_force(self, members: Mapping[str, str]) -> Members:
        """The members `[folder/]YYYY-MM/YYYY-MM-<force>-<kind>.csv` of this kind whose folder and name agree."""
        name = re.compile(rf"(?:.*/)?(?P<month>{MONTH_NAME})/(?P=month)-(?P<force>[a-z-]+?)-{self.kind.name}\.csv")
        found: dict[str, dict[str, tuple[str, str]]] = {}
        for member, token in members.items():
            if match := name.fullmatch(member):
                found.setdefault(match["force"], {})[match["month"]] = (member, token)
        return found

    def _gaps(
        self, found: Mapping[str, Mapping[str, object]], others: Iterable[str], months: Iterable[str]
    ) -> list[Issue]:
        """A note for each force to compare with that has no file for some of the months."""
        return [
            _gap(f"{self.kind.name}/{force}", force, gaps)
            for force in others
            if (gaps := [month for month in months if month not in found.get(force, {})])
        ]

    def _id(self, force: str, month: str) -> str:
        return f"{self.kind.name}/{force}/{month}"


def _compared(request: Request, found: Iterable[str]) -> tuple[str, ...]:
    """The forces to compare with, in order, without the office's own."""
    asked = found if EVERY_FORCE in request.compare else request.compare
    return tuple(sorted(set(asked) - {request.force}))


def _gap(resource: str, force: str, months: list[str]) -> Issue:
    text = (
        f"no file of {force} for {', '.join(months)}: its rows are missing there, they are not nought. "
        "If it should have files, check its name in OPENBEAT_COMPARE."
    )
    return Issue(resource, "no-file-to-compare", text, Severity.NOTE, period=months[0] if len(months) == 1 else "")


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
