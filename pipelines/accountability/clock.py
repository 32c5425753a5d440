"""The statutory clock: for every duty, dataset and period the day it was due, the day it came, and how late it was.

No clock is read. A period came out with the first version that holds it, and that version is dated by the newest date
that any source of its edition gives. What is not here is judged at the newest date that any source gives tonight.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import polars as pl

from pipelines.accountability.periods import after, day_of, days_of, next_due
from pipelines.dataset import Dataset, Grain
from pipelines.sources.derived import Inputs
from pipelines.upstream import Publication
from schemas.base import columns_of
from schemas.duties import (
    ALL,
    HOUSE,
    LATE,
    LAW,
    MET,
    NO_DATASET,
    NONE,
    NOT_YET,
    NOTHING_YET,
    OVERDUE,
    PUBLISHED,
    WORKED_OUT,
    PublicationClock,
)

THERE = {"received", "partial", "empty"}
"""How a quality report calls a period that stands in a version; the source of an `empty` one had nothing to tell."""
NOT_AVAILABLE, NOT_APPLICABLE = "[x]", "[z]"

Duty = Mapping[str, Any]
"""A row of the dataset `duties`."""


@dataclass(frozen=True)
class Telling:
    """One version of a dataset: the date its edition stands at ("" for none), and the periods that stand in it."""

    version: str
    said_at: str
    periods: frozenset[str]


@dataclass(frozen=True)
class Row:
    """One row of the clock, as its model says. `days_late` is None where it cannot be told."""

    duty_id: str
    binding: str
    dataset: str
    period: str = ALL
    due_on: date | None = None
    due_basis: str | None = None
    published_on: date | None = None
    version: str | None = None
    status: str = NOTHING_YET
    days_late: int | None = None
    judged_on: date | None = None

    @property
    def values(self) -> dict[str, object]:
        """The row's columns, by name."""
        timeless = NOT_APPLICABLE if self.status in {NOT_YET, NO_DATASET, WORKED_OUT} else NOT_AVAILABLE
        on_time = {MET: True, LATE: False, OVERDUE: False}.get(self.status) if self.period != ALL else None
        late = {"days_late_status": timeless if self.days_late is None else None}
        return {**vars(self), **late, "on_time": on_time}


@dataclass(frozen=True)
class Clock:
    """What is about to be said, and what was said before, by dataset."""

    inputs: Inputs

    @cached_property
    def past(self) -> Mapping[str, tuple[Publication, ...]]:
        """What was said before tonight, by dataset, oldest first."""
        published = self.inputs.published
        return {name: published.released(name) for name in self.inputs.standing} if published else {}

    @cached_property
    def said_at(self) -> str:
        """The newest date that any source gives, tonight or in an edition before.

        Where none does: the newest month here, "" where there is none, by the rule that dates an edition.
        """
        before = [said for told in self.past.values() for said in told]
        dated = max([self.inputs.as_at, *(said.as_at for said in before)])
        return dated or max([self._covered(), *(said.said_at for said in before)])

    @property
    def now(self) -> date | None:
        """The day that stands for today; None where no source gives a date."""
        return day_of(self.said_at)

    def tellings(self, name: str) -> list[Telling]:
        """The versions of a dataset, oldest first; tonight's is the last, whether it is new or stands already."""
        told, tonight = self.past.get(name, ()), self.inputs.standing.get(name)
        found = [Telling(said.version, said.said_at, self._periods(said)) for said in told]
        if tonight and tonight.version not in {telling.version for telling in found}:
            found.append(Telling(tonight.version, self.said_at, _there(tonight.quality)))
        return found

    def _periods(self, said: Publication) -> frozenset[str]:
        return _there(self.inputs.published.quality(said)) if self.inputs.published else frozenset()

    def _covered(self) -> str:
        monthly = {name for name, dataset in self.inputs.declared.items() if dataset.grain is Grain.MONTH}
        tonight = [standing.quality for name, standing in self.inputs.standing.items() if name in monthly]
        return max((period for quality in tonight for period in _there(quality)), default="")


def _there(quality: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(entry["period"] for entry in quality["coverage"] if entry["status"] in THERE)


def tell_time(inputs: Inputs) -> pl.DataFrame:
    """The rows of the dataset `publication-clock`, by duty, dataset and period."""
    clock = Clock(inputs)
    duties = inputs.sql("SELECT * FROM duties ORDER BY duty_id").to_dicts()
    rows = [row.values for duty in duties for row in _rows(duty, clock)]
    return pl.DataFrame(rows, schema={column.name: column.polars for column in columns_of(PublicationClock)})


def _rows(duty: Duty, clock: Clock) -> Iterator[Row]:
    for name in sorted((duty["datasets"] or NONE).split("; ")):
        row = Row(duty["duty_id"], duty["binding"], name, judged_on=clock.now)
        dataset = clock.inputs.declared.get(name)
        if name == NONE:
            yield replace(_next(row, duty, clock.now, None), status=NO_DATASET)
        elif dataset is not None and dataset.inputs:
            yield replace(row, status=WORKED_OUT)
        elif dataset is None or dataset.grain is Grain.WHOLE or duty["trigger"] == "event":
            yield _summed_up(_next(row, duty, clock.now, dataset), clock.tellings(name))
        else:
            yield from _by_period(row, duty, dataset, clock)


def _next(row: Row, duty: Duty, now: date | None, dataset: Dataset | None) -> Row:
    """With the next day on which a duty falls due: by law, else as often and as soon as the dataset promises."""
    if duty["due_on"]:
        return replace(row, due_on=duty["due_on"], due_basis=LAW)
    if now is None or duty["trigger"] == "event":
        return row
    if duty["due_days"] is not None:
        due = next_due(duty["frequency"], duty["due_from"] == "period-start", duty["due_days"], now)
        return replace(row, due_on=due, due_basis=LAW)
    if dataset is None:
        return row
    return replace(row, due_on=next_due(dataset.cadence, False, dataset.duty.due_days, now), due_basis=HOUSE)


def _summed_up(row: Row, tellings: list[Telling]) -> Row:
    if not tellings or not tellings[-1].periods:
        return row
    newest = tellings[-1]
    return replace(row, status=PUBLISHED, version=newest.version, published_on=day_of(newest.said_at))


def _by_period(row: Row, duty: Duty, dataset: Dataset, clock: Clock) -> Iterator[Row]:
    """Every period from the first here to the one that falls due next, and then the row that sums them up."""
    tellings = clock.tellings(dataset.name)
    rows = list(_periods(row, duty, dataset, tellings))
    yield from rows
    overdue = [late.days_late for late in rows if late.status == OVERDUE and late.days_late is not None]
    coming = min((due for due in rows if due.status == NOT_YET), key=lambda due: due.period, default=None)
    total = _summed_up(row if rows else _next(row, duty, clock.now, dataset), tellings)
    if coming:
        total = replace(total, due_on=coming.due_on, due_basis=coming.due_basis)
    yield replace(total, status=OVERDUE, days_late=max(overdue)) if overdue else total


def _periods(row: Row, duty: Duty, dataset: Dataset, tellings: list[Telling]) -> Iterator[Row]:
    held = sorted(period for telling in tellings for period in telling.periods)
    if not held:
        return
    period = held[0]
    while True:
        due, basis = _due(duty, dataset, period)
        yield _judged(replace(row, period=period, due_on=due, due_basis=basis), tellings)
        if period > held[-1] and (row.judged_on is None or due >= row.judged_on):
            return
        period = after(dataset.grain, period)


def _due(duty: Duty, dataset: Dataset, period: str) -> tuple[date, str]:
    """The last day in time, and whether the law fixes it or the dataset's own promise."""
    first, last = days_of(dataset.grain, period)
    if duty["due_days"] is None:
        return last + timedelta(days=dataset.duty.due_days), HOUSE
    return (first if duty["due_from"] == "period-start" else last) + timedelta(days=duty["due_days"]), LAW


def _judged(row: Row, tellings: list[Telling]) -> Row:
    """One period, from the first version that holds it: late only when it was not older than what is told here."""
    told = next((telling for telling in tellings if row.period in telling.periods), None)
    if told is None:
        return _awaited(row)
    came = day_of(told.said_at)
    row = replace(row, version=told.version, published_on=came, judged_on=None, status=PUBLISHED)
    if came is None or row.due_on is None:
        return row
    if came <= row.due_on:
        return replace(row, status=MET, days_late=0)
    history = told is tellings[0] or row.period < min(tellings[0].periods, default="")
    return row if history else replace(row, status=LATE, days_late=(came - row.due_on).days)


def _awaited(row: Row) -> Row:
    if row.due_on is None or row.judged_on is None:
        return row
    if row.judged_on > row.due_on:
        return replace(row, status=OVERDUE, days_late=(row.judged_on - row.due_on).days)
    return replace(row, status=NOT_YET)
