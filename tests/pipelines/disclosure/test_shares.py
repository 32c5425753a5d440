from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from pipelines.dataset import Margin, SmallNumbers
from pipelines.disclosure.plan import Table, plan
from pipelines.disclosure.shares import FIFTHS, banded, counts_of, fifth, per_cent
from tests.pipelines.disclosure.attacker import Shown, ranges

RULE = SmallNumbers("n", zeros=True, margins=(Margin("place", "all"),), band="band")


def test_every_count_lies_in_one_fifth_and_the_fifth_tells_its_counts() -> None:
    for base in range(1, 130):
        for value in range(base + 1):
            at = FIFTHS.index(fifth(value, base))
            share = Fraction(100 * value, base)
            assert 20 * at <= share
            assert share < 20 * (at + 1) or at == 4
            inside = [other for other in range(base + 1) if fifth(other, base) == FIFTHS[at]]
            assert counts_of(FIFTHS[at], base) == (inside[0], inside[-1])


@given(st.integers(0, 99), st.integers(1, 99))
def test_a_share_is_the_nearest_whole_per_cent(value: int, more: int) -> None:
    base = value + more
    assert abs(Fraction(100 * value, base) - per_cent(value, base)) <= Fraction(1, 2)


def test_halves_go_up() -> None:
    assert [per_cent(1, 8), per_cent(1, 200), per_cent(0, 7), per_cent(7, 7)] == [13, 1, 0, 100]


def test_a_band_is_told_where_it_gives_nothing_away() -> None:
    """Of 27 people, under a fifth is up to 5: no less than the rule says. Of 12, it is up to 2, which is too little."""
    values = {("a",): 2, ("b",): 25, ("all",): 27}
    table = Table(values, ("place",), RULE)
    assert banded(table, plan(table).hidden) == {("a",): "under 20", ("b",): "80 or more"}
    office = Table({("a",): 2, ("b",): 10, ("all",): 12}, ("place",), RULE)
    assert banded(office, plan(office).hidden) == {}


def test_a_share_of_what_is_hidden_has_no_band() -> None:
    table = Table({("a",): 2, ("b",): 1, ("all",): 3}, ("place",), RULE)
    hidden = plan(table).hidden
    assert ("all",) in hidden
    assert banded(table, hidden) == {}


@given(st.lists(st.integers(0, 30), min_size=2, max_size=4))
def test_bands_narrow_no_hidden_count(counts: list[int]) -> None:
    """The attacker of test_attack, who reads the bands as bounds."""
    values = {(name,): value for name, value in zip("abcd", counts, strict=False)}
    table = Table(values | {("all",): sum(counts)}, ("place",), RULE)
    made = plan(table)
    bands = banded(table, made.hidden)
    shown: Shown = {(key[0], "Q1"): None if key in made.hidden else value for key, value in table.truth.items()}
    told = {key: counts_of(bands[key], sum(counts)) for key in bands if key in made.hidden}
    most = {((key[0], "Q1"), 0): 4 for key in made.hidden if table.truth[key] < 5}
    for key, (_, high) in told.items():
        most[(key[0], "Q1"), 0] = min(high, most.get(((key[0], "Q1"), 0), high))
    least = {((key[0], "Q1"), 0): low for key, (low, _) in told.items()}
    found = ranges([shown], most, least)
    assert found is not None
    assert all(high - low >= 4 - 1e-6 for low, high in found.values())
