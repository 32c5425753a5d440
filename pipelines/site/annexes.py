"""What other datasets say of the records of a register, so that it stands on the record's own page.

A dataset whose key begins with the key of a register tells more of its records: the clock of each duty, the verdict on
each claim. No dataset is known by name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.site.reading import Shown, Version
from pipelines.site.registers import HOMES, Register

MOST = 60
"""Rows of one dataset that the page of a record shows, the first; the data has all of them."""


@dataclass(frozen=True)
class Annex:
    """What one dataset says of one record: its version, the columns that say something, and its rows."""

    version: Version
    fields: Sequence[Mapping[str, Any]]
    rows: Sequence[Mapping[str, str]]
    count: int


def annexes(shown: Shown, found: Mapping[str, Register]) -> dict[str, list[Annex]]:
    """Every annex by the id of the record that it tells of."""
    keys = {register.version.key[0]: name for name, register in found.items() if name not in HOMES}
    told: dict[str, list[Annex]] = {}
    for version in shown.datasets.values():
        if version.key and version.dataset != keys.get(version.key[0], version.dataset):
            for identity, rows in _by_record(version).items():
                told.setdefault(identity, []).append(_annex(version, rows))
    return told


def _by_record(version: Version) -> dict[str, list[Mapping[str, str]]]:
    found: dict[str, list[Mapping[str, str]]] = {}
    for row in version.rows([field["name"] for field in version.fields]):
        found.setdefault(row[version.key[0]], []).append(row)
    return found


def _annex(version: Version, rows: Sequence[Mapping[str, str]]) -> Annex:
    """Columns that are empty in every row, and those of status codes, which stand with their figures, are left out."""
    codes = {field["name"] for field in version.fields if field["name"].endswith("_status")}
    fields = [field for field in version.fields if field["name"] not in {*codes, version.key[0]}]
    said = [f for f in fields if any(row[f["name"]] or row.get(f"{f['name']}_status") for row in rows)]
    return Annex(version, said, rows[:MOST], len(rows))
