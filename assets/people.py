"""Who holds the office and works for it, what they declared, and what they were offered."""

from __future__ import annotations

from pipelines.checks.officers import ONE_AT_A_TIME
from pipelines.checks.registers import names_existing, stands_once
from pipelines.dataset import Dataset, Duty, Grain, RevisionPolicy
from pipelines.sources.records import RecordsSource
from schemas.gifts import Gifts
from schemas.interests import Interests
from schemas.officers import Officers

_OF_AN_OFFICER = names_existing("officer_id", "officers", "officer_id")
_RECORDED = "Only what the office has recorded is listed: what is not here may still be so."

OFFICERS = Dataset(
    name="officers",
    title="Office holders and senior employees",
    description=(
        "Who holds the office, its deputy and its senior posts, how to write to them, and what they are paid. "
        "Each row is one post for as long as its holder and terms stay the same, so that a rise in salary or a new "
        "holder is a new row and the old one stays."
    ),
    subject="people",
    schema=Officers,
    source=RecordsSource("officers", Officers, "officer-records", "Records of office holders and senior employees"),
    grain=Grain.WHOLE,
    cadence="R/P1Y",
    duty=Duty(
        instrument="SI 2011/3050, Schedule, paragraphs 1(a) to (d) and 2(d)",
        text=(
            "The name, correspondence address, salary and allowances of each office holder, and the title, "
            "responsibilities and salary of each senior employee, with the name unless the employee refuses."
        ),
        due_days=31,
    ),
    revisions=RevisionPolicy(
        "A row is closed with its last day when the holder or the terms change, and the next one begins.", note="note"
    ),
    key=("officer_id",),
    checks=(stands_once("officer_id"), ONE_AT_A_TIME),
    caveats=(
        _RECORDED,
        "The law names senior employees by their salary; the office decides which posts that means.",
        "An empty first day means that it is not recorded, not that the row has always held.",
        "A name that was refused is not here, and nothing of it is kept.",
    ),
    keywords=("office holders", "senior salaries", "pay", "allowances", "transparency"),
    files_stand_alone=True,
    reject_limit=0.1,
)

INTERESTS = Dataset(
    name="register-of-interests",
    title="Register of interests",
    description=(
        "Each paid employment, office or other interest that an office holder declared, and each nil declaration. "
        "An interest keeps its row when it ends, with the day on which it did."
    ),
    subject="people",
    schema=Interests,
    source=RecordsSource("register-of-interests", Interests, "interest-records", "The office's register of interests"),
    grain=Grain.WHOLE,
    cadence="R/P3M",
    duty=Duty(
        instrument="SI 2011/3050, Schedule, paragraph 1(e)",
        text=(
            "A register of the interests of each office holder, with every paid employment, office and pecuniary "
            "interest, kept up to date."
        ),
        due_days=28,
    ),
    revisions=RevisionPolicy("An interest keeps its id. It is closed with its last day, not taken away."),
    key=("interest_id",),
    checks=(stands_once("interest_id"), _OF_AN_OFFICER),
    caveats=(
        _RECORDED,
        "A spouse or partner is never named; the column owner says that the interest is theirs.",
        "An interest that could endanger somebody may be withheld; its row then says so and why.",
    ),
    keywords=("register of interests", "declarations", "conduct", "transparency"),
    files_stand_alone=True,
    reject_limit=0.1,
)

GIFTS = Dataset(
    name="gifts-and-hospitality",
    title="Gifts and hospitality offered",
    description=(
        "Each gift or hospitality that was offered to an office holder or to staff, accepted or refused, and why. "
        "Staff are told by their post."
    ),
    subject="people",
    schema=Gifts,
    source=RecordsSource("gifts-and-hospitality", Gifts, "gift-records", "The office's register of gifts"),
    grain=Grain.WHOLE,
    cadence="R/P3M",
    duty=Duty(
        instrument="SI 2011/3050, Schedule, paragraph 2(e)",
        text=(
            "A register of each offer of a gift or hospitality made to an office holder or a member of staff, and "
            "whether it was accepted or refused."
        ),
        due_days=31,
    ),
    revisions=RevisionPolicy("An offer keeps its id. What was entered wrongly is corrected, and the change is listed."),
    key=("gift_id",),
    checks=(stands_once("gift_id"), _OF_AN_OFFICER),
    caveats=(
        _RECORDED,
        "Worth is what the giver or the office said; [e] marks an estimate.",
        "The name of a private person is withheld, with the reason and the day on which that is looked at again.",
    ),
    keywords=("gifts", "hospitality", "conduct", "transparency"),
    files_stand_alone=True,
    reject_limit=0.1,
)
