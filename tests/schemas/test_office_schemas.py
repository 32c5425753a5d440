from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest
from pandera.errors import SchemaErrors

from schemas.base import Table, columns_of
from schemas.budget import Budget
from schemas.call_handling import CallHandling
from schemas.decisions import Decisions


def one_row(model: type[Table], **changes: object) -> pl.DataFrame:
    """A row made of the columns' own examples, nullable ones empty, with changes."""
    schema = {column.name: column.polars for column in columns_of(model)}
    kinds = {"integer": int, "boolean": lambda text: text == "true", "number": Decimal}
    row = {
        column.name: None if column.nullable else kinds.get(column.kind, str)(column.example)
        for column in columns_of(model)
    }
    return pl.DataFrame([row | changes], schema=schema)


@pytest.mark.parametrize("model", [Budget, Decisions, CallHandling])
def test_a_row_of_examples_passes(model: type[Table]) -> None:
    assert model.validate(one_row(model), lazy=True).height == 1


@pytest.mark.parametrize(
    ("model", "column", "value"),
    [
        (Budget, "item", "surplus"),
        (Budget, "side", "income"),
        (Budget, "financial_year", "2025/26"),
        (Budget, "line_code", "Premises"),
        (Budget, "rounding_gbp", Decimal("0.00")),
        (Budget, "amount_gbp_status", "e"),
        (Budget, "label", None),
        (Decisions, "decision_id", "011"),
        (Decisions, "decision_number", 0),
        (Decisions, "decision_type", "urgent"),
        (Decisions, "source_url", "www.example.org"),
        (CallHandling, "month", "2025-13"),
        (CallHandling, "calls_answered", -1),
        (CallHandling, "answered_under_10s_percent", Decimal("100.01")),
        (CallHandling, "mean_answer_seconds", Decimal("3600.01")),
        (CallHandling, "area_code", "Kent"),
    ],
)
def test_a_value_outside_the_promise_is_found_by_its_column(model: type[Table], column: str, value: object) -> None:
    with pytest.raises(SchemaErrors) as caught:
        model.validate(one_row(model, **{column: value}), lazy=True)
    assert caught.value.failure_cases["column"].unique().to_list() == [column]
