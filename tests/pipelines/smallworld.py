"""A small dataset over a folder of CSV files, for the tests of the core."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

import pandera.polars as pa
import polars as pl
from pandera.api.polars.types import PolarsData

from pipelines.dataset import Dataset, Duty, Grain, RevisionPolicy, Volume
from pipelines.sources import delimited
from pipelines.sources.delimited import Layout
from pipelines.upstream import (
    PERIOD,
    Issue,
    Landed,
    Listing,
    NotOurs,
    Parsed,
    Request,
    Resource,
    Severity,
    SourceError,
    Tally,
    Transfer,
    World,
)
from schemas.base import MONTH, Money, Table, column, columns_of


class Lost(Table):
    """Things handed in at a lost property office."""

    ticket: str = column("Ticket", "Number of the ticket.", example="A1", nullable=True, str_matches=r"^[A-Z]\d+$")
    month: str = column("Month", "Month it was handed in.", example="2025-01", str_matches=MONTH)
    kind: str = column("Kind", "What it is.", example="hat", known=("hat", "key"), str_length={"max_value": 20})
    worth_gbp: Money = column("Worth", "Its worth.", example="1.50", unit="pounds", nullable=True, ge=Decimal(0))

    @pa.dataframe_check(error="hats-are-worth-something")
    @classmethod
    def hats_are_worth_something(cls, data: PolarsData) -> pl.LazyFrame:
        """A hat has a worth."""
        return data.lazyframe.select((pl.col("kind") != "hat") | pl.col("worth_gbp").is_not_null())


HEADER = "Ticket,Month,Kind,Worth\n"
LAYOUT = Layout(columns_of(Lost), ("Ticket", "Month", "Kind", "Worth"))


@dataclass
class Office:
    """A source whose files are bytes by id, each with a token or none; what is asked for is written down."""

    files: dict[str, bytes] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    issues: tuple[Issue, ...] = ()
    complete: bool = True
    vintage: str = ""
    name: str = "lost-office"
    title: str = "Lost property returns"
    publisher: str = "An office"
    home: str = "https://example.gov.uk/lost"
    attribution: str = "Made up"
    history: bool = True
    office: bool = False

    def listing(self, world: World, request: Request) -> Listing:
        """Every file, or those of the months asked for."""
        found = tuple(self.resource(name) for name in sorted(self.files))
        wanted = tuple(r for r in found if not request.periods or set(r.periods) & set(request.periods))
        months = {p for r in wanted for p in r.periods}
        return Listing(wanted, tuple(sorted(months)), self.issues, complete=self.complete)

    def resource(self, name: str) -> Resource:
        """One file as the listing has it."""
        token = self.tokens.get(name, "")
        return Resource(name, f"folder:{name}.csv", self.vintage, (name.rpartition("/")[2],), token=token)

    def fetch(self, resource: Resource, world: World, sink: BinaryIO) -> Transfer:
        """The bytes, unless the file is broken."""
        self.asked.append(resource.id)
        if resource.id in self.broken:
            raise SourceError(f"{resource.url}: could not be had")
        sink.write(self.files[resource.id])
        return Transfer(content_type="text/csv")

    def parse(self, landed: Landed) -> Parsed:
        """Rows of a file; one that begins with `#` is of somebody else."""
        if landed.path.read_bytes().startswith(b"#"):
            raise NotOurs(f"{landed.resource.id}: not a return; nothing was taken")
        parsed = delimited.read(landed, LAYOUT)
        return Parsed(parsed.rows.with_columns(pl.col("month").alias(PERIOD)), parsed.tally, parsed.issues)


def dataset(source: Office | None = None, **changes: Any) -> Dataset:
    """The small dataset, over a source."""
    facts: dict[str, Any] = {
        "name": "lost-property",
        "title": "Lost property by month",
        "description": "What was handed in.",
        "subject": "things",
        "schema": Lost,
        "source": source or Office(),
        "grain": Grain.MONTH,
        "cadence": "R/P1M",
        "duty": Duty("An order", "Publish what was lost", 30),
        "revisions": RevisionPolicy("None."),
        "period_column": "month",
        "key": ("ticket",),
        "volume": Volume(by="kind"),
        "reject_limit": 0.5,
    }
    return Dataset(**(facts | changes))


def landed(folder: Path, content: bytes, name: str = "lost/2025-01", vintage: str = "") -> Landed:
    """Bytes as the landing would hold them."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = folder / sha256
    path.write_bytes(content)
    resource = Resource(name, f"folder:{name}.csv", vintage, (name.rpartition("/")[2],))
    return Landed(resource, path, sha256, len(content))


def csv_of(*rows: str) -> bytes:
    """A file of these lines below the header."""
    return (HEADER + "".join(f"{row}\n" for row in rows)).encode()


def parsed(rows: Sequence[tuple[str | None, str | None, str | None, str | None]], **tally: int) -> Parsed:
    """Rows as a parser hands them over, on physical lines 2, 3, ..."""
    money = [None if worth is None else Decimal(worth) for *_, worth in rows]
    columns = LAYOUT.columns
    frame = pl.DataFrame(
        {
            "ticket": [row[0] for row in rows],
            "month": [row[1] for row in rows],
            "kind": [row[2] for row in rows],
            "worth_gbp": money,
            "_row": list(range(2, len(rows) + 2)),
            "_period": ["2025-01"] * len(rows),
        },
        schema={c.name: c.polars for c in columns} | {"_row": pl.Int64(), "_period": pl.String()},
    )
    return Parsed(frame, Tally(**({"read": len(rows)} | tally)))


def world(folder: Path) -> World:
    """A world in which the small source needs nothing."""
    return World("folder", False, folder, (), date(2026, 11, 21))


def warnings_of(issues: Sequence[Issue]) -> list[str]:
    """The checks of the warnings, in order."""
    return [issue.check for issue in issues if issue.severity is Severity.WARNING]
