"""What policing costs, who pays, and where the money goes."""

from __future__ import annotations

from dataclasses import replace

from pipelines.measures.measure import Kind, Measure, Span, Table

BUDGETS = Table(
    "budgets",
    """
    SELECT financial_year AS period, area_code,
        coalesce(max(amount_gbp) FILTER (line_code = 'total-expenditure'),
            max(amount_gbp) FILTER (line_code = 'total-financing')) AS total,
        sum(amount_gbp) FILTER (line_code IN ('office-costs', 'grants-and-victim-services')) AS kept,
        count(*) FILTER (line_code IN ('office-costs', 'grants-and-victim-services')) AS lines
    FROM budget JOIN own_force USING (area_code) WHERE item IN ('total', 'budget-line') GROUP BY ALL
    """,
)
"""Each year's stated total in pounds, and the lines of it that the office itself spends."""


def _yearly(id: str, question: str, definition: str, formula: str, unit: str) -> Measure:  # noqa: A002
    return Measure(
        id=id,
        subject="Money",
        question=question,
        definition=definition,
        formula=formula,
        inputs=("budget",),
        needs=(BUDGETS,),
        kind=Kind.QUOTIENT,
        unit=unit,
        span=Span.FINANCIAL_YEAR,
        cadence="R/P1Y",
        caveats=("Budgets are plans: what was really spent stands in the accounts.",),
    )


PER_HEAD = replace(
    _yearly(
        "budget-per-head",
        "How much is to be spent on policing for each resident?",
        "The budget's stated total of expenditure, or of financing where that alone is stated, for each resident.",
        "SELECT b.period, b.area_code, total AS numerator, residents AS denominator, population_year FROM budgets b "
        "LEFT JOIN residents r ON r.area_code = b.area_code AND r.for_year = left(b.period, 4)::INT "
        "WHERE total IS NOT NULL",
        "GBP a resident",
    ),
    inputs=("budget", "population"),
)
PASSED_ON = replace(
    _yearly(
        "budget-passed-to-chief-constable",
        "What share of the budget goes to the Chief Constable?",
        "The budget's total without the office's own costs and its grants and services for victims, by the total.",
        "SELECT period, area_code, total - kept AS numerator, total AS denominator FROM budgets "
        "WHERE total IS NOT NULL AND lines = 2",
        "per cent of the budget",
    ),
    per=100,
)
PRECEPT = replace(
    _yearly(
        "precept-band-d",
        "What does a home in band D pay for the police in a year?",
        "The police precept on a band D council tax bill, before any discount.",
        "SELECT financial_year AS period, area_code, amount_gbp AS numerator, amount_gbp_status AS status FROM budget "
        "JOIN own_force USING (area_code) WHERE item = 'council-tax-precept-band-d'",
        "GBP a year",
    ),
    kind=Kind.AMOUNT,
    needs=(),
    title="Police precept, band D",
    caveats=("An amount marked [e] was worked out from the rise announced a year later.",),
)
ACTUAL = replace(
    _yearly(
        "budget-against-actual",
        "Was more or less spent than was budgeted?",
        "What was spent in the year by the accounts, by what was budgeted.",
        "SELECT period, area_code, NULL AS numerator, total AS denominator, "
        "'no dataset here has what was really spent; the accounts have' AS reason FROM budgets WHERE total IS NOT NULL",
        "per cent of the budget",
    ),
    per=100,
)
FUNDING = replace(
    _yearly(
        "funding-per-head",
        "How much funding does the force get for each resident?",
        "Government funding and precept together, in pounds of the year, for each resident.",
        "SELECT f.financial_year AS period, f.area_code, amount_gbp AS numerator, residents AS denominator, "
        "population_year FROM police_funding f LEFT JOIN residents r "
        "ON r.area_code = f.area_code AND r.for_year = left(f.financial_year, 4)::INT "
        "WHERE f.measure = 'total' AND f.basis = 'nominal' AND f.area_code IS NOT NULL",
        "GBP a resident",
    ),
    inputs=("police-funding", "population"),
    needs=(),
    caveats=("Prices are of the year: a rise may be inflation.",),
)
