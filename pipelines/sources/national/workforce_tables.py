"""Reads the older workforce workbooks: one sheet for each kind of worker, regions and totals among the forces."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from pipelines.sources.national.cells import (
    NOT_AVAILABLE,
    Account,
    Row,
    figure,
    force_code,
    is_region,
    is_sum,
    rounded,
    without_footnote,
    year_of,
)
from pipelines.sources.national.workforce_open import canonical
from pipelines.sources.workbook import Line
from pipelines.upstream import PERIOD, ROW, SHEET
from schemas.workforce import ALL

Key = tuple[date, str, str]
"""Day, plain name of the force, kind of worker."""

_TITLE = re.compile(r"(?:table ?\w+ ?[:.]? ?)?(?P<worker>[a-z ]+?)\d?(?: \(.*?\))? by police force area", re.IGNORECASE)
_DEPTH = 15


class OldTables:
    """Takes sheet after sheet of one workbook and brings together what two sheets say of the same workers.

    `near` says, for a workbook that gave nothing, why a sheet that looked like a table of ours was none.
    """

    def __init__(self, book: str, account: Account) -> None:
        self.book = book
        self.account = account
        self.near = ""
        self._rows: dict[Key, Row] = {}

    def read(self, sheet: str, rows: Sequence[Line]) -> None:
        """Take a sheet if its title and header say that it counts one kind of worker by force; else pass over it."""
        title = next((cell for line in rows[:3] for cell in line.cells if cell), "")
        said = _TITLE.match(title)
        if not said:
            return self._pass(sheet, rows, "its title names no kind of worker by police force area")
        if " and " in said["worker"]:
            return self._pass(sheet, rows, "adds up kinds of workers that other sheets give one by one")
        worker = canonical(said["worker"].strip())
        measure = _measure(" ".join(cell for line in rows[:_DEPTH] for cell in line.cells))
        header = next((at for at, line in enumerate(rows[:_DEPTH]) if _days(line)), None)
        if header is None or not measure or not worker:
            self.near = f": sheet {sheet!r} has no {'dates' if header is None else 'unit'} above its figures"
            self.account.warn(rows[0], "sheet-not-read", "", title, f"was not read{self.near}")
            self.account.furniture += len(rows)
            return None
        self._take_sheet(worker, measure, rows, header)
        return None

    def finish(self) -> None:
        """Hand over the rows, oldest day first."""
        self.account.rows.extend(row for _, row in sorted(self._rows.items()))

    def _pass(self, sheet: str, rows: Sequence[Line], why: str) -> None:
        self.account.furniture += len(rows)
        self.account.note(sheet, "sheet-not-read", f"{why}: it was not read")

    def _take_sheet(self, worker: str, measure: str, rows: Sequence[Line], header: int) -> None:
        days = _days(rows[header])
        below = rows[header + 1 :]
        # A name of a region and a force alike stands on the region's row first.
        names = Counter(without_footnote(line.cells[0]) for line in below)
        nil = any(re.search(r"'? ?- ?'? denotes nil", cell, re.IGNORECASE) for line in below for cell in line.cells)
        region = None
        seen: set[str] = set()
        self.account.furniture += header + 1
        for line in below:
            name = without_footnote(line.cells[0])
            figures = {day: line.cells[at] for at, day in days.items() if at < len(line.cells)}
            if is_region(name) and name not in seen and (name != "West Midlands" or names[name] > 1):
                region = name
            elif is_sum(name):
                region = None
            elif name and any(figures.values()):
                for day, text in figures.items():
                    self._take(line, (day, name, worker), region, measure, "0" if nil and text == "-" else text)
                continue
            elif any(figures.values()):
                self.account.reject(line, "missing-value", "force_name", "", "is empty, so the figures are nobody's")
                continue
            seen.add(name)
            self.account.furniture += 1

    def _take(self, line: Line, key: Key, region: str | None, measure: str, text: str) -> None:
        try:
            number, status = figure(text)
        except ValueError as error:
            self.account.warn(line, "unreadable-value", measure, text, f"{error}; published as not available")
            number, status = None, NOT_AVAILABLE
        row = self._rows.get(key)
        if row is None:
            row = self._rows[key] = _empty(line, key, region, self.book)
        elif line.sheet in str(row["source_table"]).split() and row[measure] is not None:
            return self.account.reject(line, "repeated-force", measure, text, f"is a second figure for {key[1]}")
        else:
            row["source_table"] = f"{row['source_table']} {line.sheet}"
        row[measure], row[f"{measure}_status"] = _typed(measure, number), status
        return None


def _empty(line: Line, key: Key, region: str | None, book: str) -> Row:
    day, force, worker = key
    code, status = force_code("", force)
    year = year_of(day.year, day.month)
    return {
        ROW: line.number, SHEET: line.sheet, PERIOD: year, "financial_year": year, "as_at": day, "force_name": force,
        "area_code": code, "area_code_status": status, "region": region, "worker_type": worker, "rank": ALL,
        "sex": ALL, "headcount": None, "headcount_status": NOT_AVAILABLE, "fte": None, "fte_status": NOT_AVAILABLE,
        "source_table": f"{book} {line.sheet}",
    }  # fmt: skip


def _typed(measure: str, number: Decimal | None) -> int | Decimal | None:
    if number is None or measure == "fte":
        return number if number is None else rounded(number)
    return int(number.to_integral_value())


def _measure(head: str) -> str:
    if re.search(r"full[- ]time equivalent|\(fte\)", head, re.IGNORECASE):
        return "fte"
    return "headcount" if re.search(r"head ?count", head, re.IGNORECASE) else ""


def _days(line: Line) -> dict[int, date]:
    """The columns that a row heads with a date."""
    found = {at: re.match(r"(\d{4}-\d\d-\d\d)(?:[T ]00:00:00)?$", cell) for at, cell in enumerate(line.cells) if at}
    try:
        return {at: date.fromisoformat(said[1]) for at, said in found.items() if said}
    except ValueError:
        return {}
