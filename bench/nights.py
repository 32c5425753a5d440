"""Whole nights in the sandbox as the operator runs them: the first of 36 months, and one with nothing new."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import dagster as dg

from bench.measure import RunFailed
from pipelines.instance import open_instance
from pipelines.settings import Settings


@dataclass(frozen=True)
class Night:
    """One night: seconds of the whole command, of each kind of step and of each table, by Dagster's own clock."""

    name: str
    seconds: float
    steps: dict[str, float]
    tables: dict[str, float]


def nights(folder: Path) -> tuple[Night, ...]:
    """Run the two nights in a folder of their own, at the force's full size. Raises RunFailed."""
    settings = Settings(world="sandbox", home=folder / "home", published=folder / "published")
    return tuple(_night(name, settings) for name in ("first night, 36 months", "night with nothing new"))


def _night(name: str, settings: Settings) -> Night:
    command = [str(Path(sys.executable).with_name("openbeat")), "nightly"]
    places = {"OPENBEAT_HOME": str(settings.home), "OPENBEAT_PUBLISHED": str(settings.published)}
    began = time.perf_counter()
    done = subprocess.run(  # noqa: S603 - our own command
        command, env=os.environ | places | {"OPENBEAT_WORLD": settings.world}, capture_output=True, check=False
    )
    seconds = time.perf_counter() - began
    if done.returncode:
        raise RunFailed(f"openbeat nightly ended with {done.returncode}: {done.stdout.decode()[-2000:]}")
    with open_instance(settings) as instance:
        return Night(name, seconds, *_spent(instance))


def _spent(instance: dg.DagsterInstance) -> tuple[dict[str, float], dict[str, float]]:
    """Seconds by kind of step and by table over the last three runs: the night, the derivation, the publication."""
    kinds: defaultdict[str, float] = defaultdict(float)
    tables: defaultdict[str, float] = defaultdict(float)
    for run in instance.get_runs(limit=3):
        for step in instance.get_run_step_stats(run.run_id):
            if step.start_time and step.end_time:
                table, _, kind = step.step_key.rpartition("__")
                kinds[kind] += step.end_time - step.start_time
                tables[table or kind] += step.end_time - step.start_time
    return dict(kinds), dict(tables)
