"""The words of a release: what the store gives, what a candidate is, what came of a publication."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from pipelines.body import UNREGISTERED, Registered

if TYPE_CHECKING:
    import duckdb

    from pipelines.dataset import Dataset
    from pipelines.upstream import PeriodState


class ReleaseError(Exception):
    """A release cannot be built or published. The message names the folder or dataset and what to do next."""


def count(number: int, noun: str) -> str:
    """A number with its noun, for a sentence: `1 row`, `1,200 rows`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


class Stored(Protocol):
    """What a release needs of the store: the periods it holds and a way to query the rows of each."""

    def periods(self, dataset: Dataset) -> tuple[PeriodState, ...]:
        """The stored periods, sorted by period."""
        ...

    def connection(self) -> duckdb.DuckDBPyConnection:
        """A cursor of its own onto the store's tables, free to make temporary tables."""
        ...

    def query(self, dataset: Dataset, period: str) -> str:
        """A SELECT of the public columns in schema order, for one period, in any row order."""
        ...


@dataclass(frozen=True)
class Context:
    """What an edition says about itself: who publishes, for which force, from which world.

    `world` is the kind alone (`sandbox`, `folder`, `live`): a folder's path is nobody's business. `body` is the title
    of the publishing office, `contact` its e-mail address, `area` the ONS code of the area it serves, `registered` what
    others know it by. `site` is the public address of the published folder, ending in `/`; without it, links are
    relative.
    """

    synthetic: bool
    world: str
    force: str
    body: str
    registered: Registered = UNREGISTERED
    contact: str = ""
    area: str = ""
    site: str = ""


class State(StrEnum):
    """Where a candidate stands. `READY` will go out with the next edition; `HELD` waits for a person; `REJECTED` was
    refused by one, and is not asked about again until the data change.
    """

    UNCHANGED = "unchanged"
    READY = "ready"
    HELD = "held"
    REJECTED = "rejected"


class Reason(StrEnum):
    """Why a published value changed, as lineage tells: `pipelines.releases.reasons` says how."""

    SOURCE_REVISED = "source-revised"
    LATE_RETURN = "late-return"
    RECLASSIFIED = "reclassified"
    OUR_CORRECTION = "our-correction"
    OFFICE_AMENDED = "office-amended"
    REDACTED = "redacted"


@dataclass(frozen=True)
class Cause:
    """One reason to hold a release: a stable kebab-case id and a plain sentence with the figures."""

    check: str
    text: str


@dataclass(frozen=True)
class Counts:
    """What a release does to the public figures, in rows, values and periods.

    `rows_new` are rows of periods never published before; `rows_added` and `rows_removed` concern periods already
    published; `rows_changed` are rows whose key stayed and `values_changed` their fields that differ.
    `values_unexpected` are those of them that the source revised outside what the revision policy expects.
    """

    rows: int = 0
    periods_new: int = 0
    periods_changed: int = 0
    rows_new: int = 0
    rows_added: int = 0
    rows_removed: int = 0
    rows_changed: int = 0
    values_changed: int = 0
    values_unexpected: int = 0


@dataclass(frozen=True)
class Outcome:
    """What `prepare` found for one dataset.

    `version` is the candidate's (or, when unchanged, the published one; "" when nothing was ever published),
    `previous` the published one it builds on. `changes` are plain sentences, gravest first. `written` is the bytes of
    data written, `shared` the bytes of data taken over unwritten from the previous version. `fingerprint` names the
    candidate for `approve` and `reject`.
    """

    dataset: str
    state: State
    version: str
    previous: str = ""
    changes: tuple[str, ...] = ()
    causes: tuple[Cause, ...] = ()
    counts: Counts = Counts()
    written: int = 0
    shared: int = 0
    fingerprint: str = ""

    @property
    def text(self) -> str:
        """One plain sentence for the operator."""
        match self.state:
            case State.UNCHANGED:
                return f"{self.dataset}: unchanged{f' at {self.version}' if self.version else ', nothing to publish'}"
            case State.READY:
                return f"{self.dataset}: {self.version} is ready. {'; '.join(self.changes)}"
            case _:
                return f"{self.dataset}: {self.version} is {self.state}. {'; '.join(c.text for c in self.causes)}"


@dataclass(frozen=True)
class Released:
    """One dataset's version that an edition brought out."""

    dataset: str
    version: str


@dataclass(frozen=True)
class EditionOutcome:
    """What `publish` did. `number` is the current edition (0: there is none); nothing was written when it stayed.
    `skipped` are candidates built on a version that is no longer the latest: prepare them again. `waiting` are
    companions, which go out with the next edition that something else brings. `announced` are versions that break the
    schema and are shown before they come out, `recalled` those that were shown and do not come.
    """

    number: int
    released: tuple[Released, ...] = ()
    skipped: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    announced: tuple[Released, ...] = ()
    recalled: tuple[Released, ...] = ()

    @property
    def text(self) -> str:
        """One plain sentence for the operator."""
        said = {"": self.released, "announced ": self.announced, "no longer announced ": self.recalled}
        parts = [what + ", ".join(f"{r.dataset} {r.version}" for r in some) for what, some in said.items() if some]
        if parts:
            return f"Edition {self.number} is published: {'; '.join(parts)}."
        return f"Nothing new to publish; edition {self.number} stands." if self.number else "Nothing to publish."
