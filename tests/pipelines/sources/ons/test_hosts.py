"""What the hosts of the ONS offer: the sandbox's answers, new vintages, and answers that are not as assumed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from assets.places import AREAS_DATASET, POPULATION_DATASET
from pipelines.dataset import Dataset
from pipelines.fetch.attempts import Attempt
from pipelines.settings import Settings
from pipelines.sources.ons.hosts import assumed, estimates, portal_items, search_address
from pipelines.upstream import Landed, Parsed, Request, Resource, SourceError, Transfer, World
from pipelines.worlds import open_world

KENT = "E23000032"


class Canned:
    """A remote that answers from a dictionary; what is not in it is asked for in vain."""

    def __init__(self, pages: dict[str, object]) -> None:
        self.pages = pages

    def read(self, url: str, *, limit: int = 0, accept: tuple[str, ...] = ()) -> tuple[bytes, Transfer]:
        page = self.pages[url]
        return page if isinstance(page, bytes) else json.dumps(page).encode(), Transfer()

    def members(self, url: str) -> dict[str, str]:
        raise NotImplementedError

    def resolve(self, url: str) -> str:
        raise NotImplementedError

    def copy(self, url: str, member: str, sink: BinaryIO, *, limit: int = 0, accept: tuple[str, ...] = ()) -> Transfer:
        raise NotImplementedError


def item(name: str, number: int, modified: int = 1_700_000_000_000) -> dict[str, Any]:
    url = f"https://services1.arcgis.com/x/arcgis/rest/services/{name}/FeatureServer"
    return {"id": f"{number:032}", "title": name, "url": url, "modified": modified}


def portal(*offered: list[dict[str, Any]]) -> Canned:
    """A portal whose searches find these, one list for each search."""
    pages: dict[str, object] = {}
    for wanted, results in zip(assumed()["portal"]["wanted"], offered, strict=True):
        pages[search_address(wanted["query"], 1)] = {"results": results, "nextStart": -1}
    return Canned(pages)


NAMES = [item("PFA_DEC_2024_EW_NC", 7)]
LOWER = [item("LSOA11_LSOA21_LAD22_EW_LU_v2", 8)]


def test_every_vintage_is_found_and_of_two_the_one_changed_last() -> None:
    lookups = [
        item("LAD23_CSP23_PFA23_EW_LU", 1, 1_700_000_000_000),
        item("LAD23_CSP23_PFA23_EW_LU_v2", 2, 1_710_000_000_000),
        item("LAD31_CSP31_PFA31_EW_LU", 3),
        item("LAD_MAY_2025_UK_BGC", 4),
        {**item("x", 5), "url": None},
    ]
    found = portal_items(portal(lookups, NAMES, LOWER), KENT)
    assert [(resource.id, resource.vintage, resource.token) for resource in found] == [
        (f"{KENT}/LAD23_CSP23_PFA23_EW_LU", "2024-03-09", f"{2:032} 1710000000000"),
        (f"{KENT}/LAD31_CSP31_PFA31_EW_LU", "2023-11-14", f"{3:032} 1700000000000"),
        (f"{KENT}/PFA_DEC_2024_EW_NC", "2023-11-14", f"{7:032} 1700000000000"),
        (f"{KENT}/LSOA11_LSOA21_LAD22_EW_LU", "2023-11-14", f"{8:032} 1700000000000"),
    ]
    assert (
        found[0].url == f"https://geoportal.statistics.gov.uk/api/download/v1/items/{2:032}/csv?redirect=true&layers=0"
    )


def test_a_search_is_read_to_its_last_page() -> None:
    remote = portal([item("LAD23_CSP23_PFA23_EW_LU", 1)], NAMES, LOWER)
    query = assumed()["portal"]["wanted"][0]["query"]
    first = remote.pages[search_address(query, 1)]
    assert isinstance(first, dict)
    first["nextStart"] = 101
    remote.pages[search_address(query, 101)] = {"results": [item("LAD24_CSP24_PFA24_EW_LU", 2)], "nextStart": -1}
    assert len(portal_items(remote, KENT)) == 4
    remote.pages[search_address(query, 101)] = {"results": [], "nextStart": 101}
    with pytest.raises(SourceError, match="finds more than 20 pages"):
        portal_items(remote, KENT)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"results": [], "nextStart": -1}, "no service is named like /.*, it finds nothing"),
        ({"results": [item("LAD23_OTHER", 1)], "nextStart": -1}, "it finds LAD23_OTHER"),
        ({"error": {"code": 400, "message": "Invalid query"}}, "not the answer of a search .*Invalid query"),
        ({"results": [{"id": "1"}], "nextStart": -1}, "not the answer of a search .*modified"),
        ({"results": ["x"], "nextStart": -1}, "not the answer of a search"),
        ([], "answered with list, not with a page"),
        (b"<html>", "did not answer with JSON"),
        (b"[" * 100_000, "did not answer with JSON"),
    ],
)
def test_a_wrong_guess_about_the_portal_is_told_with_the_address(answer: object, words: str) -> None:
    remote = portal([], NAMES, LOWER)
    address = search_address(assumed()["portal"]["wanted"][0]["query"], 1)
    remote.pages[address] = answer
    with pytest.raises(SourceError, match=words) as raised:
        portal_items(remote, KENT)
    assert str(raised.value).startswith(address)
    assert str(raised.value).endswith("mend pipelines/sources/ons/upstream.yaml")


PAGE = f"{assumed()['estimates']['site']}{assumed()['estimates']['page']}"
PATH = assumed()["estimates"]["page"]


def ons(editions: list[str], **changed: object) -> Canned:
    """The page of the estimates with these editions, each with one workbook."""
    pages: dict[str, object] = {f"{PAGE}/data": {"datasets": [{"uri": f"{PATH}/{name}"} for name in editions]}}
    for name in editions:
        released = {"releaseDate": "2025-07-30T08:30:00.000Z"}
        pages[f"{PAGE}/{name}/data"] = {"downloads": [{"file": f"{name}.xlsx"}], "description": released} | changed
    return Canned(pages)


def test_the_newest_edition_of_each_year_since_the_census() -> None:
    found = estimates(ons(["mid2031", "mid2023revised", "mid2023", "mid2021", "dataforreconciliation"]), KENT)
    assert [(resource.id, resource.url.rpartition("/")[2], resource.vintage) for resource in found] == [
        (f"{KENT}/mid2023", "mid2023revised.xlsx", "2025-07-30"),
        (f"{KENT}/mid2031", "mid2031.xlsx", "2025-07-30"),
    ]
    assert found[0].url == f"https://www.ons.gov.uk/file?uri={PATH}/mid2023revised/mid2023revised.xlsx"
    assert estimates(ons(["mid2024"], description=None), KENT)[0].token == ""  # then it is asked for every night


@pytest.mark.parametrize(
    ("remote", "words"),
    [
        (ons(["2024", "mid2019"]), "no edition is named like .*offers 2024, mid2019"),
        (ons([]), "offers nothing"),
        (Canned({f"{PAGE}/data": {"type": "404"}}), "no list of datasets"),
        (ons(["mid2024"], downloads=[]), "one workbook is wanted, it offers none"),
        (ons(["mid2024"], downloads=[{"file": "a.xlsx"}, {"file": "b.xls"}]), "it offers a.xlsx, b.xls"),
        (ons(["mid2024"], downloads="x"), "no list of downloads"),
    ],
)
def test_a_wrong_guess_about_the_estimates_is_told_with_the_address(remote: Canned, words: str) -> None:
    with pytest.raises(SourceError, match=words) as raised:
        estimates(remote, KENT)
    assert str(raised.value).startswith(PAGE)
    assert "mend pipelines/sources/ons/upstream.yaml" in str(raised.value)


Opened = tuple[World, list[Attempt]]


@pytest.fixture
def sandbox(tmp_path: Path, root: Path) -> Iterator[Callable[[str], Any]]:
    """Opens the sandbox at a date, with a journal of every request."""
    contexts = []

    def at(day: str) -> Opened:
        attempts: list[Attempt] = []
        home = tmp_path / day
        settings = Settings(home=home, published=home / "p", sandbox_date=date.fromisoformat(day))
        contexts.append(open_world(settings, attempts.append))
        return contexts[-1].__enter__(), attempts

    yield at
    for context in contexts:
        context.__exit__(None, None, None)


def fetched(dataset: Dataset, resource: Resource, world: World, path: Path) -> Parsed:
    with path.open("wb") as sink:
        dataset.source.fetch(resource, world, sink)
    return dataset.source.parse(Landed(resource, path, "0" * 64, path.stat().st_size))


def test_the_sandbox_serves_what_the_real_hosts_serve(sandbox: Callable[[str], Opened], tmp_path: Path) -> None:
    world, attempts = sandbox("2026-10-20")
    for dataset, least in ((AREAS_DATASET, 25), (POPULATION_DATASET, 150)):
        for resource in dataset.source.listing(world, Request("kent")).resources:
            parsed = fetched(dataset, resource, world, tmp_path / "landed")
            assert parsed.tally.rejected == 0
            assert parsed.rows.height >= least
    statuses = [attempt.status for attempt in attempts if "/csv?" in attempt.url]
    assert statuses.count(202) == 1  # the largest is made while we wait


def test_a_new_vintage_appears_by_itself_and_reorganised_councils_with_it(
    sandbox: Callable[[str], Opened], tmp_path: Path
) -> None:
    found = {}
    for day in ("2026-10-20", "2029-06-30"):
        world, _ = sandbox(day)
        found[day] = {x.id: x for x in AREAS_DATASET.source.listing(world, Request("kent")).resources}
    (new,) = sorted(name for name in found["2029-06-30"].keys() - found["2026-10-20"].keys() if "LAD" in name)
    assert new == f"{KENT}/LAD28_CSP28_PFA28_EW_LU"
    rows = fetched(AREAS_DATASET, found["2029-06-30"][new], world, tmp_path / "landed").rows
    assert dict(rows.group_by("level").len().rows()) == {"lad": 2, "csp": 2}
    edition = POPULATION_DATASET.source.listing(world, Request("kent")).resources[-2]
    assert edition.id == f"{KENT}/mid2025"
