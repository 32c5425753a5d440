"""The copy of the store that people query, made anew only when it would show something else.

A digest of every stored row, and of the SQL that hides what nobody may see, tells whether it would. It is kept in a
note beside the private store, with the mark of the file it is about: never in the copy, where the digest of a form with
one hidden figure would soon give that figure away.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import duckdb

from pipelines.sql import identifier, literal
from pipelines.store import Store


def renew(store: Store, target: Path, note: Path, hide: Sequence[str] = ()) -> bool:
    """Make the copy again (see `make`), unless `note` says that this very file was made from just this. Returns whether
    it was made.

    The note is written last: a copy that was killed on the way, changed or put back by hand is made again.
    """
    _sweep(target)
    digest = _digest(store, hide)
    if target.is_file() and note.is_file() and note.read_bytes() == _note(digest, target):
        return False
    make(store, target, hide)
    note.write_bytes(_note(digest, target))
    return True


def make(store: Store, target: Path, hide: Sequence[str] = ()) -> None:
    """Replace the copy that people query, atomically: whoever has the old one open keeps it.

    `hide` is SQL over the copy, called `read_copy`, that takes out what nobody may see. What it takes out is not in the
    file either, which is why the copy is then copied once more.
    """
    store.engine.execute("CHECKPOINT")
    target.parent.mkdir(parents=True, exist_ok=True)
    _sweep(target)
    part, clean = target.with_suffix(".part"), target.with_suffix(".clean")
    _copy(store, _own(store), part, "read_copy", hide, clean if hide else None)
    (clean if hide else part).replace(target)
    _sweep(target)


def _own(store: Store) -> str:
    return str(store.engine.execute("SELECT current_database()").fetchall()[0][0])


def _sweep(target: Path) -> None:
    """Delete what a copy that was killed left beside the whole one: nothing is taken out of it yet."""
    for left in target.parent.glob(f"{target.stem}.*"):
        if left != target:
            left.unlink()


def _copy(store: Store, source: str, target: Path, name: str, hide: Sequence[str], clean: Path | None) -> None:
    """Copy a whole database to a file, as the database `name`; from there to `clean`, once `hide` has run."""
    store.engine.execute(f"ATTACH {literal(target)} AS {name}")
    try:
        store.engine.execute(f"COPY FROM DATABASE {identifier(source)} TO {name}")
        for statement in hide:
            store.engine.execute(statement)
        if clean is not None:
            _copy(store, name, clean, "clean_copy", (), None)
    finally:
        store.engine.execute(f"DETACH {name}")


def _digest(store: Store, hide: Sequence[str]) -> str:
    """SHA-256 over what a copy is made of: columns and rows of every table, whatever their order, and `hide`."""
    columns = store.engine.execute(
        "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_catalog = ? "
        "ORDER BY table_name, ordinal_position",
        [_own(store)],
    ).fetchall()
    rows = [
        store.engine.execute(f"SELECT count(*), sum(hash(stored)) FROM {identifier(table)} AS stored").fetchall()
        for table in sorted({table for table, _, _ in columns})
    ]
    return hashlib.sha256(repr((duckdb.__version__, columns, rows, tuple(hide))).encode()).hexdigest()


def _note(digest: str, target: Path) -> bytes:
    """What the note says: the digest, and which file was made of it, as its inode, size and time of change tell."""
    mark = target.stat()
    return f"{digest} {mark.st_ino} {mark.st_size} {mark.st_mtime_ns}\n".encode()
