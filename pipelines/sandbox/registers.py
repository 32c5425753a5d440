"""The sandbox's registers of people, places, meetings and services: made up, marked, and each known on its own day.

Gifts come as a spreadsheet for each quarter, as a small office would keep them; everything else comes as records.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count, takewhile
from pathlib import Path
from typing import Any

from pipelines.sandbox.page import Setting
from pipelines.sandbox.suppliers import (
    FIRMS,
    SUPPLIERS,
    chance_of,
    contract_id,
    decision_id,
    kind_of,
    marked,
    org_id_of,
)

Record = dict[str, Any]
Dated = tuple[str, date, Record]
FIRST_YEAR = 2023
MEETINGS = 48
"""Monthly meetings from the first financial year on."""

REVIEW = date(2030, 4, 1)
_POSTS = (
    ("office-holder", "Commissioner", "public-office"),
    ("deputy", "Deputy commissioner", "public-office"),
    ("senior-employee", "Chief executive", "not-refused"),
    ("senior-employee", "Chief finance officer", "refused"),
)
_INTERESTS = (
    ("office", "Trustee of a youth club"),
    ("membership", "Member of a walking society"),
    ("land", "A flat that is let, in another county"),
    ("employment", "Visiting lecturer"),
    ("none", ""),
)
_OFFERS = ("Ticket to an awards dinner", "Box of biscuits", "Seat at a match", "Framed print", "Lunch at a conference")
_PLACES = (
    ("Harbour Street police station", "police-station", "freehold"),
    ("Weald House", "office", "leasehold"),
    ("Downs training ground", "training", "freehold"),
    ("Marsh Lane garage", "vehicles", "leasehold"),
    ("Field at Long Reach", "land", "freehold"),
)
_AREAS = ("E07000105", "E07000106", "E07000114", "E07000116")
_SERVICES = (
    ("Support after a crime", "victim-support", "Anyone harmed by crime"),
    ("Advice after sexual violence", "sexual-violence", "Anyone harmed by sexual violence"),
    ("Help with stalking", "stalking", "People who are stalked"),
    ("Meeting the one who did it", "restorative-justice", "Victims who wish for it"),
    ("Adults at interviews", "appropriate-adults", "Vulnerable adults in custody"),
    ("A safe place to stay", "domestic-abuse", "People fleeing abuse at home"),
)


def records(setting: Setting) -> Iterator[Dated]:
    """The kind of each record, the day it becomes known, and its fields with the id first."""
    yield from _officers(setting)
    yield from _interests()
    yield from _premises(setting)
    yield from _meetings(setting)
    yield from _services(setting)


def add_to(inbox: Path, setting: Setting) -> Path:
    """Write each quarter's gifts into the inbox, a month after its end, where they do not stand there yet."""
    known = (quarter for quarter in count() if not (inbox / _file(quarter)).exists())
    for quarter in takewhile(lambda quarter: _month(3 * quarter + 4) <= setting.today, known):
        rows = list(_gifts(setting, quarter))
        part = inbox / f".{_file(quarter)}.part"
        with part.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        part.rename(inbox / _file(quarter))
    return inbox


def _file(quarter: int) -> str:
    return f"gifts-and-hospitality {_month(3 * quarter):%Y-%m}.csv"


def _month(number: int) -> date:
    """The first day of a month, counted from the first financial year."""
    return date(FIRST_YEAR + (3 + number) // 12, (3 + number) % 12 + 1, 1)


def _officers(setting: Setting) -> Iterator[Dated]:
    """Each post in each financial year, with a rise in April: the row of the year before is then closed."""
    for year in range(FIRST_YEAR, setting.today.year + 1):
        for at, (kind, post, basis) in enumerate(_POSTS):
            number = 101 + (year - FIRST_YEAR) * len(_POSTS) + at
            record = {
                "officer_id": f"sample-o-{number:04}",
                "post_kind": kind,
                "title": marked(post),
                "responsibilities": marked("What such a post answers for"),
                **({} if basis == "refused" else {"name": marked(f"Sampleton {FIRMS[at]}")}),
                "name_basis": basis,
                "correspondence_address": marked("The Office, Sample Street"),
                **_pay(62_000 + 9_000 * at + 1_500 * (year - FIRST_YEAR), banded=basis == "refused"),
                "valid_from": date(year, 4, 1),
            }
            if date(year + 1, 4, 1) <= setting.today:
                spent = chance_of(setting, "officer", number).randint(0, 90_000)
                record |= {"allowances_gbp": f"{spent / 100:.2f}", "valid_to": date(year + 1, 3, 31)}
            yield "officers", date(year, 4, 1), record


def _pay(salary: int, *, banded: bool) -> Record:
    """Who refuses to be named is told by a band."""
    if banded:
        return {"salary_band": f"{salary}-{salary + 4_999}", "salary_gbp_status": "[c]"}
    return {"salary_gbp": f"{salary}.00"}


def _interests() -> Iterator[Dated]:
    for number, (kind, text) in enumerate(_INTERESTS, 101):
        post = (number - 101) % 2
        declared = date(FIRST_YEAR, 4, 1) + timedelta(days=90 * (number - 101))
        record = {
            "interest_id": f"sample-i-{number:04}",
            "officer_id": f"sample-o-{101 + post:04}",
            "post": marked(_POSTS[post][1]),
            "interest_kind": kind,
            "owner": "partner" if kind == "land" else "holder",
            **({"description": marked(text), "paid": kind in {"employment", "land"}} if text else {}),
            "declared_on": declared,
        }
        yield "register-of-interests", declared + timedelta(days=14), record


def _gifts(setting: Setting, quarter: int) -> Iterator[Record]:
    """A quarter's offers under the headings that people write; the last is a private person's."""
    chance = chance_of(setting, "gifts", quarter)
    days = sorted(chance.sample(range(90), 6))
    for at, days_on in enumerate(days):
        private, offered = at == len(days) - 1, _month(3 * quarter) + timedelta(days=days_on)
        giver = chance.choice(SUPPLIERS)
        outcome = chance.choice(("accepted", "refused", "refused", "passed-on"))
        worth = chance.randint(5, 120)
        yield {
            "Offer id": f"sample-h-{1001 + quarter * len(days) + at:04}",
            "Offered": f"{offered:%d/%m/%Y}",
            "Kind of offer": chance.choice(("gift", "hospitality")),
            "To whom": chance.choice(("office-holder", "staff", "staff")),
            "Offered by": "REDACTED PERSONAL DATA" if private else marked(giver),
            "Kind of giver": "individual" if private else kind_of(giver),
            "Description": marked(chance.choice(_OFFERS)),
            "Worth": "" if private else f"£{worth}.00",
            "Status of: worth": "" if private else "[e]",
            "What became of it": outcome,
            "Why": marked("It could have seemed a favour" if outcome != "accepted" else "It was small and in public"),
            "Registered": f"{offered + timedelta(days=chance.randint(0, 20)):%d/%m/%Y}",
            "Reason for redaction": "personal_data" if private else "",
            "Redaction decided by": "Chief executive" if private else "",
            "Redaction decided on": f"{offered:%d/%m/%Y}" if private else "",
            "Redaction reviewed on": f"{REVIEW:%d/%m/%Y}" if private else "",
        }


def _premises(setting: Setting) -> Iterator[Dated]:
    for number, (name, use, tenure) in enumerate(_PLACES, 101):
        chance = chance_of(setting, "premises", number)
        since = date(1998, 4, 1) + timedelta(days=chance.randrange(7_000))
        record = {
            "premises_id": f"sample-p-{number:04}",
            "name": marked(name),
            "held_by": "office" if use == "office" else "force",
            "interest": "owned-and-occupied" if tenure == "freehold" else "occupied",
            "tenure": tenure,
            "use": use,
            "address": marked(f"{number} Sample Street"),
            "area_code": chance.choice(_AREAS),
            "open_to_public": use == "police-station",
            "valid_from": since,
        }
        yield "premises", since, record
    hidden = {
        "premises_id": "sample-p-0199",
        "name": marked("A building"),
        "held_by": "force",
        "interest": "occupied",
        "use": "other",
        "redaction_reason": "operational_security",
        "redaction_decided_by": "Chief executive",
        "redaction_decided_on": date(2012, 11, 22),
        "redaction_review": REVIEW,
    }
    yield "premises", date(2012, 11, 22), hidden


def _meetings(setting: Setting) -> Iterator[Dated]:
    """One a month, announced three weeks before; a fortnight after it the same record tells what became of it."""
    for number in range(101, 101 + MEETINGS):
        day = _month(number - 101) + timedelta(days=chance_of(setting, "meeting", number).randrange(20))
        page = f"https://www.example.org/sample/meetings/{number}"
        over = day + timedelta(days=14) <= setting.today
        record = {
            "meeting_id": f"sample-m-{number:04}",
            "title": marked("Performance meeting" if number % 6 else "Estates board"),
            "public": number % 6 != 0,
            "significant_public_interest": True,
            "meeting_date": day,
            "start_time": "10:00",
            "place": marked("The Office, Sample Street"),
            **(_over(number, day, page) if over else {"status": "planned"}),
            "agenda_url": f"{page}/agenda",
            "agenda_published_on": day - timedelta(days=21),
        }
        yield "meetings", day - timedelta(days=21), record


def _over(number: int, day: date, page: str) -> Record:
    """What a meeting's record says afterwards: every tenth was cancelled."""
    if number % 10 == 0:
        return {"status": "cancelled"}
    return {
        "status": "held",
        "minutes_url": f"{page}/minutes",
        "minutes_published_on": day + timedelta(days=14),
        "decision_ids": [decision_id(number - 100)],
    }


def _services(setting: Setting) -> Iterator[Dated]:
    """Each under a contract of the register; the last is a refuge, and one helped too few to tell."""
    support = [number for number, name in enumerate(SUPPLIERS, 1) if kind_of(name) == "public-body"]
    for at, (name, kind, group) in enumerate(_SERVICES):
        number, chance = support[at], chance_of(setting, "service", at)
        start = date(FIRST_YEAR, 4, 1) + timedelta(days=30 * at)
        helped = chance.randint(40, 900)
        few = kind == "restorative-justice"
        record = {
            "service_id": f"sample-s-{101 + at:04}",
            "name": marked(name),
            "service_type": kind,
            "description": marked("Somebody to talk to and help with what comes next"),
            **(_refuge() if kind == "domestic-abuse" else _reachable(SUPPLIERS[number - 1], number, chance)),
            "victim_group": marked(group),
            "access_route": "not-victims" if kind == "appropriate-adults" else "both",
            "start_date": start,
            "end_date": start.replace(year=start.year + 5),
            "annual_value_gbp": f"{chance.randint(20, 300) * 1_000}.00",
            "funding_source": marked("A made-up grant"),
            "figures_year": f"{FIRST_YEAR}-{FIRST_YEAR - 1999}",
            "referrals": helped + chance.randint(0, 200),
            **({"supported_people_status": "[c]"} if few else {"supported_people": helped}),
            "waiting_days": chance.randint(1, 12),
            "outcomes": marked("Most said that they could cope better"),
            "plan_priority_ids": ["people-domestic-abuse"],
        }
        yield "commissioned-services", start + timedelta(days=500), record


def _refuge() -> Record:
    return {
        "provider_name": "REDACTED PERSONAL DATA",
        "provider_kind": "redacted",
        "place_withheld": True,
        "redaction_reason": "safety_of_person",
        "redaction_decided_by": "Chief executive",
        "redaction_decided_on": date(2012, 11, 22),
        "redaction_review": REVIEW,
    }


def _reachable(provider: str, number: int, chance: random.Random) -> Record:
    return {
        "provider_name": marked(provider),
        "provider_kind": kind_of(provider),
        "place_withheld": False,
        "area_codes": sorted(chance.sample(_AREAS, 2)),
        "contact_url": "https://www.example.org/sample/help",
        "contract_id": contract_id(number),
        "eligibility": marked("Anyone who lives here"),
        "quality_standard": marked("A made-up standard"),
        **({} if org_id_of(provider) == "none" else {"provider_id": org_id_of(provider)}),
    }
