"""Reading in a real browser: without script, by keyboard, narrow, zoomed, dark; and what script adds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

KINDS = [
    "index.html",
    "404.html",
    "site/catalogue.html",
    "site/changes.html",
    "site/find.html",
    "site/datasets/thefts.html",
    "site/datasets/thefts/1.0.1.html",
    "site/registers.html",
    "site/registers/contracts.html",
    "site/registers/contracts/c-1.html",
    "site/money.html",
    "site/money/budget.html",
    "site/money/suppliers.html",
    "site/money/suppliers/oak-sons-ltd.html",
    "site/money/chain.html",
    "site/money/sums.html",
    "site/money/redactions.html",
    "site/claims.html",
    "site/registers/claims/kent-claim-001.html",
    "site/registers/duties/order-2011-3-g.html",
    "site/duties.html",
    "site/about/glossary.html",
]
"""One page of each kind, in the edition that has no measures."""
MEASURED = [
    "index.html",
    "site/measures.html",
    "site/measures/calls-in-time.html",
    "site/districts.html",
    "site/districts/e07000001.html",
    "site/priorities.html",
    "site/priorities/p-contact.html",
]
"""One page of each kind that tells of measures."""
WHOLE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NEWEST = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
"""The newest axe, where `npm ci` has put it (see .ci/run); else that of the package from PyPI is taken."""
COLOURS = ["color-contrast", "link-in-text-block"]
"""All that another scheme at the same width can change."""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    ("width", "scheme", "rules"),
    [(390, "light", WHOLE), (1280, "dark", WHOLE), (390, "dark", COLOURS), (1280, "light", COLOURS)],
)
def test_axe_finds_nothing_wrong(
    browser: Browser, address: str, measured_address: str, width: int, scheme: str, rules: list[str]
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    found = {}
    for kind in (*(address + name for name in KINDS), *(measured_address + name for name in MEASURED)):
        page.goto(kind)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        found[kind] = wrong(page, rules)
    context.close()
    assert {kind: said for kind, said in found.items() if said} == {}


def wrong(page: Page, rules: list[str]) -> list[str]:
    """What axe finds wrong on the page that is open."""
    found = (
        Axe.from_file(NEWEST if NEWEST.is_file() else AXE_FILE_PATH)
        .run(page, options={"runOnly": rules, "resultTypes": ["violations"]})
        .response["violations"]
    )
    return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]


def test_nothing_is_said_on_the_console_and_nothing_asked_of_another_host(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    for kind in KINDS:
        page.goto(f"{address}{kind}")
    cookies = context.cookies()
    context.close()
    assert said == []
    assert [url for url in asked if not url.startswith(address)] == []
    assert cookies == []


@pytest.mark.parametrize("width", [320, 640])
def test_no_page_scrolls_sideways_narrow_or_zoomed(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 640})
    wide = []
    for kind in KINDS:
        page.goto(f"{address}{kind}")
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wide.append(kind)
    assert wide == []


def test_a_table_sorts_by_number_and_says_so(page: Page, address: str) -> None:
    page.goto(f"{address}site/money/suppliers.html")
    head = page.get_by_role("columnheader", name="Pounds")
    first = page.locator("tbody tr").first
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(first).to_contain_text("Ash Aid")
    head.get_by_role("button").click()
    expect(first).to_contain_text("Elm Trust")


def test_finding_data_by_a_word_of_a_column(page: Page, address: str) -> None:
    page.goto(f"{address}site/catalogue.html")
    page.get_by_role("searchbox").fill("theft_id")
    expect(page.locator("article:visible")).to_have_count(1)
    expect(page.get_by_role("status").last).to_have_text(re.compile(r"^1 of \d+ shown$"))
    page.locator("article:visible a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The thefts")


def test_examples_name_the_address_they_are_read_at(page: Page, address: str) -> None:
    page.goto(f"{address}site/datasets/thefts.html")
    code = page.locator("pre[data-base]").first.text_content() or ""
    assert f'pd.read_csv("{address}datasets/thefts/1.0.1/thefts-2026-02.csv"' in code


def test_everything_is_read_and_downloaded_without_script(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("link", name="All data").click()
    page.get_by_role("link", name="The thefts", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The thefts")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV February 2026").click()
    assert download.value.path().read_text(encoding="utf-8").startswith("theft_id,month,loss_gbp,note\n")
    context.close()


def test_from_a_supplier_to_the_decision_behind_the_payment(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(address)
    page.get_by_role("navigation", name="Sections").get_by_role("link", name="Follow the pound").click()
    page.get_by_role("link", name="Oak & Sons Ltd").click()
    page.get_by_role("link", name="d-1").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Buy fuel")
    page.get_by_role("link", name="c-1", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Fuel cards")


def test_a_chart_says_its_finding_to_those_who_hear_the_page(page: Page, address: str) -> None:
    page.goto(f"{address}site/money.html")
    picture = page.get_by_role("img", name="The most was spent on “Victim services”")
    expect(picture).to_have_count(1)


def test_on_paper_there_is_no_way_out_but_the_mark_of_made_up_data(page: Page, address: str) -> None:
    page.goto(f"{address}site/datasets/thefts.html")
    page.emulate_media(media="print")
    expect(page.locator(".exit")).to_be_hidden()
    expect(page.locator(".sample")).to_be_visible()
    page.emulate_media(media="screen")


def test_in_forced_colours_the_way_out_has_an_edge(page: Page, address: str) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(f"{address}index.html")
    assert page.evaluate("getComputedStyle(document.getElementById('exit')).borderTopWidth") == "2px"
    page.emulate_media(forced_colors="none")
