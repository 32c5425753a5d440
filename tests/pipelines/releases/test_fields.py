"""Constraints that allow less break readers, those that allow more do not, and the note adapts a reader for real."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import duckdb
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.releases.fields import FieldChange, field_changes, without_constraints
from pipelines.releases.migration import migration_note, old_shape_pandas, old_shape_sql
from pipelines.releases.version import Level


def field(name: str, kind: str = "string", sql: str = "VARCHAR", **constraints: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "openbeat:sql": sql, "description": "Words.", "constraints": constraints}


TIGHT, LOOSE = "constraint-tightened", "constraint-loosened"


@pytest.mark.parametrize(
    ("old", "new", "kind", "text"),
    [
        ({}, {"required": True}, TIGHT, "field a is now always given"),
        ({"required": True}, {}, LOOSE, "field a may now be missing"),
        ({}, {"unique": True}, TIGHT, "field a now has no value twice"),
        ({"unique": True}, {}, LOOSE, "field a may now have a value twice"),
        ({}, {"enum": ["x", "y"]}, TIGHT, "field a is now one of x, y"),
        ({"enum": ["x"]}, {}, LOOSE, "field a may now have any value"),
        ({"enum": ["x", "y"]}, {"enum": ["x"]}, TIGHT, "field a no longer has y"),
        ({"enum": ["x"]}, {"enum": ["x", "y"]}, LOOSE, "field a may now have y"),
        ({}, {"pattern": "^x$"}, TIGHT, "field a now has the form ^x$"),
        ({"pattern": "^x"}, {"pattern": "^xy?"}, TIGHT, "field a now has the form ^xy?"),
        ({"pattern": "^x"}, {}, LOOSE, "field a may now have any form"),
        ({}, {"maxLength": 9}, TIGHT, "field a now has a length of at most 9"),
        ({"maxLength": 10}, {"maxLength": 9}, TIGHT, "field a now has a length of at most 9, which was 10"),
        ({"maxLength": 9}, {"maxLength": 10}, LOOSE, "field a now has a length of at most 10, which was 9"),
        ({"minimum": "0"}, {"minimum": "0.5"}, TIGHT, "field a is now at least 0.5, which was 0"),
        ({"minimum": 10}, {"minimum": 9}, LOOSE, "field a is now at least 9, which was 10"),
        ({"maximum": 10}, {"maximum": 9}, TIGHT, "field a is now at most 9, which was 10"),
        ({"maximum": 9}, {"maximum": 10}, LOOSE, "field a is now at most 10, which was 9"),
        ({"maximum": 9}, {}, LOOSE, "field a had the limit 9 and now has none"),
    ],
)
def test_each_constraint(old: dict[str, Any], new: dict[str, Any], kind: str, text: str) -> None:
    [change] = field_changes([field("a", **old)], [field("a", **new)])
    assert (change.kind, change.text, change.rewrites) == (kind, text, False)
    assert change.change.level is (Level.MAJOR if kind == TIGHT else Level.MINOR)


def test_an_enum_that_loses_and_gains_is_both() -> None:
    changes = field_changes([field("a", enum=["x", "y"])], [field("a", enum=["x", "z"])])
    assert [change.kind for change in changes] == [TIGHT, LOOSE]


def test_a_limit_of_dates_compares_as_dates_do() -> None:
    old, new = (field("a", "date", "DATE", minimum=day) for day in ("2020-01-31", "2020-02-01"))
    assert [change.kind for change in field_changes([old], [new])] == [TIGHT]


@pytest.mark.parametrize(("old", "new"), [("1", "1.0"), (1, 1), ("0.50", "0.5")])
def test_the_same_limit_in_other_figures_is_no_change(old: Any, new: Any) -> None:
    assert field_changes([field("a", minimum=old)], [field("a", minimum=new)]) == ()


def test_a_field_that_is_renamed_and_made_stricter_is_both_and_a_retyped_one_is_retyped() -> None:
    renamed = field_changes([field("a")], [field("b", required=True)])
    assert [change.kind for change in renamed] == ["field-renamed", TIGHT]
    retyped = field_changes([field("a", minimum="1")], [field("a", "integer", "BIGINT", minimum=5)])
    assert [change.kind for change in retyped] == ["field-retyped"]


def test_constraints_are_no_description() -> None:
    assert without_constraints([field("a", required=True)]) == without_constraints([field("a")])


LIMITS = st.one_of(st.none(), st.integers(-3, 3))


@given(LIMITS, LIMITS, LIMITS, LIMITS, st.integers(-4, 4))
def test_what_is_not_called_stricter_never_refuses_a_value_that_was_allowed(
    low: int | None, high: int | None, new_low: int | None, new_high: int | None, value: int
) -> None:
    def limits(least: int | None, most: int | None) -> dict[str, int]:
        return {name: v for name, v in (("minimum", least), ("maximum", most)) if v is not None}

    def allows(rules: dict[str, int]) -> bool:
        return rules.get("minimum", value) <= value <= rules.get("maximum", value)

    old, new = limits(low, high), limits(new_low, new_high)
    kinds = {change.kind for change in field_changes([field("a", **old)], [field("a", **new)])}
    if TIGHT not in kinds and allows(old):
        assert allows(new)
    if LOOSE not in kinds and allows(new):
        assert allows(old)


OLD = [
    field("gone", "integer", "BIGINT"),
    field("was_name"),
    field("amount", "number", "DECIMAL(14,2)"),
    field("number", "string", "VARCHAR"),
    field("day", "date", "DATE"),
    field("kept", enum=["x"]),
]
NEW = [
    field("extra"),
    field("is_name"),
    field("kept", enum=["x", "y"]),
    field("amount", "number", "DECIMAL(10,1)"),
    field("number", "integer", "BIGINT"),
    field("day", "string", "VARCHAR"),
]
DATA = (
    "SELECT 'e' AS extra, 'n' AS is_name, 'x' AS kept, 1.5::DECIMAL(10,1) AS amount, 7 AS number, '2025-01-02' AS day"
)


@pytest.fixture
def changes() -> tuple[FieldChange, ...]:
    return field_changes(OLD, NEW)


def test_the_sql_gives_the_old_shape(changes: tuple[FieldChange, ...]) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE data AS {DATA}")
        table = connection.sql(old_shape_sql(OLD, changes))
        assert list(zip(table.columns, map(str, table.types), strict=True)) == [
            (f["name"], f["openbeat:sql"]) for f in OLD
        ]
        gone, name, amount, number, day, kept = table.fetchall()[0]
    assert (gone, name, amount, number, day.isoformat(), kept) == (None, "n", Decimal("1.50"), "7", "2025-01-02", "x")


def test_the_pandas_lines_give_the_old_shape(changes: tuple[FieldChange, ...]) -> None:
    row = {"extra": "e", "is_name": "n", "kept": "x", "amount": 1.5, "number": 7, "day": "2025-01-02"}
    scope = {"df": pd.DataFrame([row])}
    exec(old_shape_pandas(OLD, changes), scope)  # noqa: S102 - what readers are told to run is run
    df = scope["df"]
    assert list(df.columns) == [f["name"] for f in OLD]
    assert df.iloc[0].to_dict() | {"gone": None} == {
        "gone": None,
        "was_name": "n",
        "amount": 1.5,
        "number": "7",
        "day": pd.Timestamp("2025-01-02"),
        "kept": "x",
    }


def test_the_note_has_a_section_for_each_change_and_both_statements(changes: tuple[FieldChange, ...]) -> None:
    note = migration_note("Payments", "1.4.0", "2.0.0", OLD, changes).decode()
    assert note.startswith("# Payments: from 1.4.0 to 2.0.0\n")
    for change in changes:
        assert f"## {change.text[0].upper()}{change.text[1:]}\n" in note
    assert old_shape_sql(OLD, changes) in note
    assert old_shape_pandas(OLD, changes) in note


def test_fields_in_another_order_come_back_in_the_old_one() -> None:
    old = [field("a"), field("b")]
    changes = field_changes(old, old[::-1])
    assert [change.kind for change in changes] == ["fields-reordered"]
    assert old_shape_sql(old, changes) == 'SELECT\n  "a",\n  "b"\nFROM data'
    assert old_shape_pandas(old, changes) == "df = df[['a', 'b']]"
    assert b"the old shape below takes the change back" in migration_note("T", "1.0.0", "2.0.0", old, changes)
