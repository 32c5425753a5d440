"""Which column of a 999 sheet holds what, told by the meaning of its header.

The national workbook's layout could not be seen when this was written, so nothing here depends on an exact wording or
place. What cannot be told for certain is refused: a wrong guess would publish one figure under another's name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

MEASURES = (
    "calls_answered",
    "mean_answer_seconds",
    "answered_under_10s_count",
    "answered_under_10s_percent",
    "answered_10_to_60s_count",
    "answered_10_to_60s_percent",
    "answered_over_60s_count",
    "answered_over_60s_percent",
)
"""The columns of the schema that a sheet must have, beside the force."""

NEEDED = ("force_name", *MEASURES)
MONTH = "month"
SCAN = 40
"""Rows from the top within which the header stands."""

_UNDER = re.compile(r"\b(under|less than|no more than|no longer than|at most|within|below|fewer than|up to)\b|<|≤")
_OVER = re.compile(
    r"\b(over|more|longer|above|greater|plus|exceeding|at least|at 60)\b|>|≥|\b60 ?(s|secs?|seconds)? ?\+"
)
_PERCENT = re.compile(r"%|\b(per ?cent|percentages?|pct|proportion|share)\b")
_NUMBER = re.compile(r"\b(number|no|count|volume|total|calls)\b|#")
_OTHER = re.compile(
    r"\b(not|un|median|target|rank|change|difference|abandoned|received|offered|made|minutes?)\b|unanswered"
)


@dataclass(frozen=True)
class Header:
    """Where a sheet's header ends (0-based row), which column holds what, and the columns nobody knows by position."""

    row: int
    places: dict[str, int]
    unknown: dict[int, str]


@dataclass(frozen=True)
class NoHeader:
    """Why a sheet has no header that can be used; `near` when it looks like the table but cannot be read for sure."""

    text: str
    near: bool


def find(rows: Sequence[Sequence[str]]) -> Header | NoHeader:
    """The header of a sheet: one row, or two of which the upper names the bands and the lower number and share."""
    top = [list(row) for row in rows[:SCAN]]
    singles = [_read(at, texts) for at, texts in enumerate(top)]
    doubles = [_read(at + 1, _combined(*pair)) for at, pair in enumerate(pairwise(top))]
    candidates = [found for found in (*singles, *doubles) if found is not None]
    whole = next((found for found in candidates if not _faults(*found)), None)
    if whole:
        at, meanings, texts = whole
        places = {meaning: columns[0] for meaning, columns in meanings.items()}
        known = set(places.values())
        return Header(at, places, {column: text for column, text in enumerate(texts) if text and column not in known})
    return _nearest(candidates)


Candidate = tuple[int, dict[str, list[int]], list[str]]


def _read(at: int, texts: list[str]) -> Candidate | None:
    meanings: dict[str, list[int]] = {}
    for column, text in enumerate(texts):
        if name := meaning(text):
            meanings.setdefault(name, []).append(column)
    return (at, _settled(meanings), texts) if "force_name" in meanings else None


def _settled(meanings: dict[str, list[int]]) -> dict[str, list[int]]:
    """A band without a word for number or share is the number when the share has a column of its own."""
    settled = {name: columns for name, columns in meanings.items() if not name.endswith("_?")}
    for name in meanings.keys() - settled.keys():
        count, share = name.replace("_?", "_count"), name.replace("_?", "_percent")
        if share in settled:
            settled[count] = settled.get(count, []) + meanings[name]
    return settled


def _faults(at: int, meanings: dict[str, list[int]], texts: list[str]) -> list[str]:
    missing = [f"no column for {name}" for name in NEEDED if name not in meanings]
    doubled = [
        f"several columns for {name}: {', '.join(repr(texts[column]) for column in columns)}"
        for name, columns in meanings.items()
        if len(columns) > 1
    ]
    return missing + doubled


def _nearest(candidates: list[Candidate]) -> NoHeader:
    if not candidates:
        return NoHeader(f"no header that names the force in its first {SCAN} rows", near=False)
    at, meanings, texts = max(candidates, key=lambda found: len(set(found[1]) & set(NEEDED)))
    faults = "; ".join(_faults(at, meanings, texts))
    return NoHeader(f"row {at + 1} looks like the header, but it has {faults}", near=len(meanings) > 3)


def _combined(upper: list[str], lower: list[str]) -> list[str]:
    """Two rows as one: an upper text stands for the empty cells to its right too, where the lower row has text."""
    if sum(bool(text) for text in upper) < 2:
        return lower
    spread, joined = "", []
    for column, text in enumerate(lower):
        above = upper[column] if column < len(upper) else ""
        spread = above or spread
        joined.append(f"{spread} {text}".strip() if text else above)
    return joined


def meaning(text: str) -> str:
    """The column of the schema that a header means; ending in `_?` when number or share is not said; empty for none."""
    words = " ".join(text.lower().replace("_", " ").split())
    if re.fullmatch(r"(police )?(force|service|constabulary)( name| area)?s?", words):
        return "force_name"
    if re.fullmatch(r"(calendar )?(month|period)( of (call|data)s?)?|month (and )?year|date", words):
        return MONTH
    if _OTHER.search(words):
        return ""
    if re.search(r"\b(mean|average|avg)\b", words):
        return "mean_answer_seconds" if re.search(r"\b(time|answer|answering|speed|seconds?|secs?)\b", words) else ""
    band = _band(words)
    if band:
        return f"{band}_{_kind(words)}"
    return "calls_answered" if _is_total(words) else ""


def _band(words: str) -> str:
    numbers = set(re.findall(r"\d+", re.sub(r"\b999\b", " ", words)))
    if numbers == {"10", "60"}:
        return "answered_10_to_60s"
    if numbers in ({"10"}, {"0", "10"}) and (_UNDER.search(words) or "0" in numbers) and not _OVER.search(words):
        return "answered_under_10s"
    if numbers == {"60"} and _OVER.search(words) and not _UNDER.search(words):
        return "answered_over_60s"
    return ""


def _kind(words: str) -> str:
    if _PERCENT.search(words):
        return "percent"
    return "count" if _NUMBER.search(words) else "?"


def _is_total(words: str) -> bool:
    plain = re.sub(r"\b999\b", " ", words)
    return (
        not re.search(r"\d", plain)
        and not _PERCENT.search(words)
        and bool(re.search(r"\banswered\b", plain) and re.search(r"\b(calls?|total|number|volume|all)\b", plain))
    )
