"""What is made of the office's spending: each payment line over £500."""

from __future__ import annotations

from pipelines.checks.expenditure import CHECKS
from pipelines.dataset import Dataset, Duty, Grain, RevisionPolicy, Triangle
from pipelines.sources.spend import SPEND
from schemas.expenditure import Expenditure

EXPENDITURE = Dataset(
    name="expenditure",
    title="Payments over £500",
    description=(
        "Each payment line over £500 by the office or the chief constable: who was paid, how much, what for, and why "
        "it was value for money. "
        "Read from the spreadsheets that the office publishes each month, with every row accounted for."
    ),
    subject="money",
    schema=Expenditure,
    source=SPEND,
    grain=Grain.MONTH,
    period_column="month",
    key=("line_id",),
    cadence="R/P1M",
    duty=Duty(
        instrument="SI 2011/3050, Schedule, paragraph 3(g)",
        text=(
            "Each item of expenditure exceeding £500 by the elected local policing body or the chief officer: the "
            "recipient, the purpose and the reasons why good value for money would be obtained; for each month, as "
            "soon as practicable after its end."
        ),
        due_days=30,
    ),
    revisions=RevisionPolicy(
        "A month changes only when the office drops a corrected spreadsheet, or when a name must be withheld."
    ),
    # Real sheets lose rows in blocks: one publisher's whole quarter had no dates, 13% of all rows in hand. Each is
    # named by its row and counted in the release; a quarter of all rows lost says that the reader misreads.
    reject_limit=0.25,
    files_stand_alone=True,
    checks=CHECKS,
    triangle=Triangle(by=("amount_basis",), sums=("amount_gbp",)),
    caveats=(
        "Do not sum amounts whose basis is invoice-total: the total of the invoice stands on each of its lines. Where "
        "the basis is unknown the heading does not say, and a sum may count an invoice many times.",
        "Names of individuals are withheld where a title shows a person, and where the publisher had withheld them. "
        "A person named without a title is published as the spreadsheet has it.",
        "Two identical lines may be two purchases: they are both kept.",
        "Lines of £500 or less, where the spreadsheet has them, are kept and marked in over_500.",
        "Purpose and reason are empty where the spreadsheet does not give them.",
    ),
    keywords=("spending", "expenditure", "payments", "suppliers", "value for money", "transparency"),
)
