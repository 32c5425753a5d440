"""Our own redactions as a source: how much is withheld, counted from what was published and from nothing else."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assets.history import REDACTIONS
from pipelines.dataset import Dataset, Triangle
from pipelines.releases.history import History
from pipelines.sources.published_redactions import PublishedRedactions
from pipelines.upstream import Landed, Publication, Request, Resource, SourceError, World
from pipelines.validation import validate
from tests.pipelines.releases.pressroom import THEFTS, Press
from tests.pipelines.releases.three_editions import three_editions

ASK = Request("kent")
PAID = replace(THEFTS, triangle=Triangle(sums=("loss_gbp",)))
FIGURES = ("way", "reason", "kind", "rows", "rows_published", "share", "values_hidden", "value_gbp", "value_gbp_status")


@dataclass
class Told:
    """Publications of one version, given by hand."""

    quality_report: dict[str, Any]
    files: list[Path] = field(default_factory=list)
    tombstone: list[dict[str, Any]] = field(default_factory=list)

    def released(self, dataset: str) -> tuple[Publication, ...]:
        return (Publication(dataset, "1.0.0", 3, "", "2026-04", "0" * 64),)

    def parts(self, publication: Publication) -> tuple[tuple[Path, tuple[str, ...]], ...]:
        return tuple((path, ("2026-04",)) for path in self.files)

    def quality(self, publication: Publication) -> dict[str, Any]:
        return {"redacted": [], "checks": []} | self.quality_report

    def notices(self, publication: Publication) -> tuple[dict[str, Any], ...]:
        return tuple(self.tombstone)


def source_of(*declared: Dataset) -> PublishedRedactions:
    return PublishedRedactions(lambda: declared, home="https://example.org/")


def landed(source: PublishedRedactions, world: World, resource: Resource, folder: Path) -> Landed:
    sink = io.BytesIO()
    source.fetch(resource, world, sink)
    path = folder / "redactions.csv"
    path.write_bytes(sink.getvalue())
    return Landed(resource, path, "0" * 64, path.stat().st_size)


def counts(told: Told, folder: Path, dataset: Dataset = PAID) -> list[tuple[object, ...]]:
    world = World("sandbox", True, folder, (), date(2026, 6, 1), published=told)
    source = source_of(dataset)
    (resource,) = source.listing(world, ASK).resources
    verdict = validate(REDACTIONS, resource.id, source.parse(landed(source, world, resource, folder)))
    assert verdict.tally.rejected == 0
    assert set(verdict.rows["edition"]) <= {3}
    return verdict.rows.select(FIGURES).rows()


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    """Five rows, of which three withhold something."""
    path = tmp_path / "rows.parquet"
    duckdb.execute(
        "COPY (SELECT * FROM (VALUES ('personal_data', 10.00), ('personal_data', 2.50), ('commercial', 7.00), "
        "(NULL, 99.00), (NULL, NULL)) AS t(redaction_reason, loss_gbp)) TO '" + str(path) + "' (FORMAT parquet)"
    )
    return path


def test_rows_that_say_themselves_what_is_withheld(tmp_path: Path, rows: Path) -> None:
    assert counts(Told({}, [rows]), tmp_path) == [
        ("withheld", "commercial", None, 1, 5, Decimal("20.00"), None, Decimal("7.00"), None),
        ("withheld", "personal_data", None, 2, 5, Decimal("40.00"), None, Decimal("12.50"), None),
    ]
    bare = counts(Told({}, [rows]), tmp_path, THEFTS)
    assert [(entry[-2], entry[-1]) for entry in bare] == [(None, "[z]"), (None, "[z]")]


def test_rows_that_are_held_out_count_beside_those_published(tmp_path: Path, rows: Path) -> None:
    checks = [{"name": "holds-phone-number", "failed": 3}, {"name": "holds-postcode", "failed": 0}]
    found = counts(Told({"checks": [*checks, {"name": "purpose-str-length", "failed": 9}]}, [rows]), tmp_path)
    assert found[0] == ("held-out", "personal_data", "phone-number", 3, 5, Decimal("37.50"), None, None, "[c]")
    assert len(found) == 3


def test_what_rules_hide_and_what_was_taken_out_later(tmp_path: Path) -> None:
    ruled = {"reason": "commercial", "rows": 4, "values": 8, "public_gbp": {"loss_gbp": "12.50"}}
    notice = {"kind": "redaction", "reason": "personal_data", "rows": 2, "cells": 3}
    told = Told({"redacted": [ruled]}, tombstone=[notice, notice, notice | {"kind": "withdrawal"}])
    assert counts(told, tmp_path) == [
        ("redacted", "commercial", None, 4, 0, None, 8, Decimal("12.50"), None),
        ("taken-out", "personal_data", None, 4, 0, None, 6, None, "[x]"),
    ]


def test_nothing_withheld_is_no_row(tmp_path: Path) -> None:
    assert counts(Told({}), tmp_path) == []


@pytest.fixture
def past(tmp_path: Path) -> Iterator[Press]:
    with three_editions(tmp_path) as press:
        yield press


def test_a_redaction_shows_in_every_version_it_touched(past: Press, tmp_path: Path) -> None:
    def world() -> World:
        return World("sandbox", True, past.home, (), date(2026, 6, 1), published=History(past.published))

    source = source_of(past.dataset)
    before = source.listing(world(), ASK).resources
    assert source.listing(world(), ASK).resources == before
    past.redact("note IS NOT NULL", "note")
    after = source.listing(world(), ASK).resources
    assert [one.id for one in after] == [one.id for one in before]
    assert not {one.token for one in after} & {one.token for one in before}
    parsed = [source.parse(landed(source, world(), one, tmp_path)).rows for one in after]
    assert [frame["way"].to_list() for frame in parsed] == [["taken-out"]] * len(after)
    assert all(frame["values_hidden"][0] == frame["rows"][0] > 0 for frame in parsed)
    stone = past.published / "datasets/thefts" / after[0].id.rpartition("/")[2] / "tombstone.json"
    stone.chmod(0o644)
    stone.write_bytes(stone.read_bytes().replace(b"Names a person", b"Names a pigeon"))
    with pytest.raises(SourceError, match="not as it was published"):
        landed(source, world(), after[0], tmp_path)


def test_companions_are_left_out() -> None:
    world = World("sandbox", True, Path(), (), date(2026, 6, 1), published=Told({}))
    assert REDACTIONS.companion
    assert source_of(REDACTIONS).listing(world, ASK).resources == ()
    assert source_of(PAID).listing(replace(world, published=None), ASK).resources == ()
