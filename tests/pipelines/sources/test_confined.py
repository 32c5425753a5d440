"""Old binary workbooks are read in a process of their own, and end with it when they are hostile."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources.confined import read_back, read_confined, written
from pipelines.sources.sheets import read_sheets
from pipelines.upstream import SourceError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook in the old form, as an office program writes it."""
    if shutil.which("soffice") is None:
        pytest.skip("no LibreOffice here to write an old workbook")
    folder = tmp_path_factory.mktemp("old")
    with xlsxwriter.Workbook(folder / "spend.xlsx", {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet("Sep 26")
        sheet.write_row(0, 0, ["Payment Date", "Supplier", "Amount"])
        sheet.write_row(1, 0, [date(2026, 9, 14), "OAKFOLD LTD", 1250.5])
        book.add_worksheet("Notes").hide()
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xls", "--outdir", folder, folder / "spend.xlsx"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / "spend.xls"


def test_an_old_workbook_reads_as_the_new_one_does(old: Path) -> None:
    sheets, issues = read_sheets(old, "spend.xls")
    assert [(sheet.name, sheet.hidden) for sheet in sheets] == [("Sep 26", False), ("Notes", True)]
    assert sheets[0].rows == [
        (1, ["Payment Date", "Supplier", "Amount"]),
        (2, [date(2026, 9, 14), "OAKFOLD LTD", 1250.5]),
    ]
    assert issues == []


def test_a_file_that_needs_more_memory_than_it_may_is_refused(old: Path) -> None:
    with pytest.raises(SourceError, match=r"spend.xls: .*more memory or time.* Save it as XLSX"):
        read_confined(old, "spend.xls", memory=40 * 2**20)


def test_a_file_that_needs_more_time_than_it_may_is_refused(old: Path) -> None:
    with pytest.raises(SourceError, match=r"spend.xls: .*Save it as XLSX"):
        read_confined(old, "spend.xls", seconds=0)


@pytest.mark.parametrize("tail", [b"", b"\0" * 600, b"\xff" * 5000])
def test_a_damaged_one_is_refused_in_words(tmp_path: Path, tail: bytes) -> None:
    path = tmp_path / "bytes"
    path.write_bytes(OLE + tail)
    with pytest.raises(SourceError, match=r"spend.xls: .*[Ss]ave it"):
        read_sheets(path, "spend.xls")


CELLS = st.one_of(
    st.text(), st.integers(), st.booleans(), st.floats(allow_nan=False), st.dates(), st.datetimes(), st.times(),
    st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=99)),
)  # fmt: skip


@given(CELLS)
def test_a_cell_crosses_unchanged(cell: object) -> None:
    back = read_back(written(cell))
    assert back == cell
    assert type(back) is type(cell)


def test_kinds_that_contain_each_other_are_told_apart() -> None:
    assert written(datetime(2026, 9, 1)) == ["datetime", "2026-09-01T00:00:00"]  # noqa: DTZ001
    assert (written(date(2026, 9, 1)), written(time(9))) == (["date", "2026-09-01"], ["time", "09:00:00"])
