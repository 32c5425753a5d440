"""What a backfill would do, said before it is done. Pure planning: nothing is fetched and nothing is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines.dataset import Dataset, Grain
from pipelines.landing import Receipt
from pipelines.sources.police_uk import months_between
from pipelines.upstream import Listing, Resource


class BackfillRefused(Exception):
    """What was asked for cannot be backfilled; the message says why and what happens instead."""


@dataclass(frozen=True)
class Step:
    """One period of a backfill: what the source offers, whether it must be fetched, and whether the public has it."""

    period: str
    offered: bool
    fetch: bool
    size: int
    published: bool

    @property
    def text(self) -> str:
        """What will happen to the period, in a sentence."""
        if not self.offered:
            return "the source has no file for it"
        if not self.fetch:
            return "already here as the source has it"
        return "published; values may change" if self.published else "new to the public"


def wanted(dataset: Dataset, first: str, last: str) -> tuple[str, ...]:
    """The periods from `first` to `last`. Raises BackfillRefused when they cannot be had."""
    if not dataset.source.history:
        raise BackfillRefused(
            f"{dataset.name}: {dataset.source.title} keeps no history. Only its latest edition exists, and a "
            "backfill would file today's figures under old dates. The nightly run takes each edition as it appears."
        )
    if dataset.grain is Grain.MONTH and first > last:
        raise BackfillRefused(f"--from {first} is after --to {last}")
    return months_between(first, last) if dataset.grain is Grain.MONTH else ()


def plan(
    listing: Listing, periods: Sequence[str], held: Mapping[str, Receipt], published: Sequence[str]
) -> tuple[Step, ...]:
    """A step for each period asked for (or listed, when none was), in order."""
    offers: dict[str, list[Resource]] = {}
    for resource in listing.resources:
        for period in resource.periods or (resource.id,):
            offers.setdefault(period, []).append(resource)
    steps = []
    for period in periods or sorted(offers):
        offered = offers.get(period, [])
        fetch = [resource for resource in offered if not _held(resource, held.get(resource.id))]
        size = sum(resource.size for resource in fetch)
        steps.append(Step(period, bool(offered), bool(fetch), size, period in published))
    return tuple(steps)


def _held(resource: Resource, receipt: Receipt | None) -> bool:
    """Whether the landing has the file as the source has it now."""
    return receipt is not None and bool(resource.token) and receipt.token == resource.token
