"""Stop and search: how often, with what result, and whether some groups meet it more than others."""

from __future__ import annotations

from pipelines.measures.measure import Kind, Measure, Table
from pipelines.measures.methods.disproportionality import CAVEATS as OF_RATIOS

SEARCHES = Table(
    "searches",
    """
    SELECT month AS period, f.area_code, officer_defined_ethnicity AS ethnicity, count(*) AS searches,
        count(*) FILTER (outcome IS NOT NULL) AS known,
        count(*) FILTER (outcome NOT IN ('A no further action disposal', 'Nothing found - no further action')) AS led,
        count(outcome_linked_to_object) AS linkable, count(*) FILTER (outcome_linked_to_object) AS linked
    FROM stop_and_search s JOIN forces f ON f.name = s.force GROUP BY ALL
    """,
)
"""Searches by month, force and ethnicity as the officer saw it: all, and by what they led to."""

CAVEATS = (
    "A search for several objects may stand on several rows, so rows are a little more than searches.",
    "More searches are neither good nor bad by themselves.",
)
SERVES = ("people-building-trust-through-integrity",)

VOLUME = Measure(
    id="stop-search",
    title="Stop and search",
    subject="Stop and search",
    question="How many people and vehicles are stopped and searched, for every 1,000 residents?",
    definition="Rows of stop-and-search in the month, of people and of vehicles, for every 1,000 residents.",
    formula=(
        "SELECT s.period, s.area_code, sum(searches) AS numerator, any_value(residents) AS denominator, "
        "any_value(population_year) AS population_year FROM searches s LEFT JOIN residents r "
        "ON r.area_code = s.area_code AND r.for_year = left(s.period, 4)::INT GROUP BY ALL"
    ),
    inputs=("stop-and-search", "population"),
    needs=(SEARCHES,),
    kind=Kind.RATE,
    per=1000,
    unit="per 1,000 residents",
    caveats=CAVEATS,
    priorities=SERVES,
    covered=("stop-and-search",),
    rolling=True,
    charted=True,
    projected=True,
)


def _share(id: str, title: str, question: str, definition: str, part: str, whole: str) -> Measure:  # noqa: A002
    return Measure(
        id=id,
        title=title,
        subject="Stop and search",
        question=question,
        definition=definition,
        formula=(
            f"SELECT period, area_code, sum({part}) AS numerator, sum({whole}) AS denominator "
            "FROM searches GROUP BY ALL"
        ),
        inputs=("stop-and-search",),
        needs=(SEARCHES,),
        kind=Kind.PROPORTION,
        unit="per cent of searches whose result is known",
        caveats=CAVEATS,
        priorities=SERVES,
        covered=("stop-and-search",),
        rolling=True,
        charted=True,
    )


FIND_RATES = (
    _share(
        "stop-search-find-rate",
        "Searches that find what was looked for",
        "How many searches find what was looked for?",
        "Of the searches of which it is told, those whose outcome has to do with what was looked for.",
        "linked",
        "linkable",
    ),
    _share(
        "stop-search-led-to-action",
        "Searches that lead to action",
        "How many searches lead to any action?",
        "Of the searches whose outcome is known, those with another outcome than no further action.",
        "led",
        "known",
    ),
)


def _found(group: str) -> Measure:
    return Measure(
        id=f"stop-search-find-ratio-{group.lower()}-white",
        title=f"Find rate of searches, {group} against White people",
        subject="Stop and search",
        question=f"Do searches of {group} people find what was looked for as often as those of White people?",
        definition=(
            f"The find rate of searches of people whom the officer saw as {group}, divided by that of those seen as "
            "White, over twelve months. Below 1, more of the searches were of people with nothing to find."
        ),
        formula=(
            f"SELECT period, area_code, coalesce(sum(linked) FILTER (ethnicity = '{group}'), 0) AS numerator, "
            f"coalesce(sum(linkable) FILTER (ethnicity = '{group}'), 0) AS denominator, "
            "coalesce(sum(linked) FILTER (ethnicity = 'White'), 0) AS base_numerator, "
            "coalesce(sum(linkable) FILTER (ethnicity = 'White'), 0) AS base_denominator FROM searches GROUP BY ALL"
        ),
        inputs=("stop-and-search",),
        needs=(SEARCHES,),
        kind=Kind.RATIO,
        unit="times the rate of White people",
        caveats=(*OF_RATIOS[1:], "Ethnicity is as the officer saw it."),
        priorities=SERVES,
        covered=("stop-and-search",),
        only_rolling=True,
    )


def _met(group: str) -> Measure:
    return Measure(
        id=f"stop-search-disproportionality-{group.lower()}-white",
        title=f"Stop and search, {group} against White residents",
        subject="Stop and search",
        question=f"How much more often are {group} residents stopped and searched than White residents?",
        definition=(
            f"Searches of people whom the officer saw as {group} for every resident of that group, divided by the same "
            "of White people, over twelve months."
        ),
        formula=(
            f"SELECT period, area_code, coalesce(sum(searches) FILTER (ethnicity = '{group}'), 0) AS numerator, "
            "'no dataset here tells how many residents each ethnic group has' AS reason "
            "FROM searches JOIN own_force USING (area_code) GROUP BY ALL"
        ),
        inputs=("stop-and-search",),
        needs=(SEARCHES,),
        kind=Kind.RATIO,
        unit="times the rate of White residents",
        caveats=(*OF_RATIOS, "Residents by ethnic group, from the census, are not among the datasets yet."),
        priorities=SERVES,
        covered=("stop-and-search",),
        only_rolling=True,
    )


DISPROPORTIONALITY = (*map(_found, ("Asian", "Black")), *map(_met, ("Asian", "Black")))
