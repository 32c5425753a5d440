"""Money from outside: what forces are funded with, and what a home pays."""

from __future__ import annotations

from pipelines.checks.funding import CHECKS
from pipelines.dataset import Dataset, Duty, Grain, RevisionPolicy, Triangle
from pipelines.sources.funding import FUNDING
from pipelines.sources.precept import PRECEPT
from schemas.funding import PoliceFunding
from schemas.precept import CouncilTaxPrecept

POLICE_FUNDING = Dataset(
    name="police-funding",
    title="Police funding by force: government, council tax and grant",
    description=(
        "What each police force is funded with in each year: government funding, council tax precept, and their total. "
        "In pounds of the year and in real terms, from the Home Office's funding statistics; beside them the total "
        "that the Police Grant Report gives each force, which is counted differently."
    ),
    subject="money",
    schema=PoliceFunding,
    source=FUNDING,
    grain=Grain.FINANCIAL_YEAR,
    period_column="financial_year",
    key=("financial_year", "force_name", "measure", "basis"),
    cadence="R/P1Y",
    duty=Duty(
        instrument="Police Reform and Social Responsibility Act 2011, section 11(3)",
        text="The information that people need to assess the force's performance, as soon as practicable",
        due_days=365,
    ),
    revisions=RevisionPolicy(
        "The funding statistics are re-issued whole every year. Amounts in real terms all change then, because their "
        "price base moves; amounts of the year change when the Home Office revises them.",
        matures=("amount_gbp", "definition"),
    ),
    checks=CHECKS,
    triangle=Triangle(by=("measure", "basis"), sums=("amount_gbp",)),
    caveats=(
        "Government funding in the statistics is not the Police Grant Report's total: never compare or add them.",
        "City of London has no police precept: its council tax is set by the City itself.",
        "The layout of the statistics' workbook was not verified when the reader was written; what it cannot tell for "
        "certain it refuses.",
    ),
    area="K04000001",
    keywords=("police funding", "police grant", "precept", "council tax", "real terms"),
)

COUNCIL_TAX_PRECEPT = Dataset(
    name="council-tax-precept",
    title="Police part of council tax, by band",
    description=(
        "What a home in each council tax band pays for the police each year. "
        "Band D comes from the office's budget records; the other bands are fixed by law in ninths of it and marked as "
        "worked out. The national statistics stand beside them where they can be had."
    ),
    subject="money",
    schema=CouncilTaxPrecept,
    source=PRECEPT,
    grain=Grain.FINANCIAL_YEAR,
    period_column="financial_year",
    key=("financial_year", "area_code", "band", "source"),
    cadence="R/P1Y",
    duty=Duty(
        instrument="SI 2011/3050, Schedule 1, paragraph 3(b)",
        text="The precept is published before the financial year begins",
        due_days=-365,
    ),
    revisions=RevisionPolicy(
        "A precept that was set does not change. An amount is corrected when it was copied wrongly.", note="source_note"
    ),
    caveats=(
        "Bands other than D are worked out (6/9 to 18/9 of band D) and may differ from a bill by a penny.",
        "Amounts are before discounts, and are the police's part alone.",
        "Rows of the office's records and of the national statistics are of the same precept: never add them.",
    ),
    keywords=("council tax", "precept", "band D", "police", "council tax bands"),
)
