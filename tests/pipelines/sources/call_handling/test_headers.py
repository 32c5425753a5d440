from __future__ import annotations

import pytest

from pipelines.sources.call_handling.headers import NEEDED, Header, NoHeader, find, meaning

FULL = [
    "Force",
    "Calls answered",
    "Mean answer time (seconds)",
    "Number answered under 10 seconds",
    "% answered under 10 seconds",
    "Number answered 10 to 60 seconds",
    "% answered 10 to 60 seconds",
    "Number answered over 60 seconds",
    "% answered over 60 seconds",
]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Force", "force_name"),
        ("Police Force Area", "force_name"),
        ("Month", "month"),
        ("Total calls answered", "calls_answered"),
        ("Number of 999 calls answered", "calls_answered"),
        ("Average Answer Time", "mean_answer_seconds"),
        ("Avg. speed of answer (secs)", "mean_answer_seconds"),
        ("% < 10s", "answered_under_10s_percent"),
        ("No. within 10 secs", "answered_under_10s_count"),
        ("Calls answered 0-10 seconds", "answered_under_10s_count"),
        ("Percentage answered between 10 and 60 seconds", "answered_10_to_60s_percent"),
        ("Count 10 \u2013 <60 seconds", "answered_10_to_60s_count"),
        ("60+ seconds %", "answered_over_60s_percent"),
        ("Number at 60 seconds or longer", "answered_over_60s_count"),
        ("Answered under 10 seconds", "answered_under_10s_?"),
        # What must never be taken for a column of ours.
        ("Calls received", ""),
        ("Calls not answered", ""),
        ("Unanswered calls", ""),
        ("Median answer time", ""),
        ("Average calls", ""),
        ("% answered under 60 seconds", ""),
        ("% answered over 10 seconds", ""),
        ("No more than 60 seconds", ""),
        ("% within 15 seconds", ""),
        ("Rank, % under 10 seconds", ""),
        ("Average answer time (minutes)", ""),
        ("Total calls", ""),
        ("Workforce", ""),
        ("", ""),
    ],
)
def test_a_header_means_one_column_or_none(header: str, name: str) -> None:
    assert meaning(header) == name


def test_the_header_is_found_below_titles_with_columns_in_any_order() -> None:
    shuffled = ["Rank", *reversed(FULL)]
    found = find([["999 calls answered within 10 seconds"], [], shuffled, ["1"]])
    assert isinstance(found, Header)
    assert found.row == 2
    assert set(found.places) == set(NEEDED)
    assert found.places["force_name"] == 9
    assert found.unknown == {0: "Rank"}


def test_two_header_rows_are_read_as_one() -> None:
    upper = ["", "", "", "Under 10 seconds", "", "10 to under 60 seconds", "", "60 seconds or more", ""]
    lower = ["Force", "Calls answered", "Mean answer time", *["Number", "%"] * 3]
    found = find([["999 performance"], upper, lower])
    assert isinstance(found, Header)
    assert found.row == 2
    assert [found.places[name] for name in NEEDED] == list(range(9))


def test_a_band_that_says_nothing_is_the_number_beside_its_share() -> None:
    plain = [text.replace("Number answered", "Answered") for text in FULL]
    found = find([plain])
    assert isinstance(found, Header)
    assert found.places["answered_over_60s_count"] == 7
    assert isinstance(find([[text.replace("% ", "") for text in plain]]), NoHeader)


@pytest.mark.parametrize("lost", range(1, 9))
def test_a_missing_column_is_named(lost: int) -> None:
    found = find([[text for at, text in enumerate(FULL) if at != lost]])
    assert isinstance(found, NoHeader)
    assert found.near
    assert NEEDED[lost] in found.text


def test_two_columns_of_one_meaning_are_refused_by_name() -> None:
    found = find([[*FULL, "Share answered in under 10 s"]])
    assert isinstance(found, NoHeader)
    assert "'Share answered in under 10 s'" in found.text


def test_a_table_with_months_as_columns_has_no_header() -> None:
    found = find([["999 call totals:", "Aug 2022", "Sep 2022"], ["Calls Answered", "35,221", "30,947"]])
    assert isinstance(found, NoHeader)
    assert not found.near
