"""Measuring a fresh process: the work it tells of, its whole time, and its peak memory."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

KIB = 1 if sys.platform == "darwin" else 1024
"""Bytes in one unit of `ru_maxrss`."""


class RunFailed(Exception):
    """A measured process did not end well; the message holds what it said."""


@dataclass(frozen=True)
class Run:
    """One measured process: `stages` in seconds as it tells them, `process` from start to end, `peak` in bytes."""

    rows: int
    stages: dict[str, float]
    process: float
    peak: int

    def seconds(self, names: Iterable[str]) -> float:
        """The sum of some stages."""
        return sum(self.stages[name] for name in names)


def measure(module: str, source: Path, folder: Path) -> Run:
    """Run `python -m MODULE SOURCE FOLDER` in an empty folder. Raises RunFailed."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    said = folder / "said"
    with said.open("wb") as out:
        began = time.perf_counter()
        process = subprocess.Popen([sys.executable, "-m", module, source, folder], stdout=out)  # noqa: S603 - our own
        _, status, usage = os.wait4(process.pid, 0)
        whole = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RunFailed(f"python -m {module} ended with {process.returncode}; see what it said above")
    told = json.loads(said.read_bytes())
    return Run(told["rows"], told["stages"], whole, usage.ru_maxrss * KIB)


def interleaved(modules: Sequence[str], source: Path, folder: Path, runs: int) -> dict[str, list[Run]]:
    """Measure modules in turn, so that whatever else the machine does meets all; the first round only warms up."""
    found: dict[str, list[Run]] = {module: [] for module in modules}
    for number in range(runs + 1):
        for module in modules:
            run = measure(module, source, folder / module)
            if number:
                found[module].append(run)
    return found


def median(values: Iterable[float]) -> float:
    """The middle of the values."""
    return statistics.median(values)
