from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources.national.cells import (
    figure,
    force_code,
    is_region,
    is_sum,
    rounded,
    without_footnote,
    year_of,
    years_in,
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3254.7", (Decimal("3254.7"), None)),
        ("1,234,567", (Decimal(1234567), None)),
        ("£245,418,856", (Decimal(245418856), None)),
        ("-1.5", (Decimal("-1.5"), None)),
        ("(-1.5)", (Decimal("-1.5"), None)),
        ("(1.5)", (Decimal("-1.5"), None)),
        ("1.5e3", (Decimal(1500), None)),
        ("..", (None, "[x]")),
        ("", (None, "[x]")),
        ("*", (None, "[z]")),
        ("[C]", (None, "[c]")),
        ("suppressed", (None, "[c]")),
    ],
)
def test_figures_and_marks(text: str, found: tuple[Decimal | None, str | None]) -> None:
    assert figure(text) == found


@pytest.mark.parametrize("text", ["many", "12,34", "1e99", "NaN", "inf", "²", "1.2.3", "(1", "9" * 16, "1 234"])
def test_what_is_neither(text: str) -> None:
    with pytest.raises(ValueError, match="is "):
        figure(text)


@given(st.text())
def test_any_text_is_a_figure_a_mark_or_refused(text: str) -> None:
    try:
        number, status = figure(text)
    except ValueError:
        return
    assert (number is None) is (status is not None)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_a_written_number_is_read_back(number: Decimal) -> None:
    assert figure(f"{number:,}") == (number, None)


def test_halves_go_away_from_zero() -> None:
    assert [rounded(Decimal(text)) for text in ("1200.455", "0.005", "-0.005")] == [
        Decimal("1200.46"), Decimal("0.01"), Decimal("-0.01"),
    ]  # fmt: skip


def test_names() -> None:
    written = ("South Wales3", "Wiltshire1,2", " Kent ", "Kent [note 4]", "England2")
    assert [without_footnote(name) for name in written] == ["South Wales", "Wiltshire", "Kent", "Kent", "England"]
    assert is_region("South East")
    assert not is_region("South Yorkshire")
    sums = ["Total 43 forces", "England", "Central Service Secondments"]
    assert [name for name in (*sums, "Essex") if is_sum(name)] == sums
    assert force_code("", "London, City of") == ("E23000034", None)
    assert force_code("", "British Transport Police") == (None, "[z]")
    assert force_code("", "Hampshire and Isle of Wight") == ("E23000030", None)
    assert force_code("E92000001", "Nowhere") == (None, "[x]")


def test_years() -> None:
    assert years_in("2015/16 and 2016-17, 2017 to 2018") == ["2015-16", "2016-17", "2017-18"]
    assert years_in("2015 to 2026, 2015/17, 12015/16") == []
    assert [year_of(2019, 3), year_of(2019, 4), year_of(1999, 12)] == ["2018-19", "2019-20", "1999-00"]
