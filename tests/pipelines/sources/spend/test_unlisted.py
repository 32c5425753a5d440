"""Sheets as publishers make them whose headings nobody has listed: told by their contents, and said; or refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from pipelines.sources.sheets import Sheet
from pipelines.sources.spend.contents import headings_by_contents
from pipelines.sources.spend.settling import header_of
from pipelines.sources.spend.totals import is_total
from pipelines.sources.spend.values import ValueProblem, date_of
from pipelines.upstream import Severity

PAID = [
    ["03/04/2026", "Acme Fleet Ltd", "1234.56", "Parts"],
    ["07/04/2026", "Borough of Swale", "5000.00", "Rates"],
    ["21/04/2026", "Zed Cleaning Limited", "(250.10)", "Refund"],
]


def csv(*rows: list[str]) -> bytes:
    return "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows).encode()


@pytest.mark.parametrize(
    "headings",
    [
        ["Settled On", "Counterparty", "Sterling Paid Out", "Rationale"],
        ["When", "Who we paid", "How much", "Why"],
        ["Paid on", "Payee", "Amt £", "What for"],
        ["Bank run", "Outfit", "Outlay", "Story"],
        ["Zeitpunkt", "Empfaenger", "Betrag", "Zweck"],
    ],
)
def test_headings_that_nobody_listed_are_read_by_meaning_or_contents(parse: Any, headings: list[str]) -> None:
    parsed = parse("spend-2026-04.csv", csv(["Payments for April"], headings, *PAID))
    assert parsed.rows["supplier_name"].to_list() == [row[1] for row in PAID]
    assert parsed.rows["amount_gbp"].sum() == Decimal("5984.46")
    assert (parsed.tally.accepted, parsed.tally.rejected, parsed.tally.furniture) == (3, 0, 2)


def test_what_was_told_by_contents_alone_is_said_as_a_warning(parse: Any) -> None:
    parsed = parse("spend-2026-04.csv", csv(["Bank run", "Outfit", "Outlay", "Story"], *PAID))
    (said,) = [issue for issue in parsed.issues if issue.check == "columns-read"]
    assert said.severity is Severity.WARNING
    assert "payment_date from 'Bank run' (column A, by its contents: dates)" in said.text
    assert "'Outlay' was taken for the amount by what stands below it" in said.text
    assert parsed.rows["amount_basis"].unique().to_list() == ["unknown"]


@pytest.mark.parametrize(
    ("headings", "more"),
    [
        (["Raised", "Payee", "Amount", "Booked"], "01/04/2026"),  # two columns of dates
        (["Paid on", "Payee", "Ledger", "Outlay"], "12.50"),  # two of money
        (["Due date", "Payee", "Amount", "Story"], "x"),  # dates that are known to be others
        (["Paid on", "Payee", "Total tax", "Story"], "x"),  # figures that are no payment
    ],
)
def test_what_two_columns_could_be_is_not_guessed(parse: Any, headings: list[str], more: str) -> None:
    parsed = parse("spend-2026-04.csv", csv(headings, *([*row[:3], more] for row in PAID)))
    assert (parsed.tally.accepted, parsed.tally.rejected) == (0, 3)
    (issue,) = [issue for issue in parsed.issues if issue.severity is Severity.ERROR]
    assert issue.check == "column-missing"


def test_notes_pivots_and_numbers_without_pence_are_no_payments() -> None:
    pivot = [["Row labels", "Sum of spend", "Share"], ["Acme Ltd", 1234.56, 0.2], ["Grand total", 5.5, 1]]
    codes = [["Day", "Firm", "Cost code"], ["03/04/2026", "Acme Ltd", "100001"], ["04/04/2026", "B Ltd", "100002"]]
    for rows in (pivot, codes, [["only", "words", "here"]], []):
        assert headings_by_contents(Sheet("a", list(enumerate(rows, 1)))) is None


def test_a_row_of_payments_is_never_taken_for_headings() -> None:
    assert header_of(Sheet("a", list(enumerate(PAID, 1)))) is None


def test_a_hidden_sheet_is_named_and_not_published(parse: Any, book: Any) -> None:
    rows = [["Date", "Supplier", "Amount"], ["03/04/2026", "A LTD", "1.00"]]
    parsed = parse("spend.xlsx", book({"Apr": rows, "Working": rows}, hidden=("Working",)))
    assert (parsed.tally.accepted, parsed.tally.furniture) == (1, 3)
    (issue,) = [issue for issue in parsed.issues if issue.check == "hidden-sheet"]
    assert (issue.sheet, issue.severity) == ("Working", Severity.WARNING)


@pytest.mark.parametrize(
    "cell", ["Fri 03 Apr 2026", "Friday, 3 April 2026", "April 3, 2026", "Apr. 03 2026", "april 3rd, 2026"]
)
def test_dates_in_words_are_one_day(cell: str) -> None:
    assert date_of(cell).isoformat() == "2026-04-03"


@pytest.mark.parametrize("cell", ["Someday 3 April", "April 31, 2026", "Sun", "Monday"])
def test_words_that_are_no_day_are_refused(cell: str) -> None:
    with pytest.raises(ValueProblem):
        date_of(cell)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"supplier_name": "ACME LTD Total", "amount_gbp": "7.00"}, True),  # as a spreadsheet's subtotals are named
        ({"purpose": "Total April 2026", "amount_gbp": "19.50"}, True),
        ({"supplier_name": "Page 2 of 4"}, True),
        ({"amount_gbp": "19.50"}, True),
        ({"supplier_name": "TOTAL GAS LTD", "amount_gbp": "8.00"}, False),  # a name, and no sum
        ({"supplier_name": "ACME LTD", "amount_gbp": "7.00"}, False),  # a payment that lacks its date
        ({"payment_date": "03/04/2026", "supplier_name": "Total Ltd", "amount_gbp": "7.00"}, False),
    ],
)
def test_totals_are_told_by_their_sum(row: dict[str, str], expected: bool) -> None:
    assert is_total(row, (Decimal("19.50"), Decimal(7))) is expected


def test_a_comma_without_quotation_marks_costs_its_row_and_never_changes_an_amount(parse: Any) -> None:
    lines = "Date,Supplier,Amount,Purpose,\n04/04/2026,Beta Ltd,1,234.50,rent\n05/04/2026,C Ltd,7.00,tyres,\n"
    parsed = parse("spend-2026-04.csv", lines.encode())
    assert parsed.rows["amount_gbp"].to_list() == [Decimal(7)]
    (issue,) = [issue for issue in parsed.issues if issue.severity is Severity.ERROR]
    assert (issue.check, issue.row) == ("too-many-values", 2)


def test_a_working_column_without_a_heading_costs_a_workbook_nothing(parse: Any, book: Any) -> None:
    rows = [["Date", "Supplier", "Amount"], ["03/04/2026", "A LTD", "1.00", "checked"]]
    assert parse("spend.xlsx", book({"Apr": rows})).tally.accepted == 1


def test_of_two_columns_of_one_name_the_one_that_is_filled_is_read(parse: Any) -> None:
    rows = [["Supplier Name", "Date", "Amount", "Supplier Name 2"], ["A LTD", "03/04/2026", "1.00", ""]]
    assert parse("spend.csv", csv(*rows)).rows["supplier_name"].to_list() == ["A LTD"]
    turned = [row[::-1] for row in rows]
    assert parse("spend.csv", csv(*turned)).rows["supplier_name"].to_list() == ["A LTD"]


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-16", "utf-8-sig", "cp1252"])
def test_text_is_read_in_any_encoding_that_office_programs_save(parse: Any, codec: str) -> None:
    data = csv(["Date", "Supplier", "Amount (£)"], ["03/04/2026 12:00:00 AM", "A LTD", "£1.00"]).decode()
    assert parse("spend.csv", data.encode(codec)).rows["amount_gbp"].to_list() == [Decimal(1)]
