"""Crimes that the police recorded, and their outcomes, as the Home Office counts them by quarter."""

from __future__ import annotations

from pipelines.checks.recorded import CHECKS
from pipelines.dataset import Dataset, Duty, Grain, RevisionPolicy, Triangle
from pipelines.sources.home_office import OUTCOMES, RECORDED, HomeOffice
from schemas.recorded import CrimeOutcomesRecorded, CrimeRecorded

DUTY = Duty(
    instrument="Police Reform and Social Responsibility Act 2011, section 11(3)",
    text="Publish what people need to assess the force's performance, as soon as practicable after each period",
    due_days=130,
)
QUARTERS = "Quarter 4 is January to March of the next calendar year; the latest financial year may be incomplete."
NOT_ACCREDITED = (
    "Police recorded crime says more about police activity than about trends in crime. For long-term trends see the "
    "Crime Survey for England and Wales."
)

CRIME_RECORDED = Dataset(
    name="crime-recorded",
    title="Recorded crime by quarter, offence and partnership",
    description=(
        "Offences recorded in each quarter, by offence, for the force and its community safety partnerships. "
        "Made from the Home Office's open data tables, which restate every year at each quarterly release. What the "
        "tables' own notes say of a figure stands beside it: figures that cannot be used are marked [u]. Offences "
        "assigned to no partnership are a row of their own, so that partnerships add up to the force."
    ),
    subject="crime",
    schema=CrimeRecorded,
    source=HomeOffice(RECORDED),
    grain=Grain.FINANCIAL_YEAR,
    period_column="financial_year",
    key=("financial_year", "quarters_summed", "level", "force_name", "area_name", "offence_code"),
    cadence="R/P3M",
    duty=DUTY,
    revisions=RevisionPolicy(
        text=(
            "Each quarterly release restates every year: late records arrive, others are cancelled or moved to another "
            "offence. Earlier counts are expected to change a little."
        ),
        matures=("offences", "offences_status", "note"),
        classifies=("offence_group", "offence_subgroup", "offence_description"),
    ),
    checks=CHECKS,
    triangle=Triangle(by=("level", "force_name", "offence_group"), sums=("offences",)),
    caveats=(
        NOT_ACCREDITED,
        QUARTERS,
        "Never add the levels force and csp: the second divides the first.",
        "Five Kent partnerships (Maidstone, Medway, Tonbridge and Malling, Dartford and Gravesham, Tunbridge Wells) "
        "cannot be used from January 2024: most of their crimes are in 'Unassigned Kent'. Their rows are marked [u].",
        "A count may be below nought: more earlier records were cancelled in the quarter than new ones made.",
        "Anti-social behaviour is not recorded crime, and not in here. Fraud is recorded nationally, not by forces.",
    ),
    keywords=("crime", "recorded crime", "offences", "community safety partnership", "police"),
)

CRIME_OUTCOMES_RECORDED = Dataset(
    name="crime-outcomes-recorded",
    title="Outcomes of recorded crime by quarter and offence",
    description=(
        "What became of recorded crimes: outcomes given by the force in each quarter, by offence and kind of outcome. "
        "Made from the Home Office's outcomes open data tables. Outcomes recorded in a quarter and outcomes of the "
        "crimes of a quarter are different counts, and never mixed."
    ),
    subject="crime",
    schema=CrimeOutcomesRecorded,
    source=HomeOffice(OUTCOMES),
    grain=Grain.FINANCIAL_YEAR,
    period_column="financial_year",
    key=("financial_year", "quarters_summed", "force_name", "offence_code", "outcome_type"),
    cadence="R/P3M",
    duty=DUTY,
    revisions=RevisionPolicy(
        text=(
            "Each release restates the year. Outcomes of the crimes of a quarter mature for about two years as "
            "investigations end; the others change a little."
        ),
        matures=(
            *("outcomes_recorded", "outcomes_recorded_status"),
            *("outcomes_of_crimes", "outcomes_of_crimes_status"),
        ),
        classifies=("offence_group", "offence_subgroup", "offence_description", "outcome_group", "outcome_description"),
    ),
    triangle=Triangle(by=("force_name", "outcome_group"), sums=("outcomes_recorded", "outcomes_of_crimes")),
    caveats=(
        QUARTERS,
        "Outcomes recorded in a quarter are mostly of earlier crimes: they are no rate of that quarter's crimes.",
        "Outcomes of the crimes of recent quarters are incomplete, and cannot be compared with older ones.",
        "The layout of the source's tables was not verified when the reader was written: each night notes which column "
        "it took for what.",
    ),
    keywords=("crime", "outcomes", "charges", "police", "justice"),
)
