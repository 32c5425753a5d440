"""The store: one transaction for each file, one writer, and a copy for everybody else."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from pipelines.dataset import Dataset
from pipelines.evidence import Coverage, CoverageStatus
from pipelines.store import Store, open_store
from pipelines.upstream import Issue, Landed, Listing, Resource, Severity
from pipelines.validation import validate
from schemas.base import MONTH, Table, column
from tests.pipelines.smallworld import Office, csv_of, dataset, landed

LOST = dataset()
ONE = csv_of("A1,2025-01,hat,1.50", "A2,2025-01,key,", ",2025-01,key,", ",2025-01,key,")


def _load(store: Store, folder: Path, content: bytes, name: str = "lost/2025-01", of: Dataset = LOST) -> Landed:
    file = landed(folder, content, name)
    store.prepare(of)
    store.load(of, file, validate(of, name, of.source.parse(file)))
    return file


def _dump(store: Store) -> dict[str, list[Any]]:
    """Everything in the store, table by table."""
    tables = [name for (name,) in store.engine.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()]
    return {name: store.engine.execute(f'SELECT * FROM "{name}" ORDER BY ALL').fetchall() for name in tables}


def test_rows_keep_where_they_came_from(store: Store, tmp_path: Path) -> None:
    _load(store, tmp_path, ONE)
    found = store.engine.execute("SELECT ticket, worth_gbp, _period, _resource, _row, _sheet FROM lost_property")
    assert [tuple(map(str, row)) for row in sorted(found.fetchall(), key=lambda row: row[4])] == [
        ("A1", "1.50", "2025-01", "lost/2025-01", "2", "None"),
        ("A2", "None", "2025-01", "lost/2025-01", "3", "None"),
        ("None", "None", "2025-01", "lost/2025-01", "4", "None"),
        ("None", "None", "2025-01", "lost/2025-01", "5", "None"),
    ]
    assert store.table(LOST).columns == ["ticket", "month", "kind", "worth_gbp"]


def test_loading_again_changes_nothing(store: Store, tmp_path: Path) -> None:
    file = _load(store, tmp_path, ONE + b"bad line\n")
    before = _dump(store)
    assert before["_issues"]
    assert store.holds(LOST, file)
    _load(store, tmp_path, ONE + b"bad line\n")
    assert _dump(store) == before


def test_a_new_edition_of_a_file_replaces_its_rows_issues_and_account(store: Store, tmp_path: Path) -> None:
    _load(store, tmp_path, ONE + b"bad line\n")
    _load(store, tmp_path, csv_of("B1,2025-02,key,"), "lost/2025-02")
    old = store.account(LOST)
    _load(store, tmp_path, csv_of("A9,2025-01,key,"))
    assert (old.read, old.rejected, old.accepted) == (6, 1, 5)
    assert store.account(LOST).accepted == store.engine.execute("SELECT count(*) FROM lost_property").fetchall()[0][0]
    assert [(state.period, state.rows) for state in store.periods(LOST)] == [("2025-01", 1), ("2025-02", 1)]
    assert _dump(store)["_issues"] == []


def _break(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    "breaks_at", ["pipelines.store.Store._drop", "pipelines.store._load_row", "pipelines.store.Store._write_issues"]
)
def test_a_load_that_breaks_in_the_middle_leaves_the_old_rows(
    store: Store, tmp_path: Path, breaks_at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _load(store, tmp_path, ONE)
    before = _dump(store)
    monkeypatch.setattr(breaks_at, _break)
    with pytest.raises(KeyboardInterrupt):
        _load(store, tmp_path, csv_of("A9,2025-01,key,", "bad line"))
    assert _dump(store) == before


def test_rows_that_the_table_refuses_leave_the_old_ones(store: Store, tmp_path: Path) -> None:
    file = _load(store, tmp_path, ONE)
    before = _dump(store)
    verdict = validate(LOST, "lost/2025-01", LOST.source.parse(file))
    with pytest.raises(duckdb.ConversionException):
        store.load(LOST, file, replace(verdict, rows=verdict.rows.with_columns(worth_gbp=pl.lit("much"))))
    assert _dump(store) == before


def test_a_complete_listing_drops_what_is_gone_and_another_does_not(store: Store, tmp_path: Path) -> None:
    for month in ("2025-01", "2025-02"):
        _load(store, tmp_path, csv_of(f"A1,{month},hat,"), f"lost/{month}")
    office = Office({"lost/2025-02": b""})
    partial = Listing((office.resource("lost/2025-02"),), ("2025-02",))
    store.take_note(LOST, partial)
    assert store.account(LOST).read == 2
    assert store.loaded_periods(LOST) == ("2025-01", "2025-02")
    store.take_note(LOST, replace(partial, complete=True))
    assert store.loaded_periods(LOST) == ("2025-02",)
    assert {row[0] for row in _dump(store)["_issues"]} == {"lost-property"}
    assert [row[1] for row in _dump(store)["_loads"]] == ["lost/2025-02"]


def test_a_refusal_stands_until_its_file_is_tried_again(store: Store) -> None:
    for name in ("lost/2025-01", "lost/2025-02"):
        store.refuse(LOST, name, (name[-7:],), "cannot be read")
    store.take_note(LOST, Listing((Resource("lost/2025-02", ""),)))
    assert store.refused(LOST) == (("lost/2025-01", ("2025-01",), "cannot be read"),)
    store.take_note(LOST, Listing((), complete=True))
    assert store.refused(LOST) == ()


def test_expected_periods_are_remembered_once(store: Store) -> None:
    for months in (("2025-02", "2025-01"), ("2025-02", "2025-03")):
        store.take_note(LOST, Listing((), months))
    assert store.expected(LOST) == ("2025-01", "2025-02", "2025-03")


def test_issues_of_the_listing_are_renewed(store: Store) -> None:
    found = Issue("a.csv", "ambiguous-file", "Two files differ.", Severity.ERROR, "2025-01")
    for issues in ((found,), (found,)):
        store.take_note(LOST, Listing((), issues=issues))
    assert len(_dump(store)["_issues"]) == 1
    store.take_note(LOST, Listing(()))
    assert _dump(store)["_issues"] == []


def _print(store: Store, of: Dataset = LOST) -> str:
    (state,) = store.periods(of)
    return state.fingerprint


def test_a_fingerprint_changes_with_bytes_and_code_and_nothing_else(store: Store, tmp_path: Path) -> None:
    _load(store, tmp_path, ONE)
    first = _print(store)
    _load(store, tmp_path, csv_of("A1,2025-01,hat,9"))
    second = _print(store)
    newer = dataset()
    vars(newer)["code_version"] = "feedfeedfeed"
    _load(store, tmp_path, ONE, of=newer)
    third = _print(store)
    assert not store.holds(LOST, landed(tmp_path, ONE))
    file = replace(landed(tmp_path, ONE, vintage="2026-09"), last_modified="Mon, 12 Oct 2026 06:00:00 GMT")
    store.load(LOST, file, validate(LOST, "lost/2025-01", LOST.source.parse(file)))
    assert len({first, second, third}) == 3
    assert _print(store) == first
    expected = hashlib.sha256(f'[["lost/2025-01", "{file.sha256}", "{LOST.code_version}"]]'.encode()).hexdigest()
    assert first == expected


class Reshaped(Table):
    """The same, with one column less."""

    ticket: str = column("Ticket", "Number.", example="A1", nullable=True)
    month: str = column("Month", "Month.", example="2025-01", str_matches=MONTH)


def test_a_table_is_reshaped_when_its_model_changes(store: Store, tmp_path: Path) -> None:
    file = _load(store, tmp_path, ONE)
    _load(store, tmp_path, ONE)
    assert store.holds(LOST, file), "the same shape keeps its rows"
    changed = dataset(schema=Reshaped)
    store.prepare(changed)
    assert store.periods(changed) == ()
    assert not store.holds(LOST, file)
    assert store.table(changed).columns == ["ticket", "month"]


def test_rows_that_no_load_accounts_for_are_counted(store: Store, tmp_path: Path) -> None:
    _load(store, tmp_path, ONE)
    assert store.unaccounted(LOST) == 0
    store.engine.execute("INSERT INTO lost_property VALUES ('A7', '2025-01', 'hat', 1, '2025-01', 'else', 9, NULL)")
    store.engine.execute("INSERT INTO lost_property VALUES ('A7', '2025-01', 'hat', 1, '2025-01', NULL, 9, NULL)")
    assert store.unaccounted(LOST) == 2
    assert [state.rows for state in store.periods(LOST)] == [6]
    store.engine.execute("DELETE FROM lost_property WHERE _resource = 'lost/2025-01' AND _row = 2")
    assert store.unaccounted(LOST) == 3


def test_coverage_is_replaced(store: Store) -> None:
    for months in (("2025-01", "2025-02"), ("2025-02",), ()):
        store.remember_coverage(LOST, [Coverage(month, CoverageStatus.RECEIVED, 1, "received") for month in months])
        assert [row[1] for row in _dump(store)["_coverage"]] == list(months)


def test_a_store_opened_again_has_what_was_stored(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "openbeat.duckdb"
    with open_store(path) as store:
        file = _load(store, tmp_path, ONE)
    with open_store(path) as store:
        store.prepare(LOST)
        assert store.holds(LOST, file)
        assert store.account(LOST).accepted == 4


def test_a_period_with_a_quote_in_its_name_can_be_asked_for(store: Store) -> None:
    store.prepare(LOST)
    assert store.engine.execute(store.query(LOST, "o'clock")).fetchall() == []


@pytest.mark.parametrize("size", [0, 100, 4096, 8192])
def test_a_store_that_was_killed_while_being_made_is_made_again(tmp_path: Path, size: int) -> None:
    path = tmp_path / "store" / "openbeat.duckdb"
    with open_store(path):
        pass
    path.write_bytes(path.read_bytes()[:size])
    with open_store(path) as opened:
        assert opened.engine.execute("SELECT count(*) FROM _loads").fetchall() == [(0,)]
