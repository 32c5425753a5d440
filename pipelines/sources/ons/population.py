"""Mid-year population by meaning: from workbooks with years side by side, tables with areas side by side, or lists
such as NOMIS gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

import polars as pl

from pipelines.dataset import WHOLE_PERIOD
from pipelines.sources.call_handling.forces import area_code
from pipelines.sources.ons import Lines, OnsFiles, districts, lines_of
from pipelines.sources.ons.hosts import estimates
from pipelines.sources.ons.side_by_side import Years, years_of
from pipelines.upstream import PERIOD, ROW, Issue, Landed, NotOurs, Parsed, Severity, SourceError, Tally
from schemas.base import columns_of
from schemas.places import AREA_CODE, Population

_MEANINGS = {
    "year": r"date|year|date_?name|mid.?year",
    "code": r"geography_?code|area_?code|(lad|pfa)\d\dcd",
    "name": r"geography_?name|area_?name|geography|area|(lad|pfa)\d\dnm",
    "sex": r"(gender|sex|c_sex)(_?name)?",
    "age": r"(c_age|age)(_?name|_?band)?",
    "persons": r"obs_?value|persons|population|value|count",
}
_NEEDED = ("year", "name", "persons")
_ALL = re.compile(r"all( ages)?|total|persons|all persons|aged? all", re.IGNORECASE)
_TECHNICAL = re.compile(r"code|type|key|measure|status|sort|freq|urn|record|offset", re.IGNORECASE)
_MISSING = {"[x]", "..", ":", "-", "n/a", "no data", "z", "[z]"}
_COUNTY = {"Kent": "E10000016"}
"""Counties whose code is known. ONS: Kent County excludes Medway."""
Figure = dict[str, object]


class PopulationFiles(OnsFiles):
    """Tables of residents by area and year."""

    def parse(self, landed: Landed) -> Parsed:
        """Every figure of a file. Raises NotOurs for another kind of table, SourceError where a column is lost."""
        url = landed.resource.url
        found, blank, furniture = _read(landed)
        vintage = PurePosixPath(url.removeprefix("folder:")).stem
        rows = [{**figure, "vintage": vintage, PERIOD: WHOLE_PERIOD} for figure in found if isinstance(figure, dict)]
        issues = tuple(issue for issue in found if isinstance(issue, Issue))
        rejected = sum(issue.severity is Severity.ERROR for issue in issues)
        parts = sum(issue.check == "part-of-a-total" for issue in issues)
        schema = {column.name: column.polars for column in columns_of(Population)}
        schema |= {ROW: pl.Int64(), PERIOD: pl.String()}
        frame = pl.DataFrame([[row[name] for name in schema] for row in rows], schema=schema, orient="row")
        tally = Tally(frame.height + rejected + blank, rejected, blank, furniture + parts)
        return Parsed(frame, tally, issues)


def _read(landed: Landed) -> tuple[list[Figure | Issue], int, int]:
    """The figures of a file and what was wrong with it; its blank lines, and those that are not data."""
    url = landed.resource.url
    if table := years_of(landed):
        return list(_by_year(table, url)), table.blank, table.furniture
    try:
        lines = lines_of(landed)
        long = _meanings(lines.header, url)
    except NotOurs as stranger:
        if not url.startswith("https://"):
            raise
        # What the host itself gives as the estimates is ours, however it looks: it must not be passed over in silence.
        raise SourceError(
            f"{url}: no sheet has a code, a name and Estimated Population mid-YYYY ({stranger})"
        ) from None
    return list(_listed(lines, long, url) if long else _side_by_side(lines, url)), lines.blank, 1


def _by_year(table: Years, url: str) -> Iterator[Figure | Issue]:
    """An area on each line, years side by side: every cell is a figure."""
    parts = [*(f"sheet {name!r}" for name in table.others), *(f"column {label[:100]!r}" for label in table.left)]
    if parts:
        text = f"{url}: taken is the sheet {table.sheet!r}; not published: {', '.join(parts)}. Nothing to do."
        yield Issue(url, "parts-left-out", text, Severity.NOTE, sheet=table.sheet, owner="openbeat")
    for number, cells in table.lines:
        if len(cells) <= max(place for _, place in table.years):
            yield _left_out(url, number, f"has only {len(cells)} fields", "")
            continue
        code, name = cells[table.code], cells[table.name]
        for year, place in table.years:
            yield _figure(url, number, (code, name, _level(code)), year, "all", cells[place])


def _meanings(header: tuple[str, ...], url: str) -> dict[str, int]:
    """Meaning to column for a list of figures; empty for a table with areas side by side."""
    labels = [label.lower().replace(" ", "_") for label in header]
    found: dict[str, int] = {}
    for meaning, words in _MEANINGS.items():
        fitting = [at for at, label in enumerate(labels) if re.fullmatch(words, label)]
        if fitting:
            found[meaning] = max(fitting, key=lambda at: labels[at].endswith("name"))
    if not {"code", "name", "persons"} & found.keys():
        if labels[:1] == ["year"]:
            return {}
        raise NotOurs(f"{url} is no table of population: it has no year, area or number of persons")
    missing = [meaning for meaning in _NEEDED if meaning not in found]
    if missing:
        raise SourceError(f"{url}: no column for {', '.join(missing)}; nothing of it was taken: get the whole file")
    return found


def _side_by_side(lines: Lines, url: str) -> Iterator[Figure | Issue]:
    """Years below each other, areas side by side: every cell is a figure."""
    names = lines.header[1:]
    if len(set(names)) < len(names) or not all(names):
        raise SourceError(f"{url}: an area stands twice in the header, or without a name; nothing of it was taken")
    forces = sum(area_code(name) is not None for name in names) * 2 > len(names)
    for number, cells in lines.rows:
        if len(cells) != len(lines.header):
            yield _left_out(url, number, f"has {len(cells)} fields, not {len(lines.header)}", "")
            continue
        for name, cell in zip(names, cells[1:], strict=True):
            code = area_code(name) if forces else _authority(name)
            yield _figure(url, number, (code, name, "pfa" if forces else "authority"), cells[0], "all", cell)


def _listed(lines: Lines, places: dict[str, int], url: str) -> Iterator[Figure | Issue]:
    """One figure on each line. Those of one sex alone are counted and left out: they are parts of a total."""
    known = set(places.values())
    for at, label in enumerate(lines.header):
        if label and at not in known and not _TECHNICAL.search(label):
            text = f"{url}: column {label[:100]!r} is new and is not published"
            yield Issue(url, "unknown-column", text, Severity.WARNING, row=1, field=label[:100], owner="openbeat")
    for number, cells in lines.rows:
        if len(cells) != len(lines.header):
            yield _left_out(url, number, f"has {len(cells)} fields, not {len(lines.header)}", "")
            continue
        said = {meaning: cells[at] for meaning, at in places.items()}
        if said.get("sex") and not _ALL.fullmatch(said["sex"]):
            text = f"{url} line {number} is of {said['sex'][:40]} alone and was left out: the total stands beside it"
            yield Issue(url, "part-of-a-total", text, Severity.NOTE, row=number)
            continue
        age = "all" if _ALL.fullmatch(said.get("age") or "all") else said["age"]
        code = said.get("code") or area_code(said["name"]) or _authority(said["name"])
        yield _figure(url, number, (code, said["name"], _level(code)), said["year"], age, said["persons"])


def _figure(url: str, number: int, area: tuple[str | None, str, str], year: str, age: str, cell: str) -> Figure | Issue:
    code, name, level = area
    told = re.search(r"(?<!\d)(1[89]|20)\d\d(?!\d)", year)
    number_of = cell.replace(",", "").removesuffix(".0")
    if told is None or not name or (code and not re.fullmatch(AREA_CODE, code)):
        return _left_out(url, number, f"gives no area and year ({code or ''!r}, {name[:40]!r}, {year[:40]!r})", year)
    if cell and not re.fullmatch(r"\d{1,12}", number_of) and cell.lower() not in _MISSING:
        return _left_out(url, number, f"gives {cell[:40]!r} as the residents of {name[:40]}", cell)
    persons = int(number_of) if re.fullmatch(r"\d{1,12}", number_of) else None
    return {
        ROW: number,
        "area_code": code,
        "area_code_status": None if code else "[x]",
        "area_name": name,
        "level": level,
        "year": int(told[0]),
        "age_band": age,
        "persons": persons,
        "persons_status": None if persons is not None else "[x]",
    }


def _authority(name: str) -> str | None:
    """The code of a county that we know, else of the only district of that name."""
    found = {district.code for district in districts() if district.name == name}
    return _COUNTY.get(name) or (found.pop() if len(found) == 1 else None)


def _level(code: str | None) -> str:
    if code and code[:3] in {"E23", "W15"}:
        return "pfa"
    return "authority" if code and code[:3] in {"E06", "E07", "E08", "E09", "E10", "W06"} else "other"


def _left_out(url: str, number: int, fault: str, value: str) -> Issue:
    text = f"{url} line {number} {fault}; it was left out. Correct it at the source and put the file in again."
    return Issue(url, "malformed-line", text, row=number, value=value[:200])


POPULATION = PopulationFiles(
    name="ons-population",
    title="Mid-year population estimates",
    pattern=r"(?i)(?:.*/)?(?:population|nomis|mye\d)[^/]*\.(?:csv|xlsx|ods)",
    home="https://www.ons.gov.uk/peoplepopulationandcommunity/populationandmigration/populationestimates",
    online=estimates,
)
"""The one source of population."""
