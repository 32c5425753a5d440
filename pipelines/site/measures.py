"""How are we doing: every measure with what it says, and a page for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipelines.site import words
from pipelines.site.charts import Chart
from pipelines.site.measures_charts import ahead, by_month, over_time, side_by_side
from pipelines.site.measures_data import BENCHMARKS, LIMITS, OBSERVATIONS, REGISTRY, Measured, Row, Series, csv_of
from pipelines.site.measures_findings import ASSURANCES, BASES, FUNNELS, Finding, finding, latest, sentences
from pipelines.site.measures_map import Ground, Shade, shaded
from pipelines.site.render import Page

INDEX = "site/measures.html"
SECTION = "measures"
TRAIL = (("How are we doing", INDEX),)
EMPTY = Finding("no figures yet")
SOURCES = (REGISTRY, OBSERVATIONS, LIMITS, "measure-trajectories", "measure-backtests", BENCHMARKS)


@dataclass(frozen=True)
class Line:
    """One measure in one area, as lists show it."""

    row: Row
    series: Series | None
    whole: Series | None
    """The measure in the area of the force, whose decimals all areas are shown with."""

    @property
    def path(self) -> str:
        """The page of the measure."""
        return path_of(self.row["measure_id"])

    @property
    def said(self) -> Finding:
        """What its figures say."""
        return finding(self.series) if self.series else EMPTY

    @property
    def newest(self) -> Row | None:
        """Its newest number."""
        return latest(self.series.main) if self.series else None

    @property
    def year(self) -> Row | None:
        """Its newest number of twelve months, or of its own kind of period."""
        return latest(self.series.yearly) if self.series else None

    @property
    def places(self) -> int:
        """Decimals that its values are shown with."""
        shown = self.whole or self.series
        return shown.places if shown else 0


def path_of(measure: str) -> str:
    """The page of a measure."""
    return f"site/measures/{measure}.html"


def lines(found: Measured, ids: Sequence[str], area: str) -> list[Line]:
    """Some measures in one area, in the order given."""
    rows = [found.registry[one] for one in ids if one in found.registry]
    return [Line(row, found.series.get((row["measure_id"], area)), found.own(row["measure_id"])) for row in rows]


def headlines(found: Measured) -> list[Line]:
    """What the first page says of how we are doing."""
    return lines(found, [row["measure_id"] for row in found.headlines], found.force)


def pages(found: Measured, ground: Ground | None, priorities: Mapping[str, tuple[str, str]]) -> list[Page]:
    """The list of measures, and a page for each. `priorities` are titles and pages of plan priorities by id."""
    return [_index(found), *(_measure(found, row, ground, priorities) for row in found.registry.values())]


def _index(found: Measured) -> Page:
    subjects: dict[str, list[Line]] = {}
    for row in sorted(found.registry.values(), key=lambda row: (row["subject"], row["title"])):
        subjects.setdefault(row["subject"], []).extend(lines(found, [row["measure_id"]], found.force))
    described = "Every measure of policing: its newest figure, and what it says."
    data = {"subjects": subjects, "sources": SOURCES, "made_from": OBSERVATIONS}
    return Page(INDEX, "measures.html", "How are we doing?", SECTION, described, data=data)


def _measure(found: Measured, row: Row, ground: Ground | None, priorities: Mapping[str, tuple[str, str]]) -> Page:
    own = found.own(row["measure_id"])
    districts = found.districts(row["measure_id"])
    line = Line(row, own, own)
    limits = own.limits[-1] if own and own.limits else None
    data = {
        "line": line,
        "row": row,
        "sentences": list(sentences(own)) if own else [],
        "charts": _charts(found, own),
        "limits": limits,
        "assurance": ASSURANCES.get(limits["assurance"], "") if limits else "",
        "basis": BASES.get(row["target_basis"], ""),
        "breaks": [part for part in own.limits if part["began_anew"]] if own else [],
        "compared": found.compared.get(row["measure_id"], ()),
        "tried": found.tried.get(row["measure_id"], ()),
        "districts": _beside(own, districts, ground),
        "names": found.names,
        "priorities": [priorities[one] for one in row["plan_priority_ids"].split("; ") if one in priorities],
        "inputs": row["inputs"].split("; "),
        "download": csv_of(row["measure_id"]) if own else "",
        "observations": OBSERVATIONS,
    }
    title = line.said.of(row["title"])
    return Page(line.path, "measure.html", title, SECTION, f"{row['question']} {title}.", TRAIL, data)


def _charts(found: Measured, own: Series | None) -> list[tuple[str, Chart]]:
    """The pictures of the force's figures, by the names they have on the page."""
    if own is None:
        return []
    made = {
        "months": by_month(own),
        "years": over_time(own),
        "ahead": ahead(own, found.ahead.get(own.measure["measure_id"], ())),
    }
    return [(name, chart) for name, chart in made.items() if chart]


def _beside(own: Series | None, districts: Sequence[Series], ground: Ground | None) -> dict[str, Any]:
    """The districts side by side: a chart, a map, or that there is nothing to compare."""
    if own is None or not districts:
        return {"there": False, "chart": None, "map": None}
    return {"there": True, "chart": side_by_side(own, districts), "map": map_of(own, districts, ground)}


def map_of(own: Series, districts: Sequence[Series], ground: Ground | None) -> Chart | None:
    """The map of a measure's newest figures of a year; None where there is no ground or nothing to shade it by."""
    rows = [(one, row) for one in districts if (row := latest(one.yearly))]
    if ground is None or len(rows) < 2:
        return None
    shades = [
        Shade(
            one.area,
            one.name,
            Decimal(row["value"]),
            (one.name, words.told(row["value"], own.places), FUNNELS.get(row["funnel"], "not placed")),
        )
        for one, row in rows
    ]
    until = words.when(rows[0][1]["period"])
    counted = f"{own.measure['title']} by district, {words.unit(own.measure['unit'])}"
    top = max(shades, key=lambda shade: (shade.value, shade.name))
    return shaded(
        ground,
        f"{own.measure['title']} on the map: highest in {top.name}",
        f"{counted}, twelve months to {until}; larger and darker dots are higher",
        shades,
        ("District", "Value", "Among the districts"),
    )
