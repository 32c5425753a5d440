"""Registers: one page for each record, and a way from each to every other that it has to do with."""

from __future__ import annotations

from pathlib import Path

from tests.pipelines.site.reader import Element, facts, parse, table, text
from tests.pipelines.site.shelf import CONTRACTS, MONTHS, THEFTS, Shelf, column, theft

Trees = dict[str, Element]


def links(tree: Element) -> set[str]:
    return {link.attrib["href"] for link in next(tree.iter("main")).iter("a")}


def test_only_what_is_looked_up_one_by_one_is_a_register(trees: Trees) -> None:
    listed = {name for name in trees if name.startswith("site/registers/") and name.count("/") == 2}
    # Thefts have an id for a key, and months; the budget has no id; expenditure comes by month.
    assert listed == {"site/registers/contracts.html", "site/registers/decisions.html"}


def test_the_list_shows_each_record_with_its_first_date_money_and_status(trees: Trees) -> None:
    assert table(trees["site/registers/contracts.html"], "The contracts") == [
        ["Fuel cards", "c-1", "30 June 2025", "£1,500,000.00", "active"],
        ["Pens", "c-2", "not given", "not available", "active"],
    ]


def test_a_record_says_every_value_that_it_has_and_names_those_it_has_not(trees: Trees) -> None:
    said = facts(trees["site/registers/contracts/c-1.html"])
    assert said["Title"] == "Fuel cards"
    assert said["Award date"] == "30 June 2025"
    assert said["Value total gbp"] == "£1,500,000.00"
    assert "Value total gbp (not available)" in text(trees["site/registers/contracts/c-2.html"])
    assert facts(trees["site/registers/decisions/d-1.html"])["Urgent"] == "no"


def test_links_lead_both_ways(trees: Trees) -> None:
    contract, decision = trees["site/registers/contracts/c-1.html"], trees["site/registers/decisions/d-1.html"]
    assert "../decisions/d-1.html" in links(contract)
    assert "../contracts/c-1.html" in links(decision)
    assert "Buy fuel (d-1), as contract ids" in text(contract)
    assert "Fuel cards (c-1), as decision id" in text(decision)


def test_an_id_that_is_not_published_is_text(trees: Trees) -> None:
    assert facts(trees["site/registers/decisions/d-1.html"])["Contract ids"] == "c-1; c-9"


def test_several_addresses_are_several_links(trees: Trees) -> None:
    found = links(trees["site/registers/contracts/c-1.html"])
    assert {"https://example.org/a.pdf", "https://example.org/b.pdf"} <= found


def test_payments_stand_under_the_contract_they_name(trees: Trees) -> None:
    tree = trees["site/registers/contracts/c-1.html"]
    assert "2 payments, £1,034.25 in all." in text(tree)
    assert [row[2] for row in table(tree, "Payments")] == ["-£200.25", "£1,234.50"]


def test_a_register_too_long_for_pages_has_none(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.add("contracts", CONTRACTS, {"all": [{"contract_id": f"c-{at}"} for at in range(2001)]}, key=["contract_id"])
    assert not [name for name in shelf.pages() if name.startswith("site/registers")]


def test_an_empty_register_says_so(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.add("contracts", CONTRACTS, {"all": []}, key=["contract_id"])
    assert "No record yet." in text(parse(shelf.pages()["site/registers/contracts.html"])[0])


def test_thefts_by_month_are_no_register_although_their_key_is_an_id(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.add("thefts", THEFTS, {month: [theft("t", month)] for month in MONTHS}, key=["theft_id"])
    assert "site/registers.html" not in shelf.pages()


def test_money_that_is_text_is_shown_and_never_counted(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    fields = [column("post_id"), column("title"), column("salary_gbp")]
    rows = [{"post_id": "p-1", "salary_gbp": "89000-93999"}, {"post_id": "p-2", "salary_gbp": "to be agreed"}]
    shelf.add("posts", fields, {"all": rows}, key=["post_id"])
    shown = table(parse(shelf.pages()["site/registers/posts.html"])[0], "The posts")
    assert [row[2] for row in shown] == ["£89,000 to £93,999", "to be agreed"]
