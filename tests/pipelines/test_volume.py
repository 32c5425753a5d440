"""Volumes by category, against figures worked by hand and the eight real months of Kent."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from pipelines.dataset import Volume
from pipelines.volume import judge

RULE = Volume(by="crime_type")


def _counts(**periods: tuple[int, int]) -> dict[str, dict[str, int]]:
    return {f"2025-{month[1:]}": {"asb": asb, "theft": theft} for month, (asb, theft) in periods.items()}


def test_a_category_is_low_below_seven_tenths_of_its_median() -> None:
    """Medians of the others: asb 100, theft 300; 0.7 x 300 = 210; theft usually holds 300 of 400 rows."""
    counts = _counts(m01=(100, 300), m02=(90, 310), m03=(110, 290), m04=(100, 209))
    thin = judge(counts, RULE)[3]
    assert (thin.low, thin.normal, thin.share, thin.partial) == (("theft",), ("asb",), 0.75, True)
    assert thin.text == "low against their usual volume: theft (75% of usual rows); usual: asb"
    counts["2025-04"]["theft"] = 210
    assert [verdict.partial for verdict in judge(counts, RULE)] == [False] * 4
    assert judge(counts, RULE)[3].text == "every category has its usual volume"


def test_a_small_category_that_is_low_makes_no_partial_month() -> None:
    counts = _counts(m01=(100, 300), m02=(90, 310), m03=(110, 290), m04=(50, 300))
    verdict = judge(counts, RULE)[3]
    assert (verdict.low, verdict.share, verdict.partial) == (("asb",), 0.25, False)


def test_a_category_that_is_gone_is_low_and_a_rare_one_says_nothing() -> None:
    counts = {f"2025-0{month}": {"theft": 100, "rare": 9} for month in range(1, 5)}
    counts["2025-04"] = {"new": 100}
    verdict = judge(counts, RULE)[3]
    assert (verdict.low, verdict.normal, verdict.partial) == (("theft",), (), True)
    assert verdict.text.endswith("usual: none")


@pytest.mark.parametrize(("months", "judged"), [(1, False), (3, False), (4, True)])
def test_too_few_other_periods_judge_nothing(months: int, judged: bool) -> None:
    counts = {f"2025-0{month}": {"theft": 100} for month in range(1, months + 1)}
    verdicts = judge(counts, RULE)
    assert {verdict.judged for verdict in verdicts} == {judged}
    assert not any(verdict.partial for verdict in verdicts)
    if not judged:
        assert verdicts[0].text == "too few other periods to judge the volume by"


def test_only_the_twelve_nearest_periods_count() -> None:
    """Five years ago there was four times as much: that says nothing about today."""
    counts = {f"{year}-{month:02d}": {"theft": 400} for year in (2018, 2019) for month in range(1, 13)}
    counts |= {f"2025-{month:02d}": {"theft": 100} for month in range(1, 13)}
    assert not any(verdict.partial for verdict in judge(counts, RULE) if verdict.period[:4] == "2025")


def test_financial_years_are_periods_too() -> None:
    counts = {f"20{year:02d}-{year + 1:02d}": {"grant": 100} for year in range(8, 14)}
    counts["2012-13"] = {"grant": 10}
    assert [verdict.period for verdict in judge(counts, RULE) if verdict.partial] == ["2012-13"]


def test_the_real_half_month_is_partial_and_no_other(real: Path) -> None:
    counts = {}
    for path in sorted((real / "police_uk" / "street").rglob("*-kent-street.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            counts[path.name[:7]] = dict(Counter(row["Crime type"] for row in csv.DictReader(file)))
    if len(counts) < 8:
        pytest.skip("the real folder lacks some of Kent's eight months")
    verdicts = {verdict.period: verdict for verdict in judge(counts, RULE)}
    assert [period for period, verdict in verdicts.items() if verdict.partial] == ["2018-12"]
    assert "Anti-social behaviour" in verdicts["2018-12"].normal
    assert "Violence and sexual offences" in verdicts["2018-12"].low
