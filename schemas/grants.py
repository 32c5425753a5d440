"""What the grants dataset promises: one crime and disorder reduction grant of the office."""

from __future__ import annotations

import pandera.polars as pa
import polars as pl

from schemas import register
from schemas.base import Money, column, confidential


class Grants(register.Termed, register.Documented):
    """One grant. A row may stand for several individuals together, so that none of them can be singled out."""

    grant_id: str = register.identity("grant", "kent-g-0007", register.GRANT_ID, " Decisions name it so.")
    title: str = register.words("Title", "Title of the grant.", "Mentors for young people", needed=True)
    description: str = register.words("Description", "What is done with it.", "Weekly meetings.", needed=True)
    recipient_name: str = column(
        "Recipient",
        "Who received the grant; REDACTED PERSONAL DATA in place of the name of a private person.",
        example="Thanet Youth Mentors",
        free_text=True,
        str_length=register.LABEL,
    )
    recipient_kind: str = register.party_kind("Kind of recipient", "What the recipient is.")
    recipient_id: str = column(
        "Id of the recipient",
        "Identifier by org-id.guide: GB-CHC for a charity, GB-COH for a company. Empty where there is none.",
        example="GB-CHC-1234567",
        nullable=True,
        str_matches=register.one(register.ORG_ID),
    )
    recipients: int = column(
        "Recipients",
        "How many recipients the row stands for: 1, or more where individuals are taken together.",
        example="1",
        unit="recipients",
        ge=1,
    )
    amount_awarded_gbp: Money = column(
        "Amount awarded",
        "Pounds awarded over the whole term of the grant.",
        example="25000.00",
        unit="GBP",
        ge=0,
    )
    award_date: pl.Date = register.day("Awarded", "The day on which the grant was made.", needed=True)
    start_date: pl.Date = register.day("Start", "The first day of what is funded.")
    end_date: pl.Date = register.day("End", "The last day of what is funded.")
    conditions: str = register.words(
        "Conditions", "The conditions attached to the grant, or that there are none.", "A report each quarter.",
        needed=True,
    )  # fmt: skip
    purpose: str = register.words("Purpose", "What the grant is for.", "To keep young people safe.", needed=True)
    crime_disorder_reason: str = register.words(
        "How it reduces crime and disorder",
        "Why the office holds that the grant will secure, or help to secure, a reduction of crime and disorder.",
        "Mentoring lowers reoffending.",
        needed=True,
    )
    programme: str = register.words("Programme", "The fund or programme that it was made from.", "Safer Streets")
    beneficiary_area_codes: str = column(
        "Areas that benefit",
        "ONS codes of the areas that benefit, joined by a semicolon and a space.",
        example="E07000114; E07000106",
        nullable=True,
        str_matches=register.many(register.AREA),
    )
    from_open_call: bool = column(
        "From an open call",
        "true when anyone could apply.",
        example="true",
        nullable=True,
    )
    match_funding_gbp: Money = register.pounds("Match funding", "What others add to the grant, in pounds.")
    match_funding_gbp_status: str = register.pounds_status("match funding")
    monitoring_due: pl.Date = register.day("Monitoring due", "The day by which the recipient next reports.")
    outcomes_reported: str = register.words("Outcomes", "What the recipient has reported so far.", "40 young people.")
    decision_id: str = register.decision_id("grant")
    plan_priority_ids: str = register.plan_priority_ids("grant")
    contract_id: str = register.reference(
        "Contract",
        "Id of the contract that carries the grant, where one does; see the dataset contracts.",
        "kent-c-0042",
        register.CONTRACT_ID,
    )
    document_urls: str = register.document_urls("grant")
    document_sha256s: str = register.document_sha256s()
    redaction_reason: str = register.redaction_reason()
    redaction_decided_by: str = register.redaction_decided_by()
    redaction_decided_on: pl.Date = register.redaction_decided_on()
    redaction_review: pl.Date = register.redaction_review()
    publish_after: pl.Date = register.publish_after()
    source_url: str = register.source_url()
    application_reference: str = confidential(
        "Reference of the application",
        "The reference under which the office keeps the application, and with it who applied.",
        example="APP-2026-0193",
    )

    @pa.dataframe_check(error="a withheld recipient has a kind, a reason, a decision, a review, and no name or id")
    def _redaction(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805 (pandera makes checks class methods)
        """Name, kind, id and reason say the same about what is withheld."""
        named = ~pl.col("recipient_kind").is_in(register.WITHHELD_KINDS) | pl.col("recipient_id").is_null()
        return data.lazyframe.select(register.redaction_is_whole("recipient_name", "recipient_kind") & named)

    @pa.dataframe_check(error="only individuals are taken together in one row")
    def _together(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """A row that stands for several recipients stands for individuals."""
        one = pl.col("recipients") == 1
        return data.lazyframe.select(one | pl.col("recipient_kind").is_in(register.WITHHELD_KINDS))
