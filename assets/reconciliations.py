"""Whether the money adds up: the ledger's control totals, and the comparisons made with what is published."""

from __future__ import annotations

from assets import datasets
from pipelines.checks.reconciling import INPUTS, STATED_ONCE, reconcile
from pipelines.dataset import Dataset, Duty, Grain, RevisionPolicy
from pipelines.sources.derived import Derived
from pipelines.sources.records import RecordsSource
from schemas.ledger import LedgerTotals
from schemas.reconciliations import Reconciliations

LEDGER_TOTALS = Dataset(
    name="ledger-totals",
    title="Control totals of the ledger",
    description=(
        "What the finance system itself says was paid in each month, by paying body. Published payments are held "
        "against it in the dataset reconciliations. "
        "The office writes the totals down from a report of its ledger."
    ),
    subject="money",
    schema=LedgerTotals,
    source=RecordsSource(
        "ledger", LedgerTotals, "ledger-records", "Ledger control totals of the office", items="totals"
    ),
    grain=Grain.WHOLE,
    cadence="R/P1M",
    duty=Duty(
        instrument="Office's own undertaking",
        text="Published payments are held against the ledger each month, and the difference is published.",
        due_days=31,
    ),
    revisions=RevisionPolicy("A total changes when the ledger does: a late posting, or a correction with its note."),
    key=("month", "body_name"),
    checks=(STATED_ONCE,),
    caveats=(
        "Only totals that the office has recorded are listed: a month that is not there was not compared.",
        "Never add the total of all bodies to those of single ones.",
    ),
    keywords=("ledger", "control total", "spending", "reconciliation"),
    files_stand_alone=True,
    reject_limit=0.1,
)

RECONCILIATIONS = Dataset(
    name="reconciliations",
    title="Does the money add up? Stated sums and found ones",
    description=(
        "Sums stated in one place beside the sums found in another, with the difference: payments, contracts, budgets. "
        "Each row is one comparison of published figures, so that anyone can make it again."
    ),
    subject="money",
    schema=Reconciliations,
    source=Derived(
        name="reconciliations",
        title="Worked out from payments, ledger totals, contracts, grants and budgets",
        inputs=INPUTS,
        derive=reconcile,
        model=Reconciliations,
        declared=datasets,
    ),
    grain=Grain.WHOLE,
    cadence="R/P1M",
    duty=Duty(
        instrument="Office's own undertaking",
        text="Differences between published sums of money are published, not hidden.",
        due_days=31,
    ),
    revisions=RevisionPolicy(
        "It follows what it compares: a row changes whenever payments, a total, a contract or a budget does.",
        matures=(
            "stated_gbp",
            "stated_gbp_status",
            "found_gbp",
            "found_gbp_status",
            "difference_gbp",
            "difference_gbp_status",
            "rounding_gbp",
            "lines",
            "counted",
            "outcome",
        ),
    ),
    key=("kind", "what", "period"),
    caveats=(
        "A difference does not say its cause: payments on hold, lines withheld or rejected, other dates.",
        "Where nothing is stated, the sum found is our own control total, and there is nothing to hold it against.",
        "Payments under a contract are those that name it; what was paid before the first month here is not there.",
    ),
    keywords=("reconciliation", "spending", "contracts", "budget", "control total"),
)
