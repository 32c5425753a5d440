"""Forces over years, officers beside recorded violence, and how the one goes with the other: the question of 2019."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import polars as pl

from pipelines.measures.methods.panel import CAVEATS, Association, Row, View, associations
from pipelines.measures.methods.rounding import places
from pipelines.sources.derived import Inputs
from schemas.analysis import OUTCOMES, OfficersAndViolence, OfficersAndViolenceFindings
from schemas.base import columns_of

INPUTS = ("police-workforce", "population", "crime-recorded")
FORCES_NEEDED = 10
"""With fewer forces nothing is computed: between them, chance says more than officers."""

# Tables that give the same day count the same people: the one with the most rows for it has the most detail. Where one
# has ranks or sexes beside their total, the total is left out.
_OFFICERS = """
    SELECT area_code, min(force_name) AS force_name, year(as_at) AS year, sum(fte) AS fte, count(*) > count(fte) AS gaps
    FROM (
        SELECT *, bool_or(rank <> 'All') OVER day AS ranked, bool_or(sex <> 'All') OVER day AS sexed,
            dense_rank() OVER (PARTITION BY area_code, as_at ORDER BY details DESC, source_table) AS place
        FROM (SELECT *, count(*) OVER (PARTITION BY area_code, as_at, source_table) AS details FROM police_workforce
            WHERE worker_type = 'Police officer' AND month(as_at) = 3 AND area_code IS NOT NULL)
        WINDOW day AS (PARTITION BY area_code, as_at, source_table)
    ) WHERE place = 1 AND (rank <> 'All' OR NOT ranked) AND (sex <> 'All' OR NOT sexed) GROUP BY area_code, as_at
"""
_RESIDENTS = """
    SELECT area_code, year, arg_max(persons, vintage) AS persons FROM population
    WHERE level = 'pfa' AND age_band = 'all' AND persons IS NOT NULL GROUP BY area_code, year
"""
_VIOLENCE = """
    SELECT area_code, CAST(left(financial_year, 4) AS INTEGER) AS year, lower(offence_subgroup) AS kind,
        sum(offences)::BIGINT AS offences, bool_or(offences_status = '[u]') AS unusable,
        count(*) > count(offences) AS gaps,
        len(list_distinct(flatten(list(string_split(quarters_summed, ','))))) AS quarters
    FROM crime_recorded WHERE level = 'force' AND lower(offence_subgroup) IN ('violence with injury',
        'violence without injury') GROUP BY ALL
"""
_ROWS = f"""
    WITH officers AS ({_OFFICERS}), residents AS ({_RESIDENTS}), violence AS ({_VIOLENCE}),
    kinds AS (
        SELECT area_code, year,
            any_value({{'n': offences, 'bad': unusable, 'whole': quarters = 4 AND NOT gaps}})
                FILTER (kind = 'violence with injury') AS harm,
            any_value({{'n': offences, 'bad': unusable, 'whole': quarters = 4 AND NOT gaps}})
                FILTER (kind = 'violence without injury') AS no_harm
        FROM violence GROUP BY area_code, year
    )
    SELECT year, area_code, force_name, CASE WHEN NOT gaps THEN fte END AS fte, persons, harm, no_harm
    FROM officers LEFT JOIN residents USING (area_code, year) LEFT JOIN kinds USING (area_code, year)
    ORDER BY year, area_code
"""


def rows(inputs: Inputs) -> pl.DataFrame:
    """A row for each force and year that police-workforce has a 31 March of."""
    found = inputs.sql(_ROWS).iter_rows(named=True)
    schema = {column.name: column.polars for column in columns_of(OfficersAndViolence)}
    return pl.DataFrame([_row(**one) for one in found], schema=schema, orient="row")


def _row(
    year: int,
    area_code: str,
    force_name: str,
    fte: Decimal | None,
    persons: int | None,
    harm: Mapping[str, Any] | None,
    no_harm: Mapping[str, Any] | None,
) -> dict[str, Any]:
    counts = {"violence_with_injury": harm, "violence_without_injury": no_harm}
    row: dict[str, Any] = {
        "financial_year": f"{year}-{(year + 1) % 100:02}",
        "area_code": area_code,
        "force_name": force_name,
        **_told("officers_fte", fte),
        **_told("population", persons),
        **_told("officers_per_1000", _per_1000(fte, persons)),
    }
    for name, count in counts.items():
        usable = count["n"] if count and count["whole"] and not count["bad"] else None
        missing = "[u]" if count and count["bad"] else "[x]"
        row |= _told(name, usable, missing)
        row |= _told(f"{name}_per_1000", _per_1000(usable, persons), missing)
    return row


def _told(name: str, value: Decimal | int | None, missing: str = "[x]") -> dict[str, Any]:
    return {name: value, f"{name}_status": missing if value is None else None}


def _per_1000(count: Decimal | int | None, persons: int | None) -> Decimal | None:
    """So many for each 1,000 residents, to four decimals."""
    return places(float(count) * 1000 / persons, 4) if count is not None and persons else None


def findings(inputs: Inputs) -> pl.DataFrame:
    """Each view of each kind of violence."""
    found = inputs.sql("SELECT * FROM officers_and_violence ORDER BY financial_year, area_code").to_dicts()
    schema = {column.name: column.polars for column in columns_of(OfficersAndViolenceFindings)}
    told = [row for outcome in OUTCOMES for row in _findings(outcome, found)]
    return pl.DataFrame(told, schema=schema, orient="row")


def _findings(outcome: str, found: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    rate = f"{outcome.replace('-', '_')}_per_1000"
    whole = [row for row in found if row["officers_per_1000"] is not None and row[rate] is not None]
    panel = [
        Row(row["area_code"], int(row["financial_year"][:4]), float(row["officers_per_1000"]), float(row[rate]))
        for row in whole
    ]
    forces = len({row.force for row in panel})
    few = f"{forces} of the {FORCES_NEEDED} forces that are needed are held" if forces < FORCES_NEEDED else ""
    views = [Association(view, len(panel), forces, reason=few) for view in View] if few else associations(panel)
    years = [row["financial_year"] for row in whole]
    for one in views:
        span = {"first_year": min(years, default=None), "last_year": max(years, default=None)}
        yield {
            "outcome": outcome,
            "view": str(one.view),
            "forces": one.forces,
            "rows_used": one.rows,
            **span,
        } | _told_of(one)


def _told_of(one: Association) -> dict[str, Any]:
    slope, correlation = one.slope_interval, one.correlation_interval
    numbers = {
        "slope": one.slope,
        "slope_low": slope.lower if slope else None,
        "slope_high": slope.upper if slope else None,
        "correlation": one.correlation,
        "correlation_low": correlation.lower if correlation else None,
        "correlation_high": correlation.upper if correlation else None,
    }
    told: dict[str, Any] = {}
    for name, number in numbers.items():
        told |= _told(name, None if number is None else places(number, 4))
    return told | {"reading": _reading(one), "reason": one.reason or None, "cannot_show": " ".join(CAVEATS.values())}


def _reading(one: Association) -> str:
    if one.slope_interval is None:
        return "not-computed"
    if one.slope_interval.lower > 0:
        return "goes-with-more"
    return "goes-with-less" if one.slope_interval.upper < 0 else "no-clear-association"
