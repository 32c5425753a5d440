"""Accounts for the sheets that give no rows: notes, which are furniture, and payments that lack a heading."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.sources.inbox import is_aside
from pipelines.sources.sheets import Cell, Sheet
from pipelines.sources.spend.headers import NEEDED, Header
from pipelines.sources.spend.periods import claim_of
from pipelines.sources.spend.reading import Reading, place, said_rivals
from pipelines.sources.spend.values import amount_of, date_of, read_or_none, text_of
from pipelines.upstream import Issue, Severity, Tally


def without_header(sheet: Sheet, file: str) -> Reading:
    """A sheet of notes is furniture; a sheet that holds payments without headings is refused, not passed over."""
    filled = sum(_filled(cells) for _, cells in sheet.rows)
    if not is_aside(sheet) and sum(_looks_paid(cells) for _, cells in sheet.rows) * 2 > filled:
        text = (
            f"{place(sheet, file)}: {filled} rows look like payments and no row names the columns. "
            f"Put headings above them: date, supplier, amount."
        )
        issue = Issue(file, "header-missing", text, sheet=sheet.name, owner="office")
        return Reading((), [issue], Tally(len(sheet.rows), filled, len(sheet.rows) - filled), headed=False)
    shown = "a hidden sheet" if sheet.hidden else "a sheet"
    text = f"{place(sheet, file)}: {shown} without headings of payments, passed over as notes. Nothing to do."
    issue = Issue(file, "furniture-sheet", text, Severity.NOTE, sheet=sheet.name, owner="office")
    return Reading((), [issue], Tally(0, furniture=len(sheet.rows)), headed=False)


def hidden(sheet: Sheet, file: str) -> Reading:
    """A hidden sheet of payments: those who drop a workbook do not see it, so nothing of it is published unseen."""
    filled = sum(_filled(cells) for _, cells in sheet.rows)
    text = (
        f"{place(sheet, file)}: the sheet is hidden, so none of its {filled} rows was taken. Show the sheet if they "
        "should be published, or take it out."
    )
    issue = Issue(file, "hidden-sheet", text, Severity.WARNING, sheet=sheet.name, owner="office")
    return Reading((), [issue], Tally(0, furniture=len(sheet.rows)))


def refusal_of(sheet: Sheet, file: str, header: Header) -> Reading | None:
    """The reading of a sheet whose headings leave open what was paid, to whom or when; None where they do not.

    Every row is rejected, by one issue that says why.
    """
    if header.missing:
        missing = " and ".join(name.removesuffix("_gbp").replace("_", " ") for name in header.missing)
        text = f"no column for {missing} in the headings of row {header.row}", "Add the column and drop the file again."
        return _refused(sheet, file, header, "column-missing", *text)
    for name in NEEDED:
        if name in header.rivals:
            words = said_rivals(header, name, header.rivals[name])
            cause = f"{words[0].lower()}{words[1:]} (row {header.row})"
            advice = "Rename or remove all but the right one and drop the file again."
            return _refused(sheet, file, header, "column-ambiguous", cause, advice)
    if header.in_thousands:
        cause = f"the amounts are in thousands of pounds by their heading in row {header.row}"
        return _refused(sheet, file, header, "amount-in-thousands", cause, "Write each amount in pounds and pence.")
    return None


def _refused(sheet: Sheet, file: str, header: Header, check: str, cause: str, advice: str) -> Reading:
    below = [cells for number, cells in sheet.rows if number > header.row]
    filled = sum(_filled(cells) for cells in below)
    text = f"{place(sheet, file)}: {cause}, so none of its {filled} rows can be published. {advice}"
    period = claim_of(sheet.name, file).month
    severity = Severity.ERROR if filled else Severity.WARNING
    issue = Issue(file, check, text, severity, period, sheet.name, header.row, owner="office")
    return Reading((), [issue], Tally(len(below), filled, len(below) - filled, len(sheet.rows) - len(below)))


def _filled(cells: Sequence[Cell]) -> bool:
    return any(text_of(cell) is not None for cell in cells)


def _looks_paid(cells: Sequence[Cell]) -> bool:
    """Whether a row holds a date, a number and a text, as a payment does."""
    dates = any(not isinstance(cell, int | float) and read_or_none(date_of, cell) is not None for cell in cells)
    numbers = any(read_or_none(amount_of, cell) is not None for cell in cells)
    texts = any(isinstance(cell, str) and any(mark.isalpha() for mark in cell) for cell in cells)
    return dates and numbers and texts
