"""Each link by hand: stated, matched, worked out, or wanting with the reason."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pipelines.accountability.chain import INPUTS, LINKS, NEEDS, RECORDS, chain, echo
from pipelines.sources.derived import Hidden
from schemas.chain import KINDS, Chain
from schemas.expenditure import REDACTED_NAME
from tests.pipelines.accountability.tables import Row, inputs_of

PRIORITY = {"priority_id": "people-safe"}
COMMITMENT = {"commitment_id": "people-safe-01", "priority_id": "people-safe"}
DECISION = {"decision_id": "kent-d-001", "plan_priority_ids": "people-safe", "commitment_ids": "people-safe-01"}
CONTRACT = {
    "contract_id": "kent-c-0001",
    "supplier_names": "Acme Ltd",
    "supplier_kinds": "company",
    "supplier_ids": "GB-COH-1",
    "start_date": date(2026, 1, 1),
    "end_date": date(2026, 12, 31),
    "decision_id": "kent-d-001",
}
ACME = {"supplier_id": "GB-COH-1", "supplier_name": "Acme Ltd"}


def payment(line: str, supplier: str = "Acme Ltd", kind: str = "company", **more: Any) -> Row:
    return {"line_id": line, "supplier_name": supplier, "supplier_kind": kind, "payment_date": date(2026, 9, 1)} | more


def links(**tables: list[Row]) -> set[tuple[str, ...]]:
    """Every row as (from, to, to id or reason, how)."""
    with inputs_of(INPUTS, **tables) as inputs:
        frame = chain(inputs)
    Chain.validate(frame, lazy=True)
    assert frame.equals(frame.unique().sort(frame.columns))
    rows = frame.to_dicts()
    return {
        (f"{row['from_kind']} {row['from_id']}", row["to_kind"], row["to_id"] or row["reason"], row["how"])
        for row in rows
    }


def test_a_payment_leads_up_to_its_priority() -> None:
    found = links(
        plan_priorities=[PRIORITY],
        plan_commitments=[COMMITMENT],
        decisions=[DECISION],
        contracts=[CONTRACT],
        expenditure=[payment("1", contract_id="kent-c-0001")],
        suppliers=[ACME],
    )
    assert found == {
        ("payment 1", "contract", "kent-c-0001", "stated"),
        ("payment 1", "supplier", "GB-COH-1", "by-name"),
        ("contract kent-c-0001", "supplier", "GB-COH-1", "stated"),
        ("contract kent-c-0001", "decision", "kent-d-001", "stated"),
        ("decision kent-d-001", "commitment", "people-safe-01", "stated"),
        ("decision kent-d-001", "priority", "people-safe", "stated"),
        ("commitment people-safe-01", "priority", "people-safe", "stated"),
    }


def test_a_decision_may_state_what_leads_up_to_it() -> None:
    decision = DECISION | {"contract_ids": "kent-c-0001; kent-c-0999"}
    found = links(decisions=[decision], contracts=[CONTRACT | {"decision_id": None}])
    assert ("contract kent-c-0001", "decision", "kent-d-001", "stated") in found
    assert ("decision kent-d-001", "contract", "not-registered", "none") in found
    assert not any("contract kent-c-0001" in row[0] and row[2] == "nothing-stated" for row in found)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("KENT C 0001", ("kent-c-0001", "by-reference")),
        ("kent-c-0002", ("not-registered", "none")),
        ("REDACTED", ("withheld", "none")),
        ("---", ("not-registered", "none")),
    ],
)
def test_a_reference_in_another_way_of_writing(written: str, expected: tuple[str, str]) -> None:
    found = links(contracts=[CONTRACT], expenditure=[payment("1", contract_id=written)])
    assert ("payment 1", "contract", *expected) in found


def test_references_that_fit_two_fit_none() -> None:
    two = [CONTRACT, CONTRACT | {"contract_id": "kent-c0001"}]
    assert ("payment 1", "contract", "several-fit", "none") in links(
        contracts=two, expenditure=[payment("1", contract_id="KENTC0001")]
    )


@pytest.mark.parametrize(
    ("contracts", "day", "expected"),
    [
        ([CONTRACT], date(2026, 9, 1), ("contract", "kent-c-0001", "by-supplier-id")),
        ([CONTRACT], date(2027, 9, 1), ("contract", "nothing-stated", "none")),
        ([CONTRACT, CONTRACT | {"contract_id": "kent-c-0002"}], date(2026, 9, 1), ("contract", "several-fit", "none")),
    ],
)
def test_a_payment_that_names_nothing(contracts: list[Row], day: date, expected: tuple[str, str, str]) -> None:
    found = links(contracts=contracts, expenditure=[payment("1", payment_date=day)], suppliers=[ACME])
    assert ("payment 1", *expected) in found
    assert len([row for row in found if row[0] == "payment 1"]) == 2


def test_who_is_withheld_leads_nowhere() -> None:
    refuge = {
        "service_id": "kent-s-0001",
        "contract_id": "kent-c-0001",
        "provider_name": REDACTED_NAME,
        "provider_kind": "redacted",
        "place_withheld": True,
    }
    found = links(
        contracts=[CONTRACT],
        commissioned_services=[refuge],
        expenditure=[payment("1", REDACTED_NAME, "individual")],
        suppliers=[ACME],
    )
    assert ("payment 1", "supplier", "withheld", "none") in found
    assert ("service kent-s-0001", "supplier", "withheld", "none") in found
    assert ("service kent-s-0001", "contract", "withheld", "none") in found
    assert not any(row[0].startswith(("service", "payment")) and row[3] != "none" for row in found)


def test_a_name_of_two_suppliers_is_neither() -> None:
    twins = [ACME, {"supplier_id": "GB-COH-2", "supplier_name": "Acme Ltd"}]
    found = links(contracts=[CONTRACT], expenditure=[payment("1")], suppliers=twins)
    assert ("payment 1", "supplier", "several-fit", "none") in found
    assert ("contract kent-c-0001", "supplier", "GB-COH-1", "stated") in found


def test_every_record_leads_to_what_it_should_or_says_why_not() -> None:
    rows = {table: [{key: "x"}] for table, key in RECORDS.values()}
    found = links(**rows)
    for kind, others in NEEDS:
        assert (f"{kind} x", others[0], "nothing-stated", "none") in found
    assert {*RECORDS, "supplier"} == set(KINDS)
    assert {link.other for link in LINKS} <= set(RECORDS)


@pytest.mark.parametrize(
    ("hidden", "gone"),
    [
        (Hidden("expenditure", ("supplier_name", "purpose"), ({"line_id": "1"},), ()), ["contract", "supplier"]),
        (Hidden("expenditure", ("purpose",), ({"line_id": "1"},), ()), []),
        (Hidden("expenditure", (), ({"line_id": "1"},), ()), ["contract", "supplier"]),
        (Hidden("contracts", (), ({"contract_id": "kent-c-0001"},), ()), ["contract", "decision", "supplier"]),
        (Hidden("suppliers", (), ({"supplier_id": "GB-COH-1"},), ()), ["supplier"]),
    ],
)
def test_what_is_hidden_is_found_again(hidden: Hidden, gone: list[str]) -> None:
    payments = [payment("1"), payment("2", contract_id="x", supplier="O'Neil")]
    with inputs_of(INPUTS, expenditure=payments, suppliers=[ACME], contracts=[CONTRACT]) as inputs:
        found = chain(inputs)
        rows = inputs.engine.execute(f"SELECT DISTINCT to_kind FROM found WHERE {echo(hidden)} ORDER BY 1").fetchall()
    assert [kind for (kind,) in rows] == gone
    assert len(found) > 3


def test_what_the_chain_does_not_read_is_not_in_it() -> None:
    assert echo(Hidden("claims", ("claim",), ({"claim_id": "a"},), ())) == ""
    assert echo(Hidden("suppliers", ("supplier_name",), (ACME,), ("Acme Ltd",))) == ""
