"""What is published, by one version or by several together, never narrows a hidden count further than declared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipelines.dataset import Margin, SmallNumbers
from pipelines.disclosure.audit import Secret, exposed
from pipelines.disclosure.cells import equations, sums
from pipelines.disclosure.plan import Past, Plan, Table, Version, plan
from tests.pipelines.disclosure.attacker import QUARTERS, Cell, Shown, possible, ranges

COLUMNS = ("place", "kind", "period")
RULE = SmallNumbers("n", margins=(Margin("place", "all"),), periods=("kind", "period"))
WITH_ZEROS = SmallNumbers("n", zeros=True, margins=(Margin("place", "all"),), periods=("kind", "period"))
PLACES = ("a", "b", "c")
NOTHING = Past()
COUNT = st.one_of(st.integers(0, 6), st.integers(0, 40))
TABLE = st.lists(st.lists(COUNT, min_size=4, max_size=4), min_size=2, max_size=3)


def named(cell: Cell) -> tuple[str, str, str]:
    place, time = cell
    return (place, "financial-year", "2025-26") if time == "year" else (place, "quarter", f"2025-26-{time}")


def whole(counts: list[list[int]]) -> dict[Cell, int]:
    """Places by quarter with both kinds of totals."""
    table = {
        (place, time): n
        for place, row in zip(PLACES, counts, strict=False)
        for time, n in zip(QUARTERS, row, strict=True)
    }
    table |= {(place, "year"): sum(row) for place, row in zip(PLACES, counts, strict=False)}
    times = (*QUARTERS, "year")
    return table | {("all", time): sum(n for (_, when), n in table.items() if when == time) for time in times}


def made(truth: Mapping[Cell, int], rule: SmallNumbers, past: Past = NOTHING) -> tuple[Plan, Shown, Version]:
    """The plan of a version, and what it shows."""
    planned = plan(Table({named(cell): value for cell, value in truth.items()}, COLUMNS, rule, past))
    shown = {cell: None if named(cell) in planned.hidden else value for cell, value in truth.items()}
    told = {named(cell): value for cell, value in shown.items() if value is not None}
    return planned, shown, Version(told, planned.hidden)


def small(truth: Mapping[Cell, int], rule: SmallNumbers) -> dict[Cell, int]:
    least = 0 if rule.zeros else 1
    return {cell: rule.threshold - 1 for cell, value in truth.items() if least <= value < rule.threshold}


def insist(seen: Sequence[tuple[Shown, Mapping[Cell, int]]], rule: SmallNumbers) -> None:
    """No reader of these versions, who is told which counts are small and which were revised, learns too much.

    `seen` are versions with the truth behind them.
    """
    revised: list[dict[Cell, int]] = []
    for at, (_, truth) in enumerate(seen):
        last, before = (revised[-1], seen[at - 1][1]) if at else ({}, {})
        revised.append({cell: last.get(cell, 0) + (before.get(cell, n) != n) for cell, n in truth.items()})
    most = {
        (cell, number[cell]): limit
        for (_, truth), number in zip(seen, revised, strict=True)
        for cell, limit in small(truth, rule).items()
    }
    found = ranges([shown for shown, _ in seen], most, revised=revised)
    assert found is not None, "the truth itself fits"
    narrow = {name: ends for name, ends in found.items() if ends[1] - ends[0] < rule.threshold - 1 - 1e-6}
    assert not narrow, f"a reader learns too much: {narrow} of {[shown for shown, _ in seen]}"


@pytest.mark.parametrize("rule", [RULE, WITH_ZEROS], ids=["counts", "zeros too"])
@settings(max_examples=25, deadline=None)
@given(counts=TABLE)
def test_one_version_gives_nothing_away(rule: SmallNumbers, counts: list[list[int]]) -> None:
    truth = whole(counts)
    planned, shown, _ = made(truth, rule)
    assert planned.review == ()
    assert all(shown[cell] is None for cell in small(truth, rule))
    insist([(shown, truth)], rule)


@settings(max_examples=25, deadline=None)
@given(counts=TABLE, first=st.integers(1, 3), parts_first=st.booleans())
def test_versions_that_grow_give_nothing_away_together(counts: list[list[int]], first: int, parts_first: bool) -> None:
    """Quarters come one after another; the year's total in the end, or as soon as the parts of a total are known."""
    truth = whole(counts)
    times = [(*QUARTERS[:first],), QUARTERS, (*QUARTERS, "year")]
    past, seen = Past(), []
    for number, known in enumerate(times):
        rows = {
            cell: n for cell, n in truth.items() if cell[1] in known and (number or not parts_first or cell[0] != "all")
        }
        planned, shown, version = made(rows, RULE, past)
        if planned.review:
            break  # a person decides: nothing came out
        for cell in seen[-1][0] if seen else ():
            assert shown[cell] == seen[-1][0][cell], "what was shown stays shown, what was hidden stays hidden"
        seen.append((shown, rows))
        past = Past((*past.versions, version))
        insist(seen, RULE)
    assert seen


@settings(max_examples=40, deadline=None)
@given(counts=st.lists(st.lists(COUNT, min_size=4, max_size=4), min_size=3, max_size=3))
def test_a_place_that_joins_is_not_told_by_the_growth_of_a_total(counts: list[list[int]]) -> None:
    past, seen = NOTHING, []
    for known in (counts[:2], counts):
        planned, shown, version = made(whole(known), RULE, past)
        if not planned.review:
            seen, past = [*seen, (shown, whole(known))], Past((*past.versions, version))
    insist(seen, RULE)


@settings(max_examples=40, deadline=None)
@given(
    counts=TABLE,
    again=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 12)), min_size=1, max_size=2),
    later=st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 12)),
)
def test_a_restated_table_is_held_or_gives_nothing_away(
    counts: list[list[int]], again: list[tuple[int, int, int]], later: tuple[int, int, int]
) -> None:
    past, seen = NOTHING, []
    for revision in ([], again, [later]):
        for place, quarter, value in revision:
            counts[place % len(counts)][quarter] = value
        truth = whole(counts)
        planned, shown, version = made(truth, RULE, past)
        if not planned.review:
            seen, past = [*seen, (shown, truth)], Past((*past.versions, version))
            insist(seen, RULE)
    hidden = [{cell for cell, value in shown.items() if value is None} for shown, _ in seen]
    assert all(before <= after for before, after in pairwise(hidden))


@settings(max_examples=60, deadline=None)
@given(
    counts=st.lists(st.lists(st.integers(0, 6), min_size=2, max_size=2), min_size=2, max_size=2),
    hide=st.sets(st.integers(0, 8), max_size=4),
    width=st.integers(1, 5),
)
def test_the_audit_is_exact(counts: list[list[int]], hide: set[int], width: int) -> None:
    """Against every table there is: the audit finds the same hidden counts too narrow."""
    truth = {
        (place, time): n
        for place, row in zip("ab", counts, strict=True)
        for time, n in zip(("Q1", "Q2"), row, strict=True)
    }
    truth |= {("all", time): truth["a", time] + truth["b", time] for time in ("Q1", "Q2")}
    cells = sorted(truth)
    hidden = [cells[at] for at in sorted(hide) if at < len(cells)]
    assume(hidden)
    known = {cell: 4 for cell in hidden if truth[cell] <= 4}
    every = possible({cell: None if cell in hidden else n for cell, n in truth.items()}, known, 20)
    narrow = {named(cell) for cell, values in every.items() if max(values) - min(values) < width and max(values) < 20}
    values = {named(cell): n for cell, n in truth.items()}
    secrets = {named(cell): Secret(truth[cell], 0, known.get(cell, 20), width) for cell in hidden}
    told = tuple(equations(sums(values, COLUMNS, RULE), values))
    free = {named(cell) for cell in hidden if not any(named(cell) in dict(one.terms) for one in told)}
    assert set(exposed(secrets, told, values)) - free == narrow - free


def test_the_attacker_finds_what_careless_hiding_gives_away() -> None:
    """The test of the test: one hidden cell in a sum, or two versions that differ, are no protection."""
    truth = whole([[3, 9, 9, 9], [20, 20, 20, 20]])
    careless = {cell: None if cell == ("a", "Q1") else n for cell, n in truth.items()}
    assert ranges([careless], {}) == {(("a", "Q1"), 0): (3, 3)}
    hidden = {("a", "Q1"), ("b", "Q1")}
    first = {cell: None if cell in hidden else n for cell, n in truth.items() if cell[1] == "Q1"}
    then = {cell: None if cell == ("a", "Q1") else n for cell, n in truth.items() if cell[1] == "Q1"}
    assert ranges([first], {}) == {(("a", "Q1"), 0): (0, 23), (("b", "Q1"), 0): (0, 23)}
    both = ranges([first, then], {})
    assert both is not None
    assert both[("a", "Q1"), 0] == pytest.approx((3, 3))
