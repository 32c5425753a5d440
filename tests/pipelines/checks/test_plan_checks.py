"""The plan's checks, each on a small plan worked out by hand, whole and with one thing wrong."""

from __future__ import annotations

from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.checks.plan import as_many_as_stated, in_order, parts_have_a_whole, priorities_by_area
from pipelines.checks.registers import names_existing, stands_beside
from pipelines.dataset import Finding

PRIORITIES: list[dict[str, Any]] = [
    {"priority_id": "a-one", "area": "people", "priority_order": 1, "commitments_stated": 2},
    {"priority_id": "a-two", "area": "people", "priority_order": 2, "commitments_stated": 1},
    {"priority_id": "b-one", "area": "places", "priority_order": 1, "commitments_stated": None},
]
COMMITMENTS: list[dict[str, Any]] = [
    {"commitment_id": "a-one-01", "priority_id": "a-one", "parent_id": None, "commitment_order": 1},
    {"commitment_id": "a-one-01-1", "priority_id": "a-one", "parent_id": "a-one-01", "commitment_order": 1},
    {"commitment_id": "a-one-02", "priority_id": "a-one", "parent_id": None, "commitment_order": 2},
    {"commitment_id": "a-two-01", "priority_id": "a-two", "parent_id": None, "commitment_order": 1},
]


def priorities(*changed: dict[str, Any]) -> pl.DataFrame:
    """The small plan, rows of the same id changed."""
    change = {row["priority_id"]: row for row in changed}
    rows = [
        {"plan_id": "x-plan-2030", "kind": "priority"} | row | change.get(row["priority_id"], {}) for row in PRIORITIES
    ]
    return pl.DataFrame(rows, schema_overrides={"set_for": pl.String}).with_columns(
        **({} if any("set_for" in row for row in rows) else {"set_for": pl.lit(None, pl.String)})
    )


def table(frame: pl.DataFrame, **beside: pl.DataFrame) -> duckdb.DuckDBPyRelation:
    """A relation over one stored table, with others in the same store."""
    connection = duckdb.connect()
    for name, other in {"rows": frame, **beside}.items():
        connection.register("given", other.to_arrow())
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
    return connection.table("rows")


def made(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows or COMMITMENTS), schema_overrides={"parent_id": pl.String})


def verdict(findings: list[Finding]) -> bool:
    assert findings
    return all(finding.ok for finding in findings)


def test_a_whole_plan_passes() -> None:
    commitments = table(made(), plan_priorities=priorities())
    assert verdict(priorities_by_area(table(priorities())))
    assert verdict(as_many_as_stated(commitments))
    assert verdict(parts_have_a_whole(commitments))
    assert verdict(in_order("commitment_order", "priority_id, parent_id").run(commitments))
    assert verdict(names_existing("priority_id", "plan_priorities", "priority_id").run(commitments))


def test_areas_are_counted_in_the_finding() -> None:
    (finding,) = priorities_by_area(table(priorities()))
    assert finding.text == "x-plan-2030: people 2, places 1"


def test_a_plan_of_two_shapes_is_named() -> None:
    (finding,) = priorities_by_area(table(priorities({"priority_id": "b-one", "area": None, "set_for": "force"})))
    assert not finding.ok
    assert "keep one" in finding.text


def test_commitments_that_are_missing_are_counted_by_area_and_named() -> None:
    short = [row for row in COMMITMENTS if row["commitment_id"] != "a-one-02"]
    (finding,) = as_many_as_stated(table(made(*short), plan_priorities=priorities()))
    assert not finding.ok
    assert finding.text == "x-plan-2030, people: 2 of 3 commitments; look at a-one"


def test_one_too_many_here_does_not_make_up_for_one_too_few_there() -> None:
    moved = [dict(row) for row in COMMITMENTS]
    moved[2]["priority_id"] = "a-two"
    (finding,) = as_many_as_stated(table(made(*moved), plan_priorities=priorities()))
    assert not finding.ok
    assert finding.text.endswith("3 of 3 commitments; look at a-one, a-two")


def test_a_part_without_a_whole_is_named() -> None:
    lost = [dict(row) for row in COMMITMENTS]
    lost[1]["parent_id"] = "a-one-09"
    (finding,) = parts_have_a_whole(table(made(*lost)))
    assert not finding.ok
    assert "a-one-01-1" in finding.text
    nested = [dict(row) for row in COMMITMENTS]
    nested[2]["parent_id"] = "a-one-01-1"  # a part of a part is refused too
    assert not verdict(parts_have_a_whole(table(made(*nested))))


@settings(max_examples=40, deadline=None)
@given(places=st.lists(st.integers(-2, 6), min_size=1, max_size=6))
def test_order_is_one_to_n_and_nothing_else(places: list[int]) -> None:
    frame = pl.DataFrame({"owner": ["g"] * len(places), "place": places})
    (finding,) = in_order("place", "owner").run(table(frame))
    assert finding.ok == (set(places) == set(range(1, len(places) + 1)) and len(set(places)) == len(places))
    assert finding.ok or "g has" in finding.text


def test_an_id_that_stands_nowhere_is_named_also_within_a_list() -> None:
    check = names_existing("plan_priority_ids", "plan_priorities", "priority_id")
    frame = pl.DataFrame({"plan_priority_ids": ["a-one; a-two", None, "a-one; z-lost"]})
    (finding,) = check.run(table(frame, plan_priorities=priorities()))
    assert not finding.ok
    assert finding.text == "z-lost stands nowhere in plan-priorities: correct the id"
    (fine,) = check.run(table(frame.head(2), plan_priorities=priorities()))
    assert fine.ok
    assert fine.text == "each of the 2 ids named stands in plan-priorities"


@pytest.mark.parametrize("beside", [True, False])
def test_without_the_other_dataset_nothing_is_tested_and_nothing_is_claimed(beside: bool) -> None:
    frame = pl.DataFrame({"plan_priority_ids": ["z-lost"], "priority_id": ["z-lost"], "parent_id": [None]})
    here = table(frame, **({"plan_priorities": priorities()} if beside else {}))
    assert stands_beside(here, "plan_priorities") is beside
    assert bool(names_existing("plan_priority_ids", "plan_priorities", "priority_id").run(here)) is beside
    assert bool(as_many_as_stated(here)) is beside


def test_a_check_leaves_nothing_behind_in_the_store() -> None:
    connection = duckdb.connect()
    connection.execute("CREATE TABLE plan_priorities AS SELECT 'a' AS priority_id")
    connection.execute("CREATE TABLE rows AS SELECT 'a' AS plan_priority_ids")
    names_existing("plan_priority_ids", "plan_priorities", "priority_id").run(connection.table("rows"))
    kept = "SELECT count(*) FROM duckdb_views() WHERE NOT internal AND NOT temporary"
    assert connection.execute(kept).fetchall() == [(0,)]
