"""The version is the gravest of all changes, and every change is listed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.releases.fields import field_changes
from pipelines.releases.version import LEVELS, Change, Level, following, gravest, parts


def field(name: str, sql: str = "VARCHAR") -> dict[str, Any]:
    return {"name": name, "type": "string", "openbeat:sql": sql}


A, B, C = field("a"), field("b"), field("c")


@pytest.mark.parametrize(
    ("previous", "level", "expected"),
    [
        ("", Level.MINOR, "1.0.0"),
        ("", Level.MAJOR, "1.0.0"),
        ("1.4.7", Level.MAJOR, "2.0.0"),
        ("1.4.7", Level.MINOR, "1.5.0"),
        ("1.4.7", Level.PATCH, "1.4.8"),
        ("1.4.7", Level.NONE, "1.4.7"),
        ("9.9.9", Level.PATCH, "9.9.10"),
    ],
)
def test_the_version_follows_from_the_level(previous: str, level: Level, expected: str) -> None:
    assert following(previous, level) == expected


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        ([A, B], [A, B], []),
        ([A, B], [A, B, C], ["field-added"]),
        ([A, B], [A], ["field-removed"]),
        ([A, B], [A, C], ["field-renamed"]),
        ([A, B], [A, field("c", "BIGINT")], ["field-removed", "field-added"]),
        ([A, B], [A, C, field("d")], ["field-renamed", "field-added"]),
        ([A, B], [B, A], ["fields-reordered"]),
        ([A, B], [C, A, B], ["field-added"]),
        ([A, B], [A, field("b", "DECIMAL(14,2)")], ["field-retyped"]),
        ([field("b", "DECIMAL(14,2)")], [field("b", "DECIMAL(10,1)")], ["field-retyped"]),
        ([A, B, C], [C, A], ["field-removed", "fields-reordered"]),
    ],
)
def test_each_schema_change_is_found_and_is_major(
    old: list[dict[str, Any]], new: list[dict[str, Any]], kinds: list[str]
) -> None:
    changes = field_changes(old, new)
    assert [change.kind for change in changes] == kinds
    assert all(change.change.level is Level.MAJOR and change.rewrites for change in changes)


def test_a_rename_beside_an_addition_names_both() -> None:
    texts = [change.text for change in field_changes([A, B], [A, C, field("d")])]
    assert texts == ["field b is now called c", "field d is new"]


class TestWhatOthersGetWrong:
    """The three answers of another publisher's tool, found by running it, that its users were told were harmless."""

    def test_a_column_gained_in_one_table_does_not_hide_a_column_lost_in_another(self) -> None:
        table_a = field_changes([A], [A, B])
        table_b = field_changes([A, B], [A])
        assert gravest(change.change for change in (*table_a, *table_b)) is Level.MAJOR
        assert {change.kind for change in (*table_a, *table_b)} == {"field-added", "field-removed"}

    def test_all_rows_replaced_at_the_same_count_is_major(self) -> None:
        changes = [Change("rows-removed", "10 rows taken away"), Change("rows-added", "10 rows added")]
        assert gravest(changes) is Level.MAJOR

    def test_nine_of_ten_rows_deleted_is_major(self) -> None:
        assert gravest([Change("rows-removed", "9 rows taken away")]) is Level.MAJOR


@given(st.lists(st.sampled_from(sorted(LEVELS)), max_size=6), st.tuples(*[st.integers(0, 99)] * 3))
def test_more_changes_never_lower_the_version(kinds: list[str], start: tuple[int, int, int]) -> None:
    version = ".".join(map(str, start))
    changes = [Change(kind, kind) for kind in kinds]
    whole = parts(following(version, gravest(changes)))
    assert whole >= start
    assert all(parts(following(version, change.level)) <= whole for change in changes)


def test_every_kind_costs_something() -> None:
    assert all(level > Level.NONE for level in LEVELS.values())
    assert LEVELS["rows-removed"] is LEVELS["period-removed"] is Level.MAJOR
    assert LEVELS["period-added"] is LEVELS["rows-added"] is Level.MINOR
    assert LEVELS["values-changed"] is Level.PATCH
