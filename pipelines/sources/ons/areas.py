"""Areas from ONS lookups and lists of names, whatever the year in their column names and the order of their columns.

Kept are the areas of the body's own force, and the areas of all forces. A file gives the same area on many lines; what
is counted as a row is the area. A line of another force's area is counted beside the header, and a note says how many.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl

from pipelines.dataset import WHOLE_PERIOD
from pipelines.sources.ons import Lines, OnsFiles, districts, lines_of
from pipelines.sources.ons.hosts import portal_items
from pipelines.upstream import PERIOD, ROW, Issue, Landed, NotOurs, Parsed, Severity, SourceError, Tally
from schemas.base import columns_of
from schemas.places import AREA_CODE, Areas

_COLUMN = re.compile(r"(LAD|CSP|PFA|LSOA)(\d\d)(CD|NM)", re.IGNORECASE)
_FURNITURE = re.compile(r"FID|OBJECT ?ID|\w+\d\dNMW|CHGIND", re.IGNORECASE)
_PSEUDO = re.compile(r"[LM]9{8}")
"""Codes for the Channel Islands and the Isle of Man, which have no area of the kind."""
_PARENT = {"LSOA": "LAD", "LAD": "CSP", "CSP": "PFA", "PFA": ""}
RENAMED = dict.fromkeys(("E07000112", "E22000145"), ("Shepway", "Folkestone and Hythe"))
"""The old and the new name of areas that sources know by either. The district took its new one on 1 April 2018."""
SHARED = {"E22000352": "One partnership for two districts, Dartford and Gravesham."}
Place = tuple[str, str]
Area = tuple[str, ...]


class AreaFiles(OnsFiles):
    """Lookups of districts, partnerships and force areas; lists of force areas; lookups of lower layer areas."""

    def parse(self, landed: Landed) -> Parsed:
        """Each area of a file once. Raises NotOurs for another kind of file, SourceError where a column is lost."""
        url, own = landed.resource.url, landed.resource.id.partition("/")[0]
        lines = lines_of(landed)
        places = _places(lines.header, url)
        found: dict[Area, dict[str, object]] = {}
        issues = [_unknown(url, label) for label in lines.header if not _known(label)]
        rejected = others = 0
        for number, cells in lines.rows:
            if any(_PSEUDO.fullmatch(cell) for cell in cells):
                others += 1
                continue
            fault = _fault(cells, places, len(lines.header))
            if fault:
                rejected += 1
                issues.append(Issue(url, "malformed-line", f"{url} line {number} {fault}; it was left out", row=number))
                continue
            kept = list(_areas(cells, places, own))
            others += not kept
            for area in kept:
                found.setdefault((str(area["area_code"]), str(area["vintage"])), {**area, ROW: number})
        issues.append(_account(url, lines, len(found), others))
        schema = {column.name: column.polars for column in columns_of(Areas)}
        schema |= {ROW: pl.Int64(), PERIOD: pl.String()}
        rows = pl.DataFrame([[area[name] for name in schema] for area in found.values()], schema=schema, orient="row")
        tally = Tally(rows.height + rejected + lines.blank, rejected, lines.blank, 1 + others)
        return Parsed(rows, tally, tuple(issues))


def _known(label: str) -> bool:
    return not label or bool(_COLUMN.fullmatch(label) or _FURNITURE.fullmatch(label))


def _places(header: tuple[str, ...], url: str) -> dict[str, tuple[int, int, str]]:
    """Level and year (`LAD19`) to the columns of its code and its name and to the year."""
    labels = [label.upper() for label in header]
    if doubled := {label for label in labels if label and labels.count(label) > 1}:
        raise SourceError(f"{url}: {', '.join(sorted(doubled))} stands twice in the header; nothing of it was taken")
    stems = {f"{found[1]}{found[2]}" for label in labels if (found := _COLUMN.fullmatch(label))}
    if not stems:
        raise NotOurs(f"{url} has no columns of ONS codes such as LAD19CD; nothing of it was taken")
    lost = sorted(f"{stem}{end}" for stem in stems for end in ("CD", "NM") if f"{stem}{end}" not in labels)
    levels = {stem[:-2] for stem in stems}
    lost += [f"{_PARENT[level]}..CD" for level in sorted(levels & {"LAD", "LSOA"}) if _missing(level, levels)]
    if lost:
        raise SourceError(f"{url}: column {', '.join(lost)} is missing; nothing of it was taken: get the whole file")
    return {stem: (labels.index(f"{stem}CD"), labels.index(f"{stem}NM"), f"20{stem[-2:]}") for stem in sorted(stems)}


def _missing(level: str, levels: set[str]) -> bool:
    """Whether a lookup has lost the level above one of its own: districts without partnerships, unless of LSOAs."""
    return _PARENT[level] not in levels and not (level == "LAD" and "LSOA" in levels)


def _fault(cells: tuple[str, ...], places: dict[str, tuple[int, int, str]], width: int) -> str:
    if len(cells) != width:
        return f"has {len(cells)} fields, not {width}"
    for stem, (code, name, _) in places.items():
        if not re.fullmatch(AREA_CODE, cells[code]) or not cells[name]:
            return f"gives no code and name for {stem} ({cells[code][:40]!r}, {cells[name][:40]!r})"
    return ""


def _areas(cells: tuple[str, ...], places: dict[str, tuple[int, int, str]], own: str) -> Iterator[dict[str, object]]:
    """The areas of one line that are kept: force areas always, others where the line is of the body's own."""
    codes = {stem[:-2]: cells[code] for stem, (code, _, _) in places.items()}
    if "PFA" in codes:
        ours = codes["PFA"] == own
    else:
        ours = any(district.code == codes.get("LAD") and district.force_area == own for district in districts())
    for stem, (code, name, vintage) in places.items():
        level = stem[:-2]
        top = len(codes) > 1 and _PARENT[level] not in codes  # the uppermost level of a lookup is there as a parent
        if (ours or level == "PFA") and not top:
            yield _area(cells[code], cells[name], level, codes.get(_PARENT[level]), vintage)


def _area(code: str, name: str, level: str, parent: str | None, vintage: str) -> dict[str, object]:
    return {
        "area_code": code,
        "area_name": name,
        "level": level.lower(),
        "parent_code": parent,
        "parent_code_status": None if parent else "[z]" if level == "PFA" else "[x]",
        "vintage": vintage,
        "valid_from": None,
        "valid_from_status": "[x]",
        "valid_to": None,
        "valid_to_status": "[x]",
        "also_known_as": next((other for other in RENAMED.get(code, ()) if other != name), None),
        "note": SHARED.get(code),
        PERIOD: WHOLE_PERIOD,
    }


def _unknown(url: str, label: str) -> Issue:
    text = f"{url}: column {label[:100]!r} is new and is not published: see whether the schema should take it"
    return Issue(url, "unknown-column", text, Severity.WARNING, row=1, field=label[:100], owner="openbeat")


def _account(url: str, lines: Lines, kept: int, others: int) -> Issue:
    text = f"{url}: {len(lines.rows):,} lines give {kept:,} areas; {others:,} lines are of other areas"
    if any(label.upper().startswith("LSOA11") for label in lines.header) and len(lines.header) > 4:
        text += (
            ". A best fit from 2011 to 2021 names one 2021 area for each of 2011 and so leaves out 1,044 of those of "
            "2021: never take it for a list of codes"
        )
    return Issue(url, "areas-kept", f"{text}. Nothing to do.", Severity.NOTE)


AREAS = AreaFiles(
    name="ons-areas",
    title="Open Geography lookups",
    pattern=r"(?i)(?:.*/)?(?=[^/]*(?:LAD|CSP|PFA|LSOA)\d{0,2}[_ -])ONS[^/]*\.(?:csv|xlsx|ods)",
    home="https://geoportal.statistics.gov.uk/",
    online=portal_items,
)
"""The one source of areas."""
