"""Every claim run against the data that stand now: what its query finds, and how that compares with what was said."""

from __future__ import annotations

import pandera.polars as pa
import polars as pl

from schemas import register
from schemas.base import STATUS_CODES, Table, column
from schemas.claims import Figure

VERDICTS = [
    "reproduced",
    "differs",
    "no-data-supports-it-yet",
    "data-not-held",
    "figure-unreadable",
    "query-fails",
]
UNIT = "as the claim says"


def _figure(title: str, text: str) -> Figure:
    """A number that may be missing; its companion says why."""
    return column(title, text, example="536200000.00", unit=UNIT, nullable=True)  # type: ignore[no-any-return]


def _status(title: str) -> str:
    return column(  # type: ignore[no-any-return]
        f"Status of: {title}",
        "[x] not there, or nothing to compare with; empty where the figure stands.",
        example="[x]",
        isin=STATUS_CODES,
        nullable=True,
    )


class ClaimsChecked(Table):
    """One claim, checked. In a synthetic sample the figures of other publishers are made up and bear out nothing."""

    claim_id: str = column(
        "Checked claim",
        "Id of the claim; see the dataset claims for what was said, when and where, and for the query.",
        example="kent-claim-041",
        str_matches=register.one(r"[a-z]+(-[a-z]+)*-claim-\d{3,}"),
        unique=True,
    )
    versions_read: str = column(
        "Versions read",
        "Each dataset that the query reads with its version, joined by a semicolon and a space. Empty where there is "
        "no query; a dataset without a version is not held here.",
        example="budget 1.0.0; police-workforce 1.2.0",
        nullable=True,
        str_matches=register.many(r"[a-z0-9]+(-[a-z0-9]+)*( \d+\.\d+\.\d+)?"),
    )
    stated: Figure = _figure("Stated figure", "The figure as it was stated, in the claim's own unit.")
    stated_status: str = _status("stated figure")
    found: Figure = _figure("Figure found", "What the query gives on those versions, rounded to two decimals.")
    found_status: str = _status("figure found")
    difference: Figure = _figure("Difference from the claim", "Found less stated.")
    difference_status: str = _status("difference from the claim")
    stated_to: Figure = column(
        "Stated to",
        "The step to which the figure was stated: 100000.00 for £536.2 million. A figure found within half of it, on "
        "either side, is the same figure. Where the claim says more than, any larger figure bears it out.",
        example="100000.00",
        unit=UNIT,
        nullable=True,
    )
    stated_to_status: str = _status("stated to")
    verdict: str = column(
        "Verdict",
        "reproduced: the query gives the figure. differs: it gives another. no-data-supports-it-yet: no dataset here "
        "can tell. data-not-held: a dataset that it reads, or the period in question, is not here. figure-unreadable: "
        "the text that states the figure is damaged. query-fails: the query gives no single number; mend the record.",
        example="reproduced",
        isin=VERDICTS,
    )

    @pa.dataframe_check(error="a verdict rests on a figure stated and a figure found, and a difference on both")
    def _verdict(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805 (pandera makes checks class methods)
        """Nothing is borne out or refuted without both numbers."""
        judged = pl.col("verdict").is_in(["reproduced", "differs"])
        apart = pl.col("found") - pl.col("stated")
        same = pl.col("difference").eq_missing(apart) & (apart.is_not_null() | ~judged)
        return data.lazyframe.select(same)
