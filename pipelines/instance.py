"""The Dagster instance of a home folder: made once under a lock, and cleared of runs that died."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
import yaml
from filelock import FileLock
from sqlalchemy.exc import DatabaseError

from pipelines.settings import ROOT, Settings

UNFINISHED = [dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.CANCELING]


class HistoryUnwritable(OSError):
    """Dagster's history cannot be read or written, most often because the disk is full."""


@contextmanager
def open_instance(settings: Settings) -> Iterator[dg.DagsterInstance]:
    """The instance whose state stands below the home folder, set up on first use.

    Raises HistoryUnwritable when its files cannot be used, at whatever moment.
    """
    try:
        folder = set_up(settings)
        with dg.DagsterInstance.from_config(str(folder)) as instance:
            yield instance
    except DatabaseError as trouble:
        raise HistoryUnwritable(
            f"{settings.dagster}: the history of runs cannot be used ({trouble.orig}). See that the disk has room, and "
            "run again; what is published stands as it was. A broken history may be deleted: nothing rests on it."
        ) from trouble


def set_up(settings: Settings) -> Path:
    """Make the instance's folder and its SQLite files. Two processes that make them at once would break them for
    good.
    """
    folder = settings.dagster
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / "set-up.lock"):
        config = _anchored(yaml.safe_load((ROOT / "dagster.yaml").read_text(encoding="utf-8")), folder)
        (folder / "dagster.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
        if not (folder / "ready").exists():
            with dg.DagsterInstance.from_config(str(folder)) as instance:
                instance.get_runs_count()
                instance.get_latest_materialization_events([])
            (folder / "ready").touch()
    return folder


def reap(instance: dg.DagsterInstance) -> int:
    """Close the runs of processes that died. Call it holding the home's lock: then no run can be alive.

    Returns how many were closed.
    """
    dead = instance.get_runs(filters=dg.RunsFilter(statuses=UNFINISHED))
    for run in dead:
        instance.report_run_failed(run, "Its process ended without a word; closed by the next run.")
    return len(dead)


def _anchored(config: Any, folder: Path) -> Any:
    """The configuration with the folder in the place of `.openbeat/dagster`."""
    if isinstance(config, dict):
        return {name: _anchored(value, folder) for name, value in config.items()}
    if isinstance(config, str) and config.startswith(".openbeat/dagster"):
        return str(folder) + config.removeprefix(".openbeat/dagster")
    return config
