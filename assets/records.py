"""The office's own registers: decisions."""

from __future__ import annotations

from pipelines.checks.plan import SERVES_PRIORITIES
from pipelines.checks.registers import names_existing
from pipelines.dataset import OGL, Dataset, Duty, Grain, RevisionPolicy, Triangle
from pipelines.sources.records import RecordsSource
from schemas.decisions import Decisions

DECISIONS = Dataset(
    name="decisions",
    title="Decisions of significant public interest",
    description=(
        "The register of formal decisions: what was decided, when, by whom, why, at what cost, and where to read it. "
        "Older entries hold the number and the title alone, because that is all the public register gives. Nothing is "
        "inferred from a title; what is not known is empty."
    ),
    subject="records",
    schema=Decisions,
    source=RecordsSource(
        folder="decisions",
        model=Decisions,
        name="decision-records",
        title="Decision records of the office",
        publisher="The publishing office",
        home="https://www.kent-pcc.gov.uk/what-we-do/making-key-decisions/",
        attribution="Contains public sector information licensed under the Open Government Licence v3.0.",
    ),
    grain=Grain.WHOLE,
    triangle=Triangle(by=("decision_type",)),
    cadence="R/P1M",
    duty=Duty(
        instrument="SI 2011/3050, Schedule 1, paragraph 5(d)",
        text=(
            "A record of each decision of significant public interest, made at a meeting or otherwise, is published as "
            "soon as practicable after it is made."
        ),
        due_days=31,
    ),
    revisions=RevisionPolicy(
        "A decision keeps its id and number. Details are added as the office completes a record; a decision that "
        "replaces another names it, and both stay."
    ),
    key=("decision_id",),
    checks=(SERVES_PRIORITIES, names_existing("commitment_ids", "plan_commitments", "commitment_id")),
    caveats=(
        "The first 31 decisions have no dates in the public register, only numbers and titles.",
        "Two decisions share a title: the number tells them apart.",
        "A decision may be held back until a day that its record names; it is not listed before.",
    ),
    keywords=("decisions", "accountability", "governance", "police and crime"),
    files_stand_alone=True,
    reject_limit=0.1,
    licence=OGL,
)
