"""Grants as 360Giving: valid, and private persons together."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from pipelines.releases.model import Context
from pipelines.releases.standards.threesixtygiving import NAME, package
from tests.pipelines.releases.standards.registers import GRANT, INDIVIDUAL, OFFICE, SAMPLE, tables
from tests.pipelines.releases.standards.shapes import GRANTS_PACKAGE


def package_of(folder: Path, *grants: dict[str, Any], context: Context = OFFICE) -> dict[str, Any]:
    made = package(tables(folder, grants=list(grants)), context)[NAME]
    jsonschema.Draft202012Validator(GRANTS_PACKAGE).validate(json.loads(json.dumps(made)))
    return made


def test_a_grant_to_a_charity(tmp_path: Path) -> None:
    more = {"start_date": date(2025, 5, 1), "from_open_call": False, "beneficiary_area_codes": "E07000114; E07000106"}
    (grant,) = package_of(tmp_path, GRANT | more)["grants"]
    assert grant["id"] == "local-kent-kent-g-0001"
    assert grant["amountAwarded"] == 2500
    assert grant["recipientOrganization"] == [
        {"id": "GB-CHC-1234567", "name": "Example Charity", "charityNumber": "1234567"}
    ]
    assert grant["fundingOrganization"] == [{"id": "local-kent-office", "name": "Kent Police and Crime Commissioner"}]
    assert grant["plannedDates"] == [{"startDate": "2025-05-01"}]
    assert grant["fromOpenCall"] == "No"
    assert [place["geoCode"] for place in grant["beneficiaryLocation"]] == ["E07000114", "E07000106"]
    assert grant["openbeat:crime_disorder_reason"] == "Less reoffending"


def test_unknown_identifiers_are_local_and_withheld_ones_tell_nothing(tmp_path: Path) -> None:
    plain = GRANT | {"recipient_id": None, "recipient_name": "Café & Friends"}
    withheld = {"recipient_name": "REDACTED PERSONAL DATA", "recipient_kind": "redacted", "recipient_id": None}
    first, second = package_of(tmp_path, plain, GRANT | withheld | {"grant_id": "kent-g-0002"})["grants"]
    assert first["recipientOrganization"][0]["id"] == "local-kent-org-cafe-friends"
    assert second["recipientOrganization"] == [
        {"id": "local-kent-withheld-kent-g-0002", "name": "REDACTED PERSONAL DATA"}
    ]


def test_private_persons_are_taken_together_by_fund_and_financial_year(tmp_path: Path) -> None:
    given = [
        (date(2025, 3, 31), "Safer Streets", "100.10"),
        (date(2025, 4, 1), "Safer Streets", "200.20"),
        (date(2026, 3, 31), "Safer Streets", "300.30"),
        (date(2026, 3, 31), None, "400.00"),
    ]
    rows = [
        INDIVIDUAL
        | {"grant_id": f"kent-g-{n:04}", "award_date": day, "programme": fund, "amount_awarded_gbp": Decimal(pounds)}
        for n, (day, fund, pounds) in enumerate(given)
    ]
    made = package_of(tmp_path, *rows, GRANT | {"grant_id": "kent-g-0009"})
    told = {grant["id"]: grant for grant in made["grants"] if "recipientIndividual" in grant}
    assert {name: grant["amountAwarded"] for name, grant in told.items()} == {
        "local-kent-individuals-safer-streets-2024-25": 100.1,
        "local-kent-individuals-safer-streets-2025-26": 500.5,
        "local-kent-individuals-no-programme-2025-26": 400,
    }
    assert told["local-kent-individuals-safer-streets-2025-26"]["description"].startswith("Grants to 12 private")
    assert "kent-g-0001" not in json.dumps(made)  # no grant to a private person stands by itself
    assert len(made["grants"]) == 4


@pytest.mark.parametrize(("context", "prefix"), [(OFFICE, "360G-kent"), (SAMPLE, "sample-kent")])
def test_a_registered_prefix_is_used_but_never_for_a_sample(tmp_path: Path, context: Context, prefix: str) -> None:
    known = replace(context, registered=replace(context.registered, grant_prefix="360G-kent"))
    made = package_of(tmp_path, GRANT, context=known)
    assert made["grants"][0]["id"] == f"{prefix}-kent-g-0001"
    assert made["openbeat:synthetic"] is context.synthetic
    assert made["title"].startswith("Synthetic sample: ") is context.synthetic


def test_a_long_title_is_cut_and_the_newest_grant_dates_the_package(tmp_path: Path) -> None:
    made = package_of(
        tmp_path, GRANT | {"title": "x" * 200}, GRANT | {"grant_id": "kent-g-0002", "award_date": date(2026, 1, 2)}
    )
    assert len(made["grants"][0]["title"]) == 140
    assert made["modified"] == "2026-01-02"


def test_no_grant_is_no_document(tmp_path: Path) -> None:
    assert package(tables(tmp_path), OFFICE) == {}
