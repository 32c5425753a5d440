"""The force's own figures of 999 and 101 calls, by its own definitions, which are not the national ones."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandera.polars as pa
import polars as pl

from schemas.base import STATUS_CODES, Table, column
from schemas.call_handling import Percent, Seconds


def _status(of: str) -> Any:
    return column(
        f"Status of {of}",
        "[x] where the source gives no figure, [u] where its statements conflict or leave open what was counted, [e] "
        "where it was worked out from another figure; empty where it stands as published.",
        example="[x]",
        isin=STATUS_CODES,
        nullable=True,
    )


def _calls(title: str, description: str, example: str) -> Any:
    return column(title, description, example=example, unit="calls", nullable=True, ge=0)


class LocalCalls(Table):
    """One service in one month or financial year, as the force or the office reported it."""

    service: str = column(
        "Service",
        "999-local: emergency calls as the force itself counts them, never to be mixed with the national series. 101: "
        "calls to the non-emergency number.",
        example="101",
        isin=["101", "999-local"],
    )
    period_kind: str = column(
        "Kind of period",
        "Whether the period is a month or a financial year.",
        example="month",
        isin=["financial-year", "month"],
    )
    period: str = column(
        "Period",
        "The month (YYYY-MM) or the financial year (2024-25) that the figures are of.",
        example="2022-10",
        str_matches=r"^\d{4}-\d{2}$",
    )
    calls_received: int = _calls("Calls received", "Calls that reached the force's queue.", "34280")
    calls_received_status: str = _status("calls received")
    calls_answered: int = _calls("Calls answered", "Calls that a person answered.", "33604")
    calls_answered_status: str = _status("calls answered")
    calls_not_answered: int = _calls("Calls not answered", "Calls that ended before a person answered.", "676")
    calls_not_answered_status: str = _status("calls not answered")
    percent_not_answered: Percent = column(
        "Share not answered",
        "Calls not answered in every hundred received, as published.",
        example="1.97",
        unit="per cent of calls received",
        nullable=True,
        ge=Decimal(0),
        le=Decimal(100),
    )
    percent_not_answered_status: str = _status("the share not answered")
    mean_wait_seconds: Seconds = column(
        "Mean wait",
        "Mean time in the queue until the call was answered. For 101 it leaves out the recorded message at the start, "
        "which lasts more than 90 seconds.",
        example="27.00",
        unit="seconds",
        nullable=True,
        ge=Decimal(0),
    )
    mean_wait_seconds_status: str = _status("the mean wait")
    definition: str = column(
        "Definition",
        "What was counted and timed, as far as the source says.",
        example="Calls to 999 as the force counts them, from its own queue",
        free_text=True,
    )
    source: str = column("Source", "Where the figures were published.", example="Panel minutes", free_text=True)
    note: str = column(
        "Note",
        "What a reader must know of this row.",
        example="The statements of attrition conflict.",
        nullable=True,
        free_text=True,
    )

    @pa.dataframe_check(error="a month or a financial year that there is")
    def period_is_of_its_kind(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """A month is 01 to 12; the second year of a financial year follows the first."""
        first, second = pl.col("period").str.slice(2, 2).cast(pl.Int64), pl.col("period").str.slice(5, 2).cast(pl.Int64)
        month = (pl.col("period_kind") == "month") & second.is_between(1, 12)
        return data.lazyframe.select(
            month | ((pl.col("period_kind") == "financial-year") & (second == (first + 1) % 100))
        )

    @pa.dataframe_check(error="a figure that is missing says why")
    def missing_says_why(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """A missing figure has its status; one that is there may have one too."""
        names = ("calls_received", "calls_answered", "calls_not_answered", "percent_not_answered", "mean_wait_seconds")
        told = [pl.col(name).is_not_null() | pl.col(f"{name}_status").is_not_null() for name in names]
        return data.lazyframe.select(pl.all_horizontal(told))
