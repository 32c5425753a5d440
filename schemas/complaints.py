"""Complaints: those about the office holders, and the force's own summary counts."""

from __future__ import annotations

import pandera.polars as pa
import polars as pl

from schemas import small_numbers
from schemas.base import Table, column

ABOUT = ["force", "office-holder"]
COUNTED = ["allegations", "complaints", "conduct-matters"]
CATEGORIES = [
    small_numbers.TOTAL,
    "abuse of position or corruption",
    "access to or disclosure of information",
    "delivery of duties and service",
    "discreditable conduct",
    "discriminatory behaviour",
    "handling of or damage to property",
    "individual behaviours",
    "other",
    "police powers, policies and procedures",
    "sexual conduct",
    "use of police vehicles",
]
"""What an allegation is about, by the kinds in which the Independent Office for Police Conduct counts them."""


class Complaints(Table):
    """One count of complaints in one period."""

    about: str = column(
        "About",
        "office-holder: the commissioner or a deputy. force: people who serve with the police.",
        example="force",
        isin=ABOUT,
    )
    counted: str = column(
        "Counted",
        "What is counted: complaints, conduct-matters (which nobody complained of), or the allegations made in "
        "complaints, of which one may hold several.",
        example="allegations",
        isin=COUNTED,
    )
    category: str = column(
        "Category",
        "What an allegation is about, by the kinds of the Independent Office for Police Conduct; all for every kind "
        "together, and for whatever is not an allegation.",
        example="delivery of duties and service",
        isin=CATEGORIES,
    )
    period_kind: str = small_numbers.period_kind()
    period: str = small_numbers.period()
    cases: int = small_numbers.number(
        "Number", "How many were brought to notice or logged in the period.", example="214", unit="cases"
    )
    cases_status: str = small_numbers.number_status("the number of cases")
    source: str = small_numbers.source("Police and crime panel, complaints report")
    note: str = small_numbers.note()

    @pa.dataframe_check(error="the period is of its kind")
    def _period(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805 (pandera makes checks class methods)
        """A quarter is a quarter, and a year a year."""
        return data.lazyframe.select(small_numbers.is_of_its_kind())

    @pa.dataframe_check(error="only allegations have a category")
    def _category(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """A complaint may be about several things, so that complaints by category would count some twice."""
        plain = pl.col("category") == small_numbers.TOTAL
        return data.lazyframe.select(plain | (pl.col("counted") == "allegations"))
