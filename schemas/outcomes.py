"""What became of crimes, as data.police.uk publishes it: one row for each outcome, in the month it came."""

from __future__ import annotations

from schemas.base import MONTH, column
from schemas.crime import OUTCOMES, Crime


class CrimeOutcomes(Crime):
    """Outcomes of crimes, by the month of the outcome; a crime may have several over time."""

    crime_id: str = column(
        "Crime ID",
        "Identifier of the crime given by data.police.uk, 64 hexadecimal digits: the one it has in crime-street. The "
        "crime may be of any earlier month, also of one that is no longer published. It stands on as many rows as the "
        "crime has outcomes. Empty for forces that give none.",
        example="0f4b7d0c" * 8,
        nullable=True,
        str_matches=r"^[0-9a-f]{64}$",
    )
    month: str = column(
        "Month", "Month of the outcome, not of the crime, as YYYY-MM.", example="2025-01", str_matches=MONTH
    )
    outcome_type: str = column(
        "Outcome type",
        "What became of the crime in this month. 'Suspect charged' stands here only: crime-street shows such a crime "
        "as awaiting its court outcome.",
        example="Unable to prosecute suspect",
        known=OUTCOMES,
        str_length={"max_value": 120},
    )
