"""data.police.uk's files: what the archive and a folder offer for one force or many, and what their rows say."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.crime import CRIME_OUTCOMES, CRIME_STREET
from assets.stops import STOP_AND_SEARCH
from pipelines.backfill import plan
from pipelines.dataset import Dataset
from pipelines.landing import Receipt
from pipelines.sources.police_uk import months_between
from pipelines.upstream import PERIOD, ROW, Landed, Parsed, Request, Resource, Severity, SourceError, Transfer, World
from pipelines.validation import validate
from pipelines.worlds import Folder

KINDS = {"street": CRIME_STREET, "outcomes": CRIME_OUTCOMES, "stop-and-search": STOP_AND_SEARCH}
OUTCOME_HEADER = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Outcome type"
STOP_HEADER = (
    "Type,Date,Part of a policing operation,Policing operation,Latitude,Longitude,Gender,Age range,"
    "Self-defined ethnicity,Officer-defined ethnicity,Legislation,Object of search,Outcome,"
    "Outcome linked to object of search,Removal of more than just outer clothing"
)
STOP = (
    "Person search,{},False,,51.276575,1.079507,Male,18-24,White - Irish,White,"
    "Aviation Security Act 1982 (section 27(1)),Stolen goods,Arrest,True,False"
)
VEHICLE = "Vehicle search,{},,,,,,,,,Misuse of Drugs Act 1971 (section 23),Controlled drugs,,,"
OUTCOME = (
    f"{'a' * 64},2024-07,Kent Police,Kent Police,0.5,51.3,On or near A Street,E01016063,Medway 020B,Local resolution"
)
NOWHERE = f"{'a' * 64},2024-07,Kent Police,Kent Police,,,No location,,,Suspect charged"
JULY = "2024-07-03T13:20:00+00:00"


def _parse(path: Path, dataset: Dataset, force: str, month: str) -> Parsed:
    resource = Resource(f"{dataset.source.name.removeprefix('police-uk-')}/{force}/{month}", "", periods=(month,))
    return dataset.source.parse(Landed(resource, path, "", path.stat().st_size))


def _file(folder: Path, dataset: Dataset, *lines: str, force: str = "kent", month: str = "2024-07") -> Parsed:
    path = folder / "file.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return _parse(path, dataset, force, month)


def _stops(folder: Path, *lines: str, month: str = "2024-07") -> Parsed:
    return _file(folder, STOP_AND_SEARCH, STOP_HEADER, *lines, month=month)


def _valid(dataset: Dataset, parsed: Parsed) -> list[dict[str, Any]]:
    verdict = validate(dataset, "file", parsed)
    assert verdict.tally.rejected == 0, verdict.issues
    return verdict.rows.to_dicts()


# What the rows say.


def test_real_outcomes_keep_every_value(real: Path) -> None:
    path = real / "police_uk/outcomes/2023-06-kent-outcomes.HEAD-SAMPLE.csv"
    rows = _valid(CRIME_OUTCOMES, _parse(path, CRIME_OUTCOMES, "kent", "2023-06"))
    given_rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))[1:]
    names = [column.name for column in CRIME_OUTCOMES.columns]
    assert [["" if row[name] is None else str(row[name]) for name in names] for row in rows] == given_rows
    assert Counter(row["location"] for row in rows)["No location"] == 6


def test_real_stops_keep_every_value_and_their_sides(real: Path) -> None:
    path = real / "police_uk/stop-and-search/2024-01-kent-stop-and-search.HEAD-SAMPLE.csv"
    rows = _valid(STOP_AND_SEARCH, _parse(path, STOP_AND_SEARCH, "kent", "2024-01"))
    given_rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert len(rows) == len(given_rows) == 24
    for row, was in zip(rows, given_rows, strict=True):
        assert (row["force"], row["month"], row["searched_at"]) == ("kent", "2024-01", was["Date"])
        place = ["" if row[side] is None else str(row[side]) for side in ("latitude", "longitude")]
        assert place == [was["Latitude"], was["Longitude"]]
        assert (row["gender"] or "", row["age_range"] or "") == (was["Gender"], was["Age range"])
        assert (row["legislation"], row["outcome"]) == (was["Legislation"], was["Outcome"])
        assert str(row["part_of_operation"]) == was["Part of a policing operation"]
        assert str(row["outcome_linked_to_object"]) == was["Outcome linked to object of search"]
    assert all(row["time_known"] for row in rows)


@pytest.mark.parametrize(
    ("stamp", "month", "kept"),
    [
        ("2024-07-31T22:59:00+00:00", "2024-07", True),
        ("2024-07-31T23:30:00+00:00", "2024-07", True),  # July by universal time
        ("2024-07-31T23:30:00+00:00", "2024-08", True),  # August by British time
        ("2024-08-01T00:30:00+01:00", "2024-07", True),
        ("2024-07-31T22:59:00+00:00", "2024-08", False),
        ("2024-01-31T23:30:00+00:00", "2024-02", False),  # in winter the clocks agree
        ("2024-08-01T00:00:00Z", "2024-07", False),
        ("2024-13-01T00:00:00+00:00", "2024-07", False),
        ("yesterday", "2024-07", False),
        ("", "2024-07", False),
    ],
)
def test_a_search_is_of_its_files_month_by_either_clock(tmp_path: Path, stamp: str, month: str, kept: bool) -> None:
    parsed = _stops(tmp_path, STOP.format(stamp), month=month)
    assert parsed.rows.height == kept
    assert parsed.tally.read == parsed.tally.accepted + parsed.tally.rejected == 1
    if not kept:
        (issue,) = parsed.issues
        assert (issue.check, issue.row, issue.field, issue.value) == ("wrong-period", 2, "searched_at", stamp)


@given(st.datetimes(datetime(2023, 1, 1), datetime(2024, 12, 31)))  # noqa: DTZ001
def test_the_month_rule_is_that_of_the_standard_library(moment: datetime) -> None:
    import zoneinfo

    import polars as pl

    from pipelines.sources.police_uk_kinds import STOP_AND_SEARCH as KIND

    stamp = moment.replace(microsecond=0, tzinfo=UTC)
    british = stamp.astimezone(zoneinfo.ZoneInfo("Europe/London"))
    frame = pl.DataFrame({"searched_at": [stamp.isoformat()]})
    for month in months_between("2023-01", "2025-01"):
        assert frame.select(KIND.of_month(month)).item() == (month in {f"{stamp:%Y-%m}", f"{british:%Y-%m}"})
    known = frame.select(KIND.flags[0][1](pl.col("searched_at"))).item()
    assert known == (
        timedelta(0) not in {timedelta(hours=t.hour, minutes=t.minute, seconds=t.second) for t in (stamp, british)}
    )


@pytest.mark.parametrize(
    ("stamp", "known"),
    [
        ("2024-07-03T13:20:00+00:00", True),
        ("2024-07-03T00:00:00+00:00", False),
        ("2024-07-03T23:00:00+00:00", False),  # midnight in British summer time
        ("2024-07-04T00:00:00+01:00", False),
        ("2024-07-03T00:00:01+00:00", True),
    ],
)
def test_midnight_stands_for_a_date_alone(tmp_path: Path, stamp: str, known: bool) -> None:
    (row,) = _valid(STOP_AND_SEARCH, _stops(tmp_path, STOP.format(stamp)))
    assert (row["time_known"], row["searched_at"]) == (known, stamp)


def test_winter_evenings_are_no_midnight(tmp_path: Path) -> None:
    (row,) = _valid(STOP_AND_SEARCH, _stops(tmp_path, STOP.format("2024-01-03T23:00:00+00:00"), month="2024-01"))
    assert row["time_known"] is True


def test_equal_searches_are_all_kept_and_blanks_stay_blank(tmp_path: Path) -> None:
    rows = _valid(STOP_AND_SEARCH, _stops(tmp_path, *[STOP.format(JULY)] * 3, VEHICLE.format(JULY)))
    assert [{**row, ROW: 0} for row in rows[:2]] == [{**rows[2], ROW: 0}] * 2
    vehicle = rows[3]
    blank = ("gender", "age_range", "longitude", "latitude", "outcome", "part_of_operation", "outcome_linked_to_object")
    assert [vehicle[name] for name in blank] == [None] * 7
    assert vehicle["force"] == "kent"
    assert {row[PERIOD] for row in rows} == {"2024-07"}


def test_several_outcomes_of_a_crime_are_published_with_a_warning(tmp_path: Path) -> None:
    parsed = _file(tmp_path, CRIME_OUTCOMES, OUTCOME_HEADER, OUTCOME, NOWHERE)
    verdict = validate(CRIME_OUTCOMES, "file", parsed)
    assert [row["outcome_type"] for row in verdict.rows.to_dicts()] == ["Local resolution", "Suspect charged"]
    assert [(issue.check, issue.severity) for issue in verdict.issues] == [("repeated-key", Severity.WARNING)]


def test_rows_of_another_month_are_rejected_and_named(tmp_path: Path) -> None:
    parsed = _file(tmp_path, CRIME_OUTCOMES, OUTCOME_HEADER, OUTCOME, OUTCOME.replace("2024-07", "2024-06"))
    assert (parsed.tally.read, parsed.tally.rejected, parsed.rows.height) == (2, 1, 1)
    assert [(issue.row, issue.value) for issue in parsed.issues] == [(3, "2024-06")]


@pytest.mark.parametrize(
    ("force", "row"),
    [
        ("btp", ",2024-07,British Transport Police,British Transport Police,-0.1,51.5,On or near Station,,,Drugs,,"),
        (
            "northern-ireland",
            f"{'b' * 64},2024-07,Police Service of Northern Ireland,Police Service of Northern Ireland,-5.93,54.6,"
            "On or near A Road,,,Burglary,,",
        ),
        (
            "dorset",
            f"{'c' * 64},2024-07,Dorset Police,Dorset Police,-1.9,50.7,On or near The Drive,E01015349,"
            '"Bournemouth, Christchurch and Poole 024D",Drugs,Under investigation,',
        ),
    ],
)
def test_other_forces_have_gaps_of_their_own_and_pass(tmp_path: Path, force: str, row: str) -> None:
    header = OUTCOME_HEADER.replace("Outcome type", "Crime type,Last outcome category,Context")
    (read,) = _valid(CRIME_STREET, _file(tmp_path, CRIME_STREET, header, row, force=force))
    (cells,) = csv.reader([row])
    assert [read[c.name] or "" for c in CRIME_STREET.columns if c.kind == "string"] == [*cells[:4], *cells[6:]]


def test_outcomes_without_ids_pass_and_are_no_repeated_keys(tmp_path: Path) -> None:
    line = ",2024-07,British Transport Police,British Transport Police,,,No location,,,Local resolution"
    verdict = validate(CRIME_OUTCOMES, "file", _file(tmp_path, CRIME_OUTCOMES, OUTCOME_HEADER, line, line, force="btp"))
    assert (verdict.tally.accepted, verdict.issues) == (2, ())


# Whatever is done to a file, every row is accounted for or the file is refused.

FILES = {
    "outcomes": (CRIME_OUTCOMES, [OUTCOME_HEADER, OUTCOME, NOWHERE, OUTCOME]),
    "stops": (STOP_AND_SEARCH, [STOP_HEADER, STOP.format(JULY), VEHICLE.format(JULY), STOP.format(JULY)]),
}


def _mutated(draw: st.DrawFn, lines: list[str]) -> bytes:
    rows = list(csv.reader(lines))
    order = list(range(len(rows[0])))
    if draw(st.booleans()):
        draw(st.randoms(use_true_random=False)).shuffle(order)
    order = order[: len(order) - draw(st.sampled_from([0, 0, 0, 1, 3]))] + draw(st.sampled_from([[], [], [0]]))
    for _ in range(draw(st.integers(0, 3))):
        cell = draw(
            st.sampled_from(["x" * 70_000, "", "\0", "Maybe", "1e9", "2024-07", 'a"b', "a\nb", "é", "=1", "-91"])
        )
        rows[draw(st.integers(1, 3))][draw(st.integers(0, len(rows[0]) - 1))] = cell
    sink = io.StringIO()
    comma = draw(st.sampled_from([",", ",", ",", ";", "\t"]))
    csv.writer(sink, delimiter=comma, lineterminator="\n").writerows([[row[at] for at in order] for row in rows])
    content = sink.getvalue().encode(draw(st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "latin-1", "utf-16"])))
    return content[: draw(st.sampled_from([len(content)] * 3 + [len(content) // 2, 1, 0]))]


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_mutation_is_accounted_for_or_refused(tmp_path: Path, name: str, data: st.DataObject) -> None:
    dataset, lines = FILES[name]
    content = data.draw(st.composite(lambda draw: _mutated(draw, lines))())
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    try:
        parsed = _parse(path, dataset, "kent", "2024-07")
    except SourceError:
        return
    verdict = validate(dataset, "file", parsed)
    physical = content.count(b"\n") + (not content.endswith(b"\n")) - 1
    rejected = {issue.row for issue in verdict.issues if issue.severity is Severity.ERROR}
    assert verdict.tally.read == physical == verdict.rows.height + verdict.tally.rejected + verdict.tally.blank
    assert len(rejected) == verdict.tally.rejected
    assert not rejected & set(verdict.rows[ROW].to_list())


def test_a_lost_column_refuses_the_file_and_a_new_one_warns(tmp_path: Path) -> None:
    header = STOP_HEADER.replace("Gender,", "")
    with pytest.raises(SourceError, match=r"stop-and-search/kent/2024-07: column Gender is missing"):
        _stops_with(tmp_path, header, STOP.format(JULY).replace("Male,", ""))
    parsed = _stops_with(tmp_path, STOP_HEADER + ",Body worn video", STOP.format(JULY) + ",True")
    assert parsed.rows.height == 1
    assert [(issue.check, issue.severity) for issue in parsed.issues] == [("unknown-column", Severity.WARNING)]


def _stops_with(folder: Path, *lines: str) -> Parsed:
    return _file(folder, STOP_AND_SEARCH, *lines)


# What is on offer.


class Archives:
    """Hosts with an archive for each vintage, and a count of what was asked of them."""

    def __init__(self, newest: str, *names: str) -> None:
        self.newest, self.names, self.asked = newest, names, Counter[str]()

    def resolve(self, url: str) -> str:
        self.asked[url] += 1
        return url.replace("latest", self.newest).replace("data.police.uk/data", "s3.example")

    def members(self, url: str) -> Mapping[str, str]:
        self.asked[url] += 1
        return {name: f"{number:08x}-{1000 + number}" for number, name in enumerate(self.names)}

    def copy(self, url: str, member: str, sink: BinaryIO, *, limit: int = 0, accept: tuple[str, ...] = ()) -> Transfer:
        raise AssertionError("a listing fetches nothing")

    def read(self, url: str, *, limit: int = 0, accept: tuple[str, ...] = ()) -> tuple[bytes, Transfer]:
        raise AssertionError("a listing reads no body")


def _members(kind: str = "outcomes") -> tuple[str, ...]:
    """Kent in every month, Essex but for one, and things that are not ours."""
    months = months_between("2021-08", "2024-07")
    ours = [f"{month}/{month}-kent-{kind}.csv" for month in months]
    essex = [f"top/{month}/{month}-essex-{kind}.csv" for month in months if month != "2024-05"]
    return (
        *ours,
        *essex,
        "2024-07/2024-07-devon-and-cornwall-stop-and-search.csv",
        "2024-06/2024-07-kent-outcomes.csv",
    )


def _world(archives: Archives | None = None, files: Folder | None = None) -> World:
    return World("live", False, Path(), (), datetime(2024, 9, 1, tzinfo=UTC).date(), remote=archives, files=files)


def test_the_listing_of_one_archive_serves_all_forces() -> None:
    archives = Archives("2024-07", *_members())
    alone = CRIME_OUTCOMES.source.listing(_world(archives), Request("kent"))
    before, archives.asked = archives.asked, Counter()
    listing = CRIME_OUTCOMES.source.listing(_world(archives), Request("kent", compare=("essex", "surrey", "kent")))
    assert archives.asked == before
    assert listing.expected == alone.expected == months_between("2021-08", "2024-07")
    assert tuple(r for r in listing.resources if not r.compared) == alone.resources
    others = [resource for resource in listing.resources if resource.compared]
    assert len(others) == 35
    assert {resource.id.split("/")[1] for resource in others} == {"essex"}
    assert others[0].member == "top/2021-08/2021-08-essex-outcomes.csv"
    assert len({resource.token for resource in listing.resources}) == len(listing.resources)


def test_files_that_are_not_there_to_compare_are_notes() -> None:
    listing = CRIME_OUTCOMES.source.listing(
        _world(Archives("2024-07", *_members())), Request("kent", compare=("essex", "surrey"))
    )
    assert [(i.check, i.severity, i.period) for i in listing.issues] == [
        ("no-file-to-compare", Severity.NOTE, "2024-05"),
        ("no-file-to-compare", Severity.NOTE, ""),
    ]
    assert "no file of surrey for 2021-08, 2021-09," in listing.issues[1].text


def test_all_forces_are_those_with_files_of_the_kind() -> None:
    archives = Archives("2024-07", *_members())
    listing = CRIME_OUTCOMES.source.listing(_world(archives), Request("kent", ("2024-07",), ("all",)))
    assert [resource.id for resource in listing.resources] == ["outcomes/kent/2024-07", "outcomes/essex/2024-07"]
    stops = STOP_AND_SEARCH.source.listing(_world(archives), Request("kent", compare=("all",)))
    assert [(r.id, r.compared) for r in stops.resources] == [("stop-and-search/devon-and-cornwall/2024-07", True)]


def test_an_archive_without_the_bodys_force_leaves_its_months_expected() -> None:
    listing = CRIME_STREET.source.listing(_world(Archives("2024-07", *_members())), Request("kent", ("2024-07",)))
    assert (listing.resources, listing.expected) == ((), ("2024-07",))


def test_a_folder_is_compared_within_the_months_of_its_own_force(tmp_path: Path) -> None:
    for name in ("2024-05-kent", "2024-07-kent", "2024-06-essex", "2024-07-essex", "2023-01-essex", "2024-07-btp"):
        (tmp_path / f"{name}-outcomes.csv").write_text(name)
    world = _world(files=Folder(tmp_path))
    listing = CRIME_OUTCOMES.source.listing(world, Request("kent", compare=("all",)))
    assert [(r.id, r.compared) for r in listing.resources] == [
        ("outcomes/kent/2024-05", False),
        ("outcomes/kent/2024-07", False),
        ("outcomes/btp/2024-07", True),
        ("outcomes/essex/2024-06", True),
        ("outcomes/essex/2024-07", True),
    ]
    assert listing.expected == ("2024-05", "2024-06", "2024-07")
    one = CRIME_OUTCOMES.source.listing(world, Request("kent", ("2024-06",), ("essex",)))
    assert [r.id for r in one.resources] == ["outcomes/essex/2024-06"]


def test_a_backfill_counts_every_force_of_a_month() -> None:
    archives = Archives("2024-07", *_members())
    listing = CRIME_OUTCOMES.source.listing(_world(archives), Request("kent", ("2024-06", "2024-07"), ("essex",)))
    kent, essex = (r for r in listing.resources if r.periods == ("2024-07",))
    held = {r.id: cast(Receipt, r) for r in listing.resources if r != essex}
    steps = plan(listing, ("2024-06", "2024-07"), held, ("2024-07",))
    assert [(s.period, s.fetch, s.size) for s in steps] == [("2024-06", False, 0), ("2024-07", True, essex.size)]
    nothing = plan(listing, ("2024-07",), {}, ())
    assert nothing[0].size == kent.size + essex.size
    stale = {kent.id: cast(Receipt, replace(kent, token=kent.token[1:])), essex.id: cast(Receipt, essex)}
    assert plan(listing, ("2024-07",), stale, ())[0].size == kent.size
