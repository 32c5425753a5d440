"""A page for each district that is measured, and the map that leads to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipelines.site import words
from pipelines.site.charts import Chart
from pipelines.site.measures import SECTION, TRAIL, Line, lines, map_of
from pipelines.site.measures_charts import by_month
from pipelines.site.measures_data import OBSERVATIONS, Measured
from pipelines.site.measures_findings import FUNNELS, sentences
from pipelines.site.measures_map import Ground
from pipelines.site.render import Page

INDEX = "site/districts.html"


def path_of(area: str) -> str:
    """The page of a district, by its ONS code, which outlives its name."""
    return f"site/districts/{words.slug(area)}.html"


def paths(found: Measured) -> dict[str, str]:
    """The page of each district, by its code."""
    return {code: path_of(code) for code in found.names}


def named(found: Measured) -> dict[str, str]:
    """What each district is called, by its page."""
    return {path_of(code): name for code, name in found.names.items()}


def pages(found: Measured, ground: Ground | None) -> list[Page]:
    """The overview and a page for each; none where no district is measured."""
    if not found.names:
        return []
    return [_index(found, ground), *(_district(found, code) for code in found.names)]


def _ids(found: Measured) -> list[str]:
    """The measures that any district has, headlines first."""
    there = [row for row in found.registry.values() if found.districts(row["measure_id"])]
    return [row["measure_id"] for row in sorted(there, key=lambda row: (row["headline"] != "true", row["title"]))]


def _index(found: Measured, ground: Ground | None) -> Page:
    ids = _ids(found)
    own = found.own(ids[0])
    chart = map_of(own, found.districts(ids[0]), ground) if own else None
    data = {
        "names": found.names,
        "areas": paths(found),
        "map": chart,
        "columns": [found.registry[one] for one in ids[:3]],
        "rows": {code: lines(found, ids[:3], code) for code in found.names},
    }
    described = "Each district's figures, on a map and in a table."
    return Page(INDEX, "districts.html", "District by district", SECTION, described, TRAIL, data)


def _district(found: Measured, code: str) -> Page:
    name = found.names[code]
    every = lines(found, _ids(found), code)
    data: Mapping[str, Any] = {
        "name": name,
        "code": code,
        "lines": every,
        "whole": {line.row["measure_id"]: line for line in lines(found, _ids(found), found.force)},
        "told": [_told(line) for line in every if line.row["headline"] == "true"],
        "funnels": FUNNELS,
        "observations": OBSERVATIONS,
    }
    described = f"How {name} is doing: each measure, with what it says."
    return Page(
        path_of(code),
        "district.html",
        f"How is {name} doing?",
        SECTION,
        described,
        (*TRAIL, ("Districts", INDEX)),
        data,
    )


def _told(line: Line) -> tuple[Line, list[str], Chart | None]:
    """A measure in full: what it says, and its chart."""
    return line, list(sentences(line.series)) if line.series else [], by_month(line.series) if line.series else None
