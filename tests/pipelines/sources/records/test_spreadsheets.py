"""A register dropped into the inbox as a spreadsheet: taken row by row, or refused with the cell and the way out."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.commissioning import TENDERS
from pipelines.sources.inbox import register_of
from pipelines.sources.records.spreadsheets import written
from pipelines.sources.sheets import Cell
from pipelines.sources.spend import SPEND
from pipelines.upstream import Landed, Parsed, Request, Resource, Severity, SourceError, World
from pipelines.validation import validate

SOURCE = TENDERS.source
HEADINGS = (
    "Tender id",
    "title",
    "Who made it",
    "ISSUED",
    "Closes",
    "Expected value (£)",
    "Value band",
    "Status",
    "Bids",
)
ROW = ("kent-t-0001", "Cars", "office", "03/04/2026", "", "£12,500.00", "over-10000", "active", "4")


def as_csv(rows: Sequence[Sequence[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def as_workbook(**sheets: Sequence[Sequence[object]]) -> bytes:
    bytes_ = io.BytesIO()
    with xlsxwriter.Workbook(bytes_, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return bytes_.getvalue()


@pytest.fixture
def parse(tmp_path: Path) -> Callable[[bytes], Parsed]:
    def run(content: bytes) -> Parsed:
        path = tmp_path / "bytes"
        path.write_bytes(content)
        return SOURCE.parse(Landed(Resource("tenders/inbox/t", "inbox/tenders.xlsx"), path, "0" * 64, len(content)))

    return run


@pytest.fixture
def world(tmp_path: Path) -> World:
    (tmp_path / "inbox").mkdir()
    return World("live", False, tmp_path, (tmp_path / "inbox",), date(2026, 11, 21))


def test_a_row_says_what_a_record_would(parse: Callable[[bytes], Parsed]) -> None:
    parsed = parse(as_csv([HEADINGS, ROW, ("", " "), ROW[:8]]))
    assert parsed.issues == ()
    first, second = parsed.rows.rows(named=True)
    assert (first["tender_id"], first["title"], first["buyer"]) == ("kent-t-0001", "Cars", "office")
    assert (first["issue_date"], first["closing_date"]) == (date(2026, 4, 3), None)
    assert (first["expected_value_gbp"], first["expected_value_gbp_status"]) == (Decimal("12500.00"), None)
    assert (first["bids_received"], second["bids_received"], second["bids_received_status"]) == (4, None, "[x]")
    assert (first["_row"], second["_row"], "_sheet" in parsed.rows.columns) == (2, 4, False)
    tally = parsed.tally
    assert (tally.read, tally.rejected, tally.blank, tally.furniture, tally.accepted) == (3, 0, 1, 1, 2)


def test_a_workbooks_own_types_are_undone(parse: Callable[[bytes], Parsed]) -> None:
    typed = (*ROW[:3], date(2026, 4, 3), date(2026, 5, 1), 0.1 + 0.2, "up-to-10000", "active", 4.0)
    title = ("Invitations to tender, spring",)
    parsed = parse(as_workbook(Spring=[title, HEADINGS, typed], Notes=[HEADINGS, typed], Cover=[("Made in May",)]))
    (row,) = parsed.rows.rows(named=True)
    assert (row["issue_date"], row["closing_date"]) == (date(2026, 4, 3), date(2026, 5, 1))
    assert (row["expected_value_gbp"], row["bids_received"]) == (Decimal("0.30"), 4)
    assert (row["_row"], row["_sheet"], parsed.tally.furniture) == (3, "Spring", 5)


def test_a_sheet_that_looks_filled_in_and_is_not_taken_is_named(parse: Callable[[bytes], Parsed]) -> None:
    strange = [("Paid to", "When"), ("A", "B"), ("C", "D")]
    parsed = parse(as_workbook(A=[HEADINGS, ROW], Second=strange, Notes=strange, Cover=[("Made",), ("in May",)]))
    assert (parsed.rows.height, parsed.tally.furniture) == (1, 9)
    assert [(issue.check, issue.sheet, issue.row) for issue in parsed.issues] == [("sheet-passed-over", "Second", 1)]


@pytest.mark.parametrize(
    ("cell", "column", "text"),
    [
        (time(9, 5), "title", "09:05"),
        (True, "bids_received", "true"),
        (1250.0, "expected_value_gbp", "1250"),
        ("£1,250,000.50", "expected_value_gbp", "1250000.50"),
        ("1,2,3", "expected_value_gbp", "1,2,3"),
        ("3.4.2026", "issue_date", "2026-04-03"),
        ("  two\n lines ", "title", "two lines"),
        ("a-b;c", "plan_priority_ids", "a-b; c"),
        ("a;b", "title", "a;b"),
        (" ", "title", None),
    ],
)
def test_what_office_programs_do_to_a_value_is_undone(cell: Cell, column: str, text: str | None) -> None:
    (found,) = [one for one in SOURCE.columns if one.name == column]
    assert written(cell, found) == text


def test_a_wrong_cell_costs_its_row_and_says_where(parse: Callable[[bytes], Parsed]) -> None:
    wrong = (*ROW[:3], "soon", "", "a lot", *ROW[6:])
    parsed = parse(as_workbook(A=[HEADINGS, ROW, wrong], B=[HEADINGS, (*ROW[:4], "", "", "", *ROW[7:])]))
    assert (parsed.rows.height, parsed.tally.read, parsed.tally.rejected) == (1, 3, 2)
    found = [(issue.check, issue.sheet, issue.row, issue.field, issue.value) for issue in parsed.issues]
    assert found == [
        ("wrong-type", "A", 3, "issue_date", "soon"),
        ("wrong-type", "A", 3, "expected_value_gbp", "a lot"),
        ("missing-field", "B", 2, "value_band", ""),
    ]
    assert "inbox/tenders.xlsx sheet 'A' row 3" in parsed.issues[0].text


def test_a_heading_nobody_knows_is_named_and_the_rows_go_on(parse: Callable[[bytes], Parsed]) -> None:
    parsed = parse(as_csv([(*HEADINGS, "", "Colour"), (*ROW, "stray", "red")]))
    assert parsed.rows.height == 1
    assert [(issue.check, issue.severity, issue.field) for issue in parsed.issues] == [
        ("unknown-column", Severity.WARNING, "Colour"),
        ("unknown-column", Severity.WARNING, ""),
    ]


def test_a_comma_without_quotation_marks_costs_its_row(parse: Callable[[bytes], Parsed]) -> None:
    parsed = parse(as_csv([HEADINGS, ROW, (*ROW, "beyond")]))
    assert (parsed.rows.height, parsed.tally.rejected) == (1, 1)
    (issue,) = parsed.issues
    assert (issue.severity, issue.row) == (Severity.ERROR, 3)
    assert "put values with a comma in them into quotation marks" in issue.text


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("Paid to", "When"), ("A", "B")], "no row names the columns.*Tender id"),
        ([HEADINGS[1:], ROW[1:]], "the heading Tender id is missing"),
        ([(*HEADINGS, "Bids received", "bids_received"), ROW], "the heading Bids stands twice"),
    ],
)
def test_a_table_of_another_kind_is_refused_with_the_way(
    parse: Callable[[bytes], Parsed], rows: list[tuple[str, ...]], told: str
) -> None:
    with pytest.raises(SourceError, match=told):
        parse(as_csv(rows))


def test_a_character_that_cannot_be_printed_costs_its_row(parse: Callable[[bytes], Parsed]) -> None:
    parsed = parse(as_csv([HEADINGS, (ROW[0], "Ca\x07rs", *ROW[2:])]))
    assert (parsed.rows.height, parsed.issues[0].check, parsed.issues[0].field) == (0, "wrong-type", "title")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(st.characters(codec="utf-8"), max_size=8), max_size=9), max_size=6))
def test_any_cells_are_rows_or_refusals(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    path = tmp_path_factory.mktemp("any") / "bytes"
    path.write_bytes(as_csv([HEADINGS, *rows]))
    landed = Landed(Resource("tenders/inbox/t", "inbox/tenders.csv"), path, "0" * 64, 1)
    try:
        parsed = SOURCE.parse(landed)
    except SourceError:
        return
    tally = validate(TENDERS, "inbox/tenders.csv", parsed).tally
    assert tally.read == tally.accepted + tally.rejected + tally.blank
    assert parsed.tally.accepted == parsed.rows.height


@pytest.mark.parametrize(
    ("name", "register"),
    [
        ("Contracts 2026.xlsx", "contracts"),
        ("contracts.csv", "contracts"),
        ("Gifts_and_Hospitality-Q1.ods", "gifts-and-hospitality"),
        ("register of interests (May).XLSX", "register-of-interests"),
        ("grants over 500 2026.csv", ""),
        ("contracts payments.xlsx", ""),
        ("contractors.xlsx", ""),
        ("contracts.pdf", ""),
        ("spend 2026-09.xlsx", ""),
    ],
)
def test_a_name_says_which_register_it_is(name: str, register: str) -> None:
    assert register_of(name) == register


def test_one_source_takes_a_spreadsheet_and_no_other(world: World) -> None:
    inbox = world.inbox[0]
    (inbox / "sub").mkdir()
    for name in ("tenders.csv", "sub/Tenders 2.csv", "contracts.csv", "spend.csv", "~tenders.csv", "tenders.txt"):
        (inbox / name).write_bytes(as_csv([HEADINGS, ROW]))
    listed = [resource.url for resource in SOURCE.listing(world, Request("kent")).resources]
    assert listed == ["inbox/sub/Tenders 2.csv", "inbox/tenders.csv"]
    assert [resource.url for resource in SPEND.listing(world, Request("kent")).resources] == ["inbox/spend.csv"]
    sink = io.BytesIO()
    SOURCE.fetch(SOURCE.listing(world, Request("kent")).resources[0], world, sink)
    assert sink.getvalue() == as_csv([HEADINGS, ROW])
    (inbox / "tenders.csv").unlink()
    with pytest.raises(SourceError, match=r"inbox/tenders.csv cannot be read"):
        SOURCE.fetch(Resource("x", "inbox/tenders.csv"), world, io.BytesIO())


def test_a_spreadsheet_waits_as_a_whole_for_its_last_day(world: World) -> None:
    rows = [(*HEADINGS, "Not before"), (*ROW, "01/12/2026"), (*ROW, "")]
    (world.inbox[0] / "tenders.csv").write_bytes(as_csv(rows))
    waiting = SOURCE.listing(world, Request("kent"))
    assert (waiting.resources, [issue.check for issue in waiting.issues]) == ((), ["deferred"])
    due = SOURCE.listing(replace(world, today=date(2026, 12, 1)), Request("kent"))
    assert [resource.id for resource in due.resources] == ["tenders/inbox/tenders.csv"]
