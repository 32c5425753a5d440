"""A value against similar forces: their range, and how sure the rank among them is.

A rank alone misleads: forces a hair apart stand ranks apart. The rank here has an interval (Klein, Wright and Wieczorek
2020): a force is surely behind another only where their intervals do not meet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import mean, median

from pipelines.measures.methods.intervals import Interval

UNVERIFIED = "the list of similar forces has not been checked against its publisher"


@dataclass(frozen=True)
class Reference:
    """The list of similar forces: who drew it up, when, where it stands, and whether somebody checked it there."""

    members: tuple[str, ...]
    source: str
    dated: date
    verified: bool = False

    @property
    def note(self) -> str:
        """The list's date and source, and that it is unverified where it is."""
        return f"{self.source}, {self.dated.isoformat()}" + ("" if self.verified else f"; {UNVERIFIED}")


@dataclass(frozen=True)
class Estimate:
    """A force's value and its interval. For a rank that holds at 95%, take intervals at `joint(0.95, forces)`."""

    force: str
    value: float
    interval: Interval


@dataclass(frozen=True)
class Comparison:
    """A force among similar ones. `rank` 1 is the highest value; the true rank lies between `best` and `worst`.

    `lowest`, `highest`, `middle` (median) and `average` are of the other forces alone. `missing` are members of the
    list without a value. `status` is `[u]` while the list is unverified or members are missing.
    """

    force: str
    value: float
    lowest: float
    highest: float
    middle: float
    average: float
    rank: int
    best: int
    worst: int
    forces: int
    missing: tuple[str, ...]
    status: str
    note: str


def compare(own: Estimate, others: Sequence[Estimate], reference: Reference) -> Comparison:
    """A force against those of the list that have a value; forces not on the list are left out.

    Raises ValueError when no force of the list has a value, or one has two.
    """
    peers = [other for other in others if other.force in reference.members and other.force != own.force]
    names = [peer.force for peer in peers]
    if not peers or len(set(names)) != len(names):
        raise ValueError(f"{own.force} is compared with {names}: give each force of the list once, and at least one")
    missing = tuple(name for name in reference.members if name not in {*names, own.force})
    values = [peer.value for peer in peers]
    return Comparison(
        force=own.force,
        value=own.value,
        lowest=min(values),
        highest=max(values),
        middle=median(values),
        average=mean(values),
        rank=1 + sum(value > own.value for value in values),
        best=1 + sum(peer.interval.lower > own.interval.upper for peer in peers),
        worst=1 + len(peers) - sum(peer.interval.upper < own.interval.lower for peer in peers),
        forces=1 + len(peers),
        missing=missing,
        status="" if reference.verified and not missing else "[u]",
        note=reference.note + (f"; no value for {', '.join(missing)}" if missing else ""),
    )
