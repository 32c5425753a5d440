from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from assets.workforce import POLICE_WORKFORCE
from pipelines.sources.workforce import WORKFORCE
from pipelines.upstream import Landed, NotOurs, Parsed, Resource, Severity, SourceError
from tests.pipelines.sources.national.desk import OPEN, accept, ods, parse

BOOKS = ("police-workforce-tabs-30sep15", "police-workforce-tables-jan17", "police-workforce-sep19-tables")


def read(real: Path, stem: str) -> Parsed:
    path = real / "home_office" / "workforce" / f"{stem}.ods"
    return WORKFORCE.parse(Landed(Resource(stem, f"folder:{path.name}"), path, "", 0))


@pytest.fixture(scope="module")
def books(real: Path) -> dict[str, Parsed]:
    return {stem: read(real, stem) for stem in BOOKS}


@pytest.mark.parametrize(
    ("stem", "day", "fte"),
    [
        ("police-workforce-tables-jan17", date(2017, 9, 30), "3254.7"),
        ("police-workforce-sep19-tables", date(2018, 9, 30), "3333.3"),
        ("police-workforce-sep19-tables", date(2019, 9, 30), "3547.6"),
    ],
)
def test_kent_officers_are_the_published_ones(books: dict[str, Parsed], stem: str, day: date, fte: str) -> None:
    kent = pl.col("area_code") == "E23000032"
    officers = books[stem].rows.filter(kent & (pl.col("worker_type") == "Police officer") & (pl.col("as_at") == day))
    (found,) = officers["fte"].to_list()
    assert round(found, 1) == Decimal(fte)


def test_every_figure_is_what_another_reader_sees(books: dict[str, Parsed], real: Path) -> None:
    """pandas' engine reads the same cells by position: every force's first and last date on every sheet."""
    tested = 0
    for stem, parsed in books.items():
        book = CalamineWorkbook.from_path(str(real / "home_office" / "workforce" / f"{stem}.ods"))
        for row in parsed.rows.to_dicts():
            grid = book.get_sheet_by_name(row["_sheet"]).to_python(skip_empty_area=False)[row["_row"] - 1]
            assert str(grid[0]).startswith(row["force_name"])
            measure = row["fte"] if row["fte"] is not None else row["headcount"]
            cells = [round(cell, 2) for cell in grid[1:4] if isinstance(cell, float)]
            assert measure is None or any(abs(cell - float(measure)) <= 0.011 for cell in cells), row
            tested += measure is not None
    assert tested > 2000


def test_forces_add_up_to_the_total_of_the_sheet(books: dict[str, Parsed], real: Path) -> None:
    """The sheets' own row 'Total 43 forces' is an oracle for which rows are forces and which are regions."""
    tested = 0
    for stem, parsed in books.items():
        book = CalamineWorkbook.from_path(str(real / "home_office" / "workforce" / f"{stem}.ods"))
        sums: dict[tuple[str, str], dict[date, float]] = defaultdict(lambda: defaultdict(float))
        for row in parsed.rows.filter(pl.col("area_code").is_not_null()).to_dicts():
            measure = "fte" if row["fte_status"] is None and row["fte"] is not None else "headcount"
            sums[row["_sheet"], measure][row["as_at"]] += float(row[measure] or 0)
        for (sheet, measure), days in sums.items():
            grid = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            (total,) = [row for row in grid if str(row[0]).startswith("Total 43")]
            for day, summed in days.items():
                if measure == "fte":
                    assert any(isinstance(cell, float) and abs(cell - summed) < 0.22 for cell in total[1:4]), (
                        sheet,
                        day,
                    )
                    tested += 1
    assert tested >= 30


def test_every_book_is_whole_and_valid(books: dict[str, Parsed]) -> None:
    assert {stem: parsed.rows.height for stem, parsed in books.items()} == dict(
        zip(BOOKS, (660, 704, 792), strict=True)
    )
    for parsed in books.values():
        verdict = accept(POLICE_WORKFORCE, parsed)
        assert verdict.tally.rejected == 0
        assert not [issue for issue in verdict.issues if issue.severity is not Severity.NOTE]
        per_day = parsed.rows.group_by("as_at", "worker_type").len()["len"].unique().to_list()
        assert per_day == [44]  # 43 forces and British Transport Police
        assert set(parsed.rows.filter(pl.col("area_code").is_null())["force_name"]) == {"British Transport Police"}


def test_footnotes_regions_and_marks(books: dict[str, Parsed]) -> None:
    rows = books["police-workforce-tables-jan17"].rows
    volunteers = rows.filter(
        (pl.col("worker_type") == "Police support volunteer") & (pl.col("force_name") == "South Wales")
    )
    assert volunteers.select("headcount", "headcount_status", "region").rows() == [
        (None, "[x]", "Wales")
    ]  # 'South Wales3', '..'
    midlands = rows.filter((pl.col("force_name") == "West Midlands") & (pl.col("worker_type") == "Police officer"))
    assert midlands["region"].unique().to_list() == ["West Midlands"]
    assert midlands["fte"].max() < 8000  # the region has more than ten thousand
    assert not [name for name in rows["force_name"].unique() if name[-1].isdigit()]


def test_headcount_and_fte_of_two_sheets_stand_on_one_row(books: dict[str, Parsed]) -> None:
    rows = books["police-workforce-sep19-tables"].rows
    kent = rows.filter((pl.col("force_name") == "Kent") & (pl.col("worker_type") == "Police officer")).sort("as_at")
    assert kent.select("headcount", "headcount_status", "fte", "source_table").rows() == [
        (None, "[x]", Decimal("3333.31"), "police-workforce-sep19-tables Table_1"),
        (3618, None, Decimal("3552.57"), "police-workforce-sep19-tables Table_1 Table_7"),
        (3615, None, Decimal("3547.58"), "police-workforce-sep19-tables Table_1 Table_7"),
    ]


def test_use_of_force_is_not_ours(real: Path) -> None:
    (path,) = (real / "home_office" / "use-of-force").glob("*.ods")
    with pytest.raises(NotOurs, match="no table of the police workforce"):
        WORKFORCE.parse(Landed(Resource("x", f"folder:{path.name}"), path, "", 0))


def test_the_open_data_table_by_hand(tmp_path: Path) -> None:
    parsed = parse(POLICE_WORKFORCE, tmp_path, ods(OPEN))
    columns = ("as_at", "financial_year", "force_name", "area_code", "area_code_status", "worker_type", "rank", "sex")
    measures = ("headcount", "headcount_status", "fte", "fte_status")
    day = date(2025, 3, 31)
    assert parsed.rows.select(columns + measures).rows() == [
        (day, "2024-25", "Kent", "E23000032", None, "Police officer", "Constable", "Female", 1234, None,
         Decimal("1200.46"), None),
        (day, "2024-25", "Kent", "E23000032", None, "Police officer", "Chief inspector", "Male", 40, None, None, "[c]"),
        (day, "2024-25", "British Transport Police", None, "[z]", "Police community support officer", "All", "Male", 7,
         None, None, "[x]"),
    ]  # fmt: skip
    assert (parsed.tally.read, parsed.tally.furniture) == (3, 4)  # header, region, nation; and the sheet of notes
    assert accept(POLICE_WORKFORCE, parsed).tally.rejected == 0


@pytest.mark.parametrize("lost", range(len(OPEN[0])))
def test_a_lost_column_stops_the_dataset(lost: int, tmp_path: Path) -> None:
    grid = [[cell for at, cell in enumerate(row) if at != lost] for row in OPEN]
    with pytest.raises(SourceError, match="has no column for") as stopped:
        parse(POLICE_WORKFORCE, tmp_path, ods(grid))
    assert not isinstance(stopped.value, NotOurs)


def test_a_new_column_is_told_and_a_new_way_to_split_is_another_table(tmp_path: Path) -> None:
    parsed = parse(POLICE_WORKFORCE, tmp_path, ods([[*row, "Note" if at == 0 else "x"] for at, row in enumerate(OPEN)]))
    assert parsed.rows.height == 3
    assert [
        (issue.check, issue.severity, issue.field) for issue in parsed.issues if issue.check == "unknown-column"
    ] == [("unknown-column", Severity.WARNING, "Note")]
    with pytest.raises(NotOurs, match="POA Function"):
        parse(POLICE_WORKFORCE, tmp_path, ods([[*row, "POA Function"] for row in OPEN]))


def test_rows_that_say_nothing_are_rejected_with_their_place(tmp_path: Path) -> None:
    bad = [
        ("soon", "E23000032", "Kent", "", "Male", "Constable", "Police officer", 1, 1),
        (2025, "E23000032", "Kent", "", "Male", "Constable", "", 1, 1),
        (2025, "E23000032", "Kent", "", "Male", "Constable", "Police officer", "many", 1),
    ]
    parsed = parse(POLICE_WORKFORCE, tmp_path, ods([*OPEN, *bad]))
    assert (parsed.tally.read, parsed.tally.rejected) == (6, 2)
    told = [(issue.check, issue.row, issue.value, issue.severity) for issue in parsed.issues if issue.row]
    assert told == [
        ("unreadable-value", 7, "soon", Severity.ERROR),
        ("missing-value", 8, "", Severity.ERROR),
        ("unreadable-value", 9, "many", Severity.WARNING),
    ]
    assert parsed.rows["headcount_status"].to_list()[-1] == "[x]"
