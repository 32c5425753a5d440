"""Stop and search."""

from __future__ import annotations

from assets.crime import COMPARED, DUTY
from pipelines.dataset import Dataset, Duty, Grain, RevisionPolicy, Triangle, Volume
from pipelines.sources.police_uk import STOP_AND_SEARCH as FILES
from pipelines.sources.police_uk import PoliceUk
from schemas.stop_and_search import StopAndSearch

STOP_AND_SEARCH = Dataset(
    name="stop-and-search",
    title="Stop and search: who was searched, why and what it led to",
    description=(
        "Every stop and search by the force: when, about where, under which law, what for and what it led to. "
        "With the age range, gender and ethnicity of the person as recorded. Made from the archives of data.police.uk, "
        "which restate 36 months every month."
    ),
    subject="stops",
    schema=StopAndSearch,
    source=PoliceUk(FILES),
    grain=Grain.MONTH,
    period_column="month",
    cadence="R/P1M",
    duty=Duty(
        instrument=f"{DUTY.instrument}; Best Use of Stop and Search Scheme",
        text="Publish what people need to assess the force's performance, and the outcomes of its stops and searches",
        due_days=75,
    ),
    revisions=RevisionPolicy(
        text=(
            "Each monthly archive restates the last 36 months, and searches that were returned late are added. Nothing "
            "identifies a row, so a corrected search shows as one row taken out and one put in."
        ),
    ),
    volume=Volume(by="type", floor=0.5),
    triangle=Triangle(by=("type",)),
    caveats=(
        "Equal rows are real: several people, or several objects looked for. None is ever taken out.",
        "Rows are not people: one person searched for two objects may stand on two rows.",
        "Where time_known is false the time is midnight, which some forces write for a date alone.",
        "A search of a vehicle alone has no age, gender or ethnicity. Blank is not nought.",
        "Places are anonymised points; a few lie far outside the force's area, and some are not given.",
        COMPARED,
    ),
    keywords=("stop and search", "police", "ethnicity", "searches", "police powers"),
)
