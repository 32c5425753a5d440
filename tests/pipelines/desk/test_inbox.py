"""What a spreadsheet in the inbox would give, said before a night reads it: taken, refused, in which cell, why."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets import datasets
from pipelines.desk.copy import write_copy
from pipelines.desk.inbox import Checked, check_file, check_inbox
from pipelines.desk.report import SHOWN, report
from pipelines.desk.words import Problem
from pipelines.sources.sheets import Sheet, read_sheets
from pipelines.upstream import Tally
from tests.conftest import ROOT
from tests.e2e.office import WITHOUT_US, Office

Rows = Sequence[Sequence[Any]]
HEAD = ["Payment Date", "Paid To", "Net Amount", "Purpose"]
GOOD = [date(2026, 9, 14), "OAKFOLD LTD", 1250.5, "Tyres"]
OURS = [dataset for dataset in datasets() if dataset.name in {"expenditure", "contracts", "tenders", "areas"}]
TENDER = ["Tender id", "Title", "Who made it", "Issued", "Value band", "Status"]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office(tmp_path, only=("contracts", "expenditure", "tenders"))
    (made.records / "inbox").mkdir(parents=True)
    made.files.mkdir()
    return made


def workbook(path: Path, **sheets: Rows) -> Path:
    options = {"default_date_format": "dd/mm/yyyy", "strings_to_formulas": False}
    with xlsxwriter.Workbook(path, options) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def checked(office: Office) -> list[Checked]:
    return list(check_inbox(office.settings, OURS))


def test_a_wrong_cell_is_named_by_sheet_and_address_in_plain_words(office: Office) -> None:
    rows = [HEAD, GOOD, ["31/02/2026", "B LTD", "lots", ""], ["", "C LTD", 5, "x"]]
    workbook(office.records / "inbox" / "spend-2026-09.xlsx", Sep=rows, Notes=[["written by hand"]])
    (found,) = checked(office)
    assert (found.dataset, found.tally.accepted, found.tally.rejected) == ("expenditure", 1, 2)
    assert [(problem.place, problem.value) for problem in found.problems] == [
        ("sheet 'Sep', cell A3", "31/02/2026"),
        ("sheet 'Sep', cell C3", "lots"),
        ("sheet 'Sep', cell A4", ""),
    ]
    assert found.problems[0].text == "Payment date: no such day: dates are read as day/month/year."
    assert found.problems[2].text == "The payment date is empty: write the date."


def test_a_rule_of_the_model_is_said_by_what_the_column_takes(office: Office) -> None:
    wrong = ["T-7", "Cars", "us", "03/04/2026", "over-10000", "active"]
    workbook(office.records / "inbox" / "tenders.xlsx", A=[TENDER, wrong])
    (found,) = checked(office)
    told = {problem.cell: problem.text for problem in found.problems}
    assert told["A2"].startswith("Tender id must be written as kent-t-0007")
    assert told["C2"] == "Who made it must be office, force, both."


def test_files_that_nothing_reads_are_told(office: Office) -> None:
    inbox = office.records / "inbox"
    (inbox / "letter.pdf").write_bytes(b"%PDF")
    (inbox / "README.md").write_text("how", encoding="utf-8")
    (inbox / ".hidden").write_bytes(b"")
    (inbox / "spend.xlsx").write_bytes(b"%PDF-1.7")
    found = {one.file: one for one in checked(office)}
    assert set(found) == {"letter.pdf", "spend.xlsx"}
    assert "not a spreadsheet" in found["letter.pdf"].refusal
    assert "this is a PDF document" in found["spend.xlsx"].refusal
    assert not any(one.clean for one in found.values())


def test_the_command_tells_and_leaves_a_copy_that_loads_back_once_corrected(office: Office, tmp_path: Path) -> None:
    path = workbook(office.records / "inbox" / "spend-2026-09.xlsx", Sep=[HEAD, GOOD, ["", "B LTD", 5, "x"]])
    answer = office.run("check", "inbox")
    assert answer.status == 1
    assert "spend-2026-09.xlsx, for expenditure: 1 row taken, 1 refused" in answer.words
    assert "refused: sheet 'Sep', cell A3: The payment date is empty: write the date." in answer.words
    copy = office.settings.home / "to-correct" / "spend-2026-09.checked.xlsx"
    assert answer.tells(str(copy))
    book = openpyxl.load_workbook(copy)
    assert book.sheetnames == ["Refused", "Sep"]
    cell = book["Sep"]["A3"]
    assert (cell.fill.fgColor.rgb, "write the date" in cell.comment.text) == ("FFFFC7CE", True)
    assert book["Refused"]["B4"].hyperlink.location == "'Sep'!A3"
    cell.value = date(2026, 9, 20)
    book.save(path)
    (again,) = checked(office)
    assert (again.clean, again.tally.accepted, again.sheets[0].name) == (True, 2, "Refused")
    assert office.run("check", "inbox").status == 0
    assert not copy.exists()


def test_one_file_is_checked_wherever_it_is(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "payments.csv"
    path.write_text("Date,Supplier,Amount\n01/09/2026,A LTD,5\n", encoding="utf-8")
    assert office.run("check", str(path)).status == 0
    assert check_file(office.settings, OURS, path)[0].tally.accepted == 1
    assert not (office.records / "inbox" / "payments.csv").exists()


def test_a_long_list_is_cut_in_the_report_and_whole_in_the_copy(office: Office, tmp_path: Path) -> None:
    rows = [["", "A LTD", "1", ""]] * (SHOWN + 7)
    workbook(office.records / "inbox" / "spend.xlsx", Sep=[HEAD, GOOD, *rows])
    (found,) = checked(office)
    copy = write_copy(found, tmp_path)
    assert copy is not None
    lines = list(report(found, copy))
    assert "  and 7 more." in lines
    listed = openpyxl.load_workbook(copy)["Refused"].iter_rows(min_row=4, values_only=True)
    assert sum(1 for _ in listed) == SHOWN + 7


def test_a_template_is_never_written_over_a_file(office: Office, tmp_path: Path) -> None:
    target = tmp_path / "expenditure.xlsx"
    assert office.run("template", "expenditure", str(target)).status == 0
    before = target.read_bytes()
    assert office.run("template", "expenditure", str(target)).status == 1
    assert target.read_bytes() == before
    answer = office.run("template", "crime-street", str(tmp_path / "x.xlsx"))
    assert (answer.status, "there is one for" in answer.words) == (1, True)


CELLS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["=1+1", '=HYPERLINK("http://x")', "+1", "@SUM(A1)", "-", "{=A1}", "http://x.y",
                     "\t=1", "x" * 40_000]),
    st.integers(-(10**18), 10**18), st.floats(allow_nan=True, allow_infinity=True), st.booleans(),
    st.dates(), st.datetimes(), st.times(), st.timedeltas(timedelta(0), timedelta(days=9)),
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CELLS, max_size=5), max_size=5), st.text(min_size=1, max_size=40))
def test_a_copy_holds_values_alone_in_their_places(tmp_path: Path, rows: list[list[Any]], name: str) -> None:
    sheet = Sheet(name, list(enumerate(rows, 1)))
    problem = Problem(name, 1, 0, "=1+1", "=SUM(A1) is wrong")
    found = Checked("x.csv", "expenditure", Tally(1, 1), (problem,), sheets=(sheet, Sheet(name.upper() + "!", [])))
    copy = write_copy(found, tmp_path)
    assert copy is not None
    for path in ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"):
        assert b"<f>" not in members(copy)[path]
    read, _ = read_sheets(copy, "x.checked.xlsx")
    assert read[0].name == "Refused"
    back: Mapping[int, list[Any]] = dict(read[1].rows)
    for number, cells in sheet.rows:
        for at, cell in enumerate(cells):
            if isinstance(cell, str) and cell and cell.isprintable() and cell.isascii():
                assert back[number][at] == cell[:32_767]
            if isinstance(cell, bool):
                assert back[number][at] is cell


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_times_and_days_survive_a_copy(tmp_path: Path) -> None:
    cells = [date(2026, 9, 1), time(9, 30), True, 12, 0.5, "1,234.56"]
    found = Checked("s.csv", "x", Tally(1, 1), (Problem("S", 1, 0, "", "no"),), sheets=(Sheet("S", [(1, cells)]),))
    copy = write_copy(found, tmp_path)
    assert copy is not None
    assert read_sheets(copy, "s")[0][1].rows[0][1] == cells
    assert write_copy(found, tmp_path / "again").read_bytes() == copy.read_bytes()  # type: ignore[union-attr]


def test_a_check_needs_neither_the_orchestrator_nor_the_night(office: Office) -> None:
    workbook(office.records / "inbox" / "spend.xlsx", Sep=[HEAD, GOOD])
    script = (
        "import sys\nfrom typer.testing import CliRunner\nfrom pipelines.cli import app\n"
        "assert CliRunner().invoke(app, ['check', 'inbox']).exit_code == 0\n"
        "assert not {'dagster', 'pipelines.night'} & set(sys.modules)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=office.environment | WITHOUT_US, capture_output=True, check=False
    )
    assert ended.returncode == 0, ended.stderr.decode()
