from __future__ import annotations

import io
import zipfile

import pytest

from pipelines.sources import guard
from pipelines.sources.guard import check_zip
from pipelines.sources.sheets import read_sheets
from pipelines.upstream import SourceError


def zipped(members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def sheet_of(*addresses):
    return "<sheetData>" + "".join(f'<row><c r="{address}"><v>1</v></c></row>' for address in addresses)


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"xl/worksheets/sheet1.xml": sheet_of("A1", "XFD1048576")}, "span 17,179,869,184 cells"),
        ({"xl/any.xml": "<row r='4000000'><c><v/></c><c r = 'C4000000' t='n'><v/></c></row>"}, "span 12,000,000 cells"),
        ({"xl/any.xml": '<row r="9000000"><c t=">"><v>1</v></c></row>'}, "span 9,000,000 cells"),
        ({"xl/sharedStrings.xml": '<sst count="1" uniqueCount="46999999999999">'}, "span 46,999,999,999,999 cells"),
        ({"content.xml": '<table:table><table:table-row table:number-rows-repeated="1048576">'
          '<table:table-cell table:number-columns-repeated="16384" office:value-type="float"/>'}, "span 17,179"),
        ({"blob": b"\0" * (guard.RATIO_FLOOR + 1)}, "times its size"),
        ({f"xl/worksheets/sheet{n}.xml": "" for n in range(guard.SHEET_LIMIT + 1)}, "too many"),
        ({"xl/worksheets/sheet1.xml": "<" + "x" * (3 * 2**20)}, "a single tag"),
        ({"xl/worksheets/sheet1.xml": '<!DOCTYPE w [<!ENTITY a "aa">]>' + sheet_of("A1")}, "a document type"),
        ({"content.xml": "<!--" + "-" * 2**20 + "--><!DOCTYPE w>"}, "a document type"),
        ({"xl/worksheets/sheet1.xml": sheet_of("A1", "XFD1048576").encode("utf-16")}, "not UTF-8"),
    ],
)  # fmt: skip
def test_what_would_fill_the_memory_is_refused(tmp_path, members, words):
    path = tmp_path / "x.xlsx"
    path.write_bytes(zipped(members))
    with pytest.raises(SourceError, match=words) as caught:
        check_zip(path, "x.xlsx")
    assert str(caught.value).startswith("x.xlsx: ")


def test_formatted_and_empty_cells_cost_nothing(tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(zipped({"xl/worksheets/sheet1.xml": '<row><c r="XFD1048576" s="1"/></row>'}))
    check_zip(path, "x.xlsx")


def test_empty_repeats_at_the_end_of_an_ods_table_cost_nothing(tmp_path):
    content = (
        '<table:table><table:table-row><table:table-cell office:value-type="float"/>'
        '<table:table-cell table:number-columns-repeated="16383"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048575"><table:table-cell/></table:table-row></table:table>'
    )
    path = tmp_path / "x.ods"
    path.write_bytes(zipped({"content.xml": content}))
    check_zip(path, "x.ods")


def test_a_declared_size_that_lies_is_found(tmp_path):
    data = bytearray(zipped({"blob": b"a" * 100_000}))
    at = data.rindex((100_000).to_bytes(4, "little"))
    data[at : at + 4] = (10).to_bytes(4, "little")
    path = tmp_path / "x.xlsx"
    path.write_bytes(bytes(data))
    with pytest.raises(SourceError, match=r"damaged|not a readable workbook"):
        check_zip(path, "x.xlsx")


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("at", ["content", "checksum", "directory"])
def test_a_damaged_zip_is_refused_however_it_is_packed(tmp_path, method, at):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", sheet_of(*(f"A{n}" for n in range(1, 500))))
    data = bytearray(stream.getvalue())
    directory = data.rindex(b"PK\1\2")
    if at == "directory":
        del data[directory + 20 : directory + 60]
    else:
        place = directory + 16 if at == "checksum" else 80
        data[place : place + 4] = bytes(byte ^ 0x5A for byte in data[place : place + 4])
    path = tmp_path / "x.xlsx"
    path.write_bytes(bytes(data))
    with pytest.raises(SourceError, match=r"^x\.xlsx: .*(damaged|not a readable workbook)"):
        check_zip(path, "x.xlsx")


def test_names_that_lead_elsewhere_write_nothing(tmp_path):
    path = tmp_path / "in" / "x.xlsx"
    path.parent.mkdir()
    path.write_bytes(zipped({"../evil.xml": "<c/>", "/evil.xml": "<c/>"}))
    with pytest.raises(SourceError, match="not a readable workbook"):
        read_sheets(path, "x.xlsx")
    assert [found.name for found in tmp_path.rglob("*") if found.is_file()] == ["x.xlsx"]


def test_an_empty_zip_is_no_text(tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(zipped({}))
    with pytest.raises(SourceError, match="an empty zip"):
        read_sheets(path, "x.xlsx")


def test_addresses_that_straddle_two_pieces_are_found(tmp_path, monkeypatch):
    monkeypatch.setattr(guard, "_CHUNK", 7)
    path = tmp_path / "x.xlsx"
    path.write_bytes(zipped({"xl/worksheets/sheet1.xml": sheet_of("A1", "XFD1048576", "B2")}))
    with pytest.raises(SourceError, match="span 17,179,869,184 cells"):
        check_zip(path, "x.xlsx")
