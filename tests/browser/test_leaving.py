"""Leaving quickly, in a real browser: by button, Escape and Shift, during load, without script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from pipelines.site.render import EXIT

PAGE = "site/datasets/thefts.html"


def elsewhere(route: Route) -> None:
    """The page that readers are taken to, without asking the network."""
    route.fulfill(body="<title>Weather</title><h1>Weather</h1>", content_type="text/html")


def keep(routes: list[Route]) -> Callable[[Route], None]:
    """Answer nothing yet."""

    def kept(route: Route) -> None:
        routes.append(route)

    return kept


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 800})
    found = context.new_page()
    found.route(f"{EXIT}**", elsewhere)
    found.goto(f"{address}index.html")
    found.goto(f"{address}{PAGE}")
    yield found
    context.close()


def test_the_button_leaves_and_back_does_not_return_to_the_page(page: Page, address: str) -> None:
    page.locator("#exit").click()
    page.wait_for_url(EXIT)
    page.go_back()
    assert page.url == f"{address}index.html", "the page itself is gone from the history"


def test_escape_leaves(page: Page) -> None:
    page.keyboard.press("Escape")
    page.wait_for_url(EXIT)


def test_escape_leaves_however_often_it_is_pressed(page: Page) -> None:
    page.unroute(f"{EXIT}**")
    page.route(f"{EXIT}**", lambda route: (page.wait_for_timeout(200), elsewhere(route)))
    for _ in range(5):
        page.keyboard.press("Escape", delay=5)
    page.wait_for_url(EXIT)


def test_the_page_is_hidden_before_the_other_one_is_asked_for(page: Page) -> None:
    seen = page.evaluate("""() => {
        const escape = new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true });
        document.body.dispatchEvent(escape);
        return [getComputedStyle(document.querySelector("h1")).visibility, document.title, location.href];
    }""")
    assert seen[:2] == ["hidden", "Leaving"]
    assert seen[2].endswith(PAGE), "still on the page, of which nothing is to be seen"
    page.wait_for_url(EXIT)


def test_shift_three_times_leaves_and_says_how_many_are_left(page: Page) -> None:
    said = page.locator("#exit-said")
    page.keyboard.press("Shift")
    expect(said).to_have_text("Shift, press 2 more times to leave.")
    page.keyboard.press("Shift")
    expect(said).to_have_text("Shift, press 1 more time to leave.")
    page.keyboard.press("Shift")
    page.wait_for_url(EXIT)


def test_shift_with_a_letter_is_writing(page: Page, address: str) -> None:
    for _ in range(4):
        page.keyboard.press("Shift+A")
    page.keyboard.press("Shift")
    page.keyboard.press("x")
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    page.wait_for_timeout(100)
    assert page.url == f"{address}{PAGE}"


def test_escape_in_a_search_box_clears_it_and_stays(page: Page, address: str) -> None:
    page.goto(f"{address}site/catalogue.html")
    page.get_by_role("searchbox").fill("thefts")
    page.keyboard.press("Escape")
    page.wait_for_timeout(100)
    assert page.url == f"{address}site/catalogue.html"


@pytest.mark.parametrize(
    "opened",
    ["<dialog open>d</dialog>", "<div role=menu>m</div>", "<button aria-haspopup=true aria-expanded=true>b</button>"],
)
def test_escape_in_an_open_menu_or_dialog_stays(page: Page, address: str, opened: str) -> None:
    page.evaluate("html => document.querySelector('main').insertAdjacentHTML('beforeend', html)", opened)
    page.keyboard.press("Escape")
    page.wait_for_timeout(100)
    assert page.url == f"{address}{PAGE}"
    page.evaluate("document.querySelector('main').lastElementChild.remove()")
    page.keyboard.press("Escape")
    page.wait_for_url(EXIT)


def test_it_works_while_the_page_still_loads(page: Page, address: str) -> None:
    page.route("**/site.js", keep([]))
    page.goto(f"{address}{PAGE}", wait_until="commit")
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("document.readyState") != "complete"
    page.keyboard.press("Escape")
    page.wait_for_url(EXIT)


def test_without_script_the_button_is_a_link(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.route(f"{EXIT}**", elsewhere)
    page.goto(f"{address}{PAGE}")
    page.locator("#exit").click()
    page.wait_for_url(EXIT)
    context.close()


def test_by_keyboard_it_is_the_second_thing_on_the_page(page: Page) -> None:
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    focused: Any = page.evaluate("document.activeElement.textContent")
    assert focused == "Leave this site quickly"
    page.keyboard.press("Enter")
    page.wait_for_url(EXIT)
