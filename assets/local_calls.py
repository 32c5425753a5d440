"""Calls as the force itself counts them: 101, and its own table of 999."""

from __future__ import annotations

from pipelines.checks.local_calls import CHECKS
from pipelines.dataset import Dataset, Duty, Grain, RevisionPolicy
from pipelines.sources.local_calls import LocalCallsSource
from schemas.local_calls import LocalCalls

CALL_HANDLING_101 = Dataset(
    name="call-handling-101",
    title="101 calls, and the force's own count of 999 calls",
    description=(
        "How many 101 and 999 calls the force says it received and answered, and how long callers waited. "
        "There is no national series for 101: these are the figures that the office and the force have published "
        "themselves, each with its source and definition. The 999 figures are the force's own count and never mix "
        "with the national series, call-handling-999."
    ),
    subject="calls",
    schema=LocalCalls,
    source=LocalCallsSource(),
    grain=Grain.WHOLE,
    key=("service", "period_kind", "period"),
    cadence="R/P1M",
    duty=Duty(
        instrument="Police Reform and Social Responsibility Act 2011, section 11(3); Police and Crime Plan 2025-2029",
        text="The plan promises that 999 and 101 are answered promptly, and that performance data are published",
        due_days=62,
    ),
    revisions=RevisionPolicy(
        "Figures are added as they are published. One is corrected when it was copied wrongly or its source corrects "
        "it; the note says so.",
        note="note",
    ),
    checks=CHECKS,
    caveats=(
        "Definitions differ from the national 999 series: compare a row only with rows of the same definition.",
        "There are gaps of years: the figures are those that reports and minutes happened to give.",
        "The wait for 101 leaves out a recorded message of more than 90 seconds.",
        "For October 2022 published statements of the share of 101 calls not answered conflict; it is marked [u].",
    ),
    keywords=("101", "999", "non-emergency calls", "call handling", "waiting times"),
    reject_limit=0.05,
    files_stand_alone=True,
)
