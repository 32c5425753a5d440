"""The sheets of a file as grids of cells, whatever the format, behind the guard that every spreadsheet passes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.sources.call_handling.figures import Cell
from pipelines.sources.sheets import read_sheets
from pipelines.upstream import Issue


@dataclass(frozen=True)
class Sheet:
    """One sheet from its first row on; `name` is empty for a CSV file."""

    name: str
    rows: Sequence[Sequence[Cell]]


def sheets(path: Path, place: str) -> tuple[list[Sheet], list[Issue]]:
    """All sheets of a landed file, and those that could not be read.

    Raises SourceError that names `place` when the bytes are not a table, or would fill the machine's memory.
    """
    found, issues = read_sheets(path, place)
    return [Sheet(sheet.name, [cells for _, cells in sheet.rows]) for sheet in found], issues
