"""Workbooks with every year beside the others, as the mid-year estimates are laid out, whole and damaged."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.places import POPULATION_DATASET
from pipelines.upstream import Landed, Resource, Severity, SourceError
from pipelines.validation import Verdict, validate

URL = "https://www.ons.gov.uk/file?uri=/a/mid2024/mye24tablesuk.xlsx"
HEADER = ["Code", "Name", "Geography", "Area (sq km)", "Estimated Population mid-2024", "Estimated Population mid-2023"]
LINES = [
    ["K02000001", "UNITED KINGDOM", "Country", 242_741, 69_281_437, 68_526_000],
    ["E06000035", "Medway", "Unitary Authority", 192, 292_655, "No data"],
    [],
    ["E10000016", "Kent", "County", 3_544, 1_639_029.0, "1,625,500"],
]
Sheets = dict[str, list[list[object]]]


def table(header: list[str] | None = None, lines: list[list[object]] | None = None) -> list[list[object]]:
    """A sheet with a title above and a note below."""
    above: list[list[object]] = [["MYE5: made for a test"], [], [*(header or HEADER)]]
    return [*above, *(LINES if lines is None else lines), [], ["A note"]]


def book(sheets: Sheets) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return stream.getvalue()


def read(content: bytes, folder: Path, url: str = URL) -> Verdict:
    path = folder / "landed"
    path.write_bytes(content)
    resource = Resource("E23000032/mid2024", url)
    return validate(POPULATION_DATASET, "mid2024", POPULATION_DATASET.source.parse(Landed(resource, path, "0" * 64, 1)))


def test_every_cell_of_a_year_is_a_figure(tmp_path: Path) -> None:
    verdict = read(book({"Cover": [["Hello"]], "MYE5": table()}), tmp_path)
    rows = verdict.rows.select("area_code", "level", "year", "persons", "persons_status", "vintage", "_row").rows()
    assert rows == [
        ("K02000001", "other", 2024, 69_281_437, None, "mye24tablesuk", 4),
        ("K02000001", "other", 2023, 68_526_000, None, "mye24tablesuk", 4),
        ("E06000035", "authority", 2024, 292_655, None, "mye24tablesuk", 5),
        ("E06000035", "authority", 2023, None, "[x]", "mye24tablesuk", 5),
        ("E10000016", "authority", 2024, 1_639_029, None, "mye24tablesuk", 7),
        ("E10000016", "authority", 2023, 1_625_500, None, "mye24tablesuk", 7),
    ]
    tally = verdict.tally
    assert (tally.read, tally.rejected, tally.blank, tally.furniture) == (7, 0, 1, 4)
    (told,) = verdict.issues
    assert (told.check, told.severity) == ("parts-left-out", Severity.NOTE)
    assert all(part in told.text for part in ("sheet 'Cover'", "column 'Geography'", "column 'Area (sq km)'"))


def test_a_figure_that_is_none_costs_itself_alone(tmp_path: Path) -> None:
    lines = [
        ["E06000035", "Medway", "", 1, "many", 5],
        ["Kent", "Kent", "", 1, 7, 8],
        ["E10000016", "Kent", "", 1, 7, 8],
    ]
    verdict = read(book({"MYE5": table(lines=lines)}), tmp_path)
    assert verdict.rows["persons"].to_list() == [5, 7, 8]
    assert [issue.row for issue in verdict.issues if issue.severity is Severity.ERROR] == [4, 5, 5]
    assert (verdict.tally.read, verdict.tally.rejected) == (6, 3)


@pytest.mark.parametrize(
    ("sheets", "words"),
    [
        ({"A": table(), "B": table()}, "'A', 'B' both have years"),
        ({"A": table([*HEADER[:5], HEADER[4]])}, "a year stands twice"),
        (
            {"A": table([*HEADER[:4], "Population 2024", "Population 2023"])},
            "no sheet has a code, a name and Estimated",
        ),
        ({"A": table(["Area", *HEADER[1:]])}, "no sheet has a code"),
        ({"A": []}, "no sheet has a code"),
    ],
)
def test_another_layout_is_refused_in_words(tmp_path: Path, sheets: Sheets, words: str) -> None:
    with pytest.raises(SourceError, match=words) as raised:
        read(book(sheets), tmp_path)
    assert type(raised.value) is SourceError  # not passed over as somebody else's
    assert str(raised.value).startswith(URL)


def read_or_refusal(content: bytes, folder: Path) -> Verdict | str:
    try:
        return read(content, folder)
    except SourceError as refusal:
        return str(refusal)


NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
CELLS = st.one_of(st.text(max_size=8), st.integers(-5, 10**14), NUMBERS, st.just("E06000035"))


@settings(max_examples=50, database=None, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.permutations(range(6)),
    st.lists(st.lists(CELLS, max_size=7), max_size=4),
    st.one_of(st.none(), st.integers(0, 99)),
)
def test_a_damaged_workbook_is_accounted_for_or_refused(
    tmp_path: Path, order: list[int], lines: list[list[object]], cut: int | None
) -> None:
    content = book(
        {"MYE5": table([HEADER[at] for at in order], [[line[at] for at in order] for line in LINES if line] + lines)}
    )
    content = content if cut is None else content[: len(content) * cut // 100]
    verdict = read_or_refusal(content, tmp_path)
    if isinstance(verdict, str):
        assert URL in verdict
        return
    assert verdict.tally.accepted == verdict.rows.height >= 6
    assert verdict.tally.rejected == sum(issue.severity is Severity.ERROR for issue in verdict.issues)
