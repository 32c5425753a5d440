"""Reasons follow from lineage, and the revision policy says which revisions are no surprise."""

from __future__ import annotations

import pytest

from pipelines.dataset import RevisionPolicy
from pipelines.releases.model import Reason
from pipelines.releases.reasons import cause_of, expected, of_row, of_value
from pipelines.upstream import PeriodState, SourceRef

POLICY = RevisionPolicy("Outcomes mature.", matures=("outcome",), classifies=("crime_type",))


def state(*hashes: str) -> PeriodState:
    return PeriodState("2025-01", 1, "f", tuple(SourceRef("r", "https://e.org", sha, 1) for sha in hashes))


@pytest.mark.parametrize(
    ("was", "now", "published_code", "office", "cause"),
    [
        (["s"], ["other"], "c2", False, Reason.SOURCE_REVISED),
        (["s"], ["other"], "c1", False, Reason.SOURCE_REVISED),
        (["s"], ["other"], "c2", True, Reason.OFFICE_AMENDED),
        (["s", "t"], ["s"], "c2", True, Reason.OFFICE_AMENDED),
        (["s"], ["s"], "c1", False, Reason.OUR_CORRECTION),
        (["s"], ["s"], "c1", True, Reason.OUR_CORRECTION),
        (["s", "t"], ["t", "s"], "c2", False, None),
        (["s"], ["s"], "c2", True, None),
    ],
)
def test_the_cause_of_a_period(
    was: list[str], now: list[str], published_code: str, office: bool, cause: Reason | None
) -> None:
    published = [{"sha256": sha} for sha in was]
    assert cause_of(published, state(*now), published_code, "c2", office=office) is cause


@pytest.mark.parametrize("cause", [*Reason, None])
def test_only_what_a_source_revised_is_told_apart(cause: Reason | None) -> None:
    revised = cause is Reason.SOURCE_REVISED
    assert of_row(cause, "added") is (Reason.LATE_RETURN if revised else cause)
    assert of_row(cause, "removed") is cause
    assert of_value(cause, "crime_type", POLICY) is (Reason.RECLASSIFIED if revised else cause)
    assert of_value(cause, "outcome", POLICY) is of_value(cause, "place", POLICY) is cause
    assert expected(cause, "place", POLICY) is not revised
    assert expected(cause, "outcome", POLICY)
    assert expected(cause, "crime_type", POLICY)
