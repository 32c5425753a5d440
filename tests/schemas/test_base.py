"""From a model to the columns the public is told about."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb
import pandera.polars as pa
import polars as pl
import pytest

from schemas.base import FINANCIAL_YEAR, MONTH, Column, Degrees, Millions, Money, Table, column, columns_of


class Everything(Table):
    """A column of each kind."""

    name: str = column("Name", "A name.", example="a", free_text=True, str_length={"max_value": 9}, unique=True)
    month: str = column("Month", "A month.", example="2025-01", str_matches=MONTH)
    kind: str = column("Kind", "A kind.", example="b", isin=["b", "c"], known=("b",))
    paid_gbp: Money = column("Paid", "Paid.", example="1.50", unit="pounds", nullable=True, ge=Decimal("0.10"))
    budget: Millions = column("Budget", "Budget.", example="1.5", unit="£m", le=Decimal(9))
    east: Degrees = column("East", "East.", example="0.1", unit="degrees", in_range={"min_value": -9, "max_value": 3})
    count: int = column("Count", "Count.", example="1", unit="things", ge=0)
    done: bool = column("Done", "Done.", example="true")
    day: date = column("Day", "Day.", example="2025-01-02")


COLUMNS = {found.name: found for found in columns_of(Everything)}


def test_columns_come_in_order_with_their_words() -> None:
    assert list(COLUMNS) == ["name", "month", "kind", "paid_gbp", "budget", "east", "count", "done", "day"]
    name = COLUMNS["name"]
    assert (name.title, name.description, name.example) == ("Name", "A name.", "a")
    assert (name.free_text, name.unique, name.nullable, name.max_length) == (True, True, False, 9)
    assert COLUMNS["kind"].known == ("b",)


@pytest.mark.parametrize(
    ("name", "kind", "sql", "native"),
    [
        ("name", "string", "VARCHAR", pl.String()),
        ("paid_gbp", "number", "DECIMAL(14,2)", pl.Decimal(14, 2)),
        ("budget", "number", "DECIMAL(10,1)", pl.Decimal(10, 1)),
        ("east", "number", "DECIMAL(9,6)", pl.Decimal(9, 6)),
        ("count", "integer", "BIGINT", pl.Int64()),
        ("done", "boolean", "BOOLEAN", pl.Boolean()),
        ("day", "date", "DATE", pl.Date()),
    ],
)
def test_types_agree_among_the_public_duckdb_and_polars(name: str, kind: str, sql: str, native: pl.DataType) -> None:
    found = COLUMNS[name]
    assert (found.kind, found.sql, found.polars) == (kind, sql, native)
    with duckdb.connect() as engine:
        assert engine.execute(f"SELECT NULL::{sql} AS x").pl().schema["x"] == native


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("month", "pattern", MONTH),
        ("kind", "enum", ("b", "c")),
        ("paid_gbp", "minimum", "0.10"),
        ("paid_gbp", "maximum", ""),
        ("budget", "maximum", "9"),
        ("east", "minimum", "-9"),
        ("east", "maximum", "3"),
        ("count", "minimum", "0"),
        ("name", "pattern", ""),
    ],
)
def test_checks_become_constraints(name: str, field: str, value: object) -> None:
    assert getattr(COLUMNS[name], field) == value


def test_a_type_that_no_dataset_may_use_is_refused() -> None:
    class Floating(Table):
        """Money as a float."""

        paid: float = column("Paid", "Paid.", example="0.1")

    with pytest.raises(TypeError, match="is not a type that datasets may use"):
        columns_of(Floating)


@pytest.mark.parametrize("change", [{"extra": [1]}, {"count": ["1"]}])
def test_a_table_takes_its_columns_and_no_others(change: dict[str, list[object]]) -> None:
    row = {
        "name": ["a"],
        "month": ["2025-01"],
        "kind": ["b"],
        "paid_gbp": [Decimal("1.50")],
        "budget": [Decimal("1.5")],
        "east": [Decimal("0.1")],
        "count": [1],
        "done": [True],
        "day": [date(2025, 1, 2)],
    }
    schema = {name: found.polars for name, found in COLUMNS.items()}
    good = pl.DataFrame(row, schema=schema)
    assert Everything.validate(good).equals(good)
    with pytest.raises(pa.errors.SchemaError):
        Everything.validate(good.with_columns(**{name: pl.Series(values) for name, values in change.items()}))
    with pytest.raises(pa.errors.SchemaError):
        Everything.validate(good.select(sorted(good.columns)))


@pytest.mark.parametrize(
    ("pattern", "good", "bad"),
    [(MONTH, "2025-12", "2025-13"), (MONTH, "2025-01", "2025-1"), (FINANCIAL_YEAR, "2025-26", "2025/26")],
)
def test_patterns_of_periods(pattern: str, good: str, bad: str) -> None:
    assert pl.Series([good, bad, f"{good} "]).str.contains(pattern).to_list() == [True, False, False]


def test_a_column_is_a_value() -> None:
    assert isinstance(COLUMNS["name"], Column)
    assert columns_of(Everything) == columns_of(Everything)
