"""Reads the Overall Total of the Police Grant Report by force, copied from the report into a small table.

The report itself is a document and not a table, so the copy says above its header where it is from, which year it is
of, and which national total the report states.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.sources.national.cells import (
    NATION,
    Account,
    Row,
    figure,
    force_code,
    rounded,
    without_footnote,
    years_in,
)
from pipelines.sources.workbook import Line
from pipelines.upstream import PERIOD, ROW, SHEET, SourceError

_FORCE = re.compile(r"(police )?force( area| name)?", re.IGNORECASE)
_AMOUNT = re.compile(r"(budget|grant|overall total|amount|total)([ _(]*(gbp|\u00a3)\)?)?", re.IGNORECASE)
_STATED = re.compile(r"national total\D{0,40}?\u00a3?(\d{1,3}(?:,\d{3})+|\d{7,})", re.IGNORECASE)


def is_grant_report(rows: Sequence[Line]) -> bool:
    """Whether a sheet speaks of the Police Grant Report in its first lines."""
    return any("police grant report" in cell.lower() for line in rows[:10] for cell in line.cells)


def read_grant_report(rows: Sequence[Line], account: Account) -> None:
    """Take every force, and the national total where it is stated. Raises SourceError without a header or a year."""
    header = next((at for at, line in enumerate(rows) if _columns(line)), None)
    if header is None:
        raise SourceError(f"{account.place} has no header with a force and its total in GBP: put it above the figures")
    above = " ".join(cell for line in rows[:header] for cell in line.cells)
    years = sorted(set(years_in(above)))
    if len(years) != 1:
        raise SourceError(f"{account.place} names {len(years)} financial years above its header: it must name its one")
    force, amount = _columns(rows[header]) or (0, 1)
    for cell in (cell for at, cell in enumerate(rows[header].cells) if at not in {force, amount} and cell):
        account.warn(rows[header], "unknown-column", cell[:100], cell, "is a column we do not know and was left out")
    account.furniture += header + 1
    # Commas of the total's thousands split a line that is no record into cells.
    stated = _STATED.search(",".join(cell.strip() for line in rows[:header] for cell in line.cells))
    if stated:
        at = next(line for line in rows[:header] if "national total" in ",".join(line.cells).lower())
        account.furniture -= 1
        _take(at, "England and Wales", stated[1], years[0], account)
    for line in rows[header + 1 :]:
        cells = [line.cells[at] if at < len(line.cells) else "" for at in (force, amount)]
        _take(line, without_footnote(cells[0]), cells[1], years[0], account)


def _columns(line: Line) -> tuple[int, int] | None:
    found = [[at for at, cell in enumerate(line.cells) if form.fullmatch(cell)] for form in (_FORCE, _AMOUNT)]
    return (found[0][0], found[1][0]) if all(len(places) == 1 for places in found) else None


def _take(line: Line, name: str, text: str, year: str, account: Account) -> None:
    if not name:
        return account.reject(line, "missing-value", "force_name", "", "is empty, so the amount is nobody's")
    try:
        number, status = figure(text)
    except ValueError as error:
        return account.reject(line, "unreadable-value", "amount_gbp", text, str(error))
    code, unknown = (NATION, None) if name == "England and Wales" else force_code("", name)
    row: Row = {
        ROW: line.number, SHEET: line.sheet, PERIOD: year, "financial_year": year, "force_name": name,
        "area_code": code, "area_code_status": unknown, "measure": "grant-report-total", "basis": "nominal",
        "amount_gbp": None if number is None else rounded(number), "amount_gbp_status": status,
        "definition": f"Police Grant Report {year}: Overall Total", "source_table": "Police Grant Report",
    }  # fmt: skip
    account.rows.append(row)
    return None
