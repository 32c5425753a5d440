"""Our chain over one file, in a process of its own, by the functions that the night runs.

Usage: `python -m bench.ours INPUT FOLDER`.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assets.crime import CRIME_STREET
from bench.supply import MONTH
from pipelines.quality import assess
from pipelines.releases.candidate import prepare
from pipelines.releases.model import Context
from pipelines.store import open_store
from pipelines.upstream import Landed, Resource
from pipelines.validation import validate

CHAIN = ("parse", "validate", "store", "write")
"""What is held against the limit. `assess` checks the stored rows a second time and is measured beside it."""

Stages = dict[str, float]


@contextmanager
def _stage(stages: Stages, name: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    stages[name] = time.perf_counter() - began


def work(source: Path, folder: Path) -> tuple[int, Stages]:
    """Parse, validate, store, check again, and write a first release; returns the rows and the seconds of each."""
    stages: Stages = {}
    resource = Resource(f"street/nation/{MONTH}", "https://data.police.uk/data/archive/latest.zip", periods=(MONTH,))
    landed = Landed(resource, source, hashlib.sha256(MONTH.encode()).hexdigest(), source.stat().st_size)
    with open_store(folder / "ours.duckdb") as store:
        store.prepare(CRIME_STREET)
        with _stage(stages, "parse"):
            parsed = CRIME_STREET.source.parse(landed)
        with _stage(stages, "validate"):
            verdict = validate(CRIME_STREET, resource.id, parsed)
        with _stage(stages, "store"):
            store.load(CRIME_STREET, landed, verdict)
        accepted = verdict.tally.accepted
        del parsed, verdict  # as in the night, where a file's rows are let go once they are stored
        with _stage(stages, "assess"):
            evidence = assess(CRIME_STREET, store)
        with _stage(stages, "write"):
            context = Context(synthetic=True, world="sandbox", force="nation", body="")
            prepare(CRIME_STREET, store, evidence, context, folder / "published", folder / "candidates")
    return accepted, stages


def main() -> None:
    """Measure the work alone and say so in one line of JSON."""
    rows, stages = work(*map(Path, sys.argv[1:3]))
    sys.stdout.write(json.dumps({"rows": rows, "stages": stages}))


if __name__ == "__main__":
    main()
