"""Registers: datasets whose rows are things people look up one by one (a decision, a contract, a grant).

A dataset is a register when one column that ends in `_id` is its key and it has no periods. Each row has a page, and
wherever a row of one register names the id of another, each page leads to the other. No register is known by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from pipelines.site import words
from pipelines.site.datasets import page_of
from pipelines.site.reading import Shown, Version
from pipelines.site.render import Page

TRAIL = ("Registers", "site/registers.html")
MOST, LONGEST = 2000, 140
"""Rows a register may have for each to have a page of its own, and letters of the title of one."""
TITLES = ("title", "name", "text", "label")
"""What may name a row, the first that is there; after them the column that the id is the id of."""
HOMES = {"measures": "site/measures", "plan-priorities": "site/priorities"}
"""Registers whose records have pages of another kind, which are made elsewhere, and the folders of those."""
SEPARATOR = "; "
"""Between several values in one cell."""


@dataclass(frozen=True)
class Entry:
    """One row of a register: its id, the title it goes by, its page and what it says."""

    id: str
    title: str
    path: str
    row: Mapping[str, str]


@dataclass(frozen=True)
class Register:
    """A register: the version it is read from, and its entries by id in the order of the file."""

    version: Version
    entries: Mapping[str, Entry]

    @property
    def name(self) -> str:
        """The dataset."""
        return self.version.dataset

    @property
    def path(self) -> str:
        """Where its list stands."""
        return f"{folder(self.name)}.html"


def folder(name: str) -> str:
    """Where the pages of a register's records stand."""
    return HOMES.get(name, f"site/registers/{name}")


def registers(shown: Shown) -> dict[str, Register]:
    """Every register that stands, by name."""
    return {name: _register(version) for name, version in shown.datasets.items() if _is_register(version)}


def _is_register(version: Version) -> bool:
    named = len(version.key) == 1 and version.key[0].endswith("_id")
    whole = [period["period"] for period in version.manifest["periods"]] == ["all"]
    return named and whole and version.manifest["rows"] <= MOST


def _register(version: Version) -> Register:
    key = version.key[0]
    called = (*TITLES, key.removesuffix("_id"))
    titled = next((name for name in called if name in version.names), key)
    entries: dict[str, Entry] = {}
    for row in version.rows([field["name"] for field in version.fields]):
        path = f"{folder(version.dataset)}/{words.slug(row[key])}.html"
        title = shorten(row[titled] or row[key], LONGEST, placeholder="…")
        entries.setdefault(row[key], Entry(row[key], title, path, row))
    return Register(version, entries)


def paths(found: Mapping[str, Register]) -> dict[str, str]:
    """The page of every id of every register."""
    return {entry.id: entry.path for register in found.values() for entry in register.entries.values()}


def titles(found: Mapping[str, Register]) -> dict[str, str]:
    """What every entry of every register is called, by its id."""
    return {entry.id: entry.title for register in found.values() for entry in register.entries.values()}


def pages(
    found: Mapping[str, Register], payments: Mapping[str, Sequence[Any]], suppliers: Mapping[str, str]
) -> list[Page]:
    """The list of each register and the page of each entry. `payments` are lines of spending by the ids they name,
    `suppliers` the pages of suppliers by name.
    """
    known, told = {**suppliers, **paths(found)}, named_by(found)
    made = [_index(found)] if found else []
    for register in found.values():
        if register.name in HOMES:
            continue
        made.append(_list(register))
        made += [
            _entry(
                register,
                entry,
                {
                    "known": known,
                    "told": told.get(entry.id, ()),
                    "payments": payments.get(entry.id, ()),
                    "suppliers": suppliers,
                },
            )
            for entry in register.entries.values()
        ]
    return made


def _index(found: Mapping[str, Register]) -> Page:
    listed = sorted(found.values(), key=lambda register: register.version.title)
    described = "Decisions, contracts, grants and other records, one by one."
    return Page("site/registers.html", "registers.html", "Registers", "records", described, data={"registers": listed})


def _list(register: Register) -> Page:
    version = register.version
    columns = _columns(version)
    data = {"register": register, "version": version, "columns": columns, "dataset": page_of(register.name)}
    titled = f"{version.title}, one by one"
    return Page(register.path, "register.html", titled, "records", f"{titled}.", (TRAIL,), data)


def _columns(version: Version) -> list[Mapping[str, Any]]:
    """What a list shows beside id and title: the first date and amount of money, and the status, where there are."""
    named = {field["name"]: field for field in version.fields}
    dates = [name for name, field in named.items() if field["type"] == "date"]
    money = [name for name in named if name.endswith("_gbp")]
    return [named[name] for name in (*dates[:1], *money[:1], *(["status"] if "status" in named else []))]


def named_by(found: Mapping[str, Register]) -> dict[str, list[tuple[str, Entry]]]:
    """Which entries name an id, or a supplier: (the column's title, the entry), in the order of the registers."""
    named: dict[str, list[tuple[str, Entry]]] = {}
    for register in found.values():
        titles = {field["name"]: field.get("title", field["name"]) for field in register.version.fields}
        for entry in register.entries.values():
            for column, value in _references(register, entry):
                named.setdefault(value, []).append((titles[column], entry))
    return named


def _references(register: Register, entry: Entry) -> Iterator[tuple[str, str]]:
    """Every value of every cell but the key, so that whatever is an id is found."""
    for column, cell in entry.row.items():
        if cell and column != register.version.key[0]:
            yield from ((column, value) for value in cell.split(SEPARATOR))


def _entry(register: Register, entry: Entry, around: Mapping[str, Any]) -> Page:
    """`around` is what others say of the entry: the pages they have, the entries and payments that name it."""
    fields = register.version.fields
    given = [field for field in fields if entry.row[field["name"]]]
    data = {
        **around,
        "register": register,
        "entry": entry,
        "fields": [field for field in given if not field["name"].endswith("_status")],
        "empty": [f for f in fields if not entry.row[f["name"]] and not f["name"].endswith("_status")],
        "separator": SEPARATOR,
    }
    trail = (TRAIL, (register.version.title, register.path))
    titled = f"{entry.title} ({entry.id})"
    return Page(entry.path, "entry.html", titled, "records", f"{titled}.", trail, data)
