"""Small registers written as the Parquet files of published versions, and what is made of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.body import Registered
from pipelines.releases.model import Context
from pipelines.releases.standards.tables import Tables
from schemas.base import stored_columns_of
from schemas.contracts import Contracts
from schemas.expenditure import Expenditure
from schemas.grants import Grants
from schemas.tenders import Tenders

MODELS = {"contracts": Contracts, "tenders": Tenders, "grants": Grants, "expenditure": Expenditure}
OFFICE = Context(False, "live", "kent", "Kent Police and Crime Commissioner", Registered(force_name="Kent Police"))
SAMPLE = replace(OFFICE, synthetic=True, world="sandbox")

CONTRACT: dict[str, Any] = {
    "contract_id": "kent-c-0001",
    "title": "Tyres",
    "buyer": "force",
    "purpose": "Tyres for cars",
    "supplier_names": "Oakfold Ltd",
    "supplier_kinds": "company",
    "supplier_ids": "GB-COH-01234567",
    "value_total_gbp": Decimal("90000.50"),
    "value_band": "over-10000",
    "award_date": date(2025, 1, 10),
    "signed_date": date(2025, 1, 20),
    "start_date": date(2025, 4, 1),
    "end_date": date(2028, 3, 31),
    "status": "active",
}
TENDER: dict[str, Any] = {
    "tender_id": "kent-t-0001",
    "title": "Tyres wanted",
    "buyer": "force",
    "procedure": "open",
    "cpv_codes": "34351100; 50112000",
    "issue_date": date(2024, 10, 1),
    "closing_date": date(2024, 11, 1),
    "expected_value_gbp": Decimal("100000.00"),
    "value_band": "over-10000",
    "status": "complete",
    "bids_received": 0,
    "document_urls": "https://example.org/t.pdf",
    "document_sha256s": "a" * 64,
}
PAYMENT: dict[str, Any] = {
    "line_id": "1-2025-05-1",
    "transaction_id": "1",
    "body_name": "Chief Constable",
    "payment_date": date(2025, 5, 6),
    "supplier_name": "Oakfold Ltd",
    "amount_gbp": Decimal("1250.10"),
    "amount_basis": "line",
    "contract_id": "kent-c-0001",
}
GRANT: dict[str, Any] = {
    "grant_id": "kent-g-0001",
    "title": "Mentors",
    "description": "Weekly meetings",
    "recipient_name": "Example Charity",
    "recipient_kind": "charity",
    "recipient_id": "GB-CHC-1234567",
    "recipients": 1,
    "amount_awarded_gbp": Decimal("2500.00"),
    "award_date": date(2025, 4, 1),
    "conditions": "A report",
    "purpose": "Safety",
    "crime_disorder_reason": "Less reoffending",
    "programme": "Safer Streets",
}
INDIVIDUAL: dict[str, Any] = GRANT | {
    "recipient_name": "REDACTED PERSONAL DATA",
    "recipient_kind": "individual",
    "recipient_id": None,
    "recipients": 6,
    "redaction_reason": "personal_data",
    "redaction_decided_by": "Chief executive",
    "redaction_decided_on": date(2025, 4, 1),
    "redaction_review": date(2028, 4, 1),
}


def frame(name: str, *rows: dict[str, Any]) -> pl.DataFrame:
    """Rows of a dataset in its own types; what is not given is empty."""
    schema = {column.name: column.polars for column in stored_columns_of(MODELS[name])}
    return pl.DataFrame([{column: row.get(column) for column in schema} for row in rows], schema=schema)


def tables(folder: Path, **rows: list[dict[str, Any]]) -> Tables:
    """Published versions that hold these rows, each row's file apart."""
    for name, given in rows.items():
        (folder / name).mkdir(parents=True)
        for number, row in enumerate(given):
            frame(name, row).write_parquet(folder / name / f"{name}-{number:04}.parquet")
    return Tables({name: folder / name for name in rows})
