"""Linear algebra in one thread, whatever the process was told, and the same digits for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import scipy.linalg.cython_blas  # noqa: F401 (so that its library is among those told of)
from numpy.typing import NDArray
from threadpoolctl import threadpool_info, threadpool_limits

from pipelines.measures.methods import trajectory as module
from pipelines.measures.methods.forecasting import NAIVE, Forecast, Model
from pipelines.measures.methods.series import Point, months_to
from pipelines.measures.methods.threads import one_thread


def threads() -> set[int]:
    return {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"}


def test_one_thread_while_it_lasts_and_as_before_after() -> None:
    with threadpool_limits(2, user_api="blas"):
        before = threads()
        with one_thread():
            assert threads() == {1}
        assert threads() == before


def test_it_ends_when_the_work_fails() -> None:
    with threadpool_limits(2, user_api="blas"):
        before = threads()
        with pytest.raises(ZeroDivisionError), one_thread():
            raise ZeroDivisionError
        assert threads() == before


def test_a_trajectory_fits_its_models_in_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[set[int]] = []

    def spy(values: NDArray[np.float64], horizon: int) -> Forecast | None:
        seen.append(threads())
        return NAIVE.forecast(values, horizon)

    monkeypatch.setattr(module, "MODELS", (Model("spy", spy),))
    points = [Point(month, at * 7 % 13) for at, month in enumerate(months_to("2026-03", 40))]
    with threadpool_limits(2, user_api="blas"):
        module.trajectory(points)
    assert seen == [{1}] * module.ORIGINS


SCRIPT = """
import numpy as np
from pipelines.measures.methods.forecasting import MODELS
from pipelines.measures.methods.threads import one_thread
at = np.arange(48)
values = 900 + 5 * at + 90 * np.sin(at / 1.9) + (at * 7919 % 61)
with one_thread():
    for model in MODELS:
        found = model.forecast(values, 12)
        print(model.name, found and [found.mean.tolist(), found.upper[0.95].tolist()])
"""


def test_the_threads_and_the_hash_seed_of_the_process_change_no_digit(root: Path) -> None:
    def told(number: str) -> str:
        settings = {"OPENBLAS_NUM_THREADS": number, "OMP_NUM_THREADS": number, "PYTHONHASHSEED": number}
        return subprocess.run(
            [sys.executable, "-c", SCRIPT],
            cwd=root,
            env=os.environ | settings,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    assert told("1") == told("2") != ""
