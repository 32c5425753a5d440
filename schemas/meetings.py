"""What the meetings dataset promises: one meeting that the office held or will hold."""

from __future__ import annotations

import pandera.polars as pa
import polars as pl

from schemas import register
from schemas.base import column

STATUSES = ["planned", "held", "cancelled", "postponed"]


class Meetings(register.Documented, register.Redacted):
    """One meeting: public, or not public where it spoke of matters of significant public interest."""

    meeting_id: str = register.identity("meeting", "kent-m-0007", register.MEETING_ID)
    title: str = register.words("Title", "What the meeting is called.", "Performance meeting", needed=True)
    public: bool = column(
        "Public",
        "true when the public may attend or watch.",
        example="true",
    )
    significant_public_interest: bool = column(
        "Matters of significant public interest",
        "true when matters of significant public interest were discussed, so that its minutes must be published even "
        "where the public was not let in.",
        example="true",
        nullable=True,
    )
    meeting_date: pl.Date = register.day("Date", "The day of the meeting.", needed=True)
    start_time: str = column(
        "Time",
        "Local time at which it begins, as HH:MM.",
        example="10:00",
        nullable=True,
        str_matches=r"^(?:[01]\d|2[0-3]):[0-5]\d$",
    )
    place: str = register.address(
        "Place", "Where it is held; online where it is held on the internet alone.", "County Hall, Maidstone ME14 0ZZ"
    )
    meeting_url: str = register.page_url("Watch it", "Address at which it can be watched, live or afterwards.")
    status: str = column(
        "Status",
        "planned, held, cancelled, or postponed to a day that is not known yet.",
        example="held",
        isin=STATUSES,
    )
    agenda_url: str = register.page_url("Agenda", "Address of the agenda.")
    agenda_published_on: pl.Date = register.day("Agenda published", "The day on which the agenda was published.")
    document_urls: str = register.document_urls("meeting: every report that was an item of the agenda")
    document_sha256s: str = register.document_sha256s()
    minutes_url: str = register.page_url("Minutes", "Address of the minutes.")
    minutes_published_on: pl.Date = register.day("Minutes published", "The day on which the minutes were published.")
    decision_ids: str = column(
        "Decisions",
        "Ids of the decisions that were made or discussed there, joined by a semicolon and a space.",
        example="kent-d-011",
        nullable=True,
        str_matches=register.many(register.DECISION_ID),
    )
    redaction_reason: str = register.redaction_reason()
    redaction_decided_by: str = register.redaction_decided_by()
    redaction_decided_on: pl.Date = register.redaction_decided_on()
    redaction_review: pl.Date = register.redaction_review()
    publish_after: pl.Date = register.publish_after()
    source_url: str = register.source_url()

    @pa.dataframe_check(error="a meeting without the public stands here for its significant public interest")
    def _of_interest(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805 (pandera makes checks class methods)
        """Other private meetings are nobody's business."""
        interest = pl.col("significant_public_interest").fill_null(value=False)
        return data.lazyframe.select(pl.col("public") | interest)

    @pa.dataframe_check(error="only a meeting that was held has minutes")
    def _minutes(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """Minutes and status agree."""
        minutes = pl.col("minutes_url").is_not_null() | pl.col("minutes_published_on").is_not_null()
        return data.lazyframe.select(~minutes | (pl.col("status") == "held"))

    @pa.dataframe_check(error="minutes are not published before the meeting")
    def _order(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """Meeting and minutes are in order."""
        return data.lazyframe.select(register.in_order("meeting_date", "minutes_published_on"))
