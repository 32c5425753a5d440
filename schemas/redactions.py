"""What is withheld from the public, counted: by dataset, version, way and reason."""

from __future__ import annotations

from typing import Annotated

import pandera.polars as pa
import polars as pl

from schemas.base import STATUS_CODES, Table, column
from schemas.history import Figure
from schemas.reasons import REASONS

Share = Annotated[pl.Decimal, 5, 2]
"""Per cent, two decimals."""

WAYS = ["redacted", "taken-out", "withheld", "held-out"]


class Redactions(Table):
    """How much of one version of one dataset is withheld in one way for one reason. What it is stands nowhere."""

    dataset: str = column("Dataset", "Name of the dataset.", example="expenditure", str_matches=r"^[a-z][a-z0-9-]*$")
    published_in: str = column(
        "Version", "The version of the dataset that is counted.", example="1.2.0", str_matches=r"^\d+\.\d+\.\d+$"
    )
    edition: int = column("Edition", "The first edition that had the version.", example="7", unit="edition", ge=1)
    way: str = column(
        "Way",
        "redacted: a rule of the office hid values or rows when the version came out, decided by a person. taken-out: "
        "the same, after it had come out. withheld: the row stands, and says "
        "itself that a name or a figure is left out. held-out: the row is not published, because a text in it reads "
        "as personal data, until the office has mended it.",
        example="withheld",
        isin=WAYS,
    )
    reason: str = column("Reason", "Why it is withheld.", example="personal_data", isin=list(REASONS))
    law: str = column(
        "Law", "What the reason hangs on in law.", example=REASONS["personal_data"], isin=list(REASONS.values())
    )
    kind: str = column(
        "Kind found",
        "What a text of the rows held out reads as, such as a phone number; empty for the other ways. A row in which "
        "several kinds, or several columns, were found counts for each.",
        example="phone-number",
        nullable=True,
        str_matches=r"^[a-z]+(-[a-z]+)*$",
    )
    rows: int = column("Rows", "Rows in which something is withheld.", example="14", unit="rows", ge=0)
    rows_published: int = column("Rows of the version", "All rows of the version.", example="4100", unit="rows", ge=0)
    share: Share = column(
        "Share",
        "Rows in which something is withheld, per 100 rows of the version; rows held out or taken away are counted as "
        "rows here.",
        example="0.34",
        unit="per cent",
        nullable=True,
        ge=0,
        le=100,
    )
    share_status: str = column(
        "Status of the share",
        "[x] where the rows taken away before it came out are not known; empty where the share stands.",
        example="[x]",
        isin=STATUS_CODES,
        nullable=True,
    )
    values_hidden: int = column(
        "Values hidden",
        "Values that the rules hide. A withheld row says in its own columns which value is left out.",
        example="28",
        unit="values",
        nullable=True,
        ge=0,
    )
    values_hidden_status: str = column(
        "Status of the values hidden",
        "[z] for rows withheld or held out, which are counted as rows; empty where values are counted.",
        example="[z]",
        isin=STATUS_CODES,
        nullable=True,
    )
    value_gbp: Figure = column(
        "Value of the rows",
        "Pounds that these rows still show, added up, so that the public can see how much money is paid behind what is "
        "withheld.",
        example="12400.50",
        unit="GBP",
        nullable=True,
    )
    value_gbp_status: str = column(
        "Status of the value",
        "[z] where the dataset adds up no pounds; [c] where the rows are not shown; [x] where the record of what was "
        "taken out gives no sum; empty where the sum is given.",
        example="[z]",
        isin=STATUS_CODES,
        nullable=True,
    )

    @pa.dataframe_check(error="a status stands exactly where a figure is missing")
    def _statuses(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805 (pandera makes checks class methods)
        """What is not known says why, and what is known needs no excuse."""
        names = ("share", "values_hidden", "value_gbp")
        pairs = [pl.col(name).is_null() == pl.col(f"{name}_status").is_not_null() for name in names]
        return data.lazyframe.select(pl.all_horizontal(pairs))

    @pa.dataframe_check(error="a kind stands exactly where rows are held out")
    def _kinds(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """Only what was found in a text has a kind."""
        return data.lazyframe.select(pl.col("kind").is_not_null() == (pl.col("way") == "held-out"))
