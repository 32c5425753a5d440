"""The register of decisions: what the office decided, when, why, and at what cost."""

from __future__ import annotations

import polars as pl

from schemas import register
from schemas.base import STATUS_CODES, Money, Table, column

DECISION_TYPES = ["statutory", "policy", "financial", "contract", "estates", "appointment", "consent", "other"]


class Decisions(Table):
    """One decision. What the office has not recorded stays empty; nothing is inferred from a title."""

    decision_id: str = column(
        "Decision id",
        "Permanent name of the decision, made of its area and number. It names no office and no person.",
        example="kent-d-011",
        str_matches=r"^[a-z][a-z-]*-d-\d{3,}$",
        unique=True,
    )
    decision_number: int = column(
        "Number",
        "Number of the decision in the office's register. Two decisions may share a title, never a number.",
        example="11",
        unit="number",
        ge=1,
    )
    title: str = column(
        "Title",
        "Title of the decision as it stands in the register.",
        example="Sale of police buildings",
        free_text=True,
    )
    summary: str = column(
        "Summary",
        "What was decided, in plain words.",
        example="Sells three buildings that are no longer used.",
        nullable=True,
        free_text=True,
    )
    decision_date: pl.Date = column(
        "Date of the decision",
        "The day the decision was made.",
        example="2025-02-04",
        nullable=True,
    )
    decision_date_status: str = column(
        "Status of the date",
        "[x] when the register gives no date; empty when the date is known.",
        example="[x]",
        isin=STATUS_CODES,
        nullable=True,
    )
    decision_maker: str = column(
        "Decision maker",
        "The office or post that decided, never a person's name.",
        example="The commissioner",
        nullable=True,
        free_text=True,
    )
    decision_type: str = column(
        "Type",
        "What kind of decision it is.",
        example="contract",
        isin=DECISION_TYPES,
        nullable=True,
    )
    urgent: bool = column(
        "Urgent",
        "true when the decision was taken under the procedure for urgent decisions.",
        example="false",
        nullable=True,
    )
    significant_public_interest: bool = column(
        "Significant public interest",
        "true when the office judged the decision to be of significant public interest, which it must then publish.",
        example="true",
        nullable=True,
    )
    background: str = column(
        "Background",
        "What led to the decision.",
        example="The lease ends in March.",
        nullable=True,
        free_text=True,
    )
    options_considered: str = column(
        "Options considered",
        "The options weighed, those rejected too, joined by a semicolon and a space.",
        example="Renew the lease; Buy; Close",
        nullable=True,
        free_text=True,
    )
    option_chosen: str = column(
        "Option chosen",
        "The option that was taken.",
        example="Renew the lease",
        nullable=True,
        free_text=True,
    )
    reasons: str = column(
        "Reasons",
        "Why that option was taken.",
        example="It costs least over ten years.",
        nullable=True,
        free_text=True,
    )
    plan_priority_ids: str = register.plan_priority_ids("decision")
    commitment_ids: str = column(
        "Commitments",
        "Ids of the police and crime plan commitments that the decision carries out, joined by a semicolon and a "
        "space; see the dataset plan-commitments.",
        example="people-domestic-abuse-02; places-public-contact-01",
        nullable=True,
        str_matches=register.many(r"[a-z][a-z0-9]*(-[a-z0-9]+)+"),
    )
    consultation: str = column(
        "Consultation",
        "Who was asked and what they said.",
        example="The force and two councils agreed.",
        nullable=True,
        free_text=True,
    )
    capital_gbp: Money = column(
        "Capital cost",
        "Cost that buys or builds something lasting, in pounds; a receipt is negative.",
        example="250000.00",
        unit="GBP",
        nullable=True,
    )
    capital_gbp_status: str = column(
        "Status of the capital cost",
        "[x] not given in the register, [z] the decision has no capital cost; empty when the cost is known.",
        example="[x]",
        isin=STATUS_CODES,
        nullable=True,
    )
    revenue_gbp: Money = column(
        "Revenue cost",
        "Cost of running something, over the whole term of the decision, in pounds; income is negative.",
        example="12000.00",
        unit="GBP",
        nullable=True,
    )
    revenue_gbp_status: str = column(
        "Status of the revenue cost",
        "[x] not given in the register, [z] the decision has no revenue cost; empty when the cost is known.",
        example="[x]",
        isin=STATUS_CODES,
        nullable=True,
    )
    funding_source: str = column(
        "Funding",
        "The budget or grant that pays.",
        example="Capital programme",
        nullable=True,
        free_text=True,
    )
    legal_advice: str = column(
        "Legal advice",
        "Summary of the legal advice, as far as it may be published.",
        example="Within the powers of the office.",
        nullable=True,
        free_text=True,
    )
    equality_impact: str = column(
        "Equality impact",
        "Summary of the equality impact assessment.",
        example="No group is affected more than another.",
        nullable=True,
        free_text=True,
    )
    conflicts_declared: str = column(
        "Conflicts declared",
        "Interests declared by those who took part, joined by a semicolon and a space.",
        example="None declared",
        nullable=True,
        free_text=True,
    )
    exempt: bool = column(
        "Exempt in part",
        "true when part of the record is withheld.",
        example="false",
        nullable=True,
    )
    exemption_reason: str = column(
        "Reason for withholding",
        "The legal ground on which part of the record is withheld.",
        example="Commercial interests of a supplier until the contract is signed",
        nullable=True,
        free_text=True,
    )
    publish_after: pl.Date = register.publish_after()
    document_url: str = column(
        "Document",
        "Address of the signed record.",
        example="https://www.kent-pcc.gov.uk/what-we-do/making-key-decisions/",
        str_matches=r"^https://\S+$",
        nullable=True,
    )
    panel_review: str = column(
        "Panel review",
        "What the police and crime panel said, when it reviewed the decision.",
        example="Noted on 5 June 2025",
        nullable=True,
        free_text=True,
    )
    supersedes: str = column(
        "Supersedes",
        "Id of the decision that this one replaces.",
        example="kent-d-001",
        nullable=True,
    )
    superseded_by: str = column(
        "Superseded by",
        "Id of the decision that replaced this one.",
        example="kent-d-028",
        nullable=True,
    )
    contract_ids: str = column(
        "Contracts",
        "Ids of the contracts that follow from the decision, joined by a semicolon and a space.",
        example="kent-c-0042",
        nullable=True,
    )
    grant_ids: str = column(
        "Grants",
        "Ids of the grants that follow from the decision, joined by a semicolon and a space.",
        example="kent-g-0007",
        nullable=True,
    )
    published_on: pl.Date = column(
        "First published",
        "The day the office first published the record.",
        example="2025-02-11",
        nullable=True,
    )
    source_url: str = column(
        "Source address",
        "The page of the office's site that lists the decision.",
        example="https://www.kent-pcc.gov.uk/what-we-do/making-key-decisions/",
        str_matches=r"^https://\S+$",
    )
