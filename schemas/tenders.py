"""What the tenders dataset promises: one invitation to tender of the office or the chief constable."""

from __future__ import annotations

import pandera.polars as pa
import polars as pl

from schemas import register
from schemas.base import STATUS_CODES, Money, column

STATUSES = ["planned", "active", "cancelled", "unsuccessful", "complete", "withdrawn"]
"""The tender statuses of OCDS 1.1, but for planning, which no invitation can have."""


class Tenders(register.Documented):
    """One invitation to tender. A contract that follows from it names it."""

    tender_id: str = register.identity("invitation to tender", "kent-t-0007", register.TENDER_ID, title="Tender id")
    title: str = register.words("Title", "Title of the invitation.", "Support for victims of burglary", needed=True)
    buyer: str = register.buyer("invitation")
    description: str = register.words("Description", "What is asked for.", "Advice and repairs at home.")
    ocid: str = register.ocid()
    notice_id: str = register.notice_id()
    procedure: str = register.procedure()
    cpv_codes: str = register.cpv_codes()
    issue_date: pl.Date = register.day("Issued", "The day on which the invitation went out.", needed=True)
    closing_date: pl.Date = register.day("Closes", "The last day on which a bid could be made.")
    expected_value_gbp: Money = register.pounds(
        "Expected value", "What the contract is expected to be worth over its whole term, in pounds, without VAT."
    )
    expected_value_gbp_status: str = register.pounds_status("expected value")
    value_band: str = register.value_band("contract that is expected")
    status: str = column(
        "Status",
        "planned, active while bids can be made or are weighed, complete once awarded, unsuccessful, cancelled or "
        "withdrawn without an award.",
        example="complete",
        isin=STATUSES,
    )
    bids_received: int = column(
        "Bids",
        "How many bids were received.",
        example="4",
        unit="bids",
        nullable=True,
        ge=0,
    )
    bids_received_status: str = column(
        "Status of: bids",
        "[x] not recorded, [z] not yet closed; empty when the number stands as recorded.",
        example="[z]",
        isin=STATUS_CODES,
        nullable=True,
    )
    decision_id: str = register.decision_id("invitation")
    plan_priority_ids: str = register.plan_priority_ids("invitation")
    document_urls: str = register.document_urls("invitation")
    document_sha256s: str = register.document_sha256s()
    publish_after: pl.Date = register.publish_after()
    source_url: str = register.source_url()
    contact_email: str = column(
        "Contact",
        "The public address of the post or team to which questions about the invitation go.",
        example="procurement@example.org",
        nullable=True,
        free_text=True,
        may_hold=("email-address",),
        str_length=register.LABEL,
    )

    @pa.dataframe_check(error="it does not close before it is issued")
    def _open(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805 (pandera makes checks class methods)
        """Issue and close are in order."""
        return data.lazyframe.select(register.in_order("issue_date", "closing_date"))

    @pa.dataframe_check(error="the value band is that of the expected value")
    def _band(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """The band follows from the value, where that is known."""
        return data.lazyframe.select(register.band_agrees("expected_value_gbp"))
