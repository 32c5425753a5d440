"""The people: who works for the police."""

from __future__ import annotations

from pipelines.dataset import Dataset, Duty, Grain, RevisionPolicy, Triangle
from pipelines.sources.workforce import WORKFORCE
from schemas.workforce import PoliceWorkforce

POLICE_WORKFORCE = Dataset(
    name="police-workforce",
    title="Police officers, staff and volunteers by force",
    description=(
        "How many officers, staff and volunteers each police force has, by date, rank and sex. "
        "Heads and full-time equivalents, as the Home Office counts them on 31 March and, in older workbooks, on "
        "30 September too. Where two tables give the same day both are published and say which they are."
    ),
    subject="people",
    schema=PoliceWorkforce,
    source=WORKFORCE,
    grain=Grain.FINANCIAL_YEAR,
    period_column="financial_year",
    key=("as_at", "force_name", "worker_type", "rank", "sex", "source_table"),
    cadence="R/P6M",
    duty=Duty(
        instrument="Police Reform and Social Responsibility Act 2011, section 11(3)",
        text="The information that people need to assess the force's performance, as soon as practicable",
        due_days=180,
    ),
    revisions=RevisionPolicy(
        "The Home Office re-issues the whole table every half-year and revises earlier years. Revised figures are "
        "published as corrections, with the old values in the list of changes.",
        matures=("headcount", "headcount_status", "fte", "fte_status"),
    ),
    triangle=Triangle(by=("worker_type",), sums=("fte",)),
    caveats=(
        "Never add rows of different source tables: they count the same people.",
        "Older workbooks give no rank or sex, and headcounts for some dates only.",
        "Some forces cannot tell designated officers from other staff: their staff figures are higher than others'.",
        "Forces clean their lists of special constables and volunteers now and then: compare years with care.",
        "British Transport Police stands beside the 43 forces and has no area of its own.",
    ),
    area="K04000001",
    keywords=("police officers", "police staff", "workforce", "headcount", "full-time equivalent"),
)
