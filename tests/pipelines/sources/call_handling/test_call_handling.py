from __future__ import annotations

import hashlib
import io
import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.sources.call_handling import CALL_HANDLING, PAGE
from pipelines.sources.call_handling.forces import area_code
from pipelines.upstream import Landed, Parsed, Request, Resource, Severity, SourceError, Transfer, World
from pipelines.worlds import Folder
from schemas.base import columns_of
from schemas.call_handling import CallHandling

HEADER = [
    "Force",
    "Calls answered",
    "Mean answer time (seconds)",
    "Number answered under 10 seconds",
    "% answered under 10 seconds",
    "Number answered 10 to 60 seconds",
    "% answered 10 to 60 seconds",
    "Number answered over 60 seconds",
    "% answered over 60 seconds",
]
KENT = ["Kent Police", 1000, 7.4, 923, 92.3, 70, 7.0, 7, 0.7]
ESSEX = ["Essex Police", "2,000", "0:00:09", "1,800", "90%", 180, "9%", 20, "1%"]
MET = ["Metropolitan Police Service", 100, "11s", 80, 0.8, 15, 0.15, 5, 0.05]
GRID: list[list[object]] = [
    ["999 calls answered, November 2025"],
    [],
    HEADER,
    KENT,
    ESSEX,
    MET,
    [],
    ["All forces", 3100, 8.6, 2803, 90.4, 265, 8.5, 32, 1.0],
    ["1. Figures exclude calls put through by hand."],
]


def book(*sheets: tuple[str, list[list[object]]]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as workbook:
        for name, rows in sheets:
            sheet = workbook.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return stream.getvalue()


def parse(folder: Path, content: bytes, resource: Resource | None = None) -> Parsed:
    path = folder / "landed"
    path.write_bytes(content)
    found = resource or Resource("999/x", "folder:999.xlsx")
    return CALL_HANDLING.parse(Landed(found, path, hashlib.sha256(content).hexdigest(), len(content)))


def test_a_sheet_by_hand(tmp_path: Path) -> None:
    parsed = parse(tmp_path, book(("Data", GRID)))
    assert parsed.rows.select("month", "force_name", "area_code", "calls_answered", "mean_answer_seconds").rows() == [
        ("2025-11", "Kent Police", "E23000032", 1000, Decimal("7.40")),
        ("2025-11", "Essex Police", "E23000028", 2000, Decimal("9.00")),
        ("2025-11", "Metropolitan Police Service", "E23000001", 100, Decimal("11.00")),
    ]
    shares = ("answered_under_10s_percent", "answered_10_to_60s_percent", "answered_over_60s_percent")
    assert parsed.rows.select(shares).rows() == [
        (Decimal("92.30"), Decimal("7.00"), Decimal("0.70")),
        (Decimal("90.00"), Decimal("9.00"), Decimal("1.00")),
        (Decimal("80.00"), Decimal("15.00"), Decimal("5.00")),
    ]
    assert parsed.rows["_row"].to_list() == [4, 5, 6]
    tally = parsed.tally
    assert (tally.read, tally.accepted, tally.rejected, tally.blank, tally.furniture) == (4, 3, 0, 1, 5)
    assert parsed.issues == ()
    public = parsed.rows.drop("_row", "_period", "_sheet")
    assert dict(public.schema) == {c.name: c.polars for c in columns_of(CallHandling)}
    CallHandling.validate(public)


def test_an_empty_file_is_no_other_table(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"folder:999\.xlsx is empty"):
        parse(tmp_path, b"")


def test_csv_is_read_as_the_workbook_is(tmp_path: Path) -> None:
    text = "\n".join(",".join(f'"{cell}"' for cell in row) for row in GRID)
    content = ("\ufeff" + text.replace("\n", "\r\n")).encode()
    left, right = parse(tmp_path, content), parse(tmp_path, book(("Data", GRID)))
    assert left.rows.drop("_sheet").equals(right.rows.drop("_sheet"))
    assert left.tally == right.tally


def test_a_month_column_holds_several_months(tmp_path: Path) -> None:
    rows = [["Month", *HEADER], ["Nov 2025", *KENT], ["2025-10", *KENT], ["Autumn", *KENT]]
    parsed = parse(tmp_path, book(("Data", rows)))
    assert parsed.rows["_period"].to_list() == ["2025-11", "2025-10"]
    assert [(issue.row, issue.field, issue.value) for issue in parsed.issues] == [(4, "month", "Autumn")]


def test_the_month_comes_from_the_name_when_the_sheet_has_none(tmp_path: Path) -> None:
    bare = book(("Data", GRID[2:]))
    with pytest.raises(SourceError, match="names no month"):
        parse(tmp_path, bare)
    named = parse(tmp_path, bare, Resource("999/x", "inbox/999-nov-2025.xlsx"))
    assert named.rows["month"].unique().to_list() == ["2025-11"]
    linked = parse(tmp_path, book(("Data", GRID)), Resource("999/x", "inbox/999.xlsx", periods=("2025-10",)))
    assert linked.rows["month"].unique().to_list() == ["2025-11"]
    assert [issue.check for issue in linked.issues] == ["month-differs"]


def test_figures_over_several_months_are_not_a_months(tmp_path: Path) -> None:
    span = [["1 November 2021 to 30 April 2022"], *GRID[1:]]
    with pytest.raises(SourceError, match="2021-11, 2022-04"):
        parse(tmp_path, book(("Data", span)))
    parsed = parse(tmp_path, book(("Data", GRID), ("Six months", span), ("Notes", [["Read me"]])))
    assert parsed.rows.height == 3
    assert [(issue.check, issue.sheet) for issue in parsed.issues] == [("sheet-not-read", "Six months")]


@pytest.mark.parametrize(
    ("column", "value", "field"),
    [
        (0, "", "force_name"),
        (1, 999.5, "calls_answered"),
        (2, "0:07", "mean_answer_seconds"),
        (4, "most", "answered_under_10s_percent"),
        (4, 0.923, "answered_under_10s_percent"),
        (7, "#N/A", "answered_over_60s_count"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_and_left_out(
    tmp_path: Path, column: int, value: object, field: str
) -> None:
    row = [value if at == column else cell for at, cell in enumerate(KENT)]
    parsed = parse(tmp_path, book(("Data", [*GRID[:3], row, ESSEX])))
    assert parsed.rows["force_name"].to_list() == ["Essex Police"]
    assert (parsed.tally.read, parsed.tally.rejected) == (2, 1)
    (issue,) = parsed.issues
    assert (issue.row, issue.field, issue.value, issue.severity) == (4, field, str(value), Severity.ERROR)
    assert "folder:999.xlsx sheet 'Data' row 4" in issue.text


def test_missing_suppressed_and_nought_stay_three_things(tmp_path: Path) -> None:
    rows = [
        ["Kent Police", "N/A", "[c]", 0, "", "", "", "", ""],
        ["Surrey Police"],
        ["Sussex Police", 0, 0, 0, 0, 0, 0, 0, 0],
    ]
    parsed = parse(tmp_path, book(("Data", [*GRID[:3], ESSEX, *rows])))
    kent, surrey, sussex = parsed.rows.rows(named=True)[1:]
    assert (kent["calls_answered"], kent["calls_answered_status"]) == (None, "[x]")
    assert (kent["mean_answer_seconds"], kent["mean_answer_seconds_status"]) == (None, "[c]")
    assert (kent["answered_under_10s_count"], kent["answered_under_10s_count_status"]) == (0, None)
    assert surrey["answered_over_60s_percent_status"] == "[x]"
    assert (sussex["answered_over_60s_percent"], sussex["answered_over_60s_percent_status"]) == (Decimal(0), None)
    CallHandling.validate(parsed.rows.drop("_row", "_period", "_sheet"))


def test_a_force_that_stands_twice_is_taken_once(tmp_path: Path) -> None:
    parsed = parse(tmp_path, book(("By speed", GRID), ("By name", GRID)))
    assert parsed.rows.height == 3
    assert (parsed.tally.read, parsed.tally.rejected, parsed.tally.blank) == (8, 3, 2)
    assert [issue.check for issue in parsed.issues] == ["repeated-force"] * 3


def test_unknown_names_and_columns_are_told_and_kept(tmp_path: Path) -> None:
    grid = [GRID[0], [*HEADER, "Rank"], [*KENT, 2], ["Atlantis Police", *KENT[1:], 1]]
    parsed = parse(tmp_path, book(("Data", grid)))
    assert [(issue.check, issue.severity) for issue in parsed.issues] == [
        ("unknown-column", Severity.WARNING),
        ("unknown-force", Severity.WARNING),
    ]
    assert parsed.rows.row(1, named=True)["area_code_status"] == "[x]"
    assert parsed.tally.accepted == 2


def test_kents_own_transposed_table_is_refused(real: Path) -> None:
    path = real / "kent_pcc" / "999_call_totals_aug22_jan23.csv"
    place = "folder:kent_pcc/999_call_totals_aug22_jan23.csv"
    with pytest.raises(SourceError, match=f"{place} is not the national 999 table.*no header that names the force"):
        CALL_HANDLING.parse(Landed(Resource("999/x", place), path, "", path.stat().st_size))


@pytest.mark.parametrize(
    "content", [b"", b"<!doctype html><p>Sorry", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0", b"\x00,\xff"]
)
def test_other_bytes_are_refused_by_name(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(SourceError, match=r"folder:999\.xlsx"):
        parse(tmp_path, content)


def test_a_stray_cell_far_out_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    far = io.BytesIO()
    with xlsxwriter.Workbook(far, {"in_memory": True}) as made:
        made.add_worksheet().write(1_048_575, 16_383, "x")
    with pytest.raises(SourceError, match=r"folder:999\.xlsx: the sheets span 17,179,869,185 cells"):
        parse(tmp_path, far.getvalue())


CELLS = st.none() | st.text(max_size=8) | st.integers(-5, 2000) | st.floats(-1, 200) | st.sampled_from(HEADER)


@settings(max_examples=80, deadline=None)
@given(seed=st.integers(0, 10**6), changes=st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8), CELLS), max_size=5))
def test_whatever_befalls_a_sheet_every_row_is_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, seed: int, changes: list[tuple[int, int, object]]
) -> None:
    grid = [[*row] + [""] * (9 - len(row)) for row in GRID]
    for row, column, value in changes:
        grid[row][column] = value
    order = random.Random(seed).sample(range(9), 9)  # noqa: S311
    text = "\n".join(
        ",".join('"' + str(row[at] if row[at] is not None else "").replace('"', "'") + '"' for at in order)
        for row in grid
    )
    try:
        parsed = parse(tmp_path_factory.getbasetemp(), text.encode())
    except SourceError as error:
        assert "999" in str(error)  # noqa: PT017
        return
    assert parsed.tally.accepted == parsed.rows.height
    lines = {issue.row for issue in parsed.issues if issue.severity is Severity.ERROR}
    assert len(lines) == parsed.tally.rejected
    untouched = {row for row in (3, 4, 5) if row not in {change[0] for change in changes}}
    if not {0, 1, 2} & {change[0] for change in changes}:
        assert untouched <= {row - 1 for row in parsed.rows["_row"]} | {row - 1 for row in lines if row}


class Site:
    """A page and the files behind its links."""

    def __init__(self, links: str) -> None:
        self.links = links

    def read(self, url: str, **_: object) -> tuple[bytes, Transfer]:
        assert url == PAGE
        return self.links.encode(), Transfer()

    def copy(self, url: str, member: str, sink: io.BytesIO, **_: object) -> Transfer:
        sink.write(url.encode())
        return Transfer()


@pytest.fixture
def world(tmp_path: Path) -> World:
    (tmp_path / "inbox").mkdir()
    return World("live", False, tmp_path, (tmp_path / "inbox",), date(2026, 1, 20))


def test_the_page_is_searched_for_tables_of_999_calls(world: World) -> None:
    site = Site(
        "<a href='/m/999-nov-2025.xlsx'>x</a><a href='/m/a1.ods'>999 data, <b>December</b> 2025</a>"
        "<a href='/m/999-nov-2025-revised.xlsx'>Nov 2025</a><a href='/m/101-nov-2025.xlsx'>101</a>"
        "<a href='http://plain.example/999-oct-2025.csv'>x</a><a href='/m/999-guide.pdf'>999</a>"
        "<a href='/m/999-2021-11-to-2022-04.xlsx'>First</a><a>no link</a>"
    )
    listing = CALL_HANDLING.listing(replace(world, remote=site), Request("kent"))
    assert [(found.id, found.url.rpartition("/")[2], found.vintage, found.periods) for found in listing.resources] == [
        ("999//m/999-2021-11-to-2022-04.xlsx", "999-2021-11-to-2022-04.xlsx", "", ()),
        ("999/2025-11", "999-nov-2025-revised.xlsx", "revised", ("2025-11",)),
        ("999/2025-12", "a1.ods", "", ("2025-12",)),
    ]
    assert [(issue.check, issue.resource) for issue in listing.issues] == [
        ("same-month", "https://www.police.uk/m/999-nov-2025.xlsx")
    ]
    asked = CALL_HANDLING.listing(replace(world, remote=site), Request("kent", ("2025-12",)))
    assert [found.id for found in asked.resources] == ["999//m/999-2021-11-to-2022-04.xlsx", "999/2025-12"]
    sink = io.BytesIO()
    CALL_HANDLING.fetch(listing.resources[1], replace(world, remote=site), sink)
    assert sink.getvalue() == b"https://www.police.uk/m/999-nov-2025-revised.xlsx"


def test_a_page_without_workbooks_is_told(world: World) -> None:
    with pytest.raises(SourceError, match="no link to a 999 workbook"):
        CALL_HANDLING.listing(replace(world, remote=Site("<p>We have moved</p>")), Request("kent"))


def test_a_folder_and_the_inbox_are_searched_by_name(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "files" / "deep"
    folder.mkdir(parents=True)
    for name in ("999 Nov 2025.XLSX", "calls_999_2026-01.csv", "1999-2025-10.csv", "999.txt"):
        (folder / name).write_text(name)
    (tmp_path / "inbox" / "999-2025-11.xlsx").write_text("by hand")
    (tmp_path / "inbox" / "spend-999.csv").write_text("spend")
    here = replace(world, kind="folder", files=Folder(tmp_path / "files"))
    listing = CALL_HANDLING.listing(here, Request("kent"))
    assert [(found.id, found.url) for found in listing.resources] == [
        ("999/2025-11", "inbox/999-2025-11.xlsx"),
        ("999/2026-01", "folder:deep/calls_999_2026-01.csv"),
    ]
    assert listing.expected == ("2025-11", "2025-12", "2026-01")
    for resource, content in zip(listing.resources, (b"by hand", b"calls_999_2026-01.csv"), strict=True):
        sink = io.BytesIO()
        CALL_HANDLING.fetch(resource, here, sink)
        assert sink.getvalue() == content
    with pytest.raises(SourceError, match=r"inbox/999-gone\.xlsx is not there"):
        CALL_HANDLING.fetch(Resource("x", "inbox/999-gone.xlsx"), here, io.BytesIO())
    with pytest.raises(SourceError, match="needs the network"):
        CALL_HANDLING.fetch(Resource("x", PAGE), here, io.BytesIO())


def test_area_codes_agree_with_the_ons_list(real: Path) -> None:
    listed = pl.read_csv(real / "ons" / "ONS_PFA_Dec2019_names_codes.csv").select("PFA19NM", "PFA19CD").rows()
    pairs = [(name, code) for name, code in listed if name and code[0] in "EWS"]
    assert len(pairs) == 44
    assert [area_code(name) for name, _ in pairs] == [code for _, code in pairs]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Hampshire & IOW Constabulary", "E23000030"),
        ("Hampshire and Isle of Wight", "E23000030"),
        ("Devon & Cornwall Police", "E23000035"),
        ("City of London Police", "E23000034"),
        ("KENT (synthetic sample)", "E23000032"),
        ("Police Scotland", "S23000009"),
        ("London", None),
        ("Police Service of Northern Ireland", None),
        ("", None),
    ],
)
def test_area_codes_by_the_names_forces_go_by(name: str, code: str | None) -> None:
    assert area_code(name) == code
