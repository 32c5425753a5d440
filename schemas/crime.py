"""Crime as data.police.uk publishes it: one row per recorded crime or anti-social behaviour incident."""

from __future__ import annotations

from typing import Any

import pandera.polars as pa
import polars as pl
from pandera.api.polars.types import PolarsData

from schemas.base import MONTH, Degrees, Table, column

CRIME_TYPES = [
    "Anti-social behaviour",
    "Bicycle theft",
    "Burglary",
    "Criminal damage and arson",
    "Drugs",
    "Other crime",
    "Other theft",
    "Possession of weapons",
    "Public disorder and weapons",
    "Public order",
    "Robbery",
    "Shoplifting",
    "Theft from the person",
    "Vehicle crime",
    "Violence and sexual offences",
    "Violent crime",
]
"""Today's 14, and the two of before May 2013 that old archives carry."""

OUTCOMES = (
    "Action to be taken by another organisation",
    "Awaiting court outcome",
    "Court case unable to proceed",
    "Court result unavailable",
    "Defendant found not guilty",
    "Defendant sent to Crown Court",
    "Formal action is not in the public interest",
    "Further action is not in the public interest",
    "Further investigation is not in the public interest",
    "Investigation complete; no suspect identified",
    "Local resolution",
    "Offender deprived of property",
    "Offender fined",
    "Offender given a caution",
    "Offender given a drugs possession warning",
    "Offender given absolute discharge",
    "Offender given community sentence",
    "Offender given conditional discharge",
    "Offender given penalty notice",
    "Offender given suspended prison sentence",
    "Offender ordered to pay compensation",
    "Offender otherwise dealt with",
    "Offender sent to prison",
    "Status update unavailable",
    "Suspect charged",
    "Suspect charged as part of another case",
    "Unable to prosecute suspect",
    "Under investigation",
)

LSOA = r"^[EW]\d{8}$|^[NS]\w{7,8}$|^95\w{6}$"
"""2011 and 2021 LSOA codes of England and Wales, data zones of Scotland, and Northern Ireland's areas, old and new."""


class Located(Table):
    """Whatever happened at an anonymised point: its two coordinates come together or not at all."""

    @pa.dataframe_check(error="coordinates-come-in-pairs")
    @classmethod
    def coordinates_come_in_pairs(cls, data: PolarsData) -> pl.LazyFrame:
        """Longitude and latitude are both given or both empty."""
        return data.lazyframe.select(pl.col("longitude").is_null() == pl.col("latitude").is_null())


def longitude() -> Any:
    """The column of a point's longitude."""
    return column(
        "Longitude",
        "Longitude (WGS 84) of an anonymised point near the place, shared by at least eight addresses; never the "
        "exact place. Empty where the force gave no place.",
        example="0.970011",
        unit="degrees",
        nullable=True,
        in_range={"min_value": -9, "max_value": 3},
    )


def latitude() -> Any:
    """The column of a point's latitude."""
    return column(
        "Latitude",
        "Latitude (WGS 84) of the same anonymised point. Empty where the force gave no place.",
        example="51.253133",
        unit="degrees",
        nullable=True,
        in_range={"min_value": 49, "max_value": 61},
    )


class Crime(Located):
    """What data.police.uk says of a crime wherever it names one: who it is, when, whose and about where."""

    crime_id: str = column(
        "Crime ID",
        "Identifier given by data.police.uk, 64 hexadecimal digits. Empty for anti-social behaviour. Not a key: a few "
        "identifiers stand on more than one row.",
        example="0f4b7d0c" * 8,
        nullable=True,
        str_matches=r"^[0-9a-f]{64}$",
    )
    month: str = column(
        "Month", "Month in which the crime was recorded, as YYYY-MM.", example="2025-01", str_matches=MONTH
    )
    reported_by: str = column(
        "Reported by",
        "Force that supplied the row to data.police.uk.",
        example="Kent Police",
        str_length={"max_value": 80},
    )
    falls_within: str = column(
        "Falls within",
        "Force whose area the row is counted in. At present always the force that reported it.",
        example="Kent Police",
        str_length={"max_value": 80},
    )
    longitude: Degrees = longitude()
    latitude: Degrees = latitude()
    location: str = column(
        "Location",
        "Name of the anonymised point, usually a street ('On or near ...'), or 'No Location', which files of outcomes "
        "write 'No location'.",
        example="On or near Cobbs Hill",
        nullable=True,
        free_text=True,
        str_length={"max_value": 200},
    )
    lsoa_code: str = column(
        "LSOA code",
        "ONS code of the lower layer super output area of the point: 2011 codes in files of before 2021, mostly 2021 "
        "codes since. Empty where the force gave no place. May lie outside the force's area.",
        example="E01023987",
        nullable=True,
        str_matches=LSOA,
    )
    lsoa_name: str = column(
        "LSOA name",
        "Name of the same area, which begins with the district's name of the time ('Shepway 003A' is now in "
        "Folkestone and Hythe).",
        example="Ashford 001B",
        nullable=True,
        str_length={"max_value": 80},
    )


class CrimeStreet(Crime):
    """Crimes and anti-social behaviour incidents recorded by the force, by month and approximate place."""

    crime_type: str = column(
        "Crime type",
        "One of data.police.uk's categories. Anti-social behaviour is incidents, not crimes: never added to them.",
        example="Vehicle crime",
        isin=CRIME_TYPES,
    )
    last_outcome_category: str = column(
        "Last outcome category",
        "Latest outcome known when the archive was made. It matures for about two years, so recent months cannot be "
        "compared with older ones. Empty for anti-social behaviour.",
        example="Unable to prosecute suspect",
        nullable=True,
        known=OUTCOMES,
        str_length={"max_value": 120},
    )
    context: str = column(
        "Context",
        "Further detail from the force. Empty in practice.",
        example="",
        nullable=True,
        free_text=True,
        str_length={"max_value": 500},
    )
