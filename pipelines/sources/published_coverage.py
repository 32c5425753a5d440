"""Our own coverage as a source: how each period of each dataset stands, as its latest version tells.

Read from `published/` alone, so that it goes the way of every other figure and is the same whoever works it out. Time
is the newest month that anything published was said in: a missing period is late when the dataset's duty had passed
before that month began.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl

from pipelines.dataset import WHOLE_PERIOD, Dataset, Grain
from pipelines.sources.published_history import read_back
from pipelines.upstream import (
    Landed,
    Listing,
    Parsed,
    Publication,
    Publications,
    Request,
    Resource,
    SourceError,
    Transfer,
    World,
)
from schemas.base import columns_of
from schemas.coverage import Coverage

READER = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
"""Tells coverage told by this code from that of another."""
NOT_AVAILABLE = "[x]"
WORDS = {"received": "received", "partial": "partial", "empty": "no-data-at-source", "failed": "withheld"}
"""How a quality report calls what stands; a missing period is expected or late."""


@dataclass(eq=False)
class PublishedCoverage:
    """The quality reports of the latest versions below `published/`.

    `declared` gives the datasets; it is asked late, because this source's own dataset is among them. Companions, which
    speak of the others, are left out.
    """

    declared: Callable[[], Sequence[Dataset]]
    home: str
    name: str = "published-coverage"
    title: str = "The quality reports of the office's own datasets"
    publisher: str = "The publishing office"
    attribution: str = "Contains public sector information licensed under the Open Government Licence v3.0."
    history: bool = False
    office: bool = False

    def listing(self, world: World, request: Request) -> Listing:
        """One resource for each dataset that stands in public. Raises SourceError for a damaged `published/`."""
        if world.published is None:
            return Listing(())
        latest = self._latest(world.published)
        now = _now(latest)
        return Listing(tuple(_resource(said, now) for _, said in latest), complete=True)

    def fetch(self, resource: Resource, world: World, sink: BinaryIO) -> Transfer:
        """Write how the periods of one dataset stand. Raises SourceError when the version is not as published."""
        latest = self._latest(world.published) if world.published else []
        now = _now(latest)
        for dataset, said in latest:
            if world.published and _resource(said, now) == resource:
                rows = list(_rows(dataset, said, world.published.quality(said), now))
                schema = {column.name: column.polars for column in columns_of(Coverage)}
                pl.DataFrame(rows, schema=schema, orient="row").write_csv(sink)
                return Transfer(content_type="text/csv")
        raise SourceError(f"{resource.id} stands in public no more: run the landing again")

    def parse(self, landed: Landed) -> Parsed:
        """The periods as rows. Raises SourceError for bytes that this source did not write."""
        return read_back(landed, Coverage, pl.lit(WHOLE_PERIOD))

    def _latest(self, publications: Publications) -> list[tuple[Dataset, Publication]]:
        told = ((dataset, publications.released(dataset.name)) for dataset in self.declared() if not dataset.companion)
        return [(dataset, said[-1]) for dataset, said in told if said]


def _now(latest: Sequence[tuple[Dataset, Publication]]) -> str:
    return max((said.said_in for _, said in latest), default="")


def _resource(said: Publication, now: str) -> Resource:
    return Resource(
        id=said.dataset,
        url=f"datasets/{said.dataset}/{said.version}/quality.json",
        vintage=said.as_at,
        periods=(WHOLE_PERIOD,),
        token=hashlib.sha256(f"{said.manifest_sha256} {now} {READER}".encode()).hexdigest(),
    )


def _rows(dataset: Dataset, said: Publication, quality: Any, now: str) -> Iterator[tuple[object, ...]]:
    for entry in sorted(quality["coverage"], key=lambda entry: str(entry["period"])):
        missing = entry["status"] not in WORDS
        late = missing and _is_late(dataset, entry["period"], now)
        status = WORDS.get(entry["status"], "late" if late else "expected")
        rows, why = (None, NOT_AVAILABLE) if missing else (entry["rows"], None)
        yield said.dataset, entry["period"], status, rows, why, " ".join(entry["text"].split()), said.version


def _is_late(dataset: Dataset, period: str, now: str) -> bool:
    """Whether the day on which the period was due lies before the month that is now ("" when nothing tells)."""
    if not now or period == WHOLE_PERIOD:
        return False
    year, month = int(period[:4]), int(period[5:])
    after = (
        date(year + 1, 4, 1) if dataset.grain is Grain.FINANCIAL_YEAR else date(year + month // 12, month % 12 + 1, 1)
    )
    return after + timedelta(days=dataset.duty.due_days - 1) < date(int(now[:4]), int(now[5:7]), 1)
