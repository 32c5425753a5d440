"""One writer: a kernel lock on the home folder, which the kernel frees when a process dies, however it dies."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout


class HomeIsHeld(Exception):
    """Another process holds the home folder; the message says which."""


@contextmanager
def hold(home: Path, wait: float, tell: Callable[[str], None] = lambda text: None) -> Iterator[None]:
    """Be the only writer of `home` for as long as the context lasts; held again by the same process, it is the same
    hold.

    Waits up to `wait` seconds and tells once who holds it. Raises HomeIsHeld after that.
    """
    home.mkdir(parents=True, exist_ok=True)
    lock = FileLock(home / "writer.lock", is_singleton=True)
    holder = home / "writer.txt"
    try:
        lock.acquire(timeout=0)
    except Timeout:
        tell(f"{_who(holder)} holds {home}; waiting up to {wait:.0f} s for it to finish.")
        try:
            lock.acquire(timeout=wait)
        except Timeout:
            raise HomeIsHeld(
                f"{_who(holder)} holds {home}, and did not let go within {wait:.0f} s. Let it finish, or stop it. "
                "Nothing was changed."
            ) from None
    try:
        holder.write_text(f"process {os.getpid()} ({shlex.join([Path(sys.argv[0]).name, *sys.argv[1:4]])})")
        yield
    finally:
        lock.release()


def _who(holder: Path) -> str:
    try:
        return holder.read_text().strip() or "another process"
    except OSError:
        return "another process"
