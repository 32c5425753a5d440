"""What the commissioned-services dataset promises: one service that the office pays for, never where people hide.

There is no column for an address, and none may hold a postcode (`pipelines.screening`). A number of people so small
that it could point to somebody costs the row: the office is told, and nothing of it is published.
"""

from __future__ import annotations

from typing import Any

import pandera.polars as pa
import polars as pl

from schemas import register
from schemas.base import FINANCIAL_YEAR, STATUS_CODES, Money, column

TYPES = [
    "victim-support",
    "sexual-violence",
    "domestic-abuse",
    "stalking",
    "young-people",
    "serious-violence",
    "restorative-justice",
    "appropriate-adults",
    "mediation",
    "offender-programme",
    "other",
]
ROUTES = ["reported", "unreported", "both", "not-victims"]
SMALL = 10
"""Fewer people than this, but not none, are not published: services for victims are about the gravest crimes."""

COUNTED = ("referrals", "supported_people")


def people(title: str, text: str) -> Any:
    """A number of people, withheld where it is small; its `_status` companion then says `[c]`."""
    return column(title, text, example="240", unit="people", nullable=True, ge=0)


def people_status(title: str) -> Any:
    """Why a number of people is missing."""
    return column(
        f"Status of: {title}",
        "[c] withheld because there are fewer than ten, [x] not recorded; empty when the number stands as recorded.",
        example="[c]",
        isin=STATUS_CODES,
        nullable=True,
    )


class Services(register.Termed, register.Redacted):
    """One service that the office commissions, by contract or grant, with what it achieved."""

    service_id: str = register.identity("service", "kent-s-0007", register.SERVICE_ID)
    name: str = register.words("Name", "What the service is called.", "Support after burglary", needed=True)
    service_type: str = column(
        "Type",
        "What kind of service it is.",
        example="victim-support",
        isin=TYPES,
    )
    description: str = register.words("Description", "What is done for people.", "Advice and repairs at home.")
    provider_name: str = register.words(
        "Provider",
        "Who provides it; REDACTED PERSONAL DATA where the name would tell where people are hidden, or is that of a "
        "private person.",
        "Example Victim Support",
        needed=True,
    )
    provider_kind: str = register.party_kind("Kind of provider", "What the provider is.")
    provider_id: str = register.reference(
        "Id of the provider",
        "Identifier of the provider by org-id.guide: GB-CHC for a charity, GB-COH for a company.",
        "GB-CHC-1234567",
        register.ORG_ID,
    )
    victim_group: str = register.words("For whom", "The people it is for.", "Adults who were burgled.")
    access_route: str = column(
        "Access",
        "reported for people who told the police, unreported for those who did not, both for either, not-victims for a "
        "service to others.",
        example="both",
        isin=ROUTES,
        nullable=True,
    )
    eligibility: str = register.words("Who may come", "The conditions of being helped.", "Anyone living in the county.")
    place_withheld: bool = column(
        "Place withheld",
        "true where nobody may know where the service is, as with a refuge: then neither area nor contact is given.",
        example="false",
    )
    area_codes: str = column(
        "Areas",
        "ONS codes of the areas it serves, joined by a semicolon and a space.",
        example="E07000106; E07000114",
        nullable=True,
        str_matches=register.many(register.AREA),
    )
    contact_url: str = register.page_url("Contact", "The page by which the public may reach it.")
    start_date: pl.Date = register.day("Start", "The first day of the service as commissioned.", needed=True)
    end_date: pl.Date = register.day("End", "The last day for which it is commissioned; empty where none is fixed.")
    contract_id: str = register.reference(
        "Contract",
        "Id of the contract under which it is provided; see the dataset contracts.",
        "kent-c-0042",
        register.CONTRACT_ID,
    )
    grant_id: str = register.reference(
        "Grant", "Id of the grant by which it is funded; see the dataset grants.", "kent-g-0007", register.GRANT_ID
    )
    annual_value_gbp: Money = register.pounds("Paid in a year", "What the office pays in a full year, in pounds.")
    annual_value_gbp_status: str = register.pounds_status("paid in a year")
    funding_source: str = register.words("Funded from", "Where the money comes from.", "Ministry of Justice grant")
    figures_year: str = column(
        "Year of the figures",
        "The financial year that the numbers of people and days are of, as YYYY-YY.",
        example="2025-26",
        nullable=True,
        str_matches=FINANCIAL_YEAR,
    )
    referrals: int = people("Referrals", "People referred to the service in that year.")
    referrals_status: str = people_status("referrals")
    supported_people: int = people("People supported", "People whom it supported in that year.")
    supported_people_status: str = people_status("people supported")
    waiting_days: int = column(
        "Waiting time",
        "Usual days from referral to first contact in that year (the median).",
        example="3",
        unit="days",
        nullable=True,
        ge=0,
    )
    waiting_days_status: str = column(
        "Status of: waiting time",
        "[x] not recorded, [c] withheld, [e] estimated; empty when the number stands as recorded.",
        example="[x]",
        isin=STATUS_CODES,
        nullable=True,
    )
    outcomes: str = register.words("Outcomes", "What came of it, as reported so far.", "Most felt safer at the end.")
    quality_standard: str = register.words("Standard", "The standard it is held to.", "Victims' Code")
    plan_priority_ids: str = register.plan_priority_ids("service")
    redaction_reason: str = register.redaction_reason()
    redaction_decided_by: str = register.redaction_decided_by()
    redaction_decided_on: pl.Date = register.redaction_decided_on()
    redaction_review: pl.Date = register.redaction_review()
    publish_after: pl.Date = register.publish_after()
    source_url: str = register.source_url()

    @pa.dataframe_check(error="what must not be found has neither area, contact, page nor id, and says why")
    def _hidden(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805 (pandera makes checks class methods)
        """A refuge cannot be found by what stands beside it."""
        tells = ("area_codes", "contact_url", "provider_id", "source_url")
        bare = pl.all_horizontal(pl.col(name).is_null() for name in tells)
        safe = bare & pl.col("redaction_reason").eq_missing("safety_of_person")
        return data.lazyframe.select(~pl.col("place_withheld") | safe)

    @pa.dataframe_check(error="fewer than ten people are not published: leave the number out and write [c]")
    def _small(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """A small number could point to somebody."""
        large = (pl.col(name).is_null() | (pl.col(name) == 0) | (pl.col(name) >= SMALL) for name in COUNTED)
        return data.lazyframe.select(pl.all_horizontal(large))

    @pa.dataframe_check(error="numbers of people and days are of a year that is given")
    def _dated(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """A number without its year says nothing."""
        counted = pl.any_horizontal(pl.col(name).is_not_null() for name in (*COUNTED, "waiting_days"))
        return data.lazyframe.select(~counted | pl.col("figures_year").is_not_null())

    @pa.dataframe_check(error="a withheld provider has a kind, a reason, a decision, a review, and no name or id")
    def _provider(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """Name, kind and reason say the same about what is withheld."""
        whole = register.redaction_is_whole("provider_name", "provider_kind")
        named = ~pl.col("provider_kind").is_in(register.WITHHELD_KINDS) | pl.col("provider_id").is_null()
        return data.lazyframe.select(whole & named)
