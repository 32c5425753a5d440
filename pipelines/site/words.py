"""How figures and codes are said on a page: one place, so that every page says them alike."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from markupsafe import Markup

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
CADENCES = {
    "R/P1D": "every day",
    "R/P1W": "every week",
    "R/P1M": "every month",
    "R/P3M": "every three months",
    "R/P6M": "every six months",
    "R/P1Y": "every year",
}
CODES = {
    "[b]": "break in the series",
    "[c]": "confidential",
    "[e]": "estimated",
    "[p]": "provisional",
    "[r]": "revised",
    "[u]": "low reliability",
    "[x]": "not available",
    "[z]": "not applicable",
}
REASONS = {
    "source-revised": "the source revised it",
    "late-return": "it arrived late from the source",
    "reclassified": "the source put it in another class",
    "our-correction": "we corrected our own mistake",
    "office-amended": "the office amended its record",
    "redacted": "it was taken out of public",
}
MARKS = {"received": "✓", "partial": "½", "missing": "✗", "empty": "0", "failed": "!"}
"""A mark for each state of coverage, so that colour is never alone."""
SIGNALS = {
    "improving": "Better than usual",
    "concerning": "Worse than usual",
    "neutral high": "Higher than usual",
    "neutral low": "Lower than usual",
    "common cause": "Usual variation",
}
"""What the chart says of a month, in words for a page."""
SIGNAL_MARKS = {"improving": "▲", "concerning": "◆", "neutral high": "■", "neutral low": "■", "common cause": "●"}
"""The shape that goes with each, in tables as in charts."""
SUBJECTS = {
    "calls": "Calls to the police",
    "crime": "Crime and its outcomes",
    "measures": "How we are doing",
    "money": "Money",
    "people": "People",
    "places": "Places",
    "plan": "The plan",
    "powers": "Police powers",
    "records": "Decisions and records",
}
MONTH = re.compile(r"(\d{4})-(\d{2})")
DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
UNITS = ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB"))


def number(value: int | str | Decimal) -> str:
    """A number with thousands separated: `1,234`, `12.5`."""
    return f"{Decimal(value):,}"


def pounds(value: Decimal | str) -> str:
    """Pounds and pence: `£1,234.50`, `-£12.00`."""
    amount = Decimal(value)
    return f"{'-' if amount < 0 else ''}£{abs(amount):,.2f}"


def brief(value: str, unit: str = "") -> str:
    """A number without noughts after the point: `7`, `2.5`, `1,900,000`; a year without a comma."""
    whole = value.rstrip("0").rstrip(".") if "." in value else value
    return whole if unit == "year" else number(whole or "0")


def band(text: str) -> str:
    """A band of whole pounds, `89000-93999`, as `£89,000 to £93,999`; any other text as it stands."""
    found = re.fullmatch(r"(\d+)-(\d+)", text)
    return f"£{int(found[1]):,} to £{int(found[2]):,}" if found else text


def decimal(text: str) -> Decimal:
    """A number as it stands in a file, to be added up."""
    return Decimal(text)


def size(count: int) -> str:
    """Bytes as people say them: `3.7 MB`."""
    for scale, unit in UNITS:
        if count >= scale:
            return f"{count / scale:.1f} {unit}"
    return f"{count} bytes"


def when(value: str | None) -> str:
    """A day or a month as people write it; a financial year, and what may be either, as it stands."""
    text = value or ""
    if found := DAY.fullmatch(text):
        return f"{int(found[3])} {MONTHS[int(found[2]) - 1]} {found[1]}"
    first = _month(text)
    return f"{MONTHS[first.month - 1]} {first.year}" if first else text


def _month(text: str) -> date | None:
    """The first day of a month. `2011-12` may be a financial year as well, and is taken for neither."""
    found = MONTH.fullmatch(text)
    if not found or not 1 <= int(found[2]) <= 12 or int(found[2]) == (int(found[1]) + 1) % 100:
        return None
    return date(int(found[1]), int(found[2]), 1)


def cadence(interval: str) -> str:
    """How often, from an ISO 8601 repeating interval."""
    return CADENCES.get(interval, interval)


def subject(name: str) -> str:
    """The heading of a subject: ours, or its own name made readable."""
    return SUBJECTS.get(name, name.replace("-", " ").capitalize())


def code(text: str) -> str:
    """What a status code means; several codes stand one after another."""
    return " and ".join(CODES.get(found, found) for found in re.findall(r"\[[a-z]+\]", text))


def unit_of_change(unit: str) -> str:
    """What follows a change: `%` of the earlier value, or points between two percentages."""
    return "%" if unit == "per cent" else f" {unit}"


def unit(text: str) -> str:
    """A measure's unit as a page says it: `GBP a resident` as `pounds a resident`."""
    return f"pounds{text.removeprefix('GBP')}" if text.startswith("GBP") else text


def of_what(text: str) -> str:
    """What follows a value with its sign: `of calls answered` after 92.3%, `a resident` after £272.40, `seconds`."""
    return text.removeprefix("per cent ").removeprefix("GBP ")


def rounded(value: str, places: int) -> Decimal:
    """A published figure to so many decimals, halves away from zero."""
    return Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def told(value: str, places: int) -> Markup:
    """A published figure to so many decimals, marked with the figure as it is published."""
    return Markup('<data value="{}">{}</data>').format(value, number(rounded(value, places)))


def slug(text: str) -> str:
    """A name for a file: lower-case letters, digits and hyphens, never empty."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "unnamed"


def due(period: str, days: int) -> str:
    """The day on which a month should be public, `days` after its end; "" where the period is no month."""
    first = _month(period)
    return (_following(first) + timedelta(days=days - 1)).isoformat() if first else ""


def next_due(last: str, interval: str, days: int) -> str:
    """The day on which the month after `last` should be public, "" where what comes next is no month."""
    first = _month(last)
    return due(_following(first).strftime("%Y-%m"), days) if first and interval == "R/P1M" else ""


def _following(first: date) -> date:
    """The first day of the month after."""
    return (first + timedelta(days=31)).replace(day=1)
