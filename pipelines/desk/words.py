"""What is wrong with a cell, in words for the person who filled it in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name

from pipelines.desk.template import allowed
from pipelines.upstream import Issue
from schemas.base import Column

_ADDRESS = re.compile(r"^.{0,400}?\b(?:row|line) \d+:? ", re.DOTALL)
_RULE = re.compile(r"breaks the rule (.*); the row was left out", re.DOTALL)


@dataclass(frozen=True)
class Problem:
    """One thing that costs a row, or a file: `sheet` and `row` say where, `column` is the 0-based one of the sheet.

    `row` is None where it is about the whole file or sheet, `column` where it is about the whole row.
    """

    sheet: str
    row: int | None
    column: int | None
    value: str
    text: str

    @property
    def cell(self) -> str:
        """The address of the cell, such as C7; of a row, `row 7`; "" for the whole."""
        if self.row is None:
            return ""
        return f"row {self.row}" if self.column is None else f"{xl_col_to_name(self.column)}{self.row}"

    @property
    def place(self) -> str:
        """Where it is, as the beginning of a sentence."""
        sheet = f"sheet {self.sheet!r}" if self.sheet else ""
        cell = f"cell {self.cell}" if self.column is not None else self.cell
        return ", ".join(filter(None, (sheet, cell))) or "the whole file"


def problem_of(issue: Issue, columns: Sequence[Column], place: int | None) -> Problem:
    """The problem that an issue tells of. `place` is the sheet's 0-based column of its field, where it has one."""
    column = next((column for column in columns if column.name == issue.field), None)
    broken = _RULE.search(issue.text)
    text = _rule(column, broken[1]) if broken else _said(issue, column)
    return Problem(issue.sheet, issue.row, place, issue.value, text)


def _rule(column: Column | None, rule: str) -> str:
    """A broken rule of the model, said by what the column takes."""
    if column is None:
        return f"the row contradicts itself; this must hold: {rule}."
    if rule == "not_nullable":
        return f"{column.title} is needed and is empty."
    if rule == "field_uniqueness":
        return f"{column.title} stands on more than one row and must be given once."
    takes = allowed(column) or column.description
    return f"{column.title} must be {takes}." if column.enum else f"{column.title} must be {takes} ({rule})."


def _said(issue: Issue, column: Column | None) -> str:
    """An issue's own words, without the address and under the heading that a person sees."""
    text = _ADDRESS.sub("", issue.text, count=1).removeprefix(f"{issue.resource}: ")
    if column is None:
        return text
    if text.startswith(column.name):
        return f"{column.title} {text.removeprefix(column.name).strip()}"
    return f"{text[:1].upper()}{text[1:]}" if column.title.lower() in text.lower() else f"{column.title}: {text}"
