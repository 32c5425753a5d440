"""Our own past as a source: the totals of every version that stands in public, so that revisions can be compared.

A version never changes, so each is read once: the token of its resource is the hash of its manifest, of the declared
triangle and of this reader. What is landed is a small CSV of totals, in the columns of the model, each figure a count
or a sum by declared categories; no text written by people can enter it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

import duckdb
import polars as pl

from pipelines.dataset import Dataset, Triangle
from pipelines.upstream import (
    PERIOD,
    ROW,
    Issue,
    Landed,
    Listing,
    Parsed,
    Publication,
    Publications,
    Request,
    Resource,
    Severity,
    SourceError,
    Tally,
    Transfer,
    World,
)
from schemas.base import Column, Table, columns_of
from schemas.history import ROWS, Revisions

NOT_AVAILABLE = "[x]"
READER = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
"""Tells totals made by this code from those of another."""
DECIMALS = 2
FIGURE = "DECIMAL(20,2)"


@dataclass(eq=False)
class PublishedHistory:
    """The versions below `published/` of every dataset that declares a triangle.

    `declared` gives the datasets; it is asked late, because this source's own dataset is among them. `home` is the
    page where people find what is published.
    """

    declared: Callable[[], Sequence[Dataset]]
    home: str
    name: str = "published-history"
    title: str = "The published versions of the office's own datasets"
    publisher: str = "The publishing office"
    attribution: str = "Contains public sector information licensed under the Open Government Licence v3.0."
    history: bool = True
    office: bool = False

    def listing(self, world: World, request: Request) -> Listing:
        """One resource for each standing version, filed under the month it was said in.

        A version of an edition that nothing dates yet waits for the first that has a date, and a note says so.
        Raises SourceError when `published/` is not what its ledger says, ValueError for a triangle that cannot be.
        """
        if world.published is None:
            return Listing(())
        resources, issues = [], []
        for dataset, said in self._released(world.published):
            if not said.said_in:
                issues.append(_undated(said))
            elif not request.periods or said.said_in in request.periods:
                resources.append(_resource(dataset, said))
        return Listing(tuple(resources), issues=tuple(issues), complete=not request.periods)

    def fetch(self, resource: Resource, world: World, sink: BinaryIO) -> Transfer:
        """Write the totals of one version. Raises SourceError when its files are not as they were published."""
        publications = world.published
        released = self._released(publications) if publications else ()
        for dataset, said in released:
            if publications and _resource(dataset, said) == resource:
                _totals(dataset, said, publications).write_csv(sink)
                return Transfer(content_type="text/csv")
        raise SourceError(f"{resource.id} stands in public no more: run the landing again")

    def parse(self, landed: Landed) -> Parsed:
        """The totals as rows. Raises SourceError for bytes that this source did not write."""
        return read_back(landed, Revisions, pl.col("said_in"))

    def _released(self, publications: Publications) -> Iterator[tuple[Dataset, Publication]]:
        for dataset in self.declared():
            if dataset.triangle is not None:
                _insist(dataset, dataset.triangle)
                yield from ((dataset, said) for said in publications.released(dataset.name))


def read_back(landed: Landed, model: type[Table], period: pl.Expr) -> Parsed:
    """The rows of a CSV that we wrote from what we had published. Raises SourceError for any other bytes."""
    try:
        texts = pl.read_csv(landed.path, infer_schema=False)
        rows = texts.select(_typed(column) for column in columns_of(model))
    except pl.exceptions.PolarsError as error:
        raise SourceError(
            f"{landed.resource.id} is not a list that openbeat wrote ({error}): remove {landed.path} and run again"
        ) from error
    numbered = rows.with_columns(pl.int_range(2, pl.len() + 2, dtype=pl.Int64).alias(ROW), period.alias(PERIOD))
    return Parsed(numbered, Tally(read=rows.height, furniture=1))


def _typed(column: Column) -> pl.Expr:
    """A text of the CSV as what its column holds."""
    text = pl.col(column.name)
    if column.kind == "date":
        return text.str.to_date("%Y-%m-%d")
    if column.kind == "boolean":
        return text.replace_strict({"true": True, "false": False}, return_dtype=pl.Boolean)
    return text.cast(column.polars)


def _resource(dataset: Dataset, said: Publication) -> Resource:
    made_of = (said.manifest_sha256, asdict(dataset.triangle or Triangle()), said.said_in, READER)
    return Resource(
        id=f"{said.dataset}/{said.version}",
        url=f"datasets/{said.dataset}/{said.version}/manifest.json",
        vintage=said.as_at,
        periods=(said.said_in,),
        token=hashlib.sha256(repr(made_of).encode()).hexdigest(),
    )


def _undated(said: Publication) -> Issue:
    text = (
        f"{said.dataset} {said.version} came out in edition {said.edition}, before anything gave a date: its figures "
        "enter with the first edition that has one, nothing to do"
    )
    return Issue(f"{said.dataset}/{said.version}", "undated-edition", text, Severity.NOTE, owner="openbeat")


def _insist(dataset: Dataset, triangle: Triangle) -> None:
    """Nothing but counts and sums by a fixed vocabulary may enter, so that no redaction has to look here."""
    columns = {column.name: column for column in dataset.columns}
    for name in triangle.by:
        if name not in columns or columns[name].free_text:
            raise ValueError(f"the triangle of {dataset.name} cannot go by {name}: it is no column of fixed words")
    for name in triangle.sums:
        if name not in columns or not _adds_up(columns[name].sql):
            raise ValueError(f"the triangle of {dataset.name} cannot sum {name}: it is no count and no sum of money")


def _adds_up(sql: str) -> bool:
    scale = sql.removesuffix(")").rpartition(",")[2]
    return sql == "BIGINT" or (sql.startswith("DECIMAL(") and int(scale) <= DECIMALS)


def _totals(dataset: Dataset, said: Publication, publications: Publications) -> pl.DataFrame:
    """Every figure of a version, in the model's columns, in order of period, measure and category."""
    with duckdb.connect() as connection:
        found = [_part(connection, dataset, path, periods) for path, periods in publications.parts(said)]
    figures = pl.concat(found).sort("period", "measure", "category", nulls_last=True)
    missing = pl.lit(NOT_AVAILABLE)
    return figures.with_columns(
        pl.lit(said.dataset).alias("dataset"),
        pl.lit(said.version).alias("published_in"),
        pl.lit(said.edition).alias("edition"),
        pl.lit(said.said_in).alias("said_in"),
        pl.lit(said.as_at or None, dtype=pl.String).alias("as_at"),
        pl.lit(None if said.as_at else NOT_AVAILABLE, dtype=pl.String).alias("as_at_status"),
        pl.when(pl.col("value").is_null()).then(missing).alias("value_status"),
    ).select(column.name for column in columns_of(Revisions))


def _part(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, path: Path, periods: tuple[str, ...]
) -> pl.DataFrame:
    """Period, category, measure, unit and value of the figures in one file.

    An older version may lack a column: a category it cannot tell is left out, a sum it cannot make has no value.
    """
    triangle = dataset.triangle or Triangle()
    rows = connection.read_parquet(str(path))
    by = [f'"{name}"' for name in triangle.by if name in rows.columns]
    period = f"'{periods[0]}'" if len(periods) == 1 else f'"{dataset.period_column}"'
    category = f"nullif(concat_ws(' / ', {', '.join(by)}), '')" if by else "NULL::VARCHAR"
    measures = {ROWS: (f"count(*)::{FIGURE}", ROWS)}
    for name in triangle.sums:
        unit = next(column.unit for column in dataset.columns if column.name == name)
        measures[name] = (_sum(name) if name in rows.columns else f"NULL::{FIGURE}", unit)
    values = ", ".join(f'{expression} AS "{name}"' for name, (expression, _) in measures.items())
    wide = rows.aggregate(f"{period} AS period, {category} AS category, {values}").pl()
    units = pl.DataFrame({"measure": list(measures), "unit": [unit for _, unit in measures.values()]})
    return wide.unpivot(list(measures), index=["period", "category"], variable_name="measure").join(
        units, on="measure", maintain_order="left"
    )


def _sum(name: str) -> str:
    """A total that leaves something out is no total."""
    return f'CASE WHEN count("{name}") = count(*) THEN sum("{name}")::{FIGURE} END'
