"""One writer: the second waits or is told who holds the home, and a dead holder holds nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipelines.lock import HomeIsHeld, hold

HOLDER = """
import sys, time
from pathlib import Path
from pipelines.lock import hold
with hold(Path(sys.argv[1]), 0):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


@contextmanager
def _held(home: Path, root: Path, seconds: float) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", HOLDER, str(home), str(seconds)]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        yield holder
        holder.kill()


def test_the_second_is_told_who_holds_the_home(tmp_path: Path, root: Path) -> None:
    told: list[str] = []
    with (
        _held(tmp_path, root, 60) as holder,
        pytest.raises(HomeIsHeld, match=f"^process {holder.pid} .* holds {tmp_path}"),
        hold(tmp_path, 0.1, told.append),
    ):
        pytest.fail("two writers")
    assert len(told) == 1
    assert f"process {holder.pid}" in told[0]


def test_the_second_waits_for_the_first(tmp_path: Path, root: Path) -> None:
    told: list[str] = []
    with _held(tmp_path, root, 0.5), hold(tmp_path, 30, told.append):
        assert (tmp_path / "writer.txt").read_text().startswith(f"process {os.getpid()} ")
    assert len(told) == 1


def test_a_holder_that_is_killed_holds_nothing(tmp_path: Path, root: Path) -> None:
    with _held(tmp_path, root, 60) as holder:
        holder.send_signal(signal.SIGKILL)
        holder.wait(10)
        started = time.monotonic()
        with hold(tmp_path, 5):
            pass
        assert time.monotonic() - started < 4


def test_the_same_process_may_hold_again(tmp_path: Path, root: Path) -> None:
    home = tmp_path / "new" / "home"
    with hold(home, 0):
        with hold(home, 0):
            pass
        with pytest.raises(subprocess.CalledProcessError):
            subprocess.run(
                [sys.executable, "-c", HOLDER, str(home), "0"], cwd=root, check=True, stderr=subprocess.DEVNULL
            )
    subprocess.run([sys.executable, "-c", HOLDER, str(home), "0"], cwd=root, check=True, stdout=subprocess.DEVNULL)


def test_an_error_lets_go(tmp_path: Path, root: Path) -> None:
    with pytest.raises(ZeroDivisionError), hold(tmp_path, 0):
        raise ZeroDivisionError
    with _held(tmp_path, root, 0):
        pass
