"""Made-up outcomes as data.police.uk publishes them: what became of the sandbox's own crimes, month by month.

Nothing is drawn here: a case's end, the month it was settled and the month its court result was due stand in `crimes`,
from which the street file of the same vintage is made too. So the newest outcome of a crime is the one that street
shows, but for two: street shows a charged suspect as awaiting the court, and an unsettled case has no outcome yet.
"""

from __future__ import annotations

import io
from functools import lru_cache

import numpy as np
import polars as pl

from pipelines.sandbox import crime_mix as mix
from pipelines.sandbox.crimes import Crimes, Supply, age, crimes
from pipelines.sandbox.draws import Indexes
from pipelines.sandbox.forces import FORCES
from pipelines.sandbox.places import places

CHARGED = "Suspect charged"
"""Where a case stands that goes to court, until its result is due."""

REACH = 24
"""Months after a crime in which an outcome may still come: all cases are settled and all results due by then."""

_WORDS = (*mix.OUTCOMES, CHARGED)


def outcomes(supply: Supply, month: str, vintage: str) -> bytes:
    """The outcomes file of a month, in no order that tells anything, as published.

    It holds crimes of up to 24 months earlier, also those that the archive has no street file of. A crime that comes
    late to the street file comes late here. Raises ValueError for a month newer than the vintage.
    """
    if age(month, vintage) < 0:
        raise ValueError(f"{month} is newer than the archive of {vintage}")
    parts = [_events(supply, _earlier(month, ago))[ago] for ago in range(REACH + 1)]
    come = pl.concat(parts).filter(pl.col("late") <= pl.col("ago") + age(month, vintage))
    sink = io.BytesIO()
    _table(supply, come.sort("order", "word"), month).write_csv(
        sink, float_precision=6, line_terminator="\n", quote_style="necessary"
    )
    return sink.getvalue()


def _earlier(month: str, months: int) -> str:
    year, number = map(int, month.split("-"))
    years, rest = divmod(year * 12 + number - 1 - months, 12)
    return f"{years:04d}-{rest + 1:02d}"


@lru_cache(maxsize=128)
def _events(supply: Supply, month: str) -> tuple[pl.DataFrame, ...]:
    """Every outcome of a month's crimes, by the months from the crime to the outcome."""
    found = crimes(supply, month)
    row, ago, word = _schedule(found)
    table = pl.DataFrame(
        {
            "id": found.ids.gather(row),
            "point": pl.Series(found.point[row], dtype=pl.UInt32),
            "located": found.located[row],
            "ago": ago,
            "late": found.late[row],
            "word": word,
            "order": found.order[row],
        }
    )
    return tuple(table.filter(pl.Series(ago == months)) for months in range(REACH + 1))


def _schedule(found: Crimes) -> tuple[Indexes, Indexes, Indexes]:
    """For each outcome: the crime's place in `found`, how many months after it, and an index into `_WORDS`."""
    cases = np.flatnonzero(found.ids.is_not_null().to_numpy())
    final, settled, gone = found.final[cases], found.settled[cases], found.court_gone[cases]
    court = final == mix.OUTCOMES.index(mix.COURT)
    charged = court & (gone > settled)
    return (
        np.concatenate([cases, cases[charged]]),
        np.concatenate([np.where(charged, gone, settled), settled[charged]]),
        np.concatenate([final, np.full(int(charged.sum()), len(mix.OUTCOMES))]),
    )


def _table(supply: Supply, found: pl.DataFrame, month: str) -> pl.DataFrame:
    """The outcomes in the columns of the file, in their order."""
    ground = places(supply.seed, supply.force)
    point = found["point"].to_numpy()
    absent = ~found["located"]
    label = FORCES[supply.force].label
    return pl.DataFrame(
        {
            "Crime ID": found["id"],
            "Month": pl.repeat(month, found.height, eager=True),
            "Reported by": pl.repeat(label, found.height, eager=True),
            "Falls within": pl.repeat(label, found.height, eager=True),
            "Longitude": pl.Series(ground.longitude[point]).set(absent, None),
            "Latitude": pl.Series(ground.latitude[point]).set(absent, None),
            "Location": ground.street.gather(point).set(absent, "No location"),
            "LSOA code": ground.codes.gather(ground.area[point]).set(absent, None),
            "LSOA name": ground.names.gather(ground.area[point]).set(absent, None),
            "Outcome type": pl.Series(_WORDS).gather(found["word"]),
        }
    )
