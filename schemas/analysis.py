"""Officers and violence: what the question of 2019 can be asked of, and what the answers are worth."""

from __future__ import annotations

from typing import Annotated, Any

import polars as pl

from schemas.base import FINANCIAL_YEAR, STATUS_CODES, Table, column
from schemas.register import AREA, one
from schemas.workforce import FullTime

Rate = Annotated[pl.Decimal, 12, 4]
"""So many for each 1,000 residents, four decimals."""

VIEWS = ["between forces", "within forces", "changes on changes"]
OUTCOMES = ["violence-with-injury", "violence-without-injury"]


def _status(of: str) -> Any:
    return column(
        f"Status of: {of}",
        "[x] not held or not complete, [u] the source says that it cannot be used; empty where the figure stands.",
        example="[x]",
        isin=STATUS_CODES,
        nullable=True,
    )


def _offences(title: str, text: str) -> Any:
    return column(title, text, example="21874", unit="offences", nullable=True)


def _rate(title: str, text: str, example: str, unit: str) -> Any:
    return column(title, text, example=example, unit=unit, nullable=True)


class OfficersAndViolence(Table):
    """One force in one financial year."""

    financial_year: str = column(
        "Year of the offences",
        "The financial year in which the offences were recorded.",
        example="2024-25",
        str_matches=FINANCIAL_YEAR,
    )
    area_code: str = column(
        "Area of the force", "ONS code of the police force area.", example="E23000032", str_matches=one(AREA)
    )
    force_name: str = column(
        "Force", "Name of the force in police-workforce.", example="Kent", str_length={"max_value": 80}
    )
    officers_fte: FullTime = column(
        "Officers",
        "Police officers in full-time equivalents on 31 March, the day before the year begins. Source: "
        "police-workforce, the table with the most detail where several give the day.",
        example="3766.24",
        unit="full-time equivalents",
        nullable=True,
    )
    officers_fte_status: str = _status("officers")
    population: int = column(
        "Residents",
        "Residents on 30 June of the year, by the newest estimates. Source: population.",
        example="1889540",
        unit="residents",
        nullable=True,
    )
    population_status: str = _status("residents")
    officers_per_1000: Rate = _rate(
        "Officers per 1,000", "Officers for each 1,000 residents.", "1.9932", "officers per 1,000 residents"
    )
    officers_per_1000_status: str = _status("officers per 1,000")
    violence_with_injury: int = _offences(
        "Violence with injury",
        "Offences of violence with injury recorded in all four quarters. Source: crime-recorded.",
    )
    violence_with_injury_status: str = _status("violence with injury")
    violence_with_injury_per_1000: Rate = _rate(
        "Violence with injury per 1,000",
        "Offences of violence with injury for each 1,000 residents.",
        "11.5764",
        "offences per 1,000 residents",
    )
    violence_with_injury_per_1000_status: str = _status("violence with injury per 1,000")
    violence_without_injury: int = _offences(
        "Violence without injury",
        "Offences of violence without injury recorded in all four quarters. Source: crime-recorded.",
    )
    violence_without_injury_status: str = _status("violence without injury")
    violence_without_injury_per_1000: Rate = _rate(
        "Violence without injury per 1,000",
        "Offences of violence without injury for each 1,000 residents.",
        "14.2210",
        "offences per 1,000 residents",
    )
    violence_without_injury_per_1000_status: str = _status("violence without injury per 1,000")


def _finding(title: str, text: str, example: str, unit: str) -> Any:
    return column(title, text, example=example, unit=unit, nullable=True)


SLOPE_UNIT = "offences per 1,000 residents for one officer more per 1,000"


class OfficersAndViolenceFindings(Table):
    """How one kind of violence goes with officers, in one view of the forces and years. It shows no cause."""

    outcome: str = column(
        "Kind of violence",
        "The offences that are set against officers per 1,000 residents.",
        example="violence-with-injury",
        isin=OUTCOMES,
    )
    view: str = column(
        "View",
        "between forces: each force's mean over its years. within forces: each force against itself, years in common "
        "taken out. changes on changes: the change from one year to the next, years in common taken out.",
        example="within forces",
        isin=VIEWS,
    )
    forces: int = column("Forces used", "How many forces have complete rows.", example="43", unit="forces", ge=0)
    rows_used: int = column("Rows used", "How many rows the view rests on.", example="215", unit="rows", ge=0)
    first_year: str = column(
        "First year used",
        "The earliest financial year used.",
        example="2020-21",
        nullable=True,
        str_matches=FINANCIAL_YEAR,
    )
    last_year: str = column(
        "Last year used",
        "The latest financial year used.",
        example="2024-25",
        nullable=True,
        str_matches=FINANCIAL_YEAR,
    )
    slope: Rate = _finding("Slope", "What one officer more per 1,000 residents goes with.", "0.4120", SLOPE_UNIT)
    slope_status: str = _status("slope")
    slope_low: Rate = _finding("Slope from", "Lower end of the 95% interval of the slope.", "-1.2040", SLOPE_UNIT)
    slope_low_status: str = _status("slope from")
    slope_high: Rate = _finding("Slope to", "Upper end of the 95% interval of the slope.", "2.0280", SLOPE_UNIT)
    slope_high_status: str = _status("slope to")
    correlation: Rate = _finding("Correlation", "From -1 to 1; 0 is no linear association.", "0.0710", "correlation")
    correlation_status: str = _status("correlation")
    correlation_low: Rate = _finding("Correlation from", "Lower end of its 95% interval.", "-0.0640", "correlation")
    correlation_low_status: str = _status("correlation from")
    correlation_high: Rate = _finding("Correlation to", "Upper end of its 95% interval.", "0.2030", "correlation")
    correlation_high_status: str = _status("correlation to")
    reading: str = column(
        "How to read it",
        "no-clear-association: the interval of the slope spans nought. goes-with-more: more officers go with more "
        "recorded violence. goes-with-less: more officers go with less. not-computed: the rows do not allow it.",
        example="no-clear-association",
        isin=["no-clear-association", "goes-with-more", "goes-with-less", "not-computed"],
    )
    reason: str = column(
        "Reason for none",
        "Why nothing was computed; empty where something was.",
        example="2 of the 10 forces that are needed are held",
        nullable=True,
        str_length={"max_value": 300},
    )
    cannot_show: str = column(
        "What it cannot show",
        "What such rows cannot show, whatever the numbers; the same in every row.",
        example="Recorded violence rose from 2014 as forces recorded more of what was reported.",
        str_length={"max_value": 2000},
    )
