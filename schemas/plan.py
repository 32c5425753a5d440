"""The police and crime plan: what the office set out to achieve, and what it promised to do for that."""

from __future__ import annotations

import pandera.polars as pa
import polars as pl

from schemas import register
from schemas.base import STATUS_CODES, Table, column

PLAN_ID = r"[a-z]+(?:-[a-z]+)*-plan-\d{4}"
NAME_ID = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+"
"""An id made of words: no office and no person is named in it, for offices are renamed."""

STATUSES = ["draft", "adopted"]
KINDS = ["priority", "principle", "opportunity"]
AREAS = ["people", "places", "property", "partnerships"]
SET_FOR = ["office", "force"]
ACTORS = ["office", "force", "joint", "partner"]
PROGRESS = ["not-started", "on-track", "delayed", "done", "dropped"]


class PlanPriorities(Table):
    """One priority of one plan, or a principle or an opportunity that a plan sets beside its priorities."""

    plan_id: str = column(
        "Plan id",
        "Permanent name of the plan, made of its area and the year it begins in.",
        example="kent-plan-2025",
        str_matches=register.one(PLAN_ID),
    )
    plan_title: str = register.words("Plan", "Title of the plan.", "Making Kent Safer", needed=True)
    plan_version: str = register.words(
        "Version of the plan", "Which text of the plan the row was read from.", "Draft for consultation", needed=True
    )
    plan_status: str = column(
        "Status of the plan",
        "draft: put out for comment. adopted: issued by the office after the panel had reviewed it.",
        example="adopted",
        isin=STATUSES,
    )
    plan_start: pl.Date = register.day("Plan begins", "The first day that the plan covers, where the text gives it.")
    plan_end: pl.Date = register.day("Plan ends", "The last day that the plan covers, where the text gives it.")
    kind: str = column(
        "Kind",
        "priority: what is to be achieved. principle: what holds for everything the plan does. opportunity: what the "
        "office hopes to have changed later.",
        example="priority",
        isin=KINDS,
    )
    area: str = column(
        "Area of the plan",
        "The key area that the priority stands under, where the plan has areas.",
        example="people",
        isin=AREAS,
        nullable=True,
    )
    set_for: str = column(
        "Set for",
        "Whom the plan sets the priority for, where it says so: force (the chief constable) or office.",
        example="force",
        isin=SET_FOR,
        nullable=True,
    )
    priority_id: str = column(
        "Priority id",
        "Permanent name of the priority; commitments, decisions, contracts and grants name it so. It is never used "
        "again in another plan.",
        example="people-domestic-abuse",
        str_matches=register.one(NAME_ID),
        unique=True,
    )
    priority_order: int = column(
        "Order",
        "Place of the priority among those of the same plan, kind, area and addressee, from 1.",
        example="2",
        unit="position",
        ge=1,
    )
    name: str = register.words("Name", "What the priority is called, shortened where long.", "Burglary", needed=True)
    commitments_stated: int = column(
        "Commitments listed",
        "How many commitments the plan lists below the priority, counted on its page without those within another; "
        "the dataset plan-commitments must hold as many.",
        example="5",
        unit="commitments",
        nullable=True,
        ge=1,
    )
    commitments_stated_status: str = column(
        "Status of: commitments listed",
        "[x] the text at hand does not list what is to be done priority by priority; empty where it does.",
        example="[x]",
        isin=STATUS_CODES,
        nullable=True,
    )
    source: str = register.words("Source", "The document that was read, with its date.", "News, 2018", needed=True)
    source_url: str = register.source_url()
    note: str = register.words("Note", "What a reader needs to know of the row.", "The draft has no dates.")

    @pa.dataframe_check(error="a priority stands under an area or is set for somebody, anything else is neither")
    def _addressed(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805 (pandera makes checks class methods)
        """Area and addressee follow from the kind."""
        given = pl.col("area").is_not_null().cast(pl.Int8) + pl.col("set_for").is_not_null().cast(pl.Int8)
        return data.lazyframe.select(given == (pl.col("kind") == "priority").cast(pl.Int8))


class PlanCommitments(Table):
    """One thing that a plan says will be done, in our own words."""

    commitment_id: str = column(
        "Commitment id",
        "Permanent name of the commitment: that of its priority and its number there, or that of the commitment it "
        "stands within and its number there.",
        example="places-public-contact-02",
        str_matches=register.one(rf"{NAME_ID}-\d{{2}}(?:-\d)?"),
        unique=True,
    )
    plan_id: str = column(
        "Plan",
        "Id of the plan that says so; see the dataset plan-priorities.",
        example="kent-plan-2022",
        str_matches=register.one(PLAN_ID),
    )
    priority_id: str = column(
        "Priority",
        "Id of the priority, principle or opportunity that it serves; see the dataset plan-priorities.",
        example="places-public-contact",
        str_matches=register.one(NAME_ID),
    )
    parent_id: str = column(
        "Within",
        "Id of the commitment that this one is a part of. Empty for those that stand by themselves: count these alone.",
        example="partnerships-criminal-justice-01",
        nullable=True,
        str_matches=register.one(NAME_ID),
    )
    commitment_order: int = column(
        "Order",
        "Place among the commitments of the same priority, or of the same commitment that they are parts of, from 1.",
        example="2",
        unit="position",
        ge=1,
    )
    actor: str = column(
        "Who",
        "Who is to do it: office (the elected local policing body), force, joint (the two together) or partner "
        "(somebody else). Empty where the plan leaves it open.",
        example="force",
        isin=ACTORS,
        nullable=True,
    )
    actor_stated: bool = column(
        "Who is stated",
        "true when the plan says who is to do it; false when it leaves that open or only the sense tells.",
        example="true",
    )
    partners: str = register.words(
        "With whom", "Others whom the plan names for it, joined by a semicolon and a space.", "Councils; NHS"
    )
    verb: str = register.words("Verb", "The verb by which the plan promises it.", "provide", needed=True)
    commitment: str = register.words(
        "Commitment", "What is to be done, in our own words.", "Answer calls promptly.", needed=True
    )
    timing: str = register.words("When", "What the plan says of when it is to be done, if anything.", "From April 2025")
    progress: str = column(
        "Progress",
        "What the office last reported: not-started, on-track, delayed, done or dropped.",
        example="on-track",
        isin=PROGRESS,
        nullable=True,
    )
    progress_status: str = column(
        "Status of: progress",
        "[x] nothing has been reported yet; empty once something has.",
        example="[x]",
        isin=STATUS_CODES,
        nullable=True,
    )
    progress_on: pl.Date = register.day("Progress reported on", "The day of the report of progress.")
    progress_source: str = register.words("Source of the progress", "Where progress was reported.", "Annual report")
    note: str = register.words(
        "Note on the commitment", "What a reader needs to know of the commitment.", "Named twice."
    )

    @pa.dataframe_check(error="the id is made of what the commitment stands under and its order there")
    def _id(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """Nobody can file a commitment under one priority and name it after another."""
        order = pl.col("commitment_order").cast(pl.String)
        part = pl.concat_str("parent_id", pl.lit("-"), order)
        whole = pl.concat_str("priority_id", pl.lit("-"), order.str.zfill(2))
        at_home = pl.col("commitment_id").str.starts_with(pl.col("priority_id"))
        return data.lazyframe.select((pl.col("commitment_id") == pl.coalesce(part, whole)) & at_home)

    @pa.dataframe_check(error="progress has a day and a source, and a status exactly where there is none")
    def _progress(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """Nobody can claim progress without saying when and where it was reported."""
        known = pl.col("progress").is_not_null()
        same = [known == pl.col(name).is_not_null() for name in ("progress_on", "progress_source")]
        return data.lazyframe.select(pl.all_horizontal(*same, known == pl.col("progress_status").is_null()))

    @pa.dataframe_check(error="who is to do it is given where the plan states it")
    def _actor(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """A stated actor is recorded."""
        return data.lazyframe.select(pl.col("actor").is_not_null() | ~pl.col("actor_stated"))
