"""A workbook to fill in, made of a dataset's columns: one sheet to fill, examples, and what each column means.

Everything in it comes from the pandera model: headings, drop-downs, limits, meanings. The same columns make the same
bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from pipelines.dataset import Dataset
from pipelines.desk.examples import examples
from pipelines.sources.inbox import FilledIn, sheet_title
from schemas.base import Column

ROWS = 2000
"""Rows below the headings that have drop-downs and limits; more may be filled in without."""

_MADE = datetime(2020, 1, 1)  # noqa: DTZ001 - workbooks keep local times; a fixed one, so that bytes are the same
_PROMPT = 255
"""Characters that a spreadsheet program shows beside a cell."""

_HOW = (
    "Fill in the first sheet, one row for each thing, and save the file into records/inbox. Shaded headings are "
    "needed; leave a cell empty where the value is not known, and never write a guess. Columns may be moved or "
    "taken out. Nothing of the sheets Examples, Notes and Lists is published."
)


@dataclass(frozen=True)
class _Styles:
    """The few formats that a template has."""

    needed: Format
    heading: Format
    wrapped: Format
    by_kind: dict[str, Format]


def fillable(datasets: Sequence[Dataset]) -> dict[str, Dataset]:
    """The datasets that spreadsheets in the inbox feed and that a template can be made for, by name."""
    return {dataset.name: dataset for dataset in datasets if columns_to_fill(dataset)}


def columns_to_fill(dataset: Dataset) -> tuple[Column, ...]:
    """The columns of a dataset that people fill in; none where no spreadsheet of theirs feeds it."""
    return dataset.source.to_fill() if isinstance(dataset.source, FilledIn) else ()


def write_template(dataset: Dataset, sink: BinaryIO) -> None:
    """Write the workbook for a dataset. Raises ValueError when no spreadsheet feeds the dataset."""
    columns = columns_to_fill(dataset)
    if not columns:
        raise ValueError(f"{dataset.name} is not filled from spreadsheets, so there is no template for it")
    with xlsxwriter.Workbook(sink, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"title": dataset.title, "created": _MADE})
        styles = _styles(book)
        to_fill = book.add_worksheet(sheet_title(dataset.title))
        _headings(to_fill, columns, styles)
        _examples(book.add_worksheet("Examples"), dataset, columns, styles)
        _notes(book.add_worksheet("Notes"), columns, styles)
        lists = _lists(book.add_worksheet("Lists"), columns, styles)
        for at, column in enumerate(columns):
            to_fill.data_validation(1, at, ROWS, at, _prompt(column) | _limits(column, lists.get(column.name, "")))


def _styles(book: Any) -> _Styles:
    bold = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}
    by_kind = {
        "date": {"num_format": "dd/mm/yyyy"},
        "number": {"num_format": "#,##0.00"},
        "string": {"num_format": "@"},
    }
    return _Styles(
        book.add_format(bold | {"bg_color": "#FFE699"}),
        book.add_format(bold),
        book.add_format({"text_wrap": True, "valign": "top"}),
        {kind: book.add_format(given) for kind, given in by_kind.items()},
    )


def _headings(sheet: Worksheet, columns: Sequence[Column], styles: _Styles) -> None:
    for at, column in enumerate(columns):
        width = 14 if column.kind != "string" else 40 if column.free_text else 22
        sheet.set_column(at, at, width, styles.by_kind.get(column.kind))
        sheet.write_string(0, at, column.title, styles.heading if column.nullable else styles.needed)
    sheet.freeze_panes(1, 0)


def _examples(sheet: Worksheet, dataset: Dataset, columns: Sequence[Column], styles: _Styles) -> None:
    _headings(sheet, columns, styles)
    for number, row in enumerate(examples(dataset, columns), 1):
        for at, column in enumerate(columns):
            if column.name in row:
                _write(sheet, number, at, row[column.name], column)


def _write(sheet: Worksheet, number: int, at: int, text: str, column: Column) -> None:
    """An example in the type that a person's entry would have."""
    if column.kind == "date":
        sheet.write_datetime(number, at, date.fromisoformat(text))
    elif column.kind in {"number", "integer"}:
        sheet.write_number(number, at, float(text))
    elif column.kind == "boolean":
        sheet.write_boolean(number, at, text == "true")
    else:
        sheet.write_string(number, at, text)


def _notes(sheet: Worksheet, columns: Sequence[Column], styles: _Styles) -> None:
    sheet.merge_range(0, 0, 0, 4, _HOW, styles.wrapped)
    sheet.set_row(0, 48)
    for at, (heading, width) in enumerate(
        (("Heading", 28), ("Needed", 9), ("Meaning", 90), ("Example", 28), ("Allowed", 40))
    ):
        sheet.set_column(at, at, width)
        sheet.write_string(2, at, heading, styles.heading)
    for number, column in enumerate(columns, 3):
        needed = "no" if column.nullable else "yes"
        told = (column.title, needed, column.description, column.example, allowed(column))
        for at, text in enumerate(told):
            sheet.write_string(number, at, text, styles.wrapped)


def allowed(column: Column) -> str:
    """What a column takes, in words; "" where it is any text."""
    if column.enum:
        return ", ".join(column.enum)
    if column.kind in {"number", "integer"}:
        least = f"at least {column.minimum}" if column.minimum else ""
        most = f"at most {column.maximum}" if column.maximum else ""
        return ", ".join(filter(None, ("a whole number" if column.kind == "integer" else "a number", least, most)))
    if column.pattern:
        return f"written as {column.example}"
    length = f"at most {column.max_length} characters" if column.max_length else ""
    return {"date": "a day", "boolean": "true or false"}.get(column.kind, length)


def _lists(sheet: Worksheet, columns: Sequence[Column], styles: _Styles) -> dict[str, str]:
    """Write the values of the drop-downs, and return where those of each column stand."""
    places = {}
    chosen = [(column, choices) for column in columns if (choices := _choices(column))]
    for at, (column, choices) in enumerate(chosen):
        sheet.write_string(0, at, column.title, styles.heading)
        for number, choice in enumerate(choices, 1):
            sheet.write_string(number, at, choice)
        name = xl_col_to_name(at)
        places[column.name] = f"=Lists!${name}$2:${name}${len(choices) + 1}"
    return places


def _choices(column: Column) -> tuple[str, ...]:
    return ("true", "false") if column.kind == "boolean" else column.enum or column.known


def _prompt(column: Column) -> dict[str, Any]:
    text = column.description
    short = text if len(text) <= _PROMPT else f"{text[: _PROMPT - 4].rsplit(' ', 1)[0]} ..."
    return {"input_title": column.title[:32], "input_message": short, "ignore_blank": True}


def _limits(column: Column, choices: str) -> dict[str, Any]:
    """What the spreadsheet program lets a person enter. Values of an open vocabulary are offered, not enforced."""
    if choices:
        return {"validate": "list", "source": choices, "error_type": "stop" if not column.known else "information"}
    if column.kind == "date":
        return {"validate": "date", "criteria": "between", "minimum": date(2000, 1, 1), "maximum": date(2100, 12, 31)}
    if column.kind in {"number", "integer"}:
        kind = "integer" if column.kind == "integer" else "decimal"
        least, most = float(column.minimum or -1e12), float(column.maximum or 1e12)
        return {"validate": kind, "criteria": "between", "minimum": least, "maximum": most}
    if column.max_length and not column.pattern:
        return {"validate": "length", "criteria": "<=", "value": column.max_length}
    return {"validate": "any"}
