"""Who works for each police force: officers, staff and volunteers, by date, rank and sex."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

import polars as pl

from schemas.base import FINANCIAL_YEAR, STATUS_CODES, Table, column

FullTime = Annotated[pl.Decimal, 12, 2]
"""Full-time equivalents, two decimals."""

WORKER_TYPES = (
    "Police officer",
    "Police staff",
    "Designated officer",
    "Police community support officer",
    "Special constable",
    "Police support volunteer",
    "Traffic warden",
)
ALL = "All"
"""Stands for the rank or sex of a row that counts all of them together. Never empty: it is part of a row's key."""

RANKS = (
    ALL,
    "Constable",
    "Sergeant",
    "Inspector",
    "Chief inspector",
    "Superintendent",
    "Chief superintendent",
    "Chief officer",
)
SEXES = (ALL, "Female", "Male", "Unknown")


class PoliceWorkforce(Table):
    """One kind of worker of one force on one day, by rank and sex where the source tells them apart."""

    financial_year: str = column(
        "Financial year",
        "The financial year in which the day of the count lies.",
        example="2019-20",
        str_matches=FINANCIAL_YEAR,
    )
    as_at: date = column(
        "As at", "The day on which people were counted: 31 March or 30 September.", example="2019-09-30"
    )
    force_name: str = column(
        "Force as published",
        "Name of the force as it stands in the source, without the numbers of footnotes. British Transport Police is "
        "of no police force area.",
        example="Kent",
        str_length={"max_value": 80},
    )
    area_code: str = column(
        "Police force area code",
        "ONS code of the police force area, as given or found by the force's name.",
        example="E23000032",
        nullable=True,
        str_matches=r"^[EW]\d{8}$",
    )
    area_code_status: str = column(
        "Status of the area code",
        "[z] for a force that has no area of its own; [x] when the name is not one we have a code for.",
        example="[z]",
        isin=STATUS_CODES,
        nullable=True,
    )
    region: str = column(
        "Region",
        "Region of England, or Wales, as the source names it. Empty for forces of no region.",
        example="South East",
        nullable=True,
        str_length={"max_value": 60},
    )
    worker_type: str = column(
        "Kind of worker",
        "Officers, staff, designated officers, community support officers, special constables and volunteers are "
        "counted separately.",
        example="Police officer",
        known=WORKER_TYPES,
        str_length={"max_value": 80},
    )
    rank: str = column(
        "Rank",
        "Rank of police officers. 'All' where the source does not tell ranks apart, or the kind of worker has none.",
        example="Constable",
        known=RANKS,
        str_length={"max_value": 60},
    )
    sex: str = column(
        "Sex",
        "Sex as recorded by the force. 'All' where the source gives both together.",
        example="Female",
        known=SEXES,
        str_length={"max_value": 40},
    )
    headcount: int = column(
        "Headcount", "People, however many hours they work.", example="3618", unit="people", nullable=True, ge=0
    )
    headcount_status: str = column(
        "Status of the headcount",
        "Why the headcount is missing, by the source's own mark; [x] when the source gives none.",
        example="[x]",
        isin=STATUS_CODES,
        nullable=True,
    )
    fte: FullTime = column(
        "Full-time equivalents",
        "Workers counted by the hours they work, a full-time worker being 1. Rounded to two decimals.",
        example="3333.31",
        unit="full-time equivalents",
        nullable=True,
        ge=Decimal(0),
    )
    fte_status: str = column(
        "Status of the full-time equivalents",
        "Why the figure is missing, by the source's own mark; [x] when the source gives none.",
        example="[x]",
        isin=STATUS_CODES,
        nullable=True,
    )
    source_table: str = column(
        "Source table",
        "The table read: the open data table, or a workbook and its sheets. Where two tables give the same day, both "
        "are published: compare them and never add them.",
        example="police-workforce-sep19-tables Table_1",
        str_length={"max_value": 160},
    )
