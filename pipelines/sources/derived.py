"""Figures worked out from our own other datasets, as the next edition will show those.

A derived dataset declares its inputs and one function over them. It runs after them, in the same night, and goes the
way of every other figure: landed, validated, stored, compared with what was said before, released with its reasons.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO

import duckdb
import polars as pl

from pipelines.dataset import WHOLE_PERIOD, Dataset
from pipelines.sources.published_history import read_back
from pipelines.upstream import (
    Landed,
    Listing,
    Parsed,
    Publications,
    Request,
    Resource,
    SourceError,
    Standing,
    Transfer,
    World,
)
from schemas.base import Table, columns_of


@dataclass(frozen=True)
class Inputs:
    """The inputs of a derivation: a DuckDB view of each, named as its table, and what is known of each one's periods.

    A dataset that has never come out is a view without rows, so that a query over it finds nothing and does not fail.
    `force` is the body's own, as police.uk names it. `declared` are all datasets by name, and `published` what was said
    before tonight, for a derivation that looks back.
    """

    engine: duckdb.DuckDBPyConnection
    standing: Mapping[str, Standing]
    force: str = ""
    declared: Mapping[str, Dataset] = field(default_factory=dict)
    published: Publications | None = None

    def sql(self, query: str, parameters: Sequence[object] | None = None) -> pl.DataFrame:
        """What a query over the views finds. Tables have the names of the datasets in snake_case."""
        return self.engine.execute(query, parameters).pl()

    def coverage(self, dataset: str) -> Mapping[str, str]:
        """How each period of a dataset stands: `received`, `partial`, `missing`, `empty` or `failed`."""
        if dataset not in self.standing:
            return {}
        return {entry["period"]: entry["status"] for entry in self.standing[dataset].quality["coverage"]}

    def version(self, dataset: str) -> str:
        """The version of a dataset that is read, "" where it has never come out."""
        return self.standing[dataset].version if dataset in self.standing else ""

    @property
    def as_at(self) -> str:
        """The newest date that any source of the inputs gives: what stands for now, since no clock is published."""
        return max((standing.as_at for standing in self.standing.values()), default="")


@dataclass(frozen=True)
class EveryFetched:
    """As inputs: the names of all datasets but those that are worked out themselves.

    The datasets are asked for late, each time the names are read, because the one that is worked out is among them.
    """

    declared: Callable[[], Sequence[Dataset]]

    def __iter__(self) -> Iterator[str]:
        return (dataset.name for dataset in self.declared() if not isinstance(dataset.source, Derived))


Derive = Callable[[Inputs], pl.DataFrame]
"""From the inputs to the rows, in the columns and types of the model."""


@dataclass(frozen=True)
class Hidden:
    """What a redaction takes out of one input, in any of its versions.

    `columns` are those that are hidden, none where whole rows go, `rows` the rows as they stood, as texts, and `texts`
    what people wrote there and no input says in public any more.
    """

    dataset: str
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str | None], ...]
    texts: tuple[str, ...]


Echo = Callable[[Hidden], str]
"""From what is hidden in an input to SQL that finds the own rows which tell the same, "" where none can."""


@dataclass(eq=False)
class Derived:
    """One dataset worked out from others.

    `inputs` names them, `derive` is the function, `model` the schema of what it gives. `period` is the column whose
    value names the period of a row, "" where there is only one. `declared` gives all datasets; it is asked late,
    because this one is among them. `looks_back` says that it also reads when each version came out, and what the
    inputs' declarations promise. `echo` finds the rows that must go when something is taken out of an input.
    """

    name: str
    title: str
    inputs: Iterable[str]
    derive: Derive
    model: type[Table]
    declared: Callable[[], Sequence[Dataset]]
    period: str = ""
    home: str = "https://www.kent-pcc.gov.uk/"
    publisher: str = "The publishing office"
    attribution: str = "Contains public sector information licensed under the Open Government Licence v3.0."
    history: bool = False
    office: bool = False
    looks_back: bool = False
    echo: Echo | None = None

    @property
    def code(self) -> str:
        """The module of the function, for the dataset's code version."""
        return self.derive.__module__

    def listing(self, world: World, request: Request) -> Listing:
        """One resource while any input stands. Raises SourceError for inputs that are not as they were made."""
        standing = self._standing(world)
        return Listing((self._resource(standing, world),) if standing else (), complete=True)

    def fetch(self, resource: Resource, world: World, sink: BinaryIO) -> Transfer:
        """Work the rows out and write them. Raises SourceError when an input has changed since it was listed."""
        standing = self._standing(world)
        if self._resource(standing, world) != resource:
            raise SourceError(f"{self.name}: its inputs changed while they were read: run the landing again")
        with self._open(standing, world) as inputs:
            try:
                rows = self.derive(inputs)
            except duckdb.Error as error:
                raise SourceError(f"{self.name}: its inputs do not hold what it is worked out from: {error}") from error
        names = [column.name for column in columns_of(self.model)]
        rows.select(names).write_csv(sink)
        return Transfer(content_type="text/csv")

    def parse(self, landed: Landed) -> Parsed:
        """The rows as they were worked out. Raises SourceError for bytes that this source did not write."""
        return read_back(landed, self.model, pl.col(self.period) if self.period else pl.lit(WHOLE_PERIOD))

    def _standing(self, world: World) -> dict[str, Standing]:
        if world.coming is None:
            return {}
        found = {name: world.coming.standing(name) for name in self.inputs}
        return {name: standing for name, standing in found.items() if standing}

    def _resource(self, standing: Mapping[str, Standing], world: World) -> Resource:
        made_of = [self._code_version(), *(f"{name} {said.token} {said.as_at}" for name, said in standing.items())]
        made_of += self._past(world)
        return Resource(
            id=self.name,
            url="datasets/",
            member="; ".join(f"{name} {said.version}" for name, said in standing.items()),
            vintage=max((said.as_at for said in standing.values()), default=""),
            token=hashlib.sha256("\n".join(made_of).encode()).hexdigest(),
        )

    def _past(self, world: World) -> Iterator[str]:
        """What a derivation that looks back depends on beside its inputs' figures."""
        if self.looks_back:
            declared = {dataset.name: dataset for dataset in self.declared()}
            for name in self.inputs:
                said = world.published.released(name) if world.published else ()
                yield f"{declared[name].grain} {declared[name].duty} {said}"

    def _code_version(self) -> str:
        own = [dataset for dataset in self.declared() if dataset.source is self]
        return own[0].code_version if own else ""

    @contextmanager
    def _open(self, standing: Mapping[str, Standing], world: World) -> Iterator[Inputs]:
        declared = {dataset.name: dataset for dataset in self.declared()}
        # One thread: what is summed in an order that differs from run to run may differ in its last digit.
        with duckdb.connect(config={"threads": "1", "autoinstall_known_extensions": "false"}) as engine:
            for name in self.inputs:
                _view(engine, declared[name], standing.get(name))
            yield Inputs(engine, standing, world.force, declared, world.published)


def _view(engine: duckdb.DuckDBPyConnection, dataset: Dataset, standing: Standing | None) -> None:
    if standing is None or not standing.parts:
        columns = ", ".join(f'"{column.name}" {column.sql}' for column in dataset.columns)
        engine.execute(f'CREATE TABLE "{dataset.table}" ({columns})')
        return
    engine.read_parquet([str(path) for path, _ in standing.parts]).create_view(dataset.table)
