"""Projects, funds and campaigns that the office said it pays for, has won money for or stands behind."""

from __future__ import annotations

from schemas import register
from schemas.base import STATUS_CODES, Money, Table, column

KINDS = ["campaign", "facility", "fund", "inquiry", "project", "recruitment", "team"]
SAID_ON = r"\d{4}(?:-\d{2}(?:-\d{2})?)?"
"""A day, a month or a year: as much as is known."""


class FundedProjects(Table):
    """One project as one statement of the office tells of it. What the statement does not say stays empty."""

    project_id: str = column(
        "Project id",
        "Permanent name of the project, made of its area and a number.",
        example="kent-project-0003",
        str_matches=register.one(r"[a-z]+(?:-[a-z]+)*-project-\d{4,}"),
        unique=True,
    )
    name: str = register.words("Name", "What the project is called.", "Police cadets", needed=True)
    kind: str = column(
        "Kind",
        "campaign: it makes something known. facility: a place that opens. fund: money won or given. inquiry: it finds "
        "something out. project: work with people. recruitment: people are hired. team: a group of officers.",
        example="project",
        isin=KINDS,
    )
    place: str = register.words("Place", "Where it works, as the statement says.", "Ramsgate")
    area_codes: str = column(
        "Codes of places",
        "ONS codes of the districts that its places lie in, or of the whole police force area, joined by a "
        "semicolon and a space. Empty where the statement does not say so exactly.",
        example="E07000114",
        nullable=True,
        str_matches=register.many(r"E\d{8}"),
    )
    funders: str = register.words(
        "Funders", "Who pays, joined by a semicolon and a space: office stands for the office itself.", "office"
    )
    delivered_by: str = register.words("Delivered by", "Who does the work.", "St Giles Trust")
    partners: str = register.words("Partners", "Others who take part, joined by a semicolon and a space.", "Councils")
    started: str = column(
        "Started",
        "The year, month or day in which it started, as far as it is told.",
        example="2021-07",
        nullable=True,
        str_matches=register.one(SAID_ON),
    )
    term_months: int = column(
        "Term",
        "For how long it was to run, at first.",
        example="12",
        unit="months",
        nullable=True,
        ge=1,
    )
    term_months_status: str = column(
        "Status of: term",
        "[x] not told; empty where it is.",
        example="[x]",
        isin=STATUS_CODES,
        nullable=True,
    )
    amount_gbp: Money = register.pounds("Amount", "What it was to cost or to bring, in pounds.")
    amount_gbp_status: str = register.pounds_status("amount")
    promised: str = register.words(
        "What was promised", "What it was to do, in our own words.", "Talks in schools about gangs.", needed=True
    )
    plan_priority_ids: str = register.plan_priority_ids("project")
    said_on: str = column(
        "Said on",
        "The day of the statement, or the month or year where no more is known.",
        example="2019-03-06",
        str_matches=register.one(SAID_ON),
    )
    source: str = register.words("Source", "The statement that was read.", "News of 6 March 2019", needed=True)
    source_url: str = register.source_url()
    note: str = register.words("Note", "What a reader needs to know of the project.", "Funder not named.")
