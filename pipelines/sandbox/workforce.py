"""The Home Office's workforce page in the sandbox: an open data table every July, revised the January after.

As real ones do, the table holds every 31 March since its beginning, writes labels in more than one case, leaves some
cells suppressed, and moves to another page and file with each release.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from pipelines.sandbox import govuk, opendocument
from pipelines.sandbox.draws import Draws, items
from pipelines.sandbox.forces import FORCES, Force
from pipelines.sandbox.opendocument import Row
from pipelines.sandbox.page import MARK, Pages, Setting
from pipelines.sources.call_handling.forces import area_code

FIRST_YEAR = 2021
"""The table begins with 31 March of this year here; the real one begins in 2007."""

HEADER = (
    "As at 31 March", "Geocode", "Force name", "Region", "Sex", "Rank", "Worker type", "Total (Headcount)",
    "Total (FTE)",
)  # fmt: skip
OFFICERS = {
    "Constable": 0.78,
    "Sergeant": 0.15,
    "Inspector": 0.046,
    "Chief Inspector": 0.013,
    "Superintendent": 0.007,
    "Chief Superintendent": 0.003,
    "Chief Officer": 0.001,
}
OTHERS = {"Police staff": 0.55, "Designated officer": 0.05, "PCSO": 0.06, "Special constable": 0.05}
FEMALE = 0.36


@dataclass(frozen=True)
class Release:
    """The table of one year: when its file came out, and whether that is the revised one of the January after."""

    year: int
    day: date
    revised: bool


def release(today: date) -> Release:
    """What stands on the newest page on a day."""
    year = today.year if today >= date(today.year, 7, 22) else today.year - 1
    again = date(year + 1, 1, 28)
    return Release(year, again, True) if today >= again else Release(year, date(year, 7, 22), False)


def pages(setting: Setting) -> Pages:
    """The newest page, with the open data table and one by function that is another's."""
    now = release(setting.today)
    path = f"/government/statistics/police-workforce-england-and-wales-31-march-{now.year}"
    table, revised = "Open data table: police workforce", " (revised)" if now.revised else ""
    files = {
        f"open-data-table-police-workforce-{now.day:%d%m%y}.ods": (f"{table}{revised}", partial(book, setting, now)),
        f"open-data-table-police-workforce-functions-{now.day:%d%m%y}.ods": (
            "Open data table: police workforce functions",
            partial(opendocument.write, [("Data", [("Function", MARK)])]),
        ),
    }
    return govuk.statistics(path, f"Police workforce, England and Wales, 31 March {now.year}", now.day, files)


def book(setting: Setting, now: Release) -> bytes:
    """The workbook of one release: the same bytes whenever and wherever it is written."""
    rows: list[Row] = [HEADER]
    for year in range(FIRST_YEAR, now.year + 1):
        for force in FORCES.values():
            rows += _force(setting, now, year, force)
        rows.append(
            (year, "", f"British Transport Police ({MARK})", "", "Male", "Constable", "Police officer", 2000, 1990)
        )
    return opendocument.write([("Notes", [(f"All figures are made up: {MARK}",)]), ("Data", rows)])


def _force(setting: Setting, now: Release, year: int, force: Force) -> Iterator[Row]:
    """One force's year. Its revision, which later releases keep, moves about one figure in fifty."""
    kinds = [(rank, "Police Officer" if year % 2 else "Police officer", share) for rank, share in OFFICERS.items()]
    kinds += [("" if year % 2 else "Not applicable", worker, share) for worker, share in OTHERS.items()]
    draws, moved = Draws(setting.seed, "workforce", force.slug, year), Draws(setting.seed, "revised", force.slug, year)
    numbers = items(len(kinds) * 2)
    wobble, revise = draws.around("count", numbers), moved.uniform("whether", numbers)
    part, hidden = draws.uniform("part-time", numbers), draws.uniform("hidden", numbers)
    for at, (rank, worker, share) in enumerate(kinds):
        for sex, half in (("Female", FEMALE), ("Male", 1 - FEMALE)):
            one = at * 2 + (sex == "Male")
            heads = max(0, round(force.monthly * 0.22 * share * half * (1 + 0.05 * wobble[one])))
            heads += int((now.revised or year < now.year) and revise[one] < 0.02)
            fte: Decimal | str = (Decimal(heads) * (100 - int(part[one] * 8)) / 100).quantize(Decimal("0.01"))
            if worker == "Special constable":
                fte = "[z]"
            elif hidden[one] < 0.002:
                fte = "[c]"
            code = area_code(force.name) or ""
            yield (year, code, f"{_plain(force)} ({MARK})", region(code), sex, rank, worker, heads, fte)


def _plain(force: Force) -> str:
    return {"city-of-london": "London, City of"}.get(force.slug) or force.slug.replace("-", " ").title().replace(
        " And ", " and "
    )


def region(code: str) -> str:
    """The region of a police force area, by the order of the codes; nothing finer is needed here."""
    if code.startswith("W"):
        return "Wales"
    starts = (
        (1, "London"), (2, "North West"), (7, "North East"), (9, "Yorkshire and the Humber"), (14, "West Midlands"),
        (18, "East Midlands"), (23, "East of England"), (29, "South East"), (35, "South West"),
    )  # fmt: skip
    return next(name for first, name in reversed(starts) if int(code[1:]) - 23_000_000 >= first)
