"""What a night would make of the spreadsheets in the inbox: which dataset takes each, which rows, and what is wrong."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.dataset import Dataset
from pipelines.desk.words import Problem, problem_of
from pipelines.proofreading import read_now
from pipelines.settings import Settings
from pipelines.sources.inbox import INBOX, FilledIn
from pipelines.sources.sheets import Sheet, read_sheets
from pipelines.upstream import NotOurs, Request, Resource, Severity, SourceError, Tally, World
from pipelines.worlds import Folder


@dataclass(frozen=True)
class Checked:
    """One file as one dataset would take it. `sheets` are what a corrected copy is made from; `refusal` says why
    nothing of it could be read, and is "" otherwise. `dataset` is "" for a file that nothing reads.
    """

    file: str
    dataset: str = ""
    tally: Tally = field(default=Tally(0))
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    refusal: str = ""
    sheets: tuple[Sheet, ...] = field(default=(), repr=False)

    @property
    def clean(self) -> bool:
        """Whether every row of it is taken."""
        return not (self.refusal or self.tally.rejected or self.problems)

    @property
    def account(self) -> str:
        """How many rows were taken and how many were not, in words."""
        plural = "s" * (self.tally.accepted != 1)
        taken, refused, blank = self.tally.accepted, self.tally.rejected, self.tally.blank
        return f"{taken:,} row{plural} taken, {refused:,} refused, {blank:,} blank"


def check_inbox(settings: Settings, datasets: Sequence[Dataset]) -> tuple[Checked, ...]:
    """Every file of the inbox, by name. Nothing is fetched, and nothing is kept."""
    return _check(settings, datasets, settings.records / "inbox")


def check_file(settings: Settings, datasets: Sequence[Dataset], path: Path) -> tuple[Checked, ...]:
    """One file, wherever it is, as if it were in the inbox. Raises FileNotFoundError."""
    if not path.is_file():
        raise FileNotFoundError(f"{path} is not there: check its name, or say records or inbox")
    with TemporaryDirectory() as folder:
        shutil.copyfile(path, Path(folder) / path.name)
        return _check(settings, datasets, Path(folder))


def _check(settings: Settings, datasets: Sequence[Dataset], inbox: Path) -> tuple[Checked, ...]:
    with TemporaryDirectory() as nothing:
        # No record and no folder beside the inbox; a spreadsheet that waits for its day is read too.
        empty = Path(nothing)
        world = World("folder", False, empty, (inbox,), date.max, files=Folder(empty))
        names = {path.relative_to(inbox).as_posix() for path in inbox.rglob("*") if path.is_file()}
        found = [checked for dataset in datasets for checked in _taken_by(dataset, world, settings.force, names)]
    claimed = {checked.file for checked in found}
    found += [_unread(name) for name in sorted(names - claimed) if not _aside(name)]
    return tuple(sorted(found, key=lambda checked: (checked.file, checked.dataset)))


def _taken_by(dataset: Dataset, world: World, force: str, names: set[str]) -> Iterator[Checked]:
    """What one dataset makes of the files that it claims; a listing's own complaints about a file come first."""
    listing = dataset.source.listing(world, Request(force))
    for issue in listing.issues:
        name = issue.resource.removeprefix(INBOX)
        if name in names and issue.severity is not Severity.NOTE:
            yield Checked(name, dataset.name, refusal=issue.text)
    for resource in listing.resources:
        if resource.url.startswith(INBOX):
            try:
                yield _checked(dataset, resource, world)
            except NotOurs:
                continue
            except SourceError as refusal:
                yield Checked(resource.url.removeprefix(INBOX), dataset.name, refusal=str(refusal))


def _checked(dataset: Dataset, resource: Resource, world: World) -> Checked:
    content, verdict = read_now(dataset, resource, world)
    name = resource.url.removeprefix(INBOX)
    sheets = _sheets(content, name) if isinstance(dataset.source, FilledIn) else ()
    errors = [issue for issue in verdict.issues if issue.severity is Severity.ERROR]
    notes = tuple(issue.text for issue in verdict.issues if issue.severity is not Severity.ERROR)
    places = _places(dataset, sheets)
    problems = tuple(
        problem_of(issue, dataset.columns, places.get(issue.sheet, {}).get(issue.field)) for issue in errors
    )
    return Checked(name, dataset.name, verdict.tally, problems, notes, sheets=sheets)


def _sheets(content: bytes, name: str) -> tuple[Sheet, ...]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "bytes"
        path.write_bytes(content)
        return tuple(read_sheets(path, name)[0])


def _places(dataset: Dataset, sheets: Sequence[Sheet]) -> dict[str, Mapping[str, int]]:
    """For each sheet with headings, the 0-based column of the sheet that holds each column of the schema."""
    if not isinstance(dataset.source, FilledIn):
        return {}
    found = {sheet.name: dataset.source.headed(sheet) for sheet in sheets}
    return {name: headed.columns for name, headed in found.items() if headed}


def _unread(name: str) -> Checked:
    text = "nothing here reads this file: records/inbox/README.md says how a file must be named and of what kind"
    return Checked(name, refusal=f"{name}: {text}")


def _aside(name: str) -> bool:
    """The inbox's own note, hidden files, and those that an office program keeps while a file is open."""
    return any(part.startswith((".", "~")) for part in Path(name).parts) or Path(name).stem.upper() == "README"
