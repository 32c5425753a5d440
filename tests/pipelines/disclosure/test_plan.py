"""Worked by hand: what is hidden beside a small count, what stays, and what a person must see first."""

from __future__ import annotations

from pipelines.dataset import Margin, SmallNumbers
from pipelines.disclosure.cells import Key
from pipelines.disclosure.plan import Past, Plan, Table, Version, plan

RULE = SmallNumbers("n", margins=(Margin("place", "all"),))
A, B, C, ALL = ("a",), ("b",), ("c",), ("all",)


def planned(
    values: dict[Key, int | None],
    *versions: Version,
    rule: SmallNumbers = RULE,
    released: frozenset[Key] = frozenset(),
) -> Plan:
    return plan(Table(values, ("place",), rule, Past(versions), released))


def version(**said: int | None) -> Version:
    shown = {(name,): value for name, value in said.items() if value is not None}
    return Version(shown, frozenset((name,) for name, value in said.items() if value is None))


def test_a_small_count_takes_the_smallest_other_with_it() -> None:
    assert planned({A: 3, B: 20, C: 9, ALL: 32}) == Plan(frozenset({A, C}))


def test_small_counts_that_protect_each_other_take_nothing_with_them() -> None:
    assert planned({A: 1, B: 3, C: 20, ALL: 24}) == Plan(frozenset({A, B}))


def test_small_counts_whose_sum_is_very_small_or_very_large_do_not() -> None:
    assert planned({A: 1, B: 1, C: 20, ALL: 22}) == Plan(frozenset({A, B, C}))
    assert planned({A: 4, B: 4, C: 20, ALL: 28}) == Plan(frozenset({A, B, C}))


def test_a_total_is_hidden_when_no_part_is_left() -> None:
    assert planned({A: 3, B: 0, ALL: 3}).hidden == {A, ALL}
    assert planned({A: 3, ALL: 3}).hidden == {A, ALL}


def test_without_a_total_nothing_can_be_worked_out() -> None:
    assert planned({A: 3, B: 20}).hidden == {A}


def test_a_total_that_its_parts_fall_short_of_bounds_them_all_the_same() -> None:
    assert planned({A: 3, B: 20, ALL: 24}).hidden == {A}, "it is at most 4, as the rule says itself"
    assert planned({A: 1, B: 20, ALL: 22}).hidden == {A, B}, "a alone would be 2 at most"


def test_noughts_are_hidden_where_they_tell_of_everybody() -> None:
    zeros = SmallNumbers("n", zeros=True, margins=RULE.margins)
    assert planned({A: 0, B: 20, ALL: 20}).hidden == frozenset()
    assert planned({A: 0, B: 20, ALL: 20}, rule=zeros).hidden == {A, B}


def test_a_stricter_threshold_and_a_count_that_the_law_orders() -> None:
    strict = SmallNumbers("n", stricter=(("place", "a", 10),))
    assert planned({A: 9, B: 9}, rule=strict).hidden == {A}
    lawful = SmallNumbers("n", margins=RULE.margins, exact=(("place", "a"),))
    assert planned({A: 1, B: 20, ALL: 21}, rule=lawful).hidden == frozenset()


def test_a_count_that_is_left_out_and_follows_is_hidden_like_any_other() -> None:
    assert planned({A: None, B: 20, C: 9, ALL: 32}).hidden == {A, C}
    assert planned({A: None, B: 20, C: 9, ALL: 50}).hidden == frozenset()


def test_what_was_hidden_stays_hidden_and_what_was_shown_stays_shown() -> None:
    before = version(a=None, b=None, c=9, all=40)
    assert planned({A: 12, B: 19, C: 9, ALL: 40}, before) == Plan(frozenset({A, B}))


def test_the_last_word_counts() -> None:
    past = Past((version(a=None, b=7), version(a=7, b=None), version(c=1)))
    assert (past.shown, past.hidden) == ({A: 7, C: 1}, {B})


def test_a_fact_that_is_public_is_not_hidden_in_vain() -> None:
    """The total came first; then the parts, of which the total's value is known already."""
    assert planned({A: 3, B: 20, C: 9, ALL: 32}, version(all=32)).hidden == {A, C}
    assert planned({A: 3, B: 29, ALL: 32}, version(b=29)) == Plan(frozenset({A, ALL}))


def test_nothing_is_left_to_hide_beside_it_and_somebody_must_know() -> None:
    made = planned({A: 3, B: 29, ALL: 32}, version(b=29, all=32))
    assert made.hidden == {A}
    assert made.review == ("1 hidden count could be worked out, and nothing is left to hide beside it",)


def test_what_is_given_away_already_is_not_asked_about_again() -> None:
    before = version(a=None, b=29, all=32)
    assert planned({A: 3, B: 29, ALL: 32, C: 0}, version(b=29, all=32), before) == Plan(frozenset({A}))


def test_a_published_count_that_falls_below_is_hidden_with_what_is_new_and_waits() -> None:
    made = planned({A: 3, B: 20, C: 9, ALL: 32}, version(a=7, b=20, c=9, all=36))
    assert made.hidden == {A, ALL}, "the other parts are public as they are; the new total is not"
    assert made.review == (
        "1 published count fell below the threshold, and the old value is public",
        "1 count shown before would be hidden, to protect others",
    )


def test_hidden_counts_that_moved_wait_for_a_person() -> None:
    before = version(a=None, b=None, c=9, all=32)
    assert planned({A: 3, B: 20, C: 9, ALL: 32}, before).review == ()
    assert planned({A: 4, B: 20, C: 9, ALL: 33}, before).review == (
        "what is hidden in 1 total changed: both versions together tell by how much",
    )
    assert planned({A: 3, B: 20, C: 10, ALL: 33}, before).review == ()


def test_a_new_part_is_not_told_by_the_difference_of_two_totals() -> None:
    before = version(a=None, b=None, all=23)
    grown = planned({A: 3, B: 20, C: 4, ALL: 27}, before)
    assert grown.hidden == {A, B, C, ALL}
    assert planned({A: 3, B: 20, C: 12, ALL: 35}, before) == Plan(frozenset({A, B}))


def test_a_count_is_released_deliberately_and_others_stay_protected() -> None:
    before = version(a=None, b=None, c=9, all=32)
    freed = planned({A: 3, B: 20, C: 9, ALL: 32}, before, released=frozenset({B}))
    assert freed.hidden == {A}
    assert freed.review, "whoever releases b gives a away"
    both = planned({A: 3, B: 20, C: 9, ALL: 32}, before, released=frozenset({A, B}))
    assert both == Plan(frozenset())


def test_a_band_that_was_told_is_part_of_what_is_known() -> None:
    told = Version({ALL: 27}, frozenset({A, B}), {A: (0, 5), B: (22, 27)})
    assert planned({A: 2, B: 25, ALL: 27}, told) == Plan(frozenset({A, B}))
    left = planned({A: 6, B: 21, ALL: 27}, told)
    assert left.review == ("2 hidden counts left the band that was told of it",)


def test_review_names_no_figure_that_is_hidden() -> None:
    made = planned({A: 3, B: 7919, ALL: 7922}, version(b=7919, all=7922))
    assert not any(figure in " ".join(made.review) for figure in ("3", "7919", "7922"))
