from __future__ import annotations

import pytest

from pipelines.sources.spend.people import supplier_of, wiped, without_names
from schemas.expenditure import REDACTED_NAME


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("MR A SAMPLETON", "individual"),
        ("Mrs. B Placeholder", "individual"),
        ("MR & MRS SAMPLETON", "individual"),
        ("SAMPLETON, MISS C", "individual"),
        ("MR A SAMPLETON T/A DAVE", "individual"),
        ("MR A SAMPLETON T/A", "individual"),
        ("MRS A SAMPLETON trading as MR B SAMPLETON", "individual"),
        ("ESTATE OF E EXEMPLAR", "individual"),
        ("THIRD PARTY", "redacted"),
        ("THIRD PARTY FORENSICS LTD", "redacted"),
        ("Redacted Personal Data", "redacted"),
        ("Name withheld", "redacted"),
        ("DR SPECIMEN MEDICAL LTD", "company"),
        ("OAKFOLD LIMITED", "company"),
        ("WEIRSIDE BOROUGH COUNCIL", "public-body"),
        ("HARBOURNE CHARITABLE TRUST", "charity"),
        ("AMSTRAD", "unknown"),
        ("PROFILE SEARCH", "unknown"),
        ("MISSION", "unknown"),
    ],
)
def test_what_a_name_says(name, kind):
    supplier = supplier_of(name)
    assert supplier.kind == kind
    assert supplier.name == (REDACTED_NAME if kind in {"individual", "redacted"} else name)


@pytest.mark.parametrize(
    ("name", "shown", "kind", "secrets"),
    [
        ("DR D SPECIMEN T/A HIGH EXAMPLE LTD", "HIGH EXAMPLE LTD", "company", ("SPECIMEN",)),
        ("Mr Adam Sampleton t/a Weald Estates", "Weald Estates", "sole-trader", ("ADAM", "SAMPLETON")),
        ("MRS B SAMPLETON TRADING AS SAMPLETON CARS", "SAMPLETON CARS", "sole-trader", ()),
    ],
)
def test_a_sole_trader_stands_under_the_trading_name_alone(name, shown, kind, secrets):
    supplier = supplier_of(name)
    assert (supplier.name, supplier.kind, supplier.secrets) == (shown, kind, secrets)
    assert not supplier.withheld


def test_a_person_within_a_firms_name_is_taken_out():
    assert supplier_of("OAKFOLD LTD (MR A SAMPLETON)").name == f"OAKFOLD LTD ({REDACTED_NAME})"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Damages to Mr A Sampleton of Kent", f"Damages to {REDACTED_NAME} of Kent"),
        ("Fees: Prof Specimen", f"Fees: {REDACTED_NAME}"),
        ("MS OFFICE licences", "MS OFFICE licences"),
        ("We miss Kent", "We miss Kent"),
        ("Repairs to 12 Acacia Dr", "Repairs to 12 Acacia Dr"),
    ],
)
def test_titled_names_leave_running_text(text, expected):
    assert without_names(text) == expected


def test_a_withheld_name_is_wiped_from_the_texts_beside_it():
    secrets = supplier_of("Mr A Sampleton (synthetic sample)").secrets
    assert secrets == ("SAMPLETON",)
    assert wiped("Claim by a. sampleton", secrets) == REDACTED_NAME
    assert wiped("Claim (synthetic sample)", secrets) == "Claim (synthetic sample)"
