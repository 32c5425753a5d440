"""The sandbox's counts of few people: made-up staff, complaints and custody visits, as the office would record them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from typing import Any

from pipelines.sandbox.page import MARK, Setting

Record = dict[str, Any]
FIRST_YEAR = 2023
"""The financial year in which the made-up counts begin."""

_GROUPS = {
    "sex": (("women", 0.62), ("men", 0.35), ("not stated", 0.03)),
    "ethnicity": (("ethnic minority", 0.12), ("white", 0.78), ("not stated", 0.1)),
    "disability": (("disabled", 0.1), ("not disabled", 0.75), ("not stated", 0.15)),
}
_ALLEGATIONS = {
    "delivery of duties and service": 240,
    "police powers, policies and procedures": 90,
    "individual behaviours": 70,
    "handling of or damage to property": 14,
    "access to or disclosure of information": 8,
    "use of police vehicles": 6,
    "discriminatory behaviour": 6,
    "abuse of position or corruption": 3,
    "discreditable conduct": 2,
    "sexual conduct": 1,
    "other": 5,
}
"""About how many of each a quarter has."""
_SUITES = ("Northmarsh", "Eastdown", "Southweald", "Westhithe")


def records(setting: Setting) -> Iterator[tuple[str, date, Record]]:
    """The kind of record, the day it becomes known, and its fields with the name of its file first."""
    last = setting.today.year
    for year in range(FIRST_YEAR, last + 1):
        counted = date(year, 3, 31)
        yield "staff-profile", date(year, 6, 1), _staff(_chance(setting, "staff", str(year)), counted)
        quarters = [f"{_name(year)}-Q{number}" for number in range(1, 5)]
        ends = [date(year, 8, 15), date(year, 11, 15), date(year + 1, 2, 15), date(year + 1, 5, 15)]
        for kind, make in (("complaints", _complaints), ("custody-visits", _visits)):
            made = [make(_chance(setting, kind, quarter), quarter) for quarter in quarters]
            for known, record in zip(ends, made, strict=True):
                yield kind, known, record
            yield kind, ends[-1], _year(made, _name(year))


def _name(year: int) -> str:
    return f"{year}-{(year + 1) % 100:02d}"


def _chance(setting: Setting, kind: str, name: str) -> random.Random:
    return random.Random(f"{kind} {setting.seed} {setting.force} {name}")  # noqa: S311 (made-up data)


def _staff(chance: random.Random, counted: date) -> Record:
    people = chance.randint(21, 27)
    groups: list[Record] = [{"characteristic": "all", "group": "all", "people": people}]
    for characteristic, shares in _GROUPS.items():
        drawn = chance.choices([name for name, _ in shares], [share for _, share in shares], k=people)
        groups += [{"characteristic": characteristic, "group": name, "people": drawn.count(name)} for name, _ in shares]
    return {"as_at": counted, "source": f"Personnel register ({MARK})", "groups": groups}


def _complaints(chance: random.Random, quarter: str) -> Record:
    allegations = {name: max(0, round(chance.gauss(usual, usual**0.5))) for name, usual in _ALLEGATIONS.items()}
    total = sum(allegations.values())
    counts = [
        {"about": "office-holder", "counted": "complaints", "category": "all", "cases": chance.randint(0, 3)},
        {"about": "office-holder", "counted": "conduct-matters", "category": "all", "cases": 0},
        {"about": "force", "counted": "complaints", "category": "all", "cases": round(total / 1.6)},
        {"about": "force", "counted": "allegations", "category": "all", "cases": total},
        *(
            {"about": "force", "counted": "allegations", "category": name, "cases": cases}
            for name, cases in allegations.items()
        ),
    ]
    return _record(quarter, f"Complaints summary ({MARK})", "counts", counts)


def _visits(chance: random.Random, quarter: str) -> Record:
    suites: list[Record] = []
    for suite in _SUITES:
        visits = chance.randint(9, 13)
        seen = sum(chance.randint(0, 5) for _ in range(visits))
        concerns = sum(chance.random() < 0.35 for _ in range(visits))
        suites.append({"suite": suite, "visits": visits, "detainees_seen": seen, "concerns": concerns})
    measures = ("visits", "detainees_seen", "concerns")
    suites.append({"suite": "all"} | {name: sum(suite[name] for suite in suites) for name in measures})
    return _record(quarter, f"Custody visit reports ({MARK})", "suites", suites)


def _record(period: str, source: str, items: str, rows: list[Record]) -> Record:
    kind = "quarter" if "Q" in period else "financial-year"
    return {"period": period, "period_kind": kind, "source": source, items: rows}


def _year(quarters: list[Record], year: str) -> Record:
    """The record of a whole year: each row the sum of those of its quarters."""
    items = next(name for name, value in quarters[0].items() if isinstance(value, list))
    rows = [
        {name: sum(row[name] for row in same) if isinstance(value, int) else value for name, value in same[0].items()}
        for same in zip(*(quarter[items] for quarter in quarters), strict=True)
    ]
    return _record(year, str(quarters[0]["source"]), items, rows)
