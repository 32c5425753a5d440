"""The page of each record of a register: what it says, what others say of it, and its links both ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pipelines.site import chain
from pipelines.site.annexes import Annex
from pipelines.site.money import LINES, Group, Spending
from pipelines.site.reading import Shown
from pipelines.site.registers import HOMES, SEPARATOR, TRAIL, Entry, Register, named_by, paths, titles
from pipelines.site.render import Page


@dataclass(frozen=True)
class Around:
    """What stands elsewhere of the records: payments, who is paid, what other datasets say, sums by contract."""

    spent: Spending
    annexes: Mapping[str, Sequence[Annex]] = field(default_factory=dict)
    sums: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def pages(shown: Shown, found: Mapping[str, Register], around: Around) -> list[Page]:
    """The page of every record whose register has no pages of another kind."""
    suppliers = around.spent.paths
    common = {
        "known": {**suppliers, **paths(found)},
        "titles": titles(found),
        "suppliers": suppliers,
        "links": around.spent.links,
        "separator": SEPARATOR,
        "datasets": shown.datasets.keys(),
    }
    named = named_by(found)
    made = []
    for register in found.values():
        if register.name not in HOMES:
            for entry in register.entries.values():
                more = {**common, **_links(register, entry, around.spent, named), **_others(shown, entry, around)}
                made.append(_page(register, entry, more))
    return made


def _page(register: Register, entry: Entry, around: Mapping[str, Any]) -> Page:
    fields = register.version.fields
    given = [one for one in fields if entry.row[one["name"]]]
    data = {
        **around,
        "register": register,
        "entry": entry,
        "fields": [one for one in given if not one["name"].endswith("_status")],
        "empty": [one for one in fields if not entry.row[one["name"]] and not one["name"].endswith("_status")],
    }
    trail = (TRAIL, (register.version.title, register.path))
    titled = f"{entry.title} ({entry.id})"
    return Page(entry.path, "entry.html", titled, "records", f"{titled}.", trail, data)


def _links(
    register: Register, entry: Entry, spent: Spending, named: Mapping[str, Sequence[tuple[str, Entry]]]
) -> dict[str, Any]:
    """The chain up and down; who else names the record; the payments that lead to it, and those that may."""
    kind = register.version.key[0].removesuffix("_id")
    up = spent.links.up(kind, entry.id)
    down = [link for link in spent.links.down(kind, entry.id) if link.kind != chain.PAYMENT]
    linked = {link.id for link in (*up, *down)}
    paid = spent.leading_to(kind, entry.id)
    return {
        "up": up,
        "down": down,
        "told": [(column, other) for column, other in named.get(entry.id, ()) if other.id not in linked],
        "paid": Group(entry.title, entry.path, paid),
        "lines": paid[:LINES],
        "perhaps": Group(entry.title, entry.path, spent.leading_to(kind, entry.id, (chain.UNCONFIRMED,))),
    }


def _others(shown: Shown, entry: Entry, around: Around) -> dict[str, Any]:
    """What other datasets say of the record, and the files that its query reads, where it has one."""
    names = entry.row.get("datasets", "").split(SEPARATOR) if entry.row.get("query") else []
    reads = {name.replace("-", "_"): _files(shown, name) for name in names if name in shown.datasets}
    found = around.sums.get(entry.id)
    return {
        "annexes": around.annexes.get(entry.id, ()),
        "agreed": found if found and found["stated_gbp"] and Decimal(found["stated_gbp"]) else None,
        "reads": reads if len(reads) == len(names) else {},
    }


def _files(shown: Shown, name: str) -> list[str]:
    """The Parquet file of every part of the newest version of a dataset."""
    version = shown.datasets[name]
    found = [file for one in version.package["resources"] for file in (one, *one["openbeat:alternatives"])]
    return [f"{version.entry['path']}/{file['path']}" for file in found if file["format"] == "parquet"]
