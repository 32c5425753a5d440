"""What the premises dataset promises: one building or piece of land that the office or the force owns or occupies."""

from __future__ import annotations

import pandera.polars as pa
import polars as pl

from schemas import register
from schemas.base import column

INTERESTS = ["owned", "occupied", "owned-and-occupied"]
TENURES = ["freehold", "leasehold", "licence", "shared", "other"]
USES = ["police-station", "office", "custody", "training", "vehicles", "storage", "communications", "land", "other"]


class Premises(register.Dated, register.Redacted):
    """One building or piece of land, from the day it was taken to the day it was given up."""

    premises_id: str = register.identity("premises", "kent-p-0007", register.PREMISES_ID)
    name: str = register.words("Name", "What the premises are called.", "Example Street police station", needed=True)
    held_by: str = column(
        "Held by",
        "Who owns or occupies them: office (the elected local policing body), force (the chief officer) or both.",
        example="office",
        isin=register.BUYERS,
    )
    interest: str = column(
        "Owned or occupied",
        "owned (and used by others or by nobody), occupied (and owned by others), or owned-and-occupied.",
        example="owned-and-occupied",
        isin=INTERESTS,
    )
    tenure: str = column(
        "Tenure",
        "freehold, leasehold, licence, shared with another body, or other.",
        example="freehold",
        isin=TENURES,
        nullable=True,
    )
    use: str = column("Use", "What the premises are used for.", example="police-station", isin=USES)
    address: str = register.address(
        "Address",
        "Address of the premises. Empty where it is withheld, and then the row says why.",
        "1 Example Street, Maidstone ME14 0ZZ",
    )
    area_code: str = column(
        "Area code",
        "ONS code of the local authority district that the premises stand in; empty where the place is withheld.",
        example="E07000110",
        nullable=True,
        str_matches=register.one(register.AREA),
    )
    open_to_public: bool = column(
        "Open to the public",
        "true when people can walk in during opening hours.",
        example="true",
        nullable=True,
    )
    valid_from: pl.Date = register.day("Held from", "The first day on which they were owned or occupied.")
    valid_to: pl.Date = register.day("Held to", "The last day on which they were owned or occupied; empty while so.")
    decision_id: str = register.decision_id("purchase, lease or sale")
    redaction_reason: str = register.redaction_reason()
    redaction_decided_by: str = register.redaction_decided_by()
    redaction_decided_on: pl.Date = register.redaction_decided_on()
    redaction_review: pl.Date = register.redaction_review()
    publish_after: pl.Date = register.publish_after()
    source_url: str = register.source_url()

    @pa.dataframe_check(error="an address stands there, or the reason why not, never both; and then no area either")
    def _placed(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805 (pandera makes checks class methods)
        """Address, area and redaction say the same."""
        placed, withheld = pl.col("address").is_not_null(), pl.col("redaction_reason").is_not_null()
        return data.lazyframe.select((placed != withheld) & (placed | pl.col("area_code").is_null()))
