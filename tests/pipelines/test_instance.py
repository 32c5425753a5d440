"""The Dagster instance of a home folder, and what becomes of runs that died."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import dagster as dg
import pytest
import yaml
from sqlalchemy.exc import OperationalError

from pipelines.instance import HistoryUnwritable, open_instance, reap, set_up
from pipelines.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(world="sandbox", home=tmp_path / "home", published=tmp_path / "published")


@dg.job
def nothing() -> None:
    """A job with no work, to make runs of."""


def test_all_state_stands_below_the_home_folder(settings: Settings) -> None:
    folder = set_up(settings)
    config = yaml.safe_load((folder / "dagster.yaml").read_text(encoding="utf-8"))
    stores = [
        config["storage"]["custom"]["config"],
        config["local_artifact_storage"]["config"],
        config["compute_logs"]["config"],
    ]
    assert all(Path(store["base_dir"]).is_relative_to(settings.home) for store in stores)
    assert config["telemetry"]["enabled"] is False


def test_setting_up_at_once_from_many_threads_makes_one_sound_instance(settings: Settings) -> None:
    troubles: list[BaseException] = []

    def one() -> None:
        try:
            set_up(settings)
        except BaseException as trouble:
            troubles.append(trouble)
            raise

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    with open_instance(settings) as instance:
        assert instance.get_runs_count() == 0


@pytest.mark.parametrize("status", [dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING])
def test_dead_run_is_closed_with_a_plain_reason(settings: Settings, status: dg.DagsterRunStatus) -> None:
    with open_instance(settings) as instance:
        dead = instance.create_run_for_job(nothing, status=status)
        done = nothing.execute_in_process(instance=instance)
        assert reap(instance) == 1
        closed = instance.get_run_by_id(dead.run_id)
        assert closed is not None
        assert closed.status is dg.DagsterRunStatus.FAILURE
        told = [entry.dagster_event.message or "" for entry in instance.all_logs(dead.run_id) if entry.dagster_event]
        assert any("Its process ended without a word" in text for text in told)
        finished = instance.get_run_by_id(done.run_id)
        assert finished is not None
        assert finished.status is dg.DagsterRunStatus.SUCCESS
        assert reap(instance) == 0


def test_run_that_has_not_begun_is_left_alone(settings: Settings) -> None:
    with open_instance(settings) as instance:
        instance.create_run_for_job(nothing, status=dg.DagsterRunStatus.NOT_STARTED)
        assert reap(instance) == 0


def test_a_history_that_cannot_be_written_is_said_in_one_sentence(settings: Settings) -> None:
    folder = set_up(settings)
    (folder / "history" / "runs.db").write_bytes(b"no database at all" * 1000)
    with pytest.raises(HistoryUnwritable, match=r"not a database.*run again"), open_instance(settings) as instance:
        instance.get_runs_count()


def test_a_disk_that_fills_up_in_the_middle_is_said_in_one_sentence(settings: Settings) -> None:
    with pytest.raises(HistoryUnwritable, match=r"disk is full\). See that the disk has room"), open_instance(settings):
        raise OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))
