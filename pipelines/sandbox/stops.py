"""Made-up stops and searches as data.police.uk publishes them, with the traps of the real files.

No column names the force or the row. One search may stand on several equal rows, a vehicle has no age or gender, some
places are missing or far off, and some times are a bare date: midnight, in summer by either clock. A later vintage adds
the rows that came late. Every row says in the name of the policing operation, which real rows leave empty, that it is
made up: no other column takes free text.
"""

from __future__ import annotations

import calendar
import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.sandbox.crimes import Supply, age
from pipelines.sandbox.draws import Draws, Indexes, Numbers, items
from pipelines.sandbox.page import MARK
from pipelines.sandbox.places import places

SHARE = 0.06
"""Searches for each row of street crime: Kent's January 2024 has about 930 against 15,400."""

LATE_SHARE = 0.01
"""Rows that come one or two vintages late."""

REPEATED_SHARE = 0.04
"""Rows that are equal to another: several people or objects in one search."""

UNPLACED_SHARE = 0.03
"""Rows without coordinates."""

FAR_SHARE = 0.003
"""Rows far outside the county: 51.54, -0.13, in London, stands in Kent's January 2024."""

DATE_ONLY_SHARE = 0.02
"""Rows that give the date alone."""

FAR = (-0.13, 51.54)

_TYPES = {"Person search": 79, "Person and Vehicle search": 17, "Vehicle search": 4}
_GENDERS = {"Male": 86, "Female": 13, "Other": 1}
_AGES = {"": 9, "10-17": 14, "18-24": 30, "25-34": 25, "over 34": 22}
_SELF = {
    "White - English/Welsh/Scottish/Northern Irish/British": 58,
    "Other ethnic group - Not stated": 20,
    "White - Any other White background": 6,
    "White - Gypsy or Irish Traveller": 5,
    "Black/African/Caribbean/Black British - Any other Black/African/Caribbean background": 4,
    "Asian/Asian British - Any other Asian background": 4,
    "Mixed/Multiple ethnic groups - Any other Mixed/Multiple ethnic background": 3,
}
_OFFICER = {"White": 78, "Black": 9, "Asian": 7, "Other": 4, "Mixed": 2}
_GROUNDS = {
    ("Misuse of Drugs Act 1971 (section 23)", "Controlled drugs"): 50,
    ("Police and Criminal Evidence Act 1984 (section 1)", "Offensive weapons"): 20,
    ("Police and Criminal Evidence Act 1984 (section 1)", "Stolen goods"): 13,
    ("Police and Criminal Evidence Act 1984 (section 1)", "Article for use in theft"): 9,
    ("Police and Criminal Evidence Act 1984 (section 1)", "Articles for use in criminal damage"): 3,
    ("Aviation Security Act 1982 (section 27(1))", "Article for use in theft"): 3,
    ("Poaching Prevention Act 1862 (section 2)", "Stolen goods"): 2,
}
_RESULTS = {
    "A no further action disposal": 72,
    "Arrest": 16,
    "Community resolution": 6,
    "Summons / charged by post": 3,
    "Penalty Notice for Disorder": 2,
    "Caution (simple or conditional)": 1,
}


def stop_and_search(supply: Supply, month: str, vintage: str) -> bytes:
    """The stop-and-search file of a month, by time. Raises ValueError for a month newer than the vintage."""
    months = age(month, vintage)
    if months < 0:
        raise ValueError(f"{month} is newer than the archive of {vintage}")
    draws = Draws(supply.seed, supply.force, month, "stops")
    usual = supply.volume * SHARE
    count = max(1, round(usual + np.sqrt(usual) * float(draws.around("count", items(1))[0])))
    numbers = items(count)
    # A repeated row is the one before it once more: it draws with that one's number.
    repeated = draws.uniform("repeated", numbers) < REPEATED_SHARE
    drawn = np.where(repeated & (numbers > 0), numbers - np.uint64(1), numbers).astype(np.uint64)
    slow = draws.uniform("late", drawn) < LATE_SHARE
    late = np.where(slow, 1 + draws.choose("delay", drawn, (0.7, 0.3)), 0)
    table = _table(supply, draws, drawn, month).filter(pl.Series(late <= months))
    sink = io.BytesIO()
    table.sort("Date", "Legislation", maintain_order=True).write_csv(
        sink, float_precision=6, line_terminator="\n", quote_style="necessary"
    )
    return sink.getvalue()


def _table(supply: Supply, draws: Draws, drawn: Numbers, month: str) -> pl.DataFrame:
    """Every row in the columns of the file, in their order."""
    kind = _words(draws, "type", drawn, _TYPES)
    vehicle = kind == "Vehicle search"
    longitude, latitude, absent = _where(supply, draws, drawn)
    grounds = draws.choose("grounds", drawn, list(_GROUNDS.values()))
    result = _words(draws, "result", drawn, _RESULTS)
    linked = (draws.uniform("linked", drawn) < 0.7) & (result != "A no further action disposal").to_numpy()
    return pl.DataFrame(
        {
            "Type": kind,
            "Date": _times(draws, drawn, month),
            "Part of a policing operation": _flags(draws.uniform("operation", drawn) < 0.1),
            "Policing operation": pl.repeat(MARK, len(drawn), eager=True),
            "Latitude": pl.Series(latitude).set(absent, None),
            "Longitude": pl.Series(longitude).set(absent, None),
            "Gender": _words(draws, "gender", drawn, _GENDERS).set(vehicle, None),
            "Age range": _words(draws, "age", drawn, _AGES).replace("", None).set(vehicle, None),
            "Self-defined ethnicity": _words(draws, "self", drawn, _SELF).set(vehicle, None),
            "Officer-defined ethnicity": _words(draws, "officer", drawn, _OFFICER).set(vehicle, None),
            "Legislation": pl.Series([act for act, _ in _GROUNDS]).gather(grounds),
            "Object of search": pl.Series([thing for _, thing in _GROUNDS]).gather(grounds),
            "Outcome": result,
            "Outcome linked to object of search": _flags(linked),
            "Removal of more than just outer clothing": _flags(draws.uniform("clothing", drawn) < 0.03),
        }
    )


def _words(draws: Draws, what: str, drawn: Numbers, weights: dict[str, int]) -> pl.Series:
    return pl.Series(list(weights)).gather(draws.choose(what, drawn, list(weights.values())))


def _flags(truth: NDArray[np.bool_]) -> pl.Series:
    return pl.Series(["False", "True"]).gather(truth.astype(np.int64))


def _where(supply: Supply, draws: Draws, drawn: Numbers) -> tuple[NDArray[np.float64], NDArray[np.float64], pl.Series]:
    """Longitude, latitude, and which rows have neither."""
    ground = places(supply.seed, supply.force)
    point: Indexes = draws.choose("point", drawn, ground.weights)
    far = draws.uniform("far", drawn) < FAR_SHARE
    absent = pl.Series(draws.uniform("unplaced", drawn) < UNPLACED_SHARE)
    return np.where(far, FAR[0], ground.longitude[point]), np.where(far, FAR[1], ground.latitude[point]), absent


def _times(draws: Draws, drawn: Numbers, month: str) -> list[str]:
    """When each search was, to the minute, by universal time; of dates alone, every other is midnight British time."""
    year, number = map(int, month.split("-"))
    days = calendar.monthrange(year, number)[1]
    minutes = (draws.uniform("time", drawn) * days * 1440).astype(np.int64)
    bare = draws.uniform("bare", drawn) < DATE_ONLY_SHARE
    british = draws.uniform("british", drawn) < 0.5
    start = datetime(year, number, 1, tzinfo=UTC)
    midnight = datetime(year, number, 1, tzinfo=ZoneInfo("Europe/London"))
    found = []
    for minute, alone, local in zip(minutes.tolist(), bare.tolist(), british.tolist(), strict=True):
        day = timedelta(days=minute // 1440)
        if not alone:
            moment = start + timedelta(minutes=minute)
        else:
            moment = (midnight + day).astimezone(UTC) if local else start + day
        found.append(moment.isoformat())
    return found
