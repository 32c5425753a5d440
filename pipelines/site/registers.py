"""Registers: datasets whose rows are things people look up one by one (a decision, a contract, a grant).

A dataset is a register when one column that ends in `_id` is its key and it has no periods. Each row has a page, and
wherever a row of one register names the id of another, each page leads to the other. No register is known by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    """Every register that stands, by name. Of datasets that tell of the same records, the one of the shortest name is
    the register; the others tell more of its records.
    """
    found = {name: version for name, version in shown.datasets.items() if _is_register(version)}
    first = {found[name].key: name for name in sorted(found, key=lambda name: (len(name), name), reverse=True)}
    return {name: _register(version) for name, version in found.items() if first[version.key] == name}


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


def pages(found: Mapping[str, Register]) -> list[Page]:
    """The list of registers, and the list of each."""
    return [_index(found), *map(_list, _own(found))] if found else []


def _own(found: Mapping[str, Register]) -> list[Register]:
    return [register for name, register in found.items() if name not in HOMES]


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
