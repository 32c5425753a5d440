"""Claims: each stated figure with its verdict, and a query that gives the page's number when it is run."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import duckdb

from tests.pipelines.site.accounts import add_accounts
from tests.pipelines.site.reader import Element, facts, parse, table, text
from tests.pipelines.site.shelf import full

Trees = dict[str, Element]


def test_each_claim_stands_with_what_the_data_say(accounts: Trees) -> None:
    page = accounts["site/claims.html"]
    assert table(page, "Every stated figure") == [
        [
            "We spend over £480 million.",
            "4 February 2025",
            *("480,000,000", "487,100,000", "7,100,000", "GBP", "the data give another figure"),
        ],
        ["Eight per cent said yes.", "2022", "none", "none", "none", "per cent", "the text that states it is damaged"],
    ]
    assert "The data give another figure: 1" in text(page)
    assert "are made up here" in text(page), "a sample says that such verdicts mean nothing"


def test_the_verdict_stands_on_the_page_of_the_claim_and_verdicts_are_no_register(accounts: Trees) -> None:
    page = accounts["site/registers/claims/kent-claim-001.html"]
    assert facts(page)["verdict"] == "differs"
    assert facts(page)["found"] == "£487,100,000.00" or facts(page)["found"] == "487100000.00"
    assert not [name for name in accounts if "claims-checked" in name and name.startswith("site/registers")]


def test_the_query_of_a_claim_gives_the_number_found(tmp_path: Path) -> None:
    site = add_accounts(full(tmp_path)).write()
    tree = parse((site / "site/registers/claims/kent-claim-001.html").read_bytes())[0]
    (snippet,) = [text(pre) for pre in tree.iter("pre")]
    files = r"read_parquet\(\['http://127.0.0.1:8000/([^']+)[.]parquet'\]\)"
    run = re.sub(files, rf"read_csv('{site}/\1.csv', all_varchar = true)", snippet)  # the shelf has no real Parquet
    with duckdb.connect() as engine:
        for statement in run.split(";"):
            if statement.strip():
                last = engine.execute(statement)
        assert last.fetchall() == [(Decimal("487100000.00"),)]


def test_a_claim_that_no_data_can_tell_of_has_no_snippet(accounts: Trees) -> None:
    assert not list(accounts["site/registers/claims/kent-claim-002.html"].iter("pre"))
