"""The national crime and policing measures of 2021, by the Home Office's quarterly counts, against June 2019."""

from __future__ import annotations

from dataclasses import replace

from pipelines.measures.measure import Kind, Measure, Span, Table
from pipelines.measures.methods.xmr import Good

BASELINE = "2019-06"
"""The twelve months to June 2019, against which the measures of 2021 are told."""

# A quarter that the source has summed with others is no quarter. One figure that cannot be used spoils its sum.
QUARTERS = Table(
    "quarters_of_crime",
    """
    SELECT strftime(strptime(quarter_start, '%Y-%m') + INTERVAL 2 MONTH, '%Y-%m') AS period,
        coalesce(CASE WHEN c.level = 'csp' THEN c.area_code END, f.area_code) AS area_code, c.level,
        offence_group, offence_subgroup, sum(offences) AS offences,
        bool_or(offences IS NULL OR offences_status IS NOT NULL) AS spoilt,
        any_value(offences_status) AS offences_status
    FROM crime_recorded c JOIN forces f ON f.name = c.force_name
    WHERE c.quarter IS NOT NULL AND (c.level = 'force' OR c.area_code IS NOT NULL)
        AND (c.level = 'force' OR f.area_code = (SELECT area_code FROM own_force))
    GROUP BY ALL
    """,
)
"""Offences by quarter, named by its last month, area and offence, and whether a figure among them cannot be used."""

CAVEATS = (
    "Police recorded crime says more about police activity than about trends in crime.",
    "The measures were set in 2021; which ones follow them had not been published when this was written.",
)
UNUSABLE = "the source says that figures of the area cannot be used"


def _quarterly(id: str, what: str, where: str, priorities: tuple[str, ...] = (), per: int = 1000) -> Measure:  # noqa: A002
    return Measure(
        id=id,
        title=f"{what.capitalize()}, Home Office counts",
        subject="National measures",
        question=f"Is {what} lower than in the year to June 2019?",
        definition=(
            f"Offences of {what} that the police recorded in the quarter, by the Home Office's tables, for every "
            f"{per:,} residents; over twelve months also against the year to June 2019."
        ),
        formula=f"""
            SELECT q.period, q.area_code,
                CASE WHEN NOT bool_or(spoilt) THEN greatest(sum(offences), 0) END AS numerator,
                any_value(r.residents) AS denominator, any_value(r.population_year) AS population_year,
                CASE WHEN bool_or(spoilt) THEN coalesce(any_value(offences_status), '[x]') END AS status,
                CASE WHEN bool_or(spoilt) THEN '{UNUSABLE}' END AS reason
            FROM quarters_of_crime q
            LEFT JOIN residents r ON r.area_code = q.area_code AND r.for_year = left(q.period, 4)::INT
            WHERE {where} GROUP BY q.period, q.area_code
        """,
        inputs=("crime-recorded", "population"),
        needs=(QUARTERS,),
        kind=Kind.RATE,
        per=per,
        unit=f"per {per:,} residents",
        good=Good.LOWER,
        span=Span.QUARTER,
        cadence="R/P3M",
        baseline=BASELINE,
        caveats=CAVEATS,
        priorities=priorities,
        rolling=True,
    )


_FORCE = "level = 'force' AND "
NATIONAL = (
    replace(
        _quarterly("national-recorded-crime", "recorded crime", "true", ("places-neighbourhood-policing",)),
        levels=("force", "partnership"),
    ),
    _quarterly("national-homicide", "homicide", f"{_FORCE}offence_subgroup = 'Homicide'", per=100_000),
    _quarterly(
        "national-violence-with-injury",
        "violence with injury",
        f"{_FORCE}offence_subgroup = 'Violence with injury'",
        ("people-serious-violence-and-gangs",),
    ),
    _quarterly("national-robbery", "robbery", f"{_FORCE}offence_group = 'Robbery'", ("property-robbery",)),
    _quarterly(
        "national-neighbourhood-crime",
        "neighbourhood crime (burglary of homes, robbery of persons, theft from persons, vehicle offences)",
        f"{_FORCE}offence_subgroup IN ('Residential burglary', 'Domestic burglary', 'Burglary - residential', "
        "'Robbery of personal property', 'Theft from the person', 'Vehicle offences')",
        ("property-burglary", "property-vehicle-crime", "property-robbery"),
    ),
)
