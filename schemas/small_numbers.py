"""Columns that datasets of small counts have in common."""

from __future__ import annotations

from typing import Any

import polars as pl

from schemas.base import STATUS_CODES, column

PERIOD_KINDS = ["financial-year", "quarter"]
TOTAL = "all"
"""The value of a column that stands for all its other values together."""


def period_kind() -> Any:
    """How long the period is."""
    return column(
        "Kind of period",
        "Whether the row is of a quarter or of a whole financial year, April to March.",
        example="quarter",
        isin=PERIOD_KINDS,
    )


def period() -> Any:
    """Which period it is."""
    return column(
        "Period",
        "The financial year (2025-26), with Q1 (April to June) to Q4 (January to March) for a quarter.",
        example="2025-26-Q1",
        str_matches=r"^\d{4}-\d{2}(-Q[1-4])?$",
    )


def number(title: str, text: str, *, example: str, unit: str) -> Any:
    """A count that may be withheld or unknown; its `_status` companion says which."""
    return column(title, text, example=example, unit=unit, nullable=True, ge=0)


def number_status(of: str) -> Any:
    """Why a count is missing."""
    return column(
        f"Status of {of}",
        "[c] withheld, because it is small or because a small one could be worked out from it; [x] not recorded; empty "
        "where the figure stands.",
        example="[c]",
        isin=STATUS_CODES,
        nullable=True,
    )


def note() -> Any:
    """What a reader must know."""
    return column(
        "Note",
        "What a reader must know of this row; never a figure that is withheld.",
        example="Counted on the last day of the financial year.",
        nullable=True,
        free_text=True,
        str_length={"max_value": 1000},
    )


def source(example: str) -> Any:
    """Where the count comes from."""
    return column(
        "Source",
        "The register or publication that the count was taken from.",
        example=example,
        free_text=True,
        str_length={"max_value": 300},
    )


def is_of_its_kind() -> pl.Expr:
    """Whether the period is written as its kind asks, and its second year follows the first."""
    name, quarter = pl.col("period"), pl.col("period").str.len_chars() > 7
    first, second = name.str.slice(2, 2).cast(pl.Int64), name.str.slice(5, 2).cast(pl.Int64)
    return (second == (first + 1) % 100) & (quarter == (pl.col("period_kind") == "quarter"))
