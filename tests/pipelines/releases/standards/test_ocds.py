"""Contracts, tenders and payments as OCDS: valid, followable, and nobody's name where it is withheld."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from pipelines.releases.model import Context
from pipelines.releases.standards.ocds import RECORDS, RELEASES, packages
from pipelines.releases.standards.tables import Tables
from tests.pipelines.releases.standards.registers import CONTRACT, OFFICE, PAYMENT, SAMPLE, TENDER, tables
from tests.pipelines.releases.standards.shapes import RECORD_PACKAGE, RELEASE_PACKAGE


def releases_of(found: Tables, context: Context = OFFICE) -> list[dict[str, Any]]:
    """The releases, once both packages have been held against the standard."""
    made = packages(found, context)
    for name, shape in ((RELEASES, RELEASE_PACKAGE), (RECORDS, RECORD_PACKAGE)):
        jsonschema.Draft202012Validator(shape).validate(json.loads(json.dumps(made[name])))
    releases: list[dict[str, Any]] = made[RELEASES]["releases"]
    return releases


def test_an_invitation_its_contract_and_its_payments_are_one_process(tmp_path: Path) -> None:
    linked = CONTRACT | {"tender_id": "kent-t-0001"}
    (release,) = releases_of(tables(tmp_path, contracts=[linked], tenders=[TENDER], expenditure=[PAYMENT]))
    assert release["ocid"] == "local-kent-kent-t-0001"
    assert release["tag"] == ["tender", "award", "contract", "implementation"]
    assert release["date"] == "2025-05-06T00:00:00Z"  # the payment is the newest thing known
    assert release["buyer"] == {"id": "local-kent-force", "name": "Kent Police"}
    assert release["tender"]["numberOfTenderers"] == 0
    assert release["tender"]["documents"][0]["id"] == "a" * 64
    assert [item["id"] for item in release["tender"]["items"]] == ["34351100", "50112000"]
    (award,), (contract,) = release["awards"], release["contracts"]
    assert contract["awardID"] == award["id"]
    assert award["suppliers"] == [{"id": "GB-COH-01234567", "name": "Oakfold Ltd"}]
    assert contract["value"] == {"amount": 90000.5, "currency": "GBP"}
    (payment,) = contract["implementation"]["transactions"]
    assert payment["value"] == {"amount": 1250.1, "currency": "GBP"}
    assert payment["payee"] == award["suppliers"][0]  # paid is who was chosen


def test_every_reference_leads_to_a_party_that_has_its_role(tmp_path: Path) -> None:
    both = CONTRACT | {"buyer": "both", "supplier_names": "A; B", "supplier_kinds": "company; charity"}
    both["supplier_ids"] = "none; GB-CHC-7"
    (release,) = releases_of(tables(tmp_path, contracts=[both], expenditure=[PAYMENT]))
    parties = {party["id"]: party for party in release["parties"]}
    assert parties["GB-CHC-7"]["identifier"] == {"scheme": "GB-CHC", "id": "7"}
    (transaction,) = release["contracts"][0]["implementation"]["transactions"]
    for role, references in {
        "buyer": [release["buyer"], {"id": "local-kent-force", "name": "Kent Police"}],
        "supplier": release["awards"][0]["suppliers"],
        "payee": [transaction["payee"]],
        "payer": [transaction["payer"]],
    }.items():
        for reference in references:
            assert parties[reference["id"]]["name"] == reference["name"]
            assert role in parties[reference["id"]]["roles"]


@pytest.mark.parametrize(
    ("status", "told", "tag"),
    [("ended", "terminated", "contractTermination"), ("terminated", "terminated", "contractTermination")],
)
def test_a_contract_that_is_over_is_terminated(tmp_path: Path, status: str, told: str, tag: str) -> None:
    (release,) = releases_of(tables(tmp_path, contracts=[CONTRACT | {"status": status}]))
    assert release["contracts"][0]["status"] == told
    assert tag in release["tag"]


@pytest.mark.parametrize("status", ["cancelled", "withdrawn"])
def test_an_invitation_that_came_to_nothing_is_told(tmp_path: Path, status: str) -> None:
    (release,) = releases_of(tables(tmp_path, tenders=[TENDER | {"status": status}]))
    assert release["tag"] == ["tender", "tenderCancellation"]
    assert release["date"] == "2024-10-01T00:00:00Z"
    assert "contracts" not in release


def test_no_competition_is_told_where_there_was_no_invitation(tmp_path: Path) -> None:
    (release,) = releases_of(tables(tmp_path, contracts=[CONTRACT | {"procedure": "direct"}]))
    assert release["tender"] == {"id": "kent-c-0001", "procurementMethod": "direct"}


def test_the_national_ocid_is_kept_and_joins_contracts(tmp_path: Path) -> None:
    known = {"ocid": "ocds-h6vhtk-04a1b2"}
    second = CONTRACT | known | {"contract_id": "kent-c-0002"}
    (release,) = releases_of(tables(tmp_path, contracts=[CONTRACT | known, second]))
    assert release["ocid"] == "ocds-h6vhtk-04a1b2"
    assert [contract["id"] for contract in release["contracts"]] == ["kent-c-0001", "kent-c-0002"]


def test_a_registered_prefix_is_used_but_never_for_a_sample(tmp_path: Path) -> None:
    from dataclasses import replace

    found = tables(tmp_path, contracts=[CONTRACT])
    prefix = replace(OFFICE.registered, ocid_prefix="ocds-abc123", org_id="GB-XX-1")
    (release,) = releases_of(found, replace(OFFICE, registered=prefix))
    assert release["ocid"] == "ocds-abc123-kent-c-0001"
    made_up = packages(found, replace(SAMPLE, registered=prefix))[RELEASES]
    assert made_up["releases"][0]["ocid"] == "sample-kent-kent-c-0001"
    assert made_up["publisher"]["name"].startswith("Synthetic sample: ")
    assert made_up["openbeat:synthetic"] is True


def test_a_withheld_supplier_is_no_party_and_two_are_not_one(tmp_path: Path) -> None:
    hidden = {"supplier_names": "REDACTED PERSONAL DATA", "supplier_kinds": "individual", "supplier_ids": None}
    paid = PAYMENT | {"supplier_name": "REDACTED PERSONAL DATA"}
    (release,) = releases_of(tables(tmp_path, contracts=[CONTRACT | hidden], expenditure=[paid]))
    assert release["awards"][0]["suppliers"] == [{"name": "REDACTED PERSONAL DATA"}]
    assert all(party["name"] != "REDACTED PERSONAL DATA" for party in release["parties"])


def test_an_invoice_total_on_each_of_its_lines_is_one_transaction(tmp_path: Path) -> None:
    total = PAYMENT | {"amount_basis": "invoice-total"}
    lines = [total | {"line_id": f"1-2025-05-{n}"} for n in (1, 2, 3)]
    lines += [total | {"line_id": "2-2025-05-1", "transaction_id": "2"}]
    lines += [PAYMENT | {"line_id": f"3-2025-05-{n}", "transaction_id": "3"} for n in (1, 2)]
    lines += [total | {"line_id": f"x{n}", "transaction_id": None} for n in (1, 2)]
    (release,) = releases_of(tables(tmp_path, contracts=[CONTRACT], expenditure=lines))
    told = [transaction["id"] for transaction in release["contracts"][0]["implementation"]["transactions"]]
    assert sorted(told) == ["1-2025-05-1", "2-2025-05-1", "3-2025-05-1", "3-2025-05-2", "x1", "x2"]


def test_payments_of_other_contracts_or_of_none_are_left_where_they_are(tmp_path: Path) -> None:
    lines = [PAYMENT | {"contract_id": None}, PAYMENT | {"contract_id": "kent-c-9999", "line_id": "2"}]
    (release,) = releases_of(tables(tmp_path, contracts=[CONTRACT], expenditure=lines))
    assert "implementation" not in release["contracts"][0]
    assert "implementation" not in release["tag"]


def test_what_is_unknown_is_left_out_and_the_term_dates_the_release(tmp_path: Path) -> None:
    bare = {"award_date": None, "signed_date": None, "end_date": None, "value_total_gbp": None, "supplier_ids": None}
    (release,) = releases_of(tables(tmp_path, contracts=[CONTRACT | bare]))
    assert release["date"] == "2025-04-01T00:00:00Z"
    assert "value" not in release["contracts"][0]
    assert release["contracts"][0]["period"] == {"startDate": "2025-04-01T00:00:00Z"}
    assert release["awards"][0]["suppliers"] == [{"id": "local-kent-oakfold-ltd", "name": "Oakfold Ltd"}]


def test_a_release_is_named_by_what_it_says(tmp_path: Path) -> None:
    once = releases_of(tables(tmp_path / "a", contracts=[CONTRACT]))
    again = releases_of(tables(tmp_path / "b", contracts=[CONTRACT]))
    other = releases_of(tables(tmp_path / "c", contracts=[CONTRACT | {"value_total_gbp": Decimal("90000.51")}]))
    assert once == again
    assert once[0]["id"] != other[0]["id"]
    assert once[0]["date"] == other[0]["date"]


def test_a_record_links_its_release_and_compiles_the_same(tmp_path: Path) -> None:
    made = packages(tables(tmp_path, contracts=[CONTRACT]), OFFICE)
    (release,), (record,) = made[RELEASES]["releases"], made[RECORDS]["records"]
    assert record["releases"] == [
        {"url": f"{made[RELEASES]['uri']}#{release['id']}", "date": release["date"], "tag": release["tag"]}
    ]
    compiled = record["compiledRelease"]
    assert compiled["tag"] == ["compiled"]
    assert compiled["id"] == f"{release['ocid']}-{release['date']}"
    same = {name for name in release if release[name] == compiled[name]}
    assert same == release.keys() - {"id", "tag"}


def test_nothing_recorded_is_no_document(tmp_path: Path) -> None:
    assert packages(tables(tmp_path, expenditure=[PAYMENT]), OFFICE) == {}


def test_an_older_version_without_a_column_still_serves(tmp_path: Path) -> None:
    found = tables(tmp_path, contracts=[CONTRACT], expenditure=[PAYMENT])
    import polars as pl

    path = tmp_path / "expenditure" / "expenditure-0000.parquet"
    pl.read_parquet(path).drop("amount_basis").write_parquet(path)
    (release,) = releases_of(found)
    assert len(release["contracts"][0]["implementation"]["transactions"]) == 1


def test_sums_are_exact_to_the_penny(tmp_path: Path) -> None:
    lines = [PAYMENT | {"line_id": str(n), "amount_gbp": Decimal(n) / 100} for n in range(1, 200)]
    lines += [PAYMENT | {"line_id": "big", "amount_gbp": Decimal("999999999999.99"), "payment_date": date(2025, 6, 1)}]
    (release,) = releases_of(tables(tmp_path, contracts=[CONTRACT], expenditure=lines))
    written = json.loads(json.dumps(release), parse_float=Decimal, parse_int=Decimal)
    told = sum(t["value"]["amount"] for t in written["contracts"][0]["implementation"]["transactions"])
    assert told == sum(line["amount_gbp"] for line in lines)
