"""Who is paid: one page for each, whatever ways its name is written in.

The dataset `suppliers` says which names are one; where it is not published, each name stands for itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipelines.site.reading import Shown

DATASET = "suppliers"
COLUMNS = ("supplier_id", "supplier_name", "main_name", "identity", "supplier_kind", "stated_in")
KNOWN = {
    "registered-id": "its number in a register",
    "name-alone": "its name alone: another organisation of the same name would be taken for it",
}
"""How a supplier is known, in words."""


@dataclass(frozen=True)
class Supplier:
    """One who is paid: the rows that say how its name is written."""

    rows: Sequence[Mapping[str, str]]

    @property
    def id(self) -> str:
        """Its one id."""
        return self.rows[0]["supplier_id"]

    @property
    def name(self) -> str:
        """The name that stands for it."""
        return next((row["supplier_name"] for row in self.rows if row["main_name"] == "true"), self.names[0])

    @property
    def names(self) -> list[str]:
        """Every way in which its name is written."""
        return [row["supplier_name"] for row in self.rows]

    @property
    def known(self) -> str:
        """What it is known by."""
        return KNOWN.get(self.rows[0]["identity"], self.rows[0]["identity"])


@dataclass(frozen=True)
class Suppliers:
    """Everybody who is paid, by id."""

    by_id: Mapping[str, Supplier]

    @cached_property
    def by_title(self) -> dict[str, Supplier]:
        """By the name of its page: its main name, with the id where two have the same."""
        names = [supplier.name for supplier in self.by_id.values()]
        return {s.name if names.count(s.name) == 1 else f"{s.name} ({s.id})": s for s in self.by_id.values()}

    @cached_property
    def titles(self) -> dict[str, str]:
        """The name of the page by every way of writing that is one supplier's alone."""
        found: dict[str, set[str]] = {}
        for title, supplier in self.by_title.items():
            for name in supplier.names:
                found.setdefault(name, set()).add(title)
        return {name: next(iter(titles)) for name, titles in found.items() if len(titles) == 1}


def suppliers(shown: Shown) -> Suppliers:
    """Everybody whom an edition names as paid; nobody where it publishes no such dataset."""
    version = shown.datasets.get(DATASET)
    found: dict[str, list[Mapping[str, str]]] = {}
    for row in version.rows(COLUMNS) if version else []:
        found.setdefault(row["supplier_id"], []).append(row)
    return Suppliers({identity: Supplier(rows) for identity, rows in found.items()})
