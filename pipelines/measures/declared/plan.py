"""What became of what the office promised: commitments, people helped, and what people say."""

from __future__ import annotations

from pipelines.measures.measure import Kind, Measure, Span
from pipelines.measures.methods.xmr import Good

_FIRST_YEAR = "right(plan_id, 4) || '-' || right((right(plan_id, 4)::INT + 1)::VARCHAR, 2) AS period, area_code"
_STANDING = "FROM plan_commitments, own_force WHERE parent_id IS NULL GROUP BY ALL"


def _commitments(id: str, question: str, definition: str, counted: str, good: Good = Good.NEITHER) -> Measure:  # noqa: A002
    return Measure(
        id=id,
        subject="Plan",
        question=question,
        definition=definition,
        formula=f"SELECT {_FIRST_YEAR}, {counted} AS numerator, count(*) AS denominator {_STANDING}",
        inputs=("plan-commitments",),
        kind=Kind.QUOTIENT,
        per=100,
        unit="per cent of commitments",
        good=good,
        span=Span.PLAN,
        caveats=("Parts of a commitment are not counted beside it. Progress is as the office reports it.",),
    )


PROGRESS = {
    "not-started": "have not been started",
    "on-track": "are on track",
    "delayed": "are delayed",
    "done": "are done",
    "dropped": "were dropped",
}
COMMITMENTS = (
    _commitments(
        "commitments-reported-on",
        "On how many of its commitments has the office reported?",
        "Of a plan's commitments, those whose progress has been reported at all.",
        "count(progress)",
        Good.HIGHER,
    ),
    *(
        _commitments(
            f"commitments-{state}",
            f"How many commitments {words}?",
            f"Of a plan's commitments, those last reported to be of the state {state}.",
            f"CASE WHEN count(progress) > 0 THEN count(*) FILTER (progress = '{state}') END",
        )
        for state, words in PROGRESS.items()
    ),
)
VICTIMS = Measure(
    id="victims-supported",
    subject="Victims",
    question="How many people were helped by the services that the office pays for?",
    definition="People supported in the year by every commissioned service but those that are not for victims.",
    # Where a service's number is withheld or not recorded, a total would be one of the others alone.
    formula=(
        "SELECT figures_year AS period, area_code, "
        "CASE WHEN count(supported_people) = count(*) THEN sum(supported_people) END AS numerator, "
        "CASE WHEN count(supported_people) < count(*) THEN '[x]' END AS status, "
        "CASE WHEN count(supported_people) < count(*) THEN count(*) - count(supported_people) || ' of ' || count(*) || "
        "' services have no number that may be told' END AS reason "
        "FROM commissioned_services, own_force WHERE figures_year IS NOT NULL "
        "AND access_route IS DISTINCT FROM 'not-victims' GROUP BY ALL"
    ),
    inputs=("commissioned-services",),
    kind=Kind.AMOUNT,
    unit="people",
    span=Span.FINANCIAL_YEAR,
    cadence="R/P1Y",
    caveats=("A person helped by two services counts twice.",),
    priorities=("people-supporting-victims",),
)

ON_TIME = Measure(
    id="publications-on-time",
    subject="Transparency",
    question="How much of what the law orders to be published comes out in time?",
    definition=(
        "Of the publications that the law asked for by a day in the financial year, those that came out by that day. "
        "What is overdue counts as late; what cannot be told, or is due later, is left out."
    ),
    formula="""
        SELECT year(due_on - INTERVAL 3 MONTH) || '-' ||
                right((year(due_on - INTERVAL 3 MONTH) + 1)::VARCHAR, 2) AS period,
            area_code, count(*) FILTER (on_time) AS numerator, count(*) AS denominator
        FROM publication_clock c, own_force
        WHERE c.period <> 'all' AND binding = 'law' AND on_time IS NOT NULL
            AND due_on <= (SELECT max(judged_on) FROM publication_clock)
        GROUP BY ALL
    """,
    inputs=("publication-clock",),
    kind=Kind.PROPORTION,
    unit="per cent of publications",
    good=Good.HIGHER,
    span=Span.FINANCIAL_YEAR,
    caveats=("A version is dated by the newest date of its edition's sources: it may have come out later.",),
)

QUESTIONS = {
    "safe-where-live": ("How safe do people feel where they live?", ("places-neighbourhood-policing",)),
    "safe-in-town-centre": ("How safe do people feel in the nearest town centre?", ("places-neighbourhood-policing",)),
    "trust": ("How much do people trust the force?", ("people-building-trust-through-integrity",)),
    "performance": ("How well do people think the force performs?", ("people-building-trust-through-integrity",)),
    "victim-satisfaction": ("How satisfied are victims of crime?", ("people-supporting-victims",)),
}
_OF_VICTIMS = {"victim-satisfaction": "asked_of = 'Victims of crime'"}

SURVEY = tuple(
    Measure(
        id=f"survey-{name}",
        title=f"Survey score, {name.replace('-', ' ')}",
        subject="Survey",
        question=question,
        definition="Mean score from 1 (worst) to 10 (best) in the office's annual survey, as published.",
        formula=(
            'SELECT right(survey_id, 4) AS period, area_code, "value" AS numerator, value_status AS status '
            f"FROM survey_results, own_force WHERE question_id = '{name}' AND unit LIKE 'mean score%' "
            f"AND {_OF_VICTIMS.get(name, 'asked_of IS NULL')}"
        ),
        inputs=("survey-results",),
        kind=Kind.AMOUNT,
        unit="mean score from 1 to 10",
        good=Good.HIGHER,
        span=Span.YEAR,
        cadence="R/P1Y",
        caveats=("Whoever chose to answer was counted; how sure the mean is was not published.",),
        priorities=serves,
        headline=name == "trust",
    )
    for name, (question, serves) in QUESTIONS.items()
)
