"""What people answered when the office asked them, as far as it has been published."""

from __future__ import annotations

from typing import Annotated, Any

import pandera.polars as pa
import polars as pl

from schemas import register
from schemas.base import STATUS_CODES, Table, column

Score = Annotated[pl.Decimal, 6, 1]
"""A score or a percentage, one decimal."""

SURVEY_ID = r"[a-z]+(?:-[a-z]+)*-survey-\d{4}"
DAMAGED = "unverified-source-text"
READINGS = ["as-published", DAMAGED]


def reading() -> Any:
    """Whether the text that the figure was read from is whole."""
    return column(
        "Reading",
        "as-published: the figure stands so in its source. unverified-source-text: the text that has come down is "
        "damaged there (leading digits or a list are lost), so no value is given until the original has been seen.",
        example="as-published",
        isin=READINGS,
    )


def damaged_is_empty(value: str) -> pl.Expr:
    """Whether a figure whose text is damaged has no value, and says that it has none."""
    empty = pl.col(value).is_null() & (pl.col(f"{value}_status") == "[x]").fill_null(value=False)
    return (pl.col("reading") != DAMAGED) | empty


def status_is_right(value: str) -> pl.Expr:
    """Whether a missing value says why it is missing, and no value is called unavailable or not applicable."""
    status = pl.col(f"{value}_status")
    return pl.col(value).is_null() == status.is_in(["[x]", "[z]", "[c]"]).fill_null(value=False)


class SurveyResults(Table):
    """One published result of one survey."""

    result_id: str = column(
        "Result id",
        "Permanent name of the result: that of the survey and of what was asked.",
        example="kent-survey-2024-safe-where-live",
        str_matches=register.one(rf"{SURVEY_ID}-[a-z0-9-]+"),
        unique=True,
    )
    survey_id: str = column(
        "Survey id",
        "Permanent name of the survey, made of its area and the year in which people were asked.",
        example="kent-survey-2024",
        str_matches=register.one(SURVEY_ID),
    )
    survey: str = register.words("Survey", "What the survey was.", "Annual policing survey", needed=True)
    asked: str = register.words("Asked", "When people were asked, as far as it is told.", "Autumn 2021", needed=True)
    responses: int = column(
        "Responses",
        "How many people answered the survey; not all of them answer every question.",
        example="2848",
        unit="responses",
        nullable=True,
        ge=0,
    )
    responses_status: str = column(
        "Status of: responses",
        "[x] not told; empty where it is.",
        example="[x]",
        isin=STATUS_CODES,
        nullable=True,
    )
    question_id: str = column(
        "Question id",
        "Name of what was asked, the same in every survey that asks it: compare only rows that share it.",
        example="safe-where-live",
        str_matches=r"^[a-z]+(?:-[a-z]+)*$",
    )
    question_number: int = column(
        "Number of the question",
        "Number of the question in the survey, where it is told.",
        example="2",
        unit="number",
        nullable=True,
        ge=1,
    )
    question: str = register.words("Question", "What was asked, in our own words.", "How safe is home?", needed=True)
    asked_of: str = register.words("Asked of", "Whose answers count, where not everybody's do.", "Victims of crime")
    answer: str = register.words("Answer", "The answer that the figure is about.", "Yes")
    list_order: int = column(
        "Place in the list",
        "Place of the answer in the published list, which is not said to be a ranking.",
        example="1",
        unit="position",
        nullable=True,
        ge=1,
    )
    unit: str = column(
        "Unit",
        "What the value is: mean score from 1 (worst) to 10 (best), percent of those who answered, or none where an "
        "answer is named without a figure.",
        example="mean score from 1 to 10",
        isin=["mean score from 1 to 10", "percent", "none"],
    )
    value: Score = column(
        "Value",
        "The published figure, in the unit given beside it.",
        example="7.0",
        unit="as the column unit says",
        nullable=True,
        ge=0,
        le=100,
    )
    value_status: str = column(
        "Status of: value",
        "[x] not available, because the text is damaged; [z] the answer is named without a figure; [e] given as an "
        "approximation; empty where the figure stands as published.",
        example="[x]",
        isin=STATUS_CODES,
        nullable=True,
    )
    reading: str = reading()
    source: str = register.words(
        "Source", "The document that gives the result, with its date.", "Annual report", needed=True
    )
    source_url: str = register.source_url()
    note: str = register.words("Note", "What a reader needs to know of the figure.", "Digits are lost.")

    @pa.dataframe_check(error="a figure whose source text is damaged has no value and the status [x]")
    def _damaged(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805 (pandera makes checks class methods)
        """What cannot be read is not published as a fact."""
        return data.lazyframe.select(damaged_is_empty("value"))

    @pa.dataframe_check(error="a status says why a value is missing, and a value that is there is not called missing")
    def _status(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """Value and status say the same."""
        return data.lazyframe.select(status_is_right("value") & status_is_right("responses"))

    @pa.dataframe_check(error="a score lies between 1 and 10")
    def _scale(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """The scale holds."""
        score = pl.col("unit").str.starts_with("mean score")
        return data.lazyframe.select((~score | pl.col("value").is_between(1, 10)).fill_null(value=True))

    @pa.dataframe_check(error="the id is that of the survey, and what was asked")
    def _id(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """A result belongs to the survey it is named after."""
        named = pl.concat_str("survey_id", pl.lit("-"), "question_id")
        return data.lazyframe.select(pl.col("result_id").str.starts_with(named))
