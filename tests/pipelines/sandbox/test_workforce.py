from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from assets.workforce import POLICE_WORKFORCE
from pipelines.sandbox.page import MARK, Setting
from pipelines.sandbox.workforce import book, pages, region, release
from pipelines.sources.workforce import SHELF, WORKFORCE
from pipelines.upstream import Landed, Resource
from pipelines.validation import Verdict, validate

SETTING = Setting(1, date(2025, 10, 20), "kent", Path("unused"))


def read(folder: Path, setting: Setting) -> Verdict:
    path = folder / "book.ods"
    path.write_bytes(book(setting, release(setting.today)))
    return validate(POLICE_WORKFORCE, "x", WORKFORCE.parse(Landed(Resource("x", "x.ods"), path, "", 0)))


@pytest.mark.parametrize(
    ("today", "found"),
    [
        (date(2026, 7, 21), (2025, date(2026, 1, 28), True)),
        (date(2026, 7, 22), (2026, date(2026, 7, 22), False)),
        (date(2027, 1, 27), (2026, date(2026, 7, 22), False)),
        (date(2027, 1, 28), (2026, date(2027, 1, 28), True)),
    ],
)
def test_a_table_every_july_and_its_revision_every_january(today: date, found: tuple[int, date, bool]) -> None:
    now = release(today)
    assert (now.year, now.day, now.revised) == found


def test_the_page_stands_where_the_source_looks_and_changes_its_files() -> None:
    before, after = pages(SETTING), pages(replace(SETTING, today=date(2026, 2, 1)))
    address = f"https://www.gov.uk/api/content{SHELF.paths[0].format(year=2025)}"
    one, two = (json.loads(found[address]().body)["details"]["attachments"] for found in (before, after))
    assert [file["filename"] for file in one] != [file["filename"] for file in two]
    assert "revised" in two[0]["title"]
    assert {file["url"] for file in one} <= set(before)


def test_every_row_is_read_and_marked_and_some_cells_are_suppressed(tmp_path: Path) -> None:
    verdict = read(tmp_path, SETTING)
    assert verdict.tally.rejected == 0
    assert [issue.check for issue in verdict.issues] == ["sheet-not-read"]  # the sheet of notes
    assert verdict.rows.filter(~pl.col("force_name").str.contains(MARK, literal=True)).is_empty()
    assert verdict.rows["area_code"].n_unique() == 44  # with none, for British Transport Police
    assert {"[c]", "[z]"} <= set(verdict.rows["fte_status"])
    assert verdict.rows["as_at"].max() == date(2025, 3, 31)


def test_a_revision_moves_a_few_figures_and_nothing_else(tmp_path: Path) -> None:
    key = ["as_at", "force_name", "worker_type", "rank", "sex"]
    old, new = read(tmp_path, SETTING).rows, read(tmp_path, replace(SETTING, today=date(2026, 2, 1))).rows
    joined = old.join(new, on=key, how="full", nulls_equal=True)
    assert joined.height == old.height == new.height
    assert 0 < joined.filter(pl.col("headcount") != pl.col("headcount_right")).height < old.height * 0.01


def test_same_setting_same_bytes_and_another_seed_other_bytes() -> None:
    now = release(SETTING.today)
    assert book(SETTING, now) == book(replace(SETTING, force="essex"), now)
    assert book(SETTING, now) != book(replace(SETTING, seed=2), now)


def test_regions_by_code() -> None:
    found = [region(code) for code in ("E23000001", "E23000032", "W15000003", "E23000028", "E23000039")]
    assert found == ["London", "South East", "Wales", "East of England", "South West"]
