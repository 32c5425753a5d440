"""Headings of many public bodies' spending files, as they are commonly laid out: what each is taken for."""

from __future__ import annotations

import pytest

from pipelines.sources.spend.headers import find_header

SHORT = {
    "D": "payment_date",
    "S": "supplier_name",
    "A": "amount_gbp",
    "V": "irrecoverable_vat_gbp",
    "T": "transaction_id",
    "B": "body_name",
    "C": "category",
    "P": "department",
    "U": "purpose",
    "R": "value_for_money_reason",
    "K": "contract_id",
    "N": "decision_id",
}
"""A letter for each meaning; `-` for a heading that is known and not published."""

LAYOUTS = {
    "ministry, Treasury guidance": "-Department family|B Entity|D Date|C Expense Type|P Expense Area|S Supplier"
    "|T Transaction Number|A Amount|-VAT Registration Number|U Purpose of spend|-Supplier Postcode|-Supplier Type",
    "ministry, AP amount": "-Department Family|B Entity|D Date of Payment|C Expense Type|P Expense area|S Supplier"
    "|T Transaction number|A AP Amount (£)|U Narrative",
    "ministry, sterling": "-Dept Family|B Entity|D Payment Date|C Expense type|P Expense area|S Supplier name"
    "|T Transaction No.|A Amount in Sterling|-Supplier Post Code",
    "ministry, invoice amount": "B Entity|D Date|C Expense Type|P Expense Area|S Supplier|T Our Reference"
    "|A Invoice Amount (£)|U Item Text|-Contract Number Type",
    "ministry, card": "B Entity|D Transaction Date|S Merchant Name|A Transaction Amount|C Merchant Category|U Purpose",
    "NHS trust": "-Department Family|B Entity|D Date|C Expense Type|P Expense Area|S Supplier|T Transaction Number"
    "|A AP Amount £|U Invoice Description",
    "NHS integrated care board": "B Entity|D Payment Date|C Expense Type|P Cost Centre Description|S Supplier Name"
    "|-Invoice Ref|A Sum of Amount",
    "NHS foundation trust": "D Date Paid|S Creditor Name|A Amount Paid (£)|C Subjective Description|P Cost Centre Name",
    "council, LGA guidance": "-Organisation Name|-Organisation Code|D Effective Date|P Directorate"
    "|P2 Service Category Label|S Beneficiary Name|A Amount|U Purpose",
    "county council": "P Directorate|P2 Service|C Expenditure Category|S Supplier Name|D Payment Date|A Net Amount"
    "|T Transaction Number|-Capital / Revenue",
    "district council": "B Body Name|P Service Label|D Date|T Transaction Number|A Amount (£)|S Supplier Name"
    "|-Supplier ID|C Expenditure Category|-Expenditure Code",
    "unitary council": "S Vendor Name|D Clearing Date|A Net Value|T Document Number|C G/L Account Description"
    "|P Cost Center Name",
    "London borough": "S Creditor|T Voucher No|D Cheque Date|A Value (£)|C Subjective|P Service Area",
    "metropolitan borough": "D Paid Date|S Payee|A Amount Excl. VAT|P Dept|U Description of Goods or Services",
    "city council": "B Local Authority|P Organisational Unit|C Category|S Beneficiary|T Payment Ref|D Payment Date"
    "|A Payment Amount|U Narrative",
    "parish council": "D Date|T Cheque No|S Paid To|U Details|A Total Paid|-VAT",
    "council with net, VAT and gross": "D Date of payment|S Supplier|A Net|-VAT|-Gross|U Description",
    "council with two dates": "-Invoice Date|D Payment Date|S Supplier|A Amount Net of VAT"
    "|T Invoice Number Internal Ref",
    "fire and rescue": "B Authority|S Supplier Name|D Date Paid|T Transaction ID|A Net Amount £|C Category"
    "|P Department|U Line Description",
    "police force": "B Organisation|D Pay Date|S Supplier|T Trans No|A Nett Amount|C Account Description|P Cost Centre",
    "police force, Oracle": "S VENDOR_NAME|D PAYMENT_DATE|A LINE_AMOUNT|-INVOICE_ID REF|U LINE_DESCRIPTION"
    "|P COST_CENTRE_DESC|C ACCOUNT_DESC",
    "commissioner": "D Date of Payment|S Recipient|A Amount (ex VAT)|U Purpose of Expenditure"
    "|R Reason for Value for Money|K Contract Ref|N Decision Ref",
    "commissioner, statutory words": "S The recipient of the funds|D Date|U The purpose of the expenditure|A Amount £"
    "|R Reasons why good value for money would be obtained",
    "commissioner, irrecoverable": "D Payment date|S Supplier|A Net amount|V Irrecoverable VAT|T Reference"
    "|P Department|U Summary of purpose|C Merchant category",
    "combined authority": "S Vendor|P Vendor Business Unit|D Posting Date|A Amount in Local Currency (GBP)"
    "|T Document Number",
    "transport body": "B Entity|P Expenditure Area|-Account|S Vendor Name|T Clearing Document|D Clearing Date"
    "|A Amount (£)",
    "university": "S Supplier Name|D Invoice Payment Date|A Invoice Net Amount|U Description",
    "housing regulator": "D Payment Dt|S Supplier Nm|A Net Amt|C Expense Cat.",
    "arm's length body, ragged": "  d  Transaction  Number |D * DATE *|S ** Supplier **|A £ Amount",
    "agency": "B Entity Name|D Date|C Expense Type Description|P Expense Area Description|S Supplier Name"
    "|T Transaction Number|A Amount £|U Description",
    "devolved body": "S Payee Name|D Payment Date|A Payment Value (£)|U Payment Description|T Payment Number",
    "museum": "S Company|D Date|A Spend|C Category of expenditure",
    "park authority": "S Name of Supplier|D Date Paid|A Cost (excl VAT)|U Purpose|T Invoice number ref",
    "probation trust": "-Family|B Entity|D Date|C Expenditure Type|P Expense Area|S Supplier|T Transaction No"
    "|A Amount Inc VAT",
    "county, misspelt": "S Suplier Name|D Paymnet Date|A Net Ammount|U Purpse of spend",
    "court service": "S Supplier / Payee|D Payment Date (dd/mm/yyyy)|A Amount (£) net of VAT|T Payment Reference No",
    "waste authority": "D Date Cleared|S Trading Name of Supplier|A Total excl. VAT (£)|C Nominal Description",
}


def read(layout: str) -> tuple[list[str], dict[str, str]]:
    """(headings, what each expected meaning should be taken from)."""
    headings, expected = [], {}
    for part in layout.split("|"):
        letter, heading = part[0], part[1:].lstrip("2").strip()
        headings.append(heading)
        if letter in SHORT and not part.startswith("P2"):
            expected[SHORT[letter]] = heading
    return headings, expected


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_layout_is_read_by_meaning(name: str) -> None:
    headings, expected = read(LAYOUTS[name])
    header = find_header([(1, headings)])
    assert header is not None
    taken = {meaning: headings[at] for meaning, at in header.columns.items()}
    assert {meaning: taken.get(meaning) for meaning in expected} == expected


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_order_of_columns_is_nothing(name: str) -> None:
    headings, expected = read(LAYOUTS[name])
    header = find_header([(1, headings[::-1])])
    assert header is not None
    taken = {meaning: headings[::-1][at] for meaning, at in header.columns.items()}
    assert {m: taken[m] for m in ("payment_date", "supplier_name", "amount_gbp")} == {
        m: expected[m] for m in ("payment_date", "supplier_name", "amount_gbp")
    }


def test_there_are_enough_of_them() -> None:
    assert len({frozenset(read(layout)[0]) for layout in LAYOUTS.values()}) >= 30
