"""Reads the police authorities of a table of council tax levels, by the meaning of its headers.

The layout could not be verified when this was written. A table is taken when it speaks of council tax and of band D,
and heads a column with each financial year, or names its one year above columns headed with bands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from pipelines.sources.call_handling.forces import area_code
from pipelines.sources.national.cells import (
    NOT_AVAILABLE,
    Account,
    figure,
    is_code,
    rounded,
    without_footnote,
    years_in,
)
from pipelines.sources.workbook import Line

Amount = tuple[Decimal | None, str | None]
Found = tuple[Line, str, str, str, dict[str, Amount]]
"""A row, the area's code, the authority's name, the year, and the amount of each band that it gives."""

_DEPTH = 15
_OFFICE = re.compile(
    r"\b(police,? fire (and|&) crime commissioner|police (and|&) crime commissioner|police authority|pfcc|pcc|"
    r"commissioner|mayor(al)?|for)\b",
    re.IGNORECASE,
)
_BAND = re.compile(r"(?:council tax )?(?:band )?([A-H])\b(?: \(\u00a3\)| \u00a3)?", re.IGNORECASE)


def read_levels(sheet: str, rows: Sequence[Line], account: Account) -> tuple[list[Found], str]:
    """What a sheet says of police authorities, and why a sheet that speaks of band D was passed over, if it was."""
    head = [cell for line in rows[:_DEPTH] for cell in line.cells]
    about = " ".join([sheet, *head]).lower()
    if "band" not in about or not any(_police(line) for line in rows):
        account.furniture += len(rows)
        account.note(sheet, "sheet-not-read", "has no council tax of police authorities: it was not read")
        return [], ""
    at, places = _header(rows)
    if not places:
        account.furniture += len(rows)
        fault = f": sheet {sheet!r} heads no column with a financial year or a band"
        account.warn(rows[0], "sheet-not-read", "", rows[0].cells[0], f"was not read{fault}")
        return [], fault
    account.furniture += at + 1
    found: list[Found] = []
    for line in rows[at + 1 :]:
        if police := _police(line):
            found += _take(line, *police, places, account)
        elif stranger := next(filter(_is_police, line.cells[:6]), ""):
            _turn_away(line, stranger, places, account)
        else:
            account.furniture += 1
    return found, ""


def _is_police(cell: str) -> bool:
    return bool(re.search(r"police|\bp(f)?cc\b", cell, re.IGNORECASE))


def _turn_away(line: Line, name: str, places: dict[int, tuple[str, str]], account: Account) -> None:
    """Reject a police authority that we cannot place; a note that speaks of the police has no amounts."""
    if any(at < len(line.cells) and line.cells[at] for at in places):
        account.reject(line, "unknown-authority", "authority_name", name, "is no police authority whose area we know")
    else:
        account.furniture += 1


def _police(line: Line) -> tuple[str, str] | None:
    """(area's code, name) of a row that is of a police authority."""
    for cell in line.cells[:6]:
        name = without_footnote(cell)
        if _is_police(name) and (code := area_code(_OFFICE.sub(" ", name))):
            given = [text for text in line.cells[:6] if is_code(text) and text[:3] in {"E23", "W15"}]
            return (given[0] if given else code), name
    return None


def _header(rows: Sequence[Line]) -> tuple[int, dict[int, tuple[str, str]]]:
    """(index of the header, what each column holds as year and band)."""
    for at, line in enumerate(rows[:_DEPTH]):
        by_year = {place: (years[0], "D") for place, cell in enumerate(line.cells) if len(years := _only(cell)) == 1}
        if len(by_year) >= 2 or (by_year and len(line.cells) > 2 and len(line.cells) - 1 in by_year):
            return at, by_year
        banded = {place: said[1].upper() for place, cell in enumerate(line.cells) if (said := _BAND.fullmatch(cell))}
        above = {year for other in rows[: at + 1] for cell in other.cells for year in years_in(cell)}
        if "D" in banded.values() and len(above) == 1:
            return at, {place: (min(above), band) for place, band in banded.items()}
    return 0, {}


def _only(cell: str) -> list[str]:
    """The year of a cell that says little else: a title may name a year too, and is no header."""
    return years_in(cell) if len(cell) <= 40 else []


def _take(line: Line, code: str, name: str, places: dict[int, tuple[str, str]], account: Account) -> list[Found]:
    years: dict[str, dict[str, Amount]] = {}
    for at, (year, band) in places.items():
        text = line.cells[at] if at < len(line.cells) else ""
        try:
            number, status = figure(text)
        except ValueError as error:
            account.warn(line, "unreadable-value", "amount_gbp", text, f"{error}; published as not available")
            number, status = None, NOT_AVAILABLE
        years.setdefault(year, {})[band] = (None if number is None else rounded(number), status)
    return [(line, code, name, year, amounts) for year, amounts in years.items()]
