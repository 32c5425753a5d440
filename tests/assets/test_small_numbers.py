"""The datasets of small counts: their records, made up and as templates, are whole, typed and add up."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
import yaml

from assets.small_numbers import COMPLAINTS, CUSTODY_VISITS, STAFF_PROFILE
from pipelines.checks.small_numbers import adds_up
from pipelines.dataset import Dataset, Margin, SmallNumbers
from pipelines.sandbox.page import MARK, Setting
from pipelines.sandbox.small_numbers import records
from pipelines.upstream import Landed, Resource
from pipelines.validation import Verdict, validate

ALL = {dataset.name: dataset for dataset in (STAFF_PROFILE, COMPLAINTS, CUSTODY_VISITS)}
SETTING = Setting(1, date(2026, 10, 20), "kent", Path())
EACH = pytest.mark.parametrize("name", ALL)


def verdict(dataset: Dataset, text: str, folder: Path) -> Verdict:
    path = folder / "record.yaml"
    path.write_text(text, encoding="utf-8")
    url = f"records/{dataset.name}/record.yaml"
    return validate(dataset, url, dataset.source.parse(Landed(Resource("record", url), path, "0" * 64, 1)))


def made_up(name: str, folder: Path, today: date = SETTING.today) -> pl.DataFrame:
    texts = [yaml.safe_dump(record) for kind, day, record in records(SETTING) if kind == name and day <= today]
    found = [verdict(ALL[name], text, folder) for text in texts]
    assert all(not one.issues for one in found)
    return pl.concat([one.rows for one in found])


def findings(dataset: Dataset, rows: pl.DataFrame) -> list[bool]:
    with duckdb.connect() as engine:
        engine.register("rows", rows.to_arrow())
        return [finding.ok for check in dataset.checks for finding in check.run(engine.table("rows"))]


@EACH
def test_made_up_records_are_taken_whole_marked_and_add_up(name: str, tmp_path: Path) -> None:
    rows = made_up(name, tmp_path)
    assert findings(ALL[name], rows) == [True] * len(ALL[name].checks)
    assert all(MARK in source for source in rows["source"])
    assert not rows.select(pl.struct(ALL[name].key)).is_duplicated().any()


@EACH
def test_made_up_records_come_with_time_and_stay_as_they_were(name: str, tmp_path: Path) -> None:
    before, after = made_up(name, tmp_path, date(2025, 10, 20)), made_up(name, tmp_path)
    assert 0 < before.height < after.height
    assert after.sort(pl.all()).join(before, on=list(ALL[name].key), how="semi").height == before.height


def test_there_are_small_numbers_to_hide(tmp_path: Path) -> None:
    for dataset in ALL.values():
        rows = made_up(dataset.name, tmp_path)
        for rule in dataset.small_numbers:
            least = 0 if rule.zeros else 1
            assert rule.column == "detainees_seen" or rows[rule.column].is_between(least, rule.threshold - 1).any()


@EACH
def test_the_template_of_its_records_is_read_without_a_complaint(name: str, root: Path, tmp_path: Path) -> None:
    page = (root / "records" / name / "README.md").read_text(encoding="utf-8")
    (template,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    found = verdict(ALL[name], template, tmp_path)
    assert (found.issues, found.tally.rejected) == ((), 0)
    assert found.rows.height >= 3
    assert findings(ALL[name], found.rows) == [True] * len(ALL[name].checks)


@EACH
def test_declarations_keep_to_the_house_rules(name: str) -> None:
    dataset = ALL[name]
    assert len(dataset.title) <= 65
    assert len(re.split(r"(?<=\.)\s", dataset.description)[0]) <= 140
    columns = {column.name: column for column in dataset.columns}
    for rule in dataset.small_numbers:
        named = [margin.column for margin in rule.margins] + [*(rule.periods or ())]
        assert {*named, *(margin.split for margin in rule.margins if margin.split)} <= {*dataset.key}
        assert columns[rule.column].nullable
        assert f"{rule.column}_status" in columns
        assert {entry[0] for entry in (*rule.stricter, *rule.exact)} <= {*dataset.key}
        for column, value, *_ in (*rule.stricter, *rule.exact):
            assert value in columns[column].enum, "a word that no row can have protects nobody"


def complaint(**fields: Any) -> str:
    row = {"about": "force", "counted": "complaints", "category": "all", "cases": 9} | fields
    period = {"period_kind": row.pop("period_kind", "quarter"), "period": row.pop("period", "2025-26-Q1")}
    return yaml.safe_dump({**period, "source": "Made up", "counts": [row]})


@pytest.mark.parametrize(
    "wrong",
    [
        {"period": "2025-26"},
        {"period": "2025-27-Q1"},
        {"period": "2025-26-Q5"},
        {"period_kind": "financial-year"},
        {"category": "other"},
        {"cases": -1},
        {"cases": "many"},
        {"about": "council"},
    ],
)
def test_a_complaint_that_cannot_be_is_rejected_and_counted(wrong: dict[str, Any], tmp_path: Path) -> None:
    assert verdict(COMPLAINTS, complaint(), tmp_path).tally.accepted == 1
    found = verdict(COMPLAINTS, complaint(**wrong), tmp_path)
    assert (found.tally.read, found.tally.rejected) == (1, 1)
    assert found.issues


def test_the_century_ends_well(tmp_path: Path) -> None:
    assert verdict(COMPLAINTS, complaint(period="2099-00-Q4"), tmp_path).tally.accepted == 1


def test_a_group_belongs_to_its_characteristic(tmp_path: Path) -> None:
    row = {"characteristic": "disability", "group": "women", "people": 9}
    found = verdict(STAFF_PROFILE, yaml.safe_dump({"as_at": "2026-03-31", "source": "x", "groups": [row]}), tmp_path)
    assert found.tally.rejected == 1


def test_a_total_that_is_not_that_of_its_parts_is_named_without_a_figure() -> None:
    rule = SmallNumbers("n", margins=(Margin("place", "all"),), periods=("kind", "period"))
    check = adds_up(rule, ("place", "kind", "period"))

    def told(rows: list[tuple[str, str, str, int | None]]) -> tuple[bool, str]:
        with duckdb.connect() as engine:
            engine.execute("CREATE TABLE rows (place VARCHAR, kind VARCHAR, period VARCHAR, n BIGINT)")
            engine.executemany("INSERT INTO rows VALUES (?, ?, ?, ?)", rows)
            (finding,) = check.run(engine.table("rows"))
            return finding.ok, finding.text

    quarter = [("a", "quarter", "2025-26-Q1", 7919), ("b", "quarter", "2025-26-Q1", 6133)]
    assert told([*quarter, ("all", "quarter", "2025-26-Q1", 14052)])[0]
    wrong = told([*quarter, ("all", "quarter", "2025-26-Q1", 14051)])
    assert wrong == (False, "all / quarter / 2025-26-Q1 is not the sum of its parts: correct the record")
    assert told([*quarter, ("all", "quarter", "2025-26-Q1", None)])[0]
    assert told([*quarter, ("c", "quarter", "2025-26-Q1", None), ("all", "quarter", "2025-26-Q1", 14060)])[0]
    year = ("a", "financial-year", "2025-26")
    assert told([*quarter, (*year, 8000)])[0], "the other quarters are not recorded"
    assert not told([*quarter, (*year, 7918)])[0]
