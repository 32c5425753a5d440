"""What we said ourselves, version by version, and what of it is there."""

from __future__ import annotations

from assets import datasets
from pipelines.dataset import Dataset, Duty, Grain, RevisionPolicy
from pipelines.sources.published_coverage import PublishedCoverage
from pipelines.sources.published_history import PublishedHistory
from pipelines.sources.published_redactions import PublishedRedactions
from schemas.coverage import Coverage
from schemas.history import Revisions
from schemas.redactions import Redactions

REVISIONS = Dataset(
    name="revisions",
    title="What we said when: figures by publication",
    description=(
        "The main figures of every version of every dataset here, so that anyone can see how they were revised. "
        "Each row is one figure (a count of rows, or a sum) for one period and category, as one published version gave "
        "it. One part holds what was said in one month. It speaks of editions that came before its own: a figure "
        "enters with the edition after the one that first gave it."
    ),
    subject="history",
    schema=Revisions,
    source=PublishedHistory(datasets, home="https://www.kent-pcc.gov.uk/"),
    grain=Grain.MONTH,
    period_column="said_in",
    key=("dataset", "published_in", "period", "category", "measure"),
    cadence="R/P1M",
    duty=Duty(
        instrument="Code of Practice for Statistics (Office for Statistics Regulation)",
        text="Revisions to published figures are shown and explained, so that their size and their causes can be seen",
        due_days=93,
    ),
    revisions=RevisionPolicy(
        "What was said is not revised: rows are added. Where a version is redacted or withdrawn, its figures follow."
    ),
    caveats=(
        "The month in which a figure was said is that of the newest date its edition's sources give, or the newest "
        "month covered where they give none; it may have come out later, never earlier.",
        "A sum of payments whose category is invoice-total counts an invoice once for each of its lines.",
        "Nothing but counts and sums by fixed categories stands here.",
    ),
    keywords=("revisions", "history", "versions", "vintages"),
    files_stand_alone=True,
    companion=True,
)

COVERAGE = Dataset(
    name="coverage",
    title="What is here and what is missing, by dataset and period",
    description=(
        "Every period of every dataset here: received, partial, expected, late, withheld or empty at its source. "
        "Each row gives its evidence and the version that says so. It speaks of the edition before its own."
    ),
    subject="history",
    schema=Coverage,
    source=PublishedCoverage(datasets, home="https://www.kent-pcc.gov.uk/"),
    grain=Grain.WHOLE,
    key=("dataset", "period"),
    cadence="R/P1M",
    duty=Duty(
        instrument="Code of Practice for Statistics (Office for Statistics Regulation)",
        text="Users are told of the strengths and limits of the figures, of what is missing and why",
        due_days=93,
    ),
    revisions=RevisionPolicy(
        "It tells how each period stands now, so a row changes whenever a period arrives, fills up or goes late. What "
        "it said before stands in its older versions.",
        matures=("status", "rows", "rows_status", "evidence", "published_in"),
    ),
    caveats=(
        "It enters with the edition after the one it tells of, and makes no edition by itself.",
        "A dataset that has never come out has no row.",
        "No clock stands in what is published: late is judged at the newest month that the sources give a date in.",
    ),
    keywords=("coverage", "completeness", "missing data", "timeliness"),
    files_stand_alone=True,
    companion=True,
)

REDACTIONS = Dataset(
    name="redactions",
    title="What is withheld, by dataset, version and reason",
    description=(
        "How much of every version of every dataset here is withheld, in which way and for which reason. "
        "It counts rows, values and the money behind them, and never says what is withheld. It speaks of editions "
        "that came before its own."
    ),
    subject="history",
    schema=Redactions,
    source=PublishedRedactions(datasets, home="https://www.kent-pcc.gov.uk/"),
    grain=Grain.WHOLE,
    key=("dataset", "published_in", "way", "reason", "kind"),
    cadence="R/P1M",
    duty=Duty(
        instrument="Freedom of Information Act 2000, section 17",
        text="What is refused is said to be refused, with the reason and the law that it rests on",
        due_days=93,
    ),
    revisions=RevisionPolicy(
        "Rows are added as versions come out. Where something is taken out of a version later, its counts follow.",
        matures=("rows", "values_hidden", "value_gbp", "share", "rows_published"),
    ),
    caveats=(
        "A version in which nothing is withheld has no row.",
        "The same rows are counted in every version that has them: do not add up versions.",
        "What the police withheld before it reached us is not counted.",
    ),
    keywords=("redaction", "transparency", "personal data", "exemptions"),
    files_stand_alone=True,
    companion=True,
)
