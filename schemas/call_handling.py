"""How fast each police force answers 999 calls, by month."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

import polars as pl

from schemas.base import MONTH, STATUS_CODES, Table, column

Seconds = Annotated[pl.Decimal, 8, 2]
"""Seconds, two decimals."""

Percent = Annotated[pl.Decimal, 5, 2]
"""Per cent, two decimals."""


def _count(title: str, description: str, example: str) -> Any:
    return column(title, description, example=example, unit="calls", ge=0, nullable=True)


def _percent(title: str, description: str, example: str) -> Any:
    unit = "per cent of calls answered"
    return column(title, description, example=example, unit=unit, nullable=True, ge=Decimal(0), le=Decimal(100))


def _status(of: str) -> Any:
    return column(
        f"Status of {of}",
        f"Why {of} is missing or needs care, in the source's own marker; [x] when the source gives no figure. Empty "
        "when the figure stands as published.",
        example="[x]",
        isin=STATUS_CODES,
        nullable=True,
    )


class CallHandling(Table):
    """One force in one month. A call's clock runs from the operator's hand-over to the force's pick-up."""

    month: str = column("Month", "The month in which the calls were answered.", example="2025-04", str_matches=MONTH)
    force_name: str = column(
        "Force as published", "Name of the police force as it stands in the source.", example="Kent Police"
    )
    area_code: str = column(
        "Police force area code",
        "ONS code of the police force area, found by the force's name.",
        example="E23000032",
        str_matches=r"^[EWS]\d{8}$",
        nullable=True,
    )
    area_code_status: str = column(
        "Status of the area code",
        "[x] when the name is not one we have a code for; empty when the code is given.",
        example="[x]",
        isin=STATUS_CODES,
        nullable=True,
    )
    calls_answered: int = _count("Calls answered", "Emergency calls that the force answered in the month.", "31554")
    calls_answered_status: str = _status("the calls answered")
    mean_answer_seconds: Seconds = column(
        "Mean time to answer",
        "Mean time from hand-over by the operator to answer by the force.",
        example="7.40",
        unit="seconds",
        ge=Decimal(0),
        le=Decimal(3600),
        nullable=True,
    )
    mean_answer_seconds_status: str = _status("the mean time")
    answered_under_10s_count: int = _count("Answered in under 10 seconds", "Calls answered in under 10 s.", "29124")
    answered_under_10s_count_status: str = _status("the number under 10 seconds")
    answered_under_10s_percent: Percent = _percent(
        "Share answered in under 10 seconds",
        "Share of calls answered in under 10 s. The national standard is 90 per cent.",
        "92.30",
    )
    answered_under_10s_percent_status: str = _status("the share under 10 seconds")
    answered_10_to_60s_count: int = _count(
        "Answered in 10 to 60 seconds", "Calls answered in 10 s or more and under 60 s.", "2209"
    )
    answered_10_to_60s_count_status: str = _status("the number from 10 to 60 seconds")
    answered_10_to_60s_percent: Percent = _percent(
        "Share answered in 10 to 60 seconds", "Share of calls answered in 10 s or more and under 60 s.", "7.00"
    )
    answered_10_to_60s_percent_status: str = _status("the share from 10 to 60 seconds")
    answered_over_60s_count: int = _count("Answered in 60 seconds or more", "Calls answered in 60 s or more.", "221")
    answered_over_60s_count_status: str = _status("the number of 60 seconds or more")
    answered_over_60s_percent: Percent = _percent(
        "Share answered in 60 seconds or more", "Share of calls answered in 60 s or more.", "0.70"
    )
    answered_over_60s_percent_status: str = _status("the share of 60 seconds or more")
