"""Open Contracting Data Standard 1.1.5: contracts and invitations to tender, with the payments made under them.

One release for each contracting process tells all that is known of it now; the record says the same in compiled form.
Two contracts are one process where they follow from one invitation, or where the national notice gives them one ocid.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any

from pipelines.releases.files import line, sha256
from pipelines.releases.model import Context
from pipelines.releases.package import LICENCES
from pipelines.releases.standards.parties import Parties, given, money, parts, publisher, registered
from pipelines.releases.standards.subject import address
from pipelines.releases.standards.tables import Row, Tables
from schemas.base import columns_of
from schemas.contracts import Contracts
from schemas.tenders import Tenders

FOLDER = "standards/"
RELEASES, RECORDS = "ocds-releases.json", "ocds-records.json"
LICENCE = LICENCES["OGL-UK-3.0"]["path"]
PAYMENT = (
    *("contract_id", "payment_date", "line_id", "transaction_id"),
    *("body_name", "supplier_name", "amount_gbp", "amount_basis"),
)
"""The columns of a payment that a transaction is made of, in the order in which they sort it."""
INVOICE_TOTAL = "invoice-total"
NO_ID = "none"
"""Stands in a register for a supplier without an identifier."""
_STATUSES = {"ended": "terminated"}
"""OCDS has one word for a contract that is over, whether at its end or before."""


@dataclass(frozen=True)
class Process:
    """One contracting process: its invitations, its contracts, and the payments under each by contract id."""

    ocid: str
    tenders: Sequence[Row]
    contracts: Sequence[Row]
    payments: Mapping[str, Sequence[Row]]

    @property
    def date(self) -> str:
        """The newest day that its records tell of. A term may begin later than we know of it, so it is asked last."""
        days = [row["issue_date"] for row in self.tenders]
        days += [row[name] for row in self.contracts for name in ("award_date", "signed_date")]
        days += [payment["payment_date"] for paid in self.payments.values() for payment in paid]
        known = [day for day in days if day is not None]
        return _time(max(known or [row["start_date"] for row in self.contracts]))


def packages(tables: Tables, context: Context) -> dict[str, dict[str, Any]]:
    """The release package and the record package by file name; none where there is neither contract nor tender."""
    releases = [_release(process, context) for process in processes(tables, context)]
    if not releases:
        return {}
    found = {
        "version": "1.1",
        "publishedDate": max(release["date"] for release in releases),
        "license": LICENCE,
        "publisher": given(name=publisher(context), uid=context.registered.org_id),
        "openbeat:synthetic": context.synthetic,
    }
    uri = _uri(context, RELEASES, releases)
    records = [_record(release, uri) for release in releases]
    return {
        RELEASES: {"uri": uri, **found, "releases": releases},
        RECORDS: {"uri": _uri(context, RECORDS, records), **found, "packages": [uri], "records": records},
    }


def processes(tables: Tables, context: Context) -> Iterator[Process]:
    """Every contracting process, by ocid."""
    tenders = {row["tender_id"]: row for row in tables.rows("tenders", _names(Tenders))}
    payments = payments_by_contract(tables)
    prefix = registered(context, context.registered.ocid_prefix)
    asked: dict[str, list[Row]] = {}
    bought: dict[str, list[Row]] = {}
    for row in tenders.values():
        asked.setdefault(row["ocid"] or f"{prefix}-{row['tender_id']}", []).append(row)
    for row in tables.rows("contracts", _names(Contracts)):
        bought.setdefault(_ocid(prefix, row, tenders), []).append(row)
    for ocid in sorted(asked.keys() | bought.keys()):
        contracts = bought.get(ocid, [])
        paid = {row["contract_id"]: payments.get(row["contract_id"], []) for row in contracts}
        yield Process(ocid, asked.get(ocid, []), contracts, paid)


def payments_by_contract(tables: Tables) -> dict[str, list[Row]]:
    """Payments that name a contract. An invoice's total, which stands on each of its lines, is taken once."""
    found: dict[str, dict[object, Row]] = {}
    for row in tables.rows("expenditure", PAYMENT, "contract_id"):
        whole = row["amount_basis"] == INVOICE_TOTAL and row["transaction_id"]
        same = (row["transaction_id"], row["payment_date"], row["amount_gbp"]) if whole else row["line_id"]
        found.setdefault(row["contract_id"], {}).setdefault(same, row)
    return {contract: list(rows.values()) for contract, rows in found.items()}


def _ocid(prefix: str, contract: Row, tenders: Mapping[str, Row]) -> str:
    """The invitation's own, where the contract names one that is known, or the contract's."""
    tender = tenders.get(contract["tender_id"] or "")
    known = (tender["ocid"] if tender else None) or (None if tender else contract["ocid"])
    return str(known or f"{prefix}-{tender['tender_id'] if tender else contract['contract_id']}")


def _release(process: Process, context: Context) -> dict[str, Any]:
    """All that is known of a process, named by the hash of what it says."""
    parties = Parties(context)
    whose = (*process.contracts, *process.tenders)[0]["buyer"]
    buyer = parties.body(whose, "buyer")
    if whose == "both":
        parties.body("force", "buyer")
    told = given(
        tender=_tender(process),
        awards=[_award(row, parties) for row in process.contracts],
        contracts=[_contract(row, process.payments[row["contract_id"]], parties) for row in process.contracts],
    )
    release = {
        "ocid": process.ocid,
        "date": process.date,
        "tag": _tags(process),
        "initiationType": "tender",
        "language": "en",
        "parties": parties.listed,
        "buyer": buyer,
        **told,
    }
    return {"id": f"{process.ocid}-{sha256(line(release))[:12]}", **release}


def _record(release: Mapping[str, Any], uri: str) -> dict[str, Any]:
    compiled = {**release, "id": f"{release['ocid']}-{release['date']}", "tag": ["compiled"]}
    linked = {"url": f"{uri}#{release['id']}", "date": release["date"], "tag": release["tag"]}
    return {"ocid": release["ocid"], "releases": [linked], "compiledRelease": compiled}


def _tags(process: Process) -> list[str]:
    """What the release tells of, in the standard's closed list of words."""
    asked = {row["status"] for row in process.tenders}
    bought = {row["status"] for row in process.contracts}
    tags = {
        "tender": bool(_tender(process)),
        "tenderCancellation": not bought and bool(asked & {"cancelled", "withdrawn"}),
        "award": bool(bought),
        "contract": bool(bought),
        "contractTermination": bool(bought & {"ended", "terminated"}),
        "implementation": any(process.payments.values()),
    }
    return [tag for tag, holds in tags.items() if holds]


def _tender(process: Process) -> dict[str, Any]:
    """The invitation (the standard has room for one); without one, how the supplier was found is told all the same."""
    if not process.tenders:
        found = next((row for row in process.contracts if row["procedure"]), None)
        return given(id=found["contract_id"], procurementMethod=found["procedure"]) if found else {}
    row = process.tenders[0]
    return given(
        id=row["tender_id"],
        title=row["title"],
        description=row["description"],
        status=row["status"],
        procurementMethod=row["procedure"],
        items=_items(row),
        value=money(row["expected_value_gbp"]),
        tenderPeriod=_period(row["issue_date"], row["closing_date"]),
        numberOfTenderers=row["bids_received"],
        documents=_documents(row, "biddingDocuments"),
    )


def _award(row: Row, parties: Parties) -> dict[str, Any]:
    pairs = zip_longest(parts(row["supplier_names"]), parts(row["supplier_ids"]), fillvalue=NO_ID)
    return given(
        id=_award_id(row),
        title=row["title"],
        status="cancelled" if row["status"] == "cancelled" else "active",
        date=_time(row["award_date"]),
        value=money(row["value_total_gbp"]),
        suppliers=[parties.refer(name, "supplier", "" if org_id == NO_ID else org_id) for name, org_id in pairs],
        items=_items(row),
        contractPeriod=_period(row["start_date"], row["end_date"]),
    )


def _contract(row: Row, payments: Iterable[Row], parties: Parties) -> dict[str, Any]:
    return given(
        id=row["contract_id"],
        awardID=_award_id(row),
        title=row["title"],
        description=row["description"] or row["purpose"],
        status=_STATUSES.get(row["status"], row["status"]),
        period=_period(row["start_date"], row["end_date"]),
        value=money(row["value_total_gbp"]),
        dateSigned=_time(row["signed_date"]),
        documents=_documents(row, "contractSigned"),
        implementation=given(transactions=[_transaction(payment, parties) for payment in payments]),
    )


def _transaction(row: Row, parties: Parties) -> dict[str, Any]:
    """One payment, as the dataset expenditure has it; a credit is negative."""
    return given(
        id=row["line_id"],
        date=_time(row["payment_date"]),
        value=money(row["amount_gbp"]),
        payer=parties.refer(row["body_name"], "payer") if row["body_name"] else None,
        payee=parties.refer(row["supplier_name"], "payee"),
    )


def _items(row: Row) -> list[dict[str, Any]]:
    return [{"id": code, "classification": {"scheme": "CPV", "id": code}} for code in parts(row["cpv_codes"])]


def _documents(row: Row, kind: str) -> list[dict[str, Any]]:
    """Documents, named by the hash of their bytes."""
    pairs = zip(parts(row["document_sha256s"]), parts(row["document_urls"]), strict=True)
    return [{"id": digest, "documentType": kind, "url": url} for digest, url in pairs]


def _period(first: date | None, last: date | None) -> dict[str, str]:
    return given(startDate=_time(first), endDate=_time(last))


def _time(day: date | None) -> str:
    """A day as the standard's moment: its beginning. Records know days, not hours."""
    return f"{day.isoformat()}T00:00:00Z" if day else ""


def _award_id(row: Row) -> str:
    return f"{row['contract_id']}-award"


def _uri(context: Context, name: str, content: Any) -> str:
    """The package's address, or its content's hash where the site's address is not known."""
    return address(context, FOLDER, name) if context.site else f"urn:sha256:{sha256(line(content))}"


def _names(model: type[Contracts | Tenders]) -> list[str]:
    return [column.name for column in columns_of(model)]
