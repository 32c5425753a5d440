"""The budget: its lines by financial year, with the police grant and the council tax precept beside them."""

from __future__ import annotations

from decimal import Decimal

from schemas.base import FINANCIAL_YEAR, STATUS_CODES, Money, Table, column

ITEMS = ["budget-line", "total", "headline", "police-grant", "council-tax-precept-band-d"]
SIDES = ["financing", "expenditure"]
UNITS = ["GBP", "GBP million"]


class Budget(Table):
    """One published figure of one financial year. Lines of a side add up to its total within the rounding."""

    financial_year: str = column(
        "Financial year",
        "The year the money is for, from 1 April of the first year named to 31 March of the second.",
        example="2025-26",
        str_matches=FINANCIAL_YEAR,
    )
    area_code: str = column(
        "Police force area code",
        "ONS code of the police force area that the figure is about.",
        example="E23000032",
        str_matches=r"^[EW]\d{8}$",
    )
    item: str = column(
        "Kind of figure",
        "budget-line: one line of one side. total: the total stated below a side. headline: the one figure the page "
        "opens with. police-grant: central government grant in the Police Grant Report. council-tax-precept-band-d: "
        "the police part of a Band D council tax bill, a year. Never add figures of different kinds.",
        example="budget-line",
        isin=ITEMS,
    )
    side: str = column(
        "Side of the budget",
        "Where the money comes from (financing) or where it goes (expenditure). Empty for figures of neither side.",
        example="financing",
        isin=SIDES,
        nullable=True,
    )
    line_order: int = column(
        "Order",
        "Position of the figure within its year, in the order of publication.",
        example="1",
        unit="position",
        ge=1,
    )
    line_code: str = column(
        "Line code",
        "Name of the line that stays the same from year to year while the line means the same thing.",
        example="central-government-grants",
        str_matches=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
    )
    label: str = column(
        "Label as published",
        "What the line is called on the page it was published on; the wording changes from year to year.",
        example="Central government grants",
        free_text=True,
    )
    amount_gbp: Money = column(
        "Amount",
        "The figure in pounds. Figures published in millions are multiplied by 1,000,000. Savings and income are "
        "positive on the financing side; a deficit is negative where it was published so.",
        example="303200000.00",
        unit="GBP",
        nullable=True,
    )
    amount_gbp_status: str = column(
        "Status of the amount",
        "Why the amount is missing or needs care: [e] worked out from another figure, [b] a break, so that it must not "
        "be compared with earlier years, [x] not available. Empty for an amount that stands as published.",
        example="[e]",
        isin=STATUS_CODES,
        nullable=True,
    )
    published_as: str = column(
        "Figure as published",
        "The figure as it stands on the page, with its own signs and brackets. Empty when it was worked out.",
        example="303.2",
        nullable=True,
        free_text=True,
    )
    published_unit: str = column(
        "Unit as published",
        "What one of the published figure is worth: GBP for a pound, GBP million for a million.",
        example="GBP million",
        isin=UNITS,
    )
    rounding_gbp: Money = column(
        "Rounding",
        "The step to which the figure was rounded when published: the true figure lies within half of it.",
        example="100000.00",
        unit="GBP",
        ge=Decimal("0.01"),
    )
    derived: bool = column(
        "Worked out",
        "true when the figure was not seen on a page but worked out from one that was; the note says how.",
        example="false",
    )
    definition: str = column(
        "Definition",
        "What is and is not counted, where figures with similar names differ.",
        example="Grants as the office counts them in its own budget.",
        nullable=True,
        free_text=True,
    )
    source_url: str = column(
        "Source address",
        "The page or site on which the figure was published. Empty when its address has not been confirmed.",
        example="https://www.kent-pcc.gov.uk/what-we-do/setting-the-kent-police-budget/",
        str_matches=r"^https://\S+$",
        nullable=True,
    )
    source_note: str = column(
        "Note on the source",
        "Where the figure was found and how it was read.",
        example="Shown without a decimal.",
        nullable=True,
        free_text=True,
    )
