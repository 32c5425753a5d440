from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from pipelines.sandbox import opendocument
from pipelines.sources import workbook
from pipelines.sources.workbook import Line, lines
from pipelines.upstream import SourceError

SHEETS: list[tuple[str, list[tuple[str | int, ...]]]] = [
    ("Cover", [("A title",)]),
    ("2024_25", [("Year", "Count"), ("2024/25", 12), ("", ""), ("x & <y>", -3)]),
]
HEAD = opendocument._HEAD + '<table:table table:name="S">'
TAIL = "</table:table>" + opendocument._TAIL


def raw(content: str | bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", content)
    return stream.getvalue()


def read(folder: Path, content: bytes) -> list[Line]:
    path = folder / "book.ods"
    path.write_bytes(content)
    return list(lines(path, "book.ods")[0])


def row(*cells: str, repeat: str = "") -> str:
    return f"<table:table-row{repeat}>{''.join(cells)}</table:table-row>"


def cell(text: str, attributes: str = "") -> str:
    return f"<table:table-cell{attributes}><text:p>{text}</text:p></table:table-cell>"


def test_rows_come_with_their_numbers_and_a_million_blank_ones_do_not(tmp_path: Path) -> None:
    assert read(tmp_path, opendocument.write(SHEETS)) == [
        Line("Cover", 1, ("A title",)),
        Line("2024_25", 1, ("Year", "Count")),
        Line("2024_25", 2, ("2024/25", "12")),
        Line("2024_25", 4, ("x & <y>", "-3")),
    ]


def test_another_library_reads_the_same(tmp_path: Path, real: Path) -> None:
    for name in ("police-workforce-tables-jan17.ods", "police-workforce-sep19-tables.ods"):
        path = real / "home_office" / "workforce" / name
        ours = {(line.sheet, line.number): line.cells for line in lines(path, name)[0]}
        book = CalamineWorkbook.from_path(path)
        for sheet in book.sheet_names:
            for number, cells in enumerate(book.get_sheet_by_name(sheet).to_python(skip_empty_area=False), 1):
                theirs = [text for text in (_text(value) for value in cells) if text]
                mine = [_text(_number(text)) for text in ours.get((sheet, number), ()) if text]
                assert len(mine) == len(theirs), (sheet, number)
                assert [m for m in mine if m[0].isdigit()] == [t for t in theirs if t[0].isdigit()], (sheet, number)


def _number(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text


def _text(value: object) -> str:
    return f"{value:.6f}" if isinstance(value, int | float) else " ".join(str(value).replace("T00:", " 00:").split())


def test_repeats_gaps_comments_and_inner_marks(tmp_path: Path) -> None:
    body = (
        row("<table:table-cell table:number-columns-repeated='2'/>", cell("a", " table:number-columns-repeated='2'"))
        + row("<table:table-cell/>", repeat=" table:number-rows-repeated='1000000'")
        + row(cell("twice"), repeat=" table:number-rows-repeated='2'")
        + row(cell("one<text:s/>two<text:line-break/>three"), "<table:covered-table-cell/>")
        + row("<table:table-cell><office:annotation><text:p>aside</text:p></office:annotation><text:p>said</text:p>"
              "<text:p>more</text:p></table:table-cell>")
    )  # fmt: skip
    assert read(tmp_path, raw(HEAD + body + TAIL)) == [
        Line("S", 1, ("", "", "a", "a")),
        Line("S", 1_000_002, ("twice",)),
        Line("S", 1_000_003, ("twice",)),
        Line("S", 1_000_004, ("one two three",)),
        Line("S", 1_000_005, ("said more",)),
    ]


def test_an_xlsx_and_a_csv_give_the_same_lines(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        for name, rows in SHEETS:
            sheet = book.add_worksheet(name)
            for at, values in enumerate(rows):
                sheet.write_row(at, 0, values)
    assert read(tmp_path, stream.getvalue()) == read(tmp_path, opendocument.write(SHEETS))
    assert read(tmp_path, b"Year,Count\r\n2024/25,12\r\n,\r\n") == [
        Line("", 1, ("Year", "Count")),
        Line("", 2, ("2024/25", "12")),
    ]


BOMB = '<!DOCTYPE b [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (BOMB + HEAD.partition("\n")[2] + row(cell("&b;")) + TAIL, "document type"),
        (HEAD + row(cell("x" * 40_000)) + TAIL, "32,767 characters"),
        (HEAD + row(cell("x", " table:number-columns-repeated='300'")) + TAIL, "beyond column 200"),
        (HEAD + row(cell("x"), repeat=" table:number-rows-repeated='6000000'") + TAIL, "5,000,000 rows"),
        (HEAD + row(cell("x"), repeat=" table:number-rows-repeated='-1'") + TAIL, "no number of repeats"),
        (HEAD + row(cell("x", f" table:style='{'y' * 4_000_000}'")) + TAIL, "single tag"),
        (HEAD + "<!--" + "z" * 4_000_000 + "-->" + TAIL, "single tag"),
        (HEAD + row(cell("x")), "damaged"),
        ('<?xml version="1.0" encoding="klingon"?><a/>', "damaged"),
        ('<?xml version="1.0" encoding="shift_jis"?><a/>', "damaged"),
        ("", "damaged"),
    ],
)
def test_what_no_table_needs_is_refused(tmp_path: Path, content: str, words: str) -> None:
    with pytest.raises(SourceError, match=words) as refused:
        read(tmp_path, raw(content))
    assert "book.ods" in str(refused.value)


def test_unpacked_bytes_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "UNPACKED_LIMIT", 1_000_000)
    with pytest.raises(SourceError, match="unpacks to more than 1,000,000"):
        read(tmp_path, raw(HEAD + row(cell("x")) * 20_000 + TAIL))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damaged_bytes_never_crash(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    whole = bytearray(opendocument.write(SHEETS))
    end = data.draw(st.integers(0, len(whole)))
    for _ in range(data.draw(st.integers(0, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "damaged.ods"
    path.write_bytes(bytes(whole[:end]))
    with suppress(SourceError):
        for line in lines(path, "damaged.ods")[0]:
            assert line.number > 0
            assert line.cells[-1]
