"""Pages of measures in a real browser: nothing wrong for axe, nothing wider than the screen, charts by their names."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from pipelines.site.serve import served
from tests.pipelines.site.measured import EAST, whole

KINDS = [
    "index.html",
    "site/measures.html",
    "site/measures/calls-in-time.html",
    "site/measures/thefts.html",
    "site/measures/later.html",
    "site/districts.html",
    f"site/districts/{EAST.lower()}.html",
    "site/priorities.html",
    "site/priorities/p-contact.html",
]
"""One page of each kind, and of each state that a measure can be in."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a small edition with measures is served."""
    with served(whole(tmp_path_factory.mktemp("measured")).write()) as found:
        yield found


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_axe_finds_nothing_wrong_and_nothing_is_too_wide(
    browser: Browser, measured: str, width: int, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    wrong = {}
    for kind in KINDS:
        page.goto(f"{measured}{kind}")
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        asked = {"runOnly": RULES, "resultTypes": ["violations"]}
        found = Axe().run(page, options=asked).response["violations"]
        across = page.evaluate("document.documentElement.scrollWidth")
        wrong[kind] = [f"{one['id']}: {one['nodes'][0]['html']}" for one in found] + [across] * (across > width)
    context.close()
    assert wrong == {kind: [] for kind in KINDS}


def test_the_accessibility_tree_of_a_chart_says_its_finding(browser: Browser, measured: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{measured}site/measures/calls-in-time.html")
    chart = page.get_by_role("img", name="Calls answered in time: below the 90% target for 2 months")
    assert chart.count() == 1
    assert chart.get_attribute("aria-labelledby") == "months-title months-description"
    context.close()
