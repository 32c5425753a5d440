"""What is redacted is gone from the copy of the store too, and originals can be forgotten."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from pipelines import read_copy
from pipelines.releases import ReleaseError
from pipelines.releases.redaction import Rule, as_public, check_rule
from pipelines.store import open_store
from schemas.base import columns_of
from tests.pipelines.releases.pressroom import THEFTS, Thefts

TOLD = {"reason": "personal_data", "note": "A person", "by": "Head of data", "day": "2026-11-21"}


def rule(where: str, *columns: str) -> Rule:
    return Rule(id="redaction-1", where=where, columns=columns, review="2027-11-21", **TOLD)


def test_the_copy_that_people_query_holds_nothing_of_it(tmp_path: Path) -> None:
    name = "Arthur Q. Dent of Long Lane"
    with open_store(tmp_path / "store/own.duckdb") as store:
        store.prepare(THEFTS)
        connection = store.connection()
        for number, note in enumerate([name, "a bicycle", "a ghost"], 1):
            connection.execute(
                "INSERT INTO thefts VALUES (?, '2025-01', 1.5, ?, false, NULL, '2025-01', 'a.csv', ?, NULL)",
                [f"t{number}", note, number],
            )
        connection.execute(
            "INSERT INTO _issues VALUES ('thefts', 'a.csv', 'warning', 'odd', '2025-01', '', 1, 'note', ?, ?, 'x')",
            [name, f"{name} is odd"],
        )
        rules = [rule(f"note = '{name}'", "note", "loss_gbp"), rule("note = 'a ghost'")]
        read_copy.make(store, tmp_path / "copy.duckdb", as_public('read_copy.main."thefts"', THEFTS, rules))
    with duckdb.connect(str(tmp_path / "copy.duckdb"), read_only=True) as copy:
        rows = copy.execute("SELECT theft_id, note, loss_gbp IS NULL FROM thefts ORDER BY 1").fetchall()
        assert rows == [("t1", "REDACTED PERSONAL DATA", True), ("t2", "a bicycle", False)]
        assert copy.execute("SELECT value, text FROM _issues").fetchall() == [("", "hidden: its row is redacted")]
    assert name.encode() not in (tmp_path / "copy.duckdb").read_bytes()
    assert sorted(path.name for path in tmp_path.glob("copy*")) == ["copy.duckdb"]


@pytest.mark.parametrize(("column", "told"), [("nothing", "there is no column"), ("month", "allows neither")])
def test_a_column_that_cannot_be_hidden_is_refused(column: str, told: str) -> None:
    with pytest.raises(ReleaseError, match=told):
        check_rule(rule("true", column), columns_of(Thefts))
