"""A source whose workbooks hang on pages of GOV.UK that get a new address with every release, or stand in a folder."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from pipelines.sources.govuk import SITE, TABLES, Attachment, ContentPage, read_page
from pipelines.upstream import (
    Issue,
    Listing,
    Remote,
    Request,
    Resource,
    Severity,
    SourceError,
    SourceUnavailable,
    Transfer,
    World,
)

LARGEST = 100_000_000
"""Bytes of one workbook: the largest known has ten million."""

_REVISED = re.compile(r"revis|correct|updated|(?<![a-z])v[2-9]", re.IGNORECASE)
_TABLE = re.compile(r".*\.(?:ods|xlsx|xls|csv)", re.IGNORECASE)


@dataclass(frozen=True)
class Shelf:
    """Where the workbooks of one subject are found.

    `paths` are forms of the pages' paths, with `{year}` (and `{next}`) for the year a page is of, tried from `ahead`
    years after this one backwards. `wanted` and `other` say by title or name which files of a page are
    meant and which are not.
    `standing` matches names of files that are re-issued whole under ever new names: the newest alone is taken.
    `named` matches the names under which files are found in a folder.
    """

    paths: tuple[str, ...]
    wanted: str
    other: str
    standing: str
    named: str
    ahead: int = 0
    years: int = 3


@dataclass(eq=False, kw_only=True)
class Books:
    """The listing and fetching of the workbooks of one shelf; what a workbook says is for the subclass to read."""

    shelf: Shelf
    name: str
    title: str
    publisher: str
    home: str
    attribution: str = "Contains public sector information licensed under the Open Government Licence v3.0."
    history: bool = True
    office: bool = False

    def listing(self, world: World, request: Request) -> Listing:
        """One resource for each workbook; of those re-issued whole, the newest. Raises SourceError where none is found.

        A listing of a folder is complete: what is no longer in it is gone.
        """
        found = self._paged(world.remote, world.today) if world.remote else self._filed(world)
        chosen, issues = _newest(found)
        return Listing(tuple(chosen), (), tuple(issues), complete=world.files is not None)

    def fetch(self, resource: Resource, world: World, sink: BinaryIO) -> Transfer:
        """Copy one workbook. Raises SourceError when it is gone or is no table."""
        if resource.url.startswith("https://"):
            if world.remote is None:
                raise SourceError(f"{resource.url} needs the network: take the world sandbox or live")
            return world.remote.copy(resource.url, "", sink, limit=LARGEST, accept=TABLES)
        return copy_file(resource, world, sink)

    def _paged(self, remote: Remote, today: date) -> list[Resource]:
        page = self._newest_page(remote, today)
        files = page.find(self.shelf.wanted, self.shelf.other)
        return [self._resource(file.url, file.filename, file.words, page.vintage(file)) for file in files]

    def _newest_page(self, remote: Remote, today: date) -> ContentPage:
        """The newest page that is there. A page that is there and cannot be had is no reason to take an older one."""
        tried = []
        for year in range(today.year + self.shelf.ahead, today.year + self.shelf.ahead - self.shelf.years, -1):
            for form in self.shelf.paths:
                path = form.format(year=year, next=year + 1)
                try:
                    return read_page(remote, path)
                except SourceUnavailable:
                    raise
                except SourceError as error:
                    tried.append(str(error))
        raise SourceError(
            f"{self.title}: no page of GOV.UK for it was found ({'; '.join(tried)}). Look from {self.home} where the "
            "newest release is, and mend the form of its path"
        )

    def _filed(self, world: World) -> list[Resource]:
        paths = world.files.find(rf"(?i)(?:.*/)?{self.shelf.named}") if world.files else []
        return [
            self._resource(f"folder:{path}", Path(path).name, Path(path).name, _stamp(Path(path).name))
            for path in paths
            if _TABLE.fullmatch(path)
        ]

    def _resource(self, url: str, filename: str, words: str, vintage: str) -> Resource:
        whole = re.search(self.shelf.standing, words, re.IGNORECASE)
        stem = whole[0].lower().replace(" ", "-") if whole else Path(filename).stem
        return Resource(f"{self.name}/{stem}", url, f"{vintage} revised" if _REVISED.search(words) else vintage)


def copy_file(resource: Resource, world: World, sink: BinaryIO) -> Transfer:
    """Copy a file of the world's folder. Raises SourceError when it is gone."""
    if world.files is None or not resource.url.startswith("folder:"):
        raise SourceError(f"{resource.url} stands in a folder: take the world folder:PATH")
    try:
        with world.files.path(resource.url.removeprefix("folder:")).open("rb") as file:
            shutil.copyfileobj(file, sink)
    except OSError as error:
        raise SourceError(f"{resource.url} cannot be read ({error.strerror}): put it back or run again") from error
    return Transfer()


def _stamp(filename: str) -> str:
    return ContentPage("", "", "", ()).vintage(Attachment("", SITE, "", filename))


def _newest(found: list[Resource]) -> tuple[list[Resource], list[Issue]]:
    """One resource for each id, the newest, and a note of every one that it stands for."""
    chosen: dict[str, Resource] = {}
    issues = []
    for resource in sorted(found, key=lambda each: (each.vintage, each.url)):
        if (older := chosen.get(resource.id)) is not None:
            text = f"{older.url} was not read: {resource.url} is a newer issue of the same table and stands for it"
            issues.append(Issue(older.url, "older-issue", text, Severity.NOTE))
        chosen[resource.id] = resource
    return [chosen[name] for name in sorted(chosen)], issues
