"""Figures worked out from our own datasets: what is read, what names them, what is refused."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.dataset import Dataset, Duty, Grain, RevisionPolicy
from pipelines.sources.derived import Derived, EveryFetched, Inputs
from pipelines.upstream import Landed, Publication, Request, Resource, SourceError, Standing, World
from pipelines.validation import validate
from schemas.base import MONTH, Money, Table, column, columns_of
from tests.pipelines.releases.pressroom import THEFTS

ASK = Request("kent")


class Losses(Table):
    """Losses by month."""

    month: str = column("Month", "The month.", example="2025-01", str_matches=MONTH)
    thefts: int = column("Thefts", "How many.", example="2", unit="thefts", ge=0)
    version: str = column("Version", "What was read.", example="1.0.0", nullable=True)


def by_month(inputs: Inputs) -> pl.DataFrame:
    found = inputs.sql("SELECT month, count(*) AS thefts FROM thefts GROUP BY month ORDER BY month")
    return found.with_columns(pl.lit(inputs.version("thefts") or None, dtype=pl.String).alias("version"))


def broken(inputs: Inputs) -> pl.DataFrame:
    return inputs.sql("SELECT nothing FROM thefts")


@dataclass
class Told:
    """What the next edition will say, given by hand."""

    standings: dict[str, Standing]

    def standing(self, dataset: str) -> Standing | None:
        return self.standings.get(dataset)


def source_of(derive: Any = by_month) -> Derived:
    return Derived("losses", "Losses", ("thefts",), derive, Losses, lambda: (THEFTS, LOSSES), period="month")


LOSSES = Dataset(
    name="losses",
    title="Losses",
    description="Losses by month.",
    subject="crime",
    schema=Losses,
    source=Derived("losses", "Losses", ("thefts",), by_month, Losses, lambda: (THEFTS,), period="month"),
    grain=Grain.MONTH,
    cadence="R/P1M",
    duty=Duty("none", "none", 31),
    revisions=RevisionPolicy("It follows."),
    key=("month",),
)


def said(folder: Path, months: Mapping[str, int], mark: str = "t1") -> Standing:
    columns = {c.name: c.polars for c in THEFTS.columns}
    parts = []
    for month, rows in months.items():
        path = folder / f"thefts-{month}-{mark}.parquet"
        frame = pl.DataFrame({"month": [month] * rows}, schema={"month": pl.String})
        frame = frame.with_columns(pl.lit(None, dtype=kind).alias(n) for n, kind in columns.items() if n != "month")
        frame.select(list(columns)).write_parquet(path)
        parts.append((path, (month,)))
    coverage = [{"period": month, "status": "received", "rows": rows, "text": ""} for month, rows in months.items()]
    return Standing("thefts", "1.0.0", mark, "2025-03-01", tuple(parts), {"coverage": coverage})


def world_of(*standings: Standing) -> World:
    told = Told({standing.dataset: standing for standing in standings})
    return World("sandbox", True, Path(), (), date(2026, 6, 1), coming=told, force="kent")


def landed(source: Derived, world: World, resource: Resource, folder: Path) -> Landed:
    sink = io.BytesIO()
    source.fetch(resource, world, sink)
    path = folder / "landed.csv"
    path.write_bytes(sink.getvalue())
    return Landed(resource, path, "0" * 64, path.stat().st_size)


class Typed(Table):
    """One column of each kind."""

    word: str = column("Word", "A word.", example="a", nullable=True)
    count: int = column("Count", "A count.", example="2", unit="words", nullable=True)
    worth_gbp: Money = column("Worth", "A worth.", example="1.50", unit="GBP", nullable=True)
    day: pl.Date = column("Day", "A day.", example="2026-01-31", nullable=True)
    kept: bool = column("Kept", "Whether it was kept.", example="true", nullable=True)


def test_every_kind_of_column_comes_back_as_it_was_worked_out(tmp_path: Path) -> None:
    rows = [("=1", 2, Decimal("1.50"), date(2026, 1, 31), True), ("", -1, Decimal(0), date(999, 1, 1), False)]
    schema = {column.name: column.polars for column in columns_of(Typed)}
    frame = pl.DataFrame([*rows, (None,) * 5], schema=schema, orient="row")
    source = replace(source_of(lambda inputs: frame), model=Typed, period="")
    world = world_of(said(tmp_path, {"2025-01": 1}))
    (resource,) = source.listing(world, ASK).resources
    found = landed(source, world, resource, tmp_path)
    assert source.parse(found).rows.select(list(schema)).rows() == frame.rows()
    found.path.write_text(found.path.read_text().replace("true", "yes"))
    with pytest.raises(SourceError, match="not a list that openbeat wrote"):
        source.parse(found)


def test_nothing_is_offered_while_no_input_stands() -> None:
    assert source_of().listing(world_of(), ASK).resources == ()


def test_rows_follow_from_what_is_about_to_be_said(tmp_path: Path) -> None:
    source, world = source_of(), world_of(said(tmp_path, {"2025-01": 2, "2025-02": 5}))
    (resource,) = source.listing(world, ASK).resources
    parsed = source.parse(landed(source, world, resource, tmp_path))
    assert parsed.rows.select("month", "thefts", "version").rows() == [
        ("2025-01", 2, "1.0.0"),
        ("2025-02", 5, "1.0.0"),
    ]
    assert parsed.rows["_period"].to_list() == ["2025-01", "2025-02"]
    assert validate(LOSSES, resource.id, parsed).tally.accepted == 2
    assert (resource.member, resource.vintage) == ("thefts 1.0.0", "2025-03-01")


def test_token_follows_the_inputs_and_nothing_else(tmp_path: Path) -> None:
    def token(standing: Standing) -> str:
        (resource,) = source_of().listing(world_of(standing), ASK).resources
        return resource.token

    first = said(tmp_path, {"2025-01": 2})
    assert token(first) == token(said(tmp_path, {"2025-01": 2}))
    assert token(first) != token(said(tmp_path, {"2025-01": 3}, mark="t2"))


@dataclass
class Past:
    """What was said before tonight, given by hand."""

    version: str

    def released(self, dataset: str) -> tuple[Publication, ...]:
        return (Publication(dataset, self.version, 1, "", "2025-03-01", "0" * 64),)


def test_token_of_one_that_looks_back_follows_what_was_said_and_promised(tmp_path: Path) -> None:
    def token(version: str, due_days: int = 31, *, looks_back: bool = True) -> str:
        thefts = replace(THEFTS, duty=replace(THEFTS.duty, due_days=due_days))
        source = replace(source_of(), looks_back=looks_back, declared=lambda: (thefts, LOSSES))
        world = replace(world_of(said(tmp_path, {"2025-01": 2})), published=Past(version))  # type: ignore[arg-type]
        return source.listing(world, ASK).resources[0].token

    assert token("1.0.0") == token("1.0.0")
    assert len({token("1.0.0"), token("1.1.0"), token("1.0.0", due_days=30)}) == 3
    assert token("1.0.0", looks_back=False) == token("1.1.0", due_days=30, looks_back=False)


def test_every_fetched_dataset_leaves_out_what_is_worked_out() -> None:
    names = EveryFetched(lambda: (THEFTS, LOSSES))
    assert list(names) == list(names) == ["thefts"]
    assert replace(LOSSES, source=replace(source_of(), inputs=names)).inputs == ("thefts",)


def test_inputs_that_move_while_they_are_read_are_refused(tmp_path: Path) -> None:
    source = source_of()
    (resource,) = source.listing(world_of(said(tmp_path, {"2025-01": 2})), ASK).resources
    with pytest.raises(SourceError, match="its inputs changed"):
        source.fetch(resource, world_of(said(tmp_path, {"2025-01": 2}, mark="t2")), io.BytesIO())


def test_inputs_that_lack_a_column_are_told_plainly(tmp_path: Path) -> None:
    source, world = source_of(broken), world_of(said(tmp_path, {"2025-01": 2}))
    (resource,) = source.listing(world, ASK).resources
    with pytest.raises(SourceError, match=r"losses: its inputs do not hold what it is worked out from.*nothing"):
        source.fetch(resource, world, io.BytesIO())


def test_input_without_rows_is_a_view_without_rows(tmp_path: Path) -> None:
    source, world = source_of(), world_of(said(tmp_path, {}))
    (resource,) = source.listing(world, ASK).resources
    assert source.parse(landed(source, world, resource, tmp_path)).rows.height == 0


def test_coverage_and_dates_are_those_of_the_inputs(tmp_path: Path) -> None:
    import duckdb

    standing = said(tmp_path, {"2025-01": 2})
    with duckdb.connect() as engine:
        inputs = Inputs(engine, {"thefts": standing}, "kent")
        assert inputs.coverage("thefts") == {"2025-01": "received"}
        assert inputs.coverage("areas") == {}
        assert (inputs.version("thefts"), inputs.version("areas"), inputs.as_at) == ("1.0.0", "", "2025-03-01")


def test_code_version_covers_the_function() -> None:
    assert LOSSES.inputs == ("thefts",)
    assert not LOSSES.partitioned
    assert LOSSES.source.code == __name__  # type: ignore[attr-defined]


def test_every_derived_dataset_names_datasets_that_are_declared() -> None:
    from assets import datasets

    names = {dataset.name for dataset in datasets()}
    for dataset in datasets():
        assert set(dataset.inputs) <= names - {dataset.name}
