"""Layouts that leave something open: what can be settled is, what cannot is refused in words, never guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources.spend.headers import find_header
from pipelines.sources.spend.values import ValueProblem, amount_of
from pipelines.upstream import Severity

HEAD = ["Payment Date", "Supplier Name", "Net Amount"]


def csv(*rows: list[str]) -> bytes:
    return "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows).encode()


def errors(parsed):
    return [(issue.check, issue.row) for issue in parsed.issues if issue.severity is Severity.ERROR]


def test_headings_in_two_rows_with_merged_cells_are_read_together(parse):
    data = csv(
        ["Payments over £500", "", "", "", ""],
        ["Supplier", "Supplier number", "Payment", "", "Cost"],
        ["", "", "Date", "Value", "Centre"],
        ["OAKFOLD LTD", "7", "01/09/2026", "600.00", "Fleet"],
        ["", "", "Date", "Value", "Centre"],
    )
    parsed = parse("spend-2026-09.csv", data)
    row = parsed.rows.row(0, named=True)
    assert (row["supplier_name"], row["amount_gbp"], row["department"]) == ("OAKFOLD LTD", Decimal(600), "Fleet")
    assert (parsed.tally.read, parsed.tally.accepted, parsed.tally.furniture) == (1, 1, 4)


def test_an_upper_heading_alone_stands_for_both_rows():
    header = find_header([(1, ["Supplier", "Date", "Amount (£)", ""]), (2, ["", "Paid", "Net", "VAT"])])
    assert header is not None
    assert dict(header.columns) == {"supplier_name": 0, "payment_date": 1, "amount_gbp": 2}


def test_the_report_says_what_was_taken_for_what_and_why(parse):
    parsed = parse("x.csv", csv(["Date", "Paid To", "Net Ammount", "Colour"], ["01/09/2026", "A LTD", "1", "red"]))
    (said,) = [issue.text for issue in parsed.issues if issue.check == "columns-read"]
    assert "supplier_name from 'Paid To' (column B, a known heading)" in said
    assert "amount_gbp from 'Net Ammount' (column C, spelt nearly as 'net amount')" in said
    assert "Columns not used: 'Colour'" in said


def test_two_amounts_that_differ_are_refused_by_name(parse):
    parsed = parse("x.csv", csv([*HEAD, "Net Amount"], ["01/09/2026", "A LTD", "1", "2"]))
    assert (parsed.tally.accepted, parsed.tally.rejected) == (0, 1)
    (issue,) = [issue for issue in parsed.issues if issue.severity is Severity.ERROR]
    assert issue.check == "column-ambiguous"
    assert "C 'Net Amount' and D 'Net Amount' could both be the amount and differ" in issue.text


def test_two_amounts_that_say_the_same_are_one(parse):
    assert parse("x.csv", csv([*HEAD, "Net Amount"], ["01/09/2026", "A LTD", "1", "1"])).tally.accepted == 1


def test_two_purposes_that_differ_are_left_out_and_said(parse):
    parsed = parse("x.csv", csv([*HEAD, "Purpose", "Purpose"], ["01/09/2026", "A LTD", "1", "tyres", "fuel"]))
    assert parsed.rows["purpose"].to_list() == [None]
    (issue,) = [issue for issue in parsed.issues if issue.check == "columns-read"]
    assert issue.severity is Severity.WARNING
    assert "D 'Purpose' and E 'Purpose' could both be the purpose" in issue.text


@pytest.mark.parametrize("words", [("Debit", "Credit"), ("Debit Amount", "Credit Amount"), ("DR (£)", "CR (£)")])
def test_debits_and_credits_that_never_meet_in_a_row_are_one_amount(parse, words):
    head = ["Payment Date", "Supplier Name", *words]
    rows = [["01/09/2026", "A LTD", "5.10", ""], ["02/09/2026", "A LTD", "0.00", "3"], ["03/09/2026", "A LTD", "", ""]]
    parsed = parse("x.csv", csv(head, *rows))
    assert parsed.rows["amount_gbp"].to_list() == [Decimal("5.10"), Decimal(-3)]
    assert errors(parsed) == [("amount-missing", 4)]
    (said,) = [issue.text for issue in parsed.issues if issue.check == "columns-read"]
    assert f"amount_gbp from {words[0]!r} (column C, debits, less the credits of column D {words[1]!r})" in said
    assert "Columns not used: none" in said


def test_debits_and_credits_in_one_row_are_not_guessed_between(parse):
    head = ["Payment Date", "Supplier Name", "Debit Amount", "Credit Amount"]
    parsed = parse("x.csv", csv(head, ["01/09/2026", "A LTD", "5", "3"], ["02/09/2026", "A LTD", "", "3"]))
    assert parsed.tally.accepted == 0
    assert errors(parsed) == [("column-ambiguous", 1)]


def test_dates_with_the_month_first_are_refused_one_by_one(parse):
    parsed = parse("x.csv", csv(HEAD, ["09/04/2026", "A LTD", "1"], ["09/14/2026", "A LTD", "1"]))
    assert errors(parsed) == [("date-order", 2), ("date-order", 3)]


def test_one_wrong_date_among_british_ones_is_refused_alone(parse):
    rows = [["04/09/2026", "A LTD", "1"], ["24/09/2026", "A LTD", "1"], ["09/14/2026", "A LTD", "1"]]
    parsed = parse("x.csv", csv(HEAD, *rows))
    assert parsed.rows["payment_date"].to_list() == [date(2026, 9, 4), date(2026, 9, 24)]
    assert errors(parsed) == [("date-unreadable", 4)]


def test_pence_become_pounds_and_thousands_are_refused(parse):
    pence = parse("x.csv", csv(["Date", "Supplier", "Amount (pence)"], ["01/09/2026", "A LTD", "123456"]))
    assert pence.rows["amount_gbp"].to_list() == [Decimal("1234.56")]
    assert not any(issue.check == "rounded" for issue in pence.issues)
    thousands = parse("x.csv", csv(["Date", "Supplier", "Amount (£000)"], ["01/09/2026", "A LTD", "1.2"]))
    assert errors(thousands) == [("amount-in-thousands", 1)]
    limit = parse("x.csv", csv(["Date", "Supplier", "Amount (£25,000+)"], ["01/09/2026", "A LTD", "26000"]))
    assert limit.rows["amount_gbp"].to_list() == [Decimal(26000)]


def test_the_side_of_the_account_and_the_currency_are_heeded(parse):
    head = [*HEAD, "Dr/Cr", "Currency"]
    rows = [["1/9/2026", "A", "5", "DR", "GBP"], ["1/9/2026", "A", "3", "CR", ""], ["1/9/2026", "A", "9", "", "EUR"]]
    parsed = parse("x.csv", csv(head, *rows))
    assert parsed.rows["amount_gbp"].to_list() == [Decimal(5), Decimal(-3)]
    assert errors(parsed) == [("currency", 4)]


@pytest.mark.parametrize(
    ("cell", "pounds"),
    [("1,234.56 CR", "-1234.56"), ("1,234.56DR", "1234.56"), ("£10.00 Cr.", "-10"), ("(10.00)", "-10"), ("10-", "-10")],
)
def test_credits_are_negative(cell, pounds):
    assert amount_of(cell) == Decimal(pounds)


def test_an_amount_signed_twice_is_refused():
    with pytest.raises(ValueProblem):
        amount_of("-10.00 CR")


@given(st.integers(1, 10**9))
def test_a_credit_is_the_negative_of_its_debit(pence):
    pounds = f"{pence // 100:,}.{pence % 100:02}"
    assert amount_of(f"{pounds} CR") == -amount_of(f"{pounds} DR") == -Decimal(pence) / 100
