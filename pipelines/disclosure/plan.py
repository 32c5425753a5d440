"""What to hide so that no small number can be worked out, from this version or from all versions together. Pure.

Small counts are hidden first. Others are hidden beside them until no reader can narrow a hidden count further than the
rule itself does: `audit` decides, this module only chooses. A fact that stands in public (a cell with the value it has
now) is never chosen, because hiding it would help nobody; what was hidden stays hidden.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import inf

from pipelines.dataset import SmallNumbers
from pipelines.disclosure.audit import Secret, exposed
from pipelines.disclosure.cells import Equation, Key, completed, equations, sums
from pipelines.releases.model import count

Band = tuple[int, int]
"""The least and the greatest count that a published band allows."""
NO_BANDS: Mapping[Key, Band] = {}


@dataclass(frozen=True)
class Version:
    """What one published version shows of a column: the counts, the names of those it hides, and their bands."""

    shown: Mapping[Key, int]
    hidden: frozenset[Key] = frozenset()
    bands: Mapping[Key, Band] = field(default_factory=dict)


@dataclass(frozen=True)
class Past:
    """Every version that stands in public, oldest first. `shown` and `hidden` are what was last said of each cell."""

    versions: tuple[Version, ...] = ()

    @cached_property
    def shown(self) -> dict[Key, int]:
        """The last word about cells that are shown."""
        last: dict[Key, int] = {}
        for version in self.versions:
            last = {key: value for key, value in last.items() if key not in version.hidden} | dict(version.shown)
        return last

    @cached_property
    def hidden(self) -> frozenset[Key]:
        """The cells about which the last word is that they are hidden."""
        ever = frozenset[Key]().union(*(version.hidden for version in self.versions))
        return ever - self.shown.keys()


@dataclass(frozen=True)
class Plan:
    """The cells to hide. `review` are plain sentences, without a figure that is hidden, on which a person must decide
    before this may come out; none: nothing stands in its way.
    """

    hidden: frozenset[Key]
    review: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """The counts of one column with all that the plan asks of them. `released` were released deliberately."""

    values: Mapping[Key, int | None]
    columns: Sequence[str]
    rule: SmallNumbers
    past: Past = Past()
    released: frozenset[Key] = frozenset()

    @cached_property
    def truth(self) -> dict[Key, int]:
        """The counts, those too that follow from others."""
        return completed(self.values, sums(self.values, self.columns, self.rule))

    @cached_property
    def equations(self) -> tuple[Equation, ...]:
        """What this version and all before it tell, as far as it is still true."""
        found = list(equations(sums(self.values, self.columns, self.rule), self.truth))
        for version in self.past.versions:
            then = sums(version.shown.keys() | version.hidden, self.columns, self.rule)
            found += equations(then, self.truth, version.shown)
        return tuple(dict.fromkeys(found))

    @cached_property
    def exact(self) -> frozenset[Key]:
        """Cells whose counts are told whatever they are: by law, or because somebody decided so."""
        by_law = [(self.columns.index(name), value) for name, value in self.rule.exact]
        return self.released | {key for key in self.truth if any(key[at] == value for at, value in by_law)}

    @cached_property
    def public(self) -> frozenset[Key]:
        """Cells that stand in public with the very value that they have now."""
        return frozenset(key for key, value in self.past.shown.items() if self.truth.get(key) == value)

    def threshold(self, key: Key) -> int:
        """The count from which on a cell may be told."""
        raised = (limit for name, value, limit in self.rule.stricter if key[self.columns.index(name)] == value)
        return max([self.rule.threshold, *raised])

    @cached_property
    def small(self) -> frozenset[Key]:
        """Cells whose counts must not be told."""
        least = 0 if self.rule.zeros else 1
        return frozenset(key for key, value in self.truth.items() if least <= value < self.threshold(key))

    def secret(self, key: Key) -> Secret:
        """A cell as one that is hidden. The reader is taken to know whether it is small; a small one must be left
        anything from nought to its threshold, because a nought may be hidden too.
        """
        if key in self.small:
            return Secret(self.truth[key], 0, self.threshold(key) - 1, self.threshold(key) - 1)
        return Secret(self.truth[key], 0, inf, self.rule.threshold - 1)

    def exposed(self, hidden: frozenset[Key], bands: Mapping[Key, Band] = NO_BANDS) -> Iterator[Key]:
        """The hidden cells that a reader could narrow down too far, who knows the bands of some of them too."""
        secrets = {key: within(self.secret(key), [*self.bands(key), *_one(bands.get(key))]) for key in hidden}
        return exposed(secrets, self.equations, self.truth)

    def bands(self, key: Key) -> list[Band]:
        """The bands of a cell that were published and are still true."""
        told = (version.bands.get(key) for version in self.past.versions)
        return [band for band in told if band and band[0] <= self.truth[key] <= band[1]]


def plan(table: Table) -> Plan:
    """What to hide, and what of it a person has to look at first."""
    kept = table.public | table.exact
    first = ((table.past.hidden - table.exact) & table.truth.keys()) | (table.small - kept)
    free = frozenset(table.truth) - kept - first
    hidden = _protected(table, first, free, frozenset())
    lost = frozenset(table.exposed(hidden))
    if gone := _given_away(table, lost):
        hidden = _protected(table, first, free, gone)
        lost = frozenset(table.exposed(hidden)) - gone
    return Plan(hidden, tuple(_review(table, first, hidden, lost)))


def _given_away(table: Table, lost: frozenset[Key]) -> frozenset[Key]:
    """Of the cells that cannot be protected, those that what stands in public gives away, whatever is done now."""
    if not lost & table.past.hidden:
        return frozenset()
    return frozenset(table.exposed(frozenset(table.truth) - table.public)) & table.past.hidden


def _protected(table: Table, hidden: frozenset[Key], free: frozenset[Key], given_up: frozenset[Key]) -> frozenset[Key]:
    """The cells with all that has to be hidden beside them, as far as `free` cells go round."""
    while cell := next(_open(table, hidden, given_up), None):
        chosen = _beside(table, cell, hidden, free)
        if chosen is None:
            given_up |= {cell}
        else:
            hidden, free = hidden | {chosen}, free - {chosen}
    return hidden


def _open(table: Table, hidden: frozenset[Key], given_up: frozenset[Key]) -> Iterator[Key]:
    """Hidden cells that are not protected yet: those first that one sum alone gives away, which need no solving."""
    left = ([key for key, _ in one.terms if key in hidden] for one in table.equations if not one.slack)
    yield from sorted({keys[0] for keys in left if len(keys) == 1} - given_up)
    yield from (key for key in table.exposed(hidden) if key not in given_up)


def _beside(table: Table, cell: Key, hidden: frozenset[Key], free: frozenset[Key]) -> Key | None:
    """The free cell to hide next: in the nearest sum that has one, the smallest count that is not itself small, and
    a part rather than a total.
    """
    reached, seen = {cell}, {cell}
    while reached:
        near = [one for one in table.equations if any(key in reached for key, _ in one.terms)]
        open_ones = [(sum(key in hidden for key, _ in one.terms), one) for one in near]
        for _, one in sorted(open_ones, key=lambda pair: (pair[0], pair[1].slack, pair[1].terms)):
            if at_hand := [(key, factor) for key, factor in one.terms if key in free]:
                return min(at_hand, key=lambda term: (_cost(table, term[0]), term[1] < 0, term[0]))[0]
        reached = {key for one in near for key, _ in one.terms if key in hidden} - seen
        seen |= reached
    return None


def _cost(table: Table, key: Key) -> tuple[bool, int]:
    value = table.truth[key]
    return value < table.threshold(key), value


def _review(table: Table, first: frozenset[Key], hidden: frozenset[Key], lost: frozenset[Key]) -> list[str]:
    """Sentences about what cannot be undone by hiding, or takes something away that was public."""
    found = []
    fallen = table.small & hidden & table.past.shown.keys()
    if fallen:
        found.append(f"{count(len(fallen), 'published count')} fell below the threshold, and the old value is public")
    if taken := (hidden - first) & table.past.shown.keys():
        found.append(f"{count(len(taken), 'count')} shown before would be hidden, to protect others")
    if lost:
        found.append(f"{count(len(lost), 'hidden count')} could be worked out, and nothing is left to hide beside it")
    if moved := _moved(table, hidden):
        found.append(f"what is hidden in {count(moved, 'total')} changed: both versions together tell by how much")
    if left := _left_their_bands(table, hidden):
        found.append(f"{count(left, 'hidden count')} left the band that was told of it")
    return found


def _left_their_bands(table: Table, hidden: frozenset[Key]) -> int:
    """Hidden cells of which the latest version told a band that holds no more: that it moved would tell of them."""
    told = table.past.versions[-1].bands if table.past.versions else NO_BANDS
    return sum(not told[key][0] <= table.truth[key] <= told[key][1] for key in told.keys() & hidden)


def _moved(table: Table, hidden: frozenset[Key]) -> int:
    """Totals whose hidden cells are those of the latest version, and whose shown cells say another sum of them now."""
    if not table.past.versions:
        return 0
    last = table.past.versions[-1]
    moved = 0
    for one in sums(table.truth, table.columns, table.rule):
        cells = [*((key, 1) for key in one.parts), (one.total, -1)]
        veiled = {key for key, _ in cells if key in last.hidden}
        told_before = sum(factor * last.shown.get(key, 0) for key, factor in cells)
        told_now = sum(factor * table.truth[key] for key, factor in cells if key in table.truth and key not in hidden)
        same = veiled == {key for key, _ in cells if key in hidden}
        moved += bool(veiled) and same and told_before != told_now
    return moved


def within(secret: Secret, bands: Sequence[Band]) -> Secret:
    """A hidden count of which these bands are known too."""
    low, high = max([secret.low, *(band[0] for band in bands)]), min([secret.high, *(band[1] for band in bands)])
    return replace(secret, low=low, high=high)


def _one(band: Band | None) -> list[Band]:
    return [band] if band else []
