"""Who is paid, known by one id whatever way the name is written.

Two ways of writing are one supplier when their normalised names are the same, or when registers give both the same
identifier. Names that are withheld never come this far, and no id is made of one.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from pipelines.sources.derived import Hidden, Inputs
from pipelines.sql import literal
from schemas.base import columns_of
from schemas.chain import Suppliers
from schemas.expenditure import REDACTED_NAME
from schemas.register import JOINED, WITHHELD_KINDS

INPUTS = ("expenditure", "contracts", "grants", "commissioned-services")
HIDDEN = (REDACTED_NAME, "REDACTED")
"""What stands in place of a name that is withheld, by the reader of a spreadsheet or by a person's decision."""

NO_ID = "none"
"""Stands in a list of identifiers for a supplier that has none."""

_FORMS = (
    (r"\bpublic limited company\b", "plc"),
    (r"\blimited liability partnership\b", "llp"),
    (r"\bcommunity interest company\b", "cic"),
    (r"\blimited\b", "ltd"),
    (r"\bcompany\b", "co"),
    (r"\bincorporated\b", "inc"),
    (r"^the ", ""),
)


NAMED = " UNION ALL ".join(
    (
        "SELECT 'expenditure' AS dataset, supplier_name AS name, supplier_kind AS kind, NULL AS id FROM expenditure",
        # Names, kinds and ids of a contract's suppliers stand in the same order.
        """SELECT 'contracts', unnest(string_split(supplier_names, '; ')), unnest(string_split(supplier_kinds, '; ')),
            unnest(string_split(supplier_ids, '; ')) FROM contracts""",
        "SELECT 'grants', recipient_name, recipient_kind, recipient_id FROM grants",
        "SELECT 'commissioned-services', provider_name, provider_kind, provider_id FROM commissioned_services",
    )
)
"""SQL for every name that the inputs give, the withheld ones too."""


@dataclass(frozen=True)
class Named:
    """One name as one dataset gives it, with the kind and the identifier that stand beside it."""

    dataset: str
    name: str
    kind: str
    id: str | None


def normalised(name: str) -> str:
    """The form of a name by which ways of writing are compared. Never empty for a name that is not."""
    plain = unicodedata.normalize("NFKD", name).casefold().replace("&", " and ")
    letters = "".join(mark for mark in plain if not unicodedata.combining(mark))
    words = " ".join(re.sub(r"[^\w\s]|_", " ", re.sub("['\u2019.]", "", letters)).split())
    for written, short in _FORMS:
        words = re.sub(written, short, words)
    return words or name.casefold().strip() or name


def name_id(name: str) -> str:
    """The id of a supplier that is known by its name alone: the same for every way of writing it."""
    return f"name-{hashlib.sha256(normalised(name).encode()).hexdigest()[:12]}"


def suppliers(inputs: Inputs) -> pl.DataFrame:
    """Every supplier and recipient that the inputs name, a row for each way of writing its name."""
    marked = ", ".join(literal(name) for name in HIDDEN)
    kinds = ", ".join(literal(kind) for kind in WITHHELD_KINDS)
    found = inputs.sql(
        f"""SELECT DISTINCT dataset, trim(name) AS name, kind, nullif(id, {literal(NO_ID)}) AS id FROM ({NAMED})
            WHERE trim(name) <> '' AND trim(name) NOT IN ({marked}) AND kind NOT IN ({kinds})"""
    )
    rows = identified(Named(**row) for row in found.iter_rows(named=True))
    schema = {column.name: column.polars for column in columns_of(Suppliers)}
    return pl.DataFrame(list(rows), schema=schema, orient="row").sort("supplier_id", "supplier_name")


def identified(found: Iterable[Named]) -> Iterator[dict[str, Any]]:
    """A row for each supplier and way of writing, in no order. A name to which registers give two ids stands twice."""
    of_name: dict[str, list[Named]] = defaultdict(list)
    registered: dict[str, set[str]] = defaultdict(set)
    for one in found:
        of_name[one.name].append(one)
        if one.id:
            registered[normalised(one.name)].add(one.id)
    written: dict[str, list[str]] = defaultdict(list)
    for name in of_name:
        for supplier in registered.get(normalised(name)) or {name_id(name)}:
            written[supplier].append(name)
    for supplier, names in written.items():
        main = min(names, key=lambda name: (not _on_register(of_name[name]), name))
        for name in names:
            yield _row(supplier, name, of_name[name], main=name == main)


def _on_register(found: Iterable[Named]) -> bool:
    return any(one.dataset != "expenditure" for one in found)


def _row(supplier: str, name: str, found: list[Named], *, main: bool) -> dict[str, Any]:
    return {
        "supplier_id": supplier,
        "supplier_name": name,
        "normalised_name": normalised(name),
        "main_name": main,
        "identity": "name-alone" if supplier.startswith("name-") else "registered-id",
        "supplier_kind": JOINED.join(sorted({one.kind for one in found})),
        "stated_in": JOINED.join(sorted({one.dataset for one in found})),
    }


def echo(hidden: Hidden) -> str:
    """The rows of names that no input says in public any more."""
    return f"supplier_name IN ({', '.join(map(literal, hidden.texts))})" if hidden.texts else ""
