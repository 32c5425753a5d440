"""Money: the budget. Payments have a module of their own."""

from __future__ import annotations

from pipelines.checks.budget import CHECKS
from pipelines.dataset import OGL, Dataset, Duty, Grain, RevisionPolicy, Triangle
from pipelines.sources.records import RecordsSource
from schemas.budget import Budget

BUDGET = Dataset(
    name="budget",
    title="Police budget, police grant and council tax precept",
    description=(
        "Where the money for policing comes from and where it goes, line by line, for each financial year. "
        "Each line carries its label as published, a code that stays the same from year to year, the figure as it "
        "stood on the page and the same figure in pounds. Beside the lines stand the totals, the government grant from "
        "the Police Grant Report and the police part of a Band D council tax bill."
    ),
    subject="money",
    schema=Budget,
    source=RecordsSource(
        folder="budget",
        model=Budget,
        name="budget-records",
        title="Budget records of the office",
        publisher="The publishing office",
        home="https://www.kent-pcc.gov.uk/what-we-do/setting-the-kent-police-budget/",
        attribution="Contains public sector information licensed under the Open Government Licence v3.0.",
        items="lines",
        period="financial_year",
    ),
    grain=Grain.FINANCIAL_YEAR,
    cadence="R/P1Y",
    duty=Duty(
        instrument="SI 2011/3050, Schedule 1, paragraph 3(a) to (d)",
        text=(
            "The total budget, the precept, each other source of revenue and the proposed expenditure are published "
            "before the financial year begins."
        ),
        due_days=-365,
    ),
    revisions=RevisionPolicy(
        "A published budget does not change. A figure is corrected when it was copied wrongly or the office amends its "
        "page; the change is listed with its reason.",
        note="source_note",
    ),
    period_column="financial_year",
    key=("financial_year", "line_code"),
    checks=CHECKS,
    triangle=Triangle(by=("side", "item"), sums=("amount_gbp",)),
    caveats=(
        "Budget lines are held for 2019-20, 2021-22, 2023-24 and 2025-26; other years have the precept only.",
        "Figures in millions are rounded to one decimal when published, so lines may differ from their total by 0.1.",
        "Savings that the budget counts on stand among the sources of money.",
        "The office's central government grants and the Police Grant Report's total are counted differently.",
        "Labels and the split of lines change between years: compare a line only by its code, and mind the marker [b].",
        "Three Band D figures were worked out from the rise announced a year later; they are marked [e].",
    ),
    keywords=("budget", "precept", "council tax", "police grant", "police funding"),
    reject_limit=0.0,
    licence=OGL,
)
