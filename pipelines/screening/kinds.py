"""The kinds of personal data that a text can be searched for, each as a pattern and what must hold of a match.

Pure: a text in, the kinds found in it out. The patterns are narrow on purpose: a payment that is held out by a false
alarm is a payment the public does not see. What only looks like one of them (a motorway, an invoice number, a model of
computer) counts where a word beside it says what it is, and not otherwise.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pipelines.screening.phones import FORM, is_phone
from pipelines.screening.postcodes import AREAS, DISTRICT, UNIT


class Kind(StrEnum):
    """What was found in a text; the value is the name of the check in issues and quality reports."""

    NATIONAL_INSURANCE = "national-insurance-number"
    PHONE = "phone-number"
    EMAIL = "email-address"
    POSTCODE = "postcode"
    VEHICLE = "vehicle-registration"
    BIRTH = "date-of-birth"
    CRIME = "crime-reference"
    CONFIDENTIAL = "confidential-value"
    """A value of a confidential column of the same row."""


@dataclass(frozen=True)
class _Pattern:
    """One way in which a kind is written. `real` looks at what the form alone cannot tell."""

    kind: Kind
    form: re.Pattern[str]
    real: Callable[[re.Match[str]], bool] = lambda match: True


def kinds_in(text: str) -> tuple[Kind, ...]:
    """The kinds of personal data in a text, each once, in a fixed order."""
    plain = _plain(text)
    if "@" not in plain and not any(mark.isdigit() for mark in plain):
        return ()
    found = {pattern.kind for pattern in _PATTERNS if any(map(pattern.real, pattern.form.finditer(plain)))}
    return tuple(kind for kind in Kind if kind in found)


def _plain(text: str) -> str:
    """One way of writing for many: full-width letters, odd spaces, long dashes and marks that nobody sees."""
    folded = unicodedata.normalize("NFKC", text)
    seen = "".join(mark for mark in folded if unicodedata.category(mark) != "Cf")
    return re.sub(r"\s+", " ", re.sub("[\u2010-\u2015\u2212]", "-", seen))


def _form(pattern: str, *, capitals: bool = False) -> re.Pattern[str]:
    return re.compile(pattern, 0 if capitals else re.IGNORECASE)


_START, _END = r"(?<![A-Z0-9])", r"(?![A-Z0-9])"
"""Neither letter nor figure stands beside it."""

_NI_PREFIX = r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
"""The first letters that HMRC gives: never D, F, I, Q, U, V, no O in second place, and seven pairs left out."""
_NI_FIGURES = r"[ .-]?\d{2}[ .-]?\d{2}[ .-]?\d{2}"

_BIRTH_WORD = r"\b(?:d\.? ?o\.? ?b\b\.?|date of birth|birth ?date|birth ?day|born(?: on)?)"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = f"(?:{'|'.join(_MONTHS)})[a-z]*"
_DAY = (
    r"(?:\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?(?:\d{4}|\d{2})|(?:19|20)\d{2} ?[/.-] ?\d{1,2} ?[/.-] ?\d{1,2}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?[ -](?:of )?{_MONTH}[ ,-]{{1,2}}(?:\d{{4}}|\d{{2}})"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d{{2}})(?!\d)"
)

_VEHICLE_WORD = r"\b(?:reg(?:istration)?(?: ?(?:no|number|mark|plate))?|vrm|vrn|number ?plate|index)\b[ .:#-]*"
_WORDS = frozenset(
    {"THE", "AND", "FOR", "NEW", "OLD", "ALL", "TWO", "ONE", "WAY", "ROW", "LTD", "PLC", "LLP", "VAT", "TAX", "NET"}
)
"""Words of three letters that follow a place or a code and are no letters of a plate."""
_AGES = frozenset({*range(2, 30), *range(51, 80)})
"""Age identifiers in use: 02 and later for those of March, 51 and later for those of September."""

_CRIME_WORD = (
    r"\b(?:crime (?:ref(?:erence)?|report|no|number|file)|crn|cris|cad|occurrence (?:ref(?:erence)?|no|number)"
    r"|incident (?:ref(?:erence)?|no|number)|custody (?:ref(?:erence)?|no|number))\b[ .:#-]*(?:no|number|ref)?"
    r"[ .:#-]*"
)
_HARDWARE = re.compile(
    r"\b(?:RAM|SSD|HDD|MEMORY|DISK|DISC|DRIVE|STORAGE|LAPTOP|USB|IPAD|IPHONE|TABLET)S?\b", re.IGNORECASE
)


def _is_postcode(match: re.Match[str]) -> bool:
    """Whether the area exists, and neither a floor (E1 2nd) nor the size of a memory (G6 8GB RAM) is meant."""
    unit = match["unit"]
    ordinal = unit[0] + unit[1:].lower() in {"1st", "2nd", "3rd", *(f"{figure}th" for figure in range(10))}
    written_small = unit[1:].islower() and not match["area"].islower()
    floor = re.match(r" (?:floor|half|lot|phase|quarter|class|stage)\b", match.string[match.end() :], re.IGNORECASE)
    memory = unit[1:].upper() in {"GB", "TB"} and _HARDWARE.search(match.string)
    return match["area"].upper() in AREAS and not (ordinal and (written_small or floor)) and not memory


def _is_registration(match: re.Match[str]) -> bool:
    """Whether the age exists, and the letters are no word after something else (SE22 FOR) and no month (FY21 APR)."""
    letters = match["letters"].upper()
    spaced = not match.group().upper().endswith(match["age"] + letters)
    a_word = letters in _WORDS or letters.lower() in _MONTHS
    return int(match["age"]) in _AGES and not (a_word and (spaced or match.group().upper().startswith("FY")))


def _is_past_day(match: re.Match[str]) -> bool:
    """Whether what follows the birth word has a month and a day that exist in some order."""
    figures = [int(part) for part in re.findall(r"\d+", match["day"])]
    if len(figures) < 3:
        return True
    first, second, last = figures[:3]
    year, one, two = (first, second, last) if first > 31 else (2000, second, first)
    return any(_exists(year, month, day) for month, day in ((one, two), (two, one)))


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _is_no_year(match: re.Match[str]) -> bool:
    """Whether the middle of `46/12345/26` is a number and no year, as in the reference of a contract `03/2018/19`."""
    return not re.fullmatch(r"(?:19|20)\d{2}", match["middle"])


_PATTERNS = (
    _Pattern(Kind.NATIONAL_INSURANCE, _form(rf"{_START}{_NI_PREFIX}{_NI_FIGURES}[ .-]?[A-D]{_END}")),
    _Pattern(
        Kind.NATIONAL_INSURANCE,
        _form(
            r"\b(?:n\.?i\.?(?: ?(?:no|number|num))?|nino|national insurance(?: ?(?:no|number))?)\b[ .:#-]*"
            rf"{_NI_PREFIX}{_NI_FIGURES}{_END}"
        ),
    ),
    _Pattern(Kind.PHONE, FORM, is_phone),
    _Pattern(Kind.EMAIL, _form(r"[\w'%+-] ?@ ?[A-Z0-9][A-Z0-9-]*(?:\.[A-Z0-9-]+)*\.[A-Z]{2,}")),
    _Pattern(Kind.POSTCODE, _form(rf"{_START}{DISTRICT} (?P<unit>\d{UNIT}){_END}"), _is_postcode),
    _Pattern(
        Kind.POSTCODE,
        _form(rf"(?<![A-Z0-9/_.-]){DISTRICT}(?<=..)(?P<unit>\d{UNIT})(?![A-Z0-9/_-])", capitals=True),
        _is_postcode,
    ),
    _Pattern(
        Kind.VEHICLE,
        _form(rf"{_START}[A-HJ-PR-Y]{{2}}(?P<age>\d{{2}}) ?(?P<letters>[A-HJ-PR-Z]{{3}}){_END}", capitals=True),
        _is_registration,
    ),
    _Pattern(
        Kind.VEHICLE,
        _form(
            rf"{_VEHICLE_WORD}(?:[A-HJ-PR-Y]{{2}}\d{{2}} ?[A-HJ-PR-Z]{{3}}|[A-HJ-NPR-TV-Y]\d{{1,3}} ?[A-Z]{{3}}"
            rf"|[A-Z]{{3}} ?\d{{1,3}}[A-HJ-NPR-TV-Y]){_END}"
        ),
    ),
    _Pattern(
        Kind.BIRTH,
        _form(rf"{_BIRTH_WORD}[^0-9a-z]{{0,4}}(?:(?:is|was|on|the)[ :]+)?(?P<day>{_DAY})"),
        _is_past_day,
    ),
    _Pattern(Kind.BIRTH, _form(rf"(?<!\d)(?P<day>{_DAY}) ?\(? ?(?:d\.?o\.?b\b|date of birth)"), _is_past_day),
    _Pattern(Kind.CRIME, _form(rf"{_START}\d{{2}}/(?P<middle>\d{{4,7}})/\d{{2}}(?![\d/])"), _is_no_year),
    _Pattern(Kind.CRIME, _form(rf"{_CRIME_WORD}(?=[A-Z0-9/-]*\d)[A-Z0-9]{{0,4}}[/-]?\d{{3,}}[A-Z0-9/-]*")),
)
