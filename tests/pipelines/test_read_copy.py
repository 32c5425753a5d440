"""The copy of the store that people query: replaced whole, and made again only when it would show something else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from pipelines import read_copy
from pipelines.store import Store, open_store

HIDE = "UPDATE read_copy.main.found SET who = 'REDACTED' WHERE who = 'Ada'"


@dataclass(frozen=True)
class Copied:
    """A store with one table, and where its copy and the note stand."""

    store: Store
    target: Path
    note: Path

    def renew(self, *hide: str) -> bool:
        return read_copy.renew(self.store, self.target, self.note, hide)

    def shows(self) -> list[str]:
        with duckdb.connect(str(self.target), read_only=True) as copy:
            return [who for (who,) in copy.execute("SELECT who FROM found ORDER BY ALL").fetchall()]


@pytest.fixture
def copied(store: Store, tmp_path: Path) -> Copied:
    store.engine.execute("CREATE TABLE found AS SELECT * FROM (VALUES ('Ada', 1), ('Bob', 2)) AS t(who, n)")
    return Copied(store, tmp_path / "o'read" / "openbeat.duckdb", tmp_path / "store" / "copied")


def test_it_is_replaced_while_somebody_reads_the_old_one(copied: Copied) -> None:
    assert copied.renew()
    Path(f"{copied.target.with_suffix('.part')}.wal").write_bytes(b"left by a crash")
    query = "SELECT count(*) FROM found"
    with duckdb.connect(str(copied.target), read_only=True) as reader:
        assert reader.execute(query).fetchall() == [(2,)]
        copied.store.engine.execute("DELETE FROM found WHERE n = 1")
        assert copied.renew()
        assert reader.execute(query).fetchall() == [(2,)]
    assert copied.shows() == ["Bob"]
    assert [path.name for path in copied.target.parent.iterdir()] == ["openbeat.duckdb"]


def test_nothing_new_leaves_it_as_it_is(copied: Copied) -> None:
    assert copied.renew(HIDE)
    before = copied.target.stat()
    assert not copied.renew(HIDE)
    copied.store.engine.execute("BEGIN; DELETE FROM found; INSERT INTO found VALUES ('Bob', 2), ('Ada', 1); COMMIT")
    assert not copied.renew(HIDE), "the same rows in another order"
    assert copied.target.stat() == before


def test_another_process_finds_it_unchanged(copied: Copied) -> None:
    assert copied.renew()
    copied.store.engine.close()
    with open_store(copied.note.with_name("openbeat.duckdb")) as again:
        assert not read_copy.renew(again, copied.target, copied.note)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE found SET n = 3 WHERE n = 2",
        "INSERT INTO found VALUES ('Bob', 2)",
        "ALTER TABLE found RENAME n TO m",
        "ALTER TABLE found ALTER n TYPE BIGINT",
        "CREATE TABLE lost (what VARCHAR)",
        "INSERT INTO _expected VALUES ('lost-property', '2025-01')",
    ],
)
def test_any_change_of_the_store_renews_it(copied: Copied, change: str) -> None:
    copied.renew()
    copied.store.engine.execute(change)
    assert copied.renew()
    assert not copied.renew()


def test_a_rule_that_is_added_or_lifted_renews_it(copied: Copied) -> None:
    copied.renew()
    assert copied.renew(HIDE)
    assert copied.shows() == ["Bob", "REDACTED"]
    assert b"Ada" not in copied.target.read_bytes()
    assert copied.renew()
    assert copied.shows() == ["Ada", "Bob"]


def _gone(copied: Copied) -> None:
    copied.target.unlink()


def _damaged(copied: Copied) -> None:
    copied.target.write_bytes(b"")


def _written_to(copied: Copied) -> None:
    with duckdb.connect(str(copied.target)) as copy:
        copy.execute("DELETE FROM found")


def _without_its_note(copied: Copied) -> None:
    copied.note.unlink()


def _with_half_a_note(copied: Copied) -> None:
    copied.note.write_bytes(copied.note.read_bytes()[:30])


@pytest.mark.parametrize("harm", [_gone, _damaged, _written_to, _without_its_note, _with_half_a_note])
def test_a_copy_that_is_not_the_one_that_was_made_is_made_again(copied: Copied, harm: Callable[[Copied], None]) -> None:
    copied.renew()
    harm(copied)
    assert copied.renew()
    assert copied.shows() == ["Ada", "Bob"]


@pytest.mark.parametrize("at", ["_copy", "_note"])
def test_a_copy_that_is_killed_is_made_again(copied: Copied, monkeypatch: pytest.MonkeyPatch, at: str) -> None:
    """Killed while it is made, or before the note is written; then the rule it was made for is lifted again."""
    copied.renew()
    old, work = copied.note.read_bytes(), getattr(read_copy, at)
    calls = []

    def killed(*arguments: object) -> object:
        calls.append(at)
        if len(calls) == (2 if at == "_note" else 1):
            copied.target.with_suffix(".clean").write_bytes(b"half a copy")
            raise KeyboardInterrupt
        return work(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(read_copy, at, killed)
        with pytest.raises(KeyboardInterrupt):
            copied.renew(HIDE)
    assert copied.note.read_bytes() == old
    assert copied.renew() is (at == "_note")
    assert copied.shows() == ["Ada", "Bob"]
    assert [path.name for path in copied.target.parent.iterdir()] == ["openbeat.duckdb"]
