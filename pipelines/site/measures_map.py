"""A map of districts without boundaries: one dot for each small area, where its published crimes lie.

The dots are the middles of the anonymised points of crime-street, rounded to a grid. They show where people live and
things happen, not where a border runs. A district's class is told by its number, by the size of its dots and by colour.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from markupsafe import Markup

from pipelines.site.charts import Chart
from pipelines.site.drawing import element, fixed, label
from pipelines.site.reading import Shown, Version

POINTS, AREAS = "crime-street", "areas"
WIDTH, MARGIN = 640, 24
MONTHS = 3
"""The newest months whose points are read: enough for a point in nearly every small area."""
CLASSES = 5
Place = tuple[float, float]


@dataclass(frozen=True)
class Ground:
    """The places of small areas by district, in degrees (longitude, latitude)."""

    places: Mapping[str, Sequence[Place]]

    @cached_property
    def _frame(self) -> tuple[float, float, float, float]:
        """West, north, units a degree eastward and northward."""
        every = [place for places in self.places.values() for place in places]
        west, east = min(x for x, _ in every), max(x for x, _ in every)
        south, north = min(y for _, y in every), max(y for _, y in every)
        narrowing = math.cos(math.radians((south + north) / 2))
        unit = (WIDTH - 2 * MARGIN) / ((east - west) * narrowing or 1)
        return west, north, unit * narrowing, unit

    @cached_property
    def drawn(self) -> dict[str, list[tuple[int, int]]]:
        """The dots of each district on the grid of whole units, each once."""
        west, north, across, down = self._frame
        return {
            code: sorted({(round(MARGIN + (x - west) * across), round(MARGIN + (north - y) * down)) for x, y in places})
            for code, places in self.places.items()
        }

    @cached_property
    def height(self) -> int:
        """How high the drawing is."""
        return max(y for dots in self.drawn.values() for _, y in dots) + MARGIN


def ground(shown: Shown, districts: Sequence[str]) -> Ground | None:
    """Where the small areas of the districts lie; None where no point of at least two districts is published."""
    points, areas = shown.datasets.get(POINTS), shown.datasets.get(AREAS)
    if points is None or areas is None:
        return None
    rows = areas.rows(("area_code", "level", "parent_code", "vintage"))
    rows.sort(key=lambda row: row["vintage"])
    within = {row["area_code"]: row["parent_code"] for row in rows if row["level"] == "lsoa"}
    found: dict[str, list[Place]] = {}
    for code, place in sorted(_middles(points).items()):
        if within.get(code) in districts:
            found.setdefault(within[code], []).append(place)
    return Ground(found) if len(found) > 1 else None


def _middles(version: Version) -> dict[str, Place]:
    """The middle of the published points of each small area."""
    sums: dict[str, tuple[float, float, int]] = {}
    for resource in version.package.get("resources", [])[-MONTHS:]:
        with (version.folder / resource["path"]).open(encoding="utf-8", newline="") as file:
            lines = csv.reader(file)
            at = {name: position for position, name in enumerate(next(lines))}
            where, x, y = (at.get(name, -1) for name in ("lsoa_code", "longitude", "latitude"))
            for line in lines if min(where, x, y) >= 0 else ():
                if line[where] and line[x]:
                    east, north, count = sums.get(line[where], (0.0, 0.0, 0))
                    sums[line[where]] = (east + float(line[x]), north + float(line[y]), count + 1)
    return {code: (east / count, north / count) for code, (east, north, count) in sums.items()}


@dataclass(frozen=True)
class Shade:
    """One district on a map: its code, its name, its value, and the cells of its row in the table."""

    code: str
    name: str
    value: Decimal
    cells: Sequence[str]


def shaded(ground: Ground, title: str, subtitle: str, shades: Sequence[Shade], headings: Sequence[str]) -> Chart:
    """The map: districts in five classes of equal numbers, numbered in the order of the table (highest first)."""
    order = sorted(shades, key=lambda one: (-one.value, one.name))
    rank = {one.code: at for at, one in enumerate(order)}
    parts = []
    for one in order:
        kind = f"dots c{_class(rank[one.code], len(order))}"
        dots = "".join(f"M{x} {y}h0" for x, y in ground.drawn.get(one.code, ()))
        if dots:
            parts.append(element("path", kind, d=dots))
    parts += [_number(ground, one.code, rank[one.code] + 1) for one in order if one.code in ground.drawn]
    rows = tuple((str(rank[one.code] + 1), *one.cells) for one in order)
    body = Markup("").join(parts)
    return Chart(title, subtitle, body, ("Number on the map", *headings), rows, WIDTH, ground.height, numbers=(2,))


def _class(rank: int, count: int) -> int:
    """From 5, the highest fifth, to 1."""
    return CLASSES - rank * CLASSES // count


def _number(ground: Ground, code: str, number: int) -> Markup:
    """The district's number in the middle of its dots, on a disc of its own."""
    dots = ground.drawn[code]
    x, y = sorted(x for x, _ in dots)[len(dots) // 2], sorted(y for _, y in dots)[len(dots) // 2]
    disc = element("circle", "badge", cx=str(x), cy=str(y), r="13")
    return disc + label(x, y + 5, fixed(number).removesuffix(".0"), "middle")
