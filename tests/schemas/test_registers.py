"""The rules that contracts, tenders and grants are held to, each shown to reject what it is for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pandera.errors
import pytest

from tests.pipelines.releases.standards.registers import CONTRACT, GRANT, INDIVIDUAL, MODELS, TENDER, frame

GOOD = {"contracts": CONTRACT, "tenders": TENDER, "grants": GRANT}
DECIDED = {"redaction_decided_by": "Chief executive", "redaction_decided_on": date(2025, 4, 1)}
WITHHELD = {"redaction_reason": "personal_data", "redaction_review": date(2028, 4, 1)} | DECIDED
PERSON = {"supplier_names": "REDACTED PERSONAL DATA", "supplier_kinds": "individual", "supplier_ids": None}
TWO = {"supplier_names": "A; REDACTED PERSONAL DATA", "supplier_kinds": "company; individual", "supplier_ids": None}


def accepts(name: str, **change: Any) -> bool:
    try:
        MODELS[name].validate(frame(name, GOOD[name] | change), lazy=True)
    except pandera.errors.SchemaErrors:
        return False
    return True


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("contracts", {}),
        ("contracts", PERSON | WITHHELD),
        ("contracts", TWO | WITHHELD),
        ("contracts", {"value_total_gbp": None} | WITHHELD | {"redaction_reason": "commercial"}),
        ("contracts", {"value_total_gbp": Decimal("10000.00"), "value_band": "up-to-10000"}),
        ("contracts", {"end_date": None, "cpv_codes": "85312310; 98000000-5", "plan_priority_ids": "a-b; c"}),
        ("contracts", {"decision_id": "kent-d-011", "tender_id": "kent-t-0001", "ocid": "ocds-h6vhtk-04a1b2"}),
        ("contracts", TWO | {"supplier_names": "A; B", "supplier_kinds": "company; sole-trader"}),
        ("contracts", TWO | WITHHELD | {"supplier_ids": "GB-COH-1; none"}),
        ("tenders", {}),
        ("tenders", {"expected_value_gbp": None, "closing_date": None, "bids_received": None}),
        ("grants", {}),
        ("grants", INDIVIDUAL),
        ("grants", {"beneficiary_area_codes": "E07000114; W06000001"}),
    ],
)
def test_what_the_office_may_write(name: str, change: dict[str, Any]) -> None:
    assert accepts(name, **change)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("contracts", {"contract_id": "C-42"}),
        ("contracts", {"end_date": date(2025, 3, 31)}),
        ("contracts", {"value_total_gbp": Decimal("10000.00")}),
        ("contracts", {"value_total_gbp": Decimal("-1.00")}),
        ("contracts", {"value_band": "up-to-10000"}),
        ("contracts", {"supplier_kinds": "individual"}),  # the name still stands there
        ("contracts", PERSON),  # without a reason
        ("contracts", PERSON | {"redaction_reason": "personal_data"} | DECIDED),  # without a day of review
        ("contracts", PERSON | WITHHELD | {"redaction_decided_on": None}),
        ("contracts", {"supplier_names": "REDACTED PERSONAL DATA"} | WITHHELD),  # a company's name withheld so
        ("contracts", {**TWO, **WITHHELD, "supplier_kinds": "individual; company"}),  # the wrong one
        ("contracts", {"supplier_names": "A; B"}),  # kinds and ids of one alone
        ("contracts", {"supplier_ids": "GB-COH-1; GB-COH-2"}),
        ("contracts", {"supplier_ids": "01234567"}),
        ("contracts", {"decision_id": "OPCC.D.011.24"}),
        ("contracts", {"document_urls": "https://example.org/a.pdf"}),
        ("contracts", {"document_sha256s": "a" * 64}),
        ("contracts", {"document_urls": "http://example.org/a.pdf", "document_sha256s": "a" * 64}),
        ("contracts", {"purpose": None}),
        ("tenders", {"closing_date": date(2024, 9, 30)}),
        ("tenders", {"value_band": "up-to-10000"}),
        ("tenders", {"status": "planning"}),
        ("tenders", {"bids_received": -1}),
        ("tenders", {"document_sha256s": None}),
        ("grants", {"crime_disorder_reason": None}),
        ("grants", {"conditions": None}),
        ("grants", {"recipients": 0}),
        ("grants", {"recipients": 2}),  # only private persons are taken together
        ("grants", INDIVIDUAL | {"recipient_id": "GB-CHC-1"}),
        ("grants", INDIVIDUAL | {"recipient_name": "Jo Example"}),
        ("grants", {"start_date": date(2025, 2, 1), "end_date": date(2025, 1, 1)}),
        ("grants", {"contract_id": "kent-g-0001"}),
    ],
)
def test_what_is_refused(name: str, change: dict[str, Any]) -> None:
    assert not accepts(name, **change)
