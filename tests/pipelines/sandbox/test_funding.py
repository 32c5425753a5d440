from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl

from assets.funding import COUNCIL_TAX_PRECEPT, POLICE_FUNDING
from pipelines.checks.funding import forces_add_up
from pipelines.dataset import Dataset
from pipelines.sandbox.funding import funding_book, pages, tax_book
from pipelines.sandbox.page import MARK, Setting
from pipelines.sources import funding, precept
from pipelines.upstream import Landed, Resource
from pipelines.validation import Verdict, validate

SETTING = Setting(1, date(2026, 10, 20), "kent", Path("unused"))


def read(dataset: Dataset, folder: Path, content: bytes) -> Verdict:
    path = folder / "book.ods"
    path.write_bytes(content)
    return validate(dataset, "x", dataset.source.parse(Landed(Resource("x", "x.ods"), path, "", 0)))


def test_pages_stand_where_the_sources_look_and_move_with_the_year() -> None:
    content = "https://www.gov.uk/api/content"
    for today, year, levels in ((date(2026, 10, 20), 2027, 2026), (date(2026, 3, 1), 2026, 2025)):
        found = pages(replace(SETTING, today=today))
        assert content + funding.SHELF.paths[0].format(year=year) in found
        assert content + precept.SHELF.paths[0].format(year=levels, next=levels + 1) in found


def test_funding_is_read_whole_and_adds_up(tmp_path: Path) -> None:
    verdict = read(POLICE_FUNDING, tmp_path, funding_book(SETTING, 2026))
    assert verdict.tally.rejected == 0
    assert verdict.tally.read == 44 * 12 * 3 * 2
    assert verdict.rows.filter(~pl.col("force_name").str.contains(MARK, literal=True)).is_empty()
    assert "Hampshire and Isle of Wight (synthetic sample)" in verdict.rows["force_name"]
    findings = forces_add_up(duckdb.connect().from_arrow(verdict.rows.to_arrow()))
    assert len(findings) == 12 * 3 * 2
    assert all(finding.ok for finding in findings)
    year = verdict.rows.filter((pl.col("area_code") == "E23000032") & (pl.col("financial_year") == "2015-16"))
    amounts = dict(year.filter(pl.col("measure") == "total").select("basis", "amount_gbp").rows())
    assert amounts["real"] > amounts["nominal"]  # prices of the newest year
    city = verdict.rows.filter((pl.col("area_code") == "E23000034") & (pl.col("measure") == "precept"))
    assert city["amount_gbp_status"].unique().to_list() == ["[z]"]


def test_council_tax_is_read_whole_and_marked(tmp_path: Path) -> None:
    verdict = read(COUNCIL_TAX_PRECEPT, tmp_path, tax_book(SETTING, 2026))
    assert verdict.tally.rejected == 0
    assert verdict.rows.height == 37 * 10 * 8
    assert verdict.rows.filter(~pl.col("authority_name").str.contains(MARK, literal=True)).is_empty()
    kent = verdict.rows.filter((pl.col("area_code") == "E23000032") & (pl.col("financial_year") == "2026-27"))
    amounts = dict(kent.select("band", "amount_gbp").rows())
    assert amounts["H"] == 2 * amounts["D"]
    assert amounts["D"] > Decimal(150)


def test_same_setting_same_bytes_and_another_seed_other_bytes() -> None:
    other = replace(SETTING, seed=2)
    assert funding_book(SETTING, 2026) == funding_book(SETTING, 2026) != funding_book(other, 2026)
    assert tax_book(SETTING, 2026) == tax_book(SETTING, 2026) != tax_book(other, 2026)
