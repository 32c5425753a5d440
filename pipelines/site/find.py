"""Everything that has a page, from A to Z: the way to find without script, under the box that searches with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import NamedTuple

from pipelines.site.about import TOPICS
from pipelines.site.datasets import page_of
from pipelines.site.money import Spending
from pipelines.site.reading import Shown
from pipelines.site.registers import Register
from pipelines.site.render import SEARCHES, Page

MOST = 1000
"""Records, suppliers and purposes that one page holds under its weight; more are found in their own lists."""


class Found(NamedTuple):
    """One thing that has a page: what it is called, where it stands and what it is."""

    title: str
    path: str
    kind: str


def page(shown: Shown, registers: Mapping[str, Register], spent: Spending, places: Mapping[str, str]) -> Page:
    """All of them under their first letters. `places` are the names of districts by their pages."""
    single = [*_records(registers), *_groups(spent)]
    some = single if len(single) <= MOST else _lists(registers, spent)
    found = sorted(
        [*_datasets(shown), *some, *(Found(name, path, "district") for path, name in places.items()), *_topics()],
        key=lambda one: (letter(one.title), one.title.casefold(), one.path),
    )
    letters = {name: list(some) for name, some in groupby(found, key=lambda one: letter(one.title))}
    described = "Every dataset, record, supplier, district and page, from A to Z."
    return Page(SEARCHES, "find.html", "Find anything", "find", described, data={"letters": letters}, searched=False)


def letter(title: str) -> str:
    """The heading that a title stands under: its first letter, or 0-9 for everything else."""
    first = title[:1].upper()
    return first if "A" <= first <= "Z" else "0-9"


def _datasets(shown: Shown) -> Iterable[Found]:
    for entry in shown.catalogue["datasets"]:
        yield Found(shown.datasets[entry["name"]].title, page_of(entry["name"]), "data")


def _records(registers: Mapping[str, Register]) -> Iterable[Found]:
    for register in registers.values():
        yield from (Found(e.title, e.path, f"{register.name}, {e.id}") for e in register.entries.values())


def _lists(registers: Mapping[str, Register], spent: Spending) -> Iterable[Found]:
    """The lists in place of what is in them."""
    yield from (Found(register.version.title, register.path, "register") for register in registers.values())
    if spent.lines:
        yield Found("Suppliers", "site/money/suppliers.html", "paid by us")
        yield Found("Purposes", "site/money/purposes.html", "spent on")


def _groups(spent: Spending) -> Iterable[Found]:
    yield from (Found(group.name, group.path, "paid by us") for group in spent.suppliers.values())
    yield from (Found(group.name, group.path, "spent on") for group in spent.purposes.values())


def _topics() -> Iterable[Found]:
    yield from (Found(title, f"site/about/{name}.html", "about this site") for name, title in TOPICS)
