"""Money in the sandbox: the Home Office's funding statistics every July, and council tax levels every March.

The funding tables have three columns for each year, aggregates between the forces, and no precept for the City of
London. Amounts are made up; the office's own budget records are not, and do not agree with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from pipelines.sandbox import govuk, opendocument
from pipelines.sandbox.draws import Draws, items
from pipelines.sandbox.forces import FORCES, Force
from pipelines.sandbox.opendocument import Row
from pipelines.sandbox.page import MARK, Pages, Setting
from pipelines.sources.call_handling.forces import area_code

FIRST_YEAR = 2015
FIRST_TAX_YEAR = 2017
GROWTH, PRICES = Decimal("0.04"), Decimal("0.025")
TENTH = Decimal("0.1")


def pages(setting: Setting) -> Pages:
    """The newest page of each."""
    today = setting.today
    last = today.year if today >= date(today.year, 7, 15) else today.year - 1
    levels = today.year if today >= date(today.year, 3, 25) else today.year - 1
    years = f"2015-to-{last + 1}"
    funding = {
        f"police-funding-england-and-wales-{years}-tables.ods": (
            f"Police funding for England and Wales, {years.replace('-', ' ')}: data tables",
            partial(funding_book, setting, last),
        )
    }
    tax = {
        f"Band_D_live_table_{levels}.ods": (
            f"Live table: band D council tax by authority to {levels} to {levels + 1}",
            partial(tax_book, setting, levels),
        )
    }
    base = "/government/statistics"
    return {
        **govuk.statistics(
            f"{base}/police-funding-for-england-and-wales-{years}", "Police funding", date(last, 7, 15), funding
        ),
        **govuk.statistics(
            f"{base}/council-tax-levels-set-by-local-authorities-in-england-{levels}-to-{levels + 1}",
            "Council tax levels set by local authorities in England",
            date(levels, 3, 25),
            tax,
        ),
    }


def funding_book(setting: Setting, last: int) -> bytes:
    """The workbook with the years to that which begins in `last`."""
    front: list[Row] = [("Police funding for England and Wales",), (f"All figures are made up: {MARK}",)]
    nominal, real = (
        (f"Table_4{letter}", _table(setting, last, basis)) for letter, basis in (("a", "nominal"), ("b", "real"))
    )
    return opendocument.write([("Cover", front), nominal, real])


def _table(setting: Setting, last: int, basis: str) -> list[Row]:
    years = range(FIRST_YEAR, last + 1)
    number = "4a" if basis == "nominal" else "4b"
    rows: list[Row] = [
        (f"Table {number}: Police funding by force area, {basis} terms, £ million ({MARK})",),
        ("This sheet holds one table.",),
        ("Some cells are blank: the City of London has no precept.",),
        ("", "", *(cell for year in years for cell in (f"{year}/{(year + 1) % 100:02}", "", ""))),
        ("Area code", "Police force area", *(("Government Funding", "Precept", "Total") * len(years))),
    ]
    forces = {
        area_code(force.name) or "": (_name(force), _amounts(setting, force, years, basis)) for force in FORCES.values()
    }
    english = [amounts for code, (_, amounts) in forces.items() if code.startswith("E")]
    welsh = [amounts for code, (_, amounts) in forces.items() if code.startswith("W")]
    rows.append(("K04000001", f"England and Wales ({MARK})", *_sum([*english, *welsh])))
    rows.append(("E92000001", f"England ({MARK})", *_sum(english)))
    rows += [(code, name, *amounts) for code, (name, amounts) in sorted(forces.items()) if code.startswith("E")]
    rows.append(("W92000004", f"Wales ({MARK})", *_sum(welsh)))
    rows += [(code, name, *amounts) for code, (name, amounts) in sorted(forces.items()) if code.startswith("W")]
    return rows


def _amounts(setting: Setting, force: Force, years: Sequence[int], basis: str) -> list[Decimal | str]:
    """Government funding, precept and total of each year, £ million to one decimal."""
    found: list[Decimal | str] = []
    size = Decimal(force.monthly) / 70
    for year in years:
        wobble = Decimal(
            str(round(float(Draws(setting.seed, "funding", force.slug, year).around("w", items(1))[0]), 3))
        )
        worth = (1 + GROWTH) ** (year - years[0])
        if basis == "real":
            worth /= (1 + PRICES) ** (year - years[-1])
        government = (size * worth * (1 + wobble / 100)).quantize(TENTH)
        if force.slug == "city-of-london":
            found += [government, "", government]
        else:
            precept = (government * Decimal("0.6")).quantize(TENTH)
            found += [government, precept, government + precept]
    return found


def _sum(rows: Sequence[Sequence[Decimal | str]]) -> list[Decimal]:
    return [
        sum((cell for cell in column if isinstance(cell, Decimal)), Decimal(0)) for column in zip(*rows, strict=True)
    ]


def _name(force: Force) -> str:
    words = {"hampshire": "Hampshire and Isle of Wight", "metropolitan": "Metropolitan Police"}
    plain = words.get(force.slug) or force.slug.replace("-", " ").title().replace(" And ", " and ").replace(
        " Of ", " of "
    )
    return f"{plain} ({MARK})"


def tax_book(setting: Setting, last: int) -> bytes:
    """Band D council tax by authority: police commissioners among councils, a column for each year."""
    years = range(FIRST_TAX_YEAR, last + 1)
    rows: list[Row] = [
        (f"Average band D council tax by authority, £ a year ({MARK})",),
        ("Authority", "Class", "Code", *(f"{year} to {year + 1}" for year in years)),
        (f"Ashford ({MARK})", "SD", "E07000105", *(150 + year - last for year in years)),
    ]
    for force in FORCES.values():
        code = area_code(force.name) or ""
        if code.startswith("E") and force.slug not in {"city-of-london", "metropolitan"}:
            start = 150 + int(Draws(setting.seed, "council tax", force.slug).uniform("start", items(1))[0] * 90)
            name = f"{_name(force).split(' (')[0]} Police and Crime Commissioner ({MARK})"
            rows.append((name, "PCC", code, *(Decimal(f"{start + 12 * at}.15") for at in range(len(years)))))
    return opendocument.write([("Notes", [(MARK,)]), ("Band_D", rows)])
