"""What each police force is funded with, as the Home Office publishes it."""

from __future__ import annotations

from decimal import Decimal

from schemas.base import FINANCIAL_YEAR, STATUS_CODES, Money, Table, column

MEASURES = ["government-funding", "precept", "total", "grant-report-total"]
BASES = ["nominal", "real"]


class PoliceFunding(Table):
    """One amount of one force area in one financial year, by one definition."""

    financial_year: str = column(
        "Financial year", "The year the money is for.", example="2025-26", str_matches=FINANCIAL_YEAR
    )
    force_name: str = column(
        "Force as published",
        "Name of the force as it stands in the source. 'England and Wales' is the national figure the source states: "
        "never add it to the forces.",
        example="Kent",
        str_length={"max_value": 80},
    )
    area_code: str = column(
        "Area code",
        "ONS code of the police force area, as given or found by the force's name; K04000001 for England and Wales.",
        example="E23000032",
        nullable=True,
        str_matches=r"^[EWK]\d{8}$",
    )
    area_code_status: str = column(
        "Status of the area code",
        "[x] when the name is not one we have a code for; empty when the code is given.",
        example="[x]",
        isin=STATUS_CODES,
        nullable=True,
    )
    measure: str = column(
        "Measure",
        "government-funding: all government funding in the funding statistics. precept: what council tax brings. "
        "total: both together. grant-report-total: the Overall Total of the Police Grant Report, which leaves out "
        "other government funding. Never compare or add figures of different measures.",
        example="government-funding",
        isin=MEASURES,
    )
    basis: str = column(
        "Basis",
        "nominal: pounds of the year. real: in the prices of one year, which the definition names.",
        example="nominal",
        isin=BASES,
    )
    amount_gbp: Money = column(
        "Amount",
        "The amount in pounds. Funding statistics are published in millions and grants to the pound.",
        example="245418856.00",
        unit="GBP",
        nullable=True,
        ge=Decimal(0),
    )
    amount_gbp_status: str = column(
        "Status of the amount",
        "Why the amount is missing, by the source's own mark: City of London has no precept ([z]).",
        example="[z]",
        isin=STATUS_CODES,
        nullable=True,
    )
    definition: str = column(
        "Definition",
        "What the figure is, in the words of its source: the title of its table.",
        example="Police Grant Report 2025-26: Overall Total",
        free_text=True,
        str_length={"max_value": 400},
    )
    source_table: str = column(
        "Source table",
        "The sheet of the funding statistics, or the Police Grant Report.",
        example="Table_4a",
        str_length={"max_value": 80},
    )
