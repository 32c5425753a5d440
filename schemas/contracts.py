"""What the contracts dataset promises: one contract of the office or the chief constable."""

from __future__ import annotations

import pandera.polars as pa
import polars as pl

from schemas import register
from schemas.base import Money, column

STATUSES = ["pending", "active", "ended", "cancelled", "terminated"]


class Contracts(register.Termed, register.Documented):
    """One contract. What the office has not recorded stays empty."""

    contract_id: str = register.identity(
        "contract", "kent-c-0042", register.CONTRACT_ID, " Payments, grants and decisions name it so."
    )
    title: str = register.words("Title", "Title of the contract.", "Support for victims of burglary", needed=True)
    buyer: str = register.buyer("contract")
    description: str = register.words("Description", "What is supplied.", "Advice and repairs at home.")
    purpose: str = register.words("Purpose", "What the contract is for.", "To help victims feel safe.", needed=True)
    ocid: str = register.ocid()
    notice_id: str = register.notice_id()
    procedure: str = register.procedure()
    framework: str = register.words("Framework", "The framework agreement that it was called off from.", "RM6188")
    cpv_codes: str = register.cpv_codes()
    supplier_names: str = column(
        "Suppliers",
        "Every other party to the contract, joined by a semicolon and a space; REDACTED PERSONAL DATA in place of the "
        "name of a private person.",
        example="Wealden Fleet Services Ltd",
        free_text=True,
        str_length=register.TEXT,
    )
    supplier_kinds: str = column(
        "Kinds of supplier",
        f"What each supplier is, in the order of their names: {', '.join(register.PARTY_KINDS)}. The name of an "
        "individual is withheld; a sole trader stands under the name it trades by.",
        example="company",
        str_matches=register.many(f"({'|'.join(register.PARTY_KINDS)})"),
    )
    supplier_ids: str = column(
        "Ids of suppliers",
        "Identifier of each supplier by org-id.guide, in the order of their names: GB-COH for a company, GB-CHC for a "
        "charity, none where there is none.",
        example="GB-COH-01234567; none",
        nullable=True,
        str_matches=register.many(f"(none|{register.ORG_ID})"),
    )
    supplier_sme: bool = column(
        "Small or medium",
        "true when at least one supplier is a small or medium-sized enterprise.",
        example="true",
        nullable=True,
    )
    supplier_vcse: bool = column(
        "Voluntary or social",
        "true when at least one supplier is a voluntary, community or social enterprise.",
        example="false",
        nullable=True,
    )
    value_total_gbp: Money = register.pounds("Value", "Value over the whole term, in pounds, without VAT.")
    value_total_gbp_status: str = register.pounds_status("value")
    value_annual_gbp: Money = register.pounds("Value in a year", "Value in a full year, in pounds, without VAT.")
    value_annual_gbp_status: str = register.pounds_status("value in a year")
    value_band: str = register.value_band("contract")
    irrecoverable_vat_gbp: Money = register.pounds(
        "Irrecoverable VAT", "Value added tax over the whole term that cannot be reclaimed, in pounds."
    )
    irrecoverable_vat_gbp_status: str = register.pounds_status("irrecoverable VAT")
    award_date: pl.Date = register.day("Awarded", "The day on which the supplier was chosen.")
    signed_date: pl.Date = register.day("Signed", "The day on which the contract was made.")
    start_date: pl.Date = register.day("Start", "The first day of the term.", needed=True)
    end_date: pl.Date = register.day("End", "The last day of the term; empty where it has no fixed end.")
    review_date: pl.Date = register.day("Review", "The day of the next review.")
    extension_options: str = register.words(
        "Options to extend", "How far the term may be extended.", "Twice, by one year each"
    )
    status: str = column(
        "Status",
        "pending before the term begins, active while it runs, ended at the end of its term, cancelled before it "
        "began, terminated before its end.",
        example="active",
        isin=STATUSES,
    )
    tender_id: str = register.reference(
        "Tender",
        "Id of the invitation to tender that led to the contract; see the dataset tenders.",
        "kent-t-0007",
        register.TENDER_ID,
    )
    decision_id: str = register.decision_id("contract")
    plan_priority_ids: str = register.plan_priority_ids("contract")
    document_urls: str = register.document_urls("contract")
    document_sha256s: str = register.document_sha256s()
    redaction_reason: str = register.redaction_reason()
    redaction_decided_by: str = register.redaction_decided_by()
    redaction_decided_on: pl.Date = register.redaction_decided_on()
    redaction_review: pl.Date = register.redaction_review()
    publish_after: pl.Date = register.publish_after()
    source_url: str = register.source_url()

    @pa.dataframe_check(error="the value band is that of the value")
    def _band(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805 (pandera makes checks class methods)
        """The band follows from the value, where that is known."""
        return data.lazyframe.select(register.band_agrees("value_total_gbp"))

    @pa.dataframe_check(error="a withheld supplier has a kind, a reason, a decision, a review, and no name")
    def _redaction(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """Names, kinds and reason say the same about what is withheld."""
        return data.lazyframe.select(register.redaction_is_whole("supplier_names", "supplier_kinds"))

    @pa.dataframe_check(error="there are as many ids of suppliers as names")
    def _ids(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """Ids, where they are given, stand in the order of the names."""
        names, ids = (pl.col(n).str.split(register.JOINED).list.len() for n in ("supplier_names", "supplier_ids"))
        return data.lazyframe.select((names == ids).fill_null(value=True))
