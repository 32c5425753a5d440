"""What must be published, and whether it came in time."""

from __future__ import annotations

from assets import datasets
from pipelines.accountability.clock import tell_time
from pipelines.checks.duties import names_back, names_declared
from pipelines.checks.registers import stands_once
from pipelines.dataset import Dataset, Duty, Grain, RevisionPolicy
from pipelines.sources.derived import Derived, EveryFetched
from pipelines.sources.records import RecordsSource
from schemas.duties import Duties, PublicationClock

_DUTY = Duty(
    instrument="Police Reform and Social Responsibility Act 2011, section 11(3)",
    text="People can see which publications the law asks for, and whether the office makes them in time",
    due_days=31,
)

DUTIES = Dataset(
    name="duties",
    title="What must be published: laws, codes and promises",
    description=(
        "Every publication that a law, a code or a promise asks of the office, and the dataset here that answers it. "
        "Each row is a duty in our own words: who it is about, when it falls due, what is missing here, and how sure "
        "we are of our reading. It holds every paragraph of the Specified Information Order of 2011. It is no legal "
        "advice."
    ),
    subject="accountability",
    schema=Duties,
    source=RecordsSource("duties", Duties, "duty-records", "Register of duties of the office", items="duties"),
    grain=Grain.WHOLE,
    cadence="R/P1Y",
    duty=_DUTY,
    revisions=RevisionPolicy(
        "A duty keeps its id. Our reading of it is corrected, and a duty that ends gets its last day in force.",
        matures=("extent", "datasets", "missing", "confidence", "confidence_reason"),
        note="note",
    ),
    key=("duty_id",),
    checks=(stands_once("duty_id"), names_declared(datasets), names_back(datasets)),
    caveats=(
        "This is our reading of the law, for the office to correct; it is no legal advice.",
        "That a dataset answers a duty does not say that everything was written down in it.",
        "The first day in force is empty where it is not known here.",
    ),
    keywords=("duties", "transparency", "specified information order", "publication scheme"),
    files_stand_alone=True,
    reject_limit=0.1,
)

PUBLICATION_CLOCK = Dataset(
    name="publication-clock",
    title="What was due when, and whether it was published in time",
    description=(
        "Each duty, dataset and period: the day it was due, the day it came out, and how many days late it was. "
        "A row of the period all sums up a duty and a dataset, with the day on which it falls due next."
    ),
    subject="accountability",
    schema=PublicationClock,
    source=Derived(
        name="publication-clock",
        title="Worked out from duties and from the versions of all datasets",
        inputs=EveryFetched(datasets),
        derive=tell_time,
        model=PublicationClock,
        declared=datasets,
        looks_back=True,
    ),
    grain=Grain.WHOLE,
    cadence="R/P1M",
    duty=_DUTY,
    revisions=RevisionPolicy(
        "It tells how each duty stands now: what is not yet due falls due, what is overdue comes out.",
        matures=(
            "due_on",
            "due_basis",
            "published_on",
            "version",
            "status",
            "days_late",
            "days_late_status",
            "on_time",
            "judged_on",
        ),
    ),
    key=("duty_id", "dataset", "period"),
    caveats=(
        "No clock is read: a version is dated by the newest date that any source of its edition gives. It cannot have "
        "come out earlier, and may have come out later.",
        "What is overdue is judged at the newest date that any source gives, which stands for today.",
        "A period that was older than the first version here is published, neither in time nor late: when the office "
        "first published it elsewhere is not known here.",
        "A year counts as published when its first quarter or month is.",
        "A register without periods has one row: whether each of its entries came in time is not told.",
    ),
    keywords=("timeliness", "duties", "transparency", "lateness"),
    companion=True,  # it names the version of coverage, which names its own: by itself each would bring out the other
)
