"""Where it happens, and to how many: areas, the people who live in them, and neighbourhood teams."""

from __future__ import annotations

from pipelines.dataset import Dataset, Duty, Grain, RevisionPolicy
from pipelines.sources.neighbourhoods import NEIGHBOURHOODS
from pipelines.sources.ons.areas import AREAS
from pipelines.sources.ons.population import POPULATION
from pipelines.sources.ons.validity import SETTLE
from schemas.neighbourhoods import Neighbourhoods
from schemas.places import Areas, Population

DUTY = Duty(
    instrument="Police Reform and Social Responsibility Act 2011, section 11(3)",
    text="Publish what people need to assess the force's performance: figures by area, and for each resident",
    due_days=366,
)

AREAS_DATASET = Dataset(
    name="areas",
    title="Areas: the force's, its partnerships, districts and LSOAs",
    description=(
        "The codes and names of the areas that figures are given for, by vintage, and which area lies in which. "
        "From the lookups of the Office for National Statistics; the areas of all police forces, and below them those "
        "of the office's own force."
    ),
    subject="places",
    schema=Areas,
    source=AREAS,
    grain=Grain.WHOLE,
    key=("area_code", "vintage"),
    cadence="R/P1Y",
    duty=DUTY,
    revisions=RevisionPolicy(
        "A vintage does not change; a new one is added beside it, and with it the end of a code that it has no more.",
        matures=("valid_from", "valid_from_status", "valid_to", "valid_to_status"),
    ),
    settle=SETTLE,
    caveats=(
        "The lookup of lower layer areas is a best fit from 2011 to 2021 and leaves out 1,044 areas of 2021 in England "
        "and Wales: a code that is not here may well be real. No row of any dataset is dropped for that; the name of "
        "such an area begins with the name of its district.",
        "Dartford and Gravesham are two districts and one partnership: Kent has 13 districts and 12 partnerships.",
        "Shepway has been Folkestone and Hythe since April 2018; its partnership and older lower layer areas keep the "
        "name.",
        "The lookups give no days on which a code began or ended: what stands here is the first and the last vintage "
        "that has it. Councils in Kent are being reorganised: codes will end.",
        "A new name is no new code: the same code may stand under different names in different vintages.",
    ),
    keywords=("areas", "geography", "districts", "community safety partnerships", "LSOA"),
    files_stand_alone=True,
)

POPULATION_DATASET = Dataset(
    name="population",
    title="Population of police force areas and local authorities",
    description=(
        "How many people live in each area in the middle of each year, so that figures can be given for each resident. "
        "From the mid-year estimates of the Office for National Statistics."
    ),
    subject="places",
    schema=Population,
    source=POPULATION,
    grain=Grain.WHOLE,
    key=("area_code", "area_name", "level", "year", "age_band", "vintage"),
    cadence="R/P1Y",
    duty=DUTY,
    revisions=RevisionPolicy(
        "After a census the estimates of the years before it are made anew.", matures=("persons",)
    ),
    caveats=(
        "An authority called Kent is the county council's area without Medway; the force's area holds both.",
        "Some authorities are joined with a neighbour and have no code of their own here.",
        "Each edition of the estimates brings all its years again: take the newest edition of a year.",
    ),
    keywords=("population", "residents", "mid-year estimates"),
    area="K02000001",
    files_stand_alone=True,
)

NEIGHBOURHOODS_DATASET = Dataset(
    name="neighbourhoods",
    title="Neighbourhood policing teams: where they are, how to reach them",
    description=(
        "Every neighbourhood of the force: its name, what the force says of it, its middle, and how to reach its team. "
        "From data.police.uk, as it stands now; there is no history."
    ),
    subject="places",
    schema=Neighbourhoods,
    source=NEIGHBOURHOODS,
    grain=Grain.WHOLE,
    key=("force", "neighbourhood_id"),
    cadence="R/P1M",
    duty=Duty(
        instrument="Police Reform and Social Responsibility Act 2011, section 34",
        text="Arrangements for engaging with people in each neighbourhood are made known",
        due_days=93,
    ),
    revisions=RevisionPolicy(
        "It tells what stands now. Forces change names, texts and numbers without notice.",
        matures=("name", "description", "population", "population_status", "page", "telephone", "email"),
    ),
    caveats=(
        "Numbers of residents are the force's own and often old; 0 is also written for unknown.",
        "Where what is told of a neighbourhood could not be had, its name alone stands here.",
    ),
    keywords=("neighbourhoods", "neighbourhood policing", "local police"),
)
