"""The kinds of file in the police.uk archive: what each is called, how it is laid out, and when its rows happened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from pipelines.sources.delimited import Layout
from schemas.base import Column, Table, columns_of
from schemas.crime import CrimeStreet
from schemas.outcomes import CrimeOutcomes
from schemas.stop_and_search import StopAndSearch

UK = "Europe/London"


def _as_named(month: pl.Expr) -> tuple[pl.Expr, ...]:
    return (month,)


def _by_clock(stamp: pl.Expr) -> tuple[pl.Expr, ...]:
    """The month by universal and by British time: for an hour each summer month they differ, and forces use either."""
    return tuple(time.dt.strftime("%Y-%m") for time in _clocks(stamp))


def _clocks(stamp: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """A time stamp in text on the two clocks; null when it is none."""
    universal = stamp.str.to_datetime("%+", time_zone="UTC", time_unit="us", strict=False)
    return universal, universal.dt.convert_time_zone(UK)


def _time_known(stamp: pl.Expr) -> pl.Expr:
    """Whether the time is more than the midnight that stands for a date alone, on either clock."""
    return pl.all_horizontal(time.dt.time() != pl.time() for time in _clocks(stamp)).fill_null(value=False)


@dataclass(frozen=True)
class Kind:
    """One of the kinds of file: the end of its name, its schema, and the header of each column that stands in it.

    `dated` is the column that tells when a row happened and `months` its possible months, one of which is the file's.
    `named` are columns that only the file's name tells (`force`, `month`), `flags` those that follow from `dated`.
    """

    name: str
    schema: type[Table]
    headers: tuple[str, ...]
    dated: str = "month"
    months: Callable[[pl.Expr], tuple[pl.Expr, ...]] = _as_named
    named: tuple[str, ...] = ()
    flags: tuple[tuple[str, Callable[[pl.Expr], pl.Expr]], ...] = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        """Every column of the schema."""
        return columns_of(self.schema)

    @property
    def layout(self) -> Layout:
        """The columns that stand in the file, with their headers."""
        added = {*self.named, *(name for name, _ in self.flags)}
        return Layout(tuple(column for column in self.columns if column.name not in added), self.headers)

    def complete(self, rows: pl.DataFrame, names: dict[str, str]) -> pl.DataFrame:
        """The rows with the columns that do not stand in the file; `names` holds what the file's name tells."""
        named = [pl.lit(names[name]).alias(name) for name in self.named]
        return rows.with_columns(*named, *(flag(pl.col(self.dated)).alias(name) for name, flag in self.flags))

    def of_month(self, month: str) -> pl.Expr:
        """Whether a row is of the month; false where it does not say when."""
        return pl.any_horizontal(found.eq_missing(pl.lit(month)) for found in self.months(pl.col(self.dated)))


_CRIME = (
    "Crime ID",
    "Month",
    "Reported by",
    "Falls within",
    "Longitude",
    "Latitude",
    "Location",
    "LSOA code",
    "LSOA name",
)

STREET = Kind("street", CrimeStreet, (*_CRIME, "Crime type", "Last outcome category", "Context"))

OUTCOMES = Kind("outcomes", CrimeOutcomes, (*_CRIME, "Outcome type"))

STOP_AND_SEARCH = Kind(
    "stop-and-search",
    StopAndSearch,
    (
        "Type",
        "Date",
        "Part of a policing operation",
        "Policing operation",
        "Longitude",
        "Latitude",
        "Gender",
        "Age range",
        "Self-defined ethnicity",
        "Officer-defined ethnicity",
        "Legislation",
        "Object of search",
        "Outcome",
        "Outcome linked to object of search",
        "Removal of more than just outer clothing",
    ),
    dated="searched_at",
    months=_by_clock,
    named=("force", "month"),
    flags=(("time_known", _time_known),),
)
