"""A to Z: everything that has a page of its own stands there once, under its letter."""

from __future__ import annotations

from pathlib import Path

from pipelines.site.find import letter
from tests.pipelines.site.reader import Element, parse, text
from tests.pipelines.site.shelf import CONTRACTS, SPENDING, Shelf, payment


def test_every_dataset_record_supplier_and_purpose_is_there_once(trees: dict[str, Element]) -> None:
    sections = trees["site/find.html"].iter("section")
    targets = [link.attrib["href"] for section in sections for link in section.iter("a")]
    assert len(targets) == len(set(targets))
    own = {
        name.removeprefix("site/")
        for name in trees
        if name.startswith(("site/registers/", "site/money/suppliers/", "site/money/purposes/", "site/about/"))
        and name.count("/") > 2 - name.startswith("site/about/")
    }
    datasets = {f"datasets/{name}.html" for name in ("thefts", "contracts", "decisions", "expenditure", "budget")}
    assert set(targets) == own | datasets


def test_it_is_in_order_under_letters(trees: dict[str, Element]) -> None:
    for section in trees["site/find.html"].iter("section"):
        heading = text(next(section.iter("h3")))
        titles = [text(next(item.iter("a"))) for item in section.iter("li")]
        assert {letter(title) for title in titles} == {heading}
        assert titles == sorted(titles, key=str.casefold)


def test_what_begins_with_no_letter_has_a_heading_too() -> None:
    assert [letter(title) for title in ("999 calls", "éclair", "elm", "")] == ["0-9", "0-9", "E", "0-9"]


def test_what_is_too_much_for_one_page_is_found_in_its_list(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    rows = [{"contract_id": f"c-{at}", "title": f"Contract number {at}"} for at in range(900)]
    shelf.add("contracts", CONTRACTS, {"all": rows}, key=["contract_id"])
    lines = [payment(1, f"Supplier {at}", "600.00", line_id=f"line-{at}") for at in range(101)]
    shelf.add("expenditure", SPENDING, {"2026-01": lines}, key=["line_id"])
    page = shelf.pages()["site/find.html"]
    targets = {link.attrib["href"] for link in next(parse(page)[0].iter("main")).iter("a")}
    assert {"registers/contracts.html", "money/suppliers.html", "money/purposes.html"} <= targets
    assert not [target for target in targets if target.startswith("registers/contracts/")]
    assert len(page) < 250_000
