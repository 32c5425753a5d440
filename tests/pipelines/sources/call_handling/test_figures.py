from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources.call_handling import figures
from pipelines.sources.call_handling.figures import Cell


@pytest.mark.parametrize(
    ("cell", "value"),
    [(31554, 31554), (31554.0, 31554), ("31,554", 31554), (" 7\u00a0", 7), ("0", 0), ("1,234,567", 1234567)],
)
def test_counts(cell: Cell, value: int) -> None:
    assert figures.count(cell) == value


@pytest.mark.parametrize("cell", [0.923, "92.3%", -1, "3,15", "about 7", True, None, "1e3", float("nan")])
def test_what_is_not_a_count_is_refused(cell: Cell) -> None:
    with pytest.raises(ValueError, match="whole number"):
        figures.count(cell)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (7, "7"),
        (7.44999, "7.45"),
        ("7s", "7"),
        ("7.2 secs", "7.2"),
        ("1m 5s", "65"),
        ("0:00:07", "7"),
        ("00:01:07.5", "67.5"),
        (time(0, 0, 7), "7"),
        (time(0, 1, 7, 500_000), "67.5"),
        (timedelta(seconds=16.1), "16.1"),
        (datetime(1899, 12, 31, 0, 0, 7).time(), "7"),  # noqa: DTZ001
    ],
)
def test_mean_times_in_every_dress(cell: Cell, value: str) -> None:
    assert figures.seconds(cell) == Decimal(value)


@pytest.mark.parametrize("cell", ["0:07", "soon", 0.000081, "1m 5", True, "-7", date(2025, 4, 1), "7 minutes"])
def test_times_that_could_mean_two_things_are_refused(cell: Cell) -> None:
    with pytest.raises(ValueError, match=r"is not a time|fraction of a day"):
        figures.seconds(cell)


NAMES = ("under", "middle", "over")


@pytest.mark.parametrize(
    "cells",
    [("92.3%", "7.0%", "0.7%"), (92.3, 7.0, 0.7), (0.923, 0.07, 0.007), ("0.923", "0.07", "7e-3")],
)
def test_shares_of_one_and_of_a_hundred_come_out_the_same(cells: tuple[Cell, ...]) -> None:
    given = {name: figures.share(cell) for name, cell in zip(NAMES, cells, strict=True)}
    assert list(figures.shares(given, True, None).values()) == [Decimal("92.30"), Decimal("7.00"), Decimal("0.70")]


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ((0.923, 7.0, 0.7), "neither 1 nor 100"),
        ((92.3, 17.0, 0.7), "neither 1 nor 100"),
        (("92.3%", 7.0, 0.7), "in two ways"),
    ],
)
def test_shares_that_contradict_each_other_are_refused(cells: tuple[Cell, ...], says: str) -> None:
    given = {name: figures.share(cell) for name, cell in zip(NAMES, cells, strict=True)}
    with pytest.raises(ValueError, match=says):
        figures.shares(given, True, 100)


def test_a_share_alone_is_what_the_sheet_usually_has() -> None:
    alone = {"under": figures.share(0.5)}
    assert figures.shares(alone, False, 1) == {"under": Decimal("50.00")}
    assert figures.shares(alone, False, 100) == {"under": Decimal("0.50")}
    with pytest.raises(ValueError, match="more than 100"):
        figures.shares({"under": figures.share(92.3)}, False, 1)
    with pytest.raises(ValueError, match="nothing in the sheet tells"):
        figures.shares(alone, False, None)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("999 performance data November 2025", {"2025-11"}),
        ("999_data_sept-25", {"2025-09"}),
        ("999-2025-11-revised", {"2025-11"}),
        ("01/11/2021", {"2021-11"}),
        ("Nov 2025, published 31 December 2025", {"2025-11"}),
        ("1 November 2021 to 30 April 2022", {"2021-11", "2022-04"}),
        ("999_call_totals_aug22_jan23", {"2022-08", "2023-01"}),
        (date(2025, 11, 1), {"2025-11"}),
        (datetime(2025, 11, 1), {"2025-11"}),  # noqa: DTZ001
        ("Mayhem 2025 and decision 20", set()),
        ("calls answered under 10 seconds", set()),
        ("2025-26", set()),
        (None, set()),
    ],
)
def test_months_that_a_text_names(text: Cell, months: set[str]) -> None:
    assert figures.months_in(text) == months


@pytest.mark.parametrize(
    ("cell", "status"), [("[c]", "[c]"), ("N/A", "[x]"), ("\u2013", "[x]"), (None, "[x]"), (0, "")]
)
def test_no_figure_is_not_nought(cell: Cell, status: str) -> None:
    assert figures.absent(cell) == status


@given(st.integers(0, 10**9))
def test_counts_come_back_however_they_are_written(number: int) -> None:
    assert {figures.count(cell) for cell in (number, float(number), str(number), f"{number:,}")} == {number}


@given(st.text(max_size=10) | st.floats() | st.booleans() | st.none() | st.times() | st.timedeltas())
def test_any_cell_is_read_or_refused(cell: Cell) -> None:
    figures.months_in(cell)
    for read in (figures.count, figures.seconds, figures.share):
        try:
            read(cell)
        except ValueError as error:
            assert error.args[0].startswith(("is not", "looks like"))  # noqa: PT017
