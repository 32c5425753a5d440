"""Reads the tables of the funding statistics that have three columns for each year: government, precept, total."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipelines.sources.national.cells import (
    NATION,
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    Account,
    Row,
    figure,
    force_code,
    is_code,
    is_sum,
    rounded,
    without_footnote,
    years_in,
)
from pipelines.sources.workbook import Line
from pipelines.upstream import PERIOD, ROW, SHEET

_MEASURES = (
    ("government-funding", r"\b(government|central|home office) (funding|grants?)\b"),
    ("precept", r"\bprecept\b"),
    ("total", r"\btotal\b"),
)
_DEPTH = 20
_WORTH = ((r"\u00a3 ?m\b|millions?\b", Decimal(1_000_000)), (r"\u00a3 ?000|thousands?\b", Decimal(1000)))

CITY = "E23000034"
"""City of London, whose police have no precept."""

Place = tuple[str, str]
"""(financial year, measure)."""


@dataclass(frozen=True)
class Table:
    """What a sheet says above its first force: its title, basis, unit in pounds, and what each column holds."""

    title: str
    basis: str
    unit: Decimal
    places: dict[int, Place]
    first: int


def read_blocks(sheet: str, rows: Sequence[Line], account: Account) -> str:
    """Take a sheet if it has such a table; returns why a sheet that nearly has one was passed over, else nothing."""
    first = next((at for at, line in enumerate(rows) if _area(line)), None)
    head = rows[: min(first or 0, _DEPTH)]
    places, unknown = _places(head)
    near = _fault(head, sheet, places) if places else ""
    if not places or near:
        account.furniture += len(rows)
        if near:
            account.warn(rows[0], "sheet-not-read", "", rows[0].cells[0], f"was not read{near}")
        else:
            account.note(sheet, "sheet-not-read", "has no blocks of funding by year and force: it was not read")
        return near
    for cell in unknown:
        account.warn(
            head[-1], "unknown-column", cell[:100], cell, "is a column we do not know and was left out", "openbeat"
        )
    title = next(cell for cell in head[0].cells if cell)
    table = Table(title[:400], _basis(head, sheet), _unit(head) or Decimal(1), places, len(head))
    account.furniture += table.first
    for line in rows[table.first :]:
        _take_line(line, table, account)
    return ""


def _fault(head: Sequence[Line], sheet: str, places: dict[int, Place]) -> str:
    """What a table with blocks lacks to be read for certain."""
    found = set(places.values())
    lacking = [f"{name} of {year}" for year in sorted({year for year, _ in found}) for name, _ in _MEASURES
               if (year, name) not in found]  # fmt: skip
    if lacking:
        return f": sheet {sheet!r} has no column for {', '.join(lacking[:6])}"
    if len(found) != len(places):
        return f": sheet {sheet!r} has two columns for the same year and measure"
    if not _unit(head):
        return f": sheet {sheet!r} does not say whether its figures are pounds or millions"
    return "" if _basis(head, sheet) else f": sheet {sheet!r} does not say whether it is in nominal or in real terms"


def _places(head: Sequence[Line]) -> tuple[dict[int, Place], list[str]]:
    """What each column holds: a year stands above its block or in each header. And headers that mean nothing to us."""
    width = max((len(line.cells) for line in head), default=0)
    places: dict[int, Place] = {}
    unknown: list[str] = []
    year = ""
    for at in range(width):
        texts = [line.cells[at] for line in head[1:] if at < len(line.cells) and line.cells[at]]
        said = [found for text in texts for found in years_in(text)]
        year = said[0] if said else year
        words = " ".join(texts).lower()
        measure = next((name for name, pattern in _MEASURES if re.search(pattern, words)), "")
        if year and measure:
            places[at] = year, measure
        elif year and texts:
            unknown.append(texts[-1])
    return places, unknown


def _basis(head: Sequence[Line], sheet: str) -> str:
    words = " ".join([sheet, *(cell for line in head for cell in line.cells)]).lower()
    real = bool(re.search(r"\breal\b|\bin \d{4}[-/]\d\d prices", words))
    nominal = bool(re.search(r"\bnominal\b|\bcash terms\b", words))
    return "" if real is nominal else "real" if real else "nominal"


def _unit(head: Sequence[Line]) -> Decimal | None:
    words = " ".join(cell for line in head for cell in line.cells).lower()
    return next((worth for pattern, worth in _WORTH if re.search(pattern, words)), None)


def _area(line: Line) -> tuple[str, str] | None:
    """(code, name) of a row's area, whichever of the first cells has which."""
    codes = [cell for cell in line.cells[:3] if is_code(cell)]
    names = [cell for cell in line.cells[:3] if re.match(r"[A-Za-z]", cell) and not is_code(cell)]
    return (codes[0], without_footnote(names[0])) if codes and names else None


def _take_line(line: Line, table: Table, account: Account) -> None:
    area = _area(line)
    filled = [at for at in table.places if at < len(line.cells) and line.cells[at]]
    if area is None and filled and not is_sum(line.cells[0]) and len(filled) > 2:
        account.reject(line, "no-area", "area_code", line.cells[0], "has amounts but no code and name of an area")
    elif area is None or (area[0][:3] not in {"E23", "W15"} and area[0] != NATION):
        account.furniture += 1
    else:
        for at, place in table.places.items():
            _take(line, area, place, line.cells[at] if at < len(line.cells) else "", table, account)


def _take(line: Line, area: tuple[str, str], place: Place, text: str, table: Table, account: Account) -> None:
    (year, measure), (code, name) = place, area
    try:
        number, status = figure(text)
    except ValueError as error:
        account.warn(line, "unreadable-value", "amount_gbp", text, f"{error}; published as not available")
        number, status = None, NOT_AVAILABLE
    known, unknown = (NATION, None) if code == NATION else force_code(code, name)
    if measure == "precept" and not text and known == CITY:
        status = NOT_APPLICABLE
    row: Row = {
        ROW: line.number, SHEET: line.sheet, PERIOD: year, "financial_year": year, "force_name": name,
        "area_code": known, "area_code_status": unknown, "measure": measure, "basis": table.basis,
        "amount_gbp": None if number is None else rounded(number * table.unit), "amount_gbp_status": status,
        "definition": table.title, "source_table": line.sheet,
    }  # fmt: skip
    if number is not None and abs(number * table.unit) >= Decimal(10) ** 12:
        return account.reject(line, "unreadable-value", "amount_gbp", text, "is more than a million million pounds")
    account.rows.append(row)
    return None
