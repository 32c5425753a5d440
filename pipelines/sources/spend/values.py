"""Turns one cell into a date, an amount or clean text, or says why it cannot."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar
from zoneinfo import ZoneInfo

from pipelines.sources.sheets import Cell

PENNY = Decimal("0.01")
AMOUNT_LIMIT = Decimal("999999999999.99")
FIRST_YEAR, LAST_YEAR = 2000, 2100

_LONDON = ZoneInfo("Europe/London")
_EPOCH = date(1899, 12, 30)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH_NUMBER = {name: number for number, name in enumerate(_MONTHS, 1)}
"""Month of the year by the first three letters of its English name, whatever the machine's locale."""

_CLOCK = r"(?:[T ]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AaPp][Mm])?)?"
_ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_CLOCK}")
_ZONED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)")
_BRITISH = re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}|\d{{2}}){_CLOCK}")
_NAMED = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th)?[-/. ]+([a-z]{{3,9}})\.?,?[-/. ]+(\d{{4}}|\d{{2}}){_CLOCK}", re.IGNORECASE
)
_MONTH_NAMED_FIRST = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})", re.IGNORECASE)
_WEEKDAY = re.compile(r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[.,]* ", re.IGNORECASE)
_COMPACT = re.compile(r"(20\d{2})(\d{2})(\d{2})")
_SERIAL = re.compile(r"\d{5}(\.\d+)?")
_NUMBER = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+")
_SIDE = re.compile(r"[CD]R\.?$", re.IGNORECASE)
_POUNDS = {"GBP", "£", "UKL", "STERLING", "POUNDS", "POUND STERLING", "POUNDS STERLING"}
_CREDITS = {"C", "CR", "CREDIT"}
_MOJIBAKE = re.compile("[ÂÃâ][\\u0080-\\u00ff\\u20ac\\u201a-\\u201e\\u2020-\\u2039\\u0152\\u0160\\u017d]")
_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"}


class ValueProblem(ValueError):
    """Why a cell cannot be read: `check` is the issue's id, the message a plain sentence with what to do."""

    def __init__(self, check: str, text: str) -> None:
        self.check = check
        super().__init__(text)


def text_of(cell: Cell) -> str | None:
    """The cell as clean text on one line, or None when nothing stands in it (an Excel error counts as nothing)."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, bool):
        return str(cell).upper()
    raw = cell.isoformat() if isinstance(cell, date | time) else str(cell)
    plain = raw.isascii() and raw.isprintable()  # most cells: nothing to mend, nothing to take out
    cleaned = " ".join((raw if plain else _printable(_mended(raw))).split())
    return None if cleaned in _ERRORS else cleaned or None


def _mended(text: str) -> str:
    """UTF-8 that was read as CP1252, and a no-break space that was read as Mac Roman, put right."""
    if _MOJIBAKE.search(text):
        try:
            text = text.encode("cp1252").decode("utf-8")
        except UnicodeError:
            text = text.replace("Â\u00a0", " ").replace("Â£", "£")
    return re.sub("†+(?=\\s|$)|(?<=\\s)†+", " ", text)


def _printable(text: str) -> str:
    return "".join(
        " " if unicodedata.category(mark) in {"Cc", "Zs", "Zl", "Zp"} else mark
        for mark in unicodedata.normalize("NFC", text)
        if unicodedata.category(mark) not in {"Cf", "Cs", "Co", "Cn"} and mark != "\ufffd"
    )


def date_of(cell: Cell, *, month_first: bool = False) -> date:
    """The local date in a cell: a real date, an Excel serial number, or text in day/month/year or ISO order.

    Where the sheet's written dates seem to have the `month_first`, such a text is refused: it may be another day.
    Raises `ValueProblem`.
    """
    if month_first and day_and_month(cell) is not None:
        raise ValueProblem(
            "date-order", "the dates of this sheet seem to have the month first: write them as day/month/year"
        )
    found = _date(cell)
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueProblem("date-range", f"the year {found.year} is not between {FIRST_YEAR} and {LAST_YEAR}")
    return found


def day_and_month(cell: Cell) -> tuple[int, int] | None:
    """The first two numbers of a date written as text with the year last; None for any other cell."""
    found = _BRITISH.fullmatch(text_of(cell) or "") if isinstance(cell, str) else None
    return (int(found[1]), int(found[2])) if found else None


def _date(cell: Cell) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, time | timedelta):
        raise ValueProblem("date-missing", "a time of day stands where the payment date should be: write the date")
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _from_number(cell)
    text = text_of(cell)
    if text is None:
        raise ValueProblem("date-missing", "the payment date is empty: write the date")
    return _from_text(text)


def _from_number(number: float) -> date:
    if math.isfinite(number) and 36_526 <= number < 73_051:
        return _EPOCH + timedelta(days=int(number))
    if math.isfinite(number) and _COMPACT.fullmatch(str(int(number))):
        return _from_text(str(int(number)))
    raise ValueProblem("date-unreadable", "this number is not a date: write the date as day/month/year")


def _from_text(text: str) -> date:
    text = _WEEKDAY.sub("", text, count=1) if _WEEKDAY.match(text) else text
    if re.fullmatch(r"\d{1,2}:\d{2}(:\d{2})?", text):
        raise ValueProblem("date-missing", "a time of day stands where the payment date should be: write the date")
    try:
        if _ZONED.fullmatch(text):
            return datetime.fromisoformat(text).astimezone(UTC).astimezone(_LONDON).date()
        if found := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _BRITISH.fullmatch(text):
            return date(_year(found[3]), int(found[2]), int(found[1]))
        if (found := _NAMED.fullmatch(text)) and (month := MONTH_NUMBER.get(found[2][:3].lower())):
            return date(_year(found[3]), month, int(found[1]))
        if (found := _MONTH_NAMED_FIRST.fullmatch(text)) and (month := MONTH_NUMBER.get(found[1][:3].lower())):
            return date(int(found[3]), month, int(found[2]))
    except (ValueError, OverflowError) as error:
        raise ValueProblem("date-unreadable", "no such day: dates are read as day/month/year") from error
    if _SERIAL.fullmatch(text):
        return _from_number(float(text))
    raise ValueProblem("date-unreadable", "not a date: write it as day/month/year")


def _year(digits: str) -> int:
    return int(digits) + (2000 if len(digits) == 2 else 0)


def amount_of(cell: Cell, *, in_pence: bool = False) -> Decimal:
    """The amount in a cell in pounds, to the penny, half a penny upwards. Raises `ValueProblem`.

    Brackets, a minus sign on either side, and CR for a credit make it negative; DR for a debit changes nothing. A
    number is taken by its shortest decimal text, so that the noise of binary fractions (875.6899999999999) goes.
    """
    exact = exact_amount_of(cell) / (100 if in_pence else 1)
    if abs(exact) > AMOUNT_LIMIT:
        raise ValueProblem("amount-range", f"more than {AMOUNT_LIMIT:,} pounds: correct the amount")
    return exact.quantize(PENNY, ROUND_HALF_UP) + Decimal("0.00")


def exact_amount_of(cell: Cell) -> Decimal:
    """The amount in a cell in pounds before it is rounded to the penny. Raises `ValueProblem`."""
    if isinstance(cell, bool | date | time | timedelta):
        raise ValueProblem("amount-unreadable", "not an amount of money: write it in pounds")
    if isinstance(cell, int | float):
        if not math.isfinite(cell):
            raise ValueProblem("amount-unreadable", "not a finite number: write the amount in pounds")
        return Decimal(repr(cell))
    text = text_of(cell)
    if text is None:
        raise ValueProblem(
            "amount-missing",
            "the amount is empty, or a formula without a value: write it in pounds, or open the file in a spreadsheet "
            "program and save it, which works formulas out",
        )
    if text.startswith(("=", "+", "@")):
        raise ValueProblem("amount-formula", "a formula stands where an amount should be: paste its value")
    return _amount_from_text(text)


def _amount_from_text(text: str) -> Decimal:
    bare = re.sub(r"(?i)£|gbp|\s", "", text.replace("\u2212", "-").replace("\u2013", "-"))
    side = _SIDE.search(bare)
    bare = _SIDE.sub("", bare)
    bracketed = bare.startswith("(") and bare.endswith(")")
    bare = bare[1:-1] if bracketed else bare
    signs = bare.startswith("-") + bare.endswith("-") + bracketed + bool(side and side[0][0] in "Cc")
    digits = bare.removeprefix("-").removesuffix("-")
    if len(digits) > 40 or signs > 1 or not digits.isascii() or not _NUMBER.fullmatch(digits):
        raise ValueProblem("amount-unreadable", "not an amount of money: write it in pounds, such as 1,234.56")
    amount = Decimal(digits.replace(",", ""))
    return -amount if signs else amount


def foreign(cell: Cell) -> ValueProblem | None:
    """Why a row whose currency is this cell cannot be published in pounds; None where it can, or nothing is said."""
    text = text_of(cell)
    if text is None or text.upper().rstrip(".") in _POUNDS:
        return None
    return ValueProblem("currency", "the currency is not pounds: write what was paid in pounds, and GBP")


def is_credit(cell: Cell) -> bool:
    """Whether the cell that says on which side of the account the amount stands names the credit side."""
    return (text_of(cell) or "").upper().rstrip(".") in _CREDITS


Read = TypeVar("Read")


def read_or_none(reader: Callable[[Cell], Read], cell: Cell) -> Read | None:
    """What `reader` makes of a cell, or None where it finds a `ValueProblem`."""
    try:
        return reader(cell)
    except ValueProblem:
        return None
