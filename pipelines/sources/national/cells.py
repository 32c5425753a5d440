"""What the cells of national workbooks mean: figures and the marks that stand for none, forces, regions, years."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from pathlib import Path

import polars as pl

from pipelines.sources.call_handling.forces import area_code
from pipelines.sources.workbook import Line, lines
from pipelines.upstream import PERIOD, ROW, SHEET, Issue, Severity, Tally
from schemas.base import Table, columns_of

NOT_AVAILABLE, NOT_APPLICABLE, CONFIDENTIAL = "[x]", "[z]", "[c]"
CENT = Decimal("0.01")
NATION = "K04000001"
"""England and Wales."""

_MARKS = {
    **dict.fromkeys(("", "-", "\u2013", "\u2014", ".", "..", "...", ":", "n/a", "na", "not available"), NOT_AVAILABLE),
    **dict.fromkeys(("*", "not applicable"), NOT_APPLICABLE),
    **dict.fromkeys(("c", "suppressed", "confidential"), CONFIDENTIAL),
}
_MARKER = re.compile(r"\[[bcepruxz]\]")
_NUMBER = re.compile(
    r"\(?[-\u2212]?\u00a3?(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d{1,30})?(?:e[-+]?\d{1,2})?\)?", re.IGNORECASE
)
_CODE = re.compile(r"[EWKNS]\d{8}")
_FORCE_CODE = re.compile(r"(?:E23|W15)\d{6}")
_REGIONS = frozenset(
    {
        "north east", "north west", "yorkshire and the humber", "yorkshire and humber", "east midlands",
        "west midlands", "east of england", "eastern", "east", "london", "south east", "south west", "wales",
    }
)  # fmt: skip
_SUMS = re.compile(
    r"(grand |sub-?|overall )?totals?\b|all (police )?forces|england|english|wales$|great britain|central service",
    re.IGNORECASE,
)

Row = dict[str, object]


def figure(text: str) -> tuple[Decimal | None, str | None]:
    """(number, status): the status says why there is none. Raises ValueError for what is neither figure nor mark."""
    plain = " ".join(text.split()).lower()
    if _MARKER.fullmatch(plain):
        return None, plain
    if plain in _MARKS:
        return None, _MARKS[plain]
    if not _NUMBER.fullmatch(plain) or plain.startswith("(") is not plain.endswith(")"):
        raise ValueError("is neither a figure nor a mark that says why there is none")
    number = Decimal(re.sub(r"[(),\u00a3]", "", plain).replace("\u2212", "-"))
    if abs(number) >= Decimal(10) ** 12:
        raise ValueError("is larger than anything that is counted here")
    return (-abs(number) if plain.startswith("(") else number), None


def rounded(number: Decimal) -> Decimal:
    """To two decimals, halves away from zero."""
    return number.quantize(CENT, ROUND_HALF_UP)


def without_footnote(name: str) -> str:
    """A name without the numbers of footnotes that were superscripts and are glued to it: `South Wales3`."""
    return re.sub(r"(?<=[^\W\d])\s?\[?(?:note )?\d{1,2}(?:,\d{1,2})*\]?$", "", " ".join(name.split()))


def is_region(name: str) -> bool:
    """Whether a name is that of a region of England, or Wales. West Midlands is a region and a force."""
    return name.lower() in _REGIONS


def is_sum(name: str) -> bool:
    """Whether a row so named adds up others, or is of staff lent to no force."""
    return bool(_SUMS.match(name))


def is_code(text: str) -> bool:
    """Whether a cell holds an ONS code."""
    return bool(_CODE.fullmatch(text))


def force_code(text: str, name: str) -> tuple[str | None, str | None]:
    """(code of a police force area, status): the code given, else the one that belongs to the name."""
    if _FORCE_CODE.fullmatch(text):
        return text, None
    if code := area_code(name):
        return code, None
    return None, NOT_APPLICABLE if "transport" in name.lower() else NOT_AVAILABLE


def sheets_of(path: Path, place: str) -> tuple[list[tuple[str, list[Line]]], list[Issue]]:
    """The sheets of a workbook that have content, with the issues of reading it. Raises SourceError."""
    found, issues = lines(path, place)
    return [(name, list(group)) for name, group in groupby(found, key=lambda line: line.sheet)], issues


def years_in(text: str) -> list[str]:
    """Every financial year that a text names: `2015-16` from `2015/16`, `2015-16` or `2015 to 2016`."""
    found = re.findall(r"(?<!\d)((?:19|20)\d\d) ?(?:[/_\u2013-]| to ) ?((?:19|20)?\d\d)(?!\d)", text)
    return [f"{first}-{last[-2:]}" for first, last in found if (int(first) + 1) % 100 == int(last) % 100]


def year_of(year: int, month: int) -> str:
    """The financial year in which a month lies."""
    start = year if month >= 4 else year - 1
    return f"{start}-{(start + 1) % 100:02}"


@dataclass
class Account:
    """What reading a workbook came to: rows, issues, and the count of everything else."""

    place: str
    rows: list[Row] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    rejected: int = 0
    furniture: int = 0

    @property
    def tally(self) -> Tally:
        """Every row read is among `rows` or rejected."""
        return Tally(len(self.rows) + self.rejected, self.rejected, furniture=self.furniture)

    def reject(self, line: Line, check: str, field: str, value: str, fault: str) -> None:
        """Count one row out and say why."""
        self.rejected += 1
        self._tell(line, check, field, value, f"{fault}; the row was left out. Ask the source", Severity.ERROR)

    def warn(self, line: Line, check: str, field: str, value: str, fault: str, owner: str = "source") -> None:
        """Say what is odd about something that is published all the same."""
        self._tell(line, check, field, value, fault, Severity.WARNING, owner)

    def note(self, sheet: str, check: str, text: str) -> None:
        """Say what was passed over and why."""
        where = f"{self.place} sheet {sheet!r}: {text}"
        self.issues.append(Issue(self.place, check, where, Severity.NOTE, sheet=sheet, owner="openbeat"))

    def _tell(
        self, line: Line, check: str, field: str, value: str, fault: str, severity: Severity, owner: str = "source"
    ) -> None:
        where = (
            f"{self.place} sheet {line.sheet!r} row {line.number}" if line.sheet else f"{self.place} line {line.number}"
        )
        text = f"{where}: {value[:80]!r} {fault}"
        self.issues.append(
            Issue(self.place, check, text, severity, "", line.sheet, line.number, field, value[:200], owner)
        )

    def frame(self, model: type[Table]) -> pl.DataFrame:
        """The rows in the columns and types of a model, with where they were read."""
        schema: dict[str, pl.DataType] = {column.name: column.polars for column in columns_of(model)}
        schema |= {ROW: pl.Int64(), PERIOD: pl.String(), SHEET: pl.String()}
        return pl.DataFrame([[row[name] for name in schema] for row in self.rows], schema=schema, orient="row")
