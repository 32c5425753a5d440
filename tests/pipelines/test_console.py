"""What the operator sees, as text."""

from __future__ import annotations

import logging

import pytest

from pipelines import console
from pipelines.backfill import Step
from pipelines.night import Ending, Night, Result
from pipelines.reading import Deadlines


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")


def test_night_ends_in_a_table_of_every_dataset(capsys: pytest.CaptureFixture[str]) -> None:
    results = (
        Result("crime-street", Ending.RELEASED, "1.1.0", "2025-03 new with 50 rows"),
        Result("budget", Ending.HELD, "2.0.0", "[b]sides[/b] differ"),
        Result("decisions", Ending.FAILED, "", "no file"),
    )
    console.show_night(Night(results, 2, "Edition 2 is published: crime-street 1.1.0."))
    said = capsys.readouterr().out
    lines = [" ".join(line.split()) for line in said.splitlines()]
    assert "crime-street released 1.1.0 2025-03 new with 50 rows" in lines
    assert "budget held 2.0.0 [b]sides[/b] differ" in lines
    assert "decisions failed no file" in lines
    assert "Edition 2 is published: crime-street 1.1.0." in lines
    assert "see them with openbeat review" in said


@pytest.mark.parametrize(
    ("endings", "status"),
    [
        ([], 0),
        ([Ending.RELEASED, Ending.UNCHANGED, Ending.REJECTED], 0),
        ([Ending.RELEASED, Ending.HELD], 3),
        ([Ending.HELD, Ending.FAILED], 1),
    ],
)
def test_exit_status_is_that_of_the_gravest_ending(endings: list[Ending], status: int) -> None:
    assert Night(tuple(Result("x", ending) for ending in endings), 1, "").exit_code == status


def test_night_without_holds_does_not_ask_for_a_review(capsys: pytest.CaptureFixture[str]) -> None:
    console.show_night(Night((Result("budget", Ending.UNCHANGED, "1.0.0"),), 1, "Nothing new."))
    assert "review" not in capsys.readouterr().out


def test_plan_adds_up_what_would_be_fetched(capsys: pytest.CaptureFixture[str]) -> None:
    steps = (
        Step("2025-01", offered=True, fetch=True, size=1_500_000, published=True),
        Step("2025-02", offered=True, fetch=False, size=0, published=True),
        Step("2025-03", offered=False, fetch=False, size=0, published=False),
        Step("2025-04", offered=True, fetch=True, size=500_000, published=False),
    )
    console.show_plan("crime-street", steps)
    said = capsys.readouterr().out
    assert "crime-street: 2 of 4 periods to fetch, 2.0 MB unpacked; 1 published periods may change." in said
    for text in ("values may change", "already here as the source has it", "no file for it", "new to the public"):
        assert text in said


def test_nothing_held_is_said_too(capsys: pytest.CaptureFixture[str]) -> None:
    console.show_held(())
    assert "Nothing is held." in capsys.readouterr().out


def test_progress_draws_steps_and_prints_warnings(capsys: pytest.CaptureFixture[str]) -> None:
    log = logging.getLogger("openbeat")
    before = list(log.handlers)
    with console.progress():
        for done in (1, 2):
            log.info("working", extra={"progress": ("budget", "landing", done, 2)})
        log.warning("a host is [slow]")
    said = capsys.readouterr().out
    assert "budget: landing" in said
    assert "2/2" in said
    assert "a host is [slow]" in said
    assert "working" not in said
    assert log.handlers == before


def test_tables_show_missing_values_as_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    console.show_rows(("period", "rows"), [("2025-01", None), ("2025-02", 0)])
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["2025-01"] in lines
    assert ["2025-02", "0"] in lines


def test_the_slowest_dataset_stands_first_in_the_timings(capsys: pytest.CaptureFixture[str]) -> None:
    quick = Result("budget", Ending.UNCHANGED, seconds={"landed": 0.25, "stored": 0.5, "release": 0})
    slow = Result("crime-street", Ending.RELEASED, seconds={"landed": 1, "stored": 12.34, "release": 3})
    console.show_timings(Night((quick, slow, Result("grants", Ending.FAILED)), 1, "", 2.06))
    lines = [line.split() for line in capsys.readouterr().out.splitlines() if line.strip()]
    assert lines[-4:] == [
        ["crime-street", "1.0", "12.3", "3.0", "16.3"],
        ["budget", "0.2", "0.5", "0.0", "0.8"],
        ["grants", "0.0", "0.0", "0.0", "0.0"],
        ["edition", "2.1"],
    ]


def test_deadlines_are_told_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    late = [("budget", "2026-27", "2026-03-31", 1, "order-2011-3-a"), ("grants", "all", "2026-03-01", 31, "a-1, b-2")]
    console.show_deadlines(Deadlines("2026-04-01", late, [("2026-04-30", "grants", "as promised")]))
    said = capsys.readouterr().out
    assert "Overdue, as at 2026-04-01, the newest date of any source:" in said
    assert "budget 2026-27 was due on 2026-03-31 and is 1 day late (order-2011-3-a)" in said
    assert "is 31 days late (a-1, b-2)" in said
    assert "2026-04-30 grants as promised" in " ".join(said.split())
    console.show_deadlines(Deadlines("", [], []))
    assert capsys.readouterr().out == "Nothing is overdue (no source gives a date).\n"
