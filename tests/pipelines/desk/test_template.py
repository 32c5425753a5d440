"""Templates say what the models say, and what is filled into them is taken without a complaint."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from assets import datasets
from pipelines.dataset import Dataset
from pipelines.desk.template import columns_to_fill, fillable, write_template
from pipelines.sources.inbox import is_aside
from pipelines.sources.sheets import read_sheets
from pipelines.upstream import Landed, Parsed, Resource, Severity
from pipelines.validation import Verdict, validate

FILLABLE = fillable(datasets())
EACH = pytest.mark.parametrize("dataset", FILLABLE.values(), ids=FILLABLE)


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every template there is, by dataset."""
    folder = tmp_path_factory.mktemp("templates")
    for name, dataset in FILLABLE.items():
        with (folder / f"{name}.xlsx").open("wb") as sink:
            write_template(dataset, sink)
    return {name: folder / f"{name}.xlsx" for name in FILLABLE}


def read(dataset: Dataset, path: Path) -> tuple[Parsed, Verdict]:
    url = f"inbox/{path.name}"
    parsed = dataset.source.parse(Landed(Resource(url, url), path, "0" * 64, path.stat().st_size))
    return parsed, validate(dataset, url, parsed)


def filled(path: Path, target: Path) -> int:
    """Copy the examples to the sheet to fill, as a person with another program would; returns how many there are."""
    book = openpyxl.load_workbook(path)
    to_fill, examples = book.worksheets[0], book["Examples"]
    rows = list(examples.iter_rows(min_row=2, values_only=True))
    for number, row in enumerate(rows, 2):
        for at, value in enumerate(row, 1):
            to_fill.cell(number, at, value)
    book.save(target)
    return len(rows)


def test_there_is_one_for_every_kind_of_spreadsheet_that_staff_fill() -> None:
    assert {"expenditure", "contracts", "tenders", "grants"} <= set(FILLABLE)
    assert {"staff-profile", "complaints", "custody-visits", "ledger-totals"} <= set(FILLABLE)
    assert "crime-street" not in FILLABLE


@EACH
def test_what_is_filled_in_is_taken_without_a_complaint(
    dataset: Dataset, templates: dict[str, Path], tmp_path: Path
) -> None:
    path = tmp_path / f"{dataset.name}.xlsx"
    count = filled(templates[dataset.name], path)
    _, verdict = read(dataset, path)
    complaints = [issue.text for issue in verdict.issues if issue.severity is not Severity.NOTE]
    assert (verdict.tally.accepted, verdict.tally.rejected, complaints) == (count, 0, [])
    assert count >= 2


@EACH
def test_an_empty_one_publishes_nothing(dataset: Dataset, templates: dict[str, Path]) -> None:
    _, verdict = read(dataset, templates[dataset.name])
    assert (verdict.tally.read, verdict.rows.height) == (verdict.tally.blank, 0)


@EACH
def test_headings_meanings_and_lists_are_the_models(dataset: Dataset, templates: dict[str, Path]) -> None:
    book = openpyxl.load_workbook(templates[dataset.name])
    columns = columns_to_fill(dataset)
    assert [cell.value for cell in book.worksheets[0][1]] == [column.title for column in columns]
    notes = [row[:4] for row in book["Notes"].iter_rows(min_row=4, values_only=True)]
    assert notes == [
        (column.title, "no" if column.nullable else "yes", column.description, column.example) for column in columns
    ]
    offered = {str(rule.sqref).split(":")[0].rstrip("0123456789"): rule for rule in rules(book)}
    for cell, column in zip(book.worksheets[0][1], columns, strict=True):
        if column.enum:
            assert choices(book, offered[cell.column_letter].formula1) == list(column.enum)
            assert offered[cell.column_letter].errorStyle in {None, "stop"}


def rules(book: openpyxl.Workbook) -> Iterator[openpyxl.worksheet.datavalidation.DataValidation]:
    yield from book.worksheets[0].data_validations.dataValidation


def choices(book: openpyxl.Workbook, formula: str) -> list[str]:
    area = formula.removeprefix("Lists!").replace("$", "")
    return [row[0].value for row in book["Lists"][area]]


@EACH
def test_the_same_columns_make_the_same_bytes(dataset: Dataset, templates: dict[str, Path]) -> None:
    again = io.BytesIO()
    write_template(dataset, again)
    assert again.getvalue() == templates[dataset.name].read_bytes()


def test_no_template_holds_a_formula(templates: dict[str, Path]) -> None:
    for path in templates.values():
        cells = [c for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for c in row]
        assert not [cell.coordinate for cell in cells if cell.data_type == "f"]


def test_a_dataset_of_no_spreadsheet_has_none() -> None:
    (crime,) = [dataset for dataset in datasets() if dataset.name == "crime-street"]
    with pytest.raises(ValueError, match="crime-street is not filled from spreadsheets"):
        write_template(crime, io.BytesIO())


def test_another_office_program_opens_them_and_what_it_saves_is_taken(
    templates: dict[str, Path], tmp_path: Path
) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("no LibreOffice here")
    names = ("contracts", "expenditure")
    counts = [filled(templates[name], tmp_path / f"{name}.xlsx") for name in names]
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "ods"]
    files = [tmp_path / f"{name}.xlsx" for name in names]
    subprocess.run([*command, "--outdir", tmp_path, *files], check=True, capture_output=True, timeout=120)
    for name, count in zip(names, counts, strict=True):
        path = tmp_path / f"{name}.ods"
        assert headings(path) == headings(templates[name])
        parsed, verdict = read(FILLABLE[name], path)
        assert (verdict.tally.accepted, verdict.tally.rejected) == (count, 0)
        ours = read(FILLABLE[name], path.with_suffix(".xlsx"))[0].rows
        assert parsed.rows.drop("source_file", strict=False).equals(ours.drop("source_file", strict=False))


def headings(path: Path) -> list[object]:
    sheets, _ = read_sheets(path, path.name)
    assert [is_aside(sheet) for sheet in sheets] == [False, True, True, True]
    return list(sheets[0].rows[0][1])
