"""What a source is: the words and the protocol shared by every module in `pipelines.sources`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import polars as pl

ROW = "_row"
"""Column that a parser adds: the 1-based physical line (CSV) or sheet row (workbook) a row was read from."""

SHEET = "_sheet"
"""Optional column that a parser adds: the sheet of the workbook a row was read from."""

PERIOD = "_period"
"""Column that a parser adds: the period a row belongs to."""


class Severity(StrEnum):
    """How much an issue costs: `ERROR` loses a row or a file, `WARNING` loses nothing, `NOTE` informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Issue:
    """One problem found, addressed so that somebody can go and mend it.

    `resource` names the file, `row` the 1-based line or sheet row in it (None: the whole file), `field` the column and
    `value` what stood there. `check` is a stable kebab-case id, `text` a plain sentence with what to do next, `owner`
    who can mend it: `source`, `office` or `openbeat`.
    """

    resource: str
    check: str
    text: str
    severity: Severity = Severity.ERROR
    period: str = ""
    sheet: str = ""
    row: int | None = None
    field: str = ""
    value: str = ""
    owner: str = "source"


class SourceError(Exception):
    """A source, or one file of it, cannot be used. The message names the file and what to do next."""


class SourceUnavailable(SourceError):
    """A host could not be reached or did not answer properly, however often it was asked: later it may."""


class NotOurs(SourceError):
    """A file found by its name turns out to be something else: it is noted and passed over."""


@dataclass(frozen=True)
class Resource:
    """One file that a source offers, or one member of an archive.

    `id` is stable across vintages (`street/kent/2025-01`), so that a newer vintage replaces an older one. `url` is the
    public address: never a machine's path and never a loopback port. `periods` is what the file is known to cover
    before it is read; empty when only reading tells. `token` tells two deliveries apart without fetching (an ETag):
    a resource landed with the same token is not fetched again; empty means that it must always be asked for. `size` is
    what the listing says of its bytes, 0 when it says nothing. `compared` says that it is of another force, to compare
    with: its rows are published, and what is said of the body's own coverage leaves them out.
    """

    id: str
    url: str
    vintage: str = ""
    periods: tuple[str, ...] = ()
    member: str = ""
    token: str = ""
    size: int = 0
    compared: bool = False


@dataclass(frozen=True)
class Transfer:
    """What came with the bytes of one resource: the final status, content type and the source's own date of change."""

    status: int = 200
    content_type: str = ""
    last_modified: str = ""
    etag: str = ""


@dataclass(frozen=True)
class Landed:
    """A resource whose bytes are in the landing: `path` holds exactly what was received, named by its SHA-256."""

    resource: Resource
    path: Path
    sha256: str
    size: int
    last_modified: str = ""


@dataclass(frozen=True)
class Tally:
    """Where every row of a file went: `read` = accepted + rejected + blank, always.

    `read` counts data rows: what a person would see below the header, blank rows too. `furniture` counts the lines
    that are not data: titles above the header, the header itself, totals and notes below the data.
    """

    read: int = 0
    rejected: int = 0
    blank: int = 0
    furniture: int = 0

    @property
    def accepted(self) -> int:
        """Rows that go on."""
        return self.read - self.rejected - self.blank


@dataclass(frozen=True)
class Parsed:
    """A file's rows in the schema's columns and types, plus `_row` and `_period`, with an account of every other row.

    Rows that could not be given the schema's types are not in `rows`: each is counted in `tally.rejected` and has an
    issue.
    """

    rows: pl.DataFrame
    tally: Tally
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True)
class Listing:
    """What a source says exists. `expected` are the periods that should exist by the source's own account.

    `complete` says that what is not listed is gone (a file taken out of a folder), not merely out of the window.
    """

    resources: tuple[Resource, ...]
    expected: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()
    complete: bool = False


@dataclass(frozen=True)
class Request:
    """What a listing is asked for. Empty `periods` means the source's own current window.

    `force` is the body's own, `compare` those whose rows should stand beside its own; `all` is every one there is.
    """

    force: str
    periods: tuple[str, ...] = ()
    compare: tuple[str, ...] = ()


class Remote(Protocol):
    """Hosts reached over HTTP, through whichever world stands behind them. Raises `SourceError` when all tries fail."""

    def read(self, url: str, *, limit: int = ..., accept: tuple[str, ...] = ...) -> tuple[bytes, Transfer]:
        """The whole body, at most `limit` bytes, whose content type starts with one of `accept`."""
        ...

    def members(self, url: str) -> Mapping[str, str]:
        """The member names of a remote zip, and what tells their bytes apart (CRC-32 and size), read by range."""
        ...

    def resolve(self, url: str) -> str:
        """The public address at the end of the redirects of `url`."""
        ...

    def copy(
        self, url: str, member: str, sink: BinaryIO, *, limit: int = ..., accept: tuple[str, ...] = ...
    ) -> Transfer:
        """Copy a body, or one member of a zip, into `sink`."""
        ...


class Files(Protocol):
    """A folder of files that an engineer downloaded, found by name anywhere below it."""

    def find(self, pattern: str) -> list[str]:
        """Paths relative to the folder, with `/`, whose whole relative path matches the regular expression, sorted."""
        ...

    def path(self, relative: str) -> Path:
        """Where a found file stands."""
        ...


@dataclass(frozen=True)
class Publication:
    """One released version that stands in public, as the public finds it.

    `edition` is the first edition that had it. `as_at` is the newest date that its own sources give (`YYYY-MM-DD` or
    `YYYY-MM`, "" when none gives one); `said_at` the newest date that any source of that edition or an earlier one
    gives, else the newest month covered, "" when there was neither yet: no clock stands in what is published, and it
    cannot have come out before.
    """

    dataset: str
    version: str
    edition: int
    as_at: str
    said_at: str
    manifest_sha256: str

    @property
    def said_in(self) -> str:
        """The month of `said_at`."""
        return self.said_at[:7]


class Publications(Protocol):
    """What we have published so far. Raises `SourceError` where the folder is not what its ledger says."""

    def released(self, dataset: str) -> tuple[Publication, ...]:
        """Every standing version of a dataset, oldest first; withdrawn ones are left out."""
        ...

    def parts(self, publication: Publication) -> tuple[tuple[Path, tuple[str, ...]], ...]:
        """The Parquet files of a version, their bytes checked against its manifest, and the periods in each."""
        ...

    def quality(self, publication: Publication) -> Mapping[str, Any]:
        """What a version says of its own quality (`quality.json`), its bytes checked against its manifest."""
        ...

    def notices(self, publication: Publication) -> tuple[Mapping[str, Any], ...]:
        """What was taken out of a version after it came out, as its tombstone tells; none where nothing was."""
        ...


@dataclass(frozen=True)
class Standing:
    """One dataset as the next edition will show it: the release that is ready to go out, else the one that stands.

    `token` changes when its figures, their form or what is said of their quality change, and only then. `as_at` is the
    newest date that its sources give, "" where none does. `parts` are its Parquet files with the periods in each, and
    `quality` is what it says of its own quality (`quality.json`).
    """

    dataset: str
    version: str
    token: str
    as_at: str
    parts: tuple[tuple[Path, tuple[str, ...]], ...]
    quality: Mapping[str, Any]


class Coming(Protocol):
    """What the next edition will say. Raises `SourceError` where it cannot be read."""

    def standing(self, dataset: str) -> Standing | None:
        """A dataset as the next edition will show it; None where it has never come out and none is ready."""
        ...


@dataclass(frozen=True)
class World:
    """What stands behind the sources: exactly one of `remote` (sandbox, live) and `files` (folder), and the office's
    records.

    `inbox` are the folders in which staff drop spreadsheets; `more_records` are read beside `records` and may lack a
    kind of record; `today` is the world's own date; `published` is what we said ourselves before tonight, `coming`
    what we are about to say; `force` is the body's own.
    """

    kind: str
    synthetic: bool
    records: Path
    inbox: tuple[Path, ...]
    today: date
    remote: Remote | None = None
    files: Files | None = None
    more_records: tuple[Path, ...] = ()
    published: Publications | None = None
    coming: Coming | None = None
    force: str = ""


class Source(Protocol):
    """One upstream. `history` is False where only the latest edition exists, so that a backfill is refused."""

    @property
    def name(self) -> str:
        """The source's name in receipts: kebab-case."""
        ...

    @property
    def title(self) -> str:
        """What people call it."""
        ...

    @property
    def publisher(self) -> str:
        """Who publishes it."""
        ...

    @property
    def home(self) -> str:
        """The page where a person finds it."""
        ...

    @property
    def attribution(self) -> str:
        """The statement its licence asks for."""
        ...

    @property
    def history(self) -> bool:
        """Whether older periods can still be had."""
        ...

    @property
    def office(self) -> bool:
        """Whether it is the publishing office's own record, which only the office amends."""
        ...

    def listing(self, world: World, request: Request) -> Listing:
        """What exists upstream for this request."""
        ...

    def fetch(self, resource: Resource, world: World, sink: BinaryIO) -> Transfer:
        """Copy the bytes of one resource into `sink`. Raises `SourceError`."""
        ...

    def parse(self, landed: Landed) -> Parsed:
        """Read landed bytes into rows. Raises `SourceError` when a needed column is missing or the file is not of
        this source.
        """
        ...


@dataclass(frozen=True)
class SourceRef:
    """The bytes behind a published period, as a manifest names them: no clocks, no machine's paths."""

    resource: str
    url: str
    sha256: str
    size: int
    vintage: str = ""
    member: str = ""
    last_modified: str = ""


@dataclass(frozen=True)
class CorrectionRef:
    """A declared correction that was applied to a period, as a manifest names it. Values are texts as in the CSV.

    `where` are the columns and values that name its rows, `expect` what the source says in `field` and `value` what is
    published instead; `drop` says that the row itself was taken out. None is a missing value.
    """

    id: str
    reason: str
    evidence: str
    decided_by: str
    where: tuple[tuple[str, str | None], ...]
    field: str
    expect: str | None
    value: str | None
    drop: bool = False

    @property
    def sha256(self) -> str:
        """Changes with anything that the entry says."""
        return hashlib.sha256(json.dumps(asdict(self)).encode()).hexdigest()

    @classmethod
    def of(cls, written: Mapping[str, Any]) -> CorrectionRef:
        """Read back from JSON."""
        return cls(**{**written, "where": tuple((name, value) for name, value in written["where"])})


@dataclass(frozen=True)
class PeriodState:
    """One stored period. `fingerprint` changes when its bytes, its code, its schema or its corrections change, and only
    then.
    """

    period: str
    rows: int
    fingerprint: str
    sources: tuple[SourceRef, ...] = field(default=())
    corrections: tuple[CorrectionRef, ...] = ()
