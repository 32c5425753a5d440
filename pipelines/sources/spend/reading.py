"""What reading one sheet gives, and the words in which its issues are put."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from pipelines.sources.sheets import Cell, Sheet
from pipelines.sources.spend.headers import Header
from pipelines.sources.spend.people import is_person, without_names
from pipelines.sources.spend.values import ValueProblem, text_of
from pipelines.upstream import Issue, Severity, Tally

SHOWN = 20
"""How many row numbers a summary of a sheet names."""

_SUMMARIES = {
    "furniture-row": (Severity.NOTE, "headings, totals or notes among the rows, passed over. Nothing to do"),
    "rounded": (Severity.WARNING, "amounts with fractions of a penny, rounded. Write whole pence"),
    "date-outside-name": (Severity.WARNING, "payments dated outside what the name says. Check the dates"),
    "name-withheld": (Severity.NOTE, "payments to individuals, published without the name. Nothing to do"),
}


@dataclass(frozen=True)
class Reading:
    """One sheet as read: typed rows by column name, issues, and the account of every row.

    `headed` is False for a sheet in which no heading row of payments was recognised.
    """

    rows: Sequence[Mapping[str, Any]] = ()
    issues: Sequence[Issue] = field(default=())
    tally: Tally = field(default=Tally(0))
    headed: bool = True


def shown_value(cell: Cell) -> str:
    """A cell as an issue may show it: short, and nothing at all where it may name a person."""
    text = text_of(cell) or ""
    return "" if is_person(text) or without_names(text) != text else text[:80]


def place(sheet: Sheet, file: str) -> str:
    """The file, and the sheet where there are sheets, as the beginning of a sentence."""
    return f"{file}, sheet {sheet.name!r}" if sheet.name else file


def problem_issue(
    sheet: Sheet, file: str, number: int, name: str, problem: ValueProblem, cell: Cell, period: str
) -> Issue:
    """The issue for one cell that loses its row."""
    text = f"{place(sheet, file)}, row {number}: {problem}."
    value = shown_value(cell)
    return Issue(
        file, problem.check, text, Severity.ERROR, period, sheet.name, number, field=name, value=value, owner="office"
    )


def summary_issues(sheet: Sheet, file: str, noted: Mapping[str, Sequence[int]], period: str) -> list[Issue]:
    """One issue for each kind of thing noted in a sheet, naming its first rows."""
    found = []
    for check, rows in noted.items():
        severity, words = _SUMMARIES[check]
        first = ", ".join(map(str, rows[:SHOWN])) + (" ..." if len(rows) > SHOWN else "")
        text = f"{place(sheet, file)}: {len(rows)} {words} (rows {first})."
        found.append(Issue(file, check, text, severity, period, sheet.name, owner="office"))
    return found


def header_issue(sheet: Sheet, file: str, header: Header) -> Issue:
    """The note that says which column was taken for what, and which were not used."""
    taken = "; ".join(
        f"{name} from {header.cells[at]!r} (column {xl_col_to_name(at)}, {header.why[name]})"
        for name, at in sorted(header.columns.items())
    )
    unused = ", ".join(repr(shown_value(header.cells[at])) for at in header.unused) or "none"
    width = max((len(cells) for _, cells in sheet.rows), default=0)
    bare = width - sum(1 for text in header.cells if text)
    text = (
        f"{place(sheet, file)}, row {header.row}: read {taken}. "
        f"Columns not used: {unused}; columns without a heading: {bare}."
    )
    for name, places in sorted(header.rivals.items()):
        text += f" {said_rivals(header, name, places)}, so it was left out: rename or remove all but one."
    for name in sorted(header.by_contents):
        text += (
            f" No heading says so, and {header.cells[header.columns[name]]!r} was taken for the {_plain(name)} by what "
            f"stands below it: write {_plain(name)!r} above it if that is right, and take the file out if not."
        )
    severity = Severity.WARNING if header.rivals or header.by_contents else Severity.NOTE
    return Issue(file, "columns-read", text, severity, sheet=sheet.name, row=header.row, owner="office")


def said_rivals(header: Header, name: str, places: Sequence[int]) -> str:
    """Which columns claim one meaning equally well, as the beginning of a sentence."""
    rivals = " and ".join(f"{xl_col_to_name(at)} {header.cells[at]!r}" for at in places)
    return f"The columns {rivals} could both be the {_plain(name)} and differ"


def _plain(name: str) -> str:
    """A column as people call it."""
    return name.removesuffix("_gbp").replace("_", " ")
