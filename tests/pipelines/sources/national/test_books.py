from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import pytest

from pipelines.sources.national.books import Books, Shelf
from pipelines.sources.workforce import SHELF, WORKFORCE
from pipelines.upstream import Request, Severity, SourceError, SourceUnavailable, Transfer, World
from pipelines.worlds import Folder

TODAY = date(2026, 3, 1)
PAGE = "/government/statistics/police-workforce-england-and-wales-31-march-{}"
MEDIA = "https://assets.publishing.service.gov.uk/media/0123/"


class Site:
    """GOV.UK with a few pages: each a list of (title, file name). `down` are paths that do not answer."""

    def __init__(self, pages: dict[str, list[tuple[str, str]]], down: tuple[str, ...] = ()) -> None:
        self.pages = pages
        self.down = down
        self.asked: list[str] = []

    def read(self, url: str, **_: object) -> tuple[bytes, Transfer]:
        path = url.removeprefix("https://www.gov.uk/api/content")
        self.asked.append(path)
        if path in self.down:
            raise SourceUnavailable(f"{url}: no answer")
        if path not in self.pages:
            raise SourceError(f"{url}: the server answered 404")
        files = [{"title": title, "url": MEDIA + name, "filename": name} for title, name in self.pages[path]]
        return json.dumps({"title": "x", "details": {"attachments": files}}).encode(), Transfer()


def listing(site: Site) -> list[tuple[str, str, str]]:
    world = World("live", False, Path("unused"), (), TODAY, remote=site)  # type: ignore[arg-type]
    found = WORKFORCE.listing(world, Request("kent"))
    assert not found.complete
    return [(each.id, each.url.removeprefix(MEDIA), each.vintage) for each in found.resources]


def test_the_newest_page_and_the_table_among_others() -> None:
    files = [
        ("Open data table: police workforce functions", "open-data-table-police-workforce-functions-280126.ods"),
        ("Open data table: police workforce (revised)", "open-data-table-police-workforce-280126.ods"),
        ("Tables", "police-workforce-mar25-tables.ods"),
    ]
    site = Site({PAGE.format(2025): files, PAGE.format(2024): [("Open data table: police workforce", "old.ods")]})
    name = "open-data-table-police-workforce-280126.ods"
    assert listing(site) == [("police-workforce/open-data-table", name, "2026-01-28 revised")]
    assert site.asked == [PAGE.format(2026), PAGE.format(2025)]


def test_a_page_that_does_not_answer_is_not_replaced_by_an_older_one() -> None:
    site = Site({PAGE.format(2025): [("Open data table: police workforce", "old.ods")]}, down=(PAGE.format(2026),))
    with pytest.raises(SourceUnavailable):
        listing(site)


def test_no_page_and_a_page_without_the_table_say_where_to_look() -> None:
    with pytest.raises(SourceError, match=r"31-march-2024.*mend the form of its path"):
        listing(Site({}))
    with pytest.raises(SourceError, match=r"no file is titled like.*The page offers: Something else"):
        listing(Site({PAGE.format(2026): [("Something else", "x.ods")]}))


def test_a_folder_gives_every_workbook_and_of_those_reissued_the_newest(tmp_path: Path) -> None:
    for name in (
        "open-data-table-police-workforce-231025.ods",
        "deep/open-data-table-police-workforce-280126.ods",
        "police-workforce-sep19-tables.ods",
        "police-workforce-notes.pdf",
        "use-of-force.ods",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    world = World("folder", False, tmp_path, (), TODAY, files=Folder(tmp_path))
    found = WORKFORCE.listing(world, Request("kent"))
    assert found.complete
    assert [(each.id, each.url) for each in found.resources] == [
        ("police-workforce/open-data-table", "folder:deep/open-data-table-police-workforce-280126.ods"),
        ("police-workforce/police-workforce-sep19-tables", "folder:police-workforce-sep19-tables.ods"),
    ]
    assert [(issue.check, issue.severity) for issue in found.issues] == [("older-issue", Severity.NOTE)]
    sink = io.BytesIO()
    WORKFORCE.fetch(found.resources[0], world, sink)
    assert sink.getvalue() == b"deep/open-data-table-police-workforce-280126.ods"
    (tmp_path / "deep/open-data-table-police-workforce-280126.ods").unlink()
    with pytest.raises(SourceError, match="put it back"):
        WORKFORCE.fetch(found.resources[0], world, sink)


def test_a_web_address_needs_the_network_and_a_folder_its_folder(tmp_path: Path) -> None:
    folder = World("folder", False, tmp_path, (), TODAY, files=Folder(tmp_path))
    site = Site({PAGE.format(2026): [("x", "police workforce open data table.ods")]})
    online = World("live", False, tmp_path, (), TODAY, remote=site)  # type: ignore[arg-type]
    (there,) = WORKFORCE.listing(online, Request("kent")).resources
    with pytest.raises(SourceError, match="needs the network"):
        WORKFORCE.fetch(there, folder, io.BytesIO())
    (tmp_path / "police-workforce.ods").write_bytes(b"x")
    (here,) = WORKFORCE.listing(folder, Request("kent")).resources
    with pytest.raises(SourceError, match="stands in a folder"):
        WORKFORCE.fetch(here, online, io.BytesIO())


def test_years_are_put_into_the_form_of_the_path() -> None:
    books = Books(
        shelf=Shelf(
            paths=("/p/{year}-to-{next}",), wanted="x", other="(?!)", standing="x", named="x", ahead=1, years=2
        ),
        name="n",
        title="t",
        publisher="p",
        home="h",
    )
    site = Site({})
    with pytest.raises(SourceError):
        books.listing(World("live", False, Path("unused"), (), TODAY, remote=site), Request("kent"))  # type: ignore[arg-type]
    assert site.asked == ["/p/2027-to-2028", "/p/2026-to-2027"]
    assert SHELF.years >= 2
