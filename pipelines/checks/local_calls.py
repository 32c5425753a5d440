"""The force's own figures of calls must add up, and stand once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.dataset import Check, Finding

if TYPE_CHECKING:
    import duckdb


def answered_and_not_add_up(table: duckdb.DuckDBPyRelation) -> list[Finding]:
    """For every row that gives all three counts, whether calls answered and not answered are those received."""
    given = table.filter("calls_received + calls_answered + calls_not_answered IS NOT NULL").order("service, period")
    counts = given.project("service, period, calls_received, calls_answered, calls_not_answered").fetchall()
    return [
        Finding(
            period,
            answered + lost == received,
            f"{service}: {answered:,} answered and {lost:,} not make {answered + lost:,} of {received:,} received",
        )
        for service, period, received, answered, lost in counts
    ]


def figures_stand_once(table: duckdb.DuckDBPyRelation) -> list[Finding]:
    """For every service and period, whether one source alone gives its figures."""
    by = "service, period_kind, period"
    counted = table.aggregate(f"{by}, list_sort(list(source)) AS sources", by).order(by)
    return [
        Finding(
            period,
            len(sources) == 1,
            f"{service}: given by {' and '.join(sources)}" + ("" if len(sources) == 1 else "; keep one of them"),
        )
        for service, _, period, sources in counted.fetchall()
    ]


CHECKS = (
    Check(
        "answered-and-not-add-up",
        "Calls answered and calls not answered add up to those received.",
        answered_and_not_add_up,
    ),
    Check("figures-stand-once", "Each service and period has its figures from one source.", figures_stand_once),
)
"""The release checks of the dataset `call-handling-101`."""
