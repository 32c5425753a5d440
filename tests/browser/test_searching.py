"""Searching in a real browser: by any word, as one writes, from the first page, and where the index cannot be had."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def test_from_the_first_page_to_a_record_by_a_word_inside_it(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("searchbox").fill("fuel cards")
    page.get_by_role("button", name="Find", exact=True).click()
    first = page.locator("#results li").first
    expect(first.get_by_role("link")).to_have_text("Fuel cards")
    expect(first.locator("mark").first).to_contain_text("Fuel")
    first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Fuel cards")


def test_nothing_of_the_index_is_asked_for_before_somebody_searches(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(address)))
    page.goto(f"{address}site/find.html")
    expect(page.get_by_role("searchbox")).to_be_visible()
    assert not [url for url in asked if url.startswith("site/search/")]
    page.get_by_role("searchbox").fill("petrol")
    expect(page.locator("#results li").first).to_be_visible()
    assert [url for url in asked if url.startswith("site/search/")]
    assert page.url == f"{address}site/find.html?q=petrol", "the address can be sent to somebody else"


def test_how_much_was_found_is_said_and_nothing_found_too(page: Page, address: str) -> None:
    page.goto(f"{address}site/find.html?q=thefts")
    said = page.locator("#search-said")
    expect(said).to_have_text(re.compile(r"^\d+ pages?$"))
    assert int((said.text_content() or "").split()[0]) == page.locator("#results li").count() > 1
    page.get_by_role("searchbox").fill("жжж")
    expect(said).to_have_text("0 pages")
    expect(page.locator("#results li")).to_have_count(0)


def test_where_the_index_cannot_be_had_the_list_is_there_and_that_is_said(page: Page, address: str) -> None:
    page.route("**/site/search/**", lambda route: route.abort())
    page.goto(f"{address}site/find.html?q=thefts")
    expect(page.locator("#search-said")).to_contain_text("Everything is in the list below")
    expect(page.get_by_role("link", name="The thefts", exact=True)).to_be_visible()


def test_without_script_there_is_no_box_that_does_nothing(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}site/find.html")
    expect(page.locator("#search")).to_be_hidden()
    expect(page.get_by_role("link", name="The thefts", exact=True)).to_be_visible()
    context.close()


def test_only_the_page_that_searches_may_run_webassembly(page: Page, address: str) -> None:
    bare = "new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])) instanceof WebAssembly.Module"
    page.goto(f"{address}site/find.html")
    assert page.evaluate(bare) is True
    page.goto(f"{address}site/catalogue.html")
    assert (
        page.evaluate(f"(() => {{ try {{ return {bare}; }} catch (error) {{ return error.name; }} }})()")
        == "CompileError"
    )
