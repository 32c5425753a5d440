"""Row diffs worked out by hand."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.releases.diff import Diff, Old, ValueChange, diff_part
from pipelines.releases.writers import sort_part, write_part
from tests.pipelines.releases.pressroom import THEFTS, MemoryStore, Row, row

M = "2025-01"
NAMES = tuple(column.name for column in THEFTS.columns)


def diff(
    folder: Path, before: list[Row], after: list[Row], key: tuple[str, ...] = ("theft_id",), *, csv: bool = False
) -> Diff:
    """Publish `before`, then compare with `after`."""
    store = MemoryStore()
    connection = store.connection()
    for rows in (before, after):
        store.load(M, rows)
        sort_part(connection, [store.query(THEFTS, M)], THEFTS.columns)
        if rows is before:
            write_part(connection, THEFTS.columns, folder, "part", True)
    if csv:
        (folder / "part.parquet").unlink()
    found = diff_part(connection, Old(folder / "part", NAMES), THEFTS.columns, key, "", [M])
    store.database.close()
    return found


def moved(found: Diff) -> Counter[tuple[str, str | None, str | None]]:
    return Counter((r.change, r.row["theft_id"], r.row["note"]) for r in found.rows)


def test_the_same_rows_in_another_order_are_no_change(tmp_path: Path) -> None:
    rows = [row("t1", M), row(None, M), row(None, M), row("t2", M)]
    assert diff(tmp_path, rows, rows[::-1]) == Diff()


def test_a_changed_value_has_its_key_old_and_new(tmp_path: Path) -> None:
    found = diff(tmp_path, [row("t1", M, "1.50"), row("t2", M)], [row("t1", M, "2.00"), row("t2", M)])
    assert found.values == (ValueChange(M, {"theft_id": "t1"}, "loss_gbp", "1.50", "2.00"),)
    assert found.changed == (M,)
    assert found.rows == ()


def test_a_row_changed_in_two_fields_is_one_row_and_two_values(tmp_path: Path) -> None:
    found = diff(tmp_path, [row("t1", M, "1.50", None)], [row("t1", M, None, "found")])
    assert [(v.field, v.old, v.new) for v in found.values] == [("loss_gbp", "1.50", None), ("note", None, "found")]
    assert len(found.changed) == 1


def test_one_of_three_equal_rows_taken_away_is_one_removal(tmp_path: Path) -> None:
    found = diff(tmp_path, [row(None, M)] * 3, [row(None, M)] * 2)
    assert moved(found) == {("removed", None, "a bicycle"): 1}


def test_a_repeat_of_a_row_is_one_addition(tmp_path: Path) -> None:
    found = diff(tmp_path, [row("t1", M)], [row("t1", M)] * 2)
    assert moved(found) == {("added", "t1", "a bicycle"): 1}


def test_rows_without_a_key_are_never_paired(tmp_path: Path) -> None:
    found = diff(tmp_path, [row(None, M, note="a")], [row(None, M, note="b")])
    assert found.values == ()
    assert moved(found) == {("removed", None, "a"): 1, ("added", None, "b"): 1}


def test_of_a_repeated_key_the_one_row_that_differs_is_paired(tmp_path: Path) -> None:
    before = [row("t1", M, note="a"), row("t1", M, note="b")]
    found = diff(tmp_path, before, [row("t1", M, note="a"), row("t1", M, note="c")])
    assert [(v.field, v.old, v.new) for v in found.values] == [("note", "b", "c")]


def test_of_a_repeated_key_rows_that_cannot_be_told_apart_are_not_paired(tmp_path: Path) -> None:
    before = [row("t1", M, note="a"), row("t1", M, note="b")]
    found = diff(tmp_path, before, [row("t1", M, note="c"), row("t1", M, note="d")])
    assert found.values == ()
    assert moved(found) == {
        (c, "t1", n): 1 for c, n in (("removed", "a"), ("removed", "b"), ("added", "c"), ("added", "d"))
    }


def test_half_a_key_is_no_key(tmp_path: Path) -> None:
    found = diff(tmp_path, [row("t1", M, None, "a")], [row("t1", M, None, "b")], key=("theft_id", "loss_gbp"))
    assert found.values == ()
    assert len(found.rows) == 2


def test_a_dataset_without_a_key_pairs_nothing(tmp_path: Path) -> None:
    assert len(diff(tmp_path, [row("t1", M, "1.00")], [row("t1", M, "2.00")], key=()).rows) == 2


@pytest.mark.parametrize("note", ["=1+1", "'=1+1", "", None, 'a "b", c'])
def test_the_csv_tells_the_same_where_the_parquet_is_gone(tmp_path: Path, note: str | None) -> None:
    before = [row("t1", M, note=note), row("t2", M)]
    assert diff(tmp_path, before, before, csv=True) == Diff()
    found = diff(tmp_path, before, [row("t1", M, "9.00", note), row("t2", M)], csv=True)
    assert [(v.field, v.old, v.new) for v in found.values] == [("loss_gbp", "1.50", "9.00")]


def test_fields_that_one_side_lacks_are_left_to_the_schema_diff(tmp_path: Path) -> None:
    store = MemoryStore()
    connection = store.connection()
    store.load(M, [row("t1", M, note="a")])
    sort_part(connection, [store.query(THEFTS, M)], THEFTS.columns)
    fewer = [column for column in THEFTS.columns if column.name != "note"]
    write_part(connection, fewer, tmp_path, "part", True)
    (tmp_path / "part.parquet").unlink()
    old = Old(tmp_path / "part", tuple(column.name for column in fewer))
    assert diff_part(connection, old, THEFTS.columns, ("theft_id",), "", [M]) == Diff()


def test_only_periods_published_before_are_compared(tmp_path: Path) -> None:
    store = MemoryStore()
    connection = store.connection()
    old_rows, new_rows = [row("t1", "2025-01"), row("t2", "2025-02")], [row("t3", "2025-03"), row("t4", "2025-02")]
    for rows in (old_rows, new_rows):
        for period in ("2025-01", "2025-02", "2025-03"):
            store.load(period, [r for r in rows if r[1] == period])
        queries = [store.query(THEFTS, period) for period in ("2025-01", "2025-02", "2025-03")]
        sort_part(connection, queries, THEFTS.columns)
        if rows is old_rows:
            write_part(connection, THEFTS.columns, tmp_path, "part", True)
    found = diff_part(connection, Old(tmp_path / "part", NAMES), THEFTS.columns, ("theft_id",), "month", ["2025-02"])
    assert {(r.period, r.change, r.row["theft_id"]) for r in found.rows} == {
        ("2025-02", "removed", "t2"),
        ("2025-02", "added", "t4"),
    }


ROWS = st.lists(
    st.builds(
        row, st.sampled_from([None, "t1", "t2"]), st.just(M), st.sampled_from([None, "1.00"]), st.sampled_from("ab")
    ),
    max_size=6,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS, ROWS)
def test_the_diff_turns_the_old_rows_into_the_new(tmp_path: Path, before: list[Row], after: list[Row]) -> None:
    found = diff(tmp_path, before, after)
    was, now = Counter(r[:4] for r in before), Counter(r[:4] for r in after)
    removed = Counter(tuple(r.row[n] for n in NAMES[:4]) for r in found.rows if r.change == "removed")
    added = Counter(tuple(r.row[n] for n in NAMES[:4]) for r in found.rows if r.change == "added")
    lost, gained = was - now, now - was
    assert removed <= lost
    assert added <= gained
    assert (lost - removed).total() == (gained - added).total() == len(found.changed)
    assert {v.key["theft_id"] for v in found.values} <= {r[0] for r in (lost - removed)}
