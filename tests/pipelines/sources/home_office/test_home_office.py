from __future__ import annotations

import csv
import io
import itertools
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.sandbox import opendocument
from pipelines.sources.home_office import OUTCOMES, PATH, RECORDED, HomeOffice, Kind
from pipelines.upstream import Landed, NotOurs, Parsed, Request, Resource, Severity, SourceError, Transfer, World
from pipelines.worlds import Folder
from schemas.recorded import CrimeOutcomesRecorded, CrimeRecorded

REAL = "home_office/recorded-crime"
PFA = ["Financial Year", "Financial Quarter", "Force Name", "Offence Description", "Offence Group"]
PFA += ["Offence Subgroup", "Offence Code", "Number of Offences"]
CSP = ["Financial Year", "Financial Quarter", "Police Force", "CSP Name", *PFA[3:7], "Offence Count"]
THEFT = ["Shoplifting", "Theft offences", "Shoplifting", "46"]
NOTE = (
    "Kent: Due to IT issues, crime data for Medway, and Maidstone are recorded under an unassigned CSP group from 2024."
)
Cells = Sequence[str | int]


def parse(folder: Path, content: bytes, kind: Kind = RECORDED, asked: str = "kent", url: str = "folder:x") -> Parsed:
    path = folder / "landed"
    path.write_bytes(content)
    return HomeOffice(kind).parse(Landed(Resource(f"x/{asked}", url), path, "", len(content)))


def book(*rows: Cells, notes: Sequence[str] = ()) -> bytes:
    return opendocument.write([("2024_25", rows), ("Notes", [(note,) for note in notes])])


def pfa(*rows: Cells) -> bytes:
    return book(PFA, *rows)


def checks(parsed: Parsed, severity: Severity = Severity.NOTE) -> list[str]:
    return [issue.check for issue in parsed.issues if issue.severity is severity]


def test_the_real_kent_rows_and_the_note_that_marks_them(real: Path, tmp_path: Path) -> None:
    parsed = parse(tmp_path, (real / REAL / "ho_csp_2025_26_kent_subset.csv").read_bytes())
    by_area = dict(parsed.rows.group_by("area_name").agg(pl.col("offences").sum()).iter_rows())
    assert by_area == {"Medway": 107, "Unassigned Kent": 68_563}
    first = parsed.rows.row(0, named=True)
    assert (first["quarter"], first["quarters_summed"], first["quarter_start"]) == (None, "1,2,3,4", "2025-04")
    assert (first["area_code"], first["offences"], first["offence_group"]) == (
        "E22000143",
        5,
        "Criminal damage and arson",
    )
    marked = parsed.rows.filter(pl.col("offences_status") == "[u]")
    assert set(marked["area_name"]) == {"Medway"}
    assert marked.height == 9
    verbatim = (real / REAL / "ho_csp_force_notes_verbatim.txt").read_text().splitlines()
    assert set(marked["note"]) == {next(line for line in verbatim if line.startswith("Kent:"))}
    assert parsed.tally.accepted == 18
    assert checks(parsed) == ["columns-taken", "standing-notes"]
    CrimeRecorded.validate(parsed.rows.drop("_row", "_period", "_sheet"))


def test_the_five_partnerships_are_marked_from_january_2024_and_no_other_is(tmp_path: Path) -> None:
    areas = ["Maidstone", "Medway", "Tonbridge and Malling", "Dartford and Gravesham", "Tunbridge Wells", "Ashford"]
    areas += ["Folkestone and Hythe", "Unassigned Kent"]
    when = [("2023/24", 3), ("2023/24", 4), ("2024/25", 1)]
    rows = [[year, quarter, "Kent", area, *THEFT, 10] for year, quarter in when for area in areas]
    parsed = parse(tmp_path, book(CSP, *rows))
    marked = parsed.rows.filter(pl.col("offences_status") == "[u]")
    assert sorted(marked.select("quarter_start", "area_name").rows()) == sorted(
        itertools.product(["2024-01", "2024-04"], areas[:5])
    )
    assert parsed.rows.filter(pl.col("offences_status").is_null())["note"].null_count() == 24 - 10
    codes = dict(parsed.rows.select("area_name", "area_code").rows())
    assert (codes["Folkestone and Hythe"], codes["Dartford and Gravesham"]) == ("E22000145", "E22000352")
    assert parsed.rows.filter(area_name="Unassigned Kent")["area_code_status"].unique().to_list() == ["[z]"]


def test_the_workbooks_own_notes_stand_before_those_we_know(tmp_path: Path) -> None:
    rows = [
        [year, 4, "Kent", area, *THEFT, 1] for year in ("2022/23", "2023/24") for area in ("Medway", "Swale", "Thanet")
    ]
    notes = [
        "Notes",
        "Force Notes",
        NOTE,
        "Kent: figures for Swale are unusable.",
        "Additional Notes",
        "Kent: not a note.",
    ]
    parsed = parse(tmp_path, book(CSP, *rows, notes=notes))
    assert parsed.rows.filter(pl.col("note").is_not_null()).select("financial_year", "area_name").rows() == [
        ("2023-24", "Medway")
    ]
    assert [(i.check, i.value) for i in parsed.issues if i.severity is Severity.WARNING] == [
        ("note-not-understood", "Kent: figures for Swale are unusable.")
    ]


def test_a_note_that_names_no_partnership_marks_them_all_for_its_year(tmp_path: Path, real: Path) -> None:
    verbatim = (real / REAL / "ho_csp_force_notes_verbatim.txt").read_text().splitlines()
    when = [("2023/24", 4), ("2024/25", 1), ("2024/25", 4), ("2025/26", 1)]
    rows = [
        [year, q, "Derbyshire", area, *THEFT, 1]
        for year, q in when
        for area in ("Amber Valley", "Unassigned Derbyshire")
    ]
    parsed = parse(tmp_path, book(CSP, *rows, notes=verbatim), asked="derbyshire")
    marked = parsed.rows.filter(pl.col("offences_status") == "[u]")
    assert marked.select("quarter_start", "area_name").rows() == [
        ("2024-04", "Amber Valley"),
        ("2025-01", "Amber Valley"),
    ]


def test_force_rows_by_hand(tmp_path: Path) -> None:
    parsed = parse(
        tmp_path,
        pfa(
            ["2024/25", 4, "Kent", *THEFT, "1,234"],
            ["2024/25", 4, "London, City of", *THEFT, 5],
            ["", "", "", "", "", "", "", ""],
            ["2024/25", 1, "Kent", *THEFT, -2],
            ["2024/25", 2, "Kent", *THEFT, ".."],
            ["2024/25", 3, "Kent", *THEFT, "[c]"],
            ["2024/25", 1, "British Transport Police", *THEFT, 5],
            ["Source: Home Office"],
        ),
    )
    found = parsed.rows.select("quarter_start", "level", "area_code", "offences", "offences_status").rows()
    kent = "E23000032"
    assert found == [
        ("2025-01", "force", kent, 1234, None),
        ("2024-04", "force", kent, -2, None),
        ("2024-07", "force", kent, None, "[x]"),
        ("2024-10", "force", kent, None, "[c]"),
    ]
    assert parsed.rows["_row"].to_list() == [2, 5, 6, 7]
    # Header, two of other forces, one blank, one footer, and the notes sheet, which is empty.
    assert (parsed.tally.read, parsed.tally.blank, parsed.tally.furniture) == (5, 1, 4)
    assert checks(parsed) == ["columns-taken", "other-forces"]


def test_forces_are_known_by_any_name_and_all_but_one_may_be_asked_for(tmp_path: Path) -> None:
    names = ["Kent", "London, City of", "Devon & Cornwall", "British Transport Police", "Ruritania"]
    content = pfa(*([["2024/25", 1, name, *THEFT, 1] for name in names]))
    assert parse(tmp_path, content, asked="city-of-london").rows["area_code"].to_list() == ["E23000034"]
    assert parse(tmp_path, content, asked="kent+devon-and-cornwall").rows.height == 2
    others = parse(tmp_path, content, asked="all-but-kent")
    assert others.rows["force_name"].to_list() == ["London, City of", "Devon & Cornwall"]
    assert [(i.check, i.value) for i in others.issues if i.severity is Severity.WARNING] == [
        ("unknown-force", "Ruritania")
    ]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (["2024", 1, "Kent", *THEFT, 1], "financial_year"),
        (["2024/26", 1, "Kent", *THEFT, 1], "financial_year"),
        (["2024/25", 5, "Kent", *THEFT, 1], "quarters_summed"),
        (["2024/25", "1,3", "Kent", *THEFT, 1], "quarters_summed"),
        (["2024/25", 1, "", *THEFT, 1], "force_name"),
        (["2024/25", 1, "Kent", "x", "", "x", "46", 1], "offence_group"),
        (["2024/25", 1, "Kent", *THEFT, "many"], "offences"),
        (["2024/25", 1, "Kent", *THEFT, "1.5"], "offences"),
        (["2024/25", 1, "Kent", *THEFT, 1, "slipped"], ""),
    ],
)
def test_a_row_that_cannot_be_read_is_named_and_left_out(tmp_path: Path, row: Cells, field: str) -> None:
    parsed = parse(tmp_path, pfa(row, ["2024/25", 1, "Kent", *THEFT, 7]))
    assert parsed.rows["offences"].to_list() == [7]
    assert (parsed.tally.read, parsed.tally.rejected) == (2, 1)
    (issue,) = [issue for issue in parsed.issues if issue.severity is Severity.ERROR]
    assert (issue.row, issue.sheet, issue.field) == (2, "2024_25", field)
    assert "folder:x sheet '2024_25' row 2" in issue.text


def test_a_lost_column_stops_the_file_and_a_new_one_is_told(tmp_path: Path) -> None:
    for at, name in enumerate(PFA):
        row = ["2024/25", 1, "Kent", *THEFT, 1]
        content = book([c for c in PFA if c != name], row[:at] + row[at + 1 :])
        if name in {"Offence Description", "Offence Subgroup", "Offence Code"}:
            assert parse(tmp_path, content).rows.height == 1
            continue
        with pytest.raises(SourceError, match="has no column for"):
            parse(tmp_path, content)
    more = parse(tmp_path, book([*PFA, "Geocode"], ["2024/25", 1, "Kent", *THEFT, 1, "E23"]))
    assert [(i.check, i.field) for i in more.issues if i.severity is Severity.WARNING] == [
        ("unknown-column", "Geocode")
    ]
    with pytest.raises(SourceError, match="means what another does"):
        parse(tmp_path, book([*PFA, "Offence Count"], ["2024/25", 1, "Kent", *THEFT, 1, 2]))


def test_something_else_is_not_ours_in_a_folder_and_an_error_on_the_page(tmp_path: Path) -> None:
    content = opendocument.write([("Notes", [("nothing here",)])])
    with pytest.raises(NotOurs):
        parse(tmp_path, content)
    with pytest.raises(SourceError) as refused:
        parse(tmp_path, content, url="https://assets.publishing.service.gov.uk/x.ods")
    assert not isinstance(refused.value, NotOurs)


def test_a_sheet_whose_header_is_strange_is_told_and_names_without_end_are_refused(tmp_path: Path) -> None:
    row = ["2024/25", 1, "Kent", *THEFT, 1]
    strange = ["A", "B", "C", "D", "E", "F", "G", "H"]
    parsed = parse(tmp_path, opendocument.write([("2024_25", [PFA, row]), ("2025_26", [strange, row, row])]))
    assert parsed.rows.height == 1
    assert [(i.check, i.sheet) for i in parsed.issues if i.severity is Severity.WARNING] == [
        ("sheet-not-read", "2025_26")
    ]
    many = [["2024/25", 1, f"No {number}", *THEFT, 1] for number in range(1_001)]
    with pytest.raises(SourceError, match="more than 1,000 names under 'Force Name'"):
        parse(tmp_path, pfa(*many))


OUTCOME_HEADER = [*PFA[:7], "Outcome Description", "Outcome Group", "Outcome Type"]
BOTH = ["Force outcomes for offences recorded in quarter", "Force outcomes recorded in quarter"]


def test_outcomes_are_found_by_meaning_and_the_two_counts_kept_apart(tmp_path: Path) -> None:
    row = ["2024/25", 4, "Kent", *THEFT, "Charged/Summonsed", "Charged", 1]
    parsed = parse(tmp_path, book([*OUTCOME_HEADER, *BOTH], [*row, 3, 8]), OUTCOMES)
    found = parsed.rows.row(0, named=True)
    assert (found["outcomes_of_crimes"], found["outcomes_recorded"], found["outcome_type"]) == (3, 8, "1")
    CrimeOutcomesRecorded.validate(parsed.rows.drop("_row", "_period", "_sheet"))
    (note,) = [issue.text for issue in parsed.issues if issue.check == "columns-taken"]
    assert f"{BOTH[0]!r} for outcomes_of_crimes" in note
    alone = parse(tmp_path, book([*OUTCOME_HEADER, "Number of outcomes"], [*row, 8]), OUTCOMES).rows.row(0, named=True)
    assert (alone["outcomes_recorded"], alone["outcomes_of_crimes"], alone["outcomes_of_crimes_status"]) == (
        8,
        None,
        "[x]",
    )


@pytest.mark.parametrize("lost", [{0}, {1}, {2}, {7, 9}, {10, 11}])
def test_outcomes_without_period_force_outcome_or_count_are_refused(tmp_path: Path, lost: set[int]) -> None:
    header = [text for at, text in enumerate([*OUTCOME_HEADER, *BOTH]) if at not in lost]
    with pytest.raises(SourceError, match="has no column for"):
        parse(tmp_path, book(header), OUTCOMES)


VALID = [PFA, *(["2024/25", str(q), "Kent", *THEFT, str(n)] for q in (1, 2, 3, 4) for n in (5, 6, 7))]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_mutation_is_accounted_for_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    columns = data.draw(st.lists(st.sampled_from(range(8)), min_size=1, max_size=10) | st.permutations(range(8)))
    rows = [[row[at] for at in columns] for row in VALID]
    spot = data.draw(st.integers(0, len(rows) - 1))
    odd = st.sampled_from(["", "\0", "9" * 40_000, "\ufeff", "Kent", '"', "=1+1", "é"]) | st.text(max_size=5)
    rows[spot][data.draw(st.integers(0, len(columns) - 1))] = data.draw(odd)
    text = io.StringIO()
    csv.writer(text, delimiter=data.draw(st.sampled_from(",;\t|"))).writerows(rows)
    encoded = text.getvalue().encode(data.draw(st.sampled_from(["utf-8", "utf-16", "cp1252"])), errors="replace")
    content = encoded[: data.draw(st.integers(0, len(encoded)) | st.just(len(encoded)))]
    try:
        parsed = parse(tmp_path_factory.getbasetemp(), content)
    except SourceError:
        return
    errors = {issue.row for issue in parsed.issues if issue.severity is Severity.ERROR}
    assert parsed.tally.accepted == parsed.rows.height
    assert len(errors) == parsed.tally.rejected
    if content == text.getvalue().encode() and "\0" not in text.getvalue() and not parsed.tally.blank:
        assert parsed.tally.read + parsed.tally.furniture == sum(1 for row in rows if any(cell.strip() for cell in row))


class Hosts:
    """A remote that answers with one page and remembers what was copied."""

    def __init__(self, content: dict[str, Any]) -> None:
        self.content = content

    def read(self, url: str, **_: object) -> tuple[bytes, Transfer]:
        assert url == f"https://www.gov.uk/api/content{PATH}"
        return json.dumps(self.content).encode(), Transfer()


def world(remote: Any = None, files: Any = None) -> World:
    return World("x", False, Path("x"), (), date(2026, 10, 1), remote=remote, files=files)


def test_the_real_links_of_two_schemes_of_names_are_found(real: Path) -> None:
    snippet = (real / REAL / "govuk_page_snippet.html").read_text()
    pfa_link = (
        '<a href="https://assets.publishing.service.gov.uk/media/a/prc-pfa-mar2013-onwards-tables-230726.ods">PFA</a>'
    )
    page = {"public_updated_at": "2026-07-23T09:30:00+01:00", "details": {"documents": [snippet, pfa_link]}}
    listing = HomeOffice(RECORDED).listing(world(Hosts(page)), Request("kent", compare=("essex", "surrey")))
    assert [(r.id, r.vintage, r.compared) for r in listing.resources if "essex" not in r.id] == [
        ("recorded/force/2013/kent", "2026-07-23", False),
        ("recorded/force/2013/all-but-kent", "2026-07-23", True),
        ("recorded/csp/2016/kent", "2026-07-23", False),
        ("recorded/csp/2021/kent", "2026-07-23", False),
        ("recorded/csp/2011/kent", "2026-07-23", False),
    ]
    assert {r.id.rpartition("/")[2] for r in listing.resources if r.compared} == {"all-but-kent", "essex+surrey"}
    assert listing.complete
    assert all(r.token == r.url for r in listing.resources)


def test_of_two_files_that_begin_alike_the_newer_stands(real: Path) -> None:
    def entry(name: str) -> dict[str, str]:
        return {"title": "", "url": f"https://assets.publishing.service.gov.uk/media/a/{name}", "filename": name}

    names = [
        "prc-pfa-mar2013-onwards-tables-230426.ods",
        "prc-pfa-mar2013-onwards-tables-230726.ods",
        "prc-csp-mar21.ods",
    ]
    page = {"details": {"attachments": [entry(name) for name in names]}}
    listing = HomeOffice(RECORDED).listing(world(Hosts(page)), Request("kent", compare=("all",)))
    assert [r.vintage for r in listing.resources if r.id == "recorded/force/2013/kent"] == ["2026-07-23"]
    assert [(i.check, "230426" in i.resource) for i in listing.issues] == [("same-years", True)]
    assert {r.id for r in listing.resources if r.compared} == {
        "recorded/force/2013/all-but-kent",
        "recorded/csp/2021/all-but-kent",
    }
    with pytest.raises(SourceError, match="no file is titled"):
        HomeOffice(OUTCOMES).listing(world(Hosts(page)), Request("kent"))


def test_a_folder_is_searched_by_name(real: Path) -> None:
    found = HomeOffice(RECORDED).listing(world(files=Folder(real)), Request("kent"))
    assert [r.url for r in found.resources] == [f"folder:{REAL}/ho_csp_2025_26_kent_subset.csv"]
    sink = io.BytesIO()
    HomeOffice(RECORDED).fetch(replace(found.resources[0]), world(files=Folder(real)), sink)
    assert sink.getvalue() == (real / REAL / "ho_csp_2025_26_kent_subset.csv").read_bytes()
