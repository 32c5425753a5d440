"""Real publishers' files: the accounting and the money against pandas reading the same cells."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest

from pipelines.sources.spend import SPEND
from pipelines.upstream import Landed, Resource, Severity
from schemas.expenditure import Expenditure

# File: read, accepted, rejected, blank, furniture. Read and blank agree with counts made by csv and pandas alone.
ACCOUNTS = {
    "hyndburn/1701.csv": (180, 180, 0, 0, 1),
    "hyndburn/CALL51571.csv": (1444, 389, 0, 1055, 1),
    "hyndburn/Jan2021.csv": (1240, 232, 0, 1008, 1),
    "lambeth/2011-01-payments.csv": (1072, 0, 1072, 0, 1),
    "oxford/oxford-apr-jun-2014.csv": (3836, 0, 3836, 0, 1),
    "oxford/oxford-jan-mar-2018.csv": (1220, 1211, 9, 0, 1),
    "oxford/oxford-jul-sep-2017.csv": (3259, 3259, 0, 0, 1),
    "pcc-lancashire/pcc-2018-19.xlsx": (7974, 7974, 0, 0, 12),
    "pcc-lancashire/pcc-2021-22.xlsx": (6741, 6741, 0, 0, 12),
    "pcc-lancashire/pcc-2023-24.xlsx": (9289, 9289, 0, 0, 12),
}
AMOUNT = {"hyndburn": "Net Amount(£)", "lambeth": "Sum of Invoice Nett Amount", "oxford": "Amount"}


def cells_of(path):
    """Sheet name to the amount cells by row number, read by another library, without our header recognition."""
    if path.suffix == ".csv":
        table = pd.read_csv(path, encoding="cp1252", dtype=str, keep_default_na=False, skip_blank_lines=False)
        column = table[AMOUNT[path.parent.name]]
        return {None: {row: text.replace(",", "") for row, text in enumerate(column, 2)}}
    sheets = pd.read_excel(path, sheet_name=None, engine="calamine", header=None)
    return {
        name: {row: repr(float(v)) for row, v in enumerate(s[2][1:], 2) if pd.notna(v)} for name, s in sheets.items()
    }


@pytest.mark.parametrize("name", ACCOUNTS)
def test_every_row_and_every_penny(real, name):
    path = real / "spend" / name
    parsed = SPEND.parse(Landed(Resource(f"spend/{name}", f"folder:spend/{name}"), path, "", 1))
    tally = parsed.tally
    found = (tally.read, tally.accepted, tally.rejected, tally.blank, tally.furniture)
    assert found == ACCOUNTS[name]
    assert parsed.rows.height == tally.accepted
    errors = [issue for issue in parsed.issues if issue.severity is Severity.ERROR]
    whole = any(issue.check == "column-missing" for issue in errors)
    rejected = {(issue.sheet or None, issue.row) for issue in errors}
    for sheet, cells in cells_of(path).items():
        kept = parsed.rows.filter(parsed.rows["source_sheet"].eq_missing(sheet))
        lost = sum((pence(v) for row, v in cells.items() if v and (whole or (sheet, row) in rejected)), Decimal(0))
        total = sum((pence(v) for v in cells.values() if v), Decimal(0))
        assert sum(kept["amount_gbp"], Decimal(0)) + lost == total
    Expenditure.validate(parsed.rows.select(list(Expenditure.to_schema().columns)), lazy=True)


def pence(text):
    return Decimal(f"{Decimal(text):.2f}")


def test_a_commissioners_basis_serial_dates_and_redactions(real):
    path = real / "spend" / "pcc-lancashire" / "pcc-2023-24.xlsx"
    rows = SPEND.parse(Landed(Resource("x", "folder:pcc-2023-24.xlsx"), path, "", 1)).rows
    assert rows["amount_basis"].unique().to_list() == ["unknown"]
    assert rows["financial_year"].unique().to_list() == ["2023-24"]
    titled = rows["supplier_name"].str.contains(r"(?i)^\s*(mr|mrs|miss|dr|prof)\b[. ]")
    assert not titled.any()
    assert not rows["supplier_name"].str.starts_with("THIRD PARTY").any()
    assert rows["supplier_name"].str.contains("\u00a0").sum() == 0
