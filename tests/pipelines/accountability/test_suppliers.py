"""Who is paid is known by one id, whatever way the name is written, and nobody who is withheld is known at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.accountability.suppliers import HIDDEN, INPUTS, echo, name_id, normalised, suppliers
from pipelines.sources.derived import Hidden
from schemas.chain import Suppliers
from schemas.expenditure import REDACTED_NAME
from tests.pipelines.accountability.tables import Row, inputs_of


def paid(name: str, kind: str = "company") -> Row:
    return {"supplier_name": name, "supplier_kind": kind}


def found(**tables: list[Row]) -> dict[str, Row]:
    """The rows by name; every name stands once here."""
    with inputs_of(INPUTS, **tables) as inputs:
        frame = suppliers(inputs)
    Suppliers.validate(frame, lazy=True)
    rows = {row["supplier_name"]: row for row in frame.to_dicts()}
    assert len(rows) == len(frame)
    return rows


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ACME LTD.", "Acme Limited"),
        ("The Acme Public Limited Company", "ACME PLC"),
        ("Smith & Sons", "SMITH AND SONS"),
        ("Café Noir", "CAFE NOIR"),
        ("St. John's  Hall", "St Johns Hall"),  # a typewriter's apostrophe
        ("St John\u2019s Hall", "st johns hall"),
    ],
)
def test_ways_of_writing_are_one(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)
    assert name_id(one) == name_id(other)


@pytest.mark.parametrize(("one", "other"), [("Acme Ltd", "Acme plc"), ("Acme North", "Acme South"), ("A1", "A2")])
def test_other_names_are_others(one: str, other: str) -> None:
    assert name_id(one) != name_id(other)


@given(st.text(min_size=1))
def test_any_name_has_one_settled_form(name: str) -> None:
    assert normalised(name)
    assert name_id(name.upper().lower()) == name_id(name.upper().lower())
    assert len(name_id(name)) == len("name-") + 12


def test_a_registered_id_stands_for_every_way_of_writing() -> None:
    contract = {
        "supplier_names": "Acme Limited; Beta Trust",
        "supplier_kinds": "company; charity",
        "supplier_ids": "GB-COH-1; none",
    }
    rows = found(expenditure=[paid("ACME LTD", "unknown"), paid("Gamma")], contracts=[contract])
    acme, acme_limited = rows["ACME LTD"], rows["Acme Limited"]
    assert acme["supplier_id"] == acme_limited["supplier_id"] == "GB-COH-1"
    assert (acme["main_name"], acme_limited["main_name"]) == (False, True)
    assert (acme["supplier_kind"], acme["stated_in"]) == ("unknown", "expenditure")
    assert rows["Beta Trust"]["supplier_id"] == name_id("Beta Trust")
    assert rows["Gamma"]["identity"] == "name-alone"


def test_a_name_with_two_registered_ids_is_two_suppliers() -> None:
    grants = [
        {"recipient_name": "Twins", "recipient_kind": "charity", "recipient_id": f"GB-CHC-{number}"}
        for number in (1, 2)
    ]
    with inputs_of(INPUTS, grants=grants) as inputs:
        assert suppliers(inputs)["supplier_id"].to_list() == ["GB-CHC-1", "GB-CHC-2"]


def test_nobody_who_is_withheld_is_there() -> None:
    hidden = [paid(name) for name in HIDDEN]
    people = [paid("Mr Real Person", "individual"), paid(REDACTED_NAME, "redacted")]
    contract = {"supplier_names": f"Acme; {REDACTED_NAME}", "supplier_kinds": "company; individual"}
    service = {"provider_name": REDACTED_NAME, "provider_kind": "redacted"}
    assert set(found(expenditure=hidden + people, contracts=[contract], commissioned_services=[service])) == {"Acme"}


def test_what_is_hidden_is_found_again() -> None:
    assert echo(Hidden("expenditure", ("supplier_name",), (), ("O'Neil",))) == "supplier_name IN ('O''Neil')"
    assert echo(Hidden("expenditure", ("category",), (), ())) == ""
