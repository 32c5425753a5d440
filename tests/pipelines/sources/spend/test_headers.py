from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources.spend.headers import find_header

LANCASHIRE = [
    ["Expenditure Category", "Date", "Total Invoice Amount", "SUPPLIER", "Column1"],
    ["* Expenditure Category", "* Date", "* Total Invoice Amount", "* SUPPLIER FINAL"],
    ["* Expenditure Category", "* Date", "TOTAL", "* SUPPLIER FINAL"],
]


@pytest.mark.parametrize("cells", LANCASHIRE)
def test_a_commissioners_variants(cells):
    header = find_header([(1, cells)])
    assert header is not None
    assert dict(header.columns) == {"category": 0, "payment_date": 1, "amount_gbp": 2, "supplier_name": 3}
    assert header.unused == ((4,) if len(cells) == 5 else ())


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (
            [
                "Client",
                "Service Area",
                "Expenditure Catergory",
                "Expenditure Code",
                "Paid Date",
                "Trans No",
                "Amount",
                "Type of Expenditure",
                "Supplier ID",
                "Supplier Name ",
            ],
            {
                "body_name": 0,
                "department": 1,
                "category": 2,
                "payment_date": 4,
                "supplier_reference": 8,
                "transaction_id": 5,
                "amount_gbp": 6,
                "supplier_name": 9,
            },
        ),
        (
            [
                "Service Cost Centre",
                "Account Detail",
                "Description",
                "HBC ref no",
                "Name",
                "Payment date",
                "Net Amount(£)",
            ],
            {
                "department": 0,
                "category": 1,
                "purpose": 2,
                "transaction_id": 3,
                "supplier_name": 4,
                "payment_date": 5,
                "amount_gbp": 6,
            },
        ),
        (
            [
                "Vendor",
                "Contract End Date",
                "Date Paid",
                "Amount excl. VAT (£)",
                "VAT",
                "Irrecoverable VAT",
                "Contract No",
                "Decision Ref",
                "Purpose of spend",
                "Reason for value for money",
            ],
            {
                "supplier_name": 0,
                "payment_date": 2,
                "amount_gbp": 3,
                "irrecoverable_vat_gbp": 5,
                "contract_id": 6,
                "decision_id": 7,
                "purpose": 8,
                "value_for_money_reason": 9,
            },
        ),
        (
            ["Organisation", "Suplier Name", "Payment_Date", "Gross"],
            {"body_name": 0, "supplier_name": 1, "payment_date": 2, "amount_gbp": 3},
        ),
    ],
)
def test_other_publishers_columns(cells, expected):
    header = find_header([(1, cells)])
    assert header is not None
    assert dict(header.columns) == expected


@pytest.mark.parametrize(
    ("heading", "basis"),
    [
        ("Amount", "line"),
        ("Net Amount (£)", "line"),
        ("Line value", "line"),
        ("Total Invoice Amount", "invoice-total"),
        ("Sum of Invoice Nett Amount", "invoice-total"),
        ("TOTAL", "unknown"),
        ("Gross Amount", "unknown"),
    ],
)
def test_the_basis_of_the_amount_follows_its_heading(heading, basis):
    header = find_header([(1, ["Date", "Supplier", heading])])
    assert header is not None
    assert header.amount_basis == basis


def test_a_report_block_above_the_headings_is_stepped_over():
    above = [(1, ["Payments over £500"]), (2, []), (3, ["Date:", "01/02/2011"]), (4, ["Supplier", "all"])]
    header = find_header([*above, (5, ["Supplier", "Payment Date", "Amount"])])
    assert header is not None
    assert header.row == 5


def test_a_header_that_lacks_a_column_says_which():
    header = find_header([(1, ["Supplier Name", "Sum of Invoice Nett Amount"])])
    assert header is not None
    assert header.missing == ("payment_date",)


def test_notes_and_pivots_have_no_header():
    assert (
        find_header([(1, ["Row Labels", "Sum of TOTAL"]), (2, ["Fleet", 12.0]), (3, ["This sheet explains"])]) is None
    )


def test_two_columns_of_one_meaning_are_told():
    header = find_header([(1, ["Date", "Supplier", "Amount", "Amount"])])
    assert header is not None
    assert header.columns["amount_gbp"] == 2
    assert header.rivals == {"amount_gbp": (2, 3)}
    assert header.unused == (3,)


CELL = st.one_of(
    st.text(max_size=90),
    st.integers(),
    st.floats(),
    st.sampled_from(["Date", "Supplier", "Net Amount", "=A1", "Purpose"]),
)


@given(st.lists(st.lists(CELL, max_size=6), max_size=5))
def test_any_cells_have_a_header_or_none(rows):
    header = find_header(list(enumerate(rows, 1)))
    if header is None:
        return
    width = len(header.cells)
    assert len(set(header.columns.values())) == len(header.columns)
    assert all(0 <= at < width and header.cells[at] for at in header.columns.values())
    assert set(header.why) == set(header.columns)
    assert not set(header.unused) & set(header.columns.values())
    assert len(header.lower) == width
    header.is_repeated_by(rows[0])
