"""The force's own figures of calls: the real table, tables of other makes, and damaged ones."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.local_calls import CALL_HANDLING_101
from pipelines.checks.local_calls import answered_and_not_add_up, figures_stand_once
from pipelines.sources.local_calls import LocalCallsSource
from pipelines.sources.local_calls.table import measure
from pipelines.sources.spend import SPEND
from pipelines.upstream import Landed, NotOurs, Parsed, Request, Resource, Severity, SourceError, World
from pipelines.validation import validate
from pipelines.worlds import Folder

SOURCE = LocalCallsSource()
REAL = "kent_pcc/999_call_totals_aug22_jan23.csv"
TABLE = [
    ["101 calls", "Aug 2022", "Sep 2022"],
    ["Calls Received", "1,000", "2,000"],
    ["Calls Answered", "900", "1,900"],
    ["Calls Not Answered", "100", "100"],
    ["% Not Answered", "10.00%", "5.00%"],
    ["Average Queuing Time", "2 minutes and 35 seconds", "17s"],
]


def parse(content: bytes, folder: Path, url: str = "inbox/101 calls.csv") -> Parsed:
    path = folder / "landed"
    path.write_bytes(content)
    return SOURCE.parse(Landed(Resource(f"calls/{url}", url), path, "0" * 64, len(content)))


def text_of(rows: list[list[str]]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue().encode()


def figures(parsed: Parsed) -> list[tuple[object, ...]]:
    names = ("service", "period", "calls_received", "calls_answered", "calls_not_answered", "percent_not_answered")
    return parsed.rows.sort("period").select(*names, "mean_wait_seconds", "mean_wait_seconds_status").rows()


def world_of(root: Path, inbox: Path, files: Path | None = None) -> World:
    return World("folder", False, root / "records", (inbox,), date(2026, 6, 1), files=Folder(files) if files else None)


EXPECTED = [
    ("101", "2022-08", 1000, 900, 100, Decimal("10.00"), Decimal("155.00"), None),
    ("101", "2022-09", 2000, 1900, 100, Decimal("5.00"), Decimal("17.00"), None),
]


def test_the_real_table_gives_its_six_months_and_they_add_up(real: Path, tmp_path: Path) -> None:
    parsed = parse((real / REAL).read_bytes(), tmp_path, f"folder:{REAL}")
    assert figures(parsed) == [
        ("999-local", "2022-08", 35634, 35221, 413, Decimal("1.16"), Decimal("17.00"), None),
        ("999-local", "2022-09", 31316, 30947, 369, Decimal("1.18"), Decimal("21.00"), None),
        ("999-local", "2022-10", 34280, 33604, 676, Decimal("1.97"), Decimal("27.00"), None),
        ("999-local", "2022-11", 32013, 31554, 459, Decimal("1.43"), Decimal("23.00"), None),
        ("999-local", "2022-12", 31080, 30659, 421, Decimal("1.35"), None, "[x]"),
        ("999-local", "2023-01", 28441, 28207, 234, Decimal("0.82"), None, "[x]"),
    ]
    assert (parsed.tally.read, parsed.tally.rejected, parsed.issues) == (6, 0, ())
    verdict = validate(CALL_HANDLING_101, "x", parsed)
    assert verdict.tally.accepted == 6
    table = duckdb.from_arrow(parsed.rows.to_arrow())
    assert [finding.ok for finding in answered_and_not_add_up(table)] == [True] * 6


def test_the_record_says_what_the_real_table_says(real: Path, root: Path, tmp_path: Path) -> None:
    url = "records/calls/999_call_totals_aug22_jan23.yaml"
    copied = parse((root / url).read_bytes(), tmp_path, url)
    assert not copied.issues
    assert figures(copied) == figures(parse((real / REAL).read_bytes(), tmp_path, f"folder:{REAL}"))


def test_every_record_is_taken_and_conflicts_are_marked(root: Path, tmp_path: Path) -> None:
    url = "records/calls/statements.yaml"
    verdict = validate(CALL_HANDLING_101, url, parse((root / url).read_bytes(), tmp_path, url))
    assert (verdict.tally.read, verdict.tally.accepted, verdict.issues) == (4, 4, ())
    rows = {(row["service"], row["period"]): row for row in verdict.rows.iter_rows(named=True)}
    october = rows["101", "2022-10"]
    assert (october["percent_not_answered"], october["percent_not_answered_status"]) == (Decimal(55), "[u]")
    assert october["mean_wait_seconds"] == 15 * 60 + 51
    assert rows["101", "2024-25"]["percent_not_answered_status"] == "[e]"


def test_a_table_reads_alike_whichever_way_it_lies(tmp_path: Path) -> None:
    upright = [list(row) for row in zip(*TABLE, strict=True)]
    assert figures(parse(text_of(TABLE), tmp_path)) == EXPECTED
    assert figures(parse(text_of(upright), tmp_path)) == EXPECTED


def test_a_workbook_with_numbers_titles_notes_and_a_total(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Figures")
    sheet.write(0, 0, "Calls to 101")
    sheet.write_row(2, 0, ["Month", "Received", "Answered", "Abandoned", "% abandoned", "Average wait", "Staff"])
    dated = book.add_format({"num_format": "mmm yyyy"})
    for at, (day, *rest) in enumerate(
        [(date(2022, 8, 1), 1000, 900, 100, 0.1, 155), (date(2022, 9, 1), 2000, 1900, 100, 5, 17)]
    ):
        sheet.write_datetime(3 + at, 0, day, dated)
        sheet.write_row(3 + at, 1, rest)
    sheet.write_row(5, 0, ["Total", 3000, 2800, 200])
    sheet.write(7, 0, "Figures are provisional.")
    book.close()
    parsed = parse(path.read_bytes(), tmp_path)
    assert figures(parsed) == EXPECTED
    assert parsed.tally.read == 2 + parsed.tally.blank
    assert [(issue.check, issue.field) for issue in parsed.issues] == [("unknown-column", "Staff")]


def test_a_lost_measure_stops_the_file_and_a_bad_figure_only_its_month(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="calls_not_answered is missing"):
        parse(text_of([row for row in TABLE if row[0] != "Calls Not Answered"]), tmp_path)
    bad = [[cell.replace("1,000", "about 1,000") for cell in row] for row in TABLE]
    parsed = parse(text_of(bad), tmp_path)
    assert figures(parsed) == EXPECTED[1:]
    (issue,) = parsed.issues
    assert (issue.row, issue.field, issue.value) == (2, "calls_received", "about 1,000")


def test_the_national_table_and_an_unnamed_service_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NotOurs, match="tells forces apart"):
        parse(b"Force,Calls received,Calls answered\nKent Police,1,1\n", tmp_path)
    with pytest.raises(NotOurs, match="no table of calls"):
        parse(b"a,b\n1,2\n", tmp_path)
    nameless = [["Measure", *TABLE[0][1:]], *TABLE[1:]]
    with pytest.raises(SourceError, match="999 or of 101"):
        parse(text_of(nameless), tmp_path, "inbox/calls.csv")


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Calls Not Answered", "calls_not_answered"),
        ("% Not Answered", "percent_not_answered"),
        ("% answered within 10 seconds", ""),
        ("Calls answered within 10 seconds", ""),
        ("Average time to answer", "mean_wait_seconds"),
        ("Total calls offered", "calls_received"),
        ("Attrition", "percent_not_answered"),
    ],
)
def test_labels_are_read_by_meaning(label: str, name: str) -> None:
    assert measure(label) == name


def test_a_spreadsheet_stands_for_its_record_and_is_no_payment(real: Path, root: Path, tmp_path: Path) -> None:
    (tmp_path / "101 calls 2025.csv").write_bytes(text_of(TABLE))
    found = SOURCE.listing(world_of(root, tmp_path, real), Request("kent"))
    assert {resource.url for resource in found.resources} == {
        "records/calls/statements.yaml",
        "inbox/101 calls 2025.csv",
        f"folder:{REAL}",
    }
    assert [(issue.check, issue.severity) for issue in found.issues] == [("stood-for", Severity.NOTE)]
    sink = io.BytesIO()
    SOURCE.fetch(next(r for r in found.resources if r.url.startswith("inbox")), world_of(root, tmp_path), sink)
    assert sink.getvalue() == text_of(TABLE)
    assert SPEND.listing(world_of(root, tmp_path), Request("kent")).resources == ()
    with pytest.raises(SourceError, match="not there any more"):
        SOURCE.fetch(Resource("x", "inbox/gone 101 calls.csv"), world_of(root, tmp_path), io.BytesIO())


def test_figures_that_do_not_add_up_or_stand_twice_hold_the_release(tmp_path: Path) -> None:
    wrong = [[cell.replace("1,900", "1,901") for cell in row] for row in TABLE]
    rows = parse(text_of(wrong), tmp_path).rows
    findings = answered_and_not_add_up(duckdb.from_arrow(rows.to_arrow()))
    assert [(finding.period, finding.ok) for finding in findings] == [("2022-08", True), ("2022-09", False)]
    twice = duckdb.from_arrow(rows.vstack(rows.head(1)).to_arrow())
    assert [finding.ok for finding in figures_stand_once(twice)] == [False, True]


MUTATIONS = st.lists(
    st.tuples(
        st.sampled_from(["drop", "double", "swap", "cut", "nul", "huge", "semicolon", "utf16"]), st.integers(0, 99)
    ),
    min_size=1,
    max_size=3,
)


def mutated_rows(mutations: list[tuple[str, int]]) -> list[list[str]]:
    rows = [list(row) for row in TABLE]
    for kind, at in mutations:
        here = at % len(rows)
        if kind == "drop" and len(rows) > 1:
            del rows[here]
        elif kind == "double":
            rows.insert(here, rows[here])
        elif kind == "swap":
            rows[0], rows[here] = rows[here], rows[0]
        elif kind == "huge":
            rows[here] = [*rows[here][:-1], "9" * 140_000]
    return rows


def mutated_bytes(content: bytes, mutations: list[tuple[str, int]]) -> bytes:
    for kind, at in mutations:
        if kind == "cut":
            content = content[: max(1, len(content) * at // 100)]
        elif kind == "nul":
            content = content[:at] + b"\0" + content[at:]
        elif kind == "semicolon":
            content = content.replace(b",", b";")
        elif kind == "utf16":
            content = content.decode("latin-1").encode("utf-16")
    return content


def refused_or(content: bytes, folder: Path) -> Parsed | str:
    try:
        return parse(content, folder)
    except SourceError as refusal:
        return str(refusal)


@settings(max_examples=60, database=None, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MUTATIONS)
def test_a_damaged_table_is_accounted_for_or_refused(tmp_path: Path, mutations: list[tuple[str, int]]) -> None:
    parsed = refused_or(mutated_bytes(text_of(mutated_rows(mutations)), mutations), tmp_path)
    if isinstance(parsed, str):
        assert "inbox/101 calls.csv" in parsed
        return
    rejected = {issue.row for issue in parsed.issues if issue.severity is Severity.ERROR}
    assert parsed.tally.accepted == parsed.rows.height
    assert len(rejected) == parsed.tally.rejected
