"""Questions to the copy that people may query."""

from __future__ import annotations

import duckdb
import pytest

from pipelines import read_copy
from pipelines.evidence import Coverage, CoverageStatus
from pipelines.reading import ask, coverage_by_period, coverage_summary, deadlines
from pipelines.settings import Settings
from pipelines.store import Store
from tests.pipelines.smallworld import dataset

SEEN = [
    Coverage("2025-01", CoverageStatus.RECEIVED, 5, "received"),
    Coverage("2025-02", CoverageStatus.MISSING, 0, "no file"),
    Coverage("2025-03", CoverageStatus.PARTIAL, 2, "low"),
]


def test_before_the_first_night_it_is_said(home: Settings) -> None:
    with pytest.raises(FileNotFoundError, match="run openbeat nightly first"):
        ask(home, "SELECT 1")


def test_answers_have_headings_and_values(home: Settings, store: Store) -> None:
    read_copy.make(store, home.read_copy)
    assert ask(home, "SELECT ?::VARCHAR AS who, 2 AS two", ["o'x"]) == (["who", "two"], [("o'x", 2)])


@pytest.mark.parametrize(
    "query", ["SELEKT", "SELECT * FROM nothing", "DROP TABLE _loads", "INSERT INTO _expected VALUES (1, 2)"]
)
def test_bad_sql_and_writing_are_refused(home: Settings, store: Store, query: str) -> None:
    read_copy.make(store, home.read_copy)
    with pytest.raises(ValueError, match="Error"):
        ask(home, query)


def test_coverage_is_told_by_period_and_summed_up(home: Settings, store: Store) -> None:
    store.remember_coverage(dataset(), SEEN)
    read_copy.make(store, home.read_copy)
    assert coverage_by_period(home, "lost-property") == [
        (seen.period, seen.status.value, seen.rows, seen.text) for seen in SEEN
    ]
    assert coverage_by_period(home, "else") == []
    (row,) = coverage_summary(home)
    assert row[:4] == ("lost-property", "nothing yet", "2025-01 to 2025-03", 7)
    assert row[4] == "1 missing, 1 partial, 1 received"


def test_deadlines_are_none_before_the_clock_ever_came_out(home: Settings, store: Store) -> None:
    read_copy.make(store, home.read_copy)
    assert deadlines(home) is None


def test_deadlines_tell_what_is_late_and_what_comes_next(home: Settings, store: Store) -> None:
    columns = "duty_id, dataset, period, due_on, due_basis, status, days_late, judged_on"
    rows = [
        ("a-1", "budget", "2026-27", "2026-03-31", "law", "overdue", 5, "2026-04-05"),
        ("a-2", "budget", "2026-27", "2026-03-31", "law", "overdue", 5, "2026-04-05"),
        ("a-1", "budget", "all", "2027-03-31", "law", "overdue", 5, "2026-04-05"),
        ("b-1", "none", "all", "2026-11-30", "law", "no-dataset", None, "2026-04-05"),
        ("b-2", "none", "all", "2026-02-27", "law", "no-dataset", None, "2026-04-05"),
        ("b-3", "grants", "all", "2026-04-30", "house", "published", None, "2026-04-05"),
        ("b-3", "grants", "2026-01", "2026-02-28", "house", "met", 0, None),
    ]
    read_copy.make(store, home.read_copy)
    with duckdb.connect(str(home.read_copy)) as copy:
        values = ", ".join(str(row).replace("None", "NULL") for row in rows)
        copy.execute(
            "CREATE TABLE publication_clock AS SELECT * REPLACE (due_on::DATE AS due_on, judged_on::DATE AS judged_on)"
            f" FROM (VALUES {values}) AS told({columns})"
        )
    told = deadlines(home)
    assert told is not None
    assert told.judged_on == "2026-04-05"
    assert told.late == [("budget", "2026-27", "2026-03-31", 5, "a-1, a-2")]
    assert told.coming == [
        ("2026-04-30", "grants", "as promised"),
        ("2026-11-30", "no dataset yet: b-1", "by law"),
        ("2027-03-31", "budget", "by law"),
    ]
