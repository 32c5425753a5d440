from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources.records import RecordsSource
from pipelines.upstream import Landed, Request, Resource, Severity, SourceError, World
from schemas.base import columns_of
from schemas.budget import Budget
from schemas.decisions import Decisions

DECISIONS = RecordsSource("decisions", Decisions, "d", "Decisions", "Office", "https://example.org/", "OGL")
BUDGET = replace(DECISIONS, folder="budget", model=Budget, items="lines", period="financial_year")
GOOD = "decision_id: kent-d-011\ndecision_number: 11\ntitle: Sale\nsource_url: https://example.org/\n"
LINE = """  - item: budget-line
    side: financing
    line_order: {order}
    line_code: grants
    label: Grants
    amount_gbp: {amount}
    published_as: "303.2"
    published_unit: GBP million
    rounding_gbp: 100000.00
"""
YEAR = "financial_year: 2025-26\narea_code: E23000032\nderived: false\nlines:\n"


@pytest.fixture
def world(tmp_path: Path) -> World:
    for name in ("decisions", "budget", "inbox"):
        (tmp_path / name).mkdir()
    return World("folder", False, tmp_path, (tmp_path / "inbox",), date(2026, 11, 21))


def landed(path: Path, content: bytes) -> Landed:
    path.write_bytes(content)
    resource = Resource("decisions/one", "records/decisions/one.yaml")
    return Landed(resource, path, hashlib.sha256(content).hexdigest(), len(content))


@pytest.fixture
def parse(tmp_path: Path) -> Callable[..., object]:
    return lambda content, source=DECISIONS: source.parse(landed(tmp_path / "bytes", content.encode()))


def test_one_resource_for_each_file_and_bytes_copied_as_they_are(world: World) -> None:
    for name in ("b.yaml", "a.yaml", "notes.txt"):
        (world.records / "decisions" / name).write_text(GOOD)
    listing = DECISIONS.listing(world, Request("kent"))
    assert [resource.url for resource in listing.resources] == ["records/decisions/a.yaml", "records/decisions/b.yaml"]
    assert listing.expected == ("all",)
    sink = io.BytesIO()
    DECISIONS.fetch(listing.resources[0], world, sink)
    assert sink.getvalue() == GOOD.encode()


def test_years_are_listed_by_what_the_files_say(world: World) -> None:
    (world.records / "budget" / "x.yaml").write_text(YEAR + LINE.format(order=1, amount="1.00"))
    (world.records / "budget" / "y.yaml").write_text(
        YEAR.replace("2025-26", "2024-25") + LINE.format(order=1, amount=2)
    )
    assert BUDGET.listing(world, Request("kent")).expected == ("2024-25", "2025-26")
    asked = BUDGET.listing(world, Request("kent", ("2024-25",)))
    assert [resource.id for resource in asked.resources] == ["budget/y"]
    assert asked.expected == ("2024-25",)


def test_a_record_held_back_is_not_offered_until_its_day(world: World) -> None:
    (world.records / "decisions" / "a.yaml").write_text(GOOD + "publish_after: 2026-11-22\n")
    waiting = DECISIONS.listing(world, Request("kent"))
    assert waiting.resources == ()
    assert [(issue.check, issue.severity, issue.value) for issue in waiting.issues] == [
        ("deferred", Severity.NOTE, "2026-11-22")
    ]
    due = DECISIONS.listing(replace(world, today=date(2026, 11, 22)), Request("kent"))
    assert len(due.resources) == 1
    assert due.issues == ()


def test_a_day_to_wait_for_that_cannot_be_read_publishes_nothing(world: World) -> None:
    path = world.records / "decisions" / "a.yaml"
    path.write_text(GOOD + "publish_after: next spring\n")
    assert len(DECISIONS.listing(world, Request("kent")).resources) == 1
    parsed = DECISIONS.parse(landed(path, path.read_bytes()))
    assert parsed.rows.height == 0
    assert parsed.issues[0].field == "publish_after"


def test_a_missing_folder_is_an_empty_one(world: World, tmp_path: Path) -> None:
    listing = DECISIONS.listing(replace(world, records=tmp_path / "nowhere"), Request("kent"))
    assert (listing.resources, listing.complete, [issue.check for issue in listing.issues]) == ((), True, ["no-record"])


def test_a_lost_file_says_so(world: World) -> None:
    with pytest.raises(SourceError, match=r"records/decisions/gone.yaml cannot be read"):
        DECISIONS.fetch(Resource("decisions/gone", "records/decisions/gone.yaml"), world, io.BytesIO())


def test_a_folder_without_a_record_is_empty_and_says_so(world: World) -> None:
    (world.records / "decisions" / "README.md").write_text("How to write one")
    listing = DECISIONS.listing(world, Request("kent"))
    assert (listing.resources, listing.expected, listing.complete) == ((), (), True)
    assert [(issue.check, issue.severity, issue.resource) for issue in listing.issues] == [
        ("no-record", Severity.NOTE, "records/decisions")
    ]


def test_another_folder_adds_records_and_never_takes_the_place_of_the_offices(world: World, tmp_path: Path) -> None:
    more = tmp_path / "more"
    (more / "decisions").mkdir(parents=True)
    (world.records / "decisions" / "b.yaml").write_text(GOOD)
    for name in ("a.yaml", "b.yaml"):
        (more / "decisions" / name).write_text("title: another\n")
    wider = replace(world, more_records=(more, tmp_path / "nowhere"))
    first, second = DECISIONS.listing(wider, Request("kent")).resources
    assert [first.url, second.url] == ["records/decisions/a.yaml", "records/decisions/b.yaml"]
    for resource, content in ((first, b"title: another\n"), (second, GOOD.encode())):
        sink = io.BytesIO()
        DECISIONS.fetch(resource, wider, sink)
        assert sink.getvalue() == content


def test_a_decision_is_typed_and_what_is_unknown_is_marked(parse: Callable[..., object]) -> None:
    parsed = parse(GOOD + "capital_gbp: 250000.00\nurgent: false\noptions_considered:\n  - Keep\n  - Sell\n")
    row = parsed.rows.row(0, named=True)
    assert row["decision_number"] == 11
    assert (row["capital_gbp"], row["capital_gbp_status"]) == (Decimal("250000.00"), None)
    assert (row["revenue_gbp"], row["revenue_gbp_status"]) == (None, "[x]")
    assert (row["decision_date"], row["decision_date_status"]) == (None, "[x]")
    assert (row["urgent"], row["exempt"], row["options_considered"]) == (False, None, "Keep; Sell")
    assert (row["_row"], row["_period"]) == (1, "all")
    assert (parsed.tally.read, parsed.tally.accepted, parsed.issues) == (1, 1, ())


def test_columns_and_types_are_exactly_the_models(parse: Callable[..., object]) -> None:
    expected = {column.name: column.polars for column in columns_of(Decisions)}
    expected |= {"_row": pl.Int64(), "_period": pl.String()}
    for content in (GOOD, "not: a decision\n"):
        assert list(parse(content).rows.schema.items()) == list(expected.items())


def test_one_bad_line_costs_that_line_only(parse: Callable[..., object]) -> None:
    parsed = parse(YEAR + LINE.format(order=1, amount="303200000.00") + LINE.format(order=2, amount="£303m"), BUDGET)
    assert (parsed.tally.read, parsed.tally.rejected, parsed.rows.height) == (2, 1, 1)
    (issue,) = parsed.issues
    assert (issue.check, issue.field, issue.value, issue.row) == ("wrong-type", "amount_gbp", "£303m", 19)
    assert "records/decisions/one.yaml line 19" in issue.text
    assert parsed.rows.row(0, named=True)["_period"] == "2025-26"


@pytest.mark.parametrize(
    ("content", "check", "field", "row"),
    [
        (GOOD + "reason: cheap\n", "unknown-field", "reason", 5),
        (GOOD.replace("title: Sale\n", ""), "missing-field", "title", 1),
        (GOOD.replace("11\n", "eleven\n"), "wrong-type", "decision_number", 2),
        (GOOD + "title: [", "record-unreadable", "", 5),
        (GOOD + "title: again\n", "record-unreadable", "title", 5),
    ],
)
def test_faults_name_file_field_and_what_to_do(
    parse: Callable[..., object], content: str, check: str, field: str, row: int
) -> None:
    parsed = parse(content)
    found = [(issue.check, issue.field) for issue in parsed.issues]
    assert (check, field) in found
    assert parsed.rows.height == 0
    assert (parsed.tally.read, parsed.tally.rejected) == (1, 1)
    assert all("records/decisions/one.yaml" in issue.text and issue.owner == "office" for issue in parsed.issues)
    assert parsed.issues[0].row == row


NAMES = st.sampled_from([column.name for column in columns_of(Decisions)] + ["tittle", "<<"])
VALUES = st.text(max_size=12) | st.lists(st.text(max_size=5), max_size=3) | st.none() | st.booleans() | st.integers()


@given(fields=st.dictionaries(NAMES, VALUES, max_size=8))
def test_any_record_is_a_row_or_has_an_issue(
    tmp_path_factory: pytest.TempPathFactory, fields: dict[str, object]
) -> None:
    path = tmp_path_factory.getbasetemp() / "any"
    parsed = DECISIONS.parse(landed(path, yaml.safe_dump(fields, allow_unicode=True).encode()))
    assert parsed.tally.read == 1
    assert parsed.rows.height + parsed.tally.rejected == 1
    assert bool(parsed.issues) == bool(parsed.tally.rejected)
