"""Our own redactions as a source: how much of every version is withheld, by way and reason, and never what.

Read from `published/` alone: the quality report counts what rules hide and which rows were held out, the tombstone what
was taken out later, and the rows themselves say where a name or a figure is withheld.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

import duckdb
import polars as pl

from pipelines.dataset import WHOLE_PERIOD, Dataset
from pipelines.screening.kinds import Kind
from pipelines.screening.screen import CHECK
from pipelines.sources.published_history import read_back
from pipelines.upstream import (
    Landed,
    Listing,
    Parsed,
    Publication,
    Publications,
    Request,
    Resource,
    SourceError,
    Transfer,
    World,
)
from schemas.base import columns_of
from schemas.reasons import REASONS
from schemas.redactions import Redactions

READER = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
"""Tells counts made by this code from those of another."""

REASON = "redaction_reason"
"""The column in which a row says why something of it is withheld."""

PERSONAL = "personal_data"
"""The reason for which rows are held out."""

NOT_SHOWN, NOT_KNOWN, NOT_APPLICABLE = "[c]", "[x]", "[z]"
PENNY = Decimal("0.01")


@dataclass(frozen=True)
class Count:
    """What is withheld of a version in one way for one reason. `beside` are rows that the version does not show."""

    way: str
    reason: str
    rows: int
    kind: str | None = None
    beside: int = 0
    share_known: bool = True
    values: int | None = None
    pounds: Decimal | None = None
    pounds_status: str = NOT_APPLICABLE


@dataclass(eq=False)
class PublishedRedactions:
    """The versions below `published/` of every dataset but those that speak of the others.

    `declared` gives the datasets; it is asked late, because this source's own dataset is among them.
    """

    declared: Callable[[], Sequence[Dataset]]
    home: str
    name: str = "published-redactions"
    title: str = "The published versions of the office's own datasets, and what is withheld of them"
    publisher: str = "The publishing office"
    attribution: str = "Contains public sector information licensed under the Open Government Licence v3.0."
    history: bool = False
    office: bool = False

    def listing(self, world: World, request: Request) -> Listing:
        """One resource for each standing version. Raises SourceError for a damaged `published/`."""
        if world.published is None:
            return Listing(())
        return Listing(tuple(_resource(said) for _, said in self._released(world.published)), complete=True)

    def fetch(self, resource: Resource, world: World, sink: BinaryIO) -> Transfer:
        """Write the counts of one version. Raises SourceError when its files are not as they were published."""
        if world.published is not None:
            for dataset, said in self._released(world.published):
                if _resource(said) == resource:
                    _counted(dataset, said, world.published).write_csv(sink)
                    return Transfer(content_type="text/csv")
        raise SourceError(f"{resource.id} stands in public no more: run the landing again")

    def parse(self, landed: Landed) -> Parsed:
        """The counts as rows. Raises SourceError for bytes that this source did not write."""
        return read_back(landed, Redactions, pl.lit(WHOLE_PERIOD))

    def _released(self, publications: Publications) -> Iterator[tuple[Dataset, Publication]]:
        for dataset in self.declared():
            if not dataset.companion:
                yield from ((dataset, said) for said in publications.released(dataset.name))


def _resource(said: Publication) -> Resource:
    return Resource(
        id=f"{said.dataset}/{said.version}",
        url=f"datasets/{said.dataset}/{said.version}/manifest.json",
        vintage=said.as_at,
        periods=(WHOLE_PERIOD,),
        token=hashlib.sha256(f"{said.manifest_sha256} {READER}".encode()).hexdigest(),
    )


def _counted(dataset: Dataset, said: Publication, publications: Publications) -> pl.DataFrame:
    """Every count of a version, in the model's columns and a fixed order."""
    quality = publications.quality(said)
    parts = [str(path) for path, _ in publications.parts(said)]
    with duckdb.connect() as connection:
        rows = connection.read_parquet(parts) if parts else None
        total = len(rows) if rows is not None else 0
        withheld = list(_withheld(dataset, rows)) if rows is not None else []
    counts = [*_ruled(dataset, quality), *_taken_out(dataset, publications.notices(said)), *withheld, *_held(quality)]
    told = [_row(said, total, count) for count in sorted(counts, key=lambda c: (c.way, c.reason, c.kind or ""))]
    schema = {column.name: column.polars for column in columns_of(Redactions)}
    return pl.DataFrame(told, schema=schema, orient="row")


def _ruled(dataset: Dataset, quality: Mapping[str, Any]) -> Iterator[Count]:
    """What rules hid when the version came out. Whether rows went whole is not told, so their share is not known."""
    for told in quality["redacted"]:
        pounds = [Decimal(text) for text in told["public_gbp"].values()]
        yield Count(
            "redacted",
            told["reason"],
            told["rows"],
            share_known=False,
            values=told["values"],
            pounds=sum(pounds, Decimal(0)) if pounds else None,
        )


def _taken_out(dataset: Dataset, notices: Sequence[Mapping[str, Any]]) -> Iterator[Count]:
    """What was taken out after the version had come out, rule by rule added up by reason."""
    taken = [notice for notice in notices if notice["kind"] == "redaction"]
    for reason in sorted({notice["reason"] for notice in taken}):
        same = [notice for notice in taken if notice["reason"] == reason]
        yield Count(
            "taken-out",
            reason,
            sum(notice["rows"] for notice in same),
            share_known=False,
            values=sum(notice["cells"] for notice in same),
            pounds_status=NOT_KNOWN if _money(dataset) else NOT_APPLICABLE,
        )


def _withheld(dataset: Dataset, rows: duckdb.DuckDBPyRelation) -> Iterator[Count]:
    """The rows that say themselves why something of them is left out."""
    if REASON not in rows.columns:
        return
    sums = [f'coalesce(sum("{name}"), 0)' for name in _money(dataset) if name in rows.columns]
    columns = ", ".join([f'"{REASON}"', "count(*)", " + ".join(sums) or "NULL"])
    for reason, number, pounds in rows.filter(f'"{REASON}" IS NOT NULL').aggregate(columns).fetchall():
        yield Count("withheld", reason, number, pounds=None if pounds is None else Decimal(pounds))


def _held(quality: Mapping[str, Any]) -> Iterator[Count]:
    """The rows that screening held out, kind by kind."""
    failed = {check["name"]: check["failed"] for check in quality["checks"]}
    for kind in Kind:
        if rows := failed.get(f"{CHECK}{kind}", 0):
            yield Count("held-out", PERSONAL, rows, kind.value, beside=rows, pounds_status=NOT_SHOWN)


def _money(dataset: Dataset) -> list[str]:
    """The columns of pounds that the dataset lets be added up."""
    return [name for name in (dataset.triangle.sums if dataset.triangle else ()) if name.endswith("_gbp")]


def _row(said: Publication, total: int, count: Count) -> tuple[object, ...]:
    whole = total + count.beside
    known = count.share_known and whole
    return (
        *(said.dataset, said.version, said.edition, count.way, count.reason, REASONS[count.reason], count.kind),
        *(count.rows, total),
        (Decimal(100 * count.rows) / whole).quantize(PENNY) if known else None,
        None if known else NOT_KNOWN,
        count.values,
        NOT_APPLICABLE if count.values is None else None,
        None if count.pounds is None else count.pounds.quantize(PENNY),
        count.pounds_status if count.pounds is None else None,
    )
