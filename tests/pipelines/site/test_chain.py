"""The chain: what is linked is linked both ways, what is not says why, and every payment is counted once."""

from __future__ import annotations

from decimal import Decimal

from pipelines.site.chain import Links, followed
from tests.pipelines.site.accounts import LINK, LINKS, row
from tests.pipelines.site.reader import Element, facts, table, text, values
from tests.pipelines.site.shelf import PAYMENTS

Trees = dict[str, Element]
FOUND = Links([row(LINK, link) for link in LINKS])


def section(tree: Element, heading: str) -> str:
    """What the list under a heading says."""
    main = list(next(tree.iter("main")))
    at = next(at for at, part in enumerate(main) if part.tag in {"h2", "h3"} and text(part) == heading)
    return text(main[at + 1])


def test_a_link_that_two_records_state_is_told_once() -> None:
    assert [link.id for link in FOUND.up("contract", "c-1")] == ["d-1"]


def test_payments_are_counted_once_by_the_surest_link_and_pounds_add_up() -> None:
    assert followed(FOUND, PAYMENTS) == [
        ("a record states it", 1, Decimal("1234.50")),
        ("by the supplier alone; nobody has confirmed it", 1, Decimal("-200.25")),
        ("what is named stands in no register here", 1, Decimal("1000000.00")),
        ("nothing is named", 1, Decimal("750.00")),
    ]
    assert sum(pounds for _, _, pounds in followed(FOUND, PAYMENTS)) == sum(
        Decimal(line["amount_gbp"]) for line in PAYMENTS
    )


def test_a_payment_that_the_chain_does_not_know_is_not_lost() -> None:
    assert followed(Links([]), PAYMENTS)[0][:2] == ("nothing is named", 4)


def test_links_stand_on_both_pages(accounts: Trees) -> None:
    contract, decision = accounts["site/registers/contracts/c-1.html"], accounts["site/registers/decisions/d-1.html"]
    assert section(contract, "Leads up to") == "Decision Buy fuel"
    assert section(decision, "What leads up to it") == "Contract Fuel cards"
    assert "../contracts/c-1.html" in {link.attrib["href"] for link in decision.iter("a")}
    assert "Named by" not in text(decision), "what is linked is not told a second time"


def test_a_want_of_a_link_is_said_with_its_reason(accounts: Trees) -> None:
    pens = accounts["site/registers/contracts/c-2.html"]
    assert section(pens, "Leads up to") == "No decision: nothing is named"
    elm = table(accounts["site/money/suppliers/elm-trust.html"], "Payments")
    assert elm[0][-1] == "No contract: what is named stands in no register here"


def test_what_nobody_confirmed_is_kept_apart(accounts: Trees) -> None:
    contract = accounts["site/registers/contracts/c-1.html"]
    assert "1 payments, £1,234.50 in all." in text(contract)
    assert "1 more payments, -£200.25, may belong to it" in text(contract)
    assert len(table(contract, "Payments")) == 1


def test_the_overview_counts_every_kind_of_link_and_want(accounts: Trees) -> None:
    page = accounts["site/money/chain.html"]
    rows = table(page, "Links")
    assert ["contract", "decision", "a record states it", "2"] in rows
    assert ["payment", "supplier", "not linked: the name is withheld", "1"] in rows
    assert sum(int(cells[-1]) for cells in rows) == len(LINKS)
    assert [cells[1] for cells in table(page, "4 payments")] == ["1", "1", "1", "1"]
    assert sum(values(page)[1:8:2]) == Decimal("1001784.25")


def test_without_a_chain_the_payments_own_columns_are_followed(trees: Trees) -> None:
    assert "site/money/chain.html" not in trees
    assert facts(trees["site/registers/contracts/c-1.html"])["Title"] == "Fuel cards"
    said = table(trees["site/money.html"], "Payments by whether")
    assert [cells[:2] for cells in said] == [["A record states it", "2"], ["Nothing is named", "2"]]
