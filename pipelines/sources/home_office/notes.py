"""The notes of the Home Office's tables are data: they say which figures cannot be used.

A note that is understood becomes a `Caution`; one that is not is told, never passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.sources.home_office.places import identity, plain

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = re.compile(
    r"(?P<force>[A-Z][^:]{1,60}): .*?\bdata for (?P<areas>.+?) (?:is|are|was|were|has been|have been) recorded under "
    r"(?:an )?unassigned CSP group from (?:(?P<month>[A-Z][a-z]+) )?(?P<year>20\d\d)(?: onwards)?"
)
_SOME = re.compile(
    r"For the year ending March (?P<year>20\d\d), data for some areas within ?(?P<force>[A-Z].*?) ?ha(?:ve|s) been "
    r"recorded under (?:an )?unassigned CSP group"
)

STANDING = (
    "Kent: Due to ongoing IT issues, crime data for Maidstone, Medway, Tonbridge and Malling, Dartford and Gravesham, "
    "and Tunbridge Wells are recorded under an unassigned CSP group from 2024 onwards.",
    "For the year ending March 2025, data for some areas withinDerbyshirehave been recorded under an unassigned CSP "
    "group. This issue is expected to be corrected for the next publication.",
)
"""Force notes of the release of 23 July 2026, in its own words: they hold for a table that comes without its notes."""


@dataclass(frozen=True)
class Caution:
    """Figures of some partnerships of a force that cannot be used, and the note that says so.

    `areas` are plain names; none means that the note does not say which, so that any may be. Months are those in which
    quarters begin: `first` and `last` included, "" for without end.
    """

    force: str
    areas: tuple[str, ...]
    first: str
    last: str
    text: str


def read_note(text: str) -> Caution | None:
    """What a note says about partnerships, or None when it is not of a form that is understood."""
    text = " ".join(text.split())
    if found := _NAMED.search(text):
        areas = tuple(sorted(plain(name) for name in _split(found["areas"])))
        month = (found["month"] or "January")[:3].lower()
        if month not in _MONTHS:
            return None
        # A quarter that holds the month is touched by it, so the quarter's own first month counts.
        start = _MONTHS.index(month) // 3 * 3 + 1
        return Caution(identity(found["force"]), areas, f"{found['year']}-{start:02}", "", text)
    if found := _SOME.search(text):
        year = int(found["year"])
        return Caution(identity(found["force"]), (), f"{year - 1}-04", f"{year}-01", text)
    return None


def _split(names: str) -> set[str]:
    """The names of a list. `and` joins names and stands within them, so what it joins is taken both ways: a name that
    no partnership has marks nothing.
    """
    parts = {part.strip().removeprefix("and ").strip() for part in names.split(",")} - {""}
    joints = [(part, joint.span()) for part in parts for joint in re.finditer(" and ", part)]
    return parts | {side for part, (start, end) in joints for side in (part[:start], part[end:])}


def force_notes(texts: Iterable[str]) -> tuple[str, ...]:
    """The lines between the titles `Force Notes` and the next title that ends in `Notes`."""
    found: list[str] = []
    inside = False
    for text in texts:
        if re.fullmatch(r"[\w .]*\bnotes:?", text.strip(), re.IGNORECASE):
            inside = "force" in text.lower()
        elif inside and text.strip():
            found.append(text.strip())
    return tuple(found)
