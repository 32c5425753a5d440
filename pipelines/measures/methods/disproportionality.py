"""Disproportionality: how often people of one group meet something, against people of another, with the base sizes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.measures.methods.intervals import Change, Interval, change, false_discovery, rate

SMALL = 10
"""Events in either group below which a ratio is marked as of low reliability (`[u]`). Our choice."""

CAVEATS = (
    "Resident population is not the population that meets the police in public: visitors, age and where people spend "
    "their time all count.",
    "Self-defined ethnicity is not stated for many stops; those stops are in no group.",
    "A ratio shows a difference, not its cause.",
)
"""What such ratios cannot show."""


@dataclass(frozen=True)
class Group:
    """A group of people, what happened to them, and how many they are."""

    name: str
    events: int
    population: int


@dataclass(frozen=True)
class Disparity:
    """A group against the reference: its rate per person with its interval, and the ratio to the reference's rate.

    `adjusted` is the p-value after allowing for the number of groups compared; `status` is `[u]` where either group has
    fewer than `SMALL` events. Base sizes are `group.events`, `group.population` and those of `reference`.
    """

    group: Group
    reference: Group
    rate: float
    interval: Interval
    change: Change
    adjusted: float
    status: str


def disproportionality(groups: Sequence[Group], reference: str, *, dispersion: float = 1.0) -> tuple[Disparity, ...]:
    """Every group against the one named, in the order given, which itself is left out.

    People who are stopped are often stopped again, so counts vary more than chance: give the factor as `dispersion`.
    Raises ValueError for a reference that is none of the groups, and for groups without population.
    """
    base = next((group for group in groups if group.name == reference), None)
    if base is None:
        raise ValueError(f"{reference} is none of the groups {[group.name for group in groups]}")
    others = [group for group in groups if group is not base]
    changes = [change(g.events, g.population, base.events, base.population, dispersion=dispersion) for g in others]
    adjusted = false_discovery([found.p_value for found in changes])
    return tuple(_disparity(g, base, found, p) for g, found, p in zip(others, changes, adjusted, strict=True))


def _disparity(group: Group, base: Group, found: Change, adjusted: float) -> Disparity:
    status = "[u]" if min(group.events, base.events) < SMALL else ""
    interval = rate(group.events, group.population)
    return Disparity(group, base, group.events / group.population, interval, found, adjusted, status)
