"""What the register of interests promises: one interest that an office holder declared, or that there is none."""

from __future__ import annotations

import pandera.polars as pa
import polars as pl

from schemas import register
from schemas.base import column

NOTHING = "none"
KINDS = [
    "employment",
    "office",
    "business",
    "contract",
    "land",
    "licence",
    "securities",
    "sponsorship",
    "membership",
    "other",
    NOTHING,
]
OWNERS = ["holder", "partner"]


class Interests(register.Redacted):
    """One interest as it was declared. A declaration of nothing is a row too: it differs from no declaration."""

    interest_id: str = register.identity("interest", "kent-i-0007", register.INTEREST_ID)
    officer_id: str = register.needed_reference(
        "Entry of the officer", "Whose declaration it is; see the dataset officers.", "kent-o-0001", register.OFFICER_ID
    )
    post: str = register.words("Post", "Post of the person who declared it.", "The commissioner", needed=True)
    interest_kind: str = column(
        "Kind of interest",
        "employment (paid), office (held elsewhere), business, contract (with the office or the force), land, licence, "
        "securities, sponsorship, membership, other; none where the person declared that there is nothing.",
        example="employment",
        isin=KINDS,
    )
    owner: str = column(
        "Whose interest",
        "holder for the person's own, partner for that of a spouse or partner, who is never named.",
        example="holder",
        isin=OWNERS,
    )
    organisation: str = register.words("Organisation", "With whom the interest is.", "Example Housing Association")
    description: str = register.words("Description", "What the interest is.", "Member of the board.")
    paid: bool = column(
        "Paid",
        "true when money or money's worth is received for it.",
        example="false",
        nullable=True,
    )
    declared_on: pl.Date = register.day("Declared", "The day on which it was declared.", needed=True)
    ended_on: pl.Date = register.day("Ended", "The day on which the interest ended; empty while it lasts.")
    redaction_reason: str = register.redaction_reason()
    redaction_decided_by: str = register.redaction_decided_by()
    redaction_decided_on: pl.Date = register.redaction_decided_on()
    redaction_review: pl.Date = register.redaction_review()
    publish_after: pl.Date = register.publish_after()
    source_url: str = register.source_url()

    @pa.dataframe_check(error="an interest is described, or says why it is withheld; nothing is not described")
    def _described(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805 (pandera makes checks class methods)
        """Description, kind and redaction say the same."""
        told, withheld = pl.col("description").is_not_null(), pl.col("redaction_reason").is_not_null()
        nothing = pl.col("interest_kind") == NOTHING
        bare = ~told & pl.col("organisation").is_null() & ~withheld
        return data.lazyframe.select(pl.when(nothing).then(bare).otherwise(told | withheld))
