"""Delimited text: whatever is done to a file, every line is accepted, rejected by its number, or blank."""

from __future__ import annotations

import csv
import io
import random
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.sources import delimited
from pipelines.sources.delimited import Layout
from pipelines.upstream import ROW, Parsed, Severity, SourceError
from schemas.base import Table, column, columns_of
from schemas.crime import CrimeStreet
from tests.pipelines.smallworld import LAYOUT, csv_of, landed

HEADER = [
    *("Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude"),
    *("Location", "LSOA code", "LSOA name", "Crime type", "Last outcome category", "Context"),
]
STREETS = Layout(columns_of(CrimeStreet), tuple(HEADER))
KENT = ["2025-01", "Kent Police", "Kent Police"]
PLACE = ["51.253133", 'On or near "The, Drive"', "E01023987", "Ashford 001B", "Drugs", "Under investigation", ""]
NOWHERE = ["", "", "No Location", "", "", "Anti-social behaviour", "", ""]
ROWS = [[f"{n:064x}", *KENT, f"0.97{n:04d}", *PLACE] for n in range(6)] + [["", *KENT, *NOWHERE]] * 2


def _write(rows: list[list[str]], end: str = "\n") -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator=end).writerows(rows)
    return text.getvalue().encode()


VALID = _write([HEADER, *ROWS])


def _read(folder: Path, content: bytes, layout: Layout = STREETS) -> Parsed:
    return delimited.read(landed(folder, content), layout)


def _physical(content: bytes) -> list[bytes]:
    lines = content.split(b"\n")
    return lines[:-1] if lines[-1] == b"" else lines


def _check_account(content: bytes, parsed: Parsed, name: str = "lost/2025-01") -> None:
    """Every line below the header is accepted, rejected with an issue that has its number, or blank."""
    lines = _physical(content)
    accepted = set(parsed.rows[ROW].to_list())
    rejected = {issue.row for issue in parsed.issues if issue.severity is Severity.ERROR}
    blank = {number for number, line in enumerate(lines, 1) if number > 1 and not line.strip()}
    assert parsed.tally.read == len(lines) - 1
    assert parsed.tally.read == len(accepted) + len(rejected) + len(blank)
    assert (parsed.tally.accepted, parsed.tally.rejected, parsed.tally.blank) == (
        parsed.rows.height,
        len(rejected),
        len(blank),
    )
    assert accepted | rejected | blank == set(range(2, len(lines) + 1))
    assert all(issue.resource == name for issue in parsed.issues)


def _check_values(content: bytes, parsed: Parsed) -> None:
    """Accepted rows are what Python's csv module reads from the same line."""
    lines = _physical(content)
    header = next(csv.reader([lines[0].decode("utf-8-sig").rstrip("\r")]))
    for row in parsed.rows.iter_rows(named=True):
        (fields,) = csv.reader([lines[row[ROW] - 1].decode().rstrip("\r")])
        expected = dict(zip([name.strip() for name in header], fields, strict=True))
        for field, spec in zip(STREETS.headers, STREETS.columns, strict=True):
            text = expected[field] or None
            value = Decimal(text) if text and spec.kind == "number" else text
            assert row[spec.name] == value, (row[ROW], field)


def _columns(draw: st.DrawFn) -> bytes:
    """Columns dropped, doubled or in another order."""
    order = list(range(len(HEADER)))
    draw(st.randoms(use_true_random=False)).shuffle(order)
    if draw(st.booleans()):
        order = order[: draw(st.integers(0, len(order)))]
    if order and draw(st.booleans()):
        order.append(draw(st.sampled_from(order)))
    return _write([[row[at] for at in order] for row in [HEADER, *ROWS]])


def _ragged(draw: st.DrawFn) -> bytes:
    rows = [list(row) for row in ROWS]
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(rows) - 1))
        rows[at] = rows[at][: draw(st.integers(0, 11))] if draw(st.booleans()) else [*rows[at], "more"]
    return _write([HEADER, *rows], draw(st.sampled_from(["\n", "\r\n"])))


def _cells(draw: st.DrawFn) -> bytes:
    rows = [list(row) for row in ROWS]
    for _ in range(draw(st.integers(1, 4))):
        cell = draw(st.sampled_from(["x" * 100_000, "a\nb", "a\r\nb", "£", "é" * 90, "1e1", "=1+1", "\ufeff", " "]))
        rows[draw(st.integers(0, len(rows) - 1))][draw(st.integers(0, 11))] = cell
    return _write([HEADER, *rows])


def _bytes(draw: st.DrawFn) -> bytes:
    content = bytearray(VALID)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(content)))
        piece = draw(
            st.sampled_from([b'"', b"\0", b"\r", b"\n", b"\xff", b",", b'""', b"\r\n", b"\n\n", b"\xc3", b"\\"])
        )
        content[at : at + draw(st.integers(0, 2))] = piece
    return bytes(content)


class Content(bytes):
    """A file's bytes, of which a report shows only the beginning."""

    def __repr__(self) -> str:
        return repr(bytes(self[:2000]))


@st.composite
def _mutated(draw: st.DrawFn) -> bytes:
    change = draw(st.sampled_from([_columns, _ragged, _cells, _bytes]))
    content = change(draw)
    cut = draw(st.integers(0, len(content))) if draw(st.integers(0, 3)) == 0 else len(content)
    return Content(content[:cut])


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_mutated())
def test_whatever_is_done_to_a_file_no_line_is_lost(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.getbasetemp()
    try:
        parsed = _read(folder, content)
    except SourceError:
        with pytest.raises(SourceError, match=r"^lost/2025-01: "):
            _read(folder, content)
    else:
        _check_account(content, parsed)
        _check_values(content, parsed)


def test_a_valid_file_is_read_whole(tmp_path: Path) -> None:
    parsed = _read(tmp_path, VALID)
    assert parsed.rows.height == len(ROWS)
    assert parsed.issues == ()
    assert parsed.rows.columns == [*(column.name for column in STREETS.columns), ROW]
    assert parsed.rows["longitude"][0] == Decimal("0.970000")
    assert parsed.rows["crime_id"][6] is None
    _check_values(VALID, parsed)


@pytest.mark.parametrize(
    "content",
    [_write([HEADER, *ROWS], "\r\n"), b"\xef\xbb\xbf" + VALID, VALID.rstrip(b"\n"), VALID + b"\n\r\n  \n"],
    ids=["crlf", "byte-order-mark", "no-end", "blank-end"],
)
def test_harmless_differences_cost_no_row(tmp_path: Path, content: bytes) -> None:
    parsed = _read(tmp_path, content)
    assert parsed.rows.equals(_read(tmp_path, VALID).rows)
    assert parsed.issues == ()
    _check_account(content, parsed)


def test_a_bad_line_costs_only_itself_and_is_named(tmp_path: Path) -> None:
    content = VALID.replace(b"E01023987", b'"E0102', 1)
    parsed = _read(tmp_path, content)
    (issue,) = parsed.issues
    assert (issue.check, issue.row) == ("malformed-line", 2)
    assert "line 2 is not CSV" in issue.text
    assert parsed.rows[ROW].to_list() == [3, 4, 5, 6, 7, 8, 9]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"A1,2025-01,hat", "has 3 fields, not 4"),
        (b"A1,2025-01,hat,1,2", "has 5 fields, not 4"),
        (b"A1,2025-01,\xff,1", "is not UTF-8"),
        (b"A1,2025-01,\0,1", "control character"),
        (b"A1,2025\r-01,hat,1", "control character"),
    ],
)
def test_the_fault_of_a_line_is_said(tmp_path: Path, line: bytes, said: str) -> None:
    parsed = _read(tmp_path, csv_of("A1,2025-01,hat,1.00") + line + b"\n", LAYOUT)
    assert [issue.row for issue in parsed.issues] == [3]
    assert said in parsed.issues[0].text
    assert parsed.rows.height == 1


def test_an_unknown_column_is_a_warning(tmp_path: Path) -> None:
    content = b"Ticket,Colour,Month,Kind,Worth\nA1,red,2025-01,hat,1.50\n"
    parsed = _read(tmp_path, content, LAYOUT)
    assert [(issue.check, issue.severity, issue.field) for issue in parsed.issues] == [
        ("unknown-column", Severity.WARNING, "Colour")
    ]
    assert parsed.rows.row(0) == ("A1", "2025-01", "hat", Decimal("1.50"), 2)
    assert parsed.tally.rejected == 0


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("Ticket,Month,Kind", "column Worth is missing"),
        ("Ticket,Month,Kind,Worth,Kind", "column Kind stands twice"),
        ("", "column Ticket, Month, Kind, Worth is missing"),
        ('"Ticket,Month', "line 1 is not a CSV header"),
        ("\xff\xfeT", "is missing"),
    ],
)
def test_a_header_that_cannot_be_used_is_an_error_of_the_file(tmp_path: Path, header: str, said: str) -> None:
    with pytest.raises(SourceError, match=f"lost/2025-01: .*{said}"):
        _read(tmp_path, f"{header}\nA1,2025-01,hat,1\n".encode(), LAYOUT)


@pytest.mark.parametrize("content", [b"", b"\xff\xfeT\0", b"PK\x03\x04\xff"])
def test_what_is_no_text_is_an_error_of_the_file(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(SourceError, match="lost/2025-01: "):
        _read(tmp_path, content, LAYOUT)


def test_an_empty_file_is_said_to_be_empty(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="lost/2025-01: the file is empty"):
        _read(tmp_path, b"", LAYOUT)


def test_a_file_of_a_header_alone_has_no_rows(tmp_path: Path) -> None:
    parsed = _read(tmp_path, csv_of(), LAYOUT)
    assert (parsed.rows.height, parsed.tally.read, parsed.issues) == (0, 0, ())


class Every(Table):
    """A column of each type."""

    text: str = column("T", "Text.", example="a", nullable=True)
    whole: int = column("W", "A number.", example="1", unit="things", nullable=True)
    day: date = column("D", "A day.", example="2025-01-02", nullable=True)
    truth: bool = column("B", "Yes or no.", example="true", nullable=True)


EVERY = Layout(columns_of(Every), ("T", "W", "D", "B"))


def test_each_type_is_read_or_its_row_named(tmp_path: Path) -> None:
    good = [("a", "12", "2025-02-28", "true"), ("", "", "", "")]
    bad = [("a", "x", "2025-02-28", "true"), ("a", "1", "2025-02-30", "perhaps")]
    content = b"T,W,D,B\n" + "".join(",".join(row) + "\n" for row in [*good, *bad]).encode()
    parsed = _read(tmp_path, content, EVERY)
    assert parsed.rows.rows() == [("a", 12, date(2025, 2, 28), True, 2), (None, None, None, None, 3)]
    assert [(issue.row, issue.field, issue.value) for issue in parsed.issues] == [
        (4, "whole", "x"),
        (5, "day", "2025-02-30"),
        (5, "truth", "perhaps"),
    ]
    assert parsed.tally.rejected == 2


@given(st.text(st.characters(codec="ascii", categories=["N", "P", "L", "Z"]), max_size=12))
@settings(max_examples=60, deadline=None)
def test_what_is_a_number_to_us_is_that_number_to_python(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    content = b"Ticket,Month,Kind,Worth\n" + _write([["A1", "2025-01", "key", text]])
    parsed = _read(tmp_path_factory.getbasetemp(), content, LAYOUT)
    if parsed.rows.height and text:
        try:
            expected = Decimal(text.strip().replace("_", ""))
        except InvalidOperation:
            pytest.fail(f"{text!r} was taken for {parsed.rows['worth_gbp'][0]}")
        assert abs(parsed.rows["worth_gbp"][0] - expected) <= Decimal("0.005")


def test_many_lines_keep_their_numbers(tmp_path: Path) -> None:
    """A file that DuckDB reads in several pieces."""
    rows = [[f"{n:064x}", *ROWS[0][1:]] for n in range(20_000)]
    random.Random(1).shuffle(rows)  # noqa: S311
    parsed = _read(tmp_path, _write([HEADER, *rows]))
    assert parsed.rows[ROW].to_list() == list(range(2, 20_002))
    assert parsed.rows["crime_id"].to_list() == [row[0] for row in rows]
