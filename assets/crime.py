"""Crime and what became of it."""

from __future__ import annotations

from pipelines.dataset import Dataset, Duty, Grain, RevisionPolicy, Triangle, Volume
from pipelines.sources.police_uk import OUTCOMES, STREET, PoliceUk
from schemas.crime import CrimeStreet
from schemas.outcomes import CrimeOutcomes

DUTY = Duty(
    instrument="Police Reform and Social Responsibility Act 2011, section 11(3)",
    text="Publish what people need to assess the force's performance, as soon as practicable after each period",
    due_days=75,
)

COMPARED = (
    "Rows of other forces may stand beside the office's own, to compare with. Missing and thin months are told of its "
    "own force alone."
)

CRIME_STREET = Dataset(
    name="crime-street",
    title="Street-level crime and anti-social behaviour by month",
    description=(
        "Every crime and anti-social behaviour incident the force recorded, by month, type and approximate place. "
        "Made from the archives of data.police.uk, which restate 36 months every month: outcomes mature, late reports "
        "arrive. Each published month says which archive it came from. Places are anonymised points, so they show "
        "where crime is in general and never a single address."
    ),
    subject="crime",
    schema=CrimeStreet,
    source=PoliceUk(STREET),
    grain=Grain.MONTH,
    period_column="month",
    key=("crime_id",),
    cadence="R/P1M",
    duty=DUTY,
    revisions=RevisionPolicy(
        text=(
            "Each monthly archive restates the last 36 months. Outcomes are expected to change for two years after the "
            "crime; a few rows arrive late. Anything else that changes is explained in the release's changes."
        ),
        matures=("last_outcome_category",),
        classifies=("crime_type",),
    ),
    volume=Volume(by="crime_type"),
    triangle=Triangle(by=("reported_by", "crime_type")),
    caveats=(
        "Police recorded crime is official statistics but not accredited: it says more about police activity than "
        "about trends in crime. For long-term trends see the Crime Survey for England and Wales.",
        "Anti-social behaviour rows have no identifier and may be identical: each is an incident, and all are kept.",
        "A crime ID is not a key: a few stand on more than one row.",
        "Outcomes of recent months cannot be compared with those of older ones.",
        "A few rows lie outside the force's area. They count for the force, not for a district.",
        COMPARED,
    ),
    keywords=("crime", "anti-social behaviour", "police", "outcomes", "street level"),
)

CRIME_OUTCOMES = Dataset(
    name="crime-outcomes",
    title="Outcomes of crimes, by the month of the outcome",
    description=(
        "What became of each crime the force recorded, by the month in which the outcome came. "
        "A crime may have several outcomes over time: a suspect is charged, and months later a court decides. Made "
        "from the archives of data.police.uk, which restate 36 months every month. Join crime-street by crime_id for "
        "the type of crime, and mind that neither side is a key."
    ),
    subject="crime",
    schema=CrimeOutcomes,
    source=PoliceUk(OUTCOMES),
    grain=Grain.MONTH,
    period_column="month",
    key=("crime_id",),
    cadence="R/P1M",
    duty=DUTY,
    revisions=RevisionPolicy(
        text=(
            "Each monthly archive restates the last 36 months. Outcomes of crimes that were returned late are added; a "
            "force may correct an outcome. Anything else that changes is explained in the release's changes."
        ),
        matures=("outcome_type",),
    ),
    volume=Volume(by="outcome_type"),
    triangle=Triangle(by=("outcome_type",)),
    caveats=(
        "The month is that of the outcome. The crime may be years older, and no longer published in crime-street.",
        "Outcomes per crime of the same month are not a rate: the outcomes are mostly of earlier crimes.",
        "A crime may stand on several rows, also within a month: count crimes by their identifiers, not by rows.",
        "Results of courts hardly reach data.police.uk any more: 'Court result unavailable' stands in their place.",
        COMPARED,
    ),
    keywords=("crime", "police", "outcomes", "charges", "court", "justice"),
)
