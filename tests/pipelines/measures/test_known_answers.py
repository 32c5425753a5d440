"""Every measure against an answer that was worked out by hand from a few rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pipelines.measures.declared import measures
from pipelines.measures.declared.crime import ASB, TYPES
from tests.pipelines.measures.county import (
    ASHFORD,
    IN_CANTERBURY,
    KENT,
    NEW_PLACE,
    OLD_PLACE,
    OUTSIDE,
    Rows,
    value,
)

MONTH = "2023-05"
TWELVE = [f"2022-{month:02}" for month in range(6, 13)] + [f"2023-{month:02}" for month in range(1, 6)]


@dataclass(frozen=True)
class Known:
    """Rows, where to look, and what must be there."""

    rows: Rows
    expected: str
    area: str = KENT
    grain: str = "month"
    period: str = MONTH


def crime(crime_type: str, place: str | None, outcome: str | None = None, month: str = MONTH) -> dict[str, Any]:
    return {
        "month": month,
        "reported_by": "Kent Police",
        "lsoa_code": place,
        "crime_type": crime_type,
        "last_outcome_category": outcome,
    }


def crimes(crime_type: str) -> Rows:
    """Eight: four in Ashford, one of them by its code of 2021, two in Canterbury, one outside, one without a place."""
    outcomes = ["Suspect charged", "Offender given a caution", "Under investigation"]
    places = [OLD_PLACE, OLD_PLACE, OLD_PLACE, NEW_PLACE, IN_CANTERBURY, IN_CANTERBURY, OUTSIDE, None]
    others = [crime("Burglary" if crime_type == ASB else ASB, OLD_PLACE)] * 2
    mature = [crime(crime_type, None, month="2025-05")]  # two years on, so that the month stands as final
    found = [crime(crime_type, place, outcome) for place, outcome in zip(places, outcomes + [None] * 5, strict=True)]
    return {"crime_street": [*found, *others, *mature]}


def calls_999(months: list[str]) -> Rows:
    """Ninety of a hundred calls within ten seconds, a mean of 8.5 seconds; in the first month half of each."""
    return {
        "call_handling_999": [
            {
                "month": month,
                "area_code": KENT,
                "calls_answered": 100 if at else 50,
                "answered_under_10s_count": 90 if at else 25,
                "mean_answer_seconds": Decimal("8.5") if at else Decimal(20),
            }
            for at, month in enumerate(months)
        ]
    }


CALLS_101: Rows = {
    "call_handling_101": [
        {
            "service": service,
            "period_kind": "month",
            "period": MONTH,
            "calls_received": 200,
            "calls_answered": 150,
            "calls_not_answered": 50,
            "mean_wait_seconds": Decimal(wait),
        }
        for service, wait in (("101", 60), ("999-local", 7))
    ]
}


def searches(months: list[str]) -> Rows:
    """A month has ten of White people, four linked to what was sought, and five each of others, one linked.

    Of each group one search less is of a known outcome.
    """
    rows = []
    for month in months:
        for group, number, linked in (("White", 10, 4), ("Black", 5, 1), ("Asian", 5, 1)):
            for one in range(number):
                outcome = None if one == 0 else "Arrest" if one <= linked else "A no further action disposal"
                rows.append(
                    {
                        "force": "kent",
                        "month": month,
                        "officer_defined_ethnicity": group,
                        "outcome": outcome,
                        "outcome_linked_to_object": outcome == "Arrest" if outcome else None,
                    }
                )
    return {"stop_and_search": rows}


def workers(kind: str) -> Rows:
    """Six women and four men, by rank; and another table with all together, which is not to be added."""
    known = {"area_code": KENT, "as_at": date(2023, 3, 31), "worker_type": kind}
    apart = [("Constable", "Female", 6, "5.5"), ("Constable", "Male", 3, "3"), ("Sergeant", "Male", 1, "0.5")]
    told = [
        {**known, "rank": rank, "sex": sex, "headcount": people, "fte": Decimal(fte), "source_table": "open data table"}
        for rank, sex, people, fte in apart
    ]
    return {
        "police_workforce": [
            *told,
            {**known, "rank": "All", "sex": "All", "headcount": 11, "fte": Decimal(10), "source_table": "a workbook"},
        ]
    }


def budget(*lines: tuple[str, str, str]) -> Rows:
    return {
        "budget": [
            {"financial_year": "2023-24", "area_code": KENT, "item": i, "line_code": c, "amount_gbp": Decimal(a)}
            for i, c, a in lines
        ]
    }


BUDGET = budget(
    ("total", "total-expenditure", "400000"),
    ("budget-line", "office-costs", "1500"),
    ("budget-line", "grants-and-victim-services", "6500"),
)


def survey(question: str, asked_of: str | None = None) -> Rows:
    return {
        "survey_results": [
            {
                "survey_id": "kent-survey-2024",
                "question_id": question,
                "unit": "mean score from 1 to 10",
                "value": Decimal("6.4"),
                "asked_of": asked_of,
            }
        ]
    }


def commitments(*progress: str | None) -> Rows:
    return {"plan_commitments": [{"plan_id": "kent-plan-2025", "progress": found} for found in progress]}


def offences(group: str, subgroup: str) -> Rows:
    """Twenty in a quarter, 1 of 24 taken back; and five of something else; for the force and one partnership."""
    known = {"force_name": "Kent", "financial_year": "2023-24", "quarter": 1, "quarter_start": "2023-04"}
    named = {"offence_group": group, "offence_subgroup": subgroup}
    return {
        "crime_recorded": [
            {**known, **named, "level": "force", "area_name": "Kent", "area_code": KENT, "offences": 21},
            {**known, **named, "level": "force", "area_name": "Kent", "area_code": KENT, "offences": -1},
            {**known, **named, "level": "csp", "area_name": "Ashford", "area_code": "E22000137", "offences": 4},
        ]
    }


def quarter(group: str, subgroup: str, expected: str) -> Known:
    return Known(offences(group, subgroup), expected, grain="quarter", period="2023-06")


def slug(crime_type: str) -> str:
    return crime_type.lower().replace(" ", "-")


DONE = commitments("done", "done", "on-track", None)
ROLLING: dict[str, Any] = {"grain": "rolling-12"}
KNOWN: dict[str, Known] = {
    # 8 crimes by 4,000 residents are 2 for every 1,000; 4 in Ashford by its 1,000 residents are 4.
    "crime": Known(crimes("Drugs"), "4.0000", ASHFORD),
    "anti-social-behaviour": Known(crimes(ASB), "2.0000"),
    **{f"crime-{slug(one)}": Known(crimes(one), "2.0000") for one in TYPES},
    # A charge and a caution of 8.
    "solved": Known(crimes("Drugs"), "25.0000"),
    **{f"solved-{slug(one)}": Known(crimes(one), "25.0000") for one in TYPES},
    # 10 rows with those of the other type, of which one lies outside and one nowhere.
    "crime-without-district": Known(crimes("Drugs"), "20.0000"),
    "999-answered-within-10s": Known(calls_999(["2023-04", MONTH]), "90.0000"),
    # (50 calls of 20 s and 1,100 of 8.5 s) by 1,150 calls: 10,350 s by 1,150.
    "999-mean-answer": Known(calls_999(TWELVE), "9.0000", **ROLLING),
    "999-calls-answered": Known(calls_999(TWELVE), "1150.0000", **ROLLING),
    # Of 101 alone: the force's own 999 calls stand beside it.
    "101-mean-wait": Known(CALLS_101, "60.0000"),
    "101-not-answered": Known(CALLS_101, "25.0000"),
    # 20 by 4,000.
    "stop-search": Known(searches([MONTH]), "5.0000"),
    # Known of 9 + 4 + 4 = 17; 4 + 1 + 1 = 6 found.
    "stop-search-find-rate": Known(searches([MONTH]), "35.2941"),
    "stop-search-led-to-action": Known(searches([MONTH]), "35.2941"),
    # (1 of 4) by (4 of 9) is 9/16, whatever the number of months.
    "stop-search-find-ratio-black-white": Known(searches(TWELVE), "0.5625", **ROLLING),
    "stop-search-find-ratio-asian-white": Known(searches(TWELVE), "0.5625", **ROLLING),
    "stop-search-disproportionality-black-white": Known(searches(TWELVE), "None", **ROLLING),
    "stop-search-disproportionality-asian-white": Known(searches(TWELVE), "None", **ROLLING),
    **{
        f"{who}-{what}": Known(workers(kind), expected, grain="as-at", period="2023-03")
        for who, kind in (("officers", "Police officer"), ("staff", "Police staff"))
        # 10 people who work as much as 9; 9 by 4,000 residents are 2.25 for every 1,000.
        for what, expected in (("headcount", "10.0000"), ("fte", "9.0000"), ("per-1000", "2.2500"))
    },
    # 400,000 pounds for 4,000 residents; 392,000 of them are passed on.
    "budget-per-head": Known(BUDGET, "100.0000", grain="financial-year", period="2023-24"),
    "budget-passed-to-chief-constable": Known(BUDGET, "98.0000", grain="financial-year", period="2023-24"),
    "budget-against-actual": Known(BUDGET, "None", grain="financial-year", period="2023-24"),
    "precept-band-d": Known(
        budget(("council-tax-precept-band-d", "council-tax-precept-band-d", "243.15")),
        "243.1500",
        grain="financial-year",
        period="2023-24",
    ),
    "funding-per-head": Known(
        {
            "police_funding": [
                {
                    "financial_year": "2023-24",
                    "area_code": KENT,
                    "measure": measure,
                    "basis": basis,
                    "amount_gbp": Decimal(amount),
                }
                for measure, basis, amount in (
                    ("total", "nominal", 800_000),
                    ("total", "real", 900_000),
                    ("precept", "nominal", 300_000),
                )
            ]
        },
        "200.0000",
        grain="financial-year",
        period="2023-24",
    ),
    # Of 4 commitments 3 are reported on, 2 of them done.
    "commitments-reported-on": Known(DONE, "75.0000", grain="plan", period="2025-26"),
    "commitments-done": Known(DONE, "50.0000", grain="plan", period="2025-26"),
    "commitments-on-track": Known(DONE, "25.0000", grain="plan", period="2025-26"),
    "commitments-delayed": Known(DONE, "0.0000", grain="plan", period="2025-26"),
    "commitments-dropped": Known(DONE, "0.0000", grain="plan", period="2025-26"),
    # Nothing has been reported, so nothing can be said to be unstarted.
    "commitments-not-started": Known(commitments(None, None), "None", grain="plan", period="2025-26"),
    "victims-supported": Known(
        {
            "commissioned_services": [
                {"figures_year": "2023-24", "supported_people": people, "access_route": route}
                for people, route in ((120, "both"), (80, None), (500, "not-victims"))
            ]
        },
        "200.0000",
        grain="financial-year",
        period="2023-24",
    ),
    # Two in time, one late; one that cannot be told, one sum, one that no law asks for.
    "publications-on-time": Known(
        {
            "publication_clock": [
                {
                    "binding": binding,
                    "period": period,
                    "due_on": date(2024, 3, 31),
                    "on_time": in_time,
                    "judged_on": date(2024, 4, 1) if period == "all" else None,
                }
                for binding, period, in_time in (
                    *(("law", "2024-01", True), ("law", "2024-02", True), ("law", "2024-03", False)),
                    *(("law", "2024-01", None), ("law", "all", False), ("promise", "2024-01", False)),
                )
            ]
        },
        "66.6667",
        grain="financial-year",
        period="2023-24",
    ),
    **{
        f"survey-{question}": Known(survey(question), "6.4000", grain="year", period="2024")
        for question in ("safe-where-live", "safe-in-town-centre", "trust", "performance")
    },
    "survey-victim-satisfaction": Known(
        survey("victim-satisfaction", "Victims of crime"), "6.4000", grain="year", period="2024"
    ),
    # 20 by 4,000 residents; 4 by the 1,000 of the partnership's one district.
    "national-recorded-crime": Known(
        offences("Robbery", "Robbery of personal property"), "4.0000", "E22000137", "quarter", "2023-06"
    ),
    "national-homicide": quarter("Violence against the person", "Homicide", "500.0000"),
    "national-violence-with-injury": quarter("Violence against the person", "Violence with injury", "5.0000"),
    "national-robbery": quarter("Robbery", "Robbery of business property", "5.0000"),
    "national-neighbourhood-crime": quarter("Theft offences", "Vehicle offences", "5.0000"),
}


def test_every_measure_has_a_known_answer() -> None:
    assert {measure.id for measure in measures()} == set(KNOWN)


@pytest.mark.parametrize("measure", measures(), ids=lambda measure: measure.id)
def test_the_answer_is_the_one_worked_out_by_hand(measure: Any) -> None:
    known = KNOWN[measure.id]
    assert str(value(measure, known.rows, known.area, known.grain, known.period)) == known.expected


Change = Callable[[dict[str, Any]], dict[str, Any]]


@pytest.mark.parametrize("measure", [one for one in measures() if one.id in {"national-robbery", "crime-robbery"}])
def test_rows_of_another_kind_do_not_count(measure: Any) -> None:
    other = offences("Theft offences", "Bicycle theft") | crimes("Drugs")
    own = offences("Robbery", "Robbery of personal property") | crimes("Robbery")
    both = {table: [*own[table], *other[table]] for table in own}
    at = ("quarter", "2023-06") if measure.id.startswith("national") else ("month", MONTH)
    assert value(measure, both, KENT, *at) == value(measure, own, KENT, *at)
