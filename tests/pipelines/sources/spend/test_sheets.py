from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import pytest

from pipelines.upstream import SHEET, SourceError


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_any_export_of_the_same_rows_reads_alike(parse, encoding, end, mark):
    lines = ["Payment Date,Supplier Name,Net Amount (£),Purpose".replace(",", mark)]
    lines.append(mark.join(["14/09/2026", '"Café, Oakfold Ltd"', '"1,200.50"', "Tea"]))
    parsed = parse("x.csv", (end.join(lines) + end).encode(encoding))
    (row,) = parsed.rows.to_dicts()
    assert (row["supplier_name"], row["amount_gbp"]) == ("Café, Oakfold Ltd", Decimal("1200.50"))
    assert (row["_row"], row["source_sheet"], SHEET in row) == (2, None, False)
    assert (parsed.tally.read, parsed.tally.furniture) == (1, 1)


def test_a_quoted_line_break_keeps_the_physical_line_numbers(parse):
    data = 'Date,Supplier,Amount\n01/09/2026,"OAK\nFOLD LTD",1\n\n02/09/2026,WEIRSIDE LTD,2\n'
    parsed = parse("x.csv", data.encode())
    assert parsed.rows["_row"].to_list() == [2, 5]
    assert parsed.rows["supplier_name"].to_list() == ["OAK FOLD LTD", "WEIRSIDE LTD"]
    assert parsed.tally.blank == 1


def test_an_open_quotation_mark_cannot_swallow_the_file(parse):
    data = 'Date,Supplier,Amount\n01/09/2026,"OAKFOLD LTD,1\n' + "02/09/2026,WEIRSIDE LTD,2\n" * 100
    with pytest.raises(SourceError, match=r"x\.csv, line 2: a quotation mark"):
        parse("x.csv", data.encode())


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"<!DOCTYPE html><p>Not found", "web page"),
        (b"\xef\xbb\xbf <html>", "web page"),
        (b"PK\x03\x04 and no more", "not a readable workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "not a readable workbook"),
        (b"\0\1\2\3" * 50, "neither a workbook nor text"),
        (b"Date,Supplier,Amount\n01/09/2026," + b"x" * 200_000 + b",1\n", "field larger than"),
        (b"a,b\n1,2\n", "no row names the columns"),
    ],
)
def test_what_is_no_spreadsheet_of_payments_is_refused(parse, data, words):
    with pytest.raises(SourceError, match=words) as caught:
        parse("x.csv", data)
    assert str(caught.value).startswith("x.csv")


def test_a_misnamed_workbook_is_read_for_what_it_is(parse, book):
    parsed = parse("x.csv", book({"s": [["Date", "Supplier", "Amount"], [45914, "OAKFOLD LTD", 1.0]]}))
    assert parsed.rows[SHEET].to_list() == ["s"]


def ods(*rows):
    """A minimal OpenDocument spreadsheet of text and numbers, written by hand."""
    kinds = {
        str: '<table:table-cell office:value-type="string"><text:p>{0}</text:p></table:table-cell>',
        float: '<table:table-cell office:value-type="float" office:value="{0}"/>',
    }
    body = "".join(
        "<table:table-row>" + "".join(kinds[type(v)].format(v) for v in row) + "</table:table-row>" for row in rows
    )
    names = "".join(f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))
    content = (
        f'<?xml version="1.0"?><office:document-content{names}><office:body><office:spreadsheet>'
        f'<table:table table:name="Sep">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return stream.getvalue()


def test_an_opendocument_sheet_is_read(parse):
    parsed = parse("x.ods", ods(["Date", "Supplier", "Amount"], ["14/09/2026", "OAKFOLD LTD", 12.5]))
    assert parsed.rows["amount_gbp"].to_list() == [Decimal("12.50")]
    assert parsed.rows["source_sheet"].to_list() == ["Sep"]
