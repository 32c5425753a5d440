"""Police recorded crime and its outcomes, by quarter: the open data tables of the Home Office on GOV.UK.

Every quarterly release restates the whole history, under new file names. Crimes come in a workbook of police force
areas and one or more of community safety partnerships (the years are split between them, now one way, now another);
outcomes in workbooks by year. Headers differ between them, so columns are found by meaning, and each form of header is
told in a note. What was known of the layouts, and from where, is in docs/recorded-crime.md.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from typing import BinaryIO

import polars as pl

from pipelines.sources import govuk, workbook
from pipelines.sources.home_office.cautions import apply_notes
from pipelines.sources.home_office.places import ALL_BUT
from pipelines.sources.home_office.reader import Form, Reading, read_lines
from pipelines.sources.police_uk import EVERY_FORCE
from pipelines.upstream import (
    PERIOD,
    ROW,
    SHEET,
    Files,
    Issue,
    Landed,
    Listing,
    NotOurs,
    Parsed,
    Remote,
    Request,
    Resource,
    Severity,
    SourceError,
    Transfer,
    World,
)
from schemas.base import Column, columns_of
from schemas.recorded import CrimeOutcomesRecorded, CrimeRecorded

PATH = "/government/statistical-data-sets/police-recorded-crime-and-outcomes-open-data-tables"
LARGEST = 300_000_000
"""Bytes of a workbook, packed."""

_OFFENCE = ("offence_code", "offence_description", "offence_group", "offence_subgroup")
_OUTCOME = ("outcome_type", "outcome_description", "outcome_group")
_OTHER = r"knife|sharp|firearm|hate|\brape\b|transfer|cancel|metric|guide|fraud|stalking|domestic|subcode|supplement"


@dataclass(frozen=True)
class Kind:
    """One kind of table. `titles` are the kinds of workbook it takes, by what their title or file name says; `files`
    finds them in a folder. `whole` are kinds of workbook of which every force is always held: what a force is measured
    against, and what officers and crime are compared over.
    """

    name: str
    titles: tuple[tuple[str, str], ...]
    files: str
    form: Form
    columns: tuple[Column, ...]
    whole: tuple[str, ...] = ()


RECORDED = Kind(
    "recorded",
    (
        ("force", r"police force area.*open data|\bpfa\b.*open data|prc[-_]pfa"),
        ("csp", r"community safety partnership.*open data|\bcsp\b.*open data|prc[-_]csp"),
    ),
    r"(.*/)?[^/]*(prc|ho)[-_](pfa|csp)[^/]*\.(ods|xlsx|csv)",
    Form(
        needed=(("financial_year",), ("quarters_summed",), ("force_name",), ("offence_group",), ("offences",)),
        counts=("offences",),
        texts=_OFFENCE,
    ),
    columns_of(CrimeRecorded),
    whole=("force",),
)
"""Crimes recorded, by force and by community safety partnership."""

OUTCOMES = Kind(
    "outcomes",
    (("outcomes", r"outcomes?\b.*open data|prc[-_]outcomes|outcomes[-_]open[-_]data"),),
    r"(.*/)?[^/]*outcomes?[-_][^/]*(open[-_]data|tables)[^/]*\.(ods|xlsx|csv)",
    Form(
        needed=(
            *(("financial_year",), ("quarters_summed",), ("force_name",)),
            ("outcome_type", "outcome_description"),
            ("outcomes_recorded", "outcomes_of_crimes"),
        ),
        counts=("outcomes_recorded", "outcomes_of_crimes"),
        texts=(*_OFFENCE, *_OUTCOME),
    ),
    columns_of(CrimeOutcomesRecorded),
)
"""Outcomes of crimes, by force."""


@dataclass(frozen=True)
class HomeOffice:
    """One kind of table of the Home Office, for the force asked for and those it is compared with."""

    kind: Kind
    title: str = "Police recorded crime and outcomes open data tables"
    publisher: str = "Home Office"
    home: str = f"{govuk.SITE}{PATH}"
    attribution: str = "Contains public sector information licensed under the Open Government Licence v3.0."
    history: bool = True
    office: bool = False

    @property
    def name(self) -> str:
        """Name of the source in receipts."""
        return f"home-office-{self.kind.name}"

    def listing(self, world: World, request: Request) -> Listing:
        """The workbooks of the page or the folder, once for our force and once for those to compare with.

        The list is whole: a workbook that another has taken the place of goes, with its rows.
        """
        if world.remote is not None:
            books, issues = self._on_page(world.remote)
        elif world.files is not None:
            books, issues = self._in_folder(world.files), []
        else:
            raise SourceError("the Home Office's tables need a world with files or with hosts")
        resources = [
            Resource(f"{book.name}/{who}", book.url, book.vintage, token=book.token, compared=who != request.force)
            for book in books
            for who in (request.force, f"{ALL_BUT}{request.force}" if book.whole else _others(request))
            if who
        ]
        return Listing(tuple(resources), issues=tuple(issues), complete=True)

    def fetch(self, resource: Resource, world: World, sink: BinaryIO) -> Transfer:
        """Copy one workbook."""
        if world.files is not None:
            with world.files.path(resource.url.removeprefix("folder:")).open("rb") as file:
                shutil.copyfileobj(file, sink)
            return Transfer()
        if world.remote is None:
            raise SourceError("the Home Office's tables need a world with files or with hosts")
        return world.remote.copy(resource.url, "", sink, limit=LARGEST, accept=govuk.TABLES)

    def parse(self, landed: Landed) -> Parsed:
        """The rows of the forces asked for, from every sheet that is a table of this kind.

        Raises SourceError when none is, or when one has lost a column that it must have.
        """
        place, asked = landed.resource.url, landed.resource.id.rpartition("/")[2]
        lines, issues = workbook.lines(landed.path, place)
        reading = read_lines(lines, place, asked, self.kind.form, self.kind.columns)
        if not reading.tables:
            kind = NotOurs if place.startswith("folder:") else SourceError
            raise kind(f"{place} holds no table of crimes {self.kind.name}: see what it is, and where they are now")
        rows, noted = apply_notes(pl.concat(reading.frames), reading.notes, place)
        names = [column.name for column in self.kind.columns]
        found = (*issues, *reading.issues, *noted, *_passed_over(reading, place))
        return Parsed(rows.select(*names, ROW, PERIOD, SHEET), reading.tally, found)

    def _on_page(self, remote: Remote) -> tuple[list[_Book], list[Issue]]:
        page = govuk.read_page(remote, PATH)
        books: dict[str, _Book] = {}
        issues = []
        for table, wanted in self.kind.titles:
            for file in page.find(wanted, _OTHER if table == "outcomes" else rf"{_OTHER}|outcome"):
                book = _Book(
                    f"{self.kind.name}/{table}/{_first_year(file.words)}",
                    file.url,
                    page.vintage(file),
                    file.url,
                    table in self.kind.whole,
                )
                other = books.setdefault(book.name, book)
                if other is not book:
                    books[book.name] = newer = max(other, book, key=lambda either: either.vintage)
                    issues.append(_same_years(newer, book if newer is other else other))
        return list(books.values()), issues

    def _in_folder(self, files: Files) -> list[_Book]:
        return [
            _Book(f"{self.kind.name}/{name}", f"folder:{name}")
            for name in files.find(f"(?i){self.kind.files}")
            if not re.search(_OTHER, name.rpartition("/")[2], re.IGNORECASE)
        ]


@dataclass(frozen=True)
class _Book:
    """A workbook that is offered: our stable name for it, where it is, its day of release, its token; and whether it is
    held `whole`, for every force.
    """

    name: str
    url: str
    vintage: str = ""
    token: str = ""
    whole: bool = False


def _others(request: Request) -> str:
    """The forces to compare with, as a resource names them; "" for none."""
    if EVERY_FORCE in request.compare:
        return f"{ALL_BUT}{request.force}"
    return "+".join(sorted(set(request.compare) - {request.force}))


def _first_year(words: str) -> str:
    """The first year that a title or a file name gives: workbooks of one table are told apart by it."""
    found = re.search(r"20\d\d", words) or re.search(r"(?<!\d)(?:mar|march)?(\d\d)(?:\d\d)?(?!\d)", words)
    return "all" if not found else found[0] if found.re.groups == 0 else f"20{found[1]}"


def _same_years(kept: _Book, left: _Book) -> Issue:
    text = (
        f"{left.url} was not read: {kept.url} begins with the same year and stands for it. See whether both are needed"
    )
    return Issue(left.url, "same-years", text, Severity.WARNING, owner="openbeat")


def _passed_over(reading: Reading, place: str) -> list[Issue]:
    """A note of the rows of forces that were not asked for."""
    if not reading.others:
        return []
    names = ", ".join(name[:80] for name in sorted(reading.others)[:60])
    text = f"{place}: {reading.others.total():,} rows of other forces were passed over ({names}); see OPENBEAT_COMPARE"
    return [Issue(place, "other-forces", text, Severity.NOTE)]
