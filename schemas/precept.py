"""The police part of a council tax bill: the precept by band."""

from __future__ import annotations

from decimal import Decimal

from schemas.base import FINANCIAL_YEAR, STATUS_CODES, Money, Table, column

BANDS = ["A", "B", "C", "D", "E", "F", "G", "H"]
NINTHS = dict(zip(BANDS, (6, 7, 8, 9, 11, 13, 15, 18), strict=True))
"""What a band pays, in ninths of band D: Local Government Finance Act 1992, section 5(1)."""

SOURCES = ["office-records", "council-tax-levels"]


class CouncilTaxPrecept(Table):
    """What a home in one band pays for the police in one year."""

    financial_year: str = column(
        "Financial year", "The year the council tax is for.", example="2022-23", str_matches=FINANCIAL_YEAR
    )
    area_code: str = column(
        "Police force area code",
        "ONS code of the police force area whose policing the precept pays for.",
        example="E23000032",
        str_matches=r"^[EW]\d{8}$",
    )
    authority_name: str = column(
        "Authority as published",
        "Name of the body that sets the precept, as it stands in the source. Empty in the office's own records, which "
        "are about its own area alone.",
        example="Kent Police and Crime Commissioner",
        nullable=True,
        str_length={"max_value": 120},
    )
    band: str = column("Band", "Council tax band of the home.", example="D", isin=BANDS)
    amount_gbp: Money = column(
        "Precept",
        "Police precept for a home in the band, a year, before any discount.",
        example="228.15",
        unit="GBP a year",
        nullable=True,
        ge=Decimal(0),
        le=Decimal(10_000),
    )
    amount_gbp_status: str = column(
        "Status of the precept",
        "[e] for an amount that was worked out and not published: from band D by the ninths that the law sets, or band "
        "D itself from the rise announced a year later. Else why the amount is missing.",
        example="[e]",
        isin=STATUS_CODES,
        nullable=True,
    )
    source: str = column(
        "Source",
        "office-records: the office's budget records. council-tax-levels: the national statistics, as a check on them. "
        "Both may give the same amount: never add them.",
        example="office-records",
        isin=SOURCES,
    )
    source_note: str = column(
        "Source note",
        "Where the amount was read, or how it was worked out.",
        example="Worked out: 6/9 of band D.",
        nullable=True,
        free_text=True,
        str_length={"max_value": 500},
    )
