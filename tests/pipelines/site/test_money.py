"""Follow the pound: sums worked out by hand, and every payment where it belongs."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from tests.pipelines.site.reader import Element, parse, table, text, values
from tests.pipelines.site.shelf import PAYMENTS, SPENDING, Shelf, payment

Trees = dict[str, Element]


def test_the_overview_adds_up(trees: Trees) -> None:
    tree = trees["site/money.html"]
    # 1,234.50 - 200.25 + 1,000,000.00 + 750.00
    assert table(tree, "Published payments by financial year") == [["2025-26", "4", "£1,001,784.25"]]
    assert table(tree, "The 2 suppliers paid most") == [
        ["Elm Trust", "1", "£1,000,000.00"],
        ["Oak & Sons Ltd", "2", "£1,034.25"],
    ]
    assert values(tree)[:3] == [4, 2, 2]


def test_a_supplier_has_its_payments_newest_first_with_why_and_under_what(trees: Trees) -> None:
    tree = trees["site/money/suppliers/oak-sons-ltd.html"]
    assert table(tree, "Payments") == [
        ["2 January 2026", "-£200.25", "Fuel: Petrol", "Cheapest of three", "Contract c-1"],
        ["1 January 2026", "£1,234.50", "Fuel: Petrol", "Cheapest of three", "Contract c-1 Decision d-1"],
    ]
    found = {link.attrib["href"] for link in tree.iter("a")}
    assert {"../../registers/contracts/c-1.html", "../../registers/decisions/d-1.html"} <= found


def test_months_and_purposes_hold_every_payment(trees: Trees) -> None:
    for kind in ("months", "purposes"):
        pages = [tree for name, tree in trees.items() if name.startswith(f"site/money/{kind}/")]
        amounts = [value for tree in pages for value in values(next(tree.iter("tbody")))]
        assert sorted(amounts) == sorted(Decimal(line["amount_gbp"]) for line in PAYMENTS)


def test_a_withheld_name_is_counted_and_is_no_supplier(trees: Trees) -> None:
    assert not [name for name in trees if "suppliers/redacted" in name]
    assert "personal data: the supplier's name is withheld in 1 payments, £750.00 in all" in text(
        trees["site/money.html"]
    )
    assert len(table(trees["site/money/withheld/personal-data.html"], "Payments")) == 1


def test_the_budget_shows_both_sides(trees: Trees) -> None:
    tree = trees["site/money/budget.html"]
    assert table(tree, "The budget of 2025-26")[0] == ["Grants", "financing", "£303,200,000.00"]
    assert "The largest part came from “Grants”" in text(tree)
    sides = [[Decimal(value.replace("£", "").replace(",", "")) for _, value in rows] for rows in _charted(tree)]
    assert [sum(side) for side in sides] == [Decimal("487100000.00")] * 2


def _charted(tree: Element) -> list[list[list[str]]]:
    return [[[text(cell) for cell in row] for row in next(figure.iter("tbody"))] for figure in tree.iter("figure")]


def test_suppliers_whose_names_look_alike_have_pages_of_their_own(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    lines = [payment(1, "A & B", "600.00"), payment(2, "A - B", "700.00"), payment(3, "???", "800.00")]
    shelf.add("expenditure", SPENDING, {"2026-01": lines}, key=["line_id"])
    pages = shelf.pages()
    found = {name: values(parse(content)[0])[1] for name, content in pages.items() if "/suppliers/" in name}
    assert found == {
        "site/money/suppliers/a-b.html": Decimal("600.00"),
        "site/money/suppliers/a-b-2.html": Decimal("700.00"),
        "site/money/suppliers/unnamed.html": Decimal("800.00"),
    }


def test_without_money_there_is_no_page_of_it_nor_a_way_there(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.add("thefts", [{"name": "a", "title": "A", "type": "string", "description": ""}], {"all": [{"a": "1"}]})
    pages = shelf.pages()
    assert "site/money.html" not in pages
    assert b"money.html" not in pages["index.html"]


def test_many_payments_are_cut_and_the_page_says_of_how_many(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    lines = [payment(1, "Oak", "600.00", line_id=f"line-{at:04}") for at in range(400)]
    shelf.add("expenditure", SPENDING, {"2026-01": lines}, key=["line_id"])
    page = shelf.pages()["site/money/suppliers/oak.html"]
    assert len(table(parse(page)[0], "Payments, newest first, the first 250 of 400")) == 250
    assert len(page) < 250_000


def test_a_supplier_leads_to_its_contracts_and_back(trees: Trees) -> None:
    supplier, contract = trees["site/money/suppliers/oak-sons-ltd.html"], trees["site/registers/contracts/c-1.html"]
    assert "Fuel cards (c-1), as supplier names" in text(supplier)
    assert "../../money/suppliers/oak-sons-ltd.html" in {link.attrib["href"] for link in contract.iter("a")}
    assert "Named by" not in text(trees["site/money/suppliers/elm-trust.html"])


def test_many_suppliers_are_cut_to_those_paid_most_and_the_page_stays_light(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    names = [f"Supplier number {at:04} of a long and usual name" for at in range(1100)]
    lines = [payment(1, name, f"{600 + at}.00", line_id=f"line-{at}") for at, name in enumerate(names)]
    shelf.add("expenditure", SPENDING, {"2026-01": lines}, key=["line_id"])
    page = shelf.pages()["site/money/suppliers.html"]
    listed = [row[0] for row in table(parse(page)[0], "Every supplier")]
    assert listed == names[300:], "those paid least are left to search"
    assert b'of <data value="1100">' in page
    assert len(page) < 250_000
