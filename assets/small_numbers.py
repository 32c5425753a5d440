"""Counts of few people: the office's staff, complaints, and visits to people in custody."""

from __future__ import annotations

from pipelines.checks.small_numbers import adds_up
from pipelines.dataset import Dataset, Duty, Grain, Margin, RevisionPolicy, SmallNumbers
from pipelines.sources.records import RecordsSource
from schemas.complaints import Complaints
from schemas.custody_visits import CustodyVisits
from schemas.small_numbers import TOTAL
from schemas.staff_profile import StaffProfile

_HOME = "https://www.kent-pcc.gov.uk/"
_PUBLISHER = "The publishing office"
_ATTRIBUTION = "Contains public sector information licensed under the Open Government Licence v3.0."
_PERIODS = ("period_kind", "period")
_HIDDEN = (
    "[c] stands for a number that is small, or from which a small one could be worked out; the two are not told apart."
)
_EMPTY = "Only what the office has recorded is listed; a period that is not there is not a nought."

_STAFF_KEY = ("as_at", "characteristic", "group")
_STAFF = SmallNumbers(
    "people",
    zeros=True,
    margins=(Margin("group", TOTAL, split="characteristic"),),
    share="share_percent",
    band="share_band",
)

STAFF_PROFILE = Dataset(
    name="staff-profile",
    title="Staff of the office: how many, and in which proportions",
    description=(
        "How many people work for the office, and the share who are women, of an ethnic minority, or disabled. "
        "The office is small, so that most numbers of people are withheld and their shares told as bands, if at all."
    ),
    subject="records",
    schema=StaffProfile,
    source=RecordsSource(
        "staff-profile",
        StaffProfile,
        "staff-records",
        "Staff counts of the office",
        _PUBLISHER,
        _HOME,
        _ATTRIBUTION,
        items="groups",
    ),
    grain=Grain.WHOLE,
    cadence="R/P1Y",
    duty=Duty(
        instrument="SI 2011/3050, Schedule, paragraph 2(a) and (b)",
        text=(
            "The number of staff of the elected local policing body, and the proportions who are women, members of an "
            "ethnic minority, and disabled, as far as it is known to the body."
        ),
        due_days=92,
    ),
    revisions=RevisionPolicy("A count stands as it was made. A correction is listed, and looked at by a person first."),
    key=_STAFF_KEY,
    checks=(adds_up(_STAFF, _STAFF_KEY),),
    caveats=(
        _HIDDEN,
        "Noughts are withheld too: that nobody is of a group says something of everybody.",
        "Staff need not say what they are: not stated is not no.",
    ),
    keywords=("staff", "workforce", "equality", "transparency"),
    files_stand_alone=True,
    reject_limit=0.1,
    small_numbers=(_STAFF,),
)

_COMPLAINTS_KEY = ("about", "counted", "category", *_PERIODS)
_CASES = SmallNumbers(
    "cases",
    stricter=(("category", "sexual conduct", 10), ("category", "discriminatory behaviour", 10)),
    margins=(Margin("category", TOTAL),),
    periods=_PERIODS,
    exact=(("about", "office-holder"),),
)

COMPLAINTS = Dataset(
    name="complaints",
    title="Complaints about the office holders and the force",
    description=(
        "How many complaints and conduct matters about the office holders, and how many about the force, by quarter. "
        "The force's allegations are split by what they are about."
    ),
    subject="records",
    schema=Complaints,
    source=RecordsSource(
        "complaints",
        Complaints,
        "complaint-records",
        "Complaint counts of the office and the force",
        _PUBLISHER,
        _HOME,
        _ATTRIBUTION,
        items="counts",
    ),
    grain=Grain.WHOLE,
    cadence="R/P3M",
    duty=Duty(
        instrument="SI 2011/3050, Schedule, paragraphs 1(f) and 7C",
        text=(
            "The number of complaints or conduct matters about an office holder that the police and crime panel has "
            "brought to notice; and the latest figures of complaints about the force."
        ),
        due_days=92,
    ),
    revisions=RevisionPolicy(
        "A complaint logged late raises a quarter already published. A person looks at such a change first where it "
        "could tell of a number that is withheld."
    ),
    key=_COMPLAINTS_KEY,
    checks=(adds_up(_CASES, _COMPLAINTS_KEY),),
    caveats=(
        _HIDDEN,
        _EMPTY,
        "Numbers about office holders are never withheld: the law orders them to be told as they are.",
        "One complaint may hold several allegations: the two are counted apart.",
    ),
    keywords=("complaints", "conduct", "police", "accountability"),
    files_stand_alone=True,
    reject_limit=0.1,
    small_numbers=(_CASES,),
)

_VISITS_KEY = ("suite", *_PERIODS)
_SUITES = (Margin("suite", TOTAL),)
_SEEN = SmallNumbers("detainees_seen", margins=_SUITES, periods=_PERIODS)
_CONCERNS = SmallNumbers("concerns", margins=_SUITES, periods=_PERIODS)

CUSTODY_VISITS = Dataset(
    name="custody-visits",
    title="Independent custody visits",
    description=(
        "How often volunteers visited each custody suite unannounced, how many people they saw, what they reported. "
        "Visits are told as they are; small numbers of people seen and of concerns are withheld."
    ),
    subject="records",
    schema=CustodyVisits,
    source=RecordsSource(
        "custody-visits",
        CustodyVisits,
        "custody-visit-records",
        "Custody visit counts of the office",
        _PUBLISHER,
        _HOME,
        _ATTRIBUTION,
        items="suites",
    ),
    grain=Grain.WHOLE,
    cadence="R/P3M",
    duty=Duty(
        instrument="SI 2011/3050, Schedule, paragraph 8",
        text="How the arrangements for visits by independent custody visitors operate.",
        due_days=92,
    ),
    revisions=RevisionPolicy("A report that comes late raises a quarter already published; each change is listed."),
    key=_VISITS_KEY,
    checks=(adds_up(_SEEN, _VISITS_KEY), adds_up(_CONCERNS, _VISITS_KEY)),
    caveats=(
        _HIDDEN,
        _EMPTY,
        "A person seen on two visits is counted twice.",
        "More concerns need not mean worse custody: visitors may have looked more closely.",
    ),
    keywords=("custody", "independent custody visitors", "detention", "volunteers"),
    files_stand_alone=True,
    reject_limit=0.1,
    small_numbers=(_SEEN, _CONCERNS),
)
