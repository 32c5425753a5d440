"""From the cells of a local table of calls to rows by month, whichever way the table lies.

Published tables are transposed: months stand side by side and measures below each other. Such a table is turned first,
so that a row is a month in both; its row number is then the number of its column in the file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import zip_longest

from pipelines.sources.call_handling import figures
from pipelines.sources.sheets import Cell, Sheet
from pipelines.upstream import PERIOD, ROW, SHEET, Issue, NotOurs, Severity, SourceError

MONTH = "month"
MEASURES = {
    "mean_wait_seconds": r"(average|mean).*(queu|wait|answer)|queu\w* time|wait\w* time",
    "percent_not_answered": r"(%|per ?cent|share|proportion).*(not answered|unanswered|abandon)|attrition",
    "": r"%|per ?cent|share|proportion|\b(within|under|over|target|longest|maximum|median)\b",
    "calls_not_answered": r"not answered|unanswered|abandoned",
    "calls_answered": r"\banswered\b",
    "calls_received": r"\b(received|offered|presented)\b",
}
"""Measures by the words of their labels, the first that fits; the one without a name is none of ours."""
FIGURES = ("calls_received", "calls_answered", "calls_not_answered", "percent_not_answered", "mean_wait_seconds")
NEEDED = ("calls_received", "calls_answered", "calls_not_answered")
_SERVICE = re.compile(r"(?<!\d)(999|101)(?!\d)")
_TOTAL = re.compile(r"(grand |sub-?)?totals?|average|mean|all|year to date|ytd", re.IGNORECASE)
_FORCE = re.compile(r"(police )?force( name)?|constabulary")

Row = dict[str, str | int | Decimal | None]


@dataclass
class Reading:
    """What the tables of a file gave, with an account of every row."""

    rows: list[Row] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    read: int = 0
    rejected: int = 0
    blank: int = 0
    furniture: int = 0


def read(sheet: Sheet, place: str, reading: Reading) -> None:
    """Add the rows of one sheet. Raises NotOurs for another kind of table, SourceError where a measure is lost."""
    grid, at = _upright([cells for _, cells in sheet.rows], place)
    header = [figures.written(cell) for cell in grid[at]]
    places = _places(header, place)
    service = _service([*(cell for row in grid[: at + 1] for cell in row), sheet.name, place], place)
    reading.furniture += at + 1
    for column, label in enumerate(header):
        if label and column not in places.values() and column != places[MONTH] and not _SERVICE.search(label):
            reading.issues.append(_unknown(place, sheet.name, label))
    for number, cells in enumerate(grid[at + 1 :], at + 2):
        _take(cells, number, places, service, (place, sheet.name), reading)


def measure(label: str) -> str:
    """The measure that a label names, "" for none."""
    return next((name for name, words in MEASURES.items() if re.search(words, label.lower())), "")


def _upright(rows: Sequence[Sequence[Cell]], place: str) -> tuple[list[list[Cell]], int]:
    """The table with measures side by side, turned where need be, and the row that names them."""
    if any(_FORCE.fullmatch(figures.written(cell).lower()) for row in rows for cell in row):
        raise NotOurs(f"{place} tells forces apart, so it is not the force's own table; nothing of it was taken")
    standing = [list(row) for row in zip_longest(*zip_longest(*rows, fillvalue=""), fillvalue="")]
    turned = [list(column) for column in zip_longest(*rows, fillvalue="")]
    named = [(_named(row), -way, -at) for way, grid in enumerate((standing, turned)) for at, row in enumerate(grid)]
    found, way, at = max(named, default=(0, 0, 0))
    if found < 2:
        raise NotOurs(f"{place} has no table of calls received and answered; nothing of it was taken")
    return (turned if way else standing), -at


def _named(cells: Sequence[Cell]) -> int:
    return len({name for cell in cells if isinstance(cell, str) and (name := measure(cell)) in FIGURES})


def _places(header: list[str], place: str) -> dict[str, int]:
    """Measure to column. The month stands in the first column that names no measure."""
    places: dict[str, int] = {}
    for column, label in enumerate(header):
        name = measure(label)
        if name in places:
            raise SourceError(f"{place}: {header[places[name]]!r} and {label!r} both give {name}: take one out")
        if name:
            places[name] = column
    missing = [name for name in NEEDED if name not in places]
    if missing:
        raise SourceError(f"{place}: {', '.join(missing)} is missing, so nothing of it was taken: add it or the label")
    months = [column for column in range(len(header)) if column not in places.values()]
    if not months:
        raise SourceError(f"{place}: nothing stands for the months, so nothing of it was taken: add them")
    return places | {MONTH: months[0]}


def _service(cells: Sequence[Cell], place: str) -> str:
    """The service that the nearest words name: the title first, then the sheet, then the file."""
    for cell in cells:
        found = set(_SERVICE.findall(figures.written(cell)))
        if len(found) == 1:
            return "999-local" if found == {"999"} else "101"
    raise SourceError(f"{place} does not say whether it is of 999 or of 101: put it in the title or the file's name")


def _unknown(place: str, sheet: str, label: str) -> Issue:
    text = f"{place}: {label!r} is not a measure of ours and was left out: see whether it should be published"
    return Issue(place, "unknown-column", text, Severity.WARNING, sheet=sheet, field=label[:100], owner="openbeat")


def _take(
    cells: list[Cell], number: int, places: dict[str, int], service: str, where: tuple[str, str], reading: Reading
) -> None:
    """One month: a row, or a rejected one with its issue. Totals and notes below the months are furniture."""
    label = figures.written(cells[places[MONTH]])
    filled = sum(bool(figures.written(cell)) for cell in cells)
    if _TOTAL.fullmatch(label) or (filled == 1 and label and not figures.months_in(label)):
        reading.furniture += 1
        return
    reading.read += 1
    if not filled:
        reading.blank += 1
        return
    place, sheet = where
    row: Row = {ROW: number, SHEET: sheet, PERIOD: "all", "service": service, "period_kind": MONTH}
    name = ""
    try:
        row["period"] = _month(cells[places[MONTH]])
        for name in FIGURES:
            _figure(row, name, cells[places[name]] if name in places else "")
    except ValueError as error:
        reading.rejected += 1
        field_name = name or "period"
        value = figures.written(cells[places.get(name, places[MONTH])])[:200]
        text = f"{place} row or column {number}: {value!r} {error}; its month was left out. Correct it and save again."
        reading.issues.append(
            Issue(place, "wrong-type", text, sheet=sheet, row=number, field=field_name, value=value, owner="office")
        )
        return
    reading.rows.append(row)


def _month(cell: Cell) -> str:
    found = figures.months_in(cell)
    if len(found) != 1:
        raise ValueError("names no single month, such as Oct 2022")
    return min(found)


def _figure(row: Row, name: str, cell: Cell) -> None:
    status = figures.absent(cell)
    row[name], row[f"{name}_status"] = (None, status) if status else (_value(row, name, cell), None)


def _value(row: Row, name: str, cell: Cell) -> int | Decimal:
    if name == "mean_wait_seconds":
        return _seconds(cell)
    if name != "percent_not_answered":
        return figures.count(cell)
    value, told = figures.share(cell)
    return (value if told else value * _worth(row, value)).quantize(figures.CENT)


def _seconds(cell: Cell) -> Decimal:
    """`17s`, `15 minutes and 51 seconds`, `2 minutes`, or whatever a national table may hold."""
    if not isinstance(cell, str):
        return figures.seconds(cell)
    text = re.sub(r"\s*(\band\b|,)\s*", " ", figures.written(cell).lower())
    return figures.seconds(f"{text} 0s" if re.fullmatch(r"\d{1,3} ?m(in(ute)?s?)?", text) else text)


def _worth(row: Row, value: Decimal) -> int:
    """What a share without a per cent sign is worth: the counts beside it tell."""
    received, lost = row.get("calls_received"), row.get("calls_not_answered")
    if isinstance(received, int) and isinstance(lost, int) and received:
        for worth in (1, 100):
            if abs(value * worth - Decimal(lost * 100) / received) <= Decimal("0.06"):
                return worth
    raise ValueError("has no per cent sign, and the calls beside it do not tell what it is of")
