"""Version pages: the difference between neighbours in words, and what stands where something was taken out."""

from __future__ import annotations

from pathlib import Path

from tests.pipelines.site.reader import Element, facts, parse, table, text
from tests.pipelines.site.shelf import full

Trees = dict[str, Element]
PAGE = "site/datasets/thefts/1.0.1.html"


def test_neighbours_lead_to_each_other(trees: Trees) -> None:
    first, second = trees["site/datasets/thefts/1.0.0.html"], trees[PAGE]
    assert "1.0.1.html" in [link.attrib["href"] for link in first.iter("a")]
    assert "1.0.0.html" in [link.attrib["href"] for link in second.iter("a")]
    assert "This is not the newest version. Version 1.0.1 is." in text(first)
    assert "not the newest" not in text(second)


def test_the_difference_is_counted_by_reason_and_kind(trees: Trees) -> None:
    tree = trees[PAGE]
    assert table(tree, "Reasons") == [
        ["The source revised it source-revised", "2", "0"],
        ["It arrived late from the source late-return", "0", "1"],
    ]
    assert table(tree, "Changes that happened more than once") == [["loss_gbp", "1.50", "2.50", "2"]]
    assert table(tree, "Periods that are new or changed") == [["January 2025", "revised", "3", "3", "0", "0", "2"]]


def test_each_change_is_told_with_its_reason(trees: Trees) -> None:
    tree = trees[PAGE]
    assert table(tree, "Every changed value")[0] == [
        *("January 2025", "t0-2025-01", "loss_gbp", "1.50", "2.50", "the source revised it"),
    ]
    (row,) = table(tree, "Every such row")
    assert row[:2] == ["February 2025", "added"]
    assert row[2].startswith("t9 month: 2025-02; loss_gbp: 1.50")
    assert row[3] == "it arrived late from the source"


def test_the_first_version_has_no_difference(trees: Trees) -> None:
    assert "Reasons" not in text(trees["site/datasets/thefts/1.0.0.html"])


def test_a_withdrawn_version_leaves_a_tombstone_and_no_link_to_its_files(tmp_path: Path) -> None:
    shelf = full(tmp_path)
    shelf.withdraw("thefts", "1.0.1")
    pages = shelf.pages()
    tree = parse(pages[PAGE])[0]
    assert facts(tree)["Note"] == "It named people"
    assert facts(tree)["Decided by"] == "Head of data, 21 November 2026"
    assert not [link for link in tree.iter("a") if "download" in link.attrib]
    newest = parse(pages["site/datasets/thefts.html"])[0]
    assert facts(newest)["Version"] == "1.0.0"
    assert [cell.split()[0] for cell in table(newest, "Versions")[0][::3]] == ["1.0.1", "withdrawn"]
    assert "It named people" in text(parse(pages["index.html"])[0])


def test_a_dataset_of_which_nothing_stands_still_has_its_page(tmp_path: Path) -> None:
    shelf = full(tmp_path)
    shelf.withdraw("decisions", "1.0.0")
    pages = shelf.pages()
    assert "Every version of this dataset was taken out of public." in text(
        parse(pages["site/datasets/decisions.html"])[0]
    )
    assert "site/registers/decisions.html" not in pages
    # What a record elsewhere said of it is text now, and no link.
    assert b"decisions/d-1.html" not in pages["site/registers/contracts/c-1.html"]
