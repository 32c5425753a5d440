"""The budget: where the money comes from and where it goes, year by year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from pipelines.site.charts import bars
from pipelines.site.reading import Shown
from pipelines.site.render import Page

BUDGET = "budget"
PATH = "site/money/budget.html"
COLUMNS = ("financial_year", "item", "side", "line_order", "label", "amount_gbp", "amount_gbp_status")
Lines = Mapping[str, Sequence[Mapping[str, str]]]


def budget(shown: Shown) -> Lines:
    """The lines of the budget by financial year, newest first; years of which no line is published are left out."""
    version = shown.datasets.get(BUDGET)
    found: dict[str, list[dict[str, str]]] = {}
    for line in version.rows(COLUMNS) if version else []:
        if line["item"] == "budget-line" and line["amount_gbp"]:
            found.setdefault(line["financial_year"], []).append(line)
    return {year: sorted(found[year], key=lambda line: int(line["line_order"])) for year in sorted(found, reverse=True)}


def page(lines: Lines) -> Page:
    """The budget of every year, with the newest drawn."""
    year = next(iter(lines))
    charts = {}
    for side, verb in (("financing", "came from"), ("expenditure", "goes to")):
        some = sorted((line for line in lines[year] if line["side"] == side), key=lambda x: -Decimal(x["amount_gbp"]))
        if some:
            items = [(line["label"], Decimal(line["amount_gbp"])) for line in some]
            finding = f"The largest part {verb} “{some[0]['label']}”"
            charts[side] = bars(finding, f"Budget {year}, {side}, pounds", items, ("Line", "Pounds"), prefix="£")
    data = {"budget": lines, "year": year, "charts": charts, "totals": _totals(lines)}
    described, trail = "Where it comes from and goes.", (("Follow the pound", "site/money.html"),)
    return Page(PATH, "budget.html", "The budget, year by year", "money", described, trail, data)


def _totals(lines: Lines) -> dict[str, dict[str, Decimal]]:
    """Pounds by year and side, as the published lines add up."""
    found: dict[str, dict[str, Decimal]] = {}
    for year, some in lines.items():
        for line in some:
            sides = found.setdefault(year, {})
            sides[line["side"]] = sides.get(line["side"], Decimal(0)) + Decimal(line["amount_gbp"])
    return found
