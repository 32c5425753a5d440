"""The sandbox's grants, and the instalments in which they are paid. All of it is made up."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from pipelines.sandbox.page import Setting
from pipelines.sandbox.suppliers import chance_of, decision_id, marked

Record = dict[str, Any]
GRANTS = 30
INSTALMENTS = 4
PRIORITIES = (
    "people-domestic-abuse",
    "places-neighbourhood-policing",
    "property-burglary",
    "partnerships-violence-reduction",
)
"""Priorities of the plan in `records/plan`, which is real in every world."""
_AREAS = ("E07000105", "E07000106", "E07000114", "E07000116")
_FUNDS = ("Safer Streets", "Violence Reduction", "Community Safety")
_GROUPS = (
    "Harbour Youth Mentors",
    "Weald Street Pastors",
    "Downs Restorative Practice",
    "Marsh Domestic Abuse Support",
)


def grants(setting: Setting) -> Iterator[Record]:
    """Every grant that there will ever be."""
    for number in range(1, GRANTS + 1):
        yield _grant(chance_of(setting, "grant", number), number)


def instalments(setting: Setting, first: date) -> Iterator[tuple[Record, date, Decimal]]:
    """What is paid of each organisation's grant in a month: a quarter of the award in every quarter of its year.

    Of every seventh grant the last instalment is never paid, as happens.
    """
    for number, grant in enumerate(grants(setting), 1):
        if grant["recipient_kind"] != "individual":
            for at in range(INSTALMENTS - (number % 7 == 0)):
                day = grant["start_date"] + timedelta(days=7 + 91 * at)
                if (day.year, day.month) == (first.year, first.month):
                    yield grant, day, Decimal(grant["amount_awarded_gbp"]) / INSTALMENTS


def _grant(chance: random.Random, number: int) -> Record:
    """One grant; every tenth went to individuals, whom the office takes together."""
    awarded = date(2023, 10, 2) + timedelta(days=chance.randrange(1_000))
    fund, group = chance.choice(_FUNDS), chance.choice(_GROUPS)
    return {
        "grant_id": f"sample-g-{number:04}",
        "title": marked(f"{fund} grant"),
        "description": marked("Work with young people in the evenings"),
        **(_individuals(chance) if number % 10 == 0 else _organisation(group)),
        "amount_awarded_gbp": f"{chance.randint(2, 90) * 500}.00",
        "award_date": awarded,
        "start_date": awarded + timedelta(days=20),
        "end_date": awarded + timedelta(days=385),
        "conditions": marked("A report each quarter; unspent money is returned"),
        "purpose": marked("To give young people somewhere safe to go"),
        "crime_disorder_reason": marked("Fewer reports of anti-social behaviour are expected where it is open"),
        "programme": marked(fund),
        "beneficiary_area_codes": sorted(chance.sample(_AREAS, 2)),
        "from_open_call": chance.random() < 0.7,
        "decision_id": decision_id(chance.randint(1, 40)),
        "plan_priority_ids": [chance.choice(PRIORITIES)],
    }


def _organisation(group: str) -> Record:
    return {
        "recipient_name": marked(group),
        "recipient_kind": "charity",
        "recipient_id": f"GB-CHC-SAMPLE{_GROUPS.index(group) + 901}",
        "recipients": 1,
    }


def _individuals(chance: random.Random) -> Record:
    return {
        "recipient_name": "REDACTED PERSONAL DATA",
        "recipient_kind": "individual",
        "recipients": chance.randint(5, 20),
        "redaction_reason": "personal_data",
        "redaction_decided_by": "Chief executive",
        "redaction_decided_on": date(2022, 4, 1),
        "redaction_review": date(2030, 4, 1),
    }
