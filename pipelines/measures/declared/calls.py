"""Calls to 999, as the nation measures them, and to 101, as the force counts them: never mixed."""

from __future__ import annotations

from decimal import Decimal

from pipelines.measures.measure import Basis, Kind, Measure, Target
from pipelines.measures.methods.xmr import Good

PROMPTLY = ("places-public-contact",)
NATIONAL = "The national series alone: the force's own counts of 999 calls use other definitions."
LOCAL = (
    "The force's own figures: there is no national series of 101, and no force's 101 figures can be compared.",
    "The wait leaves out the recorded message at the start, which lasts more than 90 seconds.",
)

WITHIN_10S = Measure(
    id="999-answered-within-10s",
    title="999 calls answered within 10 seconds",
    headline=True,
    subject="999 calls",
    question="How many 999 calls are answered within 10 seconds?",
    definition="Of the 999 calls answered in the month, those answered in under 10 seconds after the hand-over.",
    formula=(
        "SELECT month AS period, area_code, answered_under_10s_count AS numerator, calls_answered AS denominator, "
        "coalesce(answered_under_10s_count_status, calls_answered_status) AS status FROM call_handling_999 "
        "WHERE area_code IS NOT NULL"
    ),
    inputs=("call-handling-999",),
    kind=Kind.PROPORTION,
    unit="per cent of calls answered",
    good=Good.HIGHER,
    target=Target(Decimal(90), Basis.NATIONAL, "National contact standard: 90 per cent of 999 calls within 10 seconds"),
    caveats=(NATIONAL,),
    priorities=PROMPTLY,
    covered=("call-handling-999",),
    rolling=True,
    charted=True,
    projected=True,
)
MEAN_ANSWER = Measure(
    id="999-mean-answer",
    title="Time to answer 999 calls",
    subject="999 calls",
    question="How long does a 999 call wait for an answer?",
    definition="Mean seconds from the operator's hand-over to the answer; over months, by the calls of each.",
    formula=(
        "SELECT month AS period, area_code, (mean_answer_seconds * calls_answered)::DECIMAL(18,2) AS numerator, "
        "calls_answered AS denominator, coalesce(mean_answer_seconds_status, calls_answered_status) AS status "
        "FROM call_handling_999 WHERE area_code IS NOT NULL"
    ),
    inputs=("call-handling-999",),
    kind=Kind.MEAN,
    unit="seconds",
    good=Good.LOWER,
    caveats=(NATIONAL,),
    priorities=PROMPTLY,
    covered=("call-handling-999",),
    rolling=True,
    charted=True,
)
ANSWERED_999 = Measure(
    id="999-calls-answered",
    title="999 calls answered",
    subject="999 calls",
    question="How many 999 calls are answered?",
    definition="Emergency calls that the force answered in the month, whatever they were about.",
    formula=(
        "SELECT month AS period, area_code, calls_answered AS numerator, calls_answered_status AS status "
        "FROM call_handling_999 JOIN own_force USING (area_code)"
    ),
    inputs=("call-handling-999",),
    kind=Kind.COUNT,
    unit="calls",
    caveats=(NATIONAL,),
    priorities=PROMPTLY,
    covered=("call-handling-999",),
    rolling=True,
    charted=True,
    projected=True,
)
_OF_101 = "FROM call_handling_101, own_force WHERE service = '101' AND period_kind = 'month'"
# A figure whose statements conflict is published with its mark where it was stated, and makes no figure here.
_FIRM = "CASE WHEN {0}_status IS DISTINCT FROM '[u]' THEN {0} END"

WAIT_101 = Measure(
    id="101-mean-wait",
    title="Wait for an answer to 101 calls",
    headline=True,
    subject="101 calls",
    question="How long does a 101 call wait for an answer?",
    definition="Mean seconds in the force's queue until a 101 call is answered; over months, by the calls of each.",
    formula=(
        f"SELECT period, area_code, ({_FIRM.format('mean_wait_seconds')} * {_FIRM.format('calls_answered')})"
        f"::DECIMAL(18,2) AS numerator, {_FIRM.format('calls_answered')} AS denominator, "
        f"coalesce(mean_wait_seconds_status, calls_answered_status) AS status {_OF_101}"
    ),
    inputs=("call-handling-101",),
    kind=Kind.MEAN,
    unit="seconds",
    good=Good.LOWER,
    caveats=LOCAL,
    priorities=PROMPTLY,
    rolling=True,
    charted=True,
    projected=True,
)
LOST_101 = Measure(
    id="101-not-answered",
    title="101 calls not answered",
    subject="101 calls",
    question="How many 101 calls end before anybody answers?",
    definition="Of the 101 calls that reached the force's queue in the month, those that ended unanswered.",
    formula=(
        f"SELECT period, area_code, {_FIRM.format('calls_not_answered')} AS numerator, "
        f"{_FIRM.format('calls_received')} AS denominator, "
        f"coalesce(calls_not_answered_status, calls_received_status) AS status {_OF_101}"
    ),
    inputs=("call-handling-101",),
    kind=Kind.PROPORTION,
    unit="per cent of calls received",
    good=Good.LOWER,
    caveats=LOCAL,
    priorities=PROMPTLY,
    rolling=True,
    charted=True,
)
