"""Journeys over a published sandbox edition, as somebody makes them who has never seen the site."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from urllib.request import urlopen

import duckdb
import pytest
from playwright.sync_api import Browser, Page, expect

from pipelines.site.render import EXIT


@pytest.fixture
def page(browser: Browser, edition_address: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    found = context.new_page()
    found.goto(edition_address)
    yield found
    context.close()


def pounds(text: str) -> Decimal:
    """The pounds that a page says."""
    return Decimal(text.replace("£", "").replace(",", ""))


def run(snippet: str, folder: Path) -> list[tuple[object, ...]]:
    """Run a snippet of DuckDB as it was copied, but fetch its files: for that DuckDB would download an extension."""

    def fetched(found: re.Match[str]) -> str:
        target = folder / str(len(list(folder.iterdir())))
        with urlopen(found[1]) as answer:  # noqa: S310  the address is that of the site under test
            target.write_bytes(answer.read())
        return f"'{target}'"

    local = re.sub(r"'(http://127[^']+)'", fetched, snippet)
    with duckdb.connect() as engine:
        return engine.execute(local).fetchall()


def test_is_anti_social_behaviour_in_thanet_rising_and_the_figures_behind_it(page: Page) -> None:
    page.get_by_role("searchbox").fill("anti-social behaviour Thanet")
    page.keyboard.press("Enter")
    page.locator("#results").get_by_role("link", name="Thanet").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thanet")
    told = page.locator("main tr", has_text="nti-social behaviour").first
    expect(told).to_contain_text(re.compile(r"\d"))
    told.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("anti-social behaviour", re.IGNORECASE))
    chart = page.get_by_role("img").first
    assert chart.get_attribute("aria-labelledby"), "the chart says its finding"
    link = page.locator("main a[download]").first
    with page.expect_download() as download:
        link.click()
    rows = list(csv.reader(download.value.path().read_text(encoding="utf-8").splitlines()))
    assert len(rows) > 12


def test_which_payments_went_to_one_supplier_under_which_decision_and_what_changed(page: Page) -> None:
    page.get_by_role("navigation", name="Sections").get_by_role("link", name="Follow the pound").click()
    first = page.get_by_role("table", name="suppliers paid most").locator("tbody tr").first
    count, total = (first.locator("data").nth(at).get_attribute("value") for at in (0, 1))
    first.get_by_role("link").click()
    figures = page.locator("ul.big data")
    assert [figures.nth(at).get_attribute("value") for at in (0, 1)] == [count, total]
    page.get_by_role("searchbox", name="Find a payment in this table").fill("decision")
    decision = page.locator("main tbody tr:visible a[href*='registers/decisions/']").first
    identity = decision.text_content()
    decision.click()
    expect(page.locator("dl.facts")).to_contain_text(identity or "no id")
    expect(page.get_by_role("heading", name="Payments that lead up to it")).to_be_visible()
    page.goto(page.url.partition("site/")[0] + "site/datasets/expenditure.html")
    page.get_by_role("table", name="Versions").locator("tbody th a").first.click()
    expect(page.get_by_role("heading", name=re.compile("What changed"))).to_be_visible()
    expect(page.locator("main h2 + ul li").first).to_contain_text(re.compile(r"\d"))


def test_the_duckdb_snippet_gives_the_number_on_the_page(page: Page, edition_address: str, tmp_path: Path) -> None:
    page.goto(f"{edition_address}site/datasets/expenditure.html")
    told = page.locator("#use + p data").get_attribute("value")
    snippet = page.locator("h3:has-text('DuckDB') + pre").text_content() or ""
    assert edition_address in snippet, "the address is the one that the page is read at"
    assert run(snippet, tmp_path) == [(int(told or 0),)]


def test_the_query_of_a_claim_gives_the_figure_on_its_page(page: Page, edition_address: str, tmp_path: Path) -> None:
    page.goto(f"{edition_address}site/claims.html")
    page.get_by_role("searchbox").fill("the data give the same figure budget")
    row = page.locator("main tbody tr:visible").first
    found = row.locator("data").nth(1).get_attribute("value")
    row.get_by_role("link").click()
    snippet = page.locator("#again ~ pre").first
    expect(snippet).to_contain_text(edition_address)
    ((answer,),) = run(snippet.text_content() or "", tmp_path)
    assert Decimal(str(answer)) == Decimal(found or "nan")


def test_by_keyboard_alone_from_the_first_page_to_a_record_and_away(page: Page) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "search"
    page.keyboard.type("payments over 500")
    page.keyboard.press("Enter")
    page.wait_for_url("**/find.html?q=*")
    expect(page.locator("#results li").first).to_be_visible()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("!!document.activeElement.closest('#results')"):
            break
    assert page.evaluate("getComputedStyle(document.activeElement).boxShadow") != "none", "the focus is seen"
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "find.html" not in url)
    page.route(f"{EXIT}**", lambda route: route.fulfill(body="<title>Weather</title>", content_type="text/html"))
    page.keyboard.press("Escape")
    page.wait_for_url(EXIT)


def test_the_first_page_is_light_and_so_is_every_page_that_is_met(page: Page, edition_address: str) -> None:
    sizes: list[int] = []
    page.on("response", lambda answer: sizes.append(len(answer.body())))
    page.goto(edition_address)
    page.wait_for_load_state("networkidle")
    assert sum(sizes) < 250_000
    for path in ("site/money.html", "site/duties.html", "site/claims.html", "site/find.html", "site/money/sums.html"):
        assert len(page.goto(f"{edition_address}{path}").body()) < 250_000, path  # type: ignore[union-attr]
