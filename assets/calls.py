"""Calls: how quickly emergency calls are answered."""

from __future__ import annotations

from pipelines.checks.call_handling import CHECKS
from pipelines.dataset import OGL, Dataset, Duty, Grain, RevisionPolicy, Triangle
from pipelines.sources.call_handling import CALL_HANDLING
from schemas.call_handling import CallHandling

CALL_HANDLING_999 = Dataset(
    name="call-handling-999",
    title="999 calls: how fast each police force answers, by month",
    description=(
        "How many 999 calls each police force answers, and how fast: mean time, and calls by time to answer. "
        "The times are under 10 seconds, 10 to under 60 seconds, and 60 seconds or more. The figures are the national "
        "ones, measured the same way for every force. The clock runs from the moment the telephone "
        "operator hands the call over to the moment the force answers."
    ),
    subject="calls",
    schema=CallHandling,
    source=CALL_HANDLING,
    grain=Grain.MONTH,
    cadence="R/P1M",
    duty=Duty(
        instrument="Police Reform and Social Responsibility Act 2011, section 11(3); Police and Crime Plan 2025-2029",
        text=(
            "The information that people need to assess the force's performance is published as soon as practicable. "
            "The plan promises: I will publish performance data."
        ),
        due_days=62,
    ),
    revisions=RevisionPolicy(
        "The source issues a month's figures about a month after it ends and now and then replaces a workbook. The "
        "replaced figures are published as a correction, with the old values in the list of changes."
    ),
    period_column="month",
    key=("month", "force_name"),
    checks=CHECKS,
    triangle=Triangle(by=("force_name",), sums=("calls_answered",)),
    caveats=(
        "The operator may take some seconds to connect a call before the clock starts.",
        "Local tables of calls received and not answered use other definitions and are never mixed in.",
        "Figures begin in November 2021. There is no such national series for 101.",
        "Shares are rounded to two decimals where the source gives more.",
        "The layout of the source's workbook was not verified when the reader was written; what it cannot tell for "
        "certain it refuses.",
    ),
    area="K02000001",
    keywords=("999", "emergency calls", "call handling", "answer times", "police performance"),
    reject_limit=0.05,
    licence=OGL,
)
