"""The office is held by one person at a time: two rows of one post may not hold on the same day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.dataset import WHOLE_PERIOD, Check, Finding

if TYPE_CHECKING:
    import duckdb

_TOGETHER = """
    SELECT earlier.title, earlier.officer_id, later.officer_id
    FROM held earlier JOIN held later ON earlier.title = later.title AND earlier.officer_id < later.officer_id
    WHERE earlier.post_kind = 'office-holder' AND later.post_kind = 'office-holder'
      AND ((earlier.valid_to IS NULL AND later.valid_to IS NULL)
        OR (earlier.valid_from <= coalesce(later.valid_to, DATE '9999-12-31')
          AND later.valid_from <= coalesce(earlier.valid_to, DATE '9999-12-31')))
    ORDER BY ALL
"""
"""Pairs of rows that hold together. A first day that is not recorded contradicts only another row that holds today."""


def one_at_a_time(table: duckdb.DuckDBPyRelation) -> list[Finding]:
    """A finding for each pair of rows of the elected office that hold together; one that all is well when none do."""
    pairs = table.query("held", _TOGETHER).fetchall()
    if not pairs:
        return [Finding(WHOLE_PERIOD, True, "the office is held by one person at a time")]
    return [
        Finding(WHOLE_PERIOD, False, f"{first} and {second} both hold {post!r} on some day: close one with valid_to")
        for post, first, second in pairs
    ]


ONE_AT_A_TIME = Check("one-holder-at-a-time", "No two rows of the elected office hold on the same day.", one_at_a_time)
"""A release check of the dataset `officers`."""
