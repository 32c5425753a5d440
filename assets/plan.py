"""What the office promised: its plans, what people told it, what it pays for, and every figure it stated."""

from __future__ import annotations

from pipelines.checks.plan import COMMITMENT_CHECKS, PRIORITY_CHECKS, SERVES_PRIORITIES
from pipelines.checks.registers import stands_once
from pipelines.dataset import Dataset, Duty, Grain, RevisionPolicy, Triangle
from pipelines.sources.records import RecordsSource
from schemas.base import Table
from schemas.claims import Claims
from schemas.plan import PlanCommitments, PlanPriorities
from schemas.projects import FundedProjects
from schemas.survey import SurveyResults

_OWN_WORDS = "Texts are in our own words; the plan's or statement's own wording stands in the document named."
_PLAN_DUTY = Duty(
    instrument="Police Reform and Social Responsibility Act 2011, sections 5 and 7",
    text="The police and crime plan, and each variation of it, is published, with the objectives it sets.",
    due_days=31,
)


def _records(folder: str, model: type[Table], items: str, title: str, home: str) -> RecordsSource:
    """A source of records whose files list several rows each."""
    return RecordsSource(
        folder=folder,
        model=model,
        name=f"{folder.replace('/', '-')}-records",
        title=title,
        publisher="The publishing office",
        home=home,
        attribution="Contains public sector information licensed under the Open Government Licence v3.0.",
        items=items,
    )


PLAN_PRIORITIES = Dataset(
    name="plan-priorities",
    title="Priorities of the police and crime plans",
    description=(
        "Every priority of the police and crime plans since 2017, by area of the plan or by who is to meet it. "
        "The principles and opportunities that plans set beside their priorities stand here too. Commitments, "
        "decisions, contracts and grants name the priority that they serve by its id."
    ),
    subject="plan",
    schema=PlanPriorities,
    source=_records(
        "plan/priorities",
        PlanPriorities,
        "priorities",
        "Plan records of the office",
        "https://www.kent-pcc.gov.uk/what-we-do/police-and-crime-plan-2025/",
    ),
    grain=Grain.WHOLE,
    triangle=Triangle(by=("plan_id", "kind")),
    cadence="R/P1Y",
    duty=_PLAN_DUTY,
    revisions=RevisionPolicy(
        "A priority keeps its id. A draft is replaced by the plan that is adopted; a new plan brings new ids.",
        note="note",
    ),
    key=("priority_id",),
    checks=PRIORITY_CHECKS,
    caveats=(
        "The plan of 2025 is here as its draft: the adopted text has not been compared with it.",
        "The headings of the plan of 2017 are those of its version of spring 2020.",
        "Long names are shortened.",
    ),
    keywords=("police and crime plan", "priorities", "objectives", "accountability"),
    files_stand_alone=True,
    reject_limit=0.1,
)

PLAN_COMMITMENTS = Dataset(
    name="plan-commitments",
    title="What the police and crime plans promise",
    description=(
        "Every commitment of the police and crime plans: what is to be done, by whom, and for which priority. "
        "The draft of 2025-2029 is here whole (82 commitments, and 2 within one of them); of the two plans before it "
        "there is what the texts at hand say. Progress is empty until the office reports it."
    ),
    subject="plan",
    schema=PlanCommitments,
    source=_records(
        "plan/commitments",
        PlanCommitments,
        "commitments",
        "Commitment records of the office",
        "https://www.kent-pcc.gov.uk/what-we-do/police-and-crime-plan-2025/",
    ),
    grain=Grain.WHOLE,
    triangle=Triangle(by=("plan_id", "actor", "progress")),
    cadence="R/P3M",
    duty=Duty(
        instrument="Police Reform and Social Responsibility Act 2011, section 12",
        text="An annual report tells how far the objectives of the police and crime plan have been met.",
        due_days=183,
    ),
    revisions=RevisionPolicy(
        "A commitment keeps its id and its words. Progress is added as the office reports it; each change is listed.",
        matures=("progress", "progress_status", "progress_on", "progress_source"),
        note="note",
    ),
    key=("commitment_id",),
    checks=COMMITMENT_CHECKS,
    caveats=(
        _OWN_WORDS,
        "Count the rows whose parent_id is empty: the others are parts of one of those.",
        "Promises outside the tables of the plan, such as to publish performance data, are not among them.",
        "An empty progress says nothing of what has been done.",
    ),
    keywords=("police and crime plan", "commitments", "promises", "accountability"),
    files_stand_alone=True,
    reject_limit=0.1,
)

SURVEY_RESULTS = Dataset(
    name="survey-results",
    title="What people told the office in its surveys",
    description=(
        "Published results of the office's surveys: safety, trust, satisfaction and the issues that worry people. "
        "Only results that the office has published in a text stand here, without margins of error, because none were "
        "published. Figures whose text is damaged have no value."
    ),
    subject="plan",
    schema=SurveyResults,
    source=_records(
        "survey", SurveyResults, "results", "Survey records of the office", "https://www.kent-pcc.gov.uk/get-in-touch/"
    ),
    grain=Grain.WHOLE,
    triangle=Triangle(by=("survey_id",)),
    cadence="R/P1Y",
    duty=Duty(
        instrument="Police Reform and Social Responsibility Act 2011, section 11(3)",
        text="The public can judge how the office and the force perform; the office consults before it sets a plan.",
        due_days=183,
    ),
    revisions=RevisionPolicy(
        "A result keeps its id. A damaged figure gets its value when its original has been seen.",
        matures=("value", "value_status", "reading"),
        note="note",
    ),
    key=("result_id",),
    checks=(stands_once("result_id"),),
    caveats=(
        "People chose to answer: the surveys are not random samples, and nobody has published how they were weighted.",
        "Three percentages and a list of the survey of 2021 are damaged in the text that has come down.",
        "Whether the surveys of 2021 and of 2023 asked the same people in the same way is not told.",
    ),
    keywords=("survey", "public confidence", "feeling safe", "trust in the police", "victim satisfaction"),
    files_stand_alone=True,
    reject_limit=0.1,
)

FUNDED_PROJECTS = Dataset(
    name="funded-projects",
    title="Projects, funds and campaigns the office spoke of",
    description=(
        "Projects, funds and campaigns that the office said it pays for, won money for or stands behind, 2018 to 2021. "
        "Each row is what one statement says: where, with whom, since when and to what end. No amount was stated for "
        "any; grants and payments stand in the datasets grants and expenditure."
    ),
    subject="plan",
    schema=FundedProjects,
    source=_records(
        "projects", FundedProjects, "projects", "Project records of the office", "https://www.kent-pcc.gov.uk/"
    ),
    grain=Grain.WHOLE,
    triangle=Triangle(by=("kind",), sums=("amount_gbp",)),
    cadence="R/P1Y",
    duty=Duty(
        instrument="Police Reform and Social Responsibility Act 2011, section 11(3)",
        text="The public can judge what the office does with its means.",
        due_days=183,
    ),
    revisions=RevisionPolicy("A project keeps its id. What is found out later is added.", note="note"),
    key=("project_id",),
    checks=(stands_once("project_id"), SERVES_PRIORITIES),
    caveats=(
        _OWN_WORDS,
        "A project that is named is not thereby shown to have worked, nor to go on today.",
        "An empty funder means that the statement names none.",
    ),
    keywords=("projects", "crime prevention", "young people", "victims", "funding"),
    files_stand_alone=True,
    reject_limit=0.1,
)

CLAIMS = Dataset(
    name="claims",
    title="Figures that plans and statements gave",
    description=(
        "Every figure in the office's plans and statements at hand, and the query that bears it out, if there is one. "
        "Where no dataset here can tell, the row says so: no-data-supports-it-yet. Own records that repeat a statement "
        "are told apart from figures of other publishers."
    ),
    subject="plan",
    schema=Claims,
    source=_records("claims", Claims, "claims", "Claim records of the office", "https://www.kent-pcc.gov.uk/"),
    grain=Grain.WHOLE,
    triangle=Triangle(by=("evidence",)),
    cadence="R/P1Y",
    duty=Duty(
        instrument="Code of Practice for Statistics (Office for Statistics Regulation)",
        text="Statements that quote figures can be traced to data that anyone can check.",
        due_days=183,
    ),
    revisions=RevisionPolicy(
        "A claim keeps its id and its figure. Its evidence changes when data come that can bear it out.",
        matures=("evidence", "datasets", "query"),
        note="note",
    ),
    key=("claim_id",),
    checks=(stands_once("claim_id"), SERVES_PRIORITIES),
    caveats=(
        _OWN_WORDS,
        "A query shows what data say today; it may differ from the figure because data were revised since.",
        "In a synthetic sample the queries run on made-up figures, which bear out nothing.",
    ),
    keywords=("claims", "fact checking", "accountability", "plans"),
    files_stand_alone=True,
    reject_limit=0.1,
)
