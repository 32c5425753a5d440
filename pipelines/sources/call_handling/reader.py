"""From the cells of one sheet to typed rows, with an account of every other row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from pipelines.sources.call_handling import figures
from pipelines.sources.call_handling.figures import NOT_AVAILABLE, Cell, written
from pipelines.sources.call_handling.forces import area_code
from pipelines.sources.call_handling.headers import MEASURES, MONTH, Header, NoHeader, find, meaning
from pipelines.sources.call_handling.workbook import Sheet
from pipelines.upstream import PERIOD, ROW, SHEET, Issue, Severity

Figure = str | int | Decimal | None
Row = dict[str, Figure]

_TOTAL = re.compile(
    r"(grand |sub-?|overall |national |uk |england (and|&) wales )?(totals?|average|mean|median|all( police)? forces|"
    r"national|england|wales|uk|united kingdom|great britain)\b"
)


class Unreadable(ValueError):
    """A sheet that cannot be read; `near` when it looks like the table and the reason matters to a person."""

    def __init__(self, text: str, *, near: bool) -> None:
        super().__init__(text)
        self.near = near


@dataclass
class Reading:
    """What one sheet gave: typed rows, issues, and the count of data rows, rejected ones, blank ones and others."""

    rows: list[Row] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    read: int = 0
    rejected: int = 0
    blank: int = 0
    furniture: int = 0


def read(sheet: Sheet, place: str, hint: set[str]) -> Reading:
    """Every row of one sheet. `hint` are the months that the file's name or link gives. Raises Unreadable."""
    texts = [[written(cell) for cell in row] for row in sheet.rows]
    header = find(texts)
    if isinstance(header, NoHeader):
        raise Unreadable(header.text, near=header.near)
    month = "" if MONTH in header.places else _month(sheet, header, hint)
    reading = Reading(furniture=header.row + 1, issues=_unknown(header, place, sheet.name))
    if month and hint and month not in hint:
        text = f"the sheet says {month}, its name or link {', '.join(sorted(hint))}: the sheet was believed; check it"
        reading.issues.append(Issue(place, "month-differs", text, Severity.WARNING, month, sheet.name, value=month))
    _Reader(sheet, place, header, month, reading).read()
    return reading


def _month(sheet: Sheet, header: Header, hint: set[str]) -> str:
    above = [cell for row in sheet.rows[: header.row + 1] for cell in row]
    said = set().union(*(figures.months_in(cell) for cell in (sheet.name, *above)))
    months = said or hint
    if len(months) != 1:
        which = f"names {', '.join(sorted(months))}" if months else "names no month"
        raise Unreadable(
            f"it {which}, and its figures must be of one month: put that month in the file name", near=True
        )
    return min(months)


def _unknown(header: Header, place: str, sheet: str) -> list[Issue]:
    return [
        Issue(
            place,
            "unknown-column",
            f"the column {text!r} is not one of ours and was left out: see whether it should be published",
            Severity.WARNING,
            sheet=sheet,
            row=header.row + 1,
            field=text[:100],
            owner="openbeat",
        )
        for text in header.unknown.values()
    ]


@dataclass
class _Reader:
    """Goes down the rows below the header once."""

    sheet: Sheet
    place: str
    header: Header
    month: str
    reading: Reading

    def read(self) -> None:
        below = list(enumerate(self.sheet.rows))[self.header.row + 1 :]
        shares = [self._shares(cells) for _, cells in below if self._is_data(cells)]
        self.usual = figures.usual_scale([found for found in shares if found])
        for at, cells in below:
            if not any(written(cell) for cell in cells):
                self.reading.read += 1
                self.reading.blank += 1
            elif self._is_data(cells):
                self._take(at + 1, cells)
            else:
                self.reading.furniture += 1

    def _cell(self, cells: Sequence[Cell], name: str) -> Cell:
        at = self.header.places[name]
        return cells[at] if at < len(cells) else None

    def _is_data(self, cells: Sequence[Cell]) -> bool:
        """Whether a row is a force's: not a note, a total or the header again."""
        force = written(self._cell(cells, "force_name"))
        if any(written(self._cell(cells, name)) for name in MEASURES):
            return not _TOTAL.match(force.lower()) and meaning(force) != "force_name"
        return area_code(force) is not None

    def _take(self, row: int, cells: Sequence[Cell]) -> None:
        taken = self.reading
        taken.read += 1
        found, issues = self._typed(row, cells)
        taken.issues.extend(issues)
        if any(issue.severity is Severity.ERROR for issue in issues):
            taken.rejected += 1
        else:
            taken.rows.append(found)

    def _typed(self, row: int, cells: Sequence[Cell]) -> tuple[Row, list[Issue]]:
        force = written(self._cell(cells, "force_name"))
        code = area_code(force)
        months = {self.month} if self.month else figures.months_in(self._cell(cells, MONTH))
        month = next(iter(months)) if len(months) == 1 else ""
        found: Row = {ROW: row, SHEET: self.sheet.name, PERIOD: month, MONTH: month, "force_name": force}
        found |= {"area_code": code, "area_code_status": None if code else NOT_AVAILABLE}
        issues = [] if month else [self._issue(row, MONTH, cells, "does not name one month")]
        if not force:
            issues.append(self._issue(row, "force_name", cells, "is empty, so the figures are nobody's"))
        elif not code and "northern ireland" not in force.lower():
            text = f"{self._at(row)}: {force!r} has no known area code; the row is published without one"
            issues.append(self._build(row, "unknown-force", text, Severity.WARNING, "force_name", force))
        issues.extend(self._measure(row, cells, found))
        return found, issues

    def _measure(self, row: int, cells: Sequence[Cell], found: Row) -> list[Issue]:
        """Put the measures and their statuses into `found`; returns what is wrong with them."""
        issues = []
        for name in MEASURES:
            cell = self._cell(cells, name)
            found[f"{name}_status"] = figures.absent(cell) or None
            found[name] = None
            if found[f"{name}_status"]:
                continue
            try:
                if name.endswith("_percent"):
                    figures.share(cell)
                else:
                    found[name] = figures.seconds(cell) if name == "mean_answer_seconds" else figures.count(cell)
            except ValueError as error:
                issues.append(self._issue(row, name, cells, str(error)))
        return issues or self._put_shares(row, cells, found)

    def _put_shares(self, row: int, cells: Sequence[Cell], found: Row) -> list[Issue]:
        given = self._shares(cells)
        try:
            found.update(figures.shares(given, len(given) == 3, self.usual))
        except ValueError as error:
            return [self._issue(row, next(iter(given)), cells, f"and the other shares {error}")]
        return []

    def _shares(self, cells: Sequence[Cell]) -> dict[str, tuple[Decimal, bool]]:
        """The shares that a row gives, as written; none when one of them cannot be read."""
        names = [name for name in MEASURES if name.endswith("_percent")]
        given = {name: cell for name in names if not figures.absent(cell := self._cell(cells, name))}
        try:
            return {name: figures.share(cell) for name, cell in given.items()}
        except ValueError:
            return {}

    def _issue(self, row: int, name: str, cells: Sequence[Cell], fault: str) -> Issue:
        value = written(self._cell(cells, name)) if name in self.header.places else ""
        text = f"{self._at(row)}: {name} {fault}; the row was left out. Ask the source, or correct the file"
        return self._build(row, "unreadable-value", text, Severity.ERROR, name, value)

    def _build(self, row: int, check: str, text: str, severity: Severity, name: str, value: str) -> Issue:
        return Issue(self.place, check, text, severity, self.month, self.sheet.name, row, name, value[:200])

    def _at(self, row: int) -> str:
        sheet = f" sheet {self.sheet.name!r}" if self.sheet.name else ""
        return f"{self.place}{sheet} row {row}"
