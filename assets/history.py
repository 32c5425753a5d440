"""What we said ourselves, version by version."""

from __future__ import annotations

from assets import datasets
from pipelines.dataset import Dataset, Duty, Grain, RevisionPolicy
from pipelines.sources.published_history import PublishedHistory
from schemas.history import Revisions

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
