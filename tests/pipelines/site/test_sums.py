"""Sums: each stated one beside the found one, as the data have them, and what is withheld, counted."""

from __future__ import annotations

from tests.pipelines.site.reader import Element, table, text

Trees = dict[str, Element]


def test_each_comparison_stands_as_the_data_have_it(accounts: Trees) -> None:
    page = accounts["site/money/sums.html"]
    ledger = table(page, "Payments of a month")
    assert ledger == [
        ["all", "January 2026", "£1,001,784.25", "£1,001,700.00", "-£84.25", "4", "differs"],
        ["all", "February 2026", "none", "£5.00", "none", "1", "nothing is stated to compare with"],
    ]
    assert "Differs: 1" in text(page)


def test_a_contract_leads_to_its_page_and_says_what_was_paid_there(accounts: Trees) -> None:
    (contract,) = table(accounts["site/money/sums.html"], "Payments under a contract")
    assert contract[0] == "Fuel cards"
    said = text(accounts["site/registers/contracts/c-1.html"])
    assert "Its value is £1,500,000.00" in said
    assert "£1,234.50 was paid." in said


def test_what_is_withheld_is_counted_with_its_law(accounts: Trees) -> None:
    rows = table(accounts["site/money/redactions.html"], "Rows in which")
    assert rows == [
        [
            "expenditure 1.0.0",
            "Personal data UK GDPR",
            "the row says itself that something is left out",
            *("1", "25.00%", "£750.00"),
        ],
        [
            "contracts 1.0.0",
            "Personal data UK GDPR",
            "the row waits until the office has mended a text in it (phone number)",
            *("1", "33.33%", "confidential"),
        ],
    ]


def test_where_they_are_not_published_there_is_no_page_nor_a_way_there(trees: Trees) -> None:
    assert not {"site/money/sums.html", "site/money/redactions.html", "site/claims.html"} & trees.keys()
    assert "Do the sums add up" not in text(trees["site/money.html"])
