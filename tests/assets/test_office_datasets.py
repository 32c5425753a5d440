from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest
import yaml

from assets.calls import CALL_HANDLING_999
from assets.money import BUDGET
from assets.records import DECISIONS
from pipelines.dataset import Dataset
from pipelines.upstream import Landed, Request, World

ALL = (BUDGET, DECISIONS, CALL_HANDLING_999)


def rows_of(dataset: Dataset, root: Path, folder: Path) -> pl.DataFrame:
    """The rows of all records of a dataset, which must be without an issue."""
    world = World("folder", False, root / "records", (), date(2026, 11, 21))
    listing = dataset.source.listing(world, Request("kent"))
    frames = []
    for resource in listing.resources:
        sink = io.BytesIO()
        dataset.source.fetch(resource, world, sink)
        path = folder / "landed"
        path.write_bytes(sink.getvalue())
        parsed = dataset.source.parse(Landed(resource, path, hashlib.sha256(sink.getvalue()).hexdigest(), 0))
        assert parsed.issues == ()
        frames.append(parsed.rows)
    return pl.concat(frames)


@pytest.fixture(scope="module")
def budget(root: Path, tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    return rows_of(BUDGET, root, tmp_path_factory.mktemp("budget"))


@pytest.fixture(scope="module")
def decisions(root: Path, tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    return rows_of(DECISIONS, root, tmp_path_factory.mktemp("decisions"))


@pytest.mark.parametrize("dataset", ALL, ids=lambda dataset: dataset.name)
def test_declarations_keep_to_the_house_rules(dataset: Dataset) -> None:
    assert len(dataset.title) <= 65
    assert len(re.split(r"(?<=\.)\s", dataset.description)[0]) <= 140
    assert set(dataset.key) <= {column.name for column in dataset.columns}
    assert all(column.description.endswith(".") and column.example for column in dataset.columns)
    assert all(column.unit for column in dataset.columns if column.kind in {"integer", "number"})
    statuses = {column.name for column in dataset.columns if column.name.endswith("_status")}
    numbers = {column.name for column in dataset.columns if column.kind == "number" and column.nullable}
    assert {f"{name}_status" for name in numbers} <= statuses


@pytest.mark.parametrize("dataset", ALL, ids=lambda dataset: dataset.name)
def test_every_example_passes_its_own_column(dataset: Dataset) -> None:
    for column in dataset.columns:
        assert not column.pattern or re.match(column.pattern, column.example), column.name
        assert not column.enum or column.example in column.enum, column.name
        assert duckdb.execute(f"SELECT CAST(? AS {column.sql})", [column.example]).fetchone(), column.name


def test_the_budget_records_pass_their_schema_and_checks(budget: pl.DataFrame) -> None:
    public = budget.drop("_row", "_period")
    BUDGET.schema.validate(public)
    assert public.select(BUDGET.key).is_duplicated().sum() == 0
    relation = duckdb.connect().from_arrow(public.to_arrow())
    findings = [finding for check in BUDGET.checks for finding in check.run(relation)]
    assert all(finding.ok for finding in findings), findings
    texts = [finding.text for finding in findings if "difference of £100,000.00" in finding.text]
    assert len(texts) == 2  # 2019-20 financing and 2023-24 expenditure


def test_a_broken_line_breaks_the_check(budget: pl.DataFrame) -> None:
    slip = pl.when((pl.col("line_code") == "premises") & (pl.col("financial_year") == "2025-26"))
    public = budget.with_columns(slip.then(pl.lit(Decimal("2210000.00"))).otherwise("amount_gbp").alias("amount_gbp"))
    relation = duckdb.connect().from_arrow(public.to_arrow())
    failed = {check.name for check in BUDGET.checks if not all(finding.ok for finding in check.run(relation))}
    assert failed == {"lines-add-up", "as-published"}


def test_2025_26_is_536_2_million_on_both_sides(budget: pl.DataFrame) -> None:
    year = budget.filter((pl.col("financial_year") == "2025-26") & (pl.col("item") == "budget-line"))
    sums = year.group_by("side").agg(pl.col("amount_gbp").sum()).sort("side").rows()
    assert sums == [("expenditure", Decimal("536200000.00")), ("financing", Decimal("536200000.00"))]


def test_budget_records_are_the_published_tables(budget: pl.DataFrame, real: Path) -> None:
    tables = json.loads((real / "kent_pcc" / "budget_tables.json").read_text())
    published = [
        (f"20{year[2:4]}-{year[5:]}", side, label, figure)
        for year, table in tables.items()
        if year != "_note"
        for side, name in (("financing", "sources"), ("expenditure", "expenditure"))
        for label, figure in table[name]
    ]
    lines = budget.filter(pl.col("item").is_in(["budget-line", "total"]))
    assert lines.select("financial_year", "side", "label", "published_as").rows() == published


def test_precepts_and_grant_are_the_published_ones(budget: pl.DataFrame, real: Path) -> None:
    with (real / "funding" / "kent_band_d_police_precept.csv").open() as file:
        published = [
            (row["financial_year"].replace("/", "-"), Decimal(row["band_d_police_precept_gbp"]), row["evidence"][:7])
            for row in csv.DictReader(file)
        ]
    band = budget.filter(pl.col("item") == "council-tax-precept-band-d").sort("financial_year")
    assert band.select("financial_year", "amount_gbp").rows() == [row[:2] for row in published]
    assert band["derived"].to_list() == [row[2] == "derived" for row in published]
    assert (band["amount_gbp_status"] == "[e]").fill_null(False).to_list() == band["derived"].to_list()
    grants = dict(
        line.split(",")
        for line in (real / "funding" / "police-grant-2025-26.csv").read_text().splitlines()
        if "," in line and not line.startswith("#")
    )
    assert budget.filter(pl.col("item") == "police-grant")["amount_gbp"].to_list() == [Decimal(grants["Kent"])]


def test_the_register_is_the_published_list(decisions: pl.DataFrame, real: Path) -> None:
    lines = (real / "kent_pcc" / "decision_register_titles.txt").read_text().splitlines()
    published = [(int(number), title) for number, _, title in (line.partition(". ") for line in lines)]
    assert decisions.select("decision_number", "title").rows() == published
    DECISIONS.schema.validate(decisions.drop("_row", "_period"))


def test_ids_hold_the_number_and_no_office(decisions: pl.DataFrame) -> None:
    assert decisions["decision_id"].to_list() == [f"kent-d-{number:03}" for number in range(1, 32)]
    repeated = [title for title, times in Counter(map(str.lower, decisions["title"])).items() if times > 1]
    assert repeated == ["extension to chief constable's contract"]


def test_nothing_is_invented_about_a_decision(decisions: pl.DataFrame) -> None:
    known = {"decision_id", "decision_number", "title", "source_url", "_row", "_period"}
    rest = decisions.drop(known)
    assert {name for name in rest.columns if rest[name].null_count() < 31} == {
        "decision_date_status",
        "capital_gbp_status",
        "revenue_gbp_status",
    }


def test_the_body_is_dated_and_named(root: Path) -> None:
    (body,) = yaml.safe_load((root / "records" / "body.yaml").read_text())["bodies"]
    assert (body["force_slug"], body["area_code"]) == ("kent", "E23000032")
    assert body["valid_from"] == date(2012, 11, 22)
    assert body["valid_to"] is None
