"""Two holders of one office on one day are found; whoever follows, or of whom no day is known, is not."""

from __future__ import annotations

from datetime import date

import duckdb
import polars as pl
import pytest

from assets.people import OFFICERS
from pipelines.checks.officers import one_at_a_time

Row = tuple[str, str, date | None, date | None]
MAY, JUNE, JULY = date(2024, 5, 1), date(2024, 6, 1), date(2024, 7, 1)
NAMES = ("officer_id", "title", "post_kind", "valid_from", "valid_to")
SCHEMA = {column.name: column.polars for column in OFFICERS.columns if column.name in NAMES}
HOLDER, DEPUTY = "office-holder", "deputy"


def pairs(*rows: Row) -> int:
    """How many pairs of rows are said to hold together."""
    data = [(f"x-o-{number:04}", kind, title, *days) for number, (title, kind, *days) in enumerate(rows, 1)]
    frame = pl.DataFrame(data, SCHEMA, orient="row")
    findings = one_at_a_time(duckdb.connect().from_arrow(frame.to_arrow()))
    return sum(not finding.ok for finding in findings)


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([("A", HOLDER, MAY, JUNE), ("A", HOLDER, JULY, None)], 0),
        ([("A", HOLDER, MAY, JUNE), ("A", HOLDER, JUNE, None)], 1),  # both on the first of June
        ([("A", HOLDER, None, None), ("A", HOLDER, JULY, None)], 1),  # both today
        ([("A", HOLDER, None, JUNE), ("A", HOLDER, JULY, None)], 0),
        ([("A", HOLDER, None, JULY), ("A", HOLDER, JUNE, JULY)], 0),  # nobody knows since when
        ([("A", HOLDER, MAY, None), ("B", HOLDER, MAY, None)], 0),  # another office
        ([("A", DEPUTY, MAY, None), ("A", DEPUTY, MAY, None)], 0),  # there may be two
        ([("A", HOLDER, MAY, None), ("A", HOLDER, JUNE, None), ("A", HOLDER, JULY, JULY)], 3),
    ],
)
def test_rows_that_hold_together_are_found(rows: list[Row], found: int) -> None:
    assert pairs(*rows) == found


def test_the_finding_names_both_rows_and_the_way_out() -> None:
    frame = pl.DataFrame(
        [("k-o-0002", HOLDER, "C", MAY, None), ("k-o-0001", HOLDER, "C", MAY, None)],
        SCHEMA,
        orient="row",
    )
    (finding,) = one_at_a_time(duckdb.connect().from_arrow(frame.to_arrow()))
    assert not finding.ok
    assert finding.text == "k-o-0001 and k-o-0002 both hold 'C' on some day: close one with valid_to"
