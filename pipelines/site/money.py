"""Follow the pound: each payment by supplier, purpose and month, and what it leads up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from pipelines.site import budget, chain, words
from pipelines.site.chain import Links
from pipelines.site.charts import bars
from pipelines.site.reading import Shown
from pipelines.site.registers import Entry
from pipelines.site.render import Page
from pipelines.site.suppliers import Suppliers, suppliers

SPENDING = "expenditure"
"""The dataset that these pages are about; without it they are not made."""
COLUMNS = (
    *("line_id", "payment_date", "month", "financial_year", "body_name", "supplier_name", "supplier_kind"),
    *("amount_gbp", "category", "purpose", "value_for_money_reason", "redaction_reason"),
    *("contract_id", "grant_id", "decision_id"),
)
LINES = 250
"""Payments that one page lists, the newest; the data has all of them."""
GROUPS = 800
"""Suppliers, or other groups, that one page lists under its weight: those paid most."""
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
    """Every published payment, who is paid, what payments lead up to, and the groups they fall into."""

    lines: Sequence[Mapping[str, str]]
    links: Links
    payees: Suppliers = field(default_factory=lambda: Suppliers({}))

    @cached_property
    def suppliers(self) -> dict[str, Group]:
        """By who was paid, whatever the name was written as; those who were only promised money have no payment.
        Those whose name is withheld are no supplier.
        """
        titles = self.payees.titles
        named = [line for line in self.lines if not line["redaction_reason"]]
        lines = [{**line, "payee": titles.get(line["supplier_name"], line["supplier_name"])} for line in named]
        return _groups(lines, "payee", "suppliers", self.payees.by_title)

    @cached_property
    def paths(self) -> dict[str, str]:
        """The page of a supplier by its id, and by every way in which its name is written."""
        own = {name: group.path for name, group in self.suppliers.items()}
        ids = {s.id: own[title] for title, s in self.payees.by_title.items()}
        return {**own, **ids, **{name: own[title] for name, title in self.payees.titles.items()}}

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
    def _by_line(self) -> dict[str, Mapping[str, str]]:
        return {line["line_id"]: line for line in self.lines}

    def leading_to(self, kind: str, identity: str, how: Sequence[str] = chain.STATED) -> list[Mapping[str, str]]:
        """The payments that lead up to a record, newest first."""
        found = (self._by_line[line] for line in self.links.payments(kind, identity, how) if line in self._by_line)
        return sorted(found, key=_newness, reverse=True)


def spending(shown: Shown) -> Spending:
    """Every payment, newest first; none where the dataset is not published."""
    version = shown.datasets.get(SPENDING)
    lines = sorted(version.rows(COLUMNS) if version else [], key=_newness, reverse=True)
    return Spending(lines, chain.links(shown, lines), suppliers(shown))


def _newness(line: Mapping[str, str]) -> tuple[str, str]:
    return line["payment_date"], line["line_id"]


def _groups(
    lines: Sequence[Mapping[str, str]], column: str, kind: str, also: Mapping[str, Any] | None = None
) -> dict[str, Group]:
    """Groups by a column's value, and those `also` to be there, in alphabetical order. Names that make the same file
    name are numbered.
    """
    found: dict[str, list[Mapping[str, str]]] = {name: [] for name in also or ()}
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
    lines = budget.budget(shown)
    if not spent.lines and not lines:
        return []
    made = [_overview(spent, lines), *([budget.page(lines)] if lines else [])]
    around = {"suppliers": spent.paths, "known_ids": known, "links": spent.links}
    lists: tuple[tuple[str, str, Mapping[str, Group], Callable[[str], str]], ...] = (
        ("suppliers", "Paid to", spent.suppliers, str),
        ("purposes", "Spent on", spent.purposes, str),
        ("months", "Paid in", spent.months, words.when),
        ("withheld", "Supplier withheld:", spent.hidden, lambda name: name.replace("_", " ")),
    )
    for kind, verb, groups, say in lists if spent.lines else ():
        made.append(_index(kind, groups, say))
        for group in groups.values():
            payee = spent.payees.by_title.get(group.name) if kind == "suppliers" else None
            names = [group.name, *([payee.id, *payee.names] if payee else [])] if kind == "suppliers" else []
            more = {"payee": payee, "told": _once(told, names)}
            made.append(_payments(kind, f"{verb} {say(group.name)}", group, {**around, **more}))
    return made


def _once(told: Mapping[str, Sequence[tuple[str, Entry]]], names: Sequence[str]) -> list[tuple[str, Entry]]:
    """The entries that name any of these, each once."""
    found = {entry.path: (column, entry) for name in names for column, entry in told.get(name, ())}
    return list(found.values())


def _overview(spent: Spending, lines: budget.Lines) -> Page:
    top = sorted(spent.purposes.values(), key=lambda group: (-group.total, group.name))[:12]
    paid = [group for group in spent.suppliers.values() if group.lines]
    data = {
        "spent": spent,
        "chart": _chart(top) if top else None,
        "paid": paid,
        "most": sorted(paid, key=lambda group: (-group.total, group.name))[:15],
        "years": _years(spent.lines),
        "followed": chain.followed(spent.links, spent.lines),
        "budget": lines,
        "newest_months": list(spent.months.values())[:12],
    }
    described = "Who was paid, what for and why."
    return Page("site/money.html", "money.html", "Follow the pound", "money", described, data=data)


def _chart(top: Sequence[Group]) -> Any:
    return bars(
        f"The most was spent on “{top[0].name}”",
        "Payments over £500 by purpose, pounds, all published months",
        [(group.name, group.total) for group in top],
        ("Purpose", "Pounds"),
        prefix="£",
    )


def _years(lines: Sequence[Mapping[str, str]]) -> dict[str, tuple[Decimal, int]]:
    """Pounds and payments of each financial year, newest first."""
    found: dict[str, tuple[Decimal, int]] = {}
    for line in lines:
        pounds, count = found.get(line["financial_year"], (Decimal(0), 0))
        found[line["financial_year"]] = (pounds + Decimal(line["amount_gbp"]), count + 1)
    return {year: found[year] for year in sorted(found, reverse=True)}


def _index(kind: str, groups: Mapping[str, Group], say: Callable[[str], str]) -> Page:
    titles = {
        "suppliers": "Every supplier, A to Z",
        "purposes": "Every purpose",
        "months": "Every month",
        "withheld": "What is withheld, and why",
    }
    most = sorted(groups, key=lambda name: (-groups[name].total, name))[:GROUPS]
    some = {name: group for name, group in groups.items() if name in set(most)}
    data = {"groups": some, "names": {name: say(name) for name in some}, "kind": kind, "count": len(groups)}
    return Page(f"site/money/{kind}.html", "groups.html", titles[kind], "money", titles[kind], TRAIL, data)


def _payments(kind: str, title: str, group: Group, around: Mapping[str, Any]) -> Page:
    """`around` is what stands elsewhere: pages of suppliers and of ids, links, and the entries that name a supplier."""
    data = {**around, "group": group, "kind": kind, "lines": group.lines[:LINES]}
    trail, described = (*TRAIL, (kind.capitalize(), f"site/money/{kind}.html")), f"{title}: each payment."
    return Page(group.path, "payments.html", title, "money", described, trail, data, searched=kind != "months")
