"""The rules that officers, interests, gifts, premises, meetings and services are held to, each shown to refuse."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pandera.errors
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.base import Table, columns_of
from schemas.gifts import Gifts
from schemas.interests import Interests
from schemas.meetings import Meetings
from schemas.officers import Officers
from schemas.premises import Premises
from schemas.services import SMALL, Services

MODELS: dict[str, type[Table]] = {
    "officers": Officers,
    "interests": Interests,
    "gifts": Gifts,
    "premises": Premises,
    "meetings": Meetings,
    "services": Services,
}
NOW, LATER = date(2025, 5, 1), date(2025, 6, 1)
DECIDED = {"redaction_decided_by": "Chief executive", "redaction_decided_on": NOW}
WITHHELD = {"redaction_reason": "safety_of_person", "redaction_review": LATER} | DECIDED
GOOD: dict[str, dict[str, Any]] = {
    "officers": {
        "officer_id": "kent-o-0007",
        "post_kind": "senior-employee",
        "title": "Chief executive",
        "responsibilities": "Runs the office",
        "name": "Alex Example",
        "name_basis": "not-refused",
    },
    "interests": {
        "interest_id": "kent-i-0001",
        "officer_id": "kent-o-0001",
        "post": "Commissioner",
        "interest_kind": "office",
        "owner": "holder",
        "description": "Member of a board",
        "declared_on": NOW,
    },
    "gifts": {
        "gift_id": "kent-h-0001",
        "offered_on": NOW,
        "gift_kind": "gift",
        "recipient_kind": "staff",
        "offered_by": "Example Ltd",
        "offered_by_kind": "company",
        "description": "A pen",
        "outcome": "refused",
        "reason": "A bidder",
    },
    "premises": {
        "premises_id": "kent-p-0001",
        "name": "A station",
        "held_by": "force",
        "interest": "occupied",
        "use": "police-station",
        "address": "1 Example Street ME14 0ZZ",
    },
    "meetings": {
        "meeting_id": "kent-m-0001",
        "title": "Performance",
        "public": True,
        "meeting_date": NOW,
        "status": "held",
    },
    "services": {
        "service_id": "kent-s-0001",
        "name": "Support",
        "service_type": "victim-support",
        "provider_name": "Example Charity",
        "provider_kind": "charity",
        "place_withheld": False,
        "start_date": NOW,
    },
}
REFUGE = WITHHELD | {"place_withheld": True}
NAMELESS = {"provider_name": "REDACTED PERSONAL DATA", "provider_kind": "redacted"}


def accepts(register: str, /, **change: Any) -> bool:
    columns = columns_of(MODELS[register])
    row = dict.fromkeys((column.name for column in columns), None) | GOOD[register] | change
    frame = pl.DataFrame([row], schema={column.name: column.polars for column in columns})
    try:
        MODELS[register].validate(frame, lazy=True)
    except pandera.errors.SchemaErrors:
        return False
    return True


@pytest.mark.parametrize(
    ("name", "change"),
    [
        *((name, {}) for name in MODELS),
        ("officers", {"name": None, "name_basis": "refused", "salary_band": "70000-74999"}),
        ("officers", {"post_kind": "deputy", "name_basis": "public-office", "responsibilities": None}),
        ("officers", {"post_kind": "deputy", "name": None, "name_basis": "vacant"}),
        ("officers", {"valid_from": NOW, "valid_to": NOW, "salary_gbp": Decimal("70000.00")}),
        ("interests", {"interest_kind": "none", "description": None}),
        ("interests", {"description": None} | WITHHELD),
        ("gifts", {"offered_by": "REDACTED PERSONAL DATA", "offered_by_kind": "individual"} | WITHHELD),
        ("gifts", {"registered_on": NOW, "value_gbp": Decimal("0.00")}),
        ("premises", {"address": None} | WITHHELD),
        ("premises", {"area_code": "E07000110", "decision_id": "kent-d-022"}),
        ("meetings", {"public": False, "significant_public_interest": True}),
        ("meetings", {"minutes_url": "https://example.org/m.pdf", "minutes_published_on": LATER}),
        ("meetings", {"status": "planned", "place": "1 Example Street ME14 0ZZ", "start_time": "09:30"}),
        ("services", REFUGE),
        ("services", REFUGE | NAMELESS),
        ("services", {"supported_people": SMALL, "referrals": 0, "figures_year": "2024-25"}),
        ("services", {"end_date": NOW, "contract_id": "kent-c-0042", "area_codes": "E07000106; E07000114"}),
    ],
)
def test_what_the_office_may_write(name: str, change: dict[str, Any]) -> None:
    assert accepts(name, **change)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("officers", {"officer_id": "O-7"}),
        ("officers", {"name_basis": "refused"}),  # and the name still stands there
        ("officers", {"name": None}),
        ("officers", {"name_basis": "public-office"}),  # a senior employee holds none
        ("officers", {"post_kind": "office-holder"}),  # who cannot be asked for consent
        ("officers", {"post_kind": "deputy", "name": None, "name_basis": "refused"}),
        ("officers", {"responsibilities": None}),
        ("officers", {"salary_gbp": Decimal("70000.00"), "salary_band": "70000-74999"}),
        ("officers", {"salary_band": "about 70000"}),
        ("officers", {"valid_from": LATER, "valid_to": NOW}),
        ("officers", {"redaction_reason": "personal_data"}),  # for ever
        ("officers", {"redaction_reason": "personal_data", "redaction_review": LATER}),  # by nobody
        ("officers", DECIDED),  # nothing
        ("officers", WITHHELD | {"redaction_decided_by": None}),
        ("officers", WITHHELD | {"redaction_decided_on": date(2025, 6, 2)}),  # after the review
        ("interests", {"description": None}),
        ("interests", {"interest_kind": "none"}),  # and yet described
        ("interests", {"interest_kind": "none", "description": None, "organisation": "Example"}),
        ("interests", {"officer_id": None}),
        ("interests", {"redaction_review": LATER}),
        ("gifts", {"offered_by_kind": "individual"} | WITHHELD),  # the name still stands there
        ("gifts", {"offered_by": "REDACTED PERSONAL DATA"} | WITHHELD),  # a company's name withheld so
        ("gifts", {"offered_by": "REDACTED PERSONAL DATA", "offered_by_kind": "individual"}),  # without a reason
        ("gifts", {"outcome": "kept"}),
        ("gifts", {"reason": None}),
        ("gifts", {"registered_on": date(2025, 4, 30)}),
        ("gifts", {"value_gbp": Decimal("-1.00")}),
        ("premises", {"address": None}),
        ("premises", WITHHELD),  # and the address still stands there
        ("premises", WITHHELD | {"address": None, "area_code": "E07000110"}),
        ("premises", {"valid_from": LATER, "valid_to": NOW}),
        ("meetings", {"public": False}),
        ("meetings", {"public": False, "significant_public_interest": False}),
        ("meetings", {"status": "planned", "minutes_url": "https://example.org/m.pdf"}),
        ("meetings", {"minutes_published_on": date(2025, 4, 30)}),
        ("meetings", {"start_time": "9.30"}),
        ("meetings", {"document_urls": "https://example.org/a.pdf"}),
        ("services", REFUGE | {"area_codes": "E07000106"}),
        ("services", REFUGE | {"contact_url": "https://example.org/"}),
        ("services", REFUGE | {"source_url": "https://example.org/"}),
        ("services", REFUGE | {"provider_id": "GB-CHC-1234567"}),
        ("services", REFUGE | {"redaction_reason": "commercial"}),
        ("services", {"place_withheld": True}),
        ("services", {"supported_people": 9, "figures_year": "2024-25"}),
        ("services", {"referrals": 1, "figures_year": "2024-25"}),
        ("services", {"supported_people": 200}),  # of which year?
        ("services", NAMELESS),
        ("services", NAMELESS | WITHHELD | {"provider_id": "GB-CHC-1234567"}),
        ("services", {"end_date": date(2025, 4, 30)}),
    ],
)
def test_what_is_refused(name: str, change: dict[str, Any]) -> None:
    assert not accepts(name, **change)


@settings(max_examples=40, deadline=None)
@given(people=st.integers(0, 30), column=st.sampled_from(["referrals", "supported_people"]))
def test_a_small_number_of_people_never_passes(people: int, column: str) -> None:
    assert accepts("services", figures_year="2024-25", **{column: people}) is not (0 < people < SMALL)
