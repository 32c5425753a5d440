"""What the headers of the Home Office's tables mean: they differ between tables and change from release to release."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

YEAR, QUARTERS, FORCE, PARTNERSHIP = "financial_year", "quarters_summed", "force_name", "csp_name"

_MEANINGS = (
    (YEAR, r"(financial )?years?|fy"),
    (QUARTERS, r"(financial )?(quarters?|qtr)( summed| number)?"),
    (PARTNERSHIP, r"(csp|community safety partnership)( name| area)?|csp name( \(.*\))?"),
    (FORCE, r"(police )?force( area)?( name)?|pfa( name)?"),
    ("offence_code", r"(home office |ho )?(offence|crime) code"),
    ("offence_subgroup", r"(offence|crime) sub[- ]?group"),
    ("offence_group", r"(offence|crime) group"),
    ("offence_description", r"(offence|crime)( description| name| type)?"),
    ("outcome_type", r"outcome (type|number|code)"),
    ("outcome_group", r"outcome (group|category)"),
    ("outcome_description", r"outcome( description| name)?"),
    ("outcomes_of_crimes", r".*\boutcomes? (for|of|to|assigned to) (offences|crimes)\b.*"),
    (
        "outcomes_recorded",
        r".*\boutcomes? (recorded|assigned|given)( in( the)? (quarter|period|year))?|(number|count|total) of outcomes|"
        r"outcomes? (count|number|total)|outcomes",
    ),
    (
        "offences",
        r"(number|count|no\.?|total)( of)?( recorded)? (offences|crimes)( recorded)?|"
        r"(offences?|crimes?) (count|number|total|recorded)|(recorded )?(offences|crimes)",
    ),
)

HEADER_DEPTH = 40
"""Rows of a sheet, those without content not counted, in which its header must stand."""


@dataclass(frozen=True)
class Header:
    """Where each column of ours stands in a sheet, under which words, and the headers that were not understood."""

    places: dict[str, int]
    words: dict[str, str]
    unknown: tuple[tuple[int, str], ...]
    repeated: tuple[str, ...]

    def cell(self, cells: Sequence[str], name: str) -> str:
        """The text under one of our columns; "" where the sheet has no such column."""
        at = self.places.get(name, len(cells))
        return cells[at] if at < len(cells) else ""


def meaning(text: str) -> str:
    """The column that a header means; "" for one that is not understood."""
    words = " ".join(re.sub(r"[_\s]+", " ", re.sub(r"\[.*?\]", "", text.lower())).split())
    return next((name for name, pattern in _MEANINGS if re.fullmatch(pattern, words)), "")


def read_header(cells: Sequence[str], names: frozenset[str]) -> Header | None:
    """The header that a row is, if it is one: at least three of its cells mean columns among `names`."""
    places: dict[str, int] = {}
    words: dict[str, str] = {}
    unknown, repeated = [], []
    for at, text in enumerate(cells):
        name = meaning(text)
        if name not in names:
            if text:
                unknown.append((at, text))
        elif name in places:
            repeated.append(text)
        else:
            places[name], words[name] = at, text
    return Header(places, words, tuple(unknown), tuple(repeated)) if len(places) >= 3 else None
