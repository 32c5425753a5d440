"""Small spreadsheets, written and read back through the source."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from pipelines.sources.spend import SPEND
from pipelines.upstream import Landed, Parsed, Resource

Parse = Callable[[str, bytes], Parsed]
HEADINGS = ["Payment Date", "Supplier Name", "Net Amount"]


def workbook(sheets: dict[str, Sequence[Sequence[Any]]], hidden: tuple[str, ...] = ()) -> bytes:
    """An XLSX workbook of these rows; text that looks like a formula stays text."""
    stream = io.BytesIO()
    options = {"in_memory": True, "default_date_format": "dd/mm/yyyy", "strings_to_formulas": False}
    with xlsxwriter.Workbook(stream, options) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            if name in hidden:
                sheet.hide()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return stream.getvalue()


@pytest.fixture(scope="session")
def parse(tmp_path_factory: pytest.TempPathFactory) -> Parse:
    """Land these bytes under this name and parse them."""
    path: Path = tmp_path_factory.mktemp("landing") / "bytes"

    def run(name: str, data: bytes) -> Parsed:
        path.write_bytes(data)
        return SPEND.parse(Landed(Resource(f"spend/{name}", f"inbox/{name}"), path, "", len(data)))

    return run


@pytest.fixture(scope="session")
def book() -> Callable[..., bytes]:
    """The writer of XLSX workbooks."""
    return workbook
