"""The figures and months of a 999 sheet, from the many ways in which spreadsheets write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

Cell = str | int | float | bool | date | time | timedelta | None
CENT = Decimal("0.01")
NOT_AVAILABLE = "[x]"

_ABSENT = frozenset(
    {"", "-", "\u2013", "\u2014", ".", "..", ":", "n/a", "na", "nil return", "not available", "no data"}
)
_MARKER = re.compile(r"\[[bcepruxz]\]")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_NAMED = re.compile(
    r"(?<![a-z])(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)[\s_./'\u2019-]*(20\d\d|\d\d)(?!\d)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?<!\d)(20\d\d)[-_./ ]?(0[1-9]|1[0-2])(?:[-_./ ]?(?:0[1-9]|[12]\d|3[01]))?(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(?:\d\d?)/(0?[1-9]|1[0-2])/(20\d\d)(?!\d)")
_AFTERWARDS = re.compile(r"\b(published|updated|released|created|extracted)\b.*", re.IGNORECASE)


def absent(cell: Cell) -> str:
    """The status of a cell that holds no figure: its own marker, `[x]` when it says nothing; empty for any other."""
    text = written(cell).lower()
    if _MARKER.fullmatch(text):
        return text
    return NOT_AVAILABLE if text in _ABSENT else ""


def written(cell: Cell) -> str:
    """A cell as a person would read it: spaces made plain, whole numbers without a point."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        cell = int(cell)
    return "" if cell is None else " ".join(str(cell).split())


def count(cell: Cell) -> int:
    """A number of calls. Raises ValueError for anything but a whole number, thousands separated by commas or not."""
    text = written(cell)
    if isinstance(cell, bool) or not re.fullmatch(r"\d{1,3}(,\d{3}){0,3}|\d{1,12}", text):
        raise ValueError("is not a whole number of calls")
    return int(text.replace(",", ""))


def share(cell: Cell) -> tuple[Decimal, bool]:
    """A share as it is written, and whether it says itself that it is per cent. Raises ValueError."""
    text = written(cell)
    told = text.endswith("%")
    number = text.removesuffix("%").strip()
    if isinstance(cell, bool) or not re.fullmatch(r"\d{1,3}(\.\d{1,20})?|\d(\.\d+)?e-\d{1,2}", number):
        raise ValueError("is not a share")
    return Decimal(number), told


def shares(written_as: Mapping[str, tuple[Decimal, bool]], whole: bool, usual: int | None) -> dict[str, Decimal]:
    """The shares of one row per cent, to two decimals.

    Spreadsheets hold 92.3 per cent as 92.3, as 0.923 or as text. When all three shares are there (`whole`) their sum
    tells which; else what is `usual` in the sheet (1 or 100). Raises ValueError when neither tells.
    """
    if not written_as:
        return {}
    worth = _scale(written_as, whole) or usual
    if worth is None:
        raise ValueError("are shares of 1 or of 100, and nothing in the sheet tells which")
    found = {name: (value * 100 / worth).quantize(CENT, ROUND_HALF_UP) for name, (value, _) in written_as.items()}
    if max(found.values()) > 100:
        raise ValueError("come to more than 100 per cent")
    return found


def _scale(written_as: Mapping[str, tuple[Decimal, bool]], whole: bool) -> int | None:
    told = {said for _, said in written_as.values()}
    if told == {True}:
        return 100
    if told == {True, False}:
        raise ValueError("are written in two ways, with and without a per cent sign")
    if not whole:
        return None
    total = sum((value for value, _ in written_as.values()), Decimal(0))
    for worth in (1, 100):
        if abs(total - worth) <= Decimal("0.02") * worth:
            return worth
    if total == 0:
        return 100
    raise ValueError(f"add up to {total.normalize():f}, which is neither 1 nor 100")


def usual_scale(rows: list[Mapping[str, tuple[Decimal, bool]]]) -> int | None:
    """What shares are of in a sheet, 1 or 100, when all rows with all three shares agree; else None."""
    found = set()
    for row in rows:
        total = sum((value for value, _ in row.values()), Decimal(0))
        if len(row) == 3 and total > 0:
            found.add(1 if total < 2 else 100)
    return found.pop() if len(found) == 1 else None


def seconds(cell: Cell) -> Decimal:
    """A mean time in seconds to two decimals: a number, `7s`, `1m 5s`, `0:00:07`, or a spreadsheet's own time of day.

    Raises ValueError for anything else, for `0:07` (minutes or hours?) and for a fraction of a day.
    """
    if isinstance(cell, time):
        cell = timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second, microseconds=cell.microsecond)
    if isinstance(cell, timedelta):
        if not timedelta(0) <= cell < timedelta(days=1):
            raise ValueError("is not a time within a day")
        return (Decimal(cell // timedelta(microseconds=1)) / 1_000_000).quantize(CENT, ROUND_HALF_UP)
    text = written(cell).lower()
    if clock := re.fullmatch(r"(\d{1,2}):([0-5]\d):([0-5]\d(?:\.\d{1,6})?)", text):
        hours, minutes, rest = clock.groups()
        return (Decimal(hours) * 3600 + Decimal(minutes) * 60 + Decimal(rest)).quantize(CENT, ROUND_HALF_UP)
    said = re.fullmatch(r"(?:(\d{1,3}) ?m(?:in(?:ute)?s?)? ?)?(\d{1,4}(?:\.\d{1,20})?) ?(s(?:ec(?:ond)?s?)?)?", text)
    if isinstance(cell, bool) or not said or (said[1] and not said[3]):
        raise ValueError("is not a time in seconds, such as 7.4, 7s or 0:00:07")
    value = Decimal(said[1] or 0) * 60 + Decimal(said[2])
    if 0 < value < Decimal("0.1"):
        raise ValueError("looks like a fraction of a day, not seconds")
    return value.quantize(CENT, ROUND_HALF_UP)


def months_in(cell: Cell) -> set[str]:
    """Every month (`2025-04`) that a cell, a title or a file name gives as that of its data; days of issue left out."""
    if isinstance(cell, date):
        return {f"{cell:%Y-%m}"}
    text = _AFTERWARDS.sub("", written(cell))
    found = {f"{_year(year)}-{_MONTHS.index(name[:3].lower()) + 1:02}" for name, year in _NAMED.findall(text)}
    found |= {f"{year}-{month}" for year, month in _NUMBERED.findall(text)}
    return found | {f"{year}-{int(month):02}" for month, year in _DAY_FIRST.findall(text)}


def _year(written_as: str) -> str:
    return written_as if len(written_as) == 4 else f"20{written_as}"
