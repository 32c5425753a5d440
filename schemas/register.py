"""Columns and rules that the office's registers have in common."""

from __future__ import annotations

from typing import Any

import pandera.polars as pa
import polars as pl

from schemas.base import STATUS_CODES, Table, column
from schemas.expenditure import REDACTED_NAME
from schemas.reasons import REASONS

BAND_LIMIT_GBP = 10_000
"""The law asks for a copy of each contract and invitation to tender of more than this, and for a list of the rest."""

BANDS = ["over-10000", "up-to-10000"]
BUYERS = ["office", "force", "both"]
PROCEDURES = ["open", "selective", "limited", "direct"]
"""The procurement methods of OCDS 1.1."""

WITHHELD_KINDS = ["individual", "redacted"]
PARTY_KINDS = ["company", "public-body", "charity", "partnership", "sole-trader", "unknown", *WITHHELD_KINDS]
REDACTION_REASONS = list(REASONS)

JOINED = "; "
ORG_ID = r"[A-Z]{2,3}-[A-Z0-9]+-[A-Za-z0-9.-]+"
"""An identifier by org-id.guide: the list's code, a hyphen, the number on that list."""


def _numbered(letter: str, figures: int = 4) -> str:
    """The form of an id: the area, the letter of its register, and a number."""
    return rf"[a-z][a-z-]*-{letter}-\d{{{figures},}}"


AREA = r"[EWKJ]\d{8}"
"""An ONS code of an area of the United Kingdom."""
DECISION_ID = _numbered("d", 3)
CONTRACT_ID = _numbered("c")
TENDER_ID = _numbered("t")
GRANT_ID = _numbered("g")
OFFICER_ID = _numbered("o")
INTEREST_ID = _numbered("i")
GIFT_ID = _numbered("h")
PREMISES_ID = _numbered("p")
MEETING_ID = _numbered("m")
SERVICE_ID = _numbered("s")
LABEL = {"max_value": 300}
TEXT = {"max_value": 4000}


def one(pattern: str) -> str:
    """The regular expression of a cell that holds one such value."""
    return f"^{pattern}$"


def many(pattern: str) -> str:
    """The regular expression of a cell that holds one or more such values, joined."""
    return f"^{pattern}({JOINED}{pattern})*$"


def identity(thing: str, example: str, pattern: str, more: str = "", *, title: str = "") -> Any:
    """What the row is known by for ever. `more` says who else names it so, `title` how the column is headed."""
    return column(
        title or f"{thing.capitalize()} id",
        f"Permanent name of the {thing}, made of its area and number.{more}",
        example=example,
        str_matches=one(pattern),
        unique=True,
    )


def reference(title: str, text: str, example: str, pattern: str) -> Any:
    """The id of a row of another register, where there is one."""
    return column(title, text, example=example, nullable=True, str_matches=one(pattern))


def needed_reference(title: str, text: str, example: str, pattern: str) -> Any:
    """The id of a row of another register, which every row must give."""
    return column(title, text, example=example, str_matches=one(pattern))


def buyer(thing: str) -> Any:
    """Which of the two bodies in the law's sense is party to it."""
    return column(
        "Who made it",
        f"Whose {thing} it is: office (the elected local policing body), force (the chief officer) or both.",
        example="office",
        isin=BUYERS,
    )


def ocid() -> Any:
    """The open contracting process that the national notices know it by."""
    return column(
        "Open contracting id",
        "The ocid of the process on Find a Tender, where a notice stands there. Empty where none does; the OCDS file "
        "then makes one from the office's own prefix.",
        example="ocds-h6vhtk-04a1b2",
        nullable=True,
        str_matches=one(r"[a-z0-9]+-[A-Za-z0-9-]+"),
    )


def notice_id() -> Any:
    """The national notice."""
    return column(
        "Notice",
        "Number of the notice on Find a Tender.",
        example="012345-2026",
        nullable=True,
        str_length=LABEL,
    )


def procedure() -> Any:
    """How suppliers were asked."""
    return column(
        "Procedure",
        "How suppliers were asked: open to all, selective (those who qualified), limited (those who were invited), or "
        "direct (one supplier, no competition).",
        example="open",
        isin=PROCEDURES,
        nullable=True,
    )


def cpv_codes() -> Any:
    """What is bought, by the Common Procurement Vocabulary."""
    return column(
        "CPV codes",
        "Codes of the Common Procurement Vocabulary for what is bought, joined by a semicolon and a space.",
        example="85312310; 98000000",
        nullable=True,
        str_matches=many(r"\d{8}(-\d)?"),
    )


def value_band(thing: str) -> Any:
    """On which side of the law's limit it falls."""
    return column(
        "Value band",
        f"over-10000 for a {thing} of more than £10,000, whose copy must be published, up-to-10000 for a smaller one, "
        "which is listed. Given even where the value itself is withheld.",
        example="over-10000",
        isin=BANDS,
    )


def pounds(title: str, text: str) -> Any:
    """A sum that may be unknown or withheld; its `_status` companion says which."""
    return column(title, text, example="250000.00", unit="GBP", nullable=True, ge=0)


def pounds_status(title: str) -> Any:
    """Why a sum is missing, or needs care."""
    return column(
        f"Status of: {title}",
        "[x] not recorded, [c] withheld, [z] there is none, [e] estimated; empty when the sum stands as recorded.",
        example="[x]",
        isin=STATUS_CODES,
        nullable=True,
    )


def party_kind(title: str, text: str) -> Any:
    """What another party is, which says whether it may be named."""
    return column(title, f"{text} The name of an individual is withheld.", example="charity", isin=PARTY_KINDS)


def day(title: str, text: str, *, needed: bool = False) -> Any:
    """A day in its life."""
    return column(title, text, example="2025-04-01", nullable=not needed)


def words(title: str, text: str, example: str, *, needed: bool = False) -> Any:
    """A text written by people."""
    return column(title, text, example=example, nullable=not needed, free_text=True, str_length=TEXT)


def address(title: str, text: str, example: str) -> Any:
    """A place that is meant to be public: unlike other texts it may hold a postcode."""
    return column(title, text, example=example, nullable=True, free_text=True, may_hold=("postcode",), str_length=TEXT)


def page_url(title: str, text: str) -> Any:
    """The address of a page or a document that the public may open."""
    return column(title, text, example="https://www.example.org/", nullable=True, str_matches=one(r"https://[^\s;]+"))


def decision_id(thing: str) -> Any:
    """The decision behind it."""
    text = f"Id of the published decision that led to the {thing}; see the dataset decisions."
    return reference("Decision", text, "kent-d-011", DECISION_ID)


def plan_priority_ids(thing: str) -> Any:
    """The plan's priorities it serves."""
    return column(
        "Plan priorities",
        f"Ids of the police and crime plan priorities that the {thing} serves, joined by a semicolon and a space.",
        example="people-domestic-abuse; property-burglary",
        nullable=True,
        str_matches=many(r"[a-z][a-z0-9]*(-[a-z0-9]+)*"),
    )


def document_urls(thing: str) -> Any:
    """Where its papers can be read."""
    return column(
        "Documents",
        f"Addresses of the published papers of the {thing}, joined by a semicolon and a space.",
        example="https://www.example.org/contracts/0042.pdf",
        nullable=True,
        str_matches=many(r"https://[^\s;]+"),
    )


def document_sha256s() -> Any:
    """What their bytes were."""
    return column(
        "SHA-256 of the documents",
        "SHA-256 of the bytes of each document, in the order of their addresses, joined by a semicolon and a space.",
        example="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        nullable=True,
        str_matches=many("[0-9a-f]{64}"),
    )


def redaction_reason() -> Any:
    """Why something is withheld."""
    return column(
        "Reason for redaction",
        "Why a name or a figure of this row is withheld. Empty where nothing is.",
        example="personal_data",
        nullable=True,
        isin=REDACTION_REASONS,
    )


def redaction_review() -> Any:
    """When the redaction is looked at again."""
    return day("Redaction reviewed on", "The day by which the office looks again at what is withheld.")


def redaction_decided_by() -> Any:
    """Who decided on it."""
    return words("Redaction decided by", "The role that decided to withhold it, and no name.", "Chief executive")


def redaction_decided_on() -> Any:
    """When it was decided."""
    return day("Redaction decided on", "The day on which it was decided to withhold it.")


def redaction_is_decided() -> pl.Expr:
    """Whether a reason, who decided, when, and a day of review after that come together, or none of them."""
    given = [pl.col(f"redaction_{name}").is_not_null() for name in ("reason", "decided_by", "decided_on", "review")]
    every, none = pl.all_horizontal(given), ~pl.any_horizontal(given)
    return (every | none) & in_order("redaction_decided_on", "redaction_review")


def publish_after() -> Any:
    """Until when it is held back."""
    return day("Not before", "The day before which the record was not to be published.")


def source_url() -> Any:
    """The office's page of it."""
    return column(
        "Source address",
        "The page of the office's site that shows it.",
        example="https://www.example.org/transparency/",
        nullable=True,
        str_matches=one(r"https://\S+"),
    )


def in_order(first: str, last: str) -> pl.Expr:
    """Whether one day does not come after another; an unknown day contradicts nothing."""
    return (pl.col(first) <= pl.col(last)).fill_null(value=True)


def redaction_is_whole(names: str, kinds: str, separator: str = JOINED) -> pl.Expr:
    """Whether each party's name is withheld exactly where its kind says so, and by a decision."""
    withheld = pl.col(kinds).str.split(separator).list.eval(pl.element().is_in(WITHHELD_KINDS))
    hidden = pl.col(names).str.split(separator).list.eval(pl.element() == REDACTED_NAME)
    explained = ~withheld.list.any() | pl.col("redaction_reason").is_not_null()
    return (withheld == hidden) & explained & redaction_is_decided()


def documents_are_whole() -> pl.Expr:
    """Whether each document's address has its hash."""
    urls, hashes = (pl.col(name).str.split(JOINED).list.len() for name in ("document_urls", "document_sha256s"))
    return urls.eq_missing(hashes)


def band_agrees(value: str) -> pl.Expr:
    """Whether the band is that of the value, where the value is known."""
    return ((pl.col(value) > BAND_LIMIT_GBP) == (pl.col("value_band") == BANDS[0])).fill_null(value=True)


class Termed(Table):
    """A parent of registers whose rows run from a `start_date` to an `end_date`."""

    @pa.dataframe_check(error="the term does not end before it begins")
    def _term(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805 (pandera makes checks class methods)
        """Start and end are in order."""
        return data.lazyframe.select(in_order("start_date", "end_date"))


class Dated(Table):
    """A parent of registers whose rows hold from `valid_from` to `valid_to`."""

    @pa.dataframe_check(error="it does not end before it begins")
    def _dated_in_order(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """Begin and end are in order."""
        return data.lazyframe.select(in_order("valid_from", "valid_to"))


class Redacted(Table):
    """A parent of registers of which something may be withheld."""

    @pa.dataframe_check(error="a reason for redaction, who decided, when, and the day of review come together")
    def _reviewed(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """Nothing is withheld without a reason, or for ever."""
        return data.lazyframe.select(redaction_is_decided())


class Documented(Table):
    """A parent of registers whose rows name their published papers."""

    @pa.dataframe_check(error="each document has an address and a SHA-256")
    def _documents(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """Addresses and hashes come in pairs."""
        return data.lazyframe.select(documents_are_whole())
