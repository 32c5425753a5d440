"""Recorded crime and anti-social behaviour, month by month, and how much of it is solved."""

from __future__ import annotations

from pipelines.measures.measure import Kind, Measure, Table
from pipelines.measures.methods.xmr import Good

ASB = "Anti-social behaviour"
TYPES = {
    "Bicycle theft": (),
    "Burglary": ("property-burglary",),
    "Criminal damage and arson": (),
    "Drugs": ("people-serious-violence-and-gangs",),
    "Other crime": (),
    "Other theft": (),
    "Possession of weapons": ("people-serious-violence-and-gangs",),
    "Public order": (),
    "Robbery": ("property-robbery",),
    "Shoplifting": ("property-retail-crime",),
    "Theft from the person": (),
    "Vehicle crime": ("property-vehicle-crime",),
    "Violence and sexual offences": ("people-serious-violence-and-gangs", "people-rape-and-serious-sexual-offences"),
}
"""Types of crime as data.police.uk names them, and the plan's priorities that they are about."""

SOLVED = (
    "Awaiting court outcome",
    "Court case unable to proceed",
    "Court result unavailable",
    "Local resolution",
    "Suspect charged",
    "Suspect charged as part of another case",
)
"""Last outcomes in which somebody was dealt with, beside those of courts, which begin 'Defendant' or 'Offender'."""

MATURES = 24
"""Months in which outcomes still come in: crime-street says about two years."""

_SOLVED = ", ".join(f"'{outcome}'" for outcome in SOLVED)
LOCATED = Table(
    "located_crimes",
    f"""
    SELECT c.month, f.area_code AS force_code, p.area_code AS district_code, c.crime_type, count(*) AS crimes,
        count(*) FILTER (last_outcome_category IN ({_SOLVED}) OR last_outcome_category LIKE 'Defendant %'
            OR last_outcome_category LIKE 'Offender %') AS solved
    FROM crime_street c JOIN forces f ON f.name = c.reported_by LEFT JOIN places p USING (lsoa_code) GROUP BY ALL
    """,
)
"""Rows of crime-street by month, force, district and type. A place in no district of the own force has none."""

COUNTED = Table(
    "counted_crimes",
    """
    WITH areas_of AS (
        SELECT DISTINCT force_code, force_code AS area_code FROM located_crimes
        UNION ALL SELECT o.area_code, d.area_code FROM own_force o, districts d
    ), months AS (SELECT DISTINCT month, force_code FROM located_crimes
    ), types AS (SELECT DISTINCT crime_type FROM located_crimes
    ), summed AS (
        SELECT month, force_code, force_code AS area_code, crime_type, crimes, solved FROM located_crimes
        UNION ALL SELECT month, force_code, district_code, crime_type, crimes, solved FROM located_crimes
        WHERE district_code IS NOT NULL AND force_code = (SELECT area_code FROM own_force)
    )
    SELECT m.month AS period, a.area_code, t.crime_type, coalesce(sum(s.crimes), 0)::BIGINT AS crimes,
        coalesce(sum(s.solved), 0)::BIGINT AS solved, any_value(r.residents) AS residents,
        any_value(r.population_year) AS population_year
    FROM months m JOIN areas_of a USING (force_code) CROSS JOIN types t
    LEFT JOIN summed s ON s.month = m.month AND s.area_code = a.area_code AND s.crime_type = t.crime_type
    LEFT JOIN residents r ON r.area_code = a.area_code AND r.for_year = left(m.month, 4)::INT
    GROUP BY ALL
    """,
    needs=(LOCATED,),
)
"""Crimes by month, area and type, nought where there were none, with the residents of the area."""

CAVEATS = (
    "Police recorded crime says more about police activity than about trends in crime.",
    "Residents are not all who are there: town centres and places with many visitors have high rates.",
    "Rows of places outside the county count for the force and for no district; so do rows without a place.",
    "Counts by district and type are small; they are public already, at data.police.uk, row by row.",
    "Most types have a season: compare a month with the same month a year before.",
)


def _name(crime_type: str) -> str:
    return crime_type.lower().replace(" ", "-")


def _recorded(id: str, what: str, where: str, priorities: tuple[str, ...]) -> Measure:  # noqa: A002
    return Measure(
        id=id,
        title=f"Recorded {what.partition(' without ')[0]}",
        headline=id in {"crime", "anti-social-behaviour"},
        subject="Recorded crime",
        question=f"How much {what} is recorded, for every 1,000 residents?",
        definition=(
            f"Rows of crime-street in the month that are {what}, by the force that recorded them and by the "
            "district in which their anonymised point lies, for every 1,000 residents."
        ),
        formula=(
            "SELECT period, area_code, sum(crimes) AS numerator, any_value(residents) AS denominator, "
            f"any_value(population_year) AS population_year FROM counted_crimes WHERE {where} GROUP BY ALL"
        ),
        inputs=("crime-street", "areas", "population"),
        needs=(COUNTED,),
        kind=Kind.RATE,
        per=1000,
        unit="per 1,000 residents",
        good=Good.LOWER,
        levels=("force", "district"),
        caveats=CAVEATS,
        priorities=priorities,
        covered=("crime-street",),
        rolling=True,
        charted=True,
        funnel=True,
        projected=id in {"crime", "anti-social-behaviour"},
    )


def _solved(id: str, what: str, where: str, priorities: tuple[str, ...]) -> Measure:  # noqa: A002
    return Measure(
        id=id,
        title=f"Solved {what.removeprefix('crimes of the type ')}",
        headline=id == "solved",
        subject="Solved crime",
        question=f"What share of {what} is solved?",
        definition=(
            f"Of the {what} recorded in the month, those whose last known outcome is a charge, a caution or another "
            "action against a suspect, a local resolution, or any result of a court."
        ),
        formula=(
            "SELECT period, area_code, sum(solved) AS numerator, sum(crimes) AS denominator "
            f"FROM counted_crimes JOIN own_force USING (area_code) WHERE {where} GROUP BY ALL"
        ),
        inputs=("crime-street",),
        needs=(COUNTED,),
        kind=Kind.PROPORTION,
        unit="per cent of crimes recorded",
        good=Good.HIGHER,
        caveats=(
            "Outcomes come in for about two years: recent months look worse than they are and are marked [p].",
            "It is not the official outcome rate, which the Home Office makes of its own tables.",
        ),
        priorities=priorities,
        covered=("crime-street",),
        rolling=True,
        charted=True,
        matures=MATURES,
    )


_EVERY = f"crime_type <> '{ASB}'"

RECORDED = (
    _recorded("crime", "crime without anti-social behaviour", _EVERY, ("places-neighbourhood-policing",)),
    _recorded("anti-social-behaviour", ASB.lower(), f"crime_type = '{ASB}'", ("places-anti-social-behaviour",)),
    *(_recorded(f"crime-{_name(t)}", t.lower(), f"crime_type = '{t}'", serves) for t, serves in TYPES.items()),
)
SOLVED_CRIME = (
    _solved("solved", "crimes of all types", _EVERY, ("partnerships-criminal-justice",)),
    *(
        _solved(f"solved-{_name(t)}", f"crimes of the type {t.lower()}", f"crime_type = '{t}'", serves)
        for t, serves in TYPES.items()
    ),
)
WITHOUT_A_DISTRICT = Measure(
    id="crime-without-district",
    title="Recorded crime told of no district",
    subject="Recorded crime",
    question="What share of what is recorded can be told of no district?",
    definition=(
        "Of the rows of crime-street in the month, anti-social behaviour too, those without a place, with a place "
        "outside the force's area, or in a lower layer area that the lookups do not know."
    ),
    formula=(
        "SELECT month AS period, force_code AS area_code, CASE WHEN EXISTS (FROM places) "
        "THEN coalesce(sum(crimes) FILTER (district_code IS NULL), 0) END AS numerator, sum(crimes) AS denominator, "
        "CASE WHEN NOT EXISTS (FROM places) THEN 'no lookup of districts is here' END AS reason FROM located_crimes "
        "WHERE force_code = (SELECT area_code FROM own_force) GROUP BY ALL"
    ),
    inputs=("crime-street", "areas"),
    needs=(LOCATED,),
    kind=Kind.PROPORTION,
    unit="per cent of rows",
    covered=("crime-street",),
    charted=True,
)
