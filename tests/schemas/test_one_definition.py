"""A column's type, meaning and limits stand in its model and nowhere else."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from assets import datasets
from pipelines.dataset import Dataset
from tests.conftest import ROOT

OURS = ("pipelines", "assets", "schemas", "bench", "records", "docs", "tests")
TEXT = {".py", ".yaml", ".yml", ".json", ".sql", ".md", ".toml", ".html", ".j2", ".jinja"}
TYPES = r"(?:VARCHAR|BIGINT|INTEGER|DOUBLE|DECIMAL\(|BOOLEAN|DATE\b|pl\.(?:String|Int64|Boolean|Date|Decimal))"
DECLARED = pytest.mark.parametrize("dataset", datasets(), ids=lambda dataset: dataset.name)


@cache
def sources() -> dict[str, str]:
    """Every text file of ours that git knows, with its literals joined as Python joins them and blanks made one."""
    listed = subprocess.run(["git", "ls-files", "--", *OURS], cwd=ROOT, capture_output=True, text=True, check=True)
    names = [name for name in listed.stdout.splitlines() if Path(name).suffix in TEXT and (ROOT / name).is_file()]
    return {name: plain((ROOT / name).read_text(encoding="utf-8")) for name in names}


def plain(text: str) -> str:
    joined = re.sub(r"([\"'])\s*\n\s*[rf]?\1", "", text)
    return " ".join(joined.split())


def where(text: str) -> list[str]:
    return [name for name, content in sources().items() if text in content]


def typed_columns(content: str, dataset: Dataset) -> set[str]:
    """The dataset's columns to which a text gives a type: `name TYPE` of SQL, or `"name": pl.Type` of a frame."""
    names = "|".join(re.escape(column.name) for column in dataset.columns)
    return set(re.findall(rf"[\"']?\b({names})\b[\"']?:? {TYPES}", content))


@DECLARED
def test_a_description_stands_in_one_place(dataset: Dataset) -> None:
    for column in dataset.columns:
        if len(column.description) < 30:
            continue  # too short to be told from chance
        found = where(plain(column.description).replace('"', '\\"')) or where(plain(column.description))
        shared = column.name.endswith("_status")  # the companions of like columns may say the same in two models
        assert shared or len(found) <= 1, f"{dataset.name}: {column.name} is described in {', '.join(found)}"
        assert all(name.startswith("schemas/") for name in found), f"{column.name} is described in {found}"


@DECLARED
def test_a_pattern_stands_in_one_place(dataset: Dataset) -> None:
    for column in dataset.columns:
        if len(column.pattern) < 20:
            continue
        found = [name for name in where(column.pattern) if not name.startswith("tests/")]
        assert len(found) <= 1, f"{dataset.name}: the form of {column.name} is written in {', '.join(found)}"


@DECLARED
def test_no_table_or_frame_is_spelt_out_by_hand(dataset: Dataset) -> None:
    for name, content in sources().items():
        if name.startswith(("schemas/", "tests/")):
            continue
        assert not re.search(rf"CREATE (?:OR REPLACE )?TABLE \W*{dataset.table}\b", content), f"{name} makes the table"
        typed = typed_columns(content, dataset)
        few = max(5, len(dataset.columns) // 3)  # `period`, `rows` and their like also name columns of the store's own
        assert len(typed) < few, f"{name} gives types to {sorted(typed)} of {dataset.name}"


def test_the_search_finds_what_it_looks_for() -> None:
    """A description of every dataset is found in its model, so that finding none elsewhere means something."""
    for dataset in datasets():
        long = [column for column in dataset.columns if len(column.description) >= 30 and '"' not in column.description]
        found = [column.name for column in long if where(plain(column.description))]
        assert len(found) > len(long) // 2, dataset.name
    (crime,) = [dataset for dataset in datasets() if dataset.name == "crime-street"]
    sql = plain("CREATE TABLE crime_street (crime_id VARCHAR,\n month VARCHAR, longitude DECIMAL(9,6))")
    assert typed_columns(sql, crime) == {"crime_id", "month", "longitude"}
    assert typed_columns('{"crime_id": pl.String(), "month": pl.String()}', crime) == {"crime_id", "month"}
