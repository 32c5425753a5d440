"""The Home Office's open data page in the sandbox: recorded crime and outcomes, brought out anew every quarter.

As the real page does, it keeps its address while files change name, address and even scheme of naming; each release
restates all years a little; the partnership tables have other headers than the force tables, are split over two
workbooks, and carry the note that makes five Kent partnerships unusable.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np

from pipelines.sandbox import opendocument
from pipelines.sandbox.draws import Draws, Indexes, items
from pipelines.sandbox.forces import FORCES
from pipelines.sandbox.home_office_words import KENT, MOVED, OFFENCES, OUTCOMES
from pipelines.sandbox.opendocument import Row
from pipelines.sandbox.page import MARK, Page, Pages, Setting

PATH = "/government/statistical-data-sets/police-recorded-crime-and-outcomes-open-data-tables"
MEDIA = "https://assets.publishing.service.gov.uk/media"
RELEASE_MONTHS, RELEASE_DAY = (1, 4, 7, 10), 23
FIRST_YEAR = 2019
"""The financial year that the tables begin with here; the real ones begin in 2012."""

NEW_NAMES = date(2026, 7, 1)
"""From this day on file names write years in full."""

MOVE = (2023 - FIRST_YEAR) * 4 + 3
"""The quarter, January to March 2024, from which five Kent partnerships are recorded as unassigned."""

NEIGHBOURS = ("essex", "surrey", "sussex")
"""Forces whose partnerships stand beside ours; the others are in the force tables alone."""

OUTCOMES_FROM = 2023
"""The first financial year with a workbook of outcomes."""


@dataclass(frozen=True)
class Release:
    """One quarterly release: its day, and how many quarters it holds, counted from April of the first year."""

    day: date
    quarters: int

    @property
    def stamp(self) -> str:
        """The day as file names have it."""
        return f"{self.day:%d%m%y}"


def release(today: date) -> Release:
    """The newest release on a day. Each holds the quarters up to about four months before."""
    days = [date(year, month, RELEASE_DAY) for year in (today.year - 1, today.year) for month in RELEASE_MONTHS]
    day = max(found for found in days if found <= today)
    return Release(day, (day.year - FIRST_YEAR) * 4 + (day.month - 7) // 3)


def pages(setting: Setting) -> Pages:
    """The content API's page and the newest release's files."""
    now = release(setting.today)
    if now.quarters < 1:
        return {}
    files = dict(_files(setting, now))
    found: dict[str, Callable[[], Page]] = {
        f"https://www.gov.uk/api/content{PATH}": partial(
            _content, now, {name: title for name, (title, _) in files.items()}
        )
    }
    for name, (_, book) in files.items():
        found[_address(name)] = partial(_book_page, book)
    return found


def _files(setting: Setting, now: Release) -> Iterator[tuple[str, tuple[str, Callable[[], bytes]]]]:
    """Each file's name with its title and what writes it."""
    last = FIRST_YEAR + 1 + (now.quarters - 1) // 4
    full = now.day >= NEW_NAMES
    years = [str(year) if full else str(year)[2:] for year in (2013, 2016, 2020, 2021, last)]
    area, csp = "Police Force Area", "Community Safety Partnership"
    kind = "Police recorded crime"
    yield (
        f"prc-pfa-mar{years[0]}-onwards-tables-{now.stamp}.ods",
        (f"{kind} {area} open data tables, year ending March 2013 onwards", partial(force_book, setting, now)),
    )
    for first, end, begin, stop in ((1, 2, FIRST_YEAR, 2020), (3, 4, 2020, last)):
        yield (
            f"prc-csp-mar{years[first]}-mar{years[end]}-tables-{now.stamp}.ods",
            (
                f"{kind} {csp} open data tables, year ending March {(2016, 2021)[begin > FIRST_YEAR]} to {stop}",
                partial(partnership_book, setting, now, begin, stop),
            ),
        )
    for year in range(min(OUTCOMES_FROM, last - 1), last):
        yield (
            f"prc-outcomes-open-data-march{year + 1}-tables-{now.stamp}.ods",
            (f"Outcomes open data, year ending March {year + 1}", partial(outcome_book, setting, now, year)),
        )


def _address(name: str) -> str:
    return f"{MEDIA}/{hashlib.sha256(name.encode()).hexdigest()[:24]}/{name}"


def _content(now: Release, titles: dict[str, str]) -> Page:
    others = {"prc-knife-open-data-mar2009-onwards.ods": "Knife crime open data", "prc-user-guide.pdf": "User guide"}
    attachments = [
        {
            "title": title,
            "url": _address(name),
            "filename": name,
            "content_type": opendocument.ODS if name.endswith("ods") else "application/pdf",
        }
        for name, title in (titles | others).items()
    ]
    body = {
        "base_path": PATH,
        "schema_name": "statistical_data_set",
        "title": f"Police recorded crime and outcomes open data tables ({MARK})",
        "public_updated_at": f"{now.day}T09:30:00+01:00",
        "details": {"body": f"<p>{MARK}</p>", "attachments": attachments},
    }
    return Page(json.dumps(body).encode(), "application/json; charset=utf-8")


def _book_page(book: Callable[[], bytes]) -> Page:
    return Page(book(), opendocument.ODS)


def force_book(setting: Setting, now: Release) -> bytes:
    """The workbook of police force areas: every force, a sheet for each financial year."""
    counts = {slug: counted(setting, now, slug).sum(axis=1) for slug in FORCES}
    header = ("Financial Year", "Financial Quarter", "Force Name", *_OFFENCE_HEADER, "Number of Offences")
    sheets: list[tuple[str, list[Row]]] = [("Notes", _front("Police force area"))]
    for year in _years(now, FIRST_YEAR, 9999):
        rows: list[Row] = [header]
        for slug, found in counts.items():
            rows += [
                (*_when(at), _name(slug), *offence.words, int(found[number, at]))
                for at in _quarters(now, year)
                for number, offence in enumerate(OFFENCES)
            ]
        rows += [
            (*_when(at), f"British Transport Police ({MARK})", *OFFENCES[0].words, 7) for at in _quarters(now, year)
        ]
        sheets.append((f"{year}_{(year + 1) % 100:02}", rows))
    return opendocument.write(sheets)


def partnership_book(setting: Setting, now: Release, begin: int, stop: int) -> bytes:
    """The workbook of community safety partnerships, for financial years from `begin` to that which ends in `stop`."""
    asked = (setting.force, *setting.compare, *NEIGHBOURS)
    slugs = sorted({slug for slug in asked if slug in FORCES})
    header = ("Financial Year", "Financial Quarter", "Police Force", "CSP Name", *_OFFENCE_HEADER, "Offence Count")
    sheets: list[tuple[str, list[Row]]] = []
    counts = {slug: counted(setting, now, slug) for slug in slugs}
    for year in _years(now, begin, stop - 1):
        rows: list[Row] = [header]
        for slug in slugs:
            rows += [
                (*_when(at), _name(slug), f"{area} ({MARK})", *offence.words, int(counts[slug][number, place, at]))
                for at in _quarters(now, year)
                for place, area in enumerate(_partnerships(slug))
                for number, offence in enumerate(OFFENCES)
            ]
        sheets.append((f"{year}_{(year + 1) % 100:02}", rows))
    return opendocument.write([*sheets, ("Notes", _front("Community safety partnership") + NOTES)])


def outcome_book(setting: Setting, now: Release, year: int) -> bytes:
    """The workbook of the outcomes of one financial year."""
    slugs = sorted({slug for slug in (setting.force, *setting.compare, *NEIGHBOURS) if slug in FORCES})
    headers = ("Outcome Description", "Outcome Group", "Outcome Type")
    both = ("Force outcomes for offences recorded in quarter", "Force outcomes recorded in quarter")
    rows: list[Row] = [("Financial Year", "Financial Quarter", "Force Name", *_OFFENCE_HEADER, *headers, *both)]
    for slug in slugs:
        crimes = counted(setting, now, slug).sum(axis=1)
        for at in _quarters(now, year):
            age = min(now.quarters - at, 8)
            for number, offence in enumerate(OFFENCES):
                for outcome in OUTCOMES:
                    given = int(crimes[number, at] * outcome.share)
                    row = (*_when(at), _name(slug), *offence.words, outcome.text, outcome.group, outcome.number)
                    rows.append((*row, given * (4 + age) // 12, given))
    return opendocument.write([("Cover", _front("Outcomes")), (f"Outcomes {year}-{(year + 1) % 100:02}", rows)])


def counted(setting: Setting, now: Release, slug: str) -> Indexes:
    """Offences of one force by offence, partnership (the last is what is assigned to none) and quarter.

    Each release moves about one figure in fifty by one or two.
    """
    areas = len(_partnerships(slug))
    shape = (areas, now.quarters)
    # A cell keeps its number, and with it its draws, when a release adds quarters.
    cells = (items(areas)[:, None] * np.uint64(1000) + items(now.quarters)).ravel()
    each = FORCES[slug].monthly * 3 / (areas - 1)
    found = np.zeros((len(OFFENCES), *shape), dtype=np.int64)
    for number, offence in enumerate(OFFENCES):
        draws = Draws(setting.seed, "prc", slug, offence.code)
        usual = each * offence.share * (1 + 0.1 * draws.around("count", cells))
        moved = Draws(setting.seed, "prc", slug, offence.code, now.day)
        revised = (moved.uniform("whether", cells) < 0.02) * (1 + (moved.uniform("by", cells) < 0.3))
        found[number] = np.maximum(usual.astype(np.int64) + revised, 0).reshape(shape)
    found[:, -1] //= 200
    return _move(found) if slug == "kent" else found


def _move(found: Indexes) -> Indexes:
    """Nearly all crimes of the five partnerships stand under none from January 2024."""
    places = [KENT.index(name) for name in MOVED]
    moved = found[:, places, MOVE:] * 99 // 100
    found[:, places, MOVE:] -= moved
    found[:, -1, MOVE:] += moved.sum(axis=1)
    return found


_OFFENCE_HEADER = ("Offence Description", "Offence Group", "Offence Subgroup", "Offence Code")
NOTES: list[Row] = [
    ("Force Notes",),
    (
        "Kent: Due to ongoing IT issues, crime data for Maidstone, Medway, Tonbridge and Malling, Dartford and "
        "Gravesham, and Tunbridge Wells are recorded under an unassigned CSP group from 2024 onwards.",
    ),
    ("Additional Notes",),
    ("Fraud is not recorded by partnership.",),
]


def _front(what: str) -> list[Row]:
    return [(f"{what} open data tables",), (f"All figures are made up: {MARK}",), ("Updated quarterly",)]


def _years(now: Release, begin: int, stop: int) -> range:
    return range(begin, min(FIRST_YEAR + (now.quarters - 1) // 4, stop) + 1)


def _quarters(now: Release, year: int) -> range:
    """The quarters of a financial year that a release holds, counted from the first of all."""
    start = (year - FIRST_YEAR) * 4
    return range(start, min(start + 4, now.quarters))


def _when(at: int) -> tuple[str, int]:
    year = FIRST_YEAR + at // 4
    return f"{year}/{(year + 1) % 100:02}", at % 4 + 1


def _name(slug: str) -> str:
    """A force as the Home Office names it, with the mark."""
    words = {"city-of-london": "London, City of", "metropolitan": "Metropolitan Police"}
    return f"{words.get(slug) or _plain(slug)} ({MARK})"


def _plain(slug: str) -> str:
    return slug.replace("-", " ").title().replace(" And ", " and ")


def _partnerships(slug: str) -> tuple[str, ...]:
    own = KENT if slug == "kent" else tuple(f"{_plain(slug)} {side}" for side in ("North", "South", "West"))
    return (*own, f"Unassigned {_plain(slug)}")
