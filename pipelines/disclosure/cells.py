"""Counts as cells, and the sums that bind them: parts and their totals, months, quarters and financial years. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipelines.dataset import Margin, SmallNumbers

Key = tuple[str, ...]
"""The values of a dataset's key columns, as text: the name of a cell."""

FINER = {"quarter": ("month",), "financial-year": ("quarter", "month")}
"""The kinds of period whose counts add up to one of a longer kind."""


@dataclass(frozen=True)
class Sum:
    """A cell that is the total of others."""

    total: Key
    parts: tuple[Key, ...]


@dataclass(frozen=True)
class Equation:
    """What a reader may know: the terms (cell and factor) add up to the constant; with `slack`, to that or less."""

    terms: tuple[tuple[Key, int], ...]
    constant: int
    slack: bool


def sums(keys: Collection[Key], columns: Sequence[str], rule: SmallNumbers) -> tuple[Sum, ...]:
    """Every total among the cells, each with its parts. `columns` names the places of a key."""
    found = [total for margin in rule.margins for total in _across(keys, columns, margin)]
    if rule.periods:
        found += _over_time(keys, columns, rule.periods)
    return tuple(sorted(found, key=lambda one: (one.total, one.parts)))


def _across(keys: Collection[Key], columns: Sequence[str], margin: Margin) -> Iterator[Sum]:
    """Totals over the values of one column, one for each way to split where the margin names several."""
    at = [columns.index(name) for name in (margin.column, margin.split) if name]
    totals: dict[Key, Key] = {}
    parts: dict[Key, dict[str, list[Key]]] = defaultdict(lambda: defaultdict(list))
    for key in sorted(keys):
        rest = tuple(value for place, value in enumerate(key) if place not in at)
        if key[at[0]] == margin.total:
            totals[rest] = key
        else:
            parts[rest][key[at[-1]] if margin.split else ""].append(key)
    for rest, total in totals.items():
        for group in parts[rest].values():
            yield Sum(total, tuple(group))


def _over_time(keys: Collection[Key], columns: Sequence[str], periods: tuple[str, str]) -> Iterator[Sum]:
    """Totals over time: from months to quarters and years, and from quarters to years."""
    kind, period = (columns.index(name) for name in periods)
    parts: dict[tuple[Key, str], list[Key]] = defaultdict(list)
    for key in sorted(keys):
        for longer, name in _holding(key[kind], key[period]):
            total = tuple({kind: longer, period: name}.get(place, value) for place, value in enumerate(key))
            parts[total, key[kind]].append(key)
    known = set(keys)
    for (total, _), group in parts.items():
        if total in known:
            yield Sum(total, tuple(group))


def _holding(kind: str, period: str) -> Iterator[tuple[str, str]]:
    """The longer periods that a period lies in: months are `2026-04`, quarters `2026-27-Q1`, years `2026-27`."""
    if kind == "month":
        year, month = int(period[:4]), int(period[5:7])
        first = year if month > 3 else year - 1
        name = f"{first}-{(first + 1) % 100:02d}"
        yield "quarter", f"{name}-Q{(month - 4) % 12 // 3 + 1}"
        yield "financial-year", name
    elif kind == "quarter":
        yield "financial-year", period[:7]


def completed(values: Mapping[Key, int | None], totals: Sequence[Sum]) -> dict[Key, int]:
    """The counts, with those that are not given and follow from the others: what a reader would work out first."""
    known = {key: value for key, value in values.items() if value is not None}
    growing = True
    while growing:
        growing = False
        for one in totals:
            terms = [*((key, 1) for key in one.parts), (one.total, -1)]
            missing = [(key, factor) for key, factor in terms if key not in known]
            if len(missing) == 1:
                (key, factor), rest = missing[0], sum(factor * known[key] for key, factor in terms if key in known)
                if (value := -rest * factor) >= 0:
                    known[key], growing = value, True
    return known


def equations(
    totals: Sequence[Sum], truth: Mapping[Key, int], shown: Mapping[Key, int] | None = None
) -> Iterator[Equation]:
    """What the sums tell, as far as it is true of the counts as they are now.

    `shown` are the values that a version showed, in place of those of now. A total that is more than its known parts
    bounds them; one that is less tells nothing, because it is wrong. One that is not known tells nothing.
    """
    said = truth if shown is None else shown
    for one in totals:
        if one.total not in said and one.total not in truth:
            continue
        terms = [*((key, 1) for key in one.parts), (one.total, -1)]
        open_terms = tuple((key, factor) for key, factor in terms if shown is None or key not in said)
        constant = 0 if shown is None else -sum(factor * said[key] for key, factor in terms if key in said)
        known = tuple((key, factor) for key, factor in open_terms if key in truth)
        gap = constant - sum(factor * truth[key] for key, factor in known)
        if gap >= 0 and known:
            yield Equation(known, constant, slack=gap > 0 or len(known) < len(open_terms))
