"""Reads an old binary workbook (.xls) in a process of its own, whose memory and time are limited.

The size of a zipped workbook is proved before it is opened (`pipelines.sources.guard`). The old binary form cannot be
measured so, and its reader is made for files that mean well; whatever happens there ends with that process.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from pipelines.upstream import SourceError

MEMORY_LIMIT = 2 * 2**30
"""Bytes of address space, the interpreter's own among them."""

SECONDS_LIMIT = 60
ANSWER_LIMIT = 400 * 2**20
REFUSED = 3
"""Exit status of a child that says in words what is wrong with the file."""

ROOT = Path(__file__).resolve().parents[2]
_SAVE = "Save it as XLSX or CSV and replace it."


def read_confined(path: Path, name: str, *, memory: int = MEMORY_LIMIT, seconds: int = SECONDS_LIMIT) -> Any:
    """What `sheets.read_open` finds in the workbook at `path`: (sheets, issues) in the plain form of `written`.

    Raises `SourceError`: with the child's own words, or, when the child was ended by its limits, saying so.
    """
    command = [sys.executable, "-m", "pipelines.sources.confined", str(path), name, str(memory), str(seconds)]
    try:
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=seconds + 10, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise SourceError(f"{name}: took longer than {seconds} seconds to read. {_SAVE}") from error
    if ended.returncode == REFUSED:
        raise SourceError(ended.stdout.decode("utf-8", "replace"))
    if ended.returncode or len(ended.stdout) > ANSWER_LIMIT:
        raise SourceError(
            f"{name}: an old binary workbook that is damaged, or takes more memory or time than a spreadsheet may. "
            f"{_SAVE}"
        )
    return json.loads(ended.stdout)


def written(cell: object) -> object:
    """A cell as JSON: days and times as a pair of their kind and their text, all else as it is."""
    for kind in (datetime, date, time):
        if isinstance(cell, kind):
            return [kind.__name__, cell.isoformat()]
    return ["timedelta", cell.total_seconds()] if isinstance(cell, timedelta) else cell


def read_back(cell: Any) -> Any:
    """The cell that `written` wrote."""
    if not isinstance(cell, list):
        return cell
    kind, value = cell
    if kind == "timedelta":
        return timedelta(seconds=value)
    kinds: dict[str, Callable[[str], object]] = {
        "datetime": datetime.fromisoformat,
        "date": date.fromisoformat,
        "time": time.fromisoformat,
    }
    return kinds[kind](value)


def _child(path: Path, name: str, memory: int, seconds: int) -> None:
    """Set the limits, read, and answer on standard output. Ends the process."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    from pipelines.sources.sheets import read_open

    try:
        sheets, issues = read_open(path, name)
    except SourceError as refusal:
        sys.stdout.buffer.write(str(refusal).encode())
        sys.stdout.flush()
        sys.exit(REFUSED)
    plain = [
        [sheet.name, sheet.hidden, [[number, [written(cell) for cell in cells]] for number, cells in sheet.rows]]
        for sheet in sheets
    ]
    told = [{"sheet": i.sheet, "check": i.check, "text": i.text, "severity": i.severity} for i in issues]
    json.dump([plain, told], sys.stdout)


if __name__ == "__main__":
    _child(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
