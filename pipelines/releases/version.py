"""The version of a release, derived from what changed (Data Package version recipe) and never typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

FIRST = "1.0.0"


class Level(IntEnum):
    """How much a change costs those who already use the data."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3


LEVELS = {
    "field-added": Level.MAJOR,
    "field-removed": Level.MAJOR,
    "field-renamed": Level.MAJOR,
    "field-retyped": Level.MAJOR,
    "fields-reordered": Level.MAJOR,
    "constraint-tightened": Level.MAJOR,
    "period-removed": Level.MAJOR,
    "rows-removed": Level.MAJOR,
    "period-added": Level.MINOR,
    "rows-added": Level.MINOR,
    "constraint-loosened": Level.MINOR,
    "values-changed": Level.PATCH,
    "metadata-changed": Level.PATCH,
    "quality-changed": Level.PATCH,
}
"""Every kind of change that a release may bring, and what it costs."""


@dataclass(frozen=True)
class Change:
    """One thing that a release changes: its kind, one of `LEVELS`, and a plain sentence."""

    kind: str
    text: str

    @property
    def level(self) -> Level:
        """What it costs."""
        return LEVELS[self.kind]


def gravest(changes: Iterable[Change]) -> Level:
    """The level of all changes together, of one table or many: the gravest wins."""
    return max((change.level for change in changes), default=Level.NONE)


def parts(version: str) -> tuple[int, int, int]:
    """A version as three numbers, which compare as versions do."""
    major, minor, patch = version.split(".")
    return int(major), int(minor), int(patch)


def following(previous: str, level: Level) -> str:
    """The version after `previous` ("" before the first) for changes of this level."""
    if not previous:
        return FIRST
    major, minor, patch = parts(previous)
    match level:
        case Level.MAJOR:
            return f"{major + 1}.0.0"
        case Level.MINOR:
            return f"{major}.{minor + 1}.0"
        case Level.PATCH:
            return f"{major}.{minor}.{patch + 1}"
        case Level.NONE:
            return previous
