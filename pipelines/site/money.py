"""Follow the pound: each payment by supplier, purpose and month, under its contract and decision; and the budget."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from pipelines.site import words
from pipelines.site.charts import bars
from pipelines.site.reading import Shown
from pipelines.site.registers import Entry
from pipelines.site.render import Page

SPENDING, BUDGET = "expenditure", "budget"
"""The datasets that these pages are about; without one of them its pages are not made."""
COLUMNS = (
    *("line_id", "payment_date", "month", "financial_year", "body_name", "supplier_name", "supplier_kind"),
    *("amount_gbp", "category", "purpose", "value_for_money_reason", "contract_id", "decision_id", "redaction_reason"),
)
LINES = 250
"""Payments that one page lists, the newest; the data has all of them."""
TRAIL = (("Follow the pound", "site/money.html"),)


@dataclass(frozen=True)
class Group:
    """Payments that have something in common, newest first: their name, and the page that lists them."""

    name: str
    path: str
    lines: Sequence[Mapping[str, str]]

    @cached_property
    def total(self) -> Decimal:
        """Pounds of all of them; credits count against."""
        return sum((Decimal(line["amount_gbp"]) for line in self.lines), Decimal(0))


@dataclass(frozen=True)
class Spending:
    """Every published payment, and the groups they fall into."""

    lines: Sequence[Mapping[str, str]]

    @cached_property
    def suppliers(self) -> dict[str, Group]:
        """By supplier; those whose name is withheld are no supplier."""
        return _groups([line for line in self.lines if not line["redaction_reason"]], "supplier_name", "suppliers")

    @cached_property
    def purposes(self) -> dict[str, Group]:
        """By category."""
        return _groups(self.lines, "category", "purposes")

    @cached_property
    def months(self) -> dict[str, Group]:
        """By month, newest first."""
        found = _groups(self.lines, "month", "months")
        return {name: found[name] for name in sorted(found, reverse=True)}

    @cached_property
    def hidden(self) -> dict[str, Group]:
        """Payments whose supplier is withheld, by reason."""
        return _groups([line for line in self.lines if line["redaction_reason"]], "redaction_reason", "withheld")

    @cached_property
    def by_reference(self) -> dict[str, list[Mapping[str, str]]]:
        """Payments by the contract and by the decision that they name."""
        found: dict[str, list[Mapping[str, str]]] = {}
        for line in self.lines:
            for name in {line["contract_id"], line["decision_id"]} - {""}:
                found.setdefault(name, []).append(line)
        return found


def spending(shown: Shown) -> Spending:
    """Every payment, newest first; none where the dataset is not published."""
    version = shown.datasets.get(SPENDING)
    lines = version.rows(COLUMNS) if version else []
    return Spending(sorted(lines, key=lambda line: (line["payment_date"], line["line_id"]), reverse=True))


def _groups(lines: Sequence[Mapping[str, str]], column: str, kind: str) -> dict[str, Group]:
    """Groups by a column's value, in alphabetical order. Names that make the same file name are numbered."""
    found: dict[str, list[Mapping[str, str]]] = {}
    for line in lines:
        found.setdefault(line[column] or "not given", []).append(line)
    taken: Counter[str] = Counter()
    groups = {}
    for name in sorted(found):
        slug = words.slug(name)
        taken[slug] += 1
        path = f"site/money/{kind}/{slug}{f'-{taken[slug]}' if taken[slug] > 1 else ''}.html"
        groups[name] = Group(name, path, found[name])
    return groups


def pages(
    shown: Shown, spent: Spending, known: Mapping[str, str], told: Mapping[str, Sequence[tuple[str, Entry]]]
) -> list[Page]:
    """The overview, and a page for each supplier, purpose, month and reason to withhold. `known` are pages by id,
    `told` the entries of registers that name a supplier.
    """
    budget = _budget(shown)
    made = [_overview(spent, budget), *([_budget_page(budget)] if budget else [])]
    if not spent.lines:
        return made if budget else []
    suppliers = {name: group.path for name, group in spent.suppliers.items()}
    around = {"suppliers": suppliers, "known_ids": known, "told": told}
    lists: tuple[tuple[str, str, Mapping[str, Group], Callable[[str], str]], ...] = (
        ("suppliers", "Paid to", spent.suppliers, str),
        ("purposes", "Spent on", spent.purposes, str),
        ("months", "Paid in", spent.months, words.when),
        ("withheld", "Supplier withheld:", spent.hidden, lambda name: name.replace("_", " ")),
    )
    for kind, verb, groups, say in lists:
        made.append(_index(kind, groups, say))
        made += [_payments(kind, f"{verb} {say(group.name)}", group, around) for group in groups.values()]
    return made


def _overview(spent: Spending, budget: Mapping[str, Sequence[Mapping[str, str]]]) -> Page:
    top = sorted(spent.purposes.values(), key=lambda group: (-group.total, group.name))[:12]
    most = sorted(spent.suppliers.values(), key=lambda group: (-group.total, group.name))[:15]
    years = Counter(line["financial_year"] for line in spent.lines)
    totals = {
        year: sum((Decimal(line["amount_gbp"]) for line in spent.lines if line["financial_year"] == year), Decimal(0))
        for year in sorted(years, reverse=True)
    }
    chart = (
        bars(
            f"The most was spent on “{top[0].name}”",
            "Payments over £500 by purpose, pounds, all published months",
            [(group.name, group.total) for group in top],
            ("Purpose", "Pounds"),
            prefix="£",
        )
        if top
        else None
    )
    data = {
        "spent": spent,
        "chart": chart,
        "most": most,
        "years": {year: (totals[year], years[year]) for year in totals},
        "named": sum(1 for line in spent.lines if line["contract_id"] or line["decision_id"]),
        "budget": budget,
        "newest_months": list(spent.months.values())[:12],
    }
    return Page(
        "site/money.html", "money.html", "Follow the pound", "money", "Who was paid, what for and why.", data=data
    )


def _index(kind: str, groups: Mapping[str, Group], say: Callable[[str], str]) -> Page:
    titles = {
        "suppliers": "Every supplier, A to Z",
        "purposes": "Every purpose",
        "months": "Every month",
        "withheld": "What is withheld, and why",
    }
    data = {"groups": groups, "names": {name: say(name) for name in groups}, "kind": kind}
    return Page(f"site/money/{kind}.html", "groups.html", titles[kind], "money", titles[kind], TRAIL, data)


def _payments(kind: str, title: str, group: Group, around: Mapping[str, Any]) -> Page:
    """`around` is what stands elsewhere: pages of suppliers and of ids, and the entries that name a supplier."""
    told = around["told"].get(group.name, ()) if kind == "suppliers" else ()
    data = {**around, "group": group, "kind": kind, "lines": group.lines[:LINES], "told": told}
    trail = (*TRAIL, (kind.capitalize(), f"site/money/{kind}.html"))
    return Page(group.path, "payments.html", title, "money", f"{title}: each payment.", trail, data)


def _budget(shown: Shown) -> dict[str, list[dict[str, str]]]:
    """The lines of the budget by financial year, newest first; years of which no line is published are left out."""
    version = shown.datasets.get(BUDGET)
    columns = ("financial_year", "item", "side", "line_order", "label", "amount_gbp", "amount_gbp_status")
    found: dict[str, list[dict[str, str]]] = {}
    for line in version.rows(columns) if version else []:
        if line["item"] == "budget-line" and line["amount_gbp"]:
            found.setdefault(line["financial_year"], []).append(line)
    return {year: sorted(found[year], key=lambda line: int(line["line_order"])) for year in sorted(found, reverse=True)}


def _budget_page(budget: Mapping[str, Sequence[Mapping[str, str]]]) -> Page:
    year = next(iter(budget))
    charts = {}
    for side, verb in (("financing", "came from"), ("expenditure", "goes to")):
        lines = sorted((line for line in budget[year] if line["side"] == side), key=lambda x: -Decimal(x["amount_gbp"]))
        if lines:
            items = [(line["label"], Decimal(line["amount_gbp"])) for line in lines]
            finding = f"The largest part {verb} “{lines[0]['label']}”"
            charts[side] = bars(finding, f"Budget {year}, {side}, pounds", items, ("Line", "Pounds"), prefix="£")
    data = {"budget": budget, "year": year, "charts": charts}
    return Page(
        "site/money/budget.html",
        "budget.html",
        "The budget, year by year",
        "money",
        "Where it comes from and goes.",
        TRAIL,
        data,
    )
