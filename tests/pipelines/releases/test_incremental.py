"""A new month costs a month: counted in the bytes that the process hands to the kernel, whatever becomes of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pipelines.releases.pressroom import Press

MONTHS = [f"{2023 + i // 12}-{i % 12 + 1:02d}" for i in range(36)]
CONSTANT = 1_400_000
"""Bytes that do not hang on the rows: the documents of the version and of the edition, each of which names every period
and every file, the candidate's own copy of the manifest, and the pages with the index that is made of them (whose
program and words are most of it, and are shared with the edition before once they are found to be the same)."""


def written(work: Callable[[], object]) -> int:
    """Bytes written by all threads of this process, files that are removed again included."""

    def so_far() -> int:
        lines = Path("/proc/self/io").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("wchar")).split()[1])

    before = so_far()
    work()
    return so_far() - before


def fill(press: Press, month: str, rows: int, note: str = "a bicycle and a hat") -> None:
    """A month of rows that differ, made in the store."""
    press.store.load(month, [], source=f"{month} {rows} {note}")
    press.store.database.execute(
        f"INSERT INTO thefts SELECT hash(i)::VARCHAR, '{month}', i % 90, '{note} ' || i, i % 3 = 0, '{month}-01' "
        f"FROM range({rows}) t(i)"
    ).fetchall()
    state = press.store.states[month]
    press.store.states[month] = type(state)(month, rows, state.fingerprint, state.sources)


def of_month(press: Press, version: str, month: str) -> int:
    return sum(path.stat().st_size for path in (press.published / "datasets/thefts" / version).glob(f"*{month}*"))


@pytest.fixture
def shelf(press: Press) -> Press:
    """35 published months of 300 rows each."""
    press.store.states.clear()
    for month in MONTHS[:35]:
        fill(press, month, 300)
    press.release()
    return press


def test_a_night_that_adds_a_month_to_35_writes_that_month_and_the_same_constant_whatever_its_rows(
    shelf: Press,
) -> None:
    costs, months = [], []
    for version, month, rows in (("1.1.0", MONTHS[35], 300), ("1.2.0", "2026-01", 6000)):
        fill(shelf, month, rows)
        costs.append(written(shelf.release))
        months.append(of_month(shelf, version, month))
        assert months[-1] < costs[-1] <= 1.2 * months[-1] + CONSTANT
    assert months[1] > 10 * months[0]
    assert costs[1] - costs[0] <= 1.2 * (months[1] - months[0])


def test_a_night_that_revises_a_month_of_36_writes_that_month_and_its_changes(shelf: Press) -> None:
    fill(shelf, MONTHS[20], 300, "a bicycle and a coat")
    cost = written(shelf.release)
    month = of_month(shelf, "1.0.1", MONTHS[20])
    folder = shelf.published / "datasets/thefts/1.0.1"
    report = sum((folder / name).stat().st_size for name in ("changes.json", "changes.csv"))
    assert cost <= 1.2 * month + 2 * report + CONSTANT


def test_what_stays_is_not_written_again(shelf: Press) -> None:
    fill(shelf, MONTHS[35], 300)
    known = {path.stat().st_ino for path in shelf.published.rglob("*") if path.is_file()}
    shelf.release()
    fresh = {path.stat().st_ino: path for path in shelf.published.rglob("*") if path.stat().st_ino not in known}
    data = {path.name for path in fresh.values() if path.name.startswith("thefts-")}
    assert data == {f"thefts-{MONTHS[35]}.{suffix}" for suffix in ("csv", "json", "parquet")}


def test_a_night_with_nothing_new_writes_nothing(shelf: Press) -> None:
    assert written(shelf.release) == 0
