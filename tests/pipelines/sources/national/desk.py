"""A workbook made by hand, put before a source and validated as a night would do it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from assets.funding import COUNCIL_TAX_PRECEPT, POLICE_FUNDING
from assets.workforce import POLICE_WORKFORCE
from pipelines.dataset import Dataset
from pipelines.sandbox import opendocument
from pipelines.upstream import Landed, Parsed, Resource
from pipelines.validation import Verdict, validate

Grid = Sequence[Sequence[str | int | Decimal]]

OPEN: Grid = [
    (
        "As at 31 March", "Geocode", "Force name", "Region", "Sex", "Rank", "Worker type", "Total (Headcount)",
        "Total (FTE)",
    ),
    (2025, "E23000032", "Kent", "South East", "Female", "Constable", "Police officer", "1,234", Decimal("1200.455")),
    (2025, "E23000032", "Kent", "South East", "Male", "CHIEF INSPECTOR", "Police Officer", 40, "[c]"),
    (2025, "", "British Transport Police", "", "Male", "Not applicable", "PCSO", 7, ".."),
    (2025, "E12000008", "South East", "South East", "Male", "Constable", "Police officer", 9999, 9999),
    (2025, "E92000001", "England", "", "Male", "Constable", "Police officer", 9999, 9999),
]  # fmt: skip

FUNDING: Grid = [
    ("Table 4a: Police funding by force area, nominal terms, £ million",),
    ("This sheet holds one table.",),
    ("", "", "2024/25", "", "", "2025/26", "", ""),
    ("Code", "Area", *(("Government Funding", "Precept", "Total") * 2)),
    ("K04000001", "England and Wales", Decimal("300.0"), 10, 310, 330, 10, 340),
    ("E12000008", "South East", 1, 1, 2, 1, 1, 2),
    ("E23000032", "Kent", Decimal("200.5"), 10, Decimal("210.5"), 220, 10, 230),
    ("E23000034", "City of London", Decimal("99.5"), "", Decimal("99.5"), 110, "", 110),
    ("1. A note below the table.",),
]

LEVELS: Grid = [
    ("Average band D council tax by authority",),
    ("Authority", "Class", "Code", "2021-22", "2022 to 2023"),
    ("Ashford", "SD", "E07000105", 160, 165),
    ("Kent Police and Crime Commissioner", "PCC", "E23000032", Decimal("218.15"), Decimal("228.15")),
    ("Northumbria PCC", "PCC", "E23000007", "..", 150),
]

SUBJECTS: dict[str, tuple[Dataset, Grid]] = {
    "workforce": (POLICE_WORKFORCE, OPEN),
    "funding": (POLICE_FUNDING, FUNDING),
    "precept": (COUNCIL_TAX_PRECEPT, LEVELS),
}


def ods(grid: Grid, sheet: str = "Data") -> bytes:
    """An OpenDocument workbook of one sheet after a sheet of notes."""
    return opendocument.write([("Notes", [("Nothing to see",)]), (sheet, grid)])


def text(grid: Grid, delimiter: str = ",") -> str:
    """The same as CSV."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator="\n").writerows(grid)
    return stream.getvalue()


def parse(dataset: Dataset, folder: Path, content: bytes, name: str = "folder:book.ods") -> Parsed:
    """What the dataset's source makes of these bytes."""
    path = folder / "landed"
    path.write_bytes(content)
    return dataset.source.parse(Landed(Resource("national/book", name), path, "", len(content)))


def accept(dataset: Dataset, parsed: Parsed) -> Verdict:
    """Validate as a night does: raises when rows are not accounted for."""
    return validate(dataset, "national/book", parsed)
