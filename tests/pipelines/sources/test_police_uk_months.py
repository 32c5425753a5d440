"""data.police.uk: which months there are in a folder and in the archives, and what their files hold."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.crime import CRIME_STREET
from pipelines.fetch.http import Http
from pipelines.sandbox import archive, police_uk
from pipelines.sandbox.page import Setting
from pipelines.sandbox.server import Sandbox
from pipelines.sources.police_uk import STREET, PoliceUk, months_between, shift
from pipelines.upstream import Request, Severity, SourceError, World
from pipelines.validation import validate
from pipelines.worlds import Folder
from tests.pipelines.smallworld import landed

SOURCE = PoliceUk(STREET)
HEADER = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
    "Last outcome category,Context\n"
)


def _line(month: str, kind: str = "Drugs") -> str:
    return f"{'a' * 64},{month},Kent Police,Kent Police,0.970011,51.253133,Here,E01023987,Ashford 001B,{kind},,\n"


def _world(root: Path) -> World:
    return World("folder", False, root, (), date(2026, 11, 21), files=Folder(root))


def _put(root: Path, *names: str, text: str = HEADER) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


@given(st.integers(2000, 2100), st.integers(1, 12), st.integers(-600, 600))
def test_months_shift_there_and_back(year: int, number: int, by: int) -> None:
    month = f"{year}-{number:02d}"
    assert shift(shift(month, by), -by) == month
    between = months_between(month, shift(month, by))
    assert len(between) == max(0, by + 1)
    assert list(between) == sorted(set(between))


def test_months_of_nothing_are_none() -> None:
    assert months_between("", "2025-01") == months_between("2025-01", "") == ()
    assert months_between("2024-11", "2025-02") == ("2024-11", "2024-12", "2025-01", "2025-02")


def test_a_folder_lists_our_force_and_nothing_else(tmp_path: Path) -> None:
    _put(
        tmp_path,
        "2025-03/2025-03-kent-street.csv",
        "deep/er/2025-01-kent-street.csv",
        "2025-02-kent-outcomes.csv",
        "2025-02-kent-stop-and-search.csv",
        "2025-02-essex-street.csv",
        "2025-02-north-kent-street.csv",
        "copy of 2025-02-kent-street.csv",
        "2025-02-kent-street.csv.part",
        "2025-13-kent-street.csv",
        "0000-00-kent-street.csv",
        ".hidden/2025-02-kent-street.csv",
        "~$2025-02-kent-street.csv",
    )
    listing = SOURCE.listing(_world(tmp_path), Request("kent"))
    assert [(r.id, r.url, r.periods) for r in listing.resources] == [
        ("street/kent/2025-01", "folder:deep/er/2025-01-kent-street.csv", ("2025-01",)),
        ("street/kent/2025-03", "folder:2025-03/2025-03-kent-street.csv", ("2025-03",)),
    ]
    assert listing.expected == ("2025-01", "2025-02", "2025-03")
    assert (listing.issues, listing.complete) == ((), False)


def test_a_force_with_hyphens(tmp_path: Path) -> None:
    _put(tmp_path, "2025-01-devon-and-cornwall-street.csv", "2025-01-cornwall-street.csv")
    (found,) = SOURCE.listing(_world(tmp_path), Request("devon-and-cornwall")).resources
    assert found.id == "street/devon-and-cornwall/2025-01"


def test_a_folder_lists_the_months_asked_for(tmp_path: Path) -> None:
    _put(tmp_path, *(f"2025-0{month}-kent-street.csv" for month in range(1, 7)))
    listing = SOURCE.listing(_world(tmp_path), Request("kent", ("2025-02", "2025-05", "2030-01")))
    assert [resource.periods for resource in listing.resources] == [("2025-02",), ("2025-05",)]


def test_an_empty_folder_expects_nothing(tmp_path: Path) -> None:
    listing = SOURCE.listing(_world(tmp_path), Request("kent"))
    assert (listing.resources, listing.expected) == ((), ())


def test_two_copies_of_one_file_are_one_and_two_editions_are_none(tmp_path: Path) -> None:
    _put(tmp_path, "a/2025-01-kent-street.csv", "b/2025-01-kent-street.csv")
    _put(tmp_path, "a/2025-02-kent-street.csv", text=HEADER + _line("2025-02"))
    _put(tmp_path, "b/2025-02-kent-street.csv")
    listing = SOURCE.listing(_world(tmp_path), Request("kent"))
    assert [resource.url for resource in listing.resources] == ["folder:a/2025-01-kent-street.csv"]
    (issue,) = listing.issues
    assert (issue.check, issue.severity, issue.period) == ("ambiguous-file", Severity.ERROR, "2025-02")
    assert issue.resource == "street/kent/2025-02", "so that it is forgotten once the month is clear"
    assert "a/2025-02-kent-street.csv, b/2025-02-kent-street.csv" in issue.text
    assert listing.expected == ("2025-01", "2025-02"), "the month is a gap, not unknown"


def test_only_the_months_asked_for_can_be_unclear(tmp_path: Path) -> None:
    for folder in "ab":
        _put(tmp_path, f"{folder}/2025-02-kent-street.csv", text=HEADER + folder)
    _put(tmp_path, "2025-01-kent-street.csv")
    assert SOURCE.listing(_world(tmp_path), Request("kent", ("2025-01",))).issues == ()


def test_what_is_unclear_of_another_force_costs_us_nothing(tmp_path: Path) -> None:
    for folder in "ab":
        _put(tmp_path, f"{folder}/2025-02-essex-street.csv", text=HEADER + folder)
    _put(tmp_path, "2025-02-kent-street.csv")
    (issue, *_) = SOURCE.listing(_world(tmp_path), Request("kent", compare=("essex",))).issues
    assert (issue.resource, issue.severity) == ("street/essex/2025-02", Severity.WARNING)


def test_names_in_capitals_are_the_same_names(tmp_path: Path) -> None:
    _put(tmp_path, "2025-01-KENT-STREET.CSV", "2025-02-Kent-street.csv", "2025-02-kent-STREET.csv")
    (january, february) = SOURCE.listing(_world(tmp_path), Request("kent")).resources
    assert (january.id, january.url) == ("street/kent/2025-01", "folder:2025-01-KENT-STREET.CSV")
    assert february.periods == ("2025-02",), "two copies of one file"


def test_a_file_of_a_folder_is_copied_as_it_is(tmp_path: Path) -> None:
    _put(tmp_path, "2025-01-kent-street.csv", text=HEADER + _line("2025-01"))
    (resource,) = SOURCE.listing(_world(tmp_path), Request("kent")).resources
    sink = io.BytesIO()
    SOURCE.fetch(resource, _world(tmp_path), sink)
    assert sink.getvalue() == (HEADER + _line("2025-01")).encode()


def test_a_world_with_nothing_behind_it_is_refused(tmp_path: Path) -> None:
    nothing = replace(_world(tmp_path), files=None)
    with pytest.raises(SourceError, match="needs a world"):
        SOURCE.listing(nothing, Request("kent"))


def test_rows_of_another_month_are_rejected_and_named(tmp_path: Path) -> None:
    text = HEADER + _line("2025-01") + _line("2025-02") + _line("") + _line("2025-01")
    parsed = SOURCE.parse(landed(tmp_path, text.encode(), "street/kent/2025-01"))
    assert parsed.rows["_row"].to_list() == [2, 5]
    assert set(parsed.rows["_period"]) == {"2025-01"}
    assert [(issue.row, issue.check, issue.value) for issue in parsed.issues] == [
        (3, "wrong-period", "2025-02"),
        (4, "wrong-period", ""),
    ]
    assert (parsed.tally.read, parsed.tally.rejected, parsed.tally.accepted) == (4, 2, 2)


SMALL = {"kent": 40, "essex": 30}
Reach = Callable[[str], World]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("archives")


@pytest.fixture
def reach(cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reach]:
    """A world over the sandbox's archives, small, on a day."""
    monkeypatch.setattr(police_uk, "volumes", lambda force, compare: SMALL)

    @contextmanager
    def served(today: str) -> Iterator[World]:
        setting = Setting(1, date.fromisoformat(today), "kent", cache)
        with Sandbox(police_uk.pages(setting)) as sandbox:
            remote = Http(lambda url: f"{sandbox.base_url}/{urlsplit(url).netloc}{urlsplit(url).path}")
            yield replace(_world(cache), kind="sandbox", files=None, remote=remote, today=setting.today)
            remote.close()

    opened = []

    def open_on(today: str) -> World:
        context = served(today)
        opened.append(context)
        return context.__enter__()

    yield open_on
    for context in opened:
        context.__exit__(None, None, None)


def test_the_newest_archive_is_the_window(reach: Reach) -> None:
    world = reach("2026-10-20")
    listing = SOURCE.listing(world, Request("kent"))
    assert listing.expected == archive.window("2026-08")
    assert [resource.periods[0] for resource in listing.resources] == list(archive.window("2026-08"))
    first = listing.resources[0]
    assert first.url == "https://policeuk-data.s3.amazonaws.com/archive/2026-08.zip"
    assert (first.vintage, first.member) == ("2026-08", "2023-09/2023-09-kent-street.csv")
    sink = io.BytesIO()
    SOURCE.fetch(first, world, sink)
    assert len(sink.getvalue()) == first.size
    assert sink.getvalue().startswith(HEADER.encode())


def test_a_month_before_the_window_comes_from_the_newest_archive_that_has_it(reach: Reach) -> None:
    listing = SOURCE.listing(reach("2026-10-20"), Request("kent", ("2022-01", "2023-09", "2026-08", "2026-09")))
    assert [(r.periods[0], r.vintage) for r in listing.resources] == [
        ("2022-01", "2024-12"),
        ("2023-09", "2026-08"),
        ("2026-08", "2026-08"),
    ]
    assert listing.expected == ("2022-01", "2023-09", "2026-08"), "a month that has not come out yet is not late"


def test_what_no_archive_holds_is_missing_and_breaks_nothing(reach: Reach) -> None:
    listing = SOURCE.listing(reach("2026-10-20"), Request("kent", ("2010-12", "2013-12")))
    assert [resource.periods[0] for resource in listing.resources] == ["2013-12"]
    assert "2010-12" in listing.expected


def test_a_force_without_files_has_gaps(reach: Reach) -> None:
    listing = SOURCE.listing(reach("2026-10-20"), Request("greater-manchester"))
    assert listing.resources == ()
    assert len(listing.expected) == 36


def test_a_token_tells_vintages_and_bytes_apart(reach: Reach) -> None:
    ids = [
        SOURCE.listing(reach(day), Request("kent", ("2026-06",))).resources[0] for day in ("2026-10-20", "2026-09-20")
    ]
    assert ids[0].id == ids[1].id
    assert ids[0].token != ids[1].token
    assert [resource.vintage for resource in ids] == ["2026-08", "2026-07"]


@pytest.mark.parametrize(
    ("force", "rows", "files"), [("kent", 116_103, 8), ("dorset", 4_232, 1), ("nottinghamshire", 9_474, 1)]
)
def test_real_files_are_read_whole(real: Path, tmp_path: Path, force: str, rows: int, files: int) -> None:
    world = _world(real / "police_uk" / "street")
    resources = SOURCE.listing(world, Request(force)).resources
    if len(resources) != files:
        pytest.skip(f"the real folder has other months of {force}")
    kinds: Counter[str] = Counter()
    expected: Counter[str] = Counter()
    for resource in resources:
        sink = io.BytesIO()
        SOURCE.fetch(resource, world, sink)
        verdict = validate(CRIME_STREET, resource.id, SOURCE.parse(landed(tmp_path, sink.getvalue(), resource.id)))
        assert verdict.tally.rejected == 0
        kinds.update(verdict.rows["crime_type"])
        expected.update(row["Crime type"] for row in csv.DictReader(io.StringIO(sink.getvalue().decode())))
    assert kinds.total() == rows
    assert kinds == expected
    assert len(kinds) == 14


def test_real_repeats_survive_and_repeated_ids_are_told(real: Path, tmp_path: Path) -> None:
    content = next((real / "police_uk" / "street").rglob("2025-05-kent-street.csv"), None)
    if content is None:
        pytest.skip("the real folder lacks 2025-05")
    file = landed(tmp_path, content.read_bytes(), "street/kent/2025-05")
    verdict = validate(CRIME_STREET, file.resource.id, SOURCE.parse(file))
    lines = Counter(content.read_bytes().splitlines()[1:])
    repeated = sum(count for line, count in lines.items() if count > 1)
    rows = verdict.rows.drop("_row")
    assert rows.is_duplicated().sum() == repeated > 100
    assert [issue.check for issue in verdict.issues].count("repeated-key") == 1


def test_two_real_vintages_side_by_side_are_not_chosen_between(real: Path) -> None:
    listing = SOURCE.listing(_world(real / "police_uk" / "revisions"), Request("city-of-london"))
    assert listing.resources == ()
    assert {issue.check for issue in listing.issues} == {"ambiguous-file"}
