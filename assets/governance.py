"""Where the office sits, when it meets in public, and what it commissions for people."""

from __future__ import annotations

from pipelines.checks.plan import SERVES_PRIORITIES
from pipelines.checks.registers import names_existing, stands_once
from pipelines.dataset import Dataset, Duty, Grain, RevisionPolicy
from pipelines.sources.records import RecordsSource
from schemas.meetings import Meetings
from schemas.premises import Premises
from schemas.services import Services

_EMPTY = "The register begins empty: only what the office has recorded is listed, and an empty register proves nothing."

PREMISES = Dataset(
    name="premises",
    title="Premises and land owned or occupied",
    description=(
        "Each building and piece of land that the office or the force owns or occupies, and what it is for. "
        "Where an address would endanger people or operations it is withheld, and the row says why."
    ),
    subject="governance",
    schema=Premises,
    source=RecordsSource("premises", Premises, "premises-records", "The office's register of premises"),
    grain=Grain.WHOLE,
    cadence="R/P1Y",
    duty=Duty(
        instrument="SI 2011/3050, Schedule, paragraph 4(a)",
        text="Any premises or land owned by, or occupied for the purposes of, the elected local policing body.",
        due_days=31,
    ),
    revisions=RevisionPolicy("Premises keep their id. Those that are given up stay, with the last day they were held."),
    key=("premises_id",),
    checks=(stands_once("premises_id"),),
    caveats=(_EMPTY, "Open to the public says that there is a counter, not when: opening hours change."),
    keywords=("premises", "estates", "land", "property", "police stations"),
    files_stand_alone=True,
    reject_limit=0.1,
)

MEETINGS = Dataset(
    name="meetings",
    title="Meetings, agendas, papers and minutes",
    description=(
        "Each public meeting, with its agenda, papers and minutes, before and after it is held. "
        "Meetings that were not public are listed where they spoke of matters of significant public interest."
    ),
    subject="governance",
    schema=Meetings,
    source=RecordsSource("meetings", Meetings, "meeting-records", "The office's register of meetings"),
    grain=Grain.WHOLE,
    cadence="R/P1M",
    duty=Duty(
        instrument="SI 2011/3050, Schedule, paragraph 5(a) to (c)",
        text=(
            "The date, time and place of each public meeting, its agenda and the reports to be discussed, and the "
            "minutes of it and of other meetings that discussed matters of significant public interest."
        ),
        due_days=31,
    ),
    revisions=RevisionPolicy(
        "A meeting keeps its id. It is planned, then held; agenda, papers and minutes are added as they come."
    ),
    key=("meeting_id",),
    checks=(stands_once("meeting_id"),),
    caveats=(
        _EMPTY,
        "Meetings of the police and crime panel are the panel's own and are not listed.",
        "Minutes may leave out what is withheld by law; the row then says why.",
    ),
    keywords=("meetings", "agendas", "minutes", "accountability", "governance"),
    files_stand_alone=True,
    reject_limit=0.1,
)

COMMISSIONED_SERVICES = Dataset(
    name="commissioned-services",
    title="Services commissioned for victims and communities",
    description=(
        "Each service that the office commissions: for whom, by whom, how to reach it, what it costs and what it did. "
        "Where a refuge or safe house is, is nowhere in it. Numbers of people below ten are withheld."
    ),
    subject="governance",
    schema=Services,
    source=RecordsSource("commissioned-services", Services, "service-records", "The office's commissioned services"),
    grain=Grain.WHOLE,
    cadence="R/P1Y",
    duty=Duty(
        instrument="Police Reform and Social Responsibility Act 2011, section 11(3); Police and Crime Plan 2025-2029",
        text=(
            "What people need to assess how the office does its work; the plan promises services for victims and says "
            "how many were supported."
        ),
        due_days=180,
    ),
    revisions=RevisionPolicy(
        "A service keeps its id. Numbers are replaced by those of the next financial year; older versions keep them.",
        matures=(
            "figures_year",
            "referrals",
            "referrals_status",
            "supported_people",
            "supported_people_status",
            "waiting_days",
            "waiting_days_status",
            "outcomes",
        ),
    ),
    key=("service_id",),
    checks=(
        stands_once("service_id"),
        names_existing("contract_id", "contracts", "contract_id"),
        names_existing("grant_id", "grants", "grant_id"),
        SERVES_PRIORITIES,
    ),
    caveats=(
        _EMPTY,
        "A person may be helped by several services: the numbers of services must not be added up.",
        "Fewer than ten people are withheld ([c]); none is told as 0.",
        "A service whose place must not be known has neither area nor contact.",
    ),
    keywords=("victim services", "commissioning", "domestic abuse", "restorative justice", "support"),
    files_stand_alone=True,
    reject_limit=0.1,
)
