from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources.govuk import SITE, Attachment, ContentPage, read_page
from pipelines.upstream import SourceError, Transfer

PATH = "/government/statistical-data-sets/things"
MEDIA = "https://assets.publishing.service.gov.uk/media"


class Hosts:
    """A remote with a body for each path of the content API."""

    def __init__(self, **bodies: Any) -> None:
        self.bodies = {f"{SITE}/api/content/{name.replace('_', '/')}": body for name, body in bodies.items()}

    def read(self, url: str, *, limit: int = 0, accept: tuple[str, ...] = ()) -> tuple[bytes, Transfer]:
        assert accept == ("application/json",)
        body = self.bodies[url]
        return body if isinstance(body, bytes) else json.dumps(body).encode(), Transfer()


def page(**details: Any) -> ContentPage:
    return read_page(Hosts(a={"title": "T", "public_updated_at": "2026-07-23T09:30", "details": details}), "/a")  # type: ignore[arg-type]


def test_newer_pages_list_their_files() -> None:
    entry = {
        "title": "Workforce tables",
        "url": f"{MEDIA}/ab/w-220726.ods",
        "content_type": "x/y",
        "filename": "w-220726.ods",
    }
    found = page(attachments=[entry, {"title": "no address"}, "odd", {"url": "http://evil.example/x.ods"}])
    assert found == ContentPage(
        "/a", "T", "2026-07-23", (Attachment("Workforce tables", f"{MEDIA}/ab/w-220726.ods", "x/y", "w-220726.ods"),)
    )
    assert found.vintage(found.attachments[0]) == "2026-07-22"


def test_older_pages_hold_links_in_html_of_three_shapes(real: Path) -> None:
    snippet = (real / "home_office" / "recorded-crime" / "govuk_page_snippet.html").read_text()
    names = ["prc-csp-mar2016-mar2020-tables-230726.ods", "prc-csp-mar2021-mar2026-tables-230726.ods"]
    names.append("prc-csp-1112-1415-tables.ods")
    for details in (
        {"documents": [snippet]},
        {"body": snippet},
        {"body": [{"content_type": "text/html", "content": snippet}]},
    ):
        found = page(**details)
        assert [attachment.filename for attachment in found.attachments] == names
        assert [attachment.title for attachment in found.attachments] == ["2016-2020", "2021-2026", "old"]
        assert [found.vintage(attachment) for attachment in found.attachments] == ["2026-07-23"] * 3
    assert page(body='<a href="/government/organisations/x">no file</a>').attachments == ()


def test_a_file_listed_and_linked_stands_once_by_its_listed_title() -> None:
    entry = {"title": "Long title", "url": f"{MEDIA}/ab/w.ods"}
    (only,) = page(body=f'<a href="{MEDIA}/ab/w.ods">short</a>', attachments=[entry]).attachments
    assert only.title == "Long title"


def test_a_title_that_nothing_matches_names_the_page_and_what_it_offers() -> None:
    found = page(
        attachments=[{"title": "Knife crime", "url": f"{MEDIA}/k.ods"}, {"title": "B", "url": f"{MEDIA}/b.ods"}]
    )
    assert [attachment.title for attachment in found.find("knife|b", "^B")] == ["Knife crime"]
    with pytest.raises(SourceError, match=r"https://www.gov.uk/a: no file is titled like /hate/.*Knife crime; B"):
        found.find("hate")


def test_a_page_that_moved_is_followed_once() -> None:
    moved = {"schema_name": "redirect", "redirects": [{"path": "/a", "destination": "/b"}]}
    hosts: Any = Hosts(a=moved, b={"title": "New", "details": {}})
    assert read_page(hosts, "/a").path == "/b"
    with pytest.raises(SourceError, match="/b is no page with files"):
        read_page(Hosts(a=moved, b=moved), "/a")  # type: ignore[arg-type]


ODD = {"details": {"body": "<a href='https://[x.ods'>"}}


@pytest.mark.parametrize("body", [b"<html>", b"[1]", b"\xff", {"details": None}, {"schema_name": "gone"}, ODD])
def test_what_is_no_page_is_refused_with_its_address(body: Any) -> None:
    with pytest.raises(SourceError, match=r"https://www.gov.uk"):
        read_page(Hosts(a=body), "/a")  # type: ignore[arg-type]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just(f"<a href='{MEDIA}/x.ods'>x</a>"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["details", "attachments", "body", "content", "url", "title", "redirects"]), inner
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_json_is_a_page_or_a_refusal(body: Any) -> None:
    try:
        found = read_page(Hosts(a=body), "/a")  # type: ignore[arg-type]
    except SourceError:
        return
    assert all(attachment.url.startswith("https://") for attachment in found.attachments)
