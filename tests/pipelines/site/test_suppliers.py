"""Suppliers: one page for each, whatever its name is written as, also for one who was only promised money."""

from __future__ import annotations

from pathlib import Path

from pipelines.site.suppliers import Supplier, Suppliers
from tests.pipelines.site.accounts import SUPPLIER, SUPPLIERS, row
from tests.pipelines.site.reader import Element, facts, parse, table, text, values
from tests.pipelines.site.shelf import SPENDING, Shelf, payment

Trees = dict[str, Element]


def supplier(*rows: str) -> Supplier:
    return Supplier([row(SUPPLIER, cells) for cells in rows])


def test_ways_of_writing_lead_to_one_page(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    lines = [payment(1, "Oak & Sons Ltd", "600.00"), payment(2, "OAK AND SONS LIMITED", "700.00")]
    shelf.add("expenditure", SPENDING, {"2026-01": lines}, key=["line_id"])
    shelf.add("suppliers", SUPPLIER, {"all": [row(SUPPLIER, cells) for cells in SUPPLIERS]}, key=["supplier_id"])
    pages = shelf.pages()
    assert "site/money/suppliers/oak-and-sons-limited.html" not in pages
    tree = parse(pages["site/money/suppliers/oak-sons-ltd.html"])[0]
    assert values(tree)[:2] == [2, 1300]
    assert facts(tree)["Its name as written"] == "Oak & Sons Ltd; OAK AND SONS LIMITED"


def test_who_was_promised_money_but_not_paid_has_a_page_that_says_so(accounts: Trees) -> None:
    tree = accounts["site/money/suppliers/ash-aid.html"]
    assert "No payment over £500 is published." in text(tree)
    assert facts(tree)["Supplier id"] == "GB-CHC-07"
    rows = table(accounts["site/money/suppliers.html"], "Every supplier")
    assert ["Ash Aid", "0", "£0.00"] in rows


def test_the_page_says_how_sure_it_is_who_that_is(accounts: Trees) -> None:
    assert facts(accounts["site/money/suppliers/elm-trust.html"])["Known by"].startswith("its name alone")
    assert facts(accounts["site/money/suppliers/oak-sons-ltd.html"])["Known by"] == "its number in a register"


def test_two_of_one_main_name_are_told_apart_and_the_name_alone_is_neither() -> None:
    found = Suppliers({"a": supplier("a|Oak|true|x|company|e"), "b": supplier("b|Oak|true|x|company|e")})
    assert set(found.by_title) == {"Oak (a)", "Oak (b)"}
    assert found.titles == {}


def test_a_supplier_without_a_main_name_goes_by_the_first() -> None:
    assert supplier("a|Oak Ltd|false|x|company|e", "a|OAK|false|x|company|e").name == "Oak Ltd"
