from __future__ import annotations

from datetime import date
from decimal import Decimal

import pandera.errors
import polars as pl
import pytest

from schemas.base import stored_columns_of
from schemas.expenditure import REDACTED_NAME, Expenditure

COLUMNS = stored_columns_of(Expenditure)
LINE = {
    "line_id": "5100123-2026-09-1",
    "payment_date": date(2026, 9, 14),
    "month": "2026-09",
    "financial_year": "2026-27",
    "supplier_name": "Oakfold Ltd",
    "supplier_kind": "company",
    "amount_gbp": Decimal("-1250.00"),
    "amount_basis": "line",
    "irrecoverable_vat_gbp_status": "[x]",
    "over_500": True,
    "source_file": "x.csv",
}


def frame(*lines):
    schema = {column.name: column.polars for column in COLUMNS}
    return pl.DataFrame([{name: line.get(name) for name in schema} for line in lines], schema=schema)


def test_a_line_without_the_optional_columns_is_valid():
    assert Expenditure.validate(frame(LINE), lazy=True).height == 1


@pytest.mark.parametrize(
    "change",
    [
        {"month": "2026-08"},
        {"month": "2026-13"},
        {"financial_year": "2025-26"},
        {"over_500": False},
        {"amount_gbp": Decimal("500.00")},
        {"supplier_kind": "person"},
        {"supplier_kind": "individual"},
        {"supplier_name": REDACTED_NAME},
        {"redaction_reason": "personal_data"},
        {"redaction_reason": "secret"},
        {"supplier_name": None},
        {"supplier_name": ""},
        {"payment_date": None},
        {"amount_basis": "gross"},
        {"irrecoverable_vat_gbp": Decimal("1.00")},
        {"irrecoverable_vat_gbp_status": None},
        {"irrecoverable_vat_gbp_status": "[c]"},
        {"purpose": "x" * 2001},
    ],
)
def test_a_line_that_breaks_a_promise_fails(change):
    with pytest.raises(pandera.errors.SchemaErrors):
        Expenditure.validate(frame({**LINE, **change}), lazy=True)


def test_the_financial_year_turns_on_the_first_of_april():
    march = {**LINE, "payment_date": date(2024, 3, 31), "month": "2024-03", "financial_year": "2023-24"}
    april = {**LINE, "line_id": "2", "payment_date": date(2024, 4, 1), "month": "2024-04", "financial_year": "2024-25"}
    assert Expenditure.validate(frame(march, april), lazy=True).height == 2


def test_every_column_explains_itself():
    for column in COLUMNS:
        assert 0 < len(column.title) <= 40
        assert "Source: " in column.description
        assert column.example
        assert column.unit == ("GBP" if column.name.endswith("_gbp") else "")
