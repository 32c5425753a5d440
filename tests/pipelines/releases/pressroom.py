"""A small dataset over a store in memory, and the folders that it is published in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

import duckdb
import polars as pl

from pipelines.dataset import Dataset, Duty, Grain, RevisionPolicy
from pipelines.evidence import CheckResult, Coverage, CoverageStatus, Evidence
from pipelines.releases import Context, EditionOutcome, Outcome, prepare, publish
from pipelines.releases.keys import Keyring
from pipelines.releases.redaction import Rule, Rulebook, redacted
from pipelines.releases.switch import Hook, unheard
from pipelines.releases.takedown import Desk, redact
from pipelines.upstream import Landed, Listing, Parsed, PeriodState, Request, Resource, SourceRef, Transfer, World
from schemas.base import MONTH, Money, Table, column

SYNTHETIC = Context(synthetic=True, world="sandbox", force="kent", body="Office of the Kent Commissioner")


class Thefts(Table):
    """A month's thefts, some of which carry no identity."""

    theft_id: str = column("Identity", "Names a theft where it has one.", example="t1", nullable=True)
    month: str = column("Month", "The month it happened in.", example="2025-01", str_matches=MONTH)
    loss_gbp: Money = column("Loss", "What was taken.", example="1.50", unit="pounds", nullable=True, ge=Decimal(0))
    note: str = column("Note", "What the officer wrote.", example="a bicycle", nullable=True, free_text=True)
    solved: bool = column("Solved", "Whether it is solved.", example="false", nullable=True)
    seen: date = column("Seen", "The day it was seen.", example="2025-01-02", nullable=True)


class FakeSource:
    """An upstream of which only the names are asked."""

    name, title, publisher, home = "fake", "Theft returns", "A force", "https://example.org/thefts"
    attribution, history, office = "Contains public sector information", True, False

    def listing(self, world: World, request: Request) -> Listing:
        raise NotImplementedError

    def fetch(self, resource: Resource, world: World, sink: BinaryIO) -> Transfer:
        raise NotImplementedError

    def parse(self, landed: Landed) -> Parsed:
        raise NotImplementedError


THEFTS = Dataset(
    name="thefts",
    title="Thefts by month",
    description="Thefts recorded each month. One row for each.",
    subject="crime",
    schema=Thefts,
    source=FakeSource(),
    grain=Grain.MONTH,
    cadence="R/P1M",
    duty=Duty("An order", "Publish thefts", 30),
    revisions=RevisionPolicy("Notes mature.", ("note",)),
    period_column="month",
    key=("theft_id",),
    keywords=("theft",),
)

Row = tuple[str | None, str, str | None, str | None, bool | None, str | None]


def row(identity: str | None, month: str, loss: str | None = "1.50", note: str | None = "a bicycle") -> Row:
    return (identity, month, loss, note, False, f"{month}-02")


@dataclass
class MemoryStore:
    """A store of one table: rows by period, with the bytes each period is said to have come from."""

    database: duckdb.DuckDBPyConnection = field(default_factory=duckdb.connect)
    states: dict[str, PeriodState] = field(default_factory=dict)
    code: str = "code-1"
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        types = ", ".join(f"{c.name} {c.sql}" for c in THEFTS.columns)
        self.database.execute(f"CREATE TABLE thefts ({types})").fetchall()

    def load(self, period: str, rows: list[Row], source: str = "", modified: str = "") -> None:
        """Replace a period. `source` names other upstream bytes than those the rows would have."""
        self.database.execute("DELETE FROM thefts WHERE month = ?", [period]).fetchall()
        if rows:
            self.database.executemany("INSERT INTO thefts VALUES (?, ?, ?, ?, ?, ?)", rows)
        bytes_hash = hashlib.sha256((source or json.dumps(rows, default=str)).encode()).hexdigest()
        fingerprint = hashlib.sha256(f"{bytes_hash}{self.code}".encode()).hexdigest()
        ref = SourceRef(f"thefts/{period}", f"https://example.org/{period}.csv", bytes_hash, 10, period, "", modified)
        self.states[period] = PeriodState(period, len(rows), fingerprint, (ref,))

    def drop(self, period: str) -> None:
        self.load(period, [])
        del self.states[period]

    def periods(self, dataset: Dataset) -> tuple[PeriodState, ...]:
        return tuple(self.states[period] for period in sorted(self.states))

    def connection(self) -> duckdb.DuckDBPyConnection:
        return self.database.cursor()

    def query(self, dataset: Dataset, period: str) -> str:
        self.asked.append(period)
        return f"SELECT {', '.join(c.name for c in dataset.columns)} FROM thefts WHERE month = '{period}'"


def evidence_of(store: MemoryStore, *checks: CheckResult, rejected: int = 0) -> Evidence:
    """What the store would say of itself: every period received, and the checks given."""
    rows = sum(state.rows for state in store.states.values())
    coverage = tuple(
        Coverage(period, CoverageStatus.RECEIVED, state.rows, "all there")
        for period, state in sorted(store.states.items())
    )
    return Evidence(coverage, checks, rows + rejected, rows, rejected, 0)


@dataclass
class Press:
    """A dataset, its store, and the folders that releases are made in."""

    home: Path
    store: MemoryStore = field(default_factory=MemoryStore)
    dataset: Dataset = THEFTS
    context: Context = SYNTHETIC

    @property
    def published(self) -> Path:
        return self.home / "published"

    @property
    def candidates(self) -> Path:
        return self.home / "candidates"

    def prepare(self, evidence: Evidence | None = None) -> Outcome:
        given = evidence or evidence_of(self.store)
        lifted = tuple(rule for rule, _ in self.rulebook.lifted(self.dataset.name))
        stored = redacted(self.store, self.rulebook.rules(self.dataset.name), lifted)
        return prepare(self.dataset, stored, given, self.context, self.published, self.candidates)

    @property
    def keys(self) -> Keyring:
        return Keyring(self.home / "keys")

    @property
    def rulebook(self) -> Rulebook:
        return Rulebook(self.home / "redactions")

    def desk(self, hook: Hook = unheard) -> Desk:
        return Desk(self.context, self.published, self.candidates, self.keys, hook)

    def redact(self, where: str, *columns: str, hook: Hook = unheard) -> int:
        """Hide columns where a condition holds, or with none named the rows."""
        return redact(self.desk(hook), self.dataset, self.rulebook, self.rule(where, *columns))

    def rule(self, where: str, *columns: str) -> Rule:
        told = {"reason": "personal_data", "note": "Names a person", "by": "Head of data", "day": "2026-11-21"}
        name = self.rulebook.next_id(self.dataset.name)
        return Rule(id=name, where=where, columns=columns, review="2027-11-21", **told)

    def publish(self, **options: Any) -> EditionOutcome:
        return publish([self.dataset], self.context, self.published, self.candidates, self.keys, **options)

    def release(self, evidence: Evidence | None = None) -> Outcome:
        """Prepare and publish in one go."""
        outcome = self.prepare(evidence)
        self.publish()
        return outcome

    def become(self, **changes: Any) -> None:
        """Change the declaration of the dataset."""
        self.dataset = replace(self.dataset, **changes)

    def read(self, version: str, name: str) -> Any:
        """A JSON document of a published version."""
        return json.loads((self.published / "datasets/thefts" / version / name).read_bytes())

    def csv_names(self, version: str) -> list[str]:
        """The data files of a version that are CSV."""
        return sorted(path.name for path in (self.published / "datasets/thefts" / version).glob("thefts*.csv"))

    def csv(self, version: str, period: str) -> pl.DataFrame:
        path = self.published / "datasets/thefts" / version / f"thefts-{period}.csv"
        return pl.read_csv(path, infer_schema=False)


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below a folder as a reader sees it through symlinks."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(_walk(folder))}


def _walk(folder: Path) -> Iterator[Path]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _walk(entry)
        elif entry.is_file():
            yield entry
