"""What a backfill would do, said before it is done. Pure planning: nothing is fetched and nothing is written."""

from __future__ import annotations

import re
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


FORMS = {
    Grain.MONTH: (r"20\d{2}-(0[1-9]|1[0-2])", "2024-01"),
    Grain.FINANCIAL_YEAR: (r"20\d{2}-\d{2}", "2024-25"),
}
"""How the periods of a grain are written, with an example."""


def wanted(dataset: Dataset, first: str, last: str) -> tuple[str, ...]:
    """The months from `first` to `last`; none for a dataset whose files are not cut by month: it is taken whole.

    Raises BackfillRefused when they cannot be had, or when what was asked for is no range of the dataset's periods.
    """
    if dataset.inputs:
        raise BackfillRefused(f"{dataset.name} is worked out from {', '.join(dataset.inputs)}: backfill those instead.")
    if not dataset.source.history:
        raise BackfillRefused(
            f"{dataset.name}: {dataset.source.title} keeps no history. Only its latest edition exists, and a "
            "backfill would file today's figures under old dates. The nightly run takes each edition as it appears."
        )
    if dataset.partitioned and not first:
        raise BackfillRefused(f"{dataset.name}: say which months, such as --from 2024-01 --to 2025-12")
    _insist_on_form(dataset, first, last)
    return months_between(first, last) if dataset.partitioned else ()


def _insist_on_form(dataset: Dataset, first: str, last: str) -> None:
    for option, given in (("--from", first), ("--to", last)):
        if given and dataset.grain not in FORMS:
            raise BackfillRefused(f"{dataset.name} has no periods: leave {option} out, and all of it is looked at")
        if given and not re.fullmatch(FORMS[dataset.grain][0], given):
            raise BackfillRefused(
                f"{option} {given} is no {dataset.grain.value.replace('-', ' ')}, which {dataset.name} has: "
                f"write it like {FORMS[dataset.grain][1]}"
            )
    if first > last:
        raise BackfillRefused(f"--from {first} is after --to {last}")


def remark(dataset: Dataset, first: str) -> str:
    """What must be known of a range asked for, before anybody agrees."""
    if not first or dataset.partitioned:
        return ""
    return (
        f"{dataset.name}: its files are not cut by period, so all of them are looked at, whatever the range. What has "
        "not changed is neither fetched nor stored again."
    )


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
