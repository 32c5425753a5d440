"""Which register a spreadsheet in the inbox holds: told by its name, so that one source reads it and no other does."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

from pipelines.upstream import World

INBOX = "inbox/"
"""Begins the public address of a file in the inbox."""

REGISTERS = (
    "commissioned-services",
    "contracts",
    "gifts-and-hospitality",
    "grants",
    "meetings",
    "officers",
    "premises",
    "register-of-interests",
    "tenders",
)
"""The registers that may come as spreadsheets: a file's name begins with one of them."""

ENDINGS = (".xlsx", ".xls", ".ods", ".csv")
_SPENDING = re.compile(r"spend|expenditure|payment|over-?\d")


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
