"""What search looks through: every page that says something, once, and nothing that the edition does not show."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from pipelines.site import search
from tests.pipelines.site.shelf import CONTRACTS, Shelf

PAGE = b"""<!DOCTYPE html><html lang="en-GB"><head><title>T</title></head><body><nav>way out</nav>
<main data-pagefind-body data-pagefind-meta="part:Registers"><h1>Fuel cards</h1><p>Petrol for the dog unit.</p>
<dl><dt>Supplier</dt><dd>Oak</dd><dt>Paid</dt><dd>Yes</dd></dl><pre>secret snippet</pre></main></body></html>"""


def fragments(files: dict[str, bytes]) -> list[dict[str, Any]]:
    """What the index holds of each page, read as the format of Pagefind has it: gzip, a mark, JSON."""
    found = [gzip.decompress(content) for name, content in files.items() if "/fragment/" in name]
    return [json.loads(content.removeprefix(b"pagefind_dcd")) for content in found]


def test_a_page_is_found_by_what_its_main_part_says_under_its_heading() -> None:
    (one,) = fragments(search.index({"site/registers/contracts/c-1.html": PAGE}))
    assert one["url"] == "/site/registers/contracts/c-1.html"
    assert one["meta"] == {"title": "Fuel cards", "part": "Registers"}
    assert "Petrol for the dog unit." in one["content"]
    assert "way out" not in one["content"]
    assert {"Supplier", "Oak", "Paid", "Yes"} <= set(one["content"].replace(".", "").split()), "cells are words"
    assert "snippet" not in one["content"]


def test_the_same_pages_give_the_same_files_in_whatever_order(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = {f"site/{at:03}.html": PAGE.replace(b"Petrol", f"Petrol {at} {at * 7919}".encode()) for at in range(60)}
    first = search.index(pages)
    for name, value in (("RAYON_NUM_THREADS", "1"), ("LC_ALL", "C"), ("TZ", "Asia/Tokyo")):
        monkeypatch.setenv(name, value)
    assert search.index(dict(reversed(pages.items()))) == first


def test_nothing_of_pagefind_stands_there_but_what_the_search_box_needs() -> None:
    files = search.index({"site/a.html": PAGE})
    folders = {Path(name).parent.name for name in files}
    assert folders == {"search", "fragment", "index"}
    assert not [name for name in files if "ui" in Path(name).name or name.endswith(".css")]
    assert {"site/search/pagefind.js", "site/search/pagefind-entry.json"} < files.keys()


def test_a_changed_page_changes_its_own_fragment_alone() -> None:
    pages = {f"site/{at}.html": PAGE.replace(b"Petrol", f"Petrol {at}".encode()) for at in range(5)}
    before = search.index(pages)
    after = search.index({**pages, "site/0.html": PAGE.replace(b"Petrol", b"Diesel")})
    gone = {name for name in before if "/fragment/" in name and after.get(name) != before[name]}
    assert len(gone) == 1


def test_every_page_but_versions_and_lists_of_pages_is_looked_through(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.add("contracts", CONTRACTS, {"all": [{"contract_id": "c-1", "title": "Fuel"}]}, key=["contract_id"])
    files = shelf.pages()
    found = {one["url"].removeprefix("/") for one in fragments(files)}
    pages = {name for name in files if name.endswith(".html")}
    lists = {"index.html", "404.html", "site/changes.html", "site/find.html", "site/datasets/contracts/1.0.0.html"}
    assert found == pages - lists


def test_what_is_taken_out_of_a_version_is_taken_out_of_the_index(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.add("contracts", CONTRACTS, {"all": [{"contract_id": "c-1", "title": "Zanzibar"}]}, key=["contract_id"])
    assert "Zanzibar" in str(fragments(shelf.pages()))
    shelf.withdraw("contracts", "1.0.0")
    assert "Zanzibar" not in str(fragments(shelf.pages()))


def test_no_page_is_no_index() -> None:
    assert search.index({}) == {}


def test_a_program_that_fails_says_what_it_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "pagefind"
    program.write_text("#!/bin/sh\necho no room left >&2\nexit 3\n", encoding="ascii")
    program.chmod(0o755)
    monkeypatch.setattr(search, "get_executable", lambda: program)
    with pytest.raises(search.SearchError, match="no room left"):
        search.index({"site/a.html": PAGE})


def test_a_program_that_is_not_there_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "get_executable", lambda: tmp_path / "none")
    with pytest.raises(search.SearchError, match="pip install pagefind-bin"):
        search.index({"site/a.html": PAGE})
