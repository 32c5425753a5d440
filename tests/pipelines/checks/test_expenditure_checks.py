from __future__ import annotations

import duckdb
import pytest

from pipelines.checks.expenditure import lines_in_several_files


@pytest.fixture
def findings():
    with duckdb.connect() as connection:

        def run(*rows):
            connection.execute("CREATE OR REPLACE TABLE t (month VARCHAR, line_id VARCHAR, source_file VARCHAR)")
            connection.executemany("INSERT INTO t VALUES (?, ?, ?)", rows)
            return lines_in_several_files(connection.table("t"))

        yield run


def test_a_line_in_two_files_is_found_and_both_files_named(findings):
    rows = [
        ("2026-08", "a-1", "x.csv"),
        ("2026-09", "b-1", "y.csv"),
        ("2026-09", "b-1", "x.csv"),
        ("2026-09", "c", "x.csv"),
    ]
    first, second = findings(*rows)
    assert (first.period, first.ok) == ("2026-08", True)
    assert (second.period, second.ok) == ("2026-09", False)
    assert second.text.startswith("1 of 2 lines stand more than once, in x.csv and y.csv.")


def test_lines_that_stand_once_pass(findings):
    (found,) = findings(("2026-09", "a-1", "x.csv"), ("2026-09", "a-2", "x.csv"))
    assert found.ok
    assert "2 line identifiers" in found.text
