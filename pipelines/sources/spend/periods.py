"""The month or financial year that a sheet's name or a file's name claims for its payments."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from pipelines.sources.spend.values import MONTH_NUMBER

_NAMES = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"  # noqa: E501
_NAMED = re.compile(rf"(?<![a-z])({_NAMES})(?![a-z])[\s'\u2019_-]*(20\d\d|\d\d)?(?!\d)", re.IGNORECASE)
_YEAR_PAIR = re.compile(r"(?<!\d)(20\d\d)[-_/ ](?:20)?(\d\d)(?!\d)")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


@dataclass(frozen=True)
class Claim:
    """What names say of the payments: a month (`2026-09`), a financial year (`2026-27`), or neither."""

    month: str = ""
    year: str = ""

    def holds(self, day: date) -> bool:
        """Whether a payment on this day is what the names lead one to expect."""
        return (not self.month or month_of(day) == self.month) and (
            not self.year or financial_year_of(day) == self.year
        )


def month_of(day: date) -> str:
    """The calendar month as YYYY-MM."""
    return f"{day.year:04}-{day.month:02}"


def financial_year_of(day: date) -> str:
    """The year from 1 April to 31 March that holds the day, as 2026-27."""
    start = day.year if day.month >= 4 else day.year - 1
    return f"{start}-{(start + 1) % 100:02}"


def claim_of(sheet: str, file: str) -> Claim:
    """What the sheet's name claims, completed and else replaced by what the file's name claims.

    Nothing is claimed where a name can be read in two ways, such as two months, or 2011-12.
    """
    of_file = _claim(file, "")
    of_sheet = _claim(sheet, of_file.year)
    return of_sheet if of_sheet.month or of_sheet.year else of_file


def _claim(name: str, year: str) -> Claim:
    months = set(_NAMED.findall(name))
    if len({month.lower()[:3] for month, _ in months}) > 1:
        return Claim()
    pair = _YEAR_PAIR.search(name)
    stated = _pair(pair[1], pair[2]) if pair else Claim()
    if not months:
        return stated
    word, digits = max(months, key=lambda found: found[1])
    number = MONTH_NUMBER[word.lower()[:3]]
    if stated.month:
        return stated
    loose = _YEAR.search(name)
    if digits or (loose and not stated.year):
        start = int(digits or (loose[1] if loose else "")) % 100 + 2000
        return Claim(f"{start}-{number:02}")
    start_year = stated.year or year
    if not start_year:
        return Claim()
    first = int(start_year[:4])
    return Claim(f"{first if number >= 4 else first + 1}-{number:02}")


def _pair(first: str, second: str) -> Claim:
    """A pair of numbers read as a month, as a financial year, or as neither when it could be both."""
    is_year = (int(first) + 1) % 100 == int(second)
    is_month = 1 <= int(second) <= 12
    if is_year == is_month:
        return Claim()
    return Claim(year=f"{first}-{second}") if is_year else Claim(month=f"{first}-{second}")
