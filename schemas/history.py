"""What we said when: the figures of every published version, by period and category."""

from __future__ import annotations

from typing import Annotated

import pandera.polars as pa
import polars as pl

from schemas.base import MONTH, STATUS_CODES, Table, column

Figure = Annotated[pl.Decimal, 20, 2]
"""A count or a sum of money, two decimals."""

ROWS = "rows"
"""Measure of every dataset: how many rows a version has."""


class Revisions(Table):
    """One figure as one version gave it. Compare the same figure between versions to see how it was revised."""

    dataset: str = column(
        "Dataset", "Name of the dataset that gave the figure.", example="crime-street", str_matches=r"^[a-z][a-z0-9-]*$"
    )
    period: str = column(
        "Period",
        "The period that the figure is about: YYYY-MM, a financial year such as 2025-26, or all.",
        example="2026-01",
        str_matches=r"^(\d{4}-\d{2}|all)$",
    )
    category: str = column(
        "Category",
        "What of the period the figure counts: the type of crime, the police force, or several such words joined by "
        "' / '. Empty where it counts the whole period. Source: openbeat, from the columns that the dataset declares.",
        example="Burglary",
        nullable=True,
    )
    measure: str = column(
        "Measure",
        "What was added up: rows, or the column of the dataset whose values were summed.",
        example="rows",
        str_matches=r"^[a-z][a-z0-9_]*$",
    )
    unit: str = column("Unit", "What one of the value is worth.", example="rows")
    published_in: str = column(
        "Version", "The version of the dataset that gave the figure.", example="1.2.0", str_matches=r"^\d+\.\d+\.\d+$"
    )
    edition: int = column(
        "Edition", "The first edition of the whole catalogue that had the version.", example="7", unit="edition", ge=1
    )
    said_in: str = column(
        "Month it was said",
        "Month of the newest date that any source of the edition gives; where none gives any, the newest month that "
        "its monthly datasets cover. What is published holds no clock: the figure came out in this month or later, and "
        "before the next edition.",
        example="2026-03",
        str_matches=MONTH,
    )
    as_at: str = column(
        "As at",
        "The newest date that the sources of this version give: YYYY-MM-DD, or YYYY-MM where no day is told.",
        example="2026-03-18",
        str_matches=r"^\d{4}-\d{2}(-\d{2})?$",
        nullable=True,
    )
    as_at_status: str = column(
        "Status of as at",
        "[x] when no source of the version gives a date; empty when the date is given.",
        example="[x]",
        isin=STATUS_CODES,
        nullable=True,
    )
    value: Figure = column(
        "Value",
        "The figure, in the unit given beside it.",
        example="412.00",
        unit="as the column unit says",
        nullable=True,
    )
    value_status: str = column(
        "Status of the value",
        "[x] when the version does not give all that the sum needs, so that there is no total; empty when it does.",
        example="[x]",
        isin=STATUS_CODES,
        nullable=True,
    )

    @pa.dataframe_check(error="a status stands exactly where the value or the date is missing")
    def status_instead_of_value(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """What is not known says why, and what is known needs no excuse."""
        pairs = [pl.col(name).is_null() == pl.col(f"{name}_status").is_not_null() for name in ("value", "as_at")]
        return data.lazyframe.select(pl.all_horizontal(pairs))
