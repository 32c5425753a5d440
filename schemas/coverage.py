"""What is there and what is not: every period of every dataset, as its latest version tells of it."""

from __future__ import annotations

import pandera.polars as pa
import polars as pl

from schemas.base import STATUS_CODES, Table, column

COVERED = ["expected", "late", "no-data-at-source", "partial", "received", "withheld"]
"""How a period may stand."""


class Coverage(Table):
    """One period of one dataset: whether it is there, and how we know."""

    dataset: str = column("Dataset", "Name of the dataset.", example="crime-street", str_matches=r"^[a-z][a-z0-9-]*$")
    period: str = column(
        "Period",
        "The period told of: YYYY-MM, a financial year such as 2025-26, or all.",
        example="2026-01",
        str_matches=r"^(\d{4}-\d{2}|all)$",
    )
    status: str = column(
        "How it stands",
        "received: it is here. partial: it is here and thinner than usual. expected: the source should have it and "
        "gave no file yet. late: the same, and our own duty to publish it has passed. no-data-at-source: the source's "
        "file holds no usable row. withheld: a file came and could not be used; older rows may still stand.",
        example="received",
        isin=COVERED,
    )
    rows: int = column(
        "Rows",
        "Rows published for the period, those of the office's own force where other forces stand beside it.",
        example="14210",
        unit="rows",
        nullable=True,
        ge=0,
    )
    rows_status: str = column(
        "Status of rows",
        "[x] where no file came, so that nothing is known; empty where rows were counted, zero too.",
        example="[x]",
        isin=STATUS_CODES,
        nullable=True,
    )
    evidence: str = column(
        "Evidence",
        "What the status rests on, in a sentence. Source: the quality report of the version.",
        example="received",
        free_text=True,
    )
    published_in: str = column(
        "Version",
        "The version of the dataset that says so, the latest one.",
        example="1.2.0",
        str_matches=r"^\d+\.\d+\.\d+$",
    )

    @pa.dataframe_check(error="a status stands exactly where rows are missing")
    def status_instead_of_rows(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """What is not known says why, and what is known needs no excuse."""
        return data.lazyframe.select(pl.col("rows").is_null() == pl.col("rows_status").is_not_null())
