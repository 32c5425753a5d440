"""Validation: every failing row named, every row accounted for, and proof that checking is on."""

from __future__ import annotations

import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pandera.polars as pa
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.upstream import Parsed, Severity, Tally
from pipelines.validation import WARNINGS_NAMED, CheckingIsOff, Unaccounted, prove_checking, recheck, validate
from schemas.base import Table, column
from tests.pipelines.smallworld import csv_of, dataset, landed, parsed, warnings_of

LOST = dataset()
GOOD = ("A1", "2025-01", "hat", "1.50")


def test_a_good_file_passes_whole() -> None:
    verdict = validate(LOST, "a.csv", parsed([GOOD, (None, "2025-01", "key", None)]))
    assert verdict.issues == ()
    assert verdict.rows.height == verdict.tally.accepted == 2


@pytest.mark.parametrize(
    ("row", "check", "field", "value"),
    [
        (("a1", "2025-01", "hat", "1"), "str-matches", "ticket", "a1"),
        (("A1", "2025-13", "hat", "1"), "str-matches", "month", "2025-13"),
        (("A1", None, "hat", "1"), "not-nullable", "month", ""),
        (("A1", "2025-01", "x" * 21, "1"), "str-length", "kind", "x" * 21),
        (("A1", "2025-01", "hat", "-0.01"), "greater-than-or-equal-to", "worth_gbp", "-0.01"),
        (("A1", "2025-01", "hat", None), "hats-are-worth-something", "", ""),
    ],
)
def test_each_rule_names_the_row_that_breaks_it(
    row: tuple[str, str, str, str], check: str, field: str, value: str
) -> None:
    verdict = validate(LOST, "a.csv", parsed([GOOD, row, GOOD]))
    (issue,) = [issue for issue in verdict.issues if issue.severity is Severity.ERROR]
    assert (issue.resource, issue.row, issue.check, issue.field, issue.value) == ("a.csv", 3, check, field, value)
    assert issue.period == "2025-01"
    assert "Correct it at the source" in issue.text
    assert verdict.rows["_row"].to_list() == [2, 4]
    assert (verdict.tally.read, verdict.tally.rejected) == (3, 1)


def test_a_row_that_breaks_many_rules_is_rejected_once_and_named_for_each() -> None:
    verdict = validate(LOST, "a.csv", parsed([("a1", None, "hat", None)]))
    assert len(verdict.issues) == 3
    assert verdict.tally.rejected == 1


def test_the_sheet_of_a_workbook_is_named() -> None:
    sheets = parsed([GOOD, ("a1", "2025-01", "hat", "1")])
    found = validate(LOST, "a.xlsx", Parsed(sheets.rows.with_columns(_sheet=pl.lit("May")), sheets.tally))
    assert [issue.sheet for issue in found.issues] == ["May"]
    assert "_sheet" in found.rows.columns


def test_repeated_keys_are_warned_of_and_published() -> None:
    rows = [GOOD, ("A2", "2025-01", "key", None), GOOD, (None, "2025-01", "key", None), (None, "2025-01", "key", None)]
    verdict = validate(LOST, "a.csv", parsed(rows))
    (issue,) = verdict.issues
    assert (issue.check, issue.severity, issue.value, issue.row) == ("repeated-key", Severity.WARNING, "A1", 2)
    assert "rows 2, 4" in issue.text
    assert verdict.rows.height == 5, "rows without a key are no repeats, and repeats are kept"


def test_a_flood_of_repeats_is_counted_rather_than_named() -> None:
    rows = [(f"A{number}", "2025-01", "key", None) for number in range(WARNINGS_NAMED + 50)] * 2
    verdict = validate(LOST, "a.csv", parsed(rows))
    assert len(verdict.issues) == WARNINGS_NAMED + 1
    assert "50 more keys" in verdict.issues[-1].text
    assert verdict.rows.height == len(rows)


def test_new_values_are_warned_of_once_and_published() -> None:
    rows = [("A1", "2025-01", "bag", None), ("A2", "2025-01", "umbrella", None), ("A3", "2025-01", "bag", None)]
    verdict = validate(LOST, "a.csv", parsed(rows))
    assert [(issue.value, issue.row, issue.owner) for issue in verdict.issues] == [
        ("bag", 2, "openbeat"),
        ("umbrella", 3, "openbeat"),
    ]
    assert "(2 rows)" in verdict.issues[0].text
    assert verdict.rows.height == 3


def test_a_flood_of_new_values_is_counted_rather_than_named() -> None:
    rows = [(f"A{number}", "2025-01", f"thing {number}", None) for number in range(WARNINGS_NAMED + 7)]
    verdict = validate(LOST, "a.csv", parsed(rows))
    assert warnings_of(verdict.issues) == ["new-value"] * (WARNINGS_NAMED + 1)
    assert "7 more values" in verdict.issues[-1].text


TEXTS = st.one_of(st.none(), st.sampled_from(["A1", "B2", "a1", "2025-01", "2025-1", "hat", "key", "x" * 30, "é", ""]))
MONEY = st.one_of(st.none(), st.decimals(-9, 9, places=2).map(str))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS, MONEY), max_size=12), st.integers(0, 3), st.integers(0, 3))
def test_read_is_accepted_rejected_and_blank(
    rows: list[tuple[str | None, str | None, str | None, str | None]], refused: int, blank: int
) -> None:
    tally = {"read": len(rows) + refused + blank, "rejected": refused, "blank": blank}
    verdict = validate(LOST, "a.csv", parsed(rows, **tally))
    rejected = {issue.row for issue in verdict.issues if issue.severity is Severity.ERROR}
    assert verdict.tally.accepted == verdict.rows.height
    assert verdict.tally.rejected == refused + len(rejected)
    assert sorted(rejected | set(verdict.rows["_row"])) == list(range(2, len(rows) + 2))
    assert recheck(LOST, verdict.rows.select([column.name for column in LOST.columns])) == 0


def test_an_account_that_does_not_add_up_is_our_fault() -> None:
    with pytest.raises(Unaccounted, match=r"a\.csv: 5 rows read"):
        validate(LOST, "a.csv", parsed([GOOD], read=5))


def test_a_parser_with_other_columns_is_our_fault() -> None:
    wrong = parsed([GOOD])
    with pytest.raises(TypeError, match="the parser's columns are not the schema's"):
        validate(LOST, "a.csv", Parsed(wrong.rows.with_columns(pl.col("worth_gbp").cast(pl.Float64)), wrong.tally))


def test_stored_rows_are_checked_again() -> None:
    names = [column.name for column in LOST.columns]
    rows = parsed([GOOD, ("a1", "2025-01", "hat", "1"), ("A1", None, "hat", None)]).rows.select(names)
    assert recheck(LOST, rows) == 2


class Careless(Table):
    """A model that needs nothing."""

    ticket: str = column("Ticket", "Number.", example="A1", nullable=True)


def test_a_model_that_needs_nothing_proves_nothing() -> None:
    with pytest.raises(CheckingIsOff, match="a row without any needed column passed"):
        prove_checking(dataset(schema=Careless))


CANARY = """
import sys
from pathlib import Path
from tests.pipelines.smallworld import csv_of, dataset, landed
from pipelines.validation import validate
small = dataset()
validate(small, "a.csv", small.source.parse(landed(Path(sys.argv[1]), csv_of("A1,2025-01,hat,1"))))
"""


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [
        ("PANDERA_VALIDATION_ENABLED", "False", 1),
        ("PANDERA_VALIDATION_DEPTH", "SCHEMA_ONLY", 1),
        ("PANDERA_VALIDATION_ENABLED", "True", 0),
    ],
)
def test_nothing_passes_when_checking_is_switched_off(
    name: str, value: str, status: int, tmp_path: Path, root: Path
) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", CANARY, str(tmp_path)],
        cwd=root,
        env=os.environ | {name: value},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ran.returncode == status, ran.stderr
    assert ("CheckingIsOff: lost-property: a row without kind, month passed" in ran.stderr) == bool(status)


def test_checking_switched_off_in_mid_run_is_seen() -> None:
    prove_checking(LOST)
    with pa.config.config_context(validation_enabled=False), pytest.raises(CheckingIsOff):
        prove_checking(LOST)


def test_what_a_real_parser_rejected_stays_rejected(tmp_path: Path) -> None:
    file = landed(tmp_path, csv_of("A1,2025-01,hat,1.50", "A2,2025-01,key,dear", "short", "", "a3,2025-01,key,"))
    verdict = validate(LOST, file.resource.id, LOST.source.parse(file))
    assert verdict.tally == Tally(read=5, rejected=3, blank=1, furniture=1)
    assert sorted(issue.row or 0 for issue in verdict.issues) == [3, 4, 6]
    assert verdict.rows["worth_gbp"].to_list() == [Decimal("1.50")]
