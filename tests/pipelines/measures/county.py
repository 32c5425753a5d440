"""A county to measure: two districts, a neighbour, and whatever rows a test puts into the datasets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import duckdb
import polars as pl

from assets import datasets
from pipelines.measures.measure import Measure
from pipelines.measures.observations import Worked, work_out
from pipelines.sources.derived import Inputs
from pipelines.upstream import Standing

KENT, ASHFORD, CANTERBURY = "E23000032", "E07000105", "E07000106"
OLD_PLACE, NEW_PLACE, IN_CANTERBURY, OUTSIDE = "E01000001", "E01000002", "E01000003", "E01000009"
RESIDENTS = {KENT: 4000, ASHFORD: 1000, CANTERBURY: 2000}

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def _area(code: str, name: str, level: str, parent: str | None, vintage: str = "2022") -> dict[str, Any]:
    return {"area_code": code, "area_name": name, "level": level, "parent_code": parent, "vintage": vintage}


PLACES: Rows = {
    "areas": [
        _area(KENT, "Kent Police (made up)", "pfa", None),
        _area("E23000028", "Essex Police", "pfa", None),
        _area("E22000137", "Ashford", "csp", KENT),
        _area("E22000138", "Canterbury", "csp", KENT),
        _area(ASHFORD, "Ashford", "lad", "E22000137"),
        _area(CANTERBURY, "Canterbury", "lad", "E22000138"),
        _area(OLD_PLACE, "Ashford 001A", "lsoa", ASHFORD, "2011"),
        _area(NEW_PLACE, "Ashford 001F", "lsoa", ASHFORD, "2021"),
        _area(IN_CANTERBURY, "Canterbury 001A", "lsoa", CANTERBURY, "2021"),
        # A place over the border, which the lookups know as another force's.
        _area(OUTSIDE, "Hastings 001A", "lsoa", "E07000062", "2021"),
    ],
    "population": [
        {"area_code": code, "level": level, "year": year, "age_band": "all", "persons": persons, "vintage": vintage}
        for code, persons in RESIDENTS.items()
        for level in ["pfa" if code == KENT else "authority"]
        # The older edition gives another number for 2023, and the newest year is missing for the time being.
        for year, vintage, persons in [(2023, "mye23", persons * 9), (2023, "mye24", persons), (2018, "mye23", persons)]
    ],
}


@contextmanager
def county(rows: Rows, coverage: Mapping[str, Mapping[str, str]] | None = None, **more: Any) -> Iterator[Inputs]:
    """The inputs of a derivation that hold these rows (columns not given are empty) and the places of the county."""
    with duckdb.connect() as engine:
        for dataset in datasets():
            columns = ", ".join(f'"{column.name}" {column.sql}' for column in dataset.columns)
            engine.execute(f'CREATE TABLE "{dataset.table}" ({columns})')
        for table, given in {**PLACES, **rows}.items():
            if given:
                frame = pl.DataFrame(given, infer_schema_length=None)  # noqa: F841 - DuckDB finds it by its name
                engine.execute(f'INSERT INTO "{table}" BY NAME SELECT * FROM frame')
        standing = {
            name: Standing(name, "1.0.0", "", "", (), {"coverage": _told(periods)})
            for name, periods in (coverage or {}).items()
        }
        yield Inputs(engine, standing, "kent", **more)


def _told(periods: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"period": period, "status": status} for period, status in periods.items()]


def worked(measure: Measure, rows: Rows, coverage: Mapping[str, Mapping[str, str]] | None = None) -> list[Worked]:
    """The measure in every area."""
    with county(rows, coverage) as inputs:
        return list(work_out(inputs, [measure]))


def value(measure: Measure, rows: Rows, area: str, grain: str, period: str) -> Decimal | None:
    """One value as it is published."""
    (found,) = [one for one in worked(measure, rows) if one.series.area.code == area]
    (at,) = [at for at, figure in enumerate(found.figures) if (figure.grain, figure.period) == (grain, period)]
    from pipelines.measures.charts import shown

    return shown(found.values[at].value)
