"""Ratios between groups, worked by hand and against statsmodels."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.rates import confint_poisson, confint_poisson_2indep

from pipelines.measures.methods.disproportionality import CAVEATS, Group, disproportionality
from pipelines.measures.methods.intervals import Verdict, false_discovery

GROUPS = [Group("White", 900, 90_000), Group("Black", 80, 2_000), Group("Asian", 45, 5_000), Group("Other", 4, 800)]


def test_ratios_worked_by_hand() -> None:
    black, asian, other = disproportionality(GROUPS, "White")
    # White 10 per 1,000; Black 40, four times as often; Asian 9, nine tenths; Other 5, half, of four events alone.
    assert [found.change.ratio for found in (black, asian, other)] == pytest.approx([4, 0.9, 0.5], rel=1e-12)
    assert [found.change.verdict for found in (black, asian, other)] == [
        Verdict.HIGHER,
        Verdict.UNCLEAR,
        Verdict.UNCLEAR,
    ]
    assert [found.status for found in (black, asian, other)] == ["", "", "[u]"]
    assert (black.group.events, black.group.population, black.reference.events) == (80, 2_000, 900)


def test_intervals_agree_with_statsmodels() -> None:
    for found in disproportionality(GROUPS, "White"):
        of = found.group
        ratio = confint_poisson_2indep(
            of.events, of.population, 900, 90_000, method="score", compare="ratio"
        )  # by search
        assert (found.change.interval.lower, found.change.interval.upper) == pytest.approx(ratio, rel=2e-8)
        own = confint_poisson(of.events, of.population, method="exact-c")
        assert (found.interval.lower, found.interval.upper) == pytest.approx(own, rel=1e-9)


def test_few_events_in_the_reference_mark_every_ratio() -> None:
    assert {found.status for found in disproportionality(GROUPS, "Other")} == {"[u]"}


def test_p_values_allow_for_the_number_of_groups() -> None:
    found = disproportionality(GROUPS, "White")
    assert [f.adjusted for f in found] == list(false_discovery([f.change.p_value for f in found]))
    assert all(f.adjusted >= f.change.p_value for f in found)


def test_repeated_stops_widen_the_interval() -> None:
    plain, wide = disproportionality(GROUPS, "White")[0], disproportionality(GROUPS, "White", dispersion=3)[0]
    assert wide.change.interval.lower < plain.change.interval.lower < plain.change.interval.upper
    assert "3.0 times" in wide.change.note


@settings(deadline=None)
@given(st.permutations(GROUPS), st.integers(2, 50))
def test_order_and_size_of_the_county_do_not_matter(groups: list[Group], by: int) -> None:
    larger = [Group(group.name, group.events, group.population * by) for group in groups]
    expected = {found.group.name: found.change.ratio for found in disproportionality(GROUPS, "White")}
    found = {found.group.name: found.change.ratio for found in disproportionality(larger, "White")}
    assert found == {name: pytest.approx(ratio, rel=1e-9) for name, ratio in expected.items()}


def test_a_reference_that_is_no_group_is_refused() -> None:
    with pytest.raises(ValueError, match="Martian is none of the groups"):
        disproportionality(GROUPS, "Martian")


def test_nobody_in_a_group_is_refused() -> None:
    with pytest.raises(ValueError, match="is no rate"):
        disproportionality([*GROUPS, Group("None", 0, 0)], "White")


def test_what_a_ratio_cannot_show_is_said() -> None:
    assert any("not its cause" in caveat for caveat in CAVEATS)
