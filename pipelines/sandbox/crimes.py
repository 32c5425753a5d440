"""Made-up street crime as data.police.uk publishes it: one CSV file for a force and month, as seen in one vintage.

A crime is drawn once, from the seed, its force, its month and its number; a vintage only decides how far its outcome
has matured and whether it has been returned yet. So a later vintage changes outcomes, adds a few late rows, and nothing
else.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.sandbox import crime_mix as mix
from pipelines.sandbox.draws import Draws, Indexes, Numbers, items
from pipelines.sandbox.forces import FORCES
from pipelines.sandbox.places import Places, places

HALF_RETURNED = "2024-11"
"""The month of which half the crimes never came, though all of its anti-social behaviour did."""

RETURNED_SHARE = 0.48
"""What came of that month: Kent's December 2018 has 45% of its neighbours' crimes."""

LATE_SHARE = 0.002
"""Rows of a month that come one to three vintages late."""

BUSIEST_SPOT_SHARE = 0.012
"""The most of a month's anti-social behaviour that one spot draws besides its usual: 34 of 2,807 rows in May 2025."""

REPEATED_ID_SHARE = 0.25
"""Months in which two rows share a Crime ID: 4 of 17 real Kent months."""

_ASB = next(index for index, kind in enumerate(mix.TYPES) if kind.name == mix.ASB)
_USUAL = sum(kind.monthly for kind in mix.TYPES)


@dataclass(frozen=True)
class Supply:
    """One force's part of an archive: `volume` is its usual number of rows in a month."""

    seed: int
    force: str
    volume: int


@dataclass(frozen=True, eq=False)
class Crimes:
    """A month's crimes before any vintage is asked: one element for each row in every array.

    `kind` indexes `crime_mix.TYPES`, `point` the force's snap points, `final` indexes `crime_mix.OUTCOMES`. `settled`,
    `court_gone` and `late` are ages: how many months newer than this one a vintage's newest month must be.
    """

    ids: pl.Series
    order: NDArray[np.uint64]
    kind: Indexes
    point: Indexes
    located: NDArray[np.bool_]
    final: Indexes
    settled: Indexes
    court_gone: Indexes
    late: Indexes


def age(month: str, vintage: str) -> int:
    """How many months a month is older than the newest month of a vintage; both `YYYY-MM`."""
    (year, number), (newest_year, newest_number) = (map(int, text.split("-")) for text in (month, vintage))
    return (newest_year - year) * 12 + newest_number - number


def crimes(supply: Supply, month: str) -> Crimes:
    """All crimes of a month, late ones too. Raises KeyError for a force that is not in `forces.FORCES`."""
    draws = Draws(supply.seed, supply.force, month)
    kind = np.repeat(np.arange(len(mix.TYPES)), _counts(draws, supply.volume, month))
    numbers = items(len(kind))
    if month == HALF_RETURNED:
        came = (kind == _ASB) | (draws.uniform("returned", numbers) < RETURNED_SHARE)
        kind, numbers = kind[came], numbers[came]
    ground = places(supply.seed, supply.force)
    unlocated = np.array([crime_type.unlocated for crime_type in mix.TYPES])[kind]
    late = _late(draws, kind)
    return Crimes(
        ids=_ids(draws, kind, late),
        order=draws.bits("order", numbers),
        kind=kind,
        point=np.where(kind == _ASB, _gathered(draws, numbers, ground), draws.choose("point", numbers, ground.weights)),
        located=draws.uniform("located", numbers) >= unlocated,
        final=_ends(draws, numbers, kind),
        settled=np.searchsorted(mix.SETTLED, draws.uniform("settled", numbers), side="right"),
        court_gone=np.searchsorted(mix.COURT_GONE, draws.uniform("court", numbers), side="right"),
        late=late,
    )


def _counts(draws: Draws, volume: int, month: str) -> Indexes:
    """The number of rows of each type: the usual number by season, give or take what chance gives or takes."""
    number = int(month.split("-")[1]) - 1
    season = [(mix.ASB_SEASON if index == _ASB else mix.SEASON)[number] for index in range(len(mix.TYPES))]
    usual = np.array([kind.monthly for kind in mix.TYPES]) * np.array(season) * (volume / _USUAL)
    spread = np.sqrt(usual) + 0.015 * usual
    drawn: Indexes = np.round(usual + spread * draws.around("count", items(len(usual)))).astype(np.int64)
    return np.maximum(0, drawn)


def _gathered(draws: Draws, numbers: Numbers, ground: Places) -> Indexes:
    """The points to which anti-social behaviour keeps coming back; in some months one of them far more than any."""
    spot = draws.choose("spot", items(1), ground.gathering)
    drawn = draws.uniform("spot share", items(1))
    there = draws.uniform("at the spot", numbers) < BUSIEST_SPOT_SHARE * drawn * drawn * drawn
    return np.where(there, spot, draws.choose("gathering", numbers, ground.gathering))


def _ends(draws: Draws, numbers: Numbers, kind: Indexes) -> Indexes:
    """The outcome in which each case ends, by its type."""
    final = np.zeros(len(kind), dtype=np.int64)
    for index, crime_type in enumerate(mix.TYPES):
        if crime_type.outcomes:
            chosen = kind == index
            final[chosen] = draws.choose("outcome", numbers[chosen], crime_type.outcomes)
    return final


def _late(draws: Draws, kind: Indexes) -> Indexes:
    """How late each row comes, in vintages: nought for nearly all, and for anti-social behaviour always."""
    rank = np.where(kind == _ASB, 2.0, draws.uniform("late", items(len(kind))))
    slow = np.argsort(rank, kind="stable")[: round(len(kind) * LATE_SHARE)]
    delay = np.zeros(len(kind), dtype=np.int64)
    delay[slow] = 1 + draws.choose("delay", items(len(slow)), (0.5, 0.3, 0.2))
    return delay


def _ids(draws: Draws, kind: Indexes, late: Indexes) -> pl.Series:
    """A Crime ID for every row but anti-social behaviour; in some months two rows share one."""
    ids = pl.Series(draws.hexadecimal("id", items(len(kind))), dtype=pl.String)
    prompt = np.flatnonzero((kind != _ASB) & (late == 0))
    if len(prompt) > 1 and draws.uniform("repeat", items(1))[0] < REPEATED_ID_SHARE:
        middle = len(prompt) // 2
        ids[int(prompt[middle])] = ids[int(prompt[middle - 1])]
    return ids.set(pl.Series(kind == _ASB), None)


def outcomes(found: Crimes, months: int) -> pl.Series:
    """The `Last outcome category` of each row when its month is `months` older than the newest of the vintage."""
    court = found.final == mix.OUTCOMES.index(mix.COURT)
    waiting = mix.OPEN if months < 2 else mix.STALE
    words = (*mix.OUTCOMES, mix.AWAITING, waiting)
    index = np.where(court & (found.court_gone > months), len(mix.OUTCOMES), found.final)
    index = np.where(found.settled > months, len(words) - 1, index)
    return pl.Series(words).gather(index).set(pl.Series(found.kind == _ASB), None)


def street(supply: Supply, month: str, vintage: str) -> bytes:
    """The street file of a month: UTF-8, LF, quotes only where needed, coordinates to six decimals.

    Sorted as published: by area name, then type, with the rows without a location at the end. Raises ValueError for a
    month newer than the vintage.
    """
    months = age(month, vintage)
    if months < 0:
        raise ValueError(f"{month} is newer than the archive of {vintage}")
    found = crimes(supply, month)
    table = _table(supply, month, found, places(supply.seed, supply.force), outcomes(found, months))
    kept = table.filter(pl.Series(found.late <= months)).sort("LSOA name", "_kind", "_order", nulls_last=True)
    sink = io.BytesIO()
    kept.drop("_kind", "_order").write_csv(sink, float_precision=6, line_terminator="\n", quote_style="necessary")
    return sink.getvalue()


def _table(supply: Supply, month: str, found: Crimes, ground: Places, outcome: pl.Series) -> pl.DataFrame:
    """Every row in the columns of the file, in their order, and two more to sort by."""
    area = ground.area[found.point]
    absent = pl.Series(~found.located)
    label = FORCES[supply.force].label
    return pl.DataFrame(
        {
            "Crime ID": found.ids,
            "Month": pl.repeat(month, len(found.kind), eager=True),
            "Reported by": pl.repeat(label, len(found.kind), eager=True),
            "Falls within": pl.repeat(label, len(found.kind), eager=True),
            "Longitude": pl.Series(ground.longitude[found.point]).set(absent, None),
            "Latitude": pl.Series(ground.latitude[found.point]).set(absent, None),
            "Location": ground.street.gather(found.point).set(absent, "No Location"),
            "LSOA code": ground.codes.gather(area).set(absent, None),
            "LSOA name": ground.names.gather(area).set(absent, None),
            "Crime type": pl.Series([kind.name for kind in mix.TYPES]).gather(found.kind),
            "Last outcome category": outcome,
            "Context": pl.repeat(None, len(found.kind), dtype=pl.String, eager=True),
            "_kind": found.kind,
            "_order": found.order,
        }
    )
