"""Who works for the force, and how many of them there are for the people who live there."""

from __future__ import annotations

from pipelines.measures.measure import Kind, Measure, Span, Table
from pipelines.measures.methods.xmr import Good

# A source may give all ranks and sexes together, or apart. Where a day stands in several tables, one is taken: the open
# data table, else the last by name.
WORKFORCE = Table(
    "counted_workforce",
    """
    WITH told AS (
        SELECT area_code, as_at, worker_type, source_table, headcount, fte, "rank" = 'All' AS ranks,
            sex = 'All' AS sexes
        FROM police_workforce WHERE area_code IS NOT NULL
    ), split AS (
        SELECT area_code, as_at, worker_type, source_table, ranks, sexes,
            CASE WHEN count(headcount) = count(*) THEN sum(headcount) END AS headcount,
            CASE WHEN count(fte) = count(*) THEN sum(fte) END AS fte
        FROM told GROUP BY ALL
    )
    SELECT DISTINCT ON (area_code, as_at, worker_type) strftime(as_at, '%Y-%m') AS period, area_code, worker_type,
        headcount, fte, r.residents, r.population_year
    FROM split LEFT JOIN residents r USING (area_code)
    WHERE r.for_year = year(as_at) OR r.for_year IS NULL
    ORDER BY area_code, as_at, worker_type, source_table = 'open data table' DESC, source_table DESC,
        ranks AND sexes DESC, ranks DESC, sexes DESC
    """,
)
"""Headcount and full-time equivalents by force, month of the count and kind of worker, with the residents."""

CAVEATS = (
    "Officers lent to other bodies, on long leave or in training are counted by the source's own rules.",
    "Few people live in the City of London and many work there: its rates by residents mean little.",
)
SERVES = ("places-neighbourhood-policing",)
KINDS = {"officers": "Police officer", "staff": "Police staff"}


def _workers(id: str, who: str, worker: str, column: str, what: str, per_head: bool) -> Measure:  # noqa: A002
    below = ", residents AS denominator, population_year" if per_head else ""
    return Measure(
        id=id,
        title=f"{who.capitalize()} per 1,000 residents" if per_head else f"{who.capitalize()}, {what}",
        subject="Workforce",
        question=f"How many {what} of {who} are there" + (" for every 1,000 residents?" if per_head else "?"),
        definition=f"{what.capitalize()} of {who} on the day of the count" + (", by residents." if per_head else "."),
        formula=(
            f"SELECT period, area_code, {column} AS numerator{below} FROM counted_workforce "
            f"WHERE worker_type = '{worker}'"
        ),
        inputs=("police-workforce", "population"),
        needs=(WORKFORCE,),
        kind=Kind.QUOTIENT if per_head else Kind.AMOUNT,
        per=1000 if per_head else 1,
        unit="full-time equivalents per 1,000 residents" if per_head else what,
        good=Good.HIGHER if who == "officers" else Good.NEITHER,
        span=Span.AS_AT,
        cadence="R/P6M",
        caveats=CAVEATS,
        priorities=SERVES,
    )


WORKERS = tuple(
    measure
    for who, worker in KINDS.items()
    for measure in (
        _workers(f"{who}-headcount", who, worker, "headcount", "people", per_head=False),
        _workers(f"{who}-fte", who, worker, "fte", "full-time equivalents", per_head=False),
        _workers(f"{who}-per-1000", who, worker, "fte", "full-time equivalents", per_head=True),
    )
)
