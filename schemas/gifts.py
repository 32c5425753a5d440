"""What the gifts-and-hospitality dataset promises: one offer, accepted or refused."""

from __future__ import annotations

import pandera.polars as pa
import polars as pl

from schemas import register
from schemas.base import Money, column

KINDS = ["gift", "hospitality"]
RECIPIENTS = ["office-holder", "deputy", "staff"]
OUTCOMES = ["accepted", "refused", "passed-on"]


class Gifts(register.Redacted):
    """One offer of a gift or of hospitality to an office holder or a member of staff."""

    gift_id: str = register.identity("offer", "kent-h-0007", register.GIFT_ID)
    offered_on: pl.Date = register.day("Offered", "The day on which it was offered.", needed=True)
    gift_kind: str = column("Kind of offer", "gift or hospitality.", example="hospitality", isin=KINDS)
    recipient_kind: str = column(
        "To whom",
        "office-holder for the elected holder of the office, deputy for the holder's deputy, staff for anyone else.",
        example="staff",
        isin=RECIPIENTS,
    )
    recipient_post: str = register.words("Post", "Post of the person to whom it was offered.", "Press officer")
    officer_id: str = register.reference(
        "Entry of the recipient",
        "Id of the person's row in the dataset officers, where there is one.",
        "kent-o-0001",
        register.OFFICER_ID,
    )
    offered_by: str = register.words(
        "Offered by",
        "Who offered it; REDACTED PERSONAL DATA in place of the name of a private person.",
        "Example Security Ltd",
        needed=True,
    )
    offered_by_kind: str = register.party_kind("Kind of giver", "What the one who offered it is.")
    description: str = register.words("Description", "What was offered.", "Ticket to an awards dinner.", needed=True)
    value_gbp: Money = register.pounds("Worth", "What it is worth in pounds; [e] where the office estimated it.")
    value_gbp_status: str = register.pounds_status("worth")
    outcome: str = column(
        "What became of it",
        "accepted, refused, or passed-on where it could not well be refused and was given to a charity or returned.",
        example="refused",
        isin=OUTCOMES,
    )
    reason: str = register.words(
        "Why", "Why it was accepted, refused or passed on.", "The giver was bidding for a contract.", needed=True
    )
    registered_on: pl.Date = register.day("Registered", "The day on which it was entered in the register.")
    redaction_reason: str = register.redaction_reason()
    redaction_decided_by: str = register.redaction_decided_by()
    redaction_decided_on: pl.Date = register.redaction_decided_on()
    redaction_review: pl.Date = register.redaction_review()
    publish_after: pl.Date = register.publish_after()
    source_url: str = register.source_url()

    @pa.dataframe_check(error="it is not registered before it is offered")
    def _registered(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805 (pandera makes checks class methods)
        """Offer and entry are in order."""
        return data.lazyframe.select(register.in_order("offered_on", "registered_on"))

    @pa.dataframe_check(error="a withheld giver has a kind, a reason, a decision, a review, and no name")
    def _giver(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """Name, kind and reason say the same about what is withheld."""
        return data.lazyframe.select(register.redaction_is_whole("offered_by", "offered_by_kind"))
