"""The sandbox as a whole, on its first day and on its last."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assets import datasets
from pipelines.sandbox.page import Setting
from pipelines.sandbox.records import write_records
from pipelines.settings import SANDBOX_BEGINS, SANDBOX_ENDS, Settings
from pipelines.upstream import Landed, Request
from pipelines.worlds import open_world

SINCE = ("areas", "council-tax-precept", "police-funding", "police-workforce", "population")
"""Datasets whose tables in the sandbox begin with a year of their own and grow."""


def test_on_the_first_day_every_source_has_begun(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, published=tmp_path / "p", sandbox_date=SANDBOX_BEGINS)
    with open_world(settings) as world:
        listings = {dataset.name: dataset.source.listing(world, Request("kent")) for dataset in datasets()}
    assert {"crime-street", "crime-recorded", "contracts", *SINCE} <= {
        name for name, listing in listings.items() if listing.resources
    }


@pytest.mark.parametrize("day", [SANDBOX_BEGINS, SANDBOX_ENDS])
def test_tables_that_grow_are_whole_on_the_first_and_on_the_last_day(tmp_path: Path, day: date) -> None:
    settings = Settings(home=tmp_path, published=tmp_path / "p", sandbox_date=day)
    with open_world(settings) as world:
        for dataset in (dataset for dataset in datasets() if dataset.name in SINCE):
            resource = dataset.source.listing(world, Request("kent")).resources[0]
            path = tmp_path / "landed"
            with path.open("wb") as sink:
                dataset.source.fetch(resource, world, sink)
            parsed = dataset.source.parse(Landed(resource, path, "0" * 64, path.stat().st_size))
            assert parsed.rows.height > 0, dataset.name
            assert parsed.tally.rejected == 0, dataset.name


def test_a_day_before_every_record_has_none(tmp_path: Path) -> None:
    folder = write_records(Setting(1, date(1999, 1, 1), "kent", tmp_path))
    assert folder.is_dir()
