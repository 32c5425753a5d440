"""Which register a spreadsheet in the inbox holds: told by its name, so that one source reads it and no other does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol, runtime_checkable

from pipelines.sources.sheets import Sheet
from pipelines.upstream import World
from schemas.base import Column

INBOX = "inbox/"
"""Begins the public address of a file in the inbox."""

REGISTERS = (
    "commissioned-services",
    "complaints",
    "contracts",
    "custody-visits",
    "gifts-and-hospitality",
    "grants",
    "ledger",
    "meetings",
    "officers",
    "premises",
    "register-of-interests",
    "staff-profile",
    "tenders",
)
"""The registers that may come as spreadsheets: a file's name begins with one of them."""

ASIDE = ("examples", "lists", "notes", "refused")
"""Sheets of these names are for the person who fills the others in: nothing of them is published."""

ENDINGS = (".xlsx", ".xls", ".ods", ".csv")
_SPENDING = re.compile(r"spend|expenditure|payment|over-?\d")


@dataclass(frozen=True)
class Headed:
    """Where a sheet's headings stand: the 1-based row, and for each of the schema's columns the sheet's, 0-based."""

    row: int
    columns: Mapping[str, int]


@runtime_checkable
class FilledIn(Protocol):
    """A source whose spreadsheets people fill in: they can be given a template, and a copy with what is wrong in it."""

    def to_fill(self) -> tuple[Column, ...]:
        """The columns that people fill in; none where no spreadsheet of this kind is read."""
        ...

    def headed(self, sheet: Sheet) -> Headed | None:
        """Where the headings of a sheet stand, None where it has none."""
        ...


def is_aside(sheet: Sheet) -> bool:
    """Whether a sheet is there for the person who fills the others in."""
    return sheet.name.strip().lower() in ASIDE


def sheet_title(text: str, longest: int = 31) -> str:
    """A text as the name of a sheet: without the marks that no workbook allows there, and cut.

    Workbooks count in units of UTF-16, of which some letters take two.
    """
    bare = re.sub(r"[\[\]:*?/\\]", "-", text).strip("'")
    cut = bare.encode("utf-16-le", "ignore")[: 2 * longest].decode("utf-16-le", "ignore")
    return cut.strip(" '") or "Sheet"


def register_of(name: str) -> str:
    """The register that a file of this name holds, "" for none. `Contracts 2026.xlsx` holds `contracts`."""
    path = PurePosixPath(name)
    stem = re.sub(r"[\W_]+", "-", path.stem.lower())
    if path.suffix.lower() not in ENDINGS or _SPENDING.search(stem):
        return ""
    return next((register for register in REGISTERS if f"{stem}-".startswith(f"{register}-")), "")


def offered(world: World, register: str) -> dict[str, Path]:
    """The spreadsheets of a register by their path in the inbox; of two with one path the office's own."""
    found: dict[str, Path] = {}
    for folder in world.inbox:
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            relative = path.relative_to(folder)
            hidden = any(part.startswith((".", "~")) for part in relative.parts)
            if path.is_file() and not hidden and register_of(relative.name) == register:
                found.setdefault(relative.as_posix(), path)
    return dict(sorted(found.items()))
