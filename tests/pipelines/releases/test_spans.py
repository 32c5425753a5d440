"""Runs of periods are named by their ends, and no period is gained or lost."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.dataset import Grain
from pipelines.releases.spans import spans

MONTHS = [f"{year}-{month:02d}" for year in (2024, 2025, 2026) for month in range(1, 13)]


@pytest.mark.parametrize(
    ("periods", "grain", "text"),
    [
        (["2025-01"], Grain.MONTH, "2025-01"),
        (["2025-11", "2025-12", "2026-01"], Grain.MONTH, "2025-11 to 2026-01"),
        (["2025-01", "2025-03", "2025-04"], Grain.MONTH, "2025-01, 2025-03 to 2025-04"),
        (["1998-99", "1999-00", "2000-01"], Grain.FINANCIAL_YEAR, "1998-99 to 2000-01"),
        (["2009-10", "2010-11"], Grain.MONTH, "2009-10, 2010-11"),
        (["2009-10", "2010-11"], Grain.FINANCIAL_YEAR, "2009-10 to 2010-11"),
        (["all"], Grain.WHOLE, "all"),
        (MONTHS[::2][:8], Grain.MONTH, "2024-01, 2024-03, 2024-05, 2024-07, 2024-09 and 3 more"),
        ([], Grain.MONTH, ""),
    ],
)
def test_spans(periods: list[str], grain: Grain, text: str) -> None:
    assert spans(periods, grain) == text


@given(st.sets(st.sampled_from(range(36)), max_size=9))
def test_every_run_is_whole_and_ends_where_it_says(chosen: set[int]) -> None:
    ordered = sorted(chosen)
    text = spans([MONTHS[i] for i in ordered], Grain.MONTH)
    starts = [i for i in ordered if i - 1 not in chosen]
    assert text.count("-") == sum(1 + (i + 1 in chosen) for i in starts[:5])
    gaps = sum(b - a > 1 for a, b in pairwise(ordered))
    assert len(text.split(", ")) == max(1, min(gaps + 1, 5))
