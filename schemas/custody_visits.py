"""Independent custody visits: unannounced visits of volunteers to people held by the police."""

from __future__ import annotations

import pandera.polars as pa
import polars as pl

from schemas import small_numbers
from schemas.base import Table, column


class CustodyVisits(Table):
    """The visits to one custody suite in one period."""

    suite: str = column(
        "Custody suite",
        "The suite visited; all for every suite together.",
        example="Medway",
        str_length={"max_value": 60},
    )
    period_kind: str = small_numbers.period_kind()
    period: str = small_numbers.period()
    visits: int = small_numbers.number(
        "Visits", "Visits made. They are the office's own work and tell of nobody held.", example="12", unit="visits"
    )
    visits_status: str = small_numbers.number_status("visits")
    detainees_seen: int = small_numbers.number(
        "People seen", "People in custody whom visitors spoke with or observed.", example="41", unit="people"
    )
    detainees_seen_status: str = small_numbers.number_status("people seen")
    concerns: int = small_numbers.number(
        "Concerns",
        "Matters about a person's treatment or the place that visitors reported to the force.",
        example="9",
        unit="concerns",
    )
    concerns_status: str = small_numbers.number_status("concerns")
    source: str = small_numbers.source("Visit reports of the independent custody visitors")
    note: str = small_numbers.note()

    @pa.dataframe_check(error="the period is of its kind")
    def _period(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805 (pandera makes checks class methods)
        """A quarter is a quarter, and a year a year."""
        return data.lazyframe.select(small_numbers.is_of_its_kind())
