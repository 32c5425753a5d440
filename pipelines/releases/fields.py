"""What became of the fields of a table, both sides given as Table Schema fields, and what each change costs.

The Data Package recipe for versions: fields added, removed, renamed, retyped or reordered and constraints made
stricter are major, constraints made looser are minor (https://datapackage.org/recipes/data-package-version/).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipelines.releases.version import Change

TIGHTENED, LOOSENED = "constraint-tightened", "constraint-loosened"
Field = Mapping[str, Any]


@dataclass(frozen=True)
class FieldChange:
    """One thing that became of a field: its kind, one of `LEVELS`, the field on both sides where it stood, and in
    plain words what changed.
    """

    kind: str
    before: Field | None
    after: Field | None
    text: str

    @property
    def change(self) -> Change:
        """The same as a release lists it."""
        return Change(self.kind, self.text)

    @property
    def rewrites(self) -> bool:
        """Whether every file has to be written again; a constraint changes no value."""
        return self.kind not in {TIGHTENED, LOOSENED}


def field_changes(old: Sequence[Field], new: Sequence[Field]) -> tuple[FieldChange, ...]:
    """Everything that became of the fields.

    A field that took another's place with the same type is a rename; all else is removal and addition.
    """
    before, after = {f["name"]: f for f in old}, {f["name"]: f for f in new}
    renamed = _renamed(before, after)
    kept = {name: renamed.get(name, name) for name in before if name in after or name in renamed}
    found = [
        FieldChange("field-renamed", before[a], after[b], f"field {a} is now called {b}") for a, b in renamed.items()
    ]
    found += [FieldChange("field-removed", before[a], None, f"field {a} is gone") for a in before if a not in kept]
    come = [name for name in after if name not in kept.values()]
    found += [FieldChange("field-added", None, after[b], f"field {b} is new") for b in come]
    for a, b in kept.items():
        found += _altered(before[a], after[b])
    if list(kept.values()) != [name for name in after if name in kept.values()]:
        text = f"fields now stand in the order {', '.join(after)}"
        found.append(FieldChange("fields-reordered", None, None, text))
    return tuple(found)


def type_of(field: Field) -> str:
    """The SQL type of a field, or its Table Schema type where a schema of another publisher gives no more."""
    return str(field.get("openbeat:sql", field["type"]))


def without_constraints(fields: Sequence[Field]) -> list[dict[str, Any]]:
    """The fields with their constraints left out: what differs is description."""
    return [{name: value for name, value in field.items() if name != "constraints"} for field in fields]


def _renamed(before: Mapping[str, Field], after: Mapping[str, Field]) -> dict[str, str]:
    places = list(after)
    found = {}
    for place, name in enumerate(before):
        if name in after or place >= len(places) or places[place] in before:
            continue
        if type_of(before[name]) == type_of(after[places[place]]):
            found[name] = places[place]
    return found


def _altered(before: Field, after: Field) -> Iterator[FieldChange]:
    name, was, now = after["name"], type_of(before), type_of(after)
    if was != now:
        yield FieldChange("field-retyped", before, after, f"field {name} was {was} and is {now}")
        return
    for kind, text in _constraints(before.get("constraints", {}), after.get("constraints", {}), before["type"]):
        yield FieldChange(kind, before, after, f"field {name} {text}")


def _constraints(old: Mapping[str, Any], new: Mapping[str, Any], kind: str) -> Iterator[tuple[str, str]]:
    """What each constraint became: (kind of change, words that follow the field's name)."""
    for rule, must, need_not in (
        ("required", "is now always given", "may now be missing"),
        ("unique", "now has no value twice", "may now have a value twice"),
    ):
        if bool(old.get(rule)) != bool(new.get(rule)):
            yield (TIGHTENED, must) if new.get(rule) else (LOOSENED, need_not)
    yield from _enum(old.get("enum"), new.get("enum"))
    yield from _pattern(old.get("pattern"), new.get("pattern"))
    for rule, words, sign in (
        ("minimum", "is now at least", 1),
        ("maximum", "is now at most", -1),
        ("maxLength", "now has a length of at most", -1),
    ):
        yield from _limit(old.get(rule), new.get(rule), words, sign, text=rule != "maxLength" and kind == "date")


def _enum(old: Sequence[Any] | None, new: Sequence[Any] | None) -> Iterator[tuple[str, str]]:
    if old is None and new is not None:
        yield TIGHTENED, f"is now one of {_listed(new)}"
    elif old is not None and new is None:
        yield LOOSENED, "may now have any value"
    elif old is not None and new is not None:
        if less := [value for value in old if value not in new]:
            yield TIGHTENED, f"no longer has {_listed(less)}"
        if more := [value for value in new if value not in old]:
            yield LOOSENED, f"may now have {_listed(more)}"


def _pattern(old: str | None, new: str | None) -> Iterator[tuple[str, str]]:
    """Whether one pattern allows less than another cannot be told in general, so that another pattern is stricter."""
    if new is not None and old != new:
        yield TIGHTENED, f"now has the form {new}"
    elif old is not None and new is None:
        yield LOOSENED, "may now have any form"


def _limit(old: Any, new: Any, words: str, sign: int, *, text: bool) -> Iterator[tuple[str, str]]:
    """`sign` is 1 where a higher limit is the stricter one. Limits of dates compare as the texts they are."""
    if old == new:
        return
    if new is None:
        yield LOOSENED, f"had the limit {old} and now has none"
    elif old is None:
        yield TIGHTENED, f"{words} {new}"
    else:
        higher = str(new) > str(old) if text else Decimal(str(new)) > Decimal(str(old))
        if text or Decimal(str(new)) != Decimal(str(old)):
            yield (TIGHTENED if higher == (sign == 1) else LOOSENED), f"{words} {new}, which was {old}"


def _listed(values: Sequence[Any]) -> str:
    return ", ".join(str(value) for value in values)
