"""Rules that every promised column keeps, whatever the dataset."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets import datasets
from pipelines.dataset import Dataset
from pipelines.releases.package import table_schema
from pipelines.releases.writers import GUARD_RULE
from schemas.base import POSITIONS, STATUS_CODES, Column
from tests.pipelines.releases.pressroom import SYNTHETIC

COLUMNS = [
    pytest.param(dataset, column, id=f"{dataset.name}-{column.name}")
    for dataset in datasets()
    for column in dataset.columns
]
FORMULA_STARTS = tuple("=+-@\t\r")


@pytest.mark.parametrize(("dataset", "column"), COLUMNS)
def test_a_measure_that_may_be_missing_says_why(dataset: Dataset, column: Column) -> None:
    if not (column.measure and column.nullable):
        return
    found = {other.name: other for other in dataset.columns}
    assert column.status in found, f"{column.name} may be empty and nothing says why"
    assert set(found[column.status].enum) <= set(STATUS_CODES)
    assert found[column.status].nullable
    fields = {field["name"]: field for field in table_schema(dataset, SYNTHETIC)["fields"]}
    assert fields[column.name]["openbeat:status"] == column.status


@pytest.mark.parametrize(("dataset", "column"), COLUMNS)
def test_every_number_has_a_unit_and_a_position_is_no_measure(dataset: Dataset, column: Column) -> None:
    assert bool(column.unit) or column.kind not in {"integer", "number"}, f"{dataset.name}: what is {column.name} in?"
    assert not (column.measure and column.unit in POSITIONS)


@pytest.mark.parametrize(("dataset", "column"), COLUMNS)
def test_a_name_that_ends_in_pounds_is_money(dataset: Dataset, column: Column) -> None:
    money = column.kind == "number" and column.unit.startswith("GBP")
    assert money or not column.name.endswith("_gbp"), f"{dataset.name}: {column.name} is no sum of pounds"


@pytest.mark.parametrize(("dataset", "column"), COLUMNS)
def test_no_text_can_be_a_formula(dataset: Dataset, column: Column) -> None:
    if column.kind != "string":
        return
    fields = {field["name"]: field for field in table_schema(dataset, SYNTHETIC)["fields"]}
    assert (GUARD_RULE in fields[column.name]["description"]) is column.guarded
    assert not any(value.startswith(FORMULA_STARTS) for value in column.enum)
    if column.pattern and not column.guarded:
        _no_match_is_a_formula(column.pattern)


def _no_match_is_a_formula(pattern: str) -> None:
    @settings(max_examples=25, database=None)
    @given(st.from_regex(re.compile(pattern)))
    def holds(text: str) -> None:
        assert not text.startswith(FORMULA_STARTS)

    holds()


@pytest.mark.parametrize(("dataset", "column"), COLUMNS)
def test_an_example_keeps_the_rules(dataset: Dataset, column: Column) -> None:
    where = f"{dataset.name}: {column.name}"
    if column.example and column.pattern:
        assert re.match(column.pattern, column.example), where
    if column.enum:
        assert column.example in {str(value) for value in column.enum}, where
