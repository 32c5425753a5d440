"""Our own past as a source: totals against sums worked out by hand, each version read once, nothing personal."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from assets import datasets
from pipelines.dataset import Triangle
from pipelines.releases.history import History
from pipelines.sources.published_history import PublishedHistory
from pipelines.upstream import PERIOD, ROW, Landed, Listing, Request, Resource, SourceError, World
from pipelines.validation import validate
from schemas.base import Money, Table, column, columns_of
from schemas.history import Revisions
from tests.pipelines.releases.pressroom import Press, row
from tests.pipelines.releases.three_editions import MARCH, three_editions, undated

ASK = Request("kent")
DECLARED = Triangle(by=("solved",), sums=("loss_gbp",))


class Renamed(Table):
    """A later shape of the thefts, under other names."""

    month: str = column("Month", "The month it happened in.", example="2025-01")
    cleared: bool = column("Cleared", "Whether it is solved.", example="false")
    harm_gbp: Money = column("Harm", "What was taken.", example="1.50", unit="pounds")


@pytest.fixture
def past(tmp_path: Path) -> Iterator[Press]:
    with three_editions(tmp_path) as press:
        yield press


def source_of(press: Press, triangle: Triangle | None = DECLARED) -> PublishedHistory:
    return PublishedHistory(lambda: [replace(press.dataset, triangle=triangle)], home="https://example.org/")


def world_of(press: Press) -> World:
    return World("sandbox", True, press.home, (), date(2026, 6, 1), published=History(press.published))


def totals(press: Press, resource: Resource, source: PublishedHistory, folder: Path) -> Landed:
    sink = io.BytesIO()
    source.fetch(resource, world_of(press), sink)
    path = folder / resource.id.replace("/", "-")
    path.write_bytes(sink.getvalue())
    return Landed(resource, path, "0" * 64, path.stat().st_size)


def listing(press: Press, source: PublishedHistory) -> Listing:
    return source.listing(world_of(press), ASK)


def test_each_standing_version_is_one_resource(past: Press) -> None:
    found = listing(past, source_of(past))
    assert [(r.id, r.vintage, r.periods) for r in found.resources] == [
        ("thefts/1.0.0", "", ("2025-02",)),
        ("thefts/1.1.0", "2026-03-18", ("2026-03",)),
        ("thefts/1.1.1", "2026-05-03", ("2026-05",)),
    ]
    assert found.complete
    assert not found.issues
    assert found.resources[0].url == "datasets/thefts/1.0.0/manifest.json"


def test_a_version_is_read_once_and_again_only_when_asked_something_else(past: Press) -> None:
    first = listing(past, source_of(past)).resources
    past.store.load("2025-04", [row("t6", "2025-04")])
    past.release()
    later = listing(past, source_of(past)).resources
    assert later[:3] == first
    assert len(later) == 4
    other = listing(past, source_of(past, Triangle(by=("solved",)))).resources
    assert {r.token for r in other}.isdisjoint(r.token for r in later)


def test_the_figures_are_those_worked_out_by_hand(past: Press, tmp_path: Path) -> None:
    source = source_of(past)
    said = {}
    for resource in listing(past, source).resources:
        rows = source.parse(totals(past, resource, source, tmp_path)).rows
        for r in rows.filter(pl.col("period") == "2025-01").iter_rows(named=True):
            said[r["published_in"], r["measure"]] = (r["category"], r["value"], r["unit"], r["edition"])
    assert said == {
        ("1.0.0", "rows"): ("false", Decimal("4.00"), "rows", 1),
        ("1.0.0", "loss_gbp"): ("false", Decimal("6.00"), "pounds", 1),
        ("1.1.0", "rows"): ("false", Decimal("4.00"), "rows", 2),
        ("1.1.0", "loss_gbp"): ("false", Decimal("6.00"), "pounds", 2),
        ("1.1.1", "rows"): ("false", Decimal("4.00"), "rows", 3),
        ("1.1.1", "loss_gbp"): ("false", Decimal("13.50"), "pounds", 3),
    }


def test_a_sum_with_a_hole_is_no_sum(past: Press, tmp_path: Path) -> None:
    source = source_of(past, Triangle(sums=("loss_gbp",)))
    rows = source.parse(totals(past, listing(past, source).resources[0], source, tmp_path)).rows
    february = rows.filter(pl.col("period") == "2025-02").select("measure", "category", "value", "value_status").rows()
    assert february == [("loss_gbp", None, None, "[x]"), ("rows", None, Decimal("2.00"), None)]


def test_every_row_passes_the_model_and_says_where_it_stands(past: Press, tmp_path: Path) -> None:
    source = source_of(past)
    (revisions,) = (dataset for dataset in datasets() if dataset.name == "revisions")
    for resource in listing(past, source).resources:
        parsed = source.parse(totals(past, resource, source, tmp_path))
        verdict = validate(revisions, resource.id, parsed)
        assert verdict.tally.accepted == parsed.tally.read == parsed.rows.height > 0
        assert parsed.rows[PERIOD].unique().to_list() == [resource.periods[0]]
        assert parsed.rows[ROW].to_list() == list(range(2, parsed.rows.height + 2))


def test_the_same_version_gives_the_same_bytes(past: Press, tmp_path: Path) -> None:
    source = source_of(past)
    resource = listing(past, source).resources[2]
    one = totals(past, resource, source, tmp_path).path.read_bytes()
    assert totals(past, resource, source, tmp_path).path.read_bytes() == one
    assert one.decode().splitlines()[0] == ",".join(column.name for column in columns_of(Revisions))


def test_an_older_version_without_a_column_gives_what_it_can(past: Press, tmp_path: Path) -> None:
    past.become(schema=Renamed)
    source = source_of(past, Triangle(by=("cleared",), sums=("harm_gbp",)))
    rows = source.parse(totals(past, listing(past, source).resources[0], source, tmp_path)).rows
    assert rows.filter(pl.col("period") == "2025-01").select("category", "measure", "value", "value_status").rows() == [
        (None, "harm_gbp", None, "[x]"),
        (None, "rows", Decimal("4.00"), None),
    ]


@pytest.mark.parametrize(
    ("triangle", "words"),
    [
        (Triangle(by=("note",)), "cannot go by note"),
        (Triangle(by=("nothing",)), "cannot go by nothing"),
        (Triangle(sums=("seen",)), "cannot sum seen"),
        (Triangle(sums=("nothing",)), "cannot sum nothing"),
    ],
)
def test_text_written_by_people_can_never_enter(past: Press, triangle: Triangle, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        listing(past, source_of(past, triangle))


def test_every_declared_triangle_is_allowed_and_the_history_is_not_of_itself() -> None:
    declared = [dataset for dataset in datasets() if dataset.triangle is not None]
    assert {"crime-street", "call-handling-999", "budget", "expenditure", "decisions"} <= {d.name for d in declared}
    assert "revisions" not in {dataset.name for dataset in declared}
    nothing = World("sandbox", True, Path(), (), date(2026, 1, 1), published=History(Path("no")))
    assert PublishedHistory(lambda: declared, home="").listing(nothing, ASK).resources == ()


def test_without_a_triangle_or_a_published_folder_there_is_nothing(past: Press, tmp_path: Path) -> None:
    assert listing(past, source_of(past, None)).resources == ()
    assert source_of(past).listing(replace(world_of(past), published=None), ASK).resources == ()


def test_an_edition_without_a_date_waits_and_says_so(tmp_path: Path) -> None:
    with undated(tmp_path, cadence="R/P1Y") as press:
        found = listing(press, source_of(press))
        press.store.load("2025-03", [row("t5", "2025-03")], modified=MARCH)
        press.release()
        dated = [(resource.id, resource.periods) for resource in listing(press, source_of(press)).resources]
    assert dated == [("thefts/1.0.0", ("2026-03",)), ("thefts/1.1.0", ("2026-03",))]
    assert found.resources == ()
    assert [(issue.check, issue.resource) for issue in found.issues] == [("undated-edition", "thefts/1.0.0")]


def test_what_is_gone_or_not_ours_is_refused(past: Press, tmp_path: Path) -> None:
    source = source_of(past)
    gone = replace(listing(past, source).resources[0], id="thefts/0.9.0")
    with pytest.raises(SourceError, match="stands in public no more"):
        source.fetch(gone, world_of(past), io.BytesIO())
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(SourceError, match="not a list that openbeat wrote"):
        source.parse(Landed(gone, path, "0" * 64, 8))
