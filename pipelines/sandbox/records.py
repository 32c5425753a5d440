"""The sandbox's registers: made-up decisions, contracts and invitations to tender, as the office would write them.

Contracts bear the numbers that the payments of `pipelines.sandbox.spend` name, so that money can be followed from the
decision through tender and contract to the pound. Every record is made from its own seed, and appears on its own day.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from pipelines.sandbox import ledger, local_calls, registers, small_numbers
from pipelines.sandbox.grants import PRIORITIES, grants
from pipelines.sandbox.page import Setting
from pipelines.sandbox.suppliers import (
    REGISTERED,
    SUPPLIERS,
    chance_of,
    contract_id,
    decision_id,
    kind_of,
    marked,
    org_id_of,
)

Record = dict[str, Any]
FIRST_DAY = date(2021, 4, 1)
LISTED = 4
"""Contracts of up to £10,000, which have no payments of their own."""
TENDERS = 15
TENDERED = 12
"""Invitations that led to the contract of the same number."""

_SERVICES = (
    "Vehicle maintenance",
    "Office supplies",
    "Case systems",
    "Legal advice",
    "Shared control room",
    "Victim support",
)
_CPV = ("50112000", "30190000", "48000000", "79100000", "75241000", "85312310")
_SMALL = ("Catering for meetings", "Window cleaning", "Plants for the front desk", "Room hire")


def write_records(setting: Setting) -> Path:
    """The folder that holds the sandbox's records, a folder for each kind. Written once for a seed, force and day."""
    folder = setting.cache / f"records-{setting.force}-{setting.seed}-{setting.today:%Y-%m-%d}"
    if folder.is_dir():
        return folder
    # Written beside and renamed, so that a run that is killed leaves no half-filled folder to be reused.
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    for kind, day, record in _records(setting):
        if day <= setting.today:
            path = part / kind / f"{next(iter(record.values()))}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            text = yaml.safe_dump(record, sort_keys=False, allow_unicode=True, width=110)
            path.write_text(text, encoding="utf-8")
    part.rename(folder)
    return folder


def _records(setting: Setting) -> Iterator[tuple[str, date, Record]]:
    """Every record there will ever be: its kind, the day it becomes known, and its fields with the id first."""
    for number in (*range(1, REGISTERED + 1), *range(len(SUPPLIERS) + 1, len(SUPPLIERS) + LISTED + 1)):
        record = _contract(chance_of(setting, "contract", number), number)
        yield "contracts", record["award_date"], record
    for number in range(1, TENDERS + 1):
        record = _tender(setting, number)
        yield "tenders", record["issue_date"], record
    for number in range(1, REGISTERED + 1):
        record = _decision(setting, number)
        yield "decisions", record["decision_date"] + timedelta(days=7), record
    for record in grants(setting):
        yield "grants", record["award_date"], record
    yield from ledger.records(setting)
    yield from local_calls.records(setting)
    yield from small_numbers.records(setting)
    yield from registers.records(setting)


def _contract(chance: random.Random, number: int) -> Record:
    """One contract, begun before the first payment under it."""
    listed = number > len(SUPPLIERS)
    supplier = "Little Acorn Catering Ltd" if listed else SUPPLIERS[number - 1]
    trade = (number - 1) // (len(SUPPLIERS) // len(_SERVICES)) % len(_SERVICES)
    service = _SMALL[number - len(SUPPLIERS) - 1] if listed else _SERVICES[trade]
    awarded = FIRST_DAY + timedelta(days=chance.randrange(700))
    years = 6 if number % 5 else 7
    annual = chance.randint(1_000, 1_400) if listed else chance.randint(400, 1_800) * 1_000
    start = awarded + timedelta(days=31)
    return {
        "contract_id": contract_id(number),
        "title": marked(service),
        "buyer": chance.choice(("office", "force", "both")),
        "purpose": marked(f"{service} for the office and the force"),
        "procedure": "direct" if listed else "open" if number <= TENDERED else "limited",
        **({} if listed else {"cpv_codes": [_CPV[trade]]}),
        "supplier_names": [marked(supplier)],
        "supplier_kinds": ["company" if listed else kind_of(supplier)],
        **({} if listed else {"supplier_ids": [org_id_of(supplier)]}),
        "supplier_sme": listed or chance.random() < 0.5,
        "value_total_gbp": f"{annual * years}.00",
        "value_annual_gbp": f"{annual}.00",
        "value_band": "up-to-10000" if annual * years <= 10_000 else "over-10000",
        "award_date": awarded,
        "signed_date": awarded + timedelta(days=14),
        "start_date": start,
        "end_date": start.replace(year=start.year + years) - timedelta(days=1),
        "status": "active",
        **({"tender_id": _tender_id(number)} if number <= TENDERED else {}),
        **({} if listed else {"decision_id": decision_id(number)}),
        "plan_priority_ids": [chance.choice(PRIORITIES)],
    }


def _tender(setting: Setting, number: int) -> Record:
    """One invitation: the first led to contracts, the others are of the sandbox's last months."""
    chance = chance_of(setting, "tender", number)
    contract = _contract(chance_of(setting, "contract", number), number) if number <= TENDERED else None
    issued = (
        contract["award_date"] - timedelta(days=90)
        if contract
        else date(2026, 2, 2) + timedelta(days=60 * (number - TENDERED))
    )
    status = "complete" if contract else ("unsuccessful", "cancelled", "active")[(number - 1) % 3]
    return {
        "tender_id": _tender_id(number),
        "title": contract["title"] if contract else marked(f"{_SERVICES[number % 6]}, second lot"),
        "buyer": contract["buyer"] if contract else "office",
        "procedure": "open",
        "issue_date": issued,
        "closing_date": issued + timedelta(days=45),
        "expected_value_gbp": contract["value_total_gbp"] if contract else f"{chance.randint(20, 400)}000.00",
        "value_band": "over-10000",
        "status": status,
        **({"bids_received_status": "[z]"} if status == "active" else {"bids_received": chance.randint(1, 9)}),
        "decision_id": decision_id(number),
    }


def _tender_id(number: int) -> str:
    return f"sample-t-{number:04}"


def _decision(setting: Setting, number: int) -> Record:
    """The decision behind the contract of the same number, made before anybody was invited to tender.

    Every eighth names no commitment, as happens, and the last serves no priority that it names.
    """
    contract = _contract(chance_of(setting, "contract", number), number)
    served = contract["plan_priority_ids"]
    decided = contract["award_date"] - timedelta(days=120)
    return {
        "decision_id": decision_id(number),
        "decision_number": 1_000 + number,
        "title": contract["title"],
        "summary": marked(f"To buy {contract['title'].partition(' (')[0].lower()}"),
        "decision_date": decided,
        "decision_maker": "The office holder",
        "decision_type": "contract",
        "significant_public_interest": True,
        "reasons": marked("The work is needed, and the market was asked"),
        **({"plan_priority_ids": served} if number < REGISTERED else {}),
        **({"commitment_ids": [f"{name}-01" for name in served]} if number % 8 else {}),
        "revenue_gbp": contract["value_total_gbp"],
        "contract_ids": [contract_id(number)],
        "published_on": decided + timedelta(days=7),
        "source_url": f"https://www.example.org/sample/decisions/{number}",
    }
