"""Dagster's history with its files kept open is Dagster's history: read by Dagster's own storage, event for event."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage

from pipelines.instance import open_instance
from pipelines.run_history import KEPT, KeptEventLog
from pipelines.settings import Settings


@dg.asset(check_specs=[dg.AssetCheckSpec("sound", asset="figures")])
def figures() -> Iterator[dg.AssetCheckResult | dg.MaterializeResult[None]]:
    """An asset with a check."""
    yield dg.AssetCheckResult(check_name="sound", passed=True)
    yield dg.MaterializeResult(metadata={"dagster/row_count": 3})


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    with open_instance(Settings(home=tmp_path / "home", published=tmp_path / "published")) as opened:
        yield opened


def _run(instance: dg.DagsterInstance) -> str:
    return dg.materialize([figures], instance=instance).run_id


def _runs_folder(instance: dg.DagsterInstance) -> Path:
    return Path(instance.root_directory, "history", "runs")


def test_the_instance_keeps_its_files_open(instance: dg.DagsterInstance) -> None:
    _run(instance)
    assert isinstance(instance.event_log_storage, KeptEventLog)
    assert (_runs_folder(instance) / "index.db-wal").exists(), "the last to close a file takes its log away"


def test_dagsters_own_storage_reads_every_event(instance: dg.DagsterInstance) -> None:
    runs = [_run(instance) for _ in range(KEPT + 2)]
    own = SqliteEventLogStorage(str(_runs_folder(instance)))
    for run in runs:
        written = instance.all_logs(run)
        assert own.get_logs_for_run(run) == written
        assert [entry.dagster_event_type for entry in written].count(dg.DagsterEventType.ASSET_MATERIALIZATION) == 1
    assert own.get_materialized_partitions(dg.AssetKey("figures")) == set()
    assert own.has_asset_key(dg.AssetKey("figures"))


def test_only_the_files_used_last_stay_open(instance: dg.DagsterInstance) -> None:
    runs = [_run(instance) for _ in range(KEPT + 2)]
    open_now = {path.name for path in _runs_folder(instance).glob("*.db-wal")}
    assert f"{runs[0]}.db-wal" not in open_now
    assert len(open_now) <= KEPT
    assert instance.all_logs(runs[0]), "and what was closed is opened again"


def test_a_deleted_file_is_made_anew(instance: dg.DagsterInstance) -> None:
    run = _run(instance)
    for path in _runs_folder(instance).glob(f"{run}.db*"):
        path.unlink()
    assert instance.all_logs(run) == []


def test_another_process_may_write_meanwhile(instance: dg.DagsterInstance) -> None:
    run = _run(instance)
    with sqlite3.connect(_runs_folder(instance) / f"{run}.db") as other:
        other.execute("DELETE FROM event_logs")
    other.close()
    assert instance.all_logs(run) == []


def test_closing_leaves_whole_files(tmp_path: Path) -> None:
    with open_instance(Settings(home=tmp_path / "home", published=tmp_path / "published")) as instance:
        run, folder = _run(instance), _runs_folder(instance)
    assert list(folder.glob("*-wal")) == []
    with sqlite3.connect(folder / f"{run}.db") as whole:
        assert whole.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert whole.execute("SELECT count(*) FROM event_logs").fetchall()[0][0] > 5
    whole.close()
