"""Periods in a sentence: runs of periods that follow each other are named by their ends."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.dataset import Grain

_SHORT = 5
"""Runs named before a sentence says how many more there are."""


def spans(periods: Sequence[str], grain: Grain) -> str:
    """`2023-09 to 2026-08, 2026-10`: sorted periods of one grain, every run named by its first and last."""
    runs: list[list[str]] = []
    for period in periods:
        if runs and period == _after(runs[-1][-1], grain):
            runs[-1].append(period)
        else:
            runs.append([period])
    named = [run[0] if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs]
    more = len(named) - _SHORT
    return ", ".join(named) if more <= 0 else f"{', '.join(named[:_SHORT])} and {more} more"


def _after(period: str, grain: Grain) -> str:
    """The period that follows, "" where none does."""
    if grain is Grain.WHOLE:
        return ""
    year, number = int(period[:4]), int(period[5:])
    if grain is Grain.FINANCIAL_YEAR:
        return f"{year + 1}-{(number + 1) % 100:02d}"
    return f"{year}-{number + 1:02d}" if number < 12 else f"{year + 1}-01"
