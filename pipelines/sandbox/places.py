"""The places at which made-up crimes happen: snap points in real Kent areas, and in invented areas elsewhere.

`kent_areas.csv` holds facts alone: for each middle-layer area (MSOA) of Kent its lower-layer areas (letter and the last
five digits of the 2021 code), its rounded centre and its share of rows in 10,000. Sources: ONS, LSOA (2011) to LSOA
(2021) to local authority lookup; data.police.uk, Kent, January to June 2025; both under the Open Government Licence
v3.0. Streets are invented from neutral words, as every coordinate is.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import polars as pl

from pipelines.sandbox.draws import Draws, Indexes, Numbers, Reals, items
from pipelines.sandbox.forces import FORCES, WELSH, Force

KENT_AREAS = Path(__file__).with_name("kent_areas.csv")
"""One line for each MSOA of Kent."""

POINTS = 20
"""Snap points in one lower-layer area: Kent's six real months show 16,296 distinct points in 1,114 areas."""

GATHERING = 0.014
"""How much more anti-social behaviour keeps to the busiest points than crime does: 28% of Kent's rows are repeats."""

OUTSIDE_SHARE = 0.0003
"""Rows beyond the county: 50 of 180,022 in 2025."""


@dataclass(frozen=True)
class Area:
    """A lower-layer super output area: its code, name, about its centre (degrees), and a weight for its crimes."""

    code: str
    name: str
    longitude: float
    latitude: float
    weight: float


_OUTSIDE = (
    Area("E01000375", "Bexley 019B", 0.191, 51.450, 3.0),
    Area("E01000379", "Bexley 019F", 0.184, 51.446, 5.0),
    Area("E01000680", "Bromley 037A", 0.116, 51.341, 1.0),
    Area("E01015949", "Thurrock 013C", 0.437, 51.475, 0.5),
    Area("E01021230", "Wealden 005D", 0.353, 51.084, 1.5),
    Area("E01030832", "Tandridge 006B", 0.048, 51.260, 1.0),
)

_KINDS = {
    "Parking Area": 90, "Supermarket": 22, "Petrol Station": 18, "Shopping Area": 12, "Park/Open Space": 6,
    "Sports/Recreation Area": 6, "Hospital": 3, "Bus/Coach Station": 4, "Nightclub": 3,
    "Conference/Exhibition Centre": 1, "Further/Higher Educational Building": 2, "Theatre/Concert Hall": 1,
}  # fmt: skip
_FIRST = [
    "Alder", "Amber", "Apple", "Ash", "Aspen", "Barley", "Beech", "Birch", "Blossom", "Bramble", "Briar", "Broom",
    "Cedar", "Cherry", "Chestnut", "Clover", "Copper", "Coral", "Cowslip", "Daisy", "Elder", "Elm", "Fern", "Field",
    "Flint", "Gorse", "Hazel", "Heather", "Holly", "Hop", "Ivy", "Juniper", "Larch", "Laurel", "Lilac", "Linden",
    "Maple", "Marigold", "Meadow", "Mill", "Moss", "Oak", "Olive", "Orchard", "Pear", "Pine", "Plum", "Poplar",
    "Primrose", "Quince", "Reed", "Rose", "Rowan", "Rush", "Sage", "Silver", "Sorrel", "Thistle", "Violet", "Willow",
]  # fmt: skip
_SECOND = [
    "bank", "barn", "bourne", "brook", "combe", "cross", "croft", "dale", "dean", "dene", "down", "edge", "end",
    "farm", "field", "fold", "ford", "garth", "gate", "glade", "green", "grove", "hay", "heath", "holt", "hurst",
    "land", "ley", "marsh", "mead", "mere", "moor", "park", "path", "pool", "ridge", "shaw", "side", "stead", "stile",
    "stone", "view", "wood",
]  # fmt: skip
_THIRD = {
    "Road": 31, "Close": 16, "Street": 11, "Lane": 7, "Avenue": 7, "Way": 5, "Drive": 4, "Place": 3, "Gardens": 3,
    "Court": 3, "Hill": 2, "Crescent": 2, "Grove": 1, "Terrace": 1, "Mews": 1, "Square": 1, "Walk": 1, "Rise": 1,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Places:
    """The snap points of one force, point by point. `area` is an index into `codes` and `names`.

    `weights` are for crimes, `gathering` for anti-social behaviour, which keeps coming back to the same points.
    Coordinates are degrees to six decimals.
    """

    codes: pl.Series
    names: pl.Series
    area: Indexes
    street: pl.Series
    longitude: Reals
    latitude: Reals
    weights: Reals
    gathering: Reals


@lru_cache(maxsize=64)
def places(seed: int, slug: str) -> Places:
    """The snap points of a force. The same seed and force give the same points. Raises KeyError for no known force."""
    inside = sorted(_kent() if slug == "kent" else _invented(FORCES[slug]), key=lambda area: area.name)
    total = sum(area.weight for area in inside)
    share = total * OUTSIDE_SHARE / sum(area.weight for area in _OUTSIDE)
    outside = [Area(a.code, a.name, a.longitude, a.latitude, a.weight * share) for a in _OUTSIDE]
    return _scatter(Draws(seed, slug, "places"), sorted(inside + outside, key=lambda area: area.name))


@lru_cache(maxsize=1)
def lower_layer_areas() -> dict[str, int]:
    """How many lower-layer areas each district of Kent has."""
    with KENT_AREAS.open(encoding="utf-8", newline="") as file:
        rows = [(row["district"], len(row["lsoas"].split())) for row in csv.DictReader(file)]
    return {district: sum(count for name, count in rows if name == district) for district, _ in rows}


def _kent() -> list[Area]:
    with KENT_AREAS.open(encoding="utf-8", newline="") as lines:
        return [area for row in csv.DictReader(lines) for area in _lsoas(row)]


def _lsoas(row: dict[str, str]) -> Iterator[Area]:
    """The lower-layer areas of one line of `kent_areas.csv`, which share its weight."""
    parts = row["lsoas"].split()
    for part in parts:
        name = f"{row['district']} {row['msoa']}{part[0]}"
        weight = float(row["share"]) / len(parts)
        yield Area(f"E010{part[1:]}", name, float(row["longitude"]), float(row["latitude"]), weight)


def _invented(force: Force) -> Iterator[Area]:
    """Five districts of forty areas round the middle of a force, with codes that no real area has.

    One name has commas in it, as Bournemouth, Christchurch and Poole does.
    """
    title = force.slug.replace("-", " ").title().replace(" And ", " and ").replace(" Of ", " of ")
    districts = [f"{title} {side}" for side in ("East", "North", "South", "West")]
    districts.append(f"{title} Central, Vale and Coast")
    start = 900_000 + list(FORCES).index(force.slug) * 1_000
    country = "W" if force.slug in WELSH else "E"
    for index in range(200):
        district, inner = divmod(index, 40)
        longitude = force.longitude + (district % 3 - 1) * 0.12 + inner // 4 % 5 * 0.02
        latitude = force.latitude + (district // 3 - 0.5) * 0.12 + inner // 20 * 0.02
        name = f"{districts[district]} {inner // 4 + 1:03d}{'ABCD'[inner % 4]}"
        yield Area(f"{country}01{start + index}", name, longitude, latitude, 1.0)


def _scatter(draws: Draws, areas: list[Area]) -> Places:
    """`POINTS` snap points round each area, a few of them far busier than the rest."""
    numbers = items(len(areas) * POINTS)
    area = np.repeat(np.arange(len(areas)), POINTS)
    base = np.array([a.weight for a in areas]) * (0.4 + 1.2 * draws.uniform("area", items(len(areas))))
    tail = 1.0 / (0.012 + draws.uniform("tail", numbers))
    return Places(
        codes=pl.Series([a.code for a in areas]),
        names=pl.Series([a.name for a in areas]),
        area=area,
        street=_streets(draws, numbers),
        longitude=_degrees(draws, "longitude", [a.longitude for a in areas], 0.006),
        latitude=_degrees(draws, "latitude", [a.latitude for a in areas], 0.004),
        weights=base[area] * tail,
        gathering=base[area] * tail * (1.0 + GATHERING * tail),
    )


def _degrees(draws: Draws, what: str, centres: list[float], spread: float) -> Reals:
    """Points round each centre, to six decimals; a middle-layer area's lower-layer areas lie beside one another."""
    middle = np.array(centres) + spread * draws.around(f"{what} of area", items(len(centres)))
    offset = spread * 0.5 * draws.around(what, items(len(centres) * POINTS))
    return np.round((np.repeat(middle, POINTS) + offset) * 1e6) / 1e6


def _streets(draws: Draws, numbers: Numbers) -> pl.Series:
    """`On or near` an invented street, or one of the kinds of place that data.police.uk names instead."""
    first = pl.Series(_FIRST).gather(draws.choose("first", numbers, [1.0] * len(_FIRST)))
    second = pl.Series(_SECOND).gather(draws.choose("second", numbers, [1.0] * len(_SECOND)))
    third = pl.Series(list(_THIRD)).gather(draws.choose("third", numbers, list(_THIRD.values())))
    kind = pl.Series(list(_KINDS)).gather(draws.choose("kind", numbers, list(_KINDS.values())))
    plain = pl.Series(draws.uniform("plain", numbers) < 0.17)
    return "On or near " + kind.zip_with(plain, first + second + " " + third)
