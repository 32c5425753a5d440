"""The grammar of findings: each sentence worked out by hand from a few figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.site.measures_data import Row, Series
from pipelines.site.measures_findings import finding, say, sentences
from schemas.base import columns_of
from schemas.measures import MeasureObservations

EMPTY = {column.name: "" for column in columns_of(MeasureObservations)}


def row(period: str, value: str = "", **more: str) -> Row:
    return {**EMPTY, "grain": "month", "period": period, "value": value, **more}


def months(*values: str, **last: str) -> list[Row]:
    """Months of 2026 from January on; `last` is what the newest says beside its value."""
    rows = [row(f"2026-{at:02d}", value) for at, value in enumerate(values, start=1)]
    return [*rows[:-1], {**rows[-1], **last}]


def series(rows: Sequence[Row], limits: Sequence[Row] = (), **measure: str) -> Series:
    usual = {"unit": "per cent of calls", "good": "increase", "target": "", "grains": "month; rolling-12"}
    grains: dict[str, list[Row]] = {}
    for found in rows:
        grains.setdefault(found["grain"], []).append(found)
    return Series({**usual, **measure}, "E1", "Here", grains, limits)


TARGET = {"target": "90.0000"}
MEAN = {"mean": "50.0000", "first_period": "2026-01", "last_period": "2026-09"}
YEAR = {"grain": "rolling-12", "change_unit": "per cent"}


@pytest.mark.parametrize(
    ("rows", "more", "said"),
    [
        (months("91", "89", "88.5", "87"), TARGET, "below the 90% target for 3 months"),
        (months("91", "89"), TARGET, "below the 90% target in February 2026"),
        (months("91", "92"), TARGET, "above the 90% target in all 2 months on record"),
        (months("91", "90.0000"), TARGET, "at the 90% target"),
        (months("89", "", "91", "92"), TARGET, "above the 90% target for 2 months"),
        (
            months("12.5", "14.5"),
            {"target": "13.5000", "unit": "seconds", "good": "decrease"},
            "above the 13.5 seconds target in February 2026",
        ),
        (months("91", ""), TARGET, "no figure for February 2026"),
        (months("", ""), TARGET, "no figures yet"),
        ([], TARGET, "no figures yet"),
        (months("7", "6", not_comparable_from="2026-02"), TARGET, "figures since February 2026 still change"),
        (months("7", "6", not_comparable_from="2026-03"), {}, "6% in February 2026"),
        (months("7", "6", variation="common cause"), {}, "within its usual range"),
        (
            [*months("7", "6"), row("2026-02", "9", change="6.3811", change_words="higher", **YEAR)],
            {},
            "up 6.4% in a year",
        ),
        (
            [*months("7", "6"), row("2026-02", "9", change="-0.3", change_words="no clear change", **YEAR)],
            {},
            "no clear change in a year",
        ),
        (
            [*months("7", "6"), row("2026-02", "9", change="0.0400", change_words="not tested", **YEAR)],
            {},
            "no change in a year",
        ),
        (months("7", "6", change="-2.4", change_unit="points", change_words="lower"), {}, "down 2.4 points in a year"),
        (
            [row("2025-26", "272.4000", grain="financial-year")],
            {"unit": "GBP a resident", "grains": "financial-year"},
            "£272.4 in 2025-26",
        ),
    ],
)
def test_a_finding_is_said_in_a_few_words(rows: Sequence[Row], more: Mapping[str, str], said: str) -> None:
    found = finding(series(rows, **more))
    assert found.words == said
    assert len(said.split()) <= 10


def test_a_measure_with_a_baseline_is_told_against_it() -> None:
    rows = [row("2026-03", "9", baseline_change="-10.0400", change="5", change_words="higher", **YEAR)]
    told = series(rows, baseline="2019-06", grains="quarter; rolling-12")
    assert finding(told).words == "down 10.0% on the year to June 2019"
    assert "Against the year to June 2019: -10.0%." in list(sentences(told))


def test_special_causes_are_said_before_the_change_in_a_year() -> None:
    rows = [*months("40", "60", "61"), row("2026-03", "9", change="6", change_words="higher", **YEAR)]
    rows[1], rows[2] = ({**found, "variation": "concerning"} for found in rows[1:3])
    found = finding(series(rows, [MEAN], good="decrease"))
    assert found.of("Theft") == "Theft: higher than usual for 2 months"
    assert found.signal == "concerning"


def test_lower_than_usual_is_told_by_the_mean_and_not_by_what_is_good() -> None:
    rows = months("60", "40", variation="concerning")
    assert finding(series(rows, [MEAN])).words == "lower than usual in February 2026"


def test_a_target_where_neither_way_is_good_is_not_judged() -> None:
    assert finding(series(months("7", "6"), target="9", good="neutral")).words == "6% in February 2026"


def test_sentences_tell_the_figure_its_interval_and_the_change() -> None:
    rows = [
        *months("91.2345", "87.6543", value_low="86.1000", value_high="89.2500"),
        row("2026-02", "89.0000", change="-1.2500", change_low="-2", change_high="-0.5", change_words="lower", **YEAR),
    ]
    assert list(sentences(series(rows))) == [
        "87.7% in February 2026 (95% interval 86.1 to 89.3).",
        "In the twelve months to February 2026: 89.0%.",
        "Twelve months against the twelve before: -1.3% (95% interval -2.0 to -0.5), clearly lower.",
    ]


def test_sentences_say_why_the_newest_figure_is_missing() -> None:
    rows = months("7", "", value_status="[x]", reason="2026-02 partial")
    assert "For February 2026 there is none: 2026-02 partial." in list(sentences(series(rows)))
    assert list(sentences(series(months("", reason="nothing came")))) == ["There is no figure yet: nothing came."]


@pytest.mark.parametrize(
    ("value", "unit", "places", "said"),
    [
        ("92.2989", "per cent of calls", 1, "92.3%"),
        ("-272.4000", "GBP a resident", 2, "-£272.40"),
        ("31618.0000", "calls", 0, "31,618 calls"),
        ("0.0500", "per 1,000 residents", 1, "0.1 per 1,000 residents"),
    ],
)
def test_values_have_their_unit(value: str, unit: str, places: int, said: str) -> None:
    assert say(value, unit, places) == said


VALUES = st.none() | st.decimals(-1000, 100_000, places=4)


@given(
    st.lists(VALUES, max_size=30),
    st.sampled_from(["", "90.0000"]),
    st.sampled_from(["increase", "decrease", "neutral"]),
)
def test_whatever_the_figures_something_short_is_said(values: list[Decimal | None], target: str, good: str) -> None:
    rows = months(*("" if value is None else f"{value:f}" for value in values)) if values else []
    found = finding(series(rows, target=target, good=good))
    assert 0 < len(found.words.split()) <= 10
    assert all(sentence.endswith(".") for sentence in sentences(series(rows, target=target, good=good)))
