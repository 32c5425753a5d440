"""The measures: what each one asks and how it is worked out, and every figure that it gives."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

import pandera.polars as pa
import polars as pl

from schemas import register
from schemas.base import FINANCIAL_YEAR, STATUS_CODES, Table, column
from schemas.places import AREA_CODE

Quantity = Annotated[pl.Decimal, 18, 2]
"""What is counted or added up, two decimals."""

Figure = Annotated[pl.Decimal, 18, 4]
"""A value of a measure, four decimals."""

MEASURE_ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"
PERIOD = r"^\d{4}(-\d{2})?$"
KINDS = ["rate", "proportion", "mean", "count", "amount", "quotient", "ratio"]
GOODS = ["increase", "decrease", "neutral"]
BASES = ["statutory", "national", "local", "none"]
GRAINS = ["month", "quarter", "rolling-12", "financial-year", "as-at", "year", "plan"]
LEVELS = ["force", "district", "partnership"]
INTERVALS = ["exact", "Wilson", "score", "none"]
CHANGE_WORDS = ["higher", "lower", "no clear change", "not tested", "not comparable"]
UNIT = "as the measure's unit says"


def status(of: str) -> Any:
    """Why a figure is missing or needs care."""
    return column(
        f"Status of: {of}",
        "[x] not available, [z] there can be none, [c] withheld, [p] not final, [u] of low reliability, [e] estimated, "
        "[b] a break in the series; empty where the figure stands.",
        example="[x]",
        isin=STATUS_CODES,
        nullable=True,
    )


def figure(title: str, text: str, example: str, unit: str = UNIT) -> Any:
    """A number that may be missing."""
    return column(title, text, example=example, unit=unit, nullable=True)


def text(title: str, description: str, example: str, *, nullable: bool = False, longest: int = 2000) -> Any:
    """Words of ours, which no person types in."""
    return column(title, description, example=example, nullable=nullable, str_length={"max_value": longest})


def measure_id() -> Any:
    """What a measure is known by in every dataset of measures but the registry."""
    return column(
        "Measure",
        "Id of the measure; see the dataset measures for what it asks and how it is worked out.",
        example="999-answered-within-10s",
        str_matches=MEASURE_ID,
    )


def grain() -> Any:
    """What kind of period a figure covers."""
    return column(
        "Kind of period",
        "month; quarter; rolling-12: the twelve months that end with the period; financial-year; as-at: a count on the "
        "last day of the month; year: a calendar year; plan: from the beginning of a plan, named by its first year.",
        example="month",
        isin=GRAINS,
    )


def period() -> Any:
    """Which period a figure covers."""
    return column(
        "Period",
        "The month, or the last month of a quarter or of twelve months (2026-08); a financial year (2025-26); a "
        "calendar year (2024).",
        example="2026-08",
        str_matches=PERIOD,
    )


def area_code() -> Any:
    """Whom a figure is about."""
    return column("Area", "ONS code of the area measured.", example="E07000105", str_matches=AREA_CODE)


def area_name() -> Any:
    """Whom a figure is about, by name."""
    return text("Name of the area", "Name of the area measured, without what stands in brackets.", "Ashford")


class Measures(Table):
    """One measure: the question, the formula, which way is good, and how far its figures reach."""

    measure_id: str = column(
        "Measure id",
        "Permanent name of the measure. Another definition gets another id.",
        example="999-answered-within-10s",
        str_matches=MEASURE_ID,
        unique=True,
    )
    title: str = text("Title", "What the measure is called, in a few words.", "999 calls answered within 10 seconds")
    headline: bool = column("Headline", "Whether it stands on the first page of the site.", example="true")
    subject: str = text("Subject", "What the measure is about, in one or two words.", "999 calls")
    question: str = text("Question", "What it answers, in plain words.", "How many 999 calls are answered in 10 s?")
    definition: str = text("Definition", "What is counted, among what, and what is left out.", "Calls answered ...")
    formula: str = text(
        "Formula",
        "The SQL that gives numerator and denominator by period and area, over the datasets named beside it and the "
        "tables that docs/adding-a-measure.md describes.",
        "SELECT month AS period, ...",
        longest=8000,
    )
    inputs: str = text("Made from", "The datasets it is worked out from, joined by a semicolon.", "call-handling-999")
    kind: str = column(
        "How the value is made",
        "rate: events by residents. proportion: a part of a whole, in per cent. mean: a total by what it is shared "
        "among. count: the number itself. amount: a figure as stated. quotient: two stated figures divided. ratio: "
        "one group's rate by another's.",
        example="proportion",
        isin=KINDS,
    )
    unit: str = text("Unit", "What the value is in.", "per cent of calls answered", longest=200)
    good: str = column(
        "Direction of good",
        "Which way is better: increase, decrease, or neutral where neither is.",
        example="increase",
        isin=GOODS,
    )
    target: Figure = figure("Target", "The value to be met, where somebody has set one.", "90.0000")
    target_status: str = status("the target")
    target_basis: str = column(
        "Who set the target", "The kind of body that set it, or none.", example="national", isin=BASES
    )
    target_source: str = text("Source of the target", "Where the target stands.", "Contact standard", nullable=True)
    baseline: str = text(
        "Baseline", "The period against which change is told, where one is set.", "2019-06", nullable=True, longest=60
    )
    levels: str = text("Areas", "Levels of area measured, joined by a semicolon.", "force; district", longest=60)
    grains: str = text("Periods", "Kinds of period measured, joined by a semicolon.", "month; rolling-12", longest=80)
    cadence: str = text("Cadence", "How often it is worked out, as an ISO 8601 interval.", "R/P1M", longest=20)
    charted: bool = column("Charted", "Whether an XmR chart is made of it.", example="true")
    projected: bool = column("Projected", "Whether a trajectory is tried for the force.", example="true")
    matures_months: int = column(
        "Months to mature",
        "How many months pass before a figure can be compared with older ones.",
        example="24",
        unit="months",
        nullable=True,
        ge=1,
    )
    matures_months_status: str = status("months to mature")
    caveats: str = text("Caveats", "What it cannot show.", "Recorded crime follows recording.", nullable=True)
    plan_priority_ids: str = register.plan_priority_ids("measure")
    first_period: str = column(
        "First period", "The earliest period it has a row for.", example="2023-09", nullable=True, str_matches=PERIOD
    )
    last_period: str = column(
        "Last period", "The latest period it has a row for.", example="2026-08", nullable=True, str_matches=PERIOD
    )
    observations: int = column("Observations", "How many observations it has.", example="61", unit="rows", ge=0)
    numbers: int = column("Numbers", "How many of those have a value.", example="61", unit="rows", ge=0)

    @pa.dataframe_check(error="a target has a basis and a source, and is missing without them")
    def _set_by(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805 (pandera makes checks class methods)
        """Nobody meets a target of unknown origin."""
        there = pl.col("target").is_not_null()
        sourced = pl.col("target_source").is_not_null()
        return data.lazyframe.select((there == (pl.col("target_basis") != "none")) & (there == sourced))


class MeasureObservations(Table):
    """One figure of one measure, for one area and period; or the plain statement of why there is none."""

    measure_id: str = measure_id()
    grain: str = grain()
    period: str = period()
    financial_year: str = column(
        "Financial year",
        "The financial year in which the period ends. A calendar year stands with the one that begins in it.",
        example="2026-27",
        str_matches=FINANCIAL_YEAR,
    )
    area_code: str = area_code()
    area_name: str = area_name()
    area_level: str = column(
        "Level of the area",
        "force: a police force's area. district: a district or unitary authority of the own force. partnership: one of "
        "its community safety partnerships. Never add levels.",
        example="district",
        isin=LEVELS,
    )
    numerator: Quantity = figure("Numerator", "What was counted or added up.", "29124.00", "as the definition says")
    numerator_status: str = status("numerator")
    denominator: Quantity = figure(
        "Denominator", "Among how many, as far as the kind of measure has it.", "31554.00", "as the definition says"
    )
    denominator_status: str = status("denominator")
    value: Figure = figure("Value", "The measure itself, in its unit.", "92.2989")
    value_status: str = status("value")
    reason: str = text(
        "Reason", "Why there is no value, or what care it needs.", "2026-07 missing", nullable=True, longest=500
    )
    value_low: Figure = figure("Lower end", "Lower end of the 95% interval of the value.", "91.9990")
    value_low_status: str = status("lower end")
    value_high: Figure = figure("Upper end", "Upper end of the 95% interval of the value.", "92.5879")
    value_high_status: str = status("upper end")
    interval_method: str = column(
        "Kind of interval",
        "exact: Garwood's of a Poisson count. Wilson: of a share. score: of the ratio of two rates. none.",
        example="Wilson",
        isin=INTERVALS,
    )
    population_year: int = column(
        "Year of the residents",
        "Residents on 30 June of this year: of the period's own year, else of the newest before it that is estimated. "
        "Where that is more than two years older, the value is marked [e].",
        example="2024",
        unit="number",
        nullable=True,
        ge=1801,
        le=2100,
    )
    not_comparable_from: str = column(
        "Not comparable from",
        "The first period whose figures are still maturing when these were made: from it on they cannot be compared "
        "with older ones.",
        example="2024-09",
        nullable=True,
        str_matches=PERIOD,
    )
    change: Figure = figure(
        "Change in a year",
        "Against the same period a year earlier, in the unit of the change.",
        "-2.4000",
        "as change_unit says",
    )
    change_status: str = status("change in a year")
    change_low: Figure = figure(
        "Lower end of the change", "Lower end of the change's 95% interval.", "-3.9000", "as change_unit says"
    )
    change_low_status: str = status("lower end of the change")
    change_high: Figure = figure(
        "Upper end of the change", "Upper end of the change's 95% interval.", "-0.9000", "as change_unit says"
    )
    change_high_status: str = status("upper end of the change")
    change_unit: str = column(
        "Unit of the change",
        "per cent of the earlier value, or points between two percentages.",
        example="per cent",
        isin=["per cent", "points"],
        nullable=True,
    )
    change_words: str = column(
        "Change in words",
        "higher or lower where the interval leaves out no change, no clear change where it does not; not tested where "
        "there is no interval; not comparable while figures mature.",
        example="no clear change",
        isin=CHANGE_WORDS,
        nullable=True,
    )
    baseline_change: Figure = figure(
        "Change since the baseline", "Against the measure's baseline period, in per cent.", "-10.0000", "per cent"
    )
    baseline_change_status: str = status("change since the baseline")
    special_cause: str = text(
        "Special cause", "Rules of the XmR chart that the month breaks, if any.", "outside limits", nullable=True
    )
    variation: str = column(
        "Variation",
        "What the XmR chart says of the month: common cause, improving, concerning, neutral high or neutral low. "
        "Empty without a chart; its limits stand in the dataset measure-limits.",
        example="common cause",
        isin=["common cause", "improving", "concerning", "neutral high", "neutral low"],
        nullable=True,
    )
    funnel: str = column(
        "Place in the funnel",
        "Where the area lies among those of its level in the same period, by Poisson limits. [u]: few events expected.",
        example="inside",
        isin=["inside", "above 95%", "above 99.8%", "below 95%", "below 99.8%"],
        nullable=True,
    )
    funnel_status: str = status("place in the funnel")

    @pa.dataframe_check(error="a value that is missing has a status and a reason")
    def _missing(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """A gap is never silent."""
        told = pl.col("value_status").is_not_null() & pl.col("reason").is_not_null()
        return data.lazyframe.select(pl.col("value").is_not_null() | told)

    @pa.dataframe_check(error="a value lies within its interval")
    def _within(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """An interval is around its value, within rounding."""
        slack = Decimal("0.0001")
        low = pl.col("value_low").is_null() | (pl.col("value_low") <= pl.col("value") + slack)
        high = pl.col("value_high").is_null() | (pl.col("value_high") >= pl.col("value") - slack)
        return data.lazyframe.select(low & high)


class MeasureLimits(Table):
    """The limits of one stretch of an XmR chart, and what they say of the target."""

    measure_id: str = measure_id()
    area_code: str = area_code()
    area_name: str = area_name()
    first_period: str = column("From", "First month under these limits.", example="2023-09", str_matches=PERIOD)
    last_period: str = column("To", "Last month under these limits.", example="2026-08", str_matches=PERIOD)
    months: int = column("Months", "Months with a number that they rest on.", example="36", unit="months", ge=0)
    mean: Figure = figure("Mean", "The mean of the months.", "90.1200")
    mean_status: str = status("mean")
    lower: Figure = figure("Lower limit", "2.66 mean moving ranges below the mean.", "86.1000")
    lower_status: str = status("lower limit")
    upper: Figure = figure("Upper limit", "2.66 mean moving ranges above the mean.", "94.1000")
    upper_status: str = status("upper limit")
    near_lower: Figure = figure("Near lower limit", "Two thirds of the way down to the lower limit.", "87.4000")
    near_lower_status: str = status("near lower limit")
    near_upper: Figure = figure("Near upper limit", "Two thirds of the way up to the upper limit.", "92.8000")
    near_upper_status: str = status("near upper limit")
    assurance: str = column(
        "Assurance",
        "What the limits say of the target: pass (met whatever the usual variation), fail (never met), hit and miss. "
        "Empty without a target or limits.",
        example="hit and miss",
        isin=["pass", "fail", "hit and miss"],
        nullable=True,
    )
    began_anew: str = text(
        "Why they begin", "Why limits begin anew here, by which decision; empty for the first.", "[b]", nullable=True
    )
    advice: str = text(
        "Advice", "Why there are no limits, or what speaks against them.", "too few points: 9 of 12", nullable=True
    )
