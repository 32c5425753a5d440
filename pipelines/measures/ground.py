"""The tables that every formula may use: forces by name, the areas measured, districts of places, residents.

They are made anew in each derivation, over the datasets of `INPUTS`. Only the body's own force has districts.
"""

from __future__ import annotations

import polars as pl

from pipelines.measures.measure import Table
from pipelines.sources.call_handling.forces import area_code
from pipelines.sources.derived import Inputs

INPUTS = ("areas", "crime-recorded", "population")
"""The datasets that every derivation of measures needs."""

LAST_YEAR = 2100
"""Residents are told for the years up to this one: those of the newest estimate."""

NAMES_OF_FORCES = {
    "crime_street": "reported_by",
    "stop_and_search": "force",
    "crime_recorded": "force_name",
}
"""The datasets that name forces without a code, and the column."""

_PLAIN = r"trim(regexp_replace({}, '\s*\(.*?\)', '', 'g'))"

_DISTRICTS = f"""
    SELECT DISTINCT ON (d.area_code) d.area_code, {_PLAIN.format("d.area_name")} AS area_name
    FROM areas d JOIN areas p ON p.area_code = d.parent_code AND p.level = 'csp' AND p.vintage = d.vintage
    WHERE d.level = 'lad' AND p.parent_code = (SELECT area_code FROM own_force)
        AND d.area_code IN (SELECT parent_code FROM areas WHERE level = 'lsoa')
    ORDER BY d.area_code, d.vintage DESC
"""
# The same code may stand in the lookups of 2011 and of 2021: where they disagree, the newer one tells.
_PLACES = """
    SELECT area_code AS lsoa_code, arg_max(parent_code, vintage) AS area_code
    FROM areas WHERE level = 'lsoa' AND parent_code IN (SELECT area_code FROM districts) GROUP BY 1
"""
# ONS and the Home Office draw partnerships up under different codes and names: a district is in one by either.
_PARTNERSHIPS = f"""
    SELECT DISTINCT c.area_code, {_PLAIN.format("c.area_name")} AS area_name
    FROM crime_recorded c JOIN forces f ON f.name = c.force_name
    WHERE c.level = 'csp' AND c.area_code IS NOT NULL AND f.area_code = (SELECT area_code FROM own_force)
"""
_DISTRICTS_OF = """
    SELECT DISTINCT p.area_code, d.area_code AS district_code
    FROM partnerships p JOIN districts d ON d.area_name = p.area_name OR p.area_name LIKE d.area_name || ' and %'
        OR p.area_name LIKE '% and ' || d.area_name
        OR EXISTS (SELECT 1 FROM areas a WHERE a.area_code = d.area_code AND a.parent_code = p.area_code)
"""
_AREAS = f"""
    SELECT area_code, arg_max({_PLAIN.format("area_name")}, vintage) AS area_name, 'force' AS area_level
    FROM areas WHERE level = 'pfa' GROUP BY area_code
    UNION ALL
    SELECT area_code, min(area_name), 'force' FROM own_force
    WHERE area_code NOT IN (SELECT area_code FROM areas WHERE level = 'pfa') GROUP BY area_code
    UNION ALL SELECT *, 'district' FROM districts
    UNION ALL SELECT *, 'partnership' FROM partnerships
"""
_RESIDENTS = f"""
    WITH newest AS (
        SELECT area_code, level, "year" AS population_year, arg_max(persons, (vintage, persons)) AS residents
        FROM population WHERE age_band = 'all' AND persons IS NOT NULL AND area_code IS NOT NULL GROUP BY ALL
    ), of_districts AS (
        SELECT n.* FROM newest n JOIN districts USING (area_code) WHERE n.level = 'authority'
    ), whole AS (
        SELECT (SELECT area_code FROM own_force) AS area_code, population_year, sum(residents) AS residents
        FROM of_districts GROUP BY population_year HAVING count(*) = (SELECT count(*) FROM districts)
        UNION ALL
        SELECT p.area_code, population_year, sum(residents)
        FROM (SELECT *, count(*) OVER (PARTITION BY area_code) AS districts FROM districts_of) p
        JOIN of_districts d ON d.area_code = p.district_code
        GROUP BY p.area_code, population_year HAVING count(*) = any_value(p.districts)
    ), known AS (
        SELECT area_code, population_year, residents FROM newest WHERE level = 'pfa'
        UNION ALL SELECT area_code, population_year, residents FROM of_districts
        UNION ALL SELECT * FROM whole w WHERE NOT EXISTS (
            SELECT 1 FROM newest n
            WHERE n.level = 'pfa' AND n.area_code = w.area_code AND n.population_year = w.population_year)
    )
    SELECT k.area_code, y.for_year, max(k.population_year) AS population_year,
        arg_max(k.residents, k.population_year)::BIGINT AS residents
    FROM known k, (SELECT unnest(range(1990, {LAST_YEAR + 1})) AS for_year) y
    WHERE k.population_year <= y.for_year GROUP BY ALL
"""

TABLES = (
    Table("districts", _DISTRICTS),
    Table("places", _PLACES),
    Table("partnerships", _PARTNERSHIPS),
    Table("districts_of", _DISTRICTS_OF),
    Table("measured_areas", _AREAS),
    Table("residents", _RESIDENTS),
)
"""What is there for every formula, beside `own_force` and `forces`, in the order of their making."""


def lay(inputs: Inputs) -> None:
    """Make the tables: `own_force` and `forces` (name, area_code), and those of `TABLES`."""
    own = area_code(inputs.force)
    _put(inputs, "own_force", [(own, inputs.force)] if own else [])
    _put(inputs, "forces", [(code, name) for name in _names(inputs) if (code := area_code(name))])
    for table in TABLES:
        make(inputs, table)


def make(inputs: Inputs, table: Table) -> None:
    """Make a table and those that it needs, unless they are there."""
    if inputs.sql("SELECT 1 FROM duckdb_tables() WHERE table_name = ?", [table.name]).is_empty():
        for needed in table.needs:
            make(inputs, needed)
        inputs.engine.execute(f'CREATE TEMP TABLE "{table.name}" AS {table.sql}')


def _names(inputs: Inputs) -> list[str]:
    """Every name of a force that a dataset uses instead of a code."""
    there = set(inputs.sql("SELECT DISTINCT table_name FROM information_schema.tables")["table_name"])
    found: set[str] = set()
    for table, name in NAMES_OF_FORCES.items():
        if table in there:
            found |= set(inputs.sql(f'SELECT DISTINCT "{name}" AS name FROM "{table}"')["name"])
    return sorted(found)


def _put(inputs: Inputs, name: str, rows: list[tuple[str, str]]) -> None:
    frame = pl.DataFrame(rows, schema=["area_code", "area_name" if name == "own_force" else "name"], orient="row")
    inputs.engine.register("laid", frame.cast(pl.String))
    inputs.engine.execute(f'CREATE TEMP TABLE "{name}" AS SELECT * FROM laid')
    inputs.engine.unregister("laid")
