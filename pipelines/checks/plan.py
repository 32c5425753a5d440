"""The plan is whole: its priorities and commitments stand in order, and as many as the plan itself lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.checks.registers import names_existing, stands_beside, stands_once
from pipelines.dataset import WHOLE_PERIOD, Check, Finding

if TYPE_CHECKING:
    import duckdb

WITHIN_PLAN = "plan_id, kind, area, set_for"
WITHIN_PRIORITY = "priority_id, parent_id"


def in_order(column: str, within: str) -> Check:
    """The release check that the places in `column` run from 1 without a gap or a repetition within each group."""

    def run(table: duckdb.DuckDBPyRelation) -> list[Finding]:
        groups = table.aggregate(f"{within}, list_sort(list({column})) AS places", within).order(within).fetchall()
        broken = [(row[:-1], row[-1]) for row in groups if row[-1] != list(range(1, len(row[-1]) + 1))]
        if not broken:
            return [Finding(WHOLE_PERIOD, True, f"{len(groups):,} lists run from 1 without a gap")]
        named = (f"{' / '.join(str(part) for part in names if part)} has {places}" for names, places in broken)
        return [Finding(WHOLE_PERIOD, False, f"{'; '.join(named)}: number them from 1 without a gap")]

    text = f"Within each {within}, {column} runs from 1 without a gap or a repetition."
    return Check("in-order", text, run)


def priorities_by_area(table: duckdb.DuckDBPyRelation) -> list[Finding]:
    """For every plan, how many priorities each of its areas and addressees has; one plan is of one shape."""
    by = "plan_id, coalesce(area, set_for)"
    counts = table.filter("kind = 'priority'").aggregate(f"{by} AS part, count(*) AS priorities", by)
    rows = counts.order("plan_id, part").fetchall()
    shapes = table.filter("kind = 'priority'").aggregate("plan_id, count(DISTINCT area IS NULL) AS shapes", "plan_id")
    mixed = {plan for plan, shapes in shapes.fetchall() if shapes > 1}
    return [
        Finding(
            WHOLE_PERIOD,
            plan not in mixed,
            f"{plan}: {', '.join(f'{part} {number}' for named, part, number in rows if named == plan)}"
            + ("; it has areas and addressees: keep one" if plan in mixed else ""),
        )
        for plan in sorted({row[0] for row in rows})
    ]


def as_many_as_stated(table: duckdb.DuckDBPyRelation) -> list[Finding]:
    """For every area of a plan that lists its commitments, whether as many are recorded as were counted on its page.

    Nothing is found while no priorities are stored: there is then nothing to compare with.
    """
    if not stands_beside(table, "plan_priorities"):
        return []
    rows = table.query(
        "made",
        """SELECT plan_id, coalesce(area, set_for, kind), sum(commitments_stated)::BIGINT, sum(found)::BIGINT,
                  list_sort(list(priority_id) FILTER (commitments_stated <> found)) AS wrong
           FROM (SELECT plan_id, area, set_for, kind, priority_id, commitments_stated,
                        (SELECT count(*) FROM made
                         WHERE made.priority_id = stated.priority_id AND parent_id IS NULL) AS found
                 FROM plan_priorities AS stated WHERE commitments_stated IS NOT NULL)
           GROUP BY ALL ORDER BY ALL""",
    ).fetchall()
    return [
        Finding(
            WHOLE_PERIOD,
            not wrong,
            f"{plan}, {part}: {found} of {stated} commitments" + (f"; look at {', '.join(wrong)}" if wrong else ""),
        )
        for plan, part, stated, found, wrong in rows
    ]


def parts_have_a_whole(table: duckdb.DuckDBPyRelation) -> list[Finding]:
    """Whether each commitment that is part of another names one that stands by itself."""
    rows = table.project("commitment_id, parent_id").order("commitment_id").fetchall()
    wholes = {name for name, parent in rows if parent is None}
    lost = [name for name, parent in rows if parent is not None and parent not in wholes]
    parts = len(rows) - len(wholes)
    text = f"{', '.join(lost)}: parent_id names no commitment; correct it" if lost else f"{parts} parts have a whole"
    return [Finding(WHOLE_PERIOD, not lost, text)]


SERVES_PRIORITIES = names_existing("plan_priority_ids", "plan_priorities", "priority_id")
"""The check of every register whose rows name the priorities that they serve."""

PRIORITY_CHECKS = (
    stands_once("priority_id"),
    in_order("priority_order", WITHIN_PLAN),
    Check("priorities-by-area", "A plan's priorities stand under areas or for addressees.", priorities_by_area),
)
"""The release checks of the dataset `plan-priorities`."""

COMMITMENT_CHECKS = (
    stands_once("commitment_id"),
    names_existing("priority_id", "plan_priorities", "priority_id"),
    in_order("commitment_order", WITHIN_PRIORITY),
    Check("parts-have-a-whole", "A commitment within another names one that is there.", parts_have_a_whole),
    Check(
        "as-many-as-stated",
        "Each priority has as many commitments as the plan lists below it, where that dataset is here.",
        as_many_as_stated,
    ),
)
"""The release checks of the dataset `plan-commitments`."""
