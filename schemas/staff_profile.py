"""Who works in the office: how many people, and in which proportions, as far as a small office may say."""

from __future__ import annotations

import pandera.polars as pa
import polars as pl

from schemas import small_numbers
from schemas.base import Table, column

CHARACTERISTICS = [small_numbers.TOTAL, "disability", "ethnicity", "sex"]
GROUPS = {
    small_numbers.TOTAL: (small_numbers.TOTAL,),
    "sex": ("women", "men", "not stated"),
    "ethnicity": ("ethnic minority", "white", "not stated"),
    "disability": ("disabled", "not disabled", "not stated"),
}
"""The groups of each characteristic: those that the law names, the others, and those who did not say."""


class StaffProfile(Table):
    """The staff of one group on one day."""

    as_at: pl.Date = column("Counted on", "The day on which staff were counted.", example="2026-03-31")
    characteristic: str = column(
        "Characteristic",
        "What staff are told apart by; all for the staff as a whole.",
        example="sex",
        isin=CHARACTERISTICS,
    )
    group: str = column(
        "Group",
        "The group of that characteristic, by what staff have told the office themselves; not stated for those who "
        "have not; all for the staff as a whole.",
        example="women",
        isin=sorted({group for groups in GROUPS.values() for group in groups}),
    )
    people: int = small_numbers.number(
        "People",
        "Staff of the group, by head and not by hours; the chief executive is one.",
        example="24",
        unit="people",
    )
    people_status: str = small_numbers.number_status("people")
    share_percent: int = column(
        "Share",
        "The group in every hundred of all staff, worked out when it is published. Whole, because the office has fewer "
        "than a hundred people.",
        example="58",
        unit="per cent of all staff",
        nullable=True,
        ge=0,
        le=100,
    )
    share_percent_status: str = column(
        "Status of the share",
        "[c] withheld with the number of people, [x] not recorded, [z] the row is the whole; empty where it stands.",
        example="[c]",
        isin=["[c]", "[x]", "[z]"],
        nullable=True,
    )
    share_band: str = column(
        "Band of the share",
        "The fifth of all staff that the group falls into, in per cent, each band ending just below the next. Given "
        "for a withheld number too, where it tells nothing of anybody; else empty.",
        example="40 to 59",
        isin=["under 20", "20 to 39", "40 to 59", "60 to 79", "80 or more"],
        nullable=True,
    )
    source: str = small_numbers.source("Personnel register of the office")
    note: str = small_numbers.note()

    @pa.dataframe_check(error="the group is one of its characteristic")
    def _group(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805 (pandera makes checks class methods)
        """Women are no group of disability."""
        fits = [(pl.col("characteristic") == name) & pl.col("group").is_in(groups) for name, groups in GROUPS.items()]
        return data.lazyframe.select(pl.any_horizontal(fits))
