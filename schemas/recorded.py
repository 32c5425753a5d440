"""Crimes that the police recorded, and what became of them, as the Home Office counts them by quarter."""

from __future__ import annotations

from typing import Any

from schemas.base import FINANCIAL_YEAR, MONTH, STATUS_CODES, Table, column


def _text(title: str, description: str, example: str, **more: Any) -> Any:
    return column(title, description, example=example, str_length={"max_value": 300}, **more)


def _count(title: str, description: str, example: str, unit: str) -> Any:
    limits = {"min_value": -10_000_000, "max_value": 10_000_000}
    return column(title, description, example=example, unit=unit, nullable=True, in_range=limits)


def _status(of: str) -> Any:
    return column(
        f"Status of {of}",
        f"Why {of} is missing or needs care, in the source's own marker: [x] for none given, [u] when its notes say "
        "that the figure cannot be used. Empty when it stands as published.",
        example="[u]",
        isin=STATUS_CODES,
        nullable=True,
    )


class Quarterly(Table):
    """What both tables say of the time, the place and the offence of a count."""

    financial_year: str = column(
        "Financial year", "April to March, as YYYY-YY.", example="2024-25", str_matches=FINANCIAL_YEAR
    )
    quarter: int = column(
        "Quarter of the financial year",
        "1 is April to June, 4 is January to March of the next calendar year. Empty where quarters were summed.",
        example="4",
        unit="position",
        nullable=True,
        in_range={"min_value": 1, "max_value": 4},
    )
    quarters_summed: str = column(
        "Quarters in the figure",
        "The quarters that the figure covers: one, or several that the source has summed, such as 1,2,3,4.",
        example="4",
        str_matches=r"^[1-4](,[1-4])*$",
    )
    quarter_start: str = column(
        "First month",
        "The first month that the figure covers: 2025-01 for quarter 4 of 2024-25.",
        example="2025-01",
        str_matches=MONTH,
    )
    force_name: str = _text("Force as published", "The police force, by the name that the Home Office uses.", "Kent")
    area_code: str = column(
        "Area code",
        "ONS code of the police force area or the partnership that the row is about, found by its name.",
        example="E22000142",
        str_matches=r"^[EW]\d{8}$",
        nullable=True,
    )
    area_code_status: str = column(
        "Status of the area code",
        "[x] for a name that we have no code for, [z] for what is assigned to no partnership.",
        example="[z]",
        isin=STATUS_CODES,
        nullable=True,
    )
    offence_code: str = _text("Offence code", "The Home Office's code of the offence.", "28E", nullable=True)
    offence_description: str = _text(
        "Offence", "The offence in the Home Office's words.", "Burglary - residential", nullable=True
    )
    offence_group: str = _text(
        "Offence group", "The group that the offence belongs to.", "Theft offences", nullable=True
    )
    offence_subgroup: str = _text(
        "Offence subgroup",
        "The subgroup that the offence belongs to; some were renamed in 2017.",
        "Residential burglary",
        nullable=True,
    )


class CrimeRecorded(Quarterly):
    """Offences recorded in one quarter, by offence: for a force, or for one of its community safety partnerships."""

    level: str = column(
        "Level",
        "force: the whole force. csp: one community safety partnership, or what is assigned to none. Never add both.",
        example="force",
        isin=["force", "csp"],
    )
    area_name: str = _text(
        "Area as published",
        "The force, or the partnership, as it stands in the source; 'Unassigned ...' is what has no partnership.",
        "Maidstone",
    )
    offences: int = _count(
        "Offences recorded",
        "Offences recorded in the period. Below nought where more earlier records were cancelled than new ones made.",
        "312",
        "offences",
    )
    offences_status: str = _status("the offences recorded")
    note: str = column(
        "Note of the source",
        "What the source's own notes say about this figure.",
        example="Kent: Due to ongoing IT issues ...",
        nullable=True,
        free_text=True,
        str_length={"max_value": 1000},
    )


class CrimeOutcomesRecorded(Quarterly):
    """Outcomes given to recorded crimes of one force in one quarter, by offence and outcome."""

    outcome_type: str = _text("Outcome type", "The Home Office's number of the outcome.", "18", nullable=True)
    outcome_description: str = _text(
        "Outcome", "The outcome in the Home Office's words.", "Investigation complete - no suspect", nullable=True
    )
    outcome_group: str = _text(
        "Outcome group", "The group that the outcome belongs to.", "Charged/Summonsed", nullable=True
    )
    outcomes_recorded: int = _count(
        "Outcomes recorded in the period",
        "Outcomes recorded in the period, whenever the crime was recorded.",
        "41",
        "outcomes",
    )
    outcomes_recorded_status: str = _status("the outcomes recorded in the period")
    outcomes_of_crimes: int = _count(
        "Outcomes of crimes of the period",
        "Outcomes, known so far, of the crimes that were recorded in the period. They mature.",
        "38",
        "outcomes",
    )
    outcomes_of_crimes_status: str = _status("the outcomes of crimes of the period")
