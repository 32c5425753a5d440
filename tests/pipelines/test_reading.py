"""Questions to the copy that people may query."""

from __future__ import annotations

import pytest

from pipelines.evidence import Coverage, CoverageStatus
from pipelines.reading import ask, coverage_by_period, coverage_summary
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
    store.publish_copy(home.read_copy)
    assert ask(home, "SELECT ?::VARCHAR AS who, 2 AS two", ["o'x"]) == (["who", "two"], [("o'x", 2)])


@pytest.mark.parametrize(
    "query", ["SELEKT", "SELECT * FROM nothing", "DROP TABLE _loads", "INSERT INTO _expected VALUES (1, 2)"]
)
def test_bad_sql_and_writing_are_refused(home: Settings, store: Store, query: str) -> None:
    store.publish_copy(home.read_copy)
    with pytest.raises(ValueError, match="Error"):
        ask(home, query)


def test_coverage_is_told_by_period_and_summed_up(home: Settings, store: Store) -> None:
    store.remember_coverage(dataset(), SEEN)
    store.publish_copy(home.read_copy)
    assert coverage_by_period(home, "lost-property") == [
        (seen.period, seen.status.value, seen.rows, seen.text) for seen in SEEN
    ]
    assert coverage_by_period(home, "else") == []
    (row,) = coverage_summary(home)
    assert row[:4] == ("lost-property", "nothing yet", "2025-01 to 2025-03", 7)
    assert row[4] == "1 missing, 1 partial, 1 received"
