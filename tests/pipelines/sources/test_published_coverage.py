"""Our own coverage as a source: how each period stands, read from what was published and from nothing else."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assets import datasets
from pipelines.dataset import Dataset, Grain
from pipelines.releases.history import History
from pipelines.sources.published_coverage import PublishedCoverage
from pipelines.upstream import Landed, Publication, Request, Resource, SourceError, World
from pipelines.validation import validate
from tests.pipelines.releases.pressroom import THEFTS, Press, row
from tests.pipelines.releases.three_editions import three_editions

ASK = Request("kent")
(COVERAGE,) = (dataset for dataset in datasets() if dataset.name == "coverage")


@pytest.fixture
def past(tmp_path: Path) -> Iterator[Press]:
    with three_editions(tmp_path) as press:
        yield press


def world_of(press: Press) -> World:
    return World("sandbox", True, press.home, (), date(2026, 6, 1), published=History(press.published))


def source_of(*declared: Dataset) -> PublishedCoverage:
    return PublishedCoverage(lambda: declared, home="https://example.org/")


def landed(source: PublishedCoverage, world: World, resource: Resource, folder: Path) -> Landed:
    sink = io.BytesIO()
    source.fetch(resource, world, sink)
    path = folder / "coverage.csv"
    path.write_bytes(sink.getvalue())
    return Landed(resource, path, "0" * 64, path.stat().st_size)


@dataclass
class Told:
    """Publications of one version each, with coverage given by hand."""

    coverage: list[dict[str, Any]]
    said_in: str

    def released(self, dataset: str) -> tuple[Publication, ...]:
        return (Publication(dataset, "1.0.0", 1, "", self.said_in, "0" * 64),)

    def parts(self, publication: Publication) -> tuple[()]:
        return ()

    def quality(self, publication: Publication) -> dict[str, Any]:
        return {"coverage": self.coverage}


def stands(dataset: Dataset, said_in: str, folder: Path, *entries: tuple[str, str, int]) -> list[tuple[object, ...]]:
    told = Told([{"period": p, "status": s, "rows": r, "text": "a\n reason"} for p, s, r in entries], said_in)
    world = World("sandbox", True, folder, (), date(2026, 6, 1), published=told)
    source = source_of(dataset)
    (resource,) = source.listing(world, ASK).resources
    parsed = source.parse(landed(source, world, resource, folder))
    verdict = validate(COVERAGE, resource.id, parsed)
    assert verdict.tally.accepted == len(entries)
    assert parsed.rows["evidence"].unique().to_list() == ["a reason"]
    return parsed.rows.select("period", "status", "rows", "rows_status").rows()


def test_only_the_latest_version_speaks_and_for_every_period(past: Press, tmp_path: Path) -> None:
    source, world = source_of(past.dataset), world_of(past)
    found = source.listing(world, ASK)
    assert [(r.id, r.url, r.vintage) for r in found.resources] == [
        ("thefts", "datasets/thefts/1.1.1/quality.json", "2026-05-03")
    ]
    assert found.complete
    file = landed(source, world, found.resources[0], tmp_path)
    rows = source.parse(file).rows
    assert rows.select("period", "status", "rows", "published_in").rows() == [
        ("2025-01", "received", 4, "1.1.1"),
        ("2025-02", "received", 2, "1.1.1"),
        ("2025-03", "received", 1, "1.1.1"),
    ]
    once = file.path.read_bytes()
    assert landed(source, world, found.resources[0], tmp_path).path.read_bytes() == once


def test_a_night_with_nothing_new_asks_for_nothing(past: Press) -> None:
    source = source_of(past.dataset)
    before = source.listing(world_of(past), ASK)
    assert source.listing(world_of(past), ASK) == before
    past.store.load("2025-04", [row("t6", "2025-04")])
    past.release()
    after = source.listing(world_of(past), ASK)
    assert after.resources[0].token != before.resources[0].token


@pytest.mark.parametrize(
    ("status", "said", "rows"),
    [
        ("received", "received", (7, None)),
        ("partial", "partial", (7, None)),
        ("empty", "no-data-at-source", (7, None)),
        ("failed", "withheld", (7, None)),
        ("missing", "expected", (None, "[x]")),
    ],
)
def test_each_status_has_its_word(tmp_path: Path, status: str, said: str, rows: tuple[object, object]) -> None:
    assert stands(THEFTS, "2026-04", tmp_path, ("2026-03", status, 7)) == [("2026-03", said, *rows)]


@pytest.mark.parametrize(
    ("grain", "due", "period", "now", "said"),
    [
        (Grain.MONTH, 30, "2026-01", "2026-03", "expected"),  # due 2 March, which has begun and may not be over
        (Grain.MONTH, 30, "2026-01", "2026-04", "late"),
        (Grain.MONTH, 28, "2025-12", "2026-02", "late"),  # due 28 January
        (Grain.FINANCIAL_YEAR, 30, "2024-25", "2025-04", "expected"),
        (Grain.FINANCIAL_YEAR, 30, "2024-25", "2025-05", "late"),  # due 30 April 2025
        (Grain.FINANCIAL_YEAR, -365, "2026-27", "2026-04", "late"),  # due 31 March 2026
        (Grain.WHOLE, 0, "all", "2030-01", "expected"),
        (Grain.MONTH, 30, "2026-01", "", "expected"),
    ],
)
def test_a_missing_period_is_late_once_its_day_has_passed(
    tmp_path: Path, grain: Grain, due: int, period: str, now: str, said: str
) -> None:
    dataset = replace(THEFTS, grain=grain, duty=replace(THEFTS.duty, due_days=due))
    ((_, status, _, _),) = stands(dataset, now, tmp_path, (period, "missing", 0))
    assert status == said


def test_companions_do_not_speak_of_themselves(past: Press) -> None:
    assert COVERAGE.companion
    assert source_of(replace(past.dataset, companion=True)).listing(world_of(past), ASK).resources == ()
    assert source_of(past.dataset).listing(replace(world_of(past), published=None), ASK).resources == ()


def test_a_quality_report_that_was_changed_is_refused(past: Press, tmp_path: Path) -> None:
    source, world = source_of(past.dataset), world_of(past)
    (resource,) = source.listing(world, ASK).resources
    path = past.published / resource.url
    path.chmod(0o644)
    path.write_text(path.read_text(encoding="utf-8").replace("received", "invented"), encoding="utf-8")
    with pytest.raises(SourceError, match="not as it was published"):
        landed(source, world, resource, tmp_path)
    with pytest.raises(SourceError, match="stands in public no more"):
        landed(source, world, replace(resource, id="other"), tmp_path)
