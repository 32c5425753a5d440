"""What other datasets say of a record stands on its page; who tells and who is told of follows from their keys."""

from __future__ import annotations

from pathlib import Path

from pipelines.site.annexes import MOST
from tests.pipelines.site.accounts import DUTY, TICK, row
from tests.pipelines.site.reader import Element, parse, table, text
from tests.pipelines.site.shelf import Shelf

Trees = dict[str, Element]
TICKS = ["duty_id", "dataset", "period"]


def test_the_page_of_a_duty_has_its_clock_period_by_period(accounts: Trees) -> None:
    page = accounts["site/registers/duties/order-2011-3-g.html"]
    assert table(page, "The publication-clock") == [
        ["expenditure", "2026-01", "2026-03-02", "2026-03-09", "7", "met-late"],
        ["expenditure", "all", "2026-04-30", "2026-03-09", "not applicable", "not-yet-due"],
    ]


def test_columns_that_say_nothing_are_left_out(accounts: Trees) -> None:
    page = accounts["site/registers/duties/order-2011-2-a.html"]
    assert "no-dataset" in text(page)
    assert "published on" not in text(page)


def test_every_duty_says_when_it_was_due_and_how_late_it_came(accounts: Trees) -> None:
    rows = table(accounts["site/duties.html"], "How each duty stands")
    assert rows == [
        ["Each payment over £500.", "not yet due", "expenditure", "30 April 2026", "9 March 2026", "not due"],
        ["Who holds office.", "nothing here answers it", "none", "no fixed day", "not known", "not due"],
    ]


def test_many_rows_are_cut_and_the_page_says_of_how_many(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.add("duties", DUTY, {"all": [row(DUTY, "d-1|Something.|")]}, key=["duty_id"])
    ticks = [row(TICK, f"d-1|x|{2000 + at}-01||2026-03-09|0||met") for at in range(90)]
    shelf.add("publication-clock", TICK, {"all": ticks}, key=TICKS)
    tree = parse(shelf.pages()["site/registers/duties/d-1.html"])[0]
    assert len(table(tree, f"The publication-clock, the first {MOST} of 90")) == MOST
