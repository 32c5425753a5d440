from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from pipelines.upstream import Severity, SourceError
from schemas.expenditure import REDACTED_NAME, Expenditure

HEADINGS = ["Date", "Supplier", "Amount", "Purpose"]
PAID = [date(2026, 9, 14), "OAKFOLD LTD", 600.0, "Tyres"]


def checks(parsed, severity):
    return [issue.check for issue in parsed.issues if issue.severity == severity]


def test_every_row_has_its_place(parse, book):
    rows = [
        ["Payments over £500"],
        [],
        HEADINGS,
        PAID,
        PAID,
        [],
        HEADINGS,
        ["00:00:00", "WEIRSIDE LTD", 700.0],
        [datetime.fromisoformat("2026-09-15 01:00"), None, 50.0],
        [45914, "Harbourne Trust", "(1,000.00)"],
        [None, None, 950.0],
        ["Grand Total", None, 950.0],
        ["Prepared by the finance team"],
    ]
    parsed = parse("spend-2026-09.xlsx", book({"Sep 26": rows, "Notes": [["About"], ["this"]]}, hidden=("Notes",)))
    tally = parsed.tally
    # Read: rows 4 to 13 without the repeated heading, the two totals and the note.
    assert (tally.read, tally.accepted, tally.rejected, tally.blank, tally.furniture) == (6, 3, 2, 1, 9)
    assert parsed.rows["_row"].to_list() == [4, 5, 10]
    assert parsed.rows["payment_date"].to_list() == [date(2026, 9, 14)] * 2 + [date(2025, 9, 14)]
    assert parsed.rows["amount_gbp"].to_list() == [Decimal("600.00")] * 2 + [Decimal("-1000.00")]
    errors = [(issue.check, issue.row, issue.field) for issue in parsed.issues if issue.severity is Severity.ERROR]
    assert errors == [("date-missing", 8, "payment_date"), ("supplier-missing", 9, "supplier_name")]
    assert checks(parsed, Severity.WARNING) == ["date-outside-name"]
    assert sorted(checks(parsed, Severity.NOTE)) == ["columns-read", "furniture-row", "furniture-sheet"]
    Expenditure.validate(parsed.rows.select(list(Expenditure.to_schema().columns)), lazy=True)


def test_an_amount_alone_that_is_no_sum_is_rejected(parse, book):
    parsed = parse("x.xlsx", book({"s": [HEADINGS, PAID, [None, None, 601.0], PAID]}))
    assert (parsed.tally.rejected, parsed.tally.furniture) == (1, 1)


def test_a_supplier_called_total_is_no_total(parse, book):
    parsed = parse("x.xlsx", book({"s": [HEADINGS, [date(2026, 9, 1), "TOTAL", 600.0]]}))
    assert parsed.rows["supplier_name"].to_list() == ["TOTAL"]


def test_no_name_of_a_person_leaves_the_parser(parse, book):
    rows = [
        HEADINGS,
        [date(2026, 9, 1), "MR A SAMPLETON", 700.0, "Claim of A Sampleton"],
        ["MRS B PLACEHOLDER", "MRS B PLACEHOLDER", 700.0, "moved one column"],
        [date(2026, 9, 1), "OAKFOLD LTD", "Miss D Exemplar", "x"],
        [date(2026, 9, 1), "OAKFOLD LTD", 5.0, "Paid to Dr C Specimen"],
        [date(2026, 9, 1), "THIRD PARTY", 600.0, None],
    ]
    parsed = parse("x.xlsx", book({"s": rows}))
    everything = str(parsed.rows.to_dicts()) + str(parsed.issues)
    for word in ("SAMPLETON", "PLACEHOLDER", "EXEMPLAR", "SPECIMEN"):
        assert word not in everything.upper()
    assert parsed.rows["supplier_kind"].to_list() == ["individual", "company", "redacted"]
    assert parsed.rows["redaction_reason"].to_list() == ["personal_data", None, "personal_data"]
    assert parsed.rows["purpose"].to_list() == [REDACTED_NAME, f"Paid to {REDACTED_NAME}", None]
    assert parsed.rows["over_500"].to_list() == [True, False, True]


def test_leaked_working_columns_are_ignored_and_noted(parse, book):
    rows = [HEADINGS, [*PAID, "45914600OAKFOLD LTD", 1.0], [None, None, None, None, "45914600", 2.0]]
    parsed = parse("x.xlsx", book({"s": rows}))
    assert (parsed.tally.accepted, parsed.tally.blank) == (1, 1)
    assert any("columns without a heading: 2" in issue.text for issue in parsed.issues)


def test_a_sheet_without_dates_is_refused_whole_and_the_others_stay(parse, book):
    undated = [["Supplier Name", "Sum of Invoice Nett Amount"], ["OAKFOLD LTD", 700.0], [], ["WEIRSIDE LTD", 1.0]]
    parsed = parse("x.xlsx", book({"a": undated, "b": [HEADINGS, PAID]}))
    assert (parsed.tally.read, parsed.tally.accepted, parsed.tally.rejected, parsed.tally.blank) == (4, 1, 2, 1)
    (issue,) = [issue for issue in parsed.issues if issue.severity is Severity.ERROR]
    assert (issue.check, issue.sheet) == ("column-missing", "a")
    assert "payment date" in issue.text
    assert "2 rows" in issue.text


def test_payments_without_headings_are_refused_not_passed_over(parse, book):
    parsed = parse("x.xlsx", book({"a": [PAID] * 5, "b": [HEADINGS, PAID]}))
    assert (parsed.tally.accepted, parsed.tally.rejected) == (1, 5)
    assert checks(parsed, Severity.ERROR) == ["header-missing"]


def test_a_file_without_payments_is_refused(parse, book):
    with pytest.raises(SourceError, match=r"x\.xlsx: no row names the columns"):
        parse("x.xlsx", book({"Notes": [["nothing here"]]}))


def test_fractions_of_a_penny_are_pointed_out_and_noise_is_not(parse, book):
    rows = [HEADINGS, [*PAID[:2], 875.6899999999999], [*PAID[:2], 10.125]]
    parsed = parse("x.xlsx", book({"s": rows}))
    assert parsed.rows["amount_gbp"].to_list() == [Decimal("875.69"), Decimal("10.13")]
    (issue,) = [issue for issue in parsed.issues if issue.check == "rounded"]
    assert "1 amounts" in issue.text
    assert "(rows 3)" in issue.text
