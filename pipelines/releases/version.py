"""The version of a release, derived from what changed (Data Package version recipe) and never typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

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
    "period-removed": Level.MAJOR,
    "rows-removed": Level.MAJOR,
    "period-added": Level.MINOR,
    "rows-added": Level.MINOR,
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


def schema_changes(old: Sequence[dict[str, Any]], new: Sequence[dict[str, Any]]) -> list[Change]:
    """What became of the fields, both given as Table Schema fields.

    A field that took another's place with the same type is a rename; all else is removal and addition.
    """
    before, after = {f["name"]: f for f in old}, {f["name"]: f for f in new}
    gone = [name for name in before if name not in after]
    come = [name for name in after if name not in before]
    renamed = {
        a: b
        for a in gone
        for b in come
        if list(before).index(a) == list(after).index(b) and _type(before[a]) == _type(after[b])
    }
    changes = [Change("field-renamed", f"field {a} is now called {b}") for a, b in renamed.items()]
    changes += [Change("field-removed", f"field {a} is gone") for a in gone if a not in renamed]
    changes += [Change("field-added", f"field {b} is new") for b in come if b not in renamed.values()]
    changes += _retyped(before, after)
    kept_before = [renamed.get(name, name) for name in before if name in after or name in renamed]
    kept_after = [name for name in after if name in kept_before]
    if kept_before != kept_after:
        changes.append(Change("fields-reordered", f"fields now stand in the order {', '.join(after)}"))
    return changes


def _retyped(before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]) -> list[Change]:
    return [
        Change("field-retyped", f"field {name} was {_type(before[name])} and is {_type(after[name])}")
        for name in before
        if name in after and _type(before[name]) != _type(after[name])
    ]


def _type(field: dict[str, Any]) -> str:
    return str(field.get("openbeat:sql", field["type"]))
