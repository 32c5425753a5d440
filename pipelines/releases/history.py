"""What we said and when, read back from `published/` alone: every edition, and the rows of any version.

No clock stands in what is published, so an edition is dated by its sources: its as-at date is the newest date that any
source of it, or of an edition before it, gives; where none gave any yet, the newest month that its monthly datasets
cover. It cannot have come out earlier.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.releases.files import loads, sha256_file
from pipelines.releases.layout import WITHDRAWN, Published, Release, open_published
from pipelines.releases.model import ReleaseError
from pipelines.sql import identifier, literal
from pipelines.upstream import Publication, SourceError

if TYPE_CHECKING:
    import duckdb

PARQUET, TOMBSTONE = ".parquet", "tombstone.json"
MONTHLY = "R/P1M"
"""Cadence of the datasets whose last period is a month that has ended."""
_DATE = re.compile(r"\d{4}-\d{2}(-\d{2})?")


@dataclass(frozen=True)
class Edition:
    """One edition: its number, its as-at date ("" where nothing gives one yet) and the version of each dataset."""

    number: int
    as_at: str
    versions: Mapping[str, str]


def editions(shown: Published) -> tuple[Edition, ...]:
    """Every edition from the first to the current one."""
    found: list[Edition] = []
    newest = covered = ""
    for number in range(1, shown.number + 1):
        entries = loads(shown.edition_folder(number) / "catalogue.json")["datasets"]
        newest = max([newest, *(entry["as_at"] or "" for entry in entries)])
        covered = max([covered, *(e["coverage"]["to"] for e in entries if e["coverage"] and e["cadence"] == MONTHLY)])
        found.append(Edition(number, newest or covered, {entry["name"]: entry["latest"] for entry in entries}))
    return tuple(found)


def edition_as_of(history: Sequence[Edition], date: str) -> Edition:
    """The last edition whose as-at date is not after `date` (`YYYY-MM-DD`, or `YYYY-MM` for the whole month).

    A source that dates by the month alone counts from the month's first day. Raises ReleaseError when there is none.
    """
    if not _DATE.fullmatch(date):
        raise ReleaseError(f"{date!r} is no date: write YYYY-MM-DD, or YYYY-MM for the end of a month")
    dated = [edition for edition in history if edition.as_at[: len(date)] <= date]
    if not dated:
        first = history[0].as_at if history else "never"
        raise ReleaseError(f"nothing was published as at {date}: the first edition's sources go to {first}")
    return dated[-1]


def release_as_of(root: Path, dataset: str, *, version: str = "", edition: int = 0, date: str = "") -> Release:
    """The version of a dataset that is named, or that an edition had, or that stood on a date; else the latest.

    Raises ReleaseError when there was none, or it was withdrawn, and says which there are.
    """
    shown = open_published(root)
    entries = {entry["version"]: entry for entry in shown.versions(dataset)["versions"]}
    if not entries:
        raise ReleaseError(f"{root} has no version of {dataset}: run openbeat nightly, or look with openbeat status")
    wanted = version or _version_at(shown, dataset, edition, date)
    if wanted not in entries:
        raise ReleaseError(f"{dataset} has no version {wanted}; there are {', '.join(entries)}")
    if entries[wanted]["status"] == WITHDRAWN:
        raise ReleaseError(f"{dataset} {wanted} is {entries[wanted]['status']}: its tombstone in public says why")
    return shown.release(dataset, wanted, entries[wanted]["manifest_sha256"])


def _version_at(shown: Published, dataset: str, edition: int, date: str) -> str:
    history = editions(shown)
    if edition and not 1 <= edition <= len(history):
        raise ReleaseError(f"there is no edition {edition}; there are 1 to {len(history)}")
    at = history[edition - 1] if edition else edition_as_of(history, date) if date else history[-1]
    if dataset not in at.versions:
        raise ReleaseError(f"{dataset} was not yet published in edition {at.number} (as at {at.as_at or 'no date'})")
    return at.versions[dataset]


def parts(release: Release) -> tuple[tuple[Path, tuple[str, ...]], ...]:
    """The Parquet files of a release with the periods in each, their bytes checked.

    Raises ReleaseError for a file that is not as it was published.
    """
    found: dict[str, list[str]] = {}
    for period in release.manifest["periods"]:
        for name in period["files"]:
            if name.endswith(PARQUET):
                found.setdefault(name, []).append(period["period"])
    for name in found:
        path = release.folder / name
        if not path.is_file() or sha256_file(path) != release.manifest["files"][name]["sha256"]:
            raise ReleaseError(f"{path} is not as it was published: run verify, then restore it from a copy")
    return tuple((release.folder / name, tuple(periods)) for name, periods in found.items())


def _document(release: Release, name: str) -> Mapping[str, Any]:
    path = release.folder / name
    if sha256_file(path) != release.manifest["files"][path.name]["sha256"]:
        raise ReleaseError(f"{path} is not as it was published: run verify, then restore it from a copy")
    document: dict[str, Any] = loads(path)
    return document


def relation(
    connection: duckdb.DuckDBPyConnection, release: Release, period: str = "", column: str = ""
) -> duckdb.DuckDBPyRelation:
    """The rows of a release, or of one period of it, as they were published.

    `column` holds the period of a row where one file has several. Raises ReleaseError for a period that it has not.
    """
    if period and period not in release.periods:
        have = ", ".join(release.periods)
        raise ReleaseError(f"{release.dataset} {release.version} has no period {period}; it has {have}")
    chosen = [(path, held) for path, held in parts(release) if not period or period in held]
    rows = connection.read_parquet([str(path) for path, _ in chosen])
    if period and any(len(held) > 1 for _, held in chosen):
        rows = rows.filter(f"{identifier(column)} = {literal(period)}")
    return rows


@dataclass(frozen=True)
class History:
    """`Publications` below a published folder, read once."""

    root: Path

    @cached_property
    def shown(self) -> Published:
        """The folder as its pointer says it is."""
        return open_published(self.root)

    @cached_property
    def editions(self) -> tuple[Edition, ...]:
        """Every edition, from the first."""
        return editions(self.shown)

    def released(self, dataset: str) -> tuple[Publication, ...]:
        """Every standing version of a dataset, oldest first. Raises SourceError."""
        try:
            entries = self.shown.versions(dataset)["versions"]
            return tuple(self._publication(dataset, entry) for entry in entries if entry["status"] != WITHDRAWN)
        except (ReleaseError, OSError) as error:
            raise SourceError(str(error)) from error

    def parts(self, publication: Publication) -> tuple[tuple[Path, tuple[str, ...]], ...]:
        """The checked Parquet files of a version and their periods. Raises SourceError."""
        try:
            release = self.shown.release(publication.dataset, publication.version, publication.manifest_sha256)
            return parts(release)
        except (ReleaseError, OSError) as error:
            raise SourceError(str(error)) from error

    def quality(self, publication: Publication) -> Mapping[str, Any]:
        """The checked `quality.json` of a version. Raises SourceError."""
        try:
            release = self.shown.release(publication.dataset, publication.version, publication.manifest_sha256)
            return _document(release, "quality.json")
        except (ReleaseError, OSError) as error:
            raise SourceError(str(error)) from error

    def notices(self, publication: Publication) -> tuple[Mapping[str, Any], ...]:
        """The checked notices of a version's tombstone. Raises SourceError."""
        try:
            release = self.shown.release(publication.dataset, publication.version, publication.manifest_sha256)
            return tuple(_document(release, TOMBSTONE)["notices"]) if TOMBSTONE in release.manifest["files"] else ()
        except (ReleaseError, OSError) as error:
            raise SourceError(str(error)) from error

    def _publication(self, dataset: str, entry: Mapping[str, Any]) -> Publication:
        version = entry["version"]
        first = next(edition for edition in self.editions if edition.versions.get(dataset) == version)
        dated = next((edition.as_at for edition in self.editions[first.number - 1 :] if edition.as_at), "")
        return Publication(dataset, version, first.number, entry["as_at"] or "", dated, entry["manifest_sha256"])
