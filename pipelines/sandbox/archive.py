"""The police.uk archive: one zip for each vintage, with a file for each month, force and kind."""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from pipelines.sandbox.crimes import Supply, age, street
from pipelines.sandbox.outcomes import outcomes
from pipelines.sandbox.stops import stop_and_search

MONTHS = 36
"""Months in one archive."""

LAG = timedelta(days=42)
"""From the end of a month to the day its archive appears."""

FIRST = "2013-12"
"""The oldest archive that data.police.uk keeps."""

KINDS: Mapping[str, Callable[[Supply, str, str], bytes]] = {
    "outcomes": outcomes,
    "stop-and-search": stop_and_search,
    "street": street,
}
"""Kinds of file in an archive, and what makes one from a force's supply, a month and a vintage."""

_building = threading.Lock()


def step(month: str, months: int) -> str:
    """The month so many months later, or earlier if negative; `YYYY-MM`."""
    year, number = map(int, month.split("-"))
    years, rest = divmod(year * 12 + number - 1 + months, 12)
    return f"{years:04d}-{rest + 1:02d}"


def appears(vintage: str) -> date:
    """The day on which an archive appears: six weeks after the last day of its newest month."""
    return date.fromisoformat(f"{step(vintage, 1)}-01") - timedelta(days=1) + LAG


def vintages(today: date) -> tuple[str, ...]:
    """The archives that have appeared by a day, newest first."""
    month = f"{today:%Y-%m}"
    candidates = (step(month, -back) for back in range(1, age(FIRST, month) + 1))
    return tuple(vintage for vintage in candidates if appears(vintage) <= today)


def window(vintage: str) -> tuple[str, ...]:
    """The months of an archive, oldest first."""
    return tuple(step(vintage, months) for months in range(1 - MONTHS, 1))


@cache
def generator() -> str:
    """Eight digits that change when anything that decides an archive's bytes changes."""
    folder = Path(__file__).parent
    names = (
        "archive.py",
        "crimes.py",
        "crime_mix.py",
        "draws.py",
        "forces.py",
        "outcomes.py",
        "page.py",
        "places.py",
        "stops.py",
        "kent_areas.csv",
    )
    return hashlib.sha256(b"".join((folder / name).read_bytes() for name in names)).hexdigest()[:8]


def name(seed: int, volumes: Mapping[str, int], vintage: str) -> str:
    """A cache file's name: everything that decides its bytes, and nothing else."""
    forces = "\n".join(f"{force} {volume}" for force, volume in sorted(volumes.items()))
    members = hashlib.sha256(forces.encode()).hexdigest()[:8]
    return f"archive-{vintage}-{next(iter(volumes))}-{members}-seed-{seed}-{generator()}.zip"


def build(folder: Path, seed: int, volumes: Mapping[str, int], vintage: str) -> Path:
    """The archive of a vintage with these forces, at about this many rows a month each, made in `folder` if not there.

    The first force named gives the file its name. Whoever reads sees the whole archive or none. Raises KeyError for a
    force that is not in `forces.FORCES`.
    """
    path = folder / name(seed, volumes, vintage)
    with _building:
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            _write(path, seed, volumes, vintage)
    return path


def _write(path: Path, seed: int, volumes: Mapping[str, int], vintage: str) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with (
            os.fdopen(handle, "wb") as stream,
            zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as box,
        ):
            for member, content in _members(seed, volumes, vintage):
                box.writestr(_stamp(member, vintage), content)
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)


def _members(seed: int, volumes: Mapping[str, int], vintage: str) -> Iterator[tuple[str, bytes]]:
    """Names and contents in the order of a real archive: by month, force and kind."""
    for month in window(vintage):
        for force in sorted(volumes):
            for kind in sorted(KINDS):
                content = KINDS[kind](Supply(seed, force, volumes[force]), month, vintage)
                yield f"{month}/{month}-{force}-{kind}.csv", content


def _stamp(member: str, vintage: str) -> zipfile.ZipInfo:
    """A member dated by the sandbox's calendar, with the mode of an ordinary file."""
    day = appears(vintage)
    info = zipfile.ZipInfo(member, (day.year, day.month, day.day, 6, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o100644 << 16
    return info
