"""What every page has: valid HTML, a way out, one heading of the first rank, no dead link, nothing from elsewhere."""

from __future__ import annotations

import gzip
import re
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pipelines.site.render import EXIT, policy
from tests.pipelines.site.reader import Element, parse, text
from tests.pipelines.site.shelf import Shelf, full

Trees = dict[str, Element]


def test_every_page_is_valid_html(site: Path, trees: Trees) -> None:
    assert len(trees) > 40
    assert {name: parse((site / name).read_bytes())[1] for name in trees} == {name: [] for name in trees}


def test_an_id_is_given_once(trees: Trees) -> None:
    for name, tree in trees.items():
        ids = [element.attrib["id"] for element in tree.iter() if "id" in element.attrib]
        assert len(ids) == len(set(ids)), name


def test_no_link_is_dead(site: Path, trees: Trees) -> None:
    dead = []
    for name, tree in trees.items():
        for element in tree.iter():
            for attribute in ("href", "src"):
                target = element.attrib.get(attribute, "")
                if target and not urlsplit(target).scheme and not _found(site, name, target, trees):
                    dead.append((name, target))
    assert dead == []


def _found(site: Path, page: str, target: str, trees: Trees) -> bool:
    path, _, anchor = unquote(target).partition("#")
    base = site if path.startswith("/") else (site / page).parent
    file = (base / path.lstrip("/")).resolve() if path else (site / page).resolve()
    if not file.is_file():
        return False
    tree = trees.get(file.relative_to(site.resolve()).as_posix())
    return not anchor or (tree is not None and any(e.attrib.get("id") == anchor for e in tree.iter()))


def test_headings_go_down_by_one_rank_and_begin_with_one_of_the_first(trees: Trees) -> None:
    for name, tree in trees.items():
        ranks = [int(element.tag[1]) for element in tree.iter() if re.fullmatch(r"h[1-6]", str(element.tag))]
        assert ranks[0] == 1, name
        assert ranks.count(1) == 1, name
        assert all(after <= before + 1 for before, after in pairwise(ranks)), name


def test_every_page_names_its_language_title_and_main_part(trees: Trees) -> None:
    titles = {}
    for name, tree in trees.items():
        assert tree.attrib["lang"] == "en-GB"
        assert [element.attrib["id"] for element in tree.iter("main")] == ["main"]
        titles[name] = text(next(tree.iter("title")))
    assert len(set(titles.values())) == len(titles), "two pages have one title"


def test_every_table_has_a_caption_and_headings_that_say_of_what(trees: Trees) -> None:
    for name, tree in trees.items():
        for found in tree.iter("table"):
            caption = found.find("caption")
            assert caption is not None, name
            assert text(caption), name
            assert all("scope" in heading.attrib for heading in found.iter("th")), name


def test_every_page_can_be_left_by_a_link_without_script(trees: Trees) -> None:
    for name, tree in trees.items():
        ways = [link for link in tree.iter("a") if "data-leave" in link.attrib]
        assert len(ways) == 2, name
        assert all(link.attrib["href"] == EXIT for link in ways)
        assert all(set(link.attrib["rel"].split()) >= {"nofollow", "noreferrer"} for link in ways)


def test_the_way_out_is_ready_before_anything_is_drawn(trees: Trees) -> None:
    for tree in trees.values():
        first = next(element for element in next(tree.iter("head")).iter() if element.tag in {"script", "link"})
        assert first.attrib["src"].endswith("assets/exit.js")
        assert not {"defer", "async"} & set(first.attrib)


def test_every_page_says_that_it_is_made_up(trees: Trees) -> None:
    for tree in trees.values():
        said = text(next(tree.iter("body")))
        assert said.index("SYNTHETIC SAMPLE") < 150
        assert "synthetic sample" in text(next(tree.iter("title")))


def test_no_page_of_real_figures_does(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, synthetic=False)
    shelf.add("thefts", [{"name": "a", "title": "A", "type": "string", "description": ""}], {"all": [{"a": "1"}]})
    assert all(b"ynthetic" not in content for name, content in shelf.pages().items() if name.endswith(".html"))


def test_nothing_is_asked_of_another_site_and_nothing_runs_in_a_page(site: Path, trees: Trees) -> None:
    for name, tree in trees.items():
        metas = {meta.attrib.get("http-equiv"): meta.attrib.get("content") for meta in tree.iter("meta")}
        assert metas["Content-Security-Policy"] == policy(name), name
        for element in tree.iter():
            assert not [key for key in element.attrib if key == "style" or key.startswith("on")], name
            asked = element.attrib.get("src") or (element.attrib.get("href") if element.tag == "link" else "") or ""
            assert not urlsplit(asked).netloc, name
        assert not [script for script in tree.iter("script") if text(script)], name
    for asset in (site / "site/assets").iterdir():
        assert not re.search(r"url\(|@import|https?://(?!www\.w3\.org)", asset.read_text(encoding="utf-8")), asset


def test_pages_are_light(site: Path, trees: Trees) -> None:
    carried = sum(len(gzip.compress(path.read_bytes(), mtime=0)) for path in (site / "site/assets").iterdir())
    assert len(gzip.compress((site / "index.html").read_bytes(), mtime=0)) + carried < 100_000
    assert max((site / name).stat().st_size for name in trees) < 250_000


def test_the_same_edition_gives_the_same_bytes(tmp_path: Path) -> None:
    assert full(tmp_path / "a").pages() == full(tmp_path / "b").pages()


def test_what_people_wrote_is_shown_and_never_run(trees: Trees) -> None:
    page = trees["site/datasets/thefts.html"]
    assert "a <b>bicycle</b>" in text(page)
    assert "Mind the <gap> & more." in text(page)
