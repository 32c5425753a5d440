"""The register of duties holds every paragraph of the law, and agrees with what the datasets declare."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from assets import datasets
from assets.duties import DUTIES, PUBLICATION_CLOCK
from pipelines.checks.duties import ORDER, names_back, names_declared
from pipelines.dataset import Dataset, Finding
from pipelines.upstream import World
from tests.assets.read_whole import rows_of
from tests.conftest import ROOT

PARAGRAPHS = (
    *("1(a)", "1(b)", "1(c)", "1(d)", "1(e)", "1(f)"),
    *("2(a)", "2(b)", "2(c)", "2(d)", "2(e)", "2A"),
    *("3(a)", "3(b)", "3(c)", "3(d)", "3(e)", "3(f)", "3(g)", "3(h)"),
    *("4(a)", "4(b)", "4(c)", "4(d)"),
    *("5(a)", "5(b)", "5(c)", "5(d)"),
    *("6", "7", "7A(a)", "7A(b)", "7B", "7C", "8"),
)
"""The Schedule of the Specified Information Order, paragraph by paragraph, typed from a list of it."""

OTHERS = {
    "Police Reform and Social Responsibility Act 2011": {"5 and 7", "11(1) and (2)", "11(3) and (4)", "12", "34"},
    "Freedom of Information Act 2000": {"17", "19"},
    "Procurement Act 2023": {None},
}
BACKSTOPS = {"2024-25": (2026, 2, 27), "2025-26": (2027, 1, 31), "2026-27": (2027, 11, 30), "2027-28": (2028, 11, 30)}
BEFORE_THE_YEAR = {"3(a)", "3(b)", "3(c)", "3(d)", "3(e)"}
MONTHLY = {"3(f)", "3(g)"}


@pytest.fixture(scope="module")
def duties(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    world = World("folder", False, ROOT / "records", (), date(2026, 11, 22))
    return rows_of(DUTIES, world, tmp_path_factory.mktemp("duties") / "landed")


@pytest.fixture(scope="module")
def order(duties: pl.DataFrame) -> pl.DataFrame:
    return duties.filter(pl.col("instrument").str.contains(ORDER, literal=True))


def named(rows: pl.DataFrame) -> set[str]:
    return set(rows["datasets"].drop_nulls().str.split("; ").explode())


def findings(rows: pl.DataFrame) -> dict[str, list[Finding]]:
    return {check.name: check.run(duckdb.from_arrow(rows.to_arrow())) for check in DUTIES.checks}


@pytest.mark.parametrize("dataset", [DUTIES, PUBLICATION_CLOCK], ids=lambda dataset: dataset.name)
def test_declarations_keep_to_the_house_rules(dataset: Dataset) -> None:
    assert len(dataset.title) <= 65
    assert len(re.split(r"(?<=\.)\s", dataset.description)[0]) <= 140
    assert set(dataset.key) <= {column.name for column in dataset.columns}


def test_every_paragraph_of_the_order_stands_once(order: pl.DataFrame) -> None:
    assert sorted(order["paragraph"]) == sorted(PARAGRAPHS)
    for row in order.iter_rows(named=True):
        parts = re.findall(r"\d+[A-Z]?|[a-h]", row["paragraph"])
        assert row["duty_id"] == f"order-2011-{'-'.join(parts).lower()}"


def test_other_law_stands_beside_it(duties: pl.DataFrame) -> None:
    for instrument, paragraphs in OTHERS.items():
        assert paragraphs <= set(duties.filter(pl.col("instrument") == instrument)["paragraph"]), instrument
    days = duties.filter(pl.col("due_from") == "day").select("paragraph", "due_on").rows()
    assert {text[-7:]: day for text, day in days} == {year: date(*day) for year, day in BACKSTOPS.items()}
    assert {"law", "code", "promise"} == set(duties["binding"])


def test_times_that_the_order_gives_are_its_own(order: pl.DataFrame) -> None:
    fixed = order.filter(pl.col("due_days").is_not_null())
    assert set(fixed["paragraph"]) == BEFORE_THE_YEAR
    assert set(fixed.select("due_from", "due_days", "frequency").rows()) == {("period-start", -1, "R/P1Y")}
    assert set(order.filter(pl.col("frequency") == "R/P1M")["paragraph"]) == MONTHLY
    assert set(order.filter(pl.col("confidence") == "high")["paragraph"]) == BEFORE_THE_YEAR | MONTHLY
    prominent = order.filter(pl.col("manner").is_not_null())
    assert set(prominent["paragraph"]) == {"7A(a)", "7A(b)", "7B", "7C"}


def test_no_id_names_a_kind_of_office(duties: pl.DataFrame) -> None:
    assert not duties["duty_id"].str.contains("pcc|commissioner|kent").any()


def test_named_datasets_exist_and_those_of_the_order_are_named_back(duties: pl.DataFrame, order: pl.DataFrame) -> None:
    declared = {dataset.name for dataset in datasets()}
    assert named(duties) <= declared
    fetched = [dataset for dataset in datasets() if not dataset.inputs]
    answering = {dataset.name for dataset in fetched if "SI 2011/3050" in dataset.duty.instrument}
    assert answering <= named(order)
    assert all(finding.ok for found in findings(duties).values() for finding in found)


def test_the_paragraphs_that_datasets_declare_name_them_back(order: pl.DataFrame) -> None:
    """The first paragraph in a declaration's instrument is that of a duty which names the dataset."""
    by_paragraph = {row["paragraph"]: (row["datasets"] or "").split("; ") for row in order.iter_rows(named=True)}
    for dataset in datasets():
        found = re.search(r"SI 2011/3050.*?paragraphs? (\d[A-Z]?(?:\([a-z]\))?)", dataset.duty.instrument)
        if found and not dataset.inputs:
            assert dataset.name in by_paragraph[found[1]], dataset.name


def test_a_name_that_is_no_dataset_holds_the_release(duties: pl.DataFrame) -> None:
    broken = duties.with_columns(pl.col("datasets").str.replace("premises", "castles"))
    (lost,) = findings(broken)["datasets-exist"]
    assert not lost.ok
    assert lost.text.startswith("castles is declared nowhere")
    (unnamed,) = findings(broken)["order-names-back"]
    assert not unnamed.ok
    assert "premises answers SI 2011/3050" in unnamed.text


def test_checks_ask_for_the_datasets_of_the_day() -> None:
    rows = duckdb.sql(f"SELECT '{ORDER}' AS instrument, NULL::VARCHAR AS datasets")
    assert names_declared(lambda: ()).run(rows)[0].ok
    assert names_back(lambda: ()).run(rows)[0].ok
    assert not names_back(lambda: (datasets()[0], *datasets())).run(rows)[0].ok


def test_texts_are_our_own_and_short(duties: pl.DataFrame) -> None:
    assert duties["duty"].str.len_chars().max() < 300  # type: ignore[operator]
    assert not duties["duty"].str.contains("elected local policing body", literal=True).any()


def test_the_readme_names_every_file(root: Path) -> None:
    text = (root / "records/duties/README.md").read_text(encoding="utf-8")
    assert all(f"`{path.name}`" in text for path in (root / "records/duties").glob("*.yaml"))


def test_datasets_that_tell_of_each_other_bring_out_no_edition() -> None:
    assert PUBLICATION_CLOCK.companion, "coverage tells of it and it of coverage: a new edition every night"
