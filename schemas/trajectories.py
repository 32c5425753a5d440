"""Where measures are going, how far that can be trusted, and where a force stands among others."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Annotated

import pandera.polars as pa
import polars as pl

from schemas.base import MONTH, Table, column
from schemas.measures import Figure, area_code, area_name, figure, grain, measure_id, period, status, text

Score = Annotated[pl.Decimal, 8, 3]
"""An error or a share, three decimals."""


def _origin(description: str) -> str:
    return column("Origin", description, example="2026-08", str_matches=MONTH)  # type: ignore[no-any-return]


class MeasureTrajectories(Table):
    """One month ahead as seen from one origin. Once published it is never changed, only scored."""

    measure_id: str = measure_id()
    area_code: str = area_code()
    area_name: str = area_name()
    origin: str = _origin("The last month that was known when the trajectory was made.")
    period: str = column("Month ahead", "The month that is looked ahead to.", example="2026-09", str_matches=MONTH)
    model: str = text("Model", "The model that earned its place in the back-test.", "ETS(A,N,A)", longest=60)
    value: Figure = column(
        "Expected", "What the model expects, to four significant digits.", example="8.1000", unit="unit of the measure"
    )
    lower_80: Figure = column(
        "80% from", "Lower end of the 80% interval.", example="7.7000", unit="unit of the measure"
    )
    upper_80: Figure = column("80% to", "Upper end of the 80% interval.", example="8.5000", unit="unit of the measure")
    lower_95: Figure = column(
        "95% from", "Lower end of the 95% interval.", example="7.5000", unit="unit of the measure"
    )
    upper_95: Figure = column("95% to", "Upper end of the 95% interval.", example="8.7000", unit="unit of the measure")
    outcome: Figure = figure("What came", "The measure's value for the month, once that is known.", "8.2000")
    outcome_status: str = status("what came")
    inside_80: bool = column(
        "Within 80%", "Whether what came lies within the 80% interval.", example="true", nullable=True
    )
    inside_95: bool = column(
        "Within 95%", "Whether what came lies within the 95% interval.", example="true", nullable=True
    )

    @pa.dataframe_check(error="a month ahead comes after its origin, and its intervals lie in each other")
    def _ahead(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805 (pandera makes checks class methods)
        """Nothing is forecast that was known."""
        ends = ("lower_95", "lower_80", "value", "upper_80", "upper_95")
        nested = [pl.col(low) <= pl.col(high) for low, high in pairwise(ends)]
        return data.lazyframe.select(pl.all_horizontal(pl.col("period") > pl.col("origin"), *nested))


class MeasureBacktests(Table):
    """How one model did on months it had not seen, or why no trajectory could be tried."""

    measure_id: str = measure_id()
    area_code: str = area_code()
    area_name: str = area_name()
    origin: str = _origin("The last month that was known when the models were tried.")
    learnt_from: str = column("Learnt from", "The first month that was used.", example="2023-09", str_matches=MONTH)
    model: str = text(
        "Model tried", "The model, or none where the series allowed no trial.", "seasonal naive", longest=60
    )
    error: Score = column(
        "Error",
        "Mean absolute scaled error: 1 is the error of the year before within the training months, less is better.",
        example="0.912",
        unit="share of the naive error",
        nullable=True,
        ge=Decimal(0),
    )
    error_status: str = status("error")
    covered_80: Score = figure(
        "Within 80%", "Share of the months that the 80% interval held.", "0.813", "share of months"
    )
    covered_80_status: str = status("within 80%")
    covered_95: Score = figure(
        "Within 95%", "Share of the months that the 95% interval held.", "0.958", "share of months"
    )
    covered_95_status: str = status("within 95%")
    origins: int = column("Forecasts", "How many forecasts were made from.", example="8", unit="forecasts", ge=0)
    months: int = column("Months compared", "How many months ahead were compared.", example="68", unit="months", ge=0)
    chosen: bool = column("Chosen", "Whether the trajectory is this model's.", example="false")
    reason: str = text(
        "Why not",
        "Why no model was chosen, where none was.",
        "no model beats seasonal naive",
        nullable=True,
        longest=500,
    )


class MeasureBenchmarks(Table):
    """Where the own force stands among other forces, in one period."""

    measure_id: str = measure_id()
    grain: str = grain()
    period: str = period()
    area_code: str = area_code()
    area_name: str = area_name()
    compared_with: str = column(
        "Compared with",
        "all-forces: every other force that the dataset has a value of. similar-forces: those of a dated list.",
        example="all-forces",
        isin=["all-forces", "similar-forces"],
    )
    value: Figure = column(
        "Own value", "The force's own value, in the measure's unit.", example="92.2989", unit="unit of the measure"
    )
    lowest: Figure = column(
        "Lowest", "The lowest value among the others.", example="71.2000", unit="unit of the measure"
    )
    middle: Figure = column("Median", "The median of the others.", example="88.1000", unit="unit of the measure")
    highest: Figure = column(
        "Highest", "The highest value among the others.", example="96.4000", unit="unit of the measure"
    )
    rank: int = column("Rank", "Place by value, 1 being the highest value.", example="9", unit="position", ge=1)
    best: int = column(
        "Rank at best", "The highest place that the intervals leave open.", example="7", unit="position", ge=1
    )
    worst: int = column("Rank at worst", "The lowest place that they leave open.", example="12", unit="position", ge=1)
    forces: int = column("Forces", "How many forces have a value, the own one too.", example="43", unit="forces", ge=2)
    reliability: str = column(
        "Reliability",
        "[u] while the list of similar forces has not been checked at its publisher, or members of it have no value.",
        example="[u]",
        isin=["[u]"],
        nullable=True,
    )
    note: str = text(
        "Note", "Where the list of forces comes from, and who is missing.", "Every other force.", nullable=True
    )
