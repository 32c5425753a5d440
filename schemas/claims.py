"""Every figure that the office's plans and statements gave, and what data bears it out."""

from __future__ import annotations

from typing import Annotated

import pandera.polars as pa
import polars as pl

from schemas import register
from schemas.base import STATUS_CODES, Table, column
from schemas.projects import SAID_ON
from schemas.survey import damaged_is_empty, reading, status_is_right

Figure = Annotated[pl.Decimal, 16, 2]
"""A stated figure, two decimals."""

NO_DATA = "no-data-supports-it-yet"
EVIDENCE = ["another-publisher", "own-records", NO_DATA]


class Claims(Table):
    """One figure as it was stated."""

    claim_id: str = column(
        "Claim id",
        "Permanent name of the claim, made of its area and a number.",
        example="kent-claim-041",
        str_matches=register.one(r"[a-z]+(?:-[a-z]+)*-claim-\d{3,}"),
        unique=True,
    )
    claim: str = register.words("Claim", "What was said, in our own words.", "99% goes to the force.", needed=True)
    kind: str = column(
        "Kind",
        "fact: what was or is. target: what is to be reached. forecast: what was expected.",
        example="fact",
        isin=["fact", "target", "forecast"],
    )
    qualifier: str = column(
        "Qualifier",
        "exactly: the figure stands by itself. about: it was said to be an approximation. more-than: it was said to be "
        "a lower limit.",
        example="more-than",
        isin=["exactly", "about", "more-than"],
    )
    figure: Figure = column(
        "Figure",
        "The figure as a number, in the unit given beside it.",
        example="536200000.00",
        unit="as the column unit says",
        nullable=True,
    )
    figure_status: str = column(
        "Status of: figure",
        "[x] not available, because the text that has come down is damaged; empty where the figure stands as stated.",
        example="[x]",
        isin=STATUS_CODES,
        nullable=True,
    )
    unit: str = register.words("Unit", "What one of the figure is.", "GBP", needed=True)
    reading: str = reading()
    about: str = register.words("About when", "The time that the figure is about, as far as it is told.", "2025-26")
    source: str = register.words("Source", "The document that states it.", "News of 6 March 2019", needed=True)
    said_on: str = column(
        "Stated on",
        "The day on which the document came out, or the month or year where no more is known.",
        example="2018-04-10",
        str_matches=register.one(SAID_ON),
    )
    place: str = register.words(
        "Place", "Where in the document it stands.", "Section A sustainable budget", needed=True
    )
    source_url: str = register.source_url()
    plan_priority_ids: str = register.plan_priority_ids("claim")
    evidence: str = column(
        "Evidence",
        "another-publisher: a dataset from another publisher can bear it out or refute it. own-records: only the "
        "office's own records here say so too. no-data-supports-it-yet: nothing here can tell.",
        example="own-records",
        isin=EVIDENCE,
    )
    datasets: str = column(
        "Datasets",
        "Names of the datasets here that the query reads, joined by a semicolon and a space.",
        example="budget",
        nullable=True,
        str_matches=register.many(r"[a-z0-9]+(?:-[a-z0-9]+)*"),
    )
    query: str = column(
        "Query",
        "SQL (DuckDB) that works the figure out from the published files, in the claim's own unit. Each table is a "
        "dataset, with underscores for hyphens. It gives one row with one value, and none where data are missing.",
        example="SELECT amount_gbp FROM budget WHERE item = 'headline'",
        nullable=True,
        free_text=True,
        str_matches=r"^SELECT [^;]+$",
    )
    note: str = register.words("Note", "What a reader needs to know of the claim or the query.", "Rounded.")

    @pa.dataframe_check(error="a figure whose source text is damaged has no value and the status [x]")
    def _damaged(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805 (pandera makes checks class methods)
        """What cannot be read is not published as a fact."""
        return data.lazyframe.select(damaged_is_empty("figure") & status_is_right("figure"))

    @pa.dataframe_check(error="datasets and query are given where there is evidence, and nowhere else")
    def _query(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """Evidence can be run; its absence is plain."""
        there = pl.col("evidence") != NO_DATA
        same = [there == pl.col(name).is_not_null() for name in ("datasets", "query")]
        return data.lazyframe.select(pl.all_horizontal(*same))
