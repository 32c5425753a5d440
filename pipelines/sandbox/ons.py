"""The sandbox's Open Geography Portal: lookups and lists of names, found by its search and written out as CSV.

Codes and names are real, partnerships made up. Columns have their year, and each file its own order, as
the real ones do; newer ones begin with a byte order mark. The portal writes its largest file out only when it is asked
a second time. In 2028 the councils of the force are reorganised.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial

from pipelines.sandbox.forces import FORCES
from pipelines.sandbox.page import MARK, Page, Pages, Setting
from pipelines.sandbox.places import places
from pipelines.sources.call_handling.forces import area_code
from pipelines.sources.ons import District, districts
from pipelines.sources.ons.areas import RENAMED
from pipelines.sources.ons.hosts import assumed, search_address

LOOKUPS = (2016, 2018, 2019, 2022, 2024, 2028)
"""Vintages of the lookup and of the names. Each is on the portal from May of the next year on, the oldest always."""

REORGANISED = 2028
NEW_NAMES = 2018
"""From this vintage on a district has its new name, and the force's third and fourth district one partnership."""

BLOB = "https://stg-arcgisazurecdataprod1.az.arcgis.com/exportfiles-1"
SERVICES = "https://services1.arcgis.com/ESMARspQHYMw9BZ9/arcgis/rest/services"
CSV = "text/csv"
JSON = "application/json; charset=utf-8"
Row = list[str | int]


@dataclass(frozen=True)
class Item:
    """An item of the portal: the name of its service, the day it was last changed, what is in it."""

    service: str
    changed: date
    rows: Callable[[], list[Row]]
    slow: bool = False

    @property
    def id(self) -> str:
        """Thirty-two hex digits, as the portal has them."""
        return hashlib.md5(self.service.encode(), usedforsecurity=False).hexdigest()


def pages(setting: Setting) -> Pages:
    """The portal's searches, its downloads, and the files that they lead to."""
    found: dict[str, Callable[[], Page]] = {}
    offered = [_lookups(setting), _names(setting), _lower_layer(setting)]
    for wanted, of in zip(assumed()["portal"]["wanted"], offered, strict=True):
        found[search_address(wanted["query"], 1)] = partial(_results, of)
        for item in of:
            blob = f"{BLOB}/{item.service}_{item.id[:8]}.csv"
            export = assumed()["portal"]["download"].format(item=item.id)
            found[export] = _Export(Page(b"", CSV, 302, {"Location": blob}), waiting=item.slow).answer
            found[blob] = partial(_file, item)
    return found


@dataclass
class _Export:
    """A download that the portal first has to make, where it is large."""

    ready: Page
    waiting: bool

    def answer(self) -> Page:
        """202 the first time, then the redirect to the file."""
        if self.waiting:
            self.waiting = False
            return Page(json.dumps({"status": "Pending", "progressInPercent": 0}).encode(), JSON, 202)
        return self.ready


def _file(item: Item) -> Page:
    return Page(as_csv(item.rows()), CSV)


def _results(found: list[Item]) -> Page:
    results = [
        {
            "id": item.id,
            "owner": "ONSGeography_data",
            "title": f"{item.service} ({MARK})",
            "type": "Feature Service",
            "url": f"{SERVICES}/{item.service}/FeatureServer",
            "modified": int(datetime(item.changed.year, item.changed.month, item.changed.day, tzinfo=UTC).timestamp())
            * 1000,
        }
        for item in (*found, Item("Other_Boundaries_BGC", date(2020, 1, 1), list))
    ]
    body = {"total": len(results), "start": 1, "num": 100, "nextStart": -1, "results": results}
    return Page(json.dumps(body).encode(), JSON)


def out_by_now(vintages: Iterable[int], setting: Setting, month: int) -> list[int]:
    """The vintages that are out by now, each in this month of the next year; the oldest always is."""
    return [year for year in vintages if year == min(vintages) or date(year + 1, month, 15) <= setting.today]


def _lookups(setting: Setting) -> list[Item]:
    return [
        Item(f"LAD{year - 2000}_CSP{year - 2000}_PFA{year - 2000}_EW_LU", date(year + 1, 5, 15), of)
        for year in out_by_now(LOOKUPS, setting, 5)
        for of in [partial(_lookup, setting, year)]
    ]


def _lookup(setting: Setting, year: int) -> list[Row]:
    """The force's districts: the number stands first in some years and last in others."""
    force = FORCES[setting.force].label if setting.force in FORCES else MARK
    own = area_code(setting.force.replace("-", " ")) or ""
    short = year - 2000
    header: Row = [f"{level}{short}{end}" for level in ("LAD", "CSP", "PFA") for end in ("CD", "NM")]
    rows: list[Row] = [[*header, "FID"]]
    for number, (code, name) in enumerate(districts_of(setting, year), 1):
        joined = year >= NEW_NAMES and number == 4
        partnership = f"E22{900_000 + (year >= REORGANISED) * 100 + number - joined}"
        rows.append([code, name, partnership, f"Partnership {number - joined} ({MARK})", own, force, number])
    if year == 2019:
        rows = [[row[-1], *row[:-1]] for row in rows]
    if year >= 2022:
        rows[0][0] = f"\ufeff{rows[0][0]}"
    return rows


def districts_of(setting: Setting, year: int) -> list[tuple[str, str]]:
    """Code and name of each of the force's districts in a vintage."""
    if year >= REORGANISED:
        return [(f"E06900{number:03}", f"{side} Authority ({MARK})") for number, side in enumerate(("East", "West"))]
    return [(d.code, RENAMED.get(d.code, (d.name, d.name))[year >= NEW_NAMES]) for d in _own(setting)]


def _own(setting: Setting) -> list[District]:
    own = area_code(setting.force.replace("-", " "))
    return [district for district in districts() if district.force_area == own]


def _names(setting: Setting) -> list[Item]:
    return [
        Item(f"PFA_DEC_{year}_EW_NC", date(year + 1, 5, 15), partial(_forces, year))
        for year in out_by_now(LOOKUPS, setting, 5)
    ]


def _forces(year: int) -> list[Row]:
    rows: list[Row] = [["FID", f"PFA{year - 2000}CD", f"PFA{year - 2000}NM"]]
    for number, (slug, force) in enumerate(FORCES.items(), 1):
        rows.append([number, area_code(slug.replace("-", " ")) or "", force.label])
    return rows


def _lower_layer(setting: Setting) -> list[Item]:
    rows = partial(_best_fit, setting)
    older = Item("LSOA11_LSOA21_LAD22_EW_LU", date(2022, 11, 1), rows)
    return [older, Item("LSOA11_LSOA21_LAD22_EW_LU_v2", date(2023, 2, 1), rows, slow=True)]


def _best_fit(setting: Setting) -> list[Row]:
    """The force's lower layer areas whose names begin with a district's; the last is left out, as best fits do."""
    rows: list[Row] = [["\ufeffObjectId", "LSOA11CD", "LSOA11NM", "LSOA21CD", "LSOA21NM", "LAD22CD", "LAD22NM"]]
    if setting.force not in FORCES:
        return rows
    found = places(setting.seed, setting.force)
    codes = {district.name: district.code for district in _own(setting)}
    for code, name in list(zip(found.codes, found.names, strict=True))[:-1]:
        district = name.rsplit(" ", 1)[0]
        if district in codes:
            rows.append([len(rows), code, name, code, name, codes[district], district])
    return rows


def as_csv(rows: list[Row]) -> bytes:
    """Rows as a CSV file."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerows(rows)
    return stream.getvalue().encode()
