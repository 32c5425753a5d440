"""Neighbourhoods against real answers and malformed objects of the API, one detail gone, and damaged documents."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.places import NEIGHBOURHOODS_DATASET
from pipelines.fetch.attempts import Patience
from pipelines.fetch.http import Http
from pipelines.sandbox import faults, neighbourhoods
from pipelines.sandbox.page import Setting
from pipelines.sandbox.server import Sandbox
from pipelines.sources.neighbourhoods import API, MOST, NeighbourhoodApi, plain
from pipelines.upstream import (
    Landed,
    NotOurs,
    Request,
    Resource,
    Severity,
    SourceError,
    SourceUnavailable,
    Transfer,
    World,
)
from pipelines.validation import Verdict, validate
from pipelines.worlds import Folder

ASK = Request("kent")
TAKEN = {
    "neighbourhood.json": ("City Centre", 1000, None),
    "neighbourhood-html-in-name.json": ("Leake & Keyworth", 1000, None),
    "neighbourhood-invalid-population.json": ("City Centre", None, "[x]"),
    "neighbourhood-empty-force-url.json": ("Banks & Hesketh", 1000, None),
}
LISTS = {"neighbourhoods_gloucestershire.json", "crimes-street_greater-manchester_2026-08_empty.json"}


class Told:
    """A remote that answers from a mapping; an exception in it is raised."""

    def __init__(self, answers: Mapping[str, object]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def read(self, url: str, *, limit: int = 0, accept: tuple[str, ...] = ()) -> tuple[bytes, Transfer]:
        assert limit
        assert accept == ("application/json",)
        self.asked.append(url)
        answer = self.answers[url]
        if isinstance(answer, Exception):
            raise answer
        return json.dumps(answer).encode(), Transfer()

    def members(self, url: str) -> Mapping[str, str]:
        raise NotImplementedError

    def resolve(self, url: str) -> str:
        raise NotImplementedError

    def copy(self, url: str, member: str, sink: BinaryIO, *, limit: int = 0, accept: tuple[str, ...] = ()) -> Transfer:
        raise NotImplementedError


def read(content: bytes, folder: Path, force: str = "kent", url: str = "the document") -> Verdict:
    path = folder / "landed"
    path.write_bytes(content)
    resource = Resource(f"neighbourhoods/{force}", url)
    parsed = NeighbourhoodApi().parse(Landed(resource, path, "0" * 64, len(content)))
    return validate(NEIGHBOURHOODS_DATASET, url, parsed)


def collected(remote: Told | Http, kind: str = "live", pause: Callable[[float], None] = lambda _: None) -> bytes:
    world = World(kind, kind == "sandbox", Path(), (), date(2026, 6, 1), remote=remote)
    source, sink = NeighbourhoodApi(pause=pause), io.BytesIO()
    (resource,) = source.listing(world, ASK).resources
    source.fetch(resource, world, sink)
    return sink.getvalue()


def answers(**more: object) -> dict[str, object]:
    listed = [{"id": "B 2", "name": "Weald"}, {"id": "A1", "name": "Quay &amp; Harbour"}]
    found: dict[str, object] = {f"{API}/kent/neighbourhoods": listed}
    found[f"{API}/kent/A1"] = {"id": "A1", "name": "Quay &amp; Harbour", "population": "0", "centre": {}}
    found[f"{API}/kent/B%202"] = more.get("b2", {"id": "B 2", "name": "Weald", "population": "1,200"})
    return found


def test_every_real_object_is_taken_or_refused_by_name(real: Path, tmp_path: Path) -> None:
    for path in sorted((real / "police_uk/api").rglob("*.json")):
        if path.name in TAKEN:
            (row,) = read(path.read_bytes(), tmp_path).rows.iter_rows(named=True)
            assert (row["name"], row["population"], row["population_status"]) == TAKEN[path.name]
            assert (row["longitude"], row["latitude"]) == (Decimal("-1.136190"), Decimal("52.638900"))
            assert "<" not in row["description"]
        elif path.name not in {
            "neighbourhoods_gloucestershire.json",
            "crimes-street_greater-manchester_2026-08_empty.json",
        }:
            with pytest.raises((NotOurs, SourceError), match="the document"):
                read(path.read_bytes(), tmp_path)


def test_the_real_list_of_another_force_is_taken_only_when_asked_for(real: Path, tmp_path: Path) -> None:
    path = real / "police_uk/api/neighbourhoods_gloucestershire.json"
    rows = read(path.read_bytes(), tmp_path, "gloucestershire").rows
    listed = json.loads(path.read_text(encoding="utf-8"))
    assert rows["neighbourhood_id"].to_list() == [entry["id"] for entry in listed]
    assert set(rows["force"]) == {"gloucestershire"}
    world = World("folder", False, Path(), (), date(2026, 6, 1), files=Folder(real))
    source = NeighbourhoodApi()
    assert source.listing(world, ASK).resources == ()
    assert [issue.check for issue in source.listing(world, ASK).issues] == ["other-force"]
    (resource,) = source.listing(world, Request("kent", compare=("gloucestershire",))).resources
    sink = io.BytesIO()
    source.fetch(resource, world, sink)
    assert resource.compared
    assert sink.getvalue() == path.read_bytes()


def test_list_and_details_make_one_document_at_the_pace_that_is_allowed(tmp_path: Path) -> None:
    remote, waited = Told(answers()), list[float]()
    content = collected(remote, pause=waited.append)
    assert remote.asked == [f"{API}/kent/neighbourhoods", f"{API}/kent/A1", f"{API}/kent/B%202"]
    assert len(waited) == 2
    assert all(1 / wait <= 15 for wait in waited)
    assert collected(Told(answers())) == content
    rows = read(content, tmp_path).rows.select("neighbourhood_id", "name", "population", "population_status").rows()
    assert rows == [("B 2", "Weald", 1200, None), ("A1", "Quay & Harbour", 0, "[u]")]


def test_one_detail_that_is_gone_costs_its_own_text_and_nothing_else(tmp_path: Path) -> None:
    verdict = read(collected(Told(answers(b2=SourceError("the server answered 404")))), tmp_path)
    assert verdict.rows.select("name", "population", "population_status").rows()[0] == ("Weald", None, "[x]")
    assert verdict.rows.height == 2
    (issue,) = verdict.issues
    assert (issue.check, issue.severity, issue.row, issue.value) == ("detail-not-given", Severity.WARNING, 1, "B 2")
    with pytest.raises(SourceUnavailable):
        collected(Told(answers(b2=SourceUnavailable("no answer"))))


def test_no_list_is_refused_and_an_empty_one_is_no_data(tmp_path: Path) -> None:
    verdict = read(collected(Told({f"{API}/kent/neighbourhoods": []})), tmp_path)
    assert (verdict.rows.height, [issue.check for issue in verdict.issues]) == (0, ["no-data-at-source"])
    wrong: list[object] = [{"error": "no"}, [{}] * (MOST + 1)]
    for answer in wrong:
        with pytest.raises(SourceError, match="gave no list"):
            collected(Told({f"{API}/kent/neighbourhoods": answer}))
    with pytest.raises(SourceError, match="not JSON"):
        read(b"<html>", tmp_path)


EVERY: dict[str, object] = {
    f"{API}/forces": [{"id": "kent"}, {"id": "essex"}, {"id": "northern-ireland"}, {"id": "No force"}, {}, "x"]
}


def every_force(answers: Mapping[str, object]) -> tuple[World, tuple[Resource, ...]]:
    world = World("live", False, Path(), (), date(2026, 6, 1), remote=Told(answers))
    return world, NeighbourhoodApi().listing(world, Request("kent", compare=("all",))).resources


def test_all_forces_are_those_that_the_api_names() -> None:
    found = every_force(EVERY)[1]
    assert [(resource.id, resource.compared) for resource in found] == [
        ("neighbourhoods/kent", False),
        ("neighbourhoods/essex", True),
        ("neighbourhoods/northern-ireland", True),
    ]
    answers: list[object] = [[], {"error": 1}, [{}]]
    for wrong in answers:
        with pytest.raises(SourceError, match="names no force"):
            every_force({f"{API}/forces": wrong})


def test_a_force_to_compare_with_that_has_none_is_an_absence_with_its_reason(tmp_path: Path) -> None:
    gone: dict[str, object] = {
        f"{API}/{force}/neighbourhoods": SourceError("the server answered 404") for force in ("kent", "essex")
    }
    gone[f"{API}/northern-ireland/neighbourhoods"] = SourceUnavailable("no answer")
    world, (own, compared, silent) = every_force(EVERY | gone)
    sink = io.BytesIO()
    NeighbourhoodApi().fetch(compared, world, sink)
    verdict = read(sink.getvalue(), tmp_path, "essex")
    (issue,) = verdict.issues
    assert (verdict.tally.read, issue.check, issue.severity) == (0, "no-data-at-source", Severity.NOTE)
    assert "the server answered 404" in issue.text
    for resource in (own, silent):
        with pytest.raises(SourceError):
            NeighbourhoodApi().fetch(resource, world, io.BytesIO())


def test_all_takes_every_file_of_a_folder(real: Path) -> None:
    world = World("folder", False, Path(), (), date(2026, 6, 1), files=Folder(real))
    listing = NeighbourhoodApi().listing(world, Request("kent", compare=("all",)))
    assert [(found.id, found.compared) for found in listing.resources] == [("neighbourhoods/gloucestershire", True)]
    assert listing.issues == ()


def test_the_sandbox_has_the_traps_and_a_busy_server_is_asked_again(tmp_path: Path) -> None:
    pages = neighbourhoods.pages(Setting(1, date(2026, 10, 20), "kent", tmp_path))
    with Sandbox(pages, faults.parse("429:2@neighbourhoods")) as served:
        route = lambda url: f"{served.base_url}/{url.removeprefix('https://')}"  # noqa: E731
        with closing(Http(route, patience=Patience(first=0.01, longest=0.02))) as remote:
            remote.session.trust_env = False
            verdict = read(collected(remote, "sandbox"), tmp_path)
    assert verdict.tally.read == verdict.rows.height == neighbourhoods.COUNT
    checks = [issue.check for issue in verdict.issues]
    assert (checks.count("detail-not-given"), checks.count("unusable-value")) == (1, 3)
    assert all("synthetic sample" in name for name in verdict.rows["name"])
    assert not any(sign in name for name in verdict.rows["name"] for sign in "<>;")
    assert verdict.rows.filter(verdict.rows["longitude"].is_null()).height == 3 + 1
    assert set(verdict.rows["population_status"].drop_nulls()) == {"[u]", "[x]"}


def test_repeated_and_nameless_entries_are_left_out_and_named(tmp_path: Path) -> None:
    listed = [
        {"id": "A", "name": "One"},
        {"id": "A", "name": "Two"},
        {"id": "", "name": "x"},
        {"id": "B", "name": "<p>"},
    ]
    verdict = read(json.dumps(listed).encode(), tmp_path)
    assert verdict.rows["name"].to_list() == ["One"]
    assert (verdict.tally.read, verdict.tally.rejected) == (4, 3)
    assert [issue.row for issue in verdict.issues] == [2, 3, 4]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("Leake &amp; Keyworth", "Leake & Keyworth"),
        ("A &amp;amp; B", "A & B"),
        ("<p>One.</p>\n<p>Two&nbsp;three</p>", "One. Two three"),
        ("<script>alert(1)</script>x", "x"),
        ("&lt;b&gt;bold&lt;/b&gt;", "bold"),
        ("3 < 5 and 5 > 3", "3 < 5 and 5 > 3"),
        ("", None),
        (None, None),
    ],
)
def test_markup_and_entities_are_taken_out(written: str | None, read_as: str | None) -> None:
    assert plain(written) == read_as


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.sampled_from(["id", "name", "population", "centre", "contact_details", "description", "url_force"])


def refused_or(content: bytes, folder: Path) -> Verdict | str:
    try:
        return read(content, folder)
    except SourceError as refusal:
        return str(refusal)


@settings(max_examples=100, database=None, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(FIELDS, VALUES), st.integers(0, 3), st.integers(1, 100))
def test_whatever_the_api_says_is_accounted_for_or_refused(
    tmp_path: Path, change: dict[str, Any], shape: int, share: int
) -> None:
    detail = {"id": "A", "name": "One", "population": "5", "centre": {"latitude": "51", "longitude": "1"}} | change
    document = (
        [detail, detail],
        detail,
        {"listed": [detail, 7], "told": {"A": detail}},
        {"listed": [detail], "told": change},
    )
    content = json.dumps(document[shape]).encode()
    verdict = refused_or(content[: max(1, len(content) * share // 100)] if share < 50 else content, tmp_path)
    if isinstance(verdict, str):
        assert "the document" in verdict
        return
    assert verdict.tally.accepted == verdict.rows.height
    assert (verdict.tally.rejected > 0) == any(issue.severity is Severity.ERROR for issue in verdict.issues)
