"""Whether policing is getting better: the measures, their figures, and where these are going."""

from __future__ import annotations

from assets import datasets
from pipelines.checks.plan import SERVES_PRIORITIES
from pipelines.dataset import Dataset, Duty, Grain, RevisionPolicy
from pipelines.measures.benchmarks import benchmark
from pipelines.measures.declared import inputs
from pipelines.measures.observations import limits, observe
from pipelines.measures.registry import register
from pipelines.measures.trajectories import BACKTESTS, TRAJECTORIES, back_test, project
from pipelines.sources.derived import Derive, Derived
from schemas.base import Table, columns_of
from schemas.measures import MeasureLimits, MeasureObservations, Measures
from schemas.trajectories import MeasureBacktests, MeasureBenchmarks, MeasureTrajectories

DUTY = Duty(
    instrument="Police Reform and Social Responsibility Act 2011, section 11(3); Police and Crime Plan 2025-2029",
    text=(
        "What people need to assess the force's performance is published as soon as practicable. The plan promises a "
        "balanced and consistent suite of measures, with trend and trajectory data."
    ),
    due_days=75,
)
NOT_OFFICIAL = "These are not official statistics; docs/methods.md says how each is made."


def _source(name: str, made_from: tuple[str, ...], derive: Derive, model: type[Table], period: str = "") -> Derived:
    return Derived(
        name, "Worked out from the datasets that each measure names", made_from, derive, model, datasets, period
    )


def _follows(text: str, model: type[Table], *key: str) -> RevisionPolicy:
    """Whatever is worked out changes with what it is worked out from."""
    return RevisionPolicy(text, matures=tuple(c.name for c in columns_of(model) if c.name not in key))


_OBSERVED = ("measure_id", "grain", "period", "area_code")
MEASURE_OBSERVATIONS = Dataset(
    name="measure-observations",
    title="Measures of policing: every figure, by period and area",
    description=(
        "Every figure of every measure, with its interval, its change in a year, and what its chart says. "
        "A period that is not whole in the data has a status and a reason, never a number."
    ),
    subject="measures",
    schema=MeasureObservations,
    source=_source("measure-observations", inputs(), observe, MeasureObservations, "financial_year"),
    grain=Grain.FINANCIAL_YEAR,
    period_column="financial_year",
    cadence="R/P1M",
    duty=DUTY,
    revisions=_follows(
        "Figures follow the datasets they are worked out from: when those are revised, these are. Limits of charts are "
        "made of all months, so a new month may change what is said of an older one.",
        MeasureObservations,
        *_OBSERVED,
    ),
    key=_OBSERVED,
    caveats=(
        NOT_OFFICIAL,
        "Many figures are tested at once: of twenty changes that are chance alone, one will be called clear.",
        "Intervals tell of chance alone, not of how crime is recorded. Those of changes are widened by how much "
        "the same month of several years differs.",
        "Never add areas of different levels, nor kinds of period.",
    ),
    keywords=("performance", "measures", "trend", "crime rates", "999", "statistical process control"),
)

MEASURE_LIMITS = Dataset(
    name="measure-limits",
    title="Measures of policing: limits of the charts",
    description=(
        "The mean and limits of the XmR chart of every measure that has one, and whether its target is met by design. "
        "A month beyond them, or in a run on one side, is more than usual variation: see measure-observations."
    ),
    subject="measures",
    schema=MeasureLimits,
    source=_source("measure-limits", inputs(), limits, MeasureLimits),
    grain=Grain.WHOLE,
    cadence="R/P1M",
    duty=DUTY,
    revisions=_follows(
        "Limits are made of all months under them, so each new month changes them a little. They begin anew only by a "
        "decision on record.",
        MeasureLimits,
        *("measure_id", "area_code", "first_period"),
    ),
    key=("measure_id", "area_code", "first_period"),
    caveats=(NOT_OFFICIAL, "A series with a strong season crosses its limits because of the season."),
    keywords=("performance", "XmR chart", "statistical process control", "plot the dots"),
)

_OBSERVED_ONLY = ("measure-observations",)
MEASURES = Dataset(
    name="measures",
    title="Measures of policing: what each asks and how it is made",
    description=(
        "The registry of measures: question, definition, formula, direction of good, target and who set it. "
        "Each measure names the datasets it is worked out from and the plan's priorities it serves."
    ),
    subject="measures",
    schema=Measures,
    source=_source("measures", _OBSERVED_ONLY, register, Measures),
    grain=Grain.WHOLE,
    cadence="R/P1M",
    duty=DUTY,
    revisions=_follows(
        "A measure keeps its id and its definition; another definition gets another id. The periods and numbers of "
        "figures grow each month.",
        Measures,
        "measure_id",
    ),
    key=("measure_id",),
    checks=(SERVES_PRIORITIES,),
    caveats=(NOT_OFFICIAL,),
    keywords=("performance", "measures", "definitions", "targets"),
)

_AHEAD = ("measure_id", "area_code", "origin", "period")
MEASURE_TRAJECTORIES = Dataset(
    name="measure-trajectories",
    title="Measures of policing: trajectories and what came of them",
    description=(
        "Where the force's main monthly measures go if what moves them stays the same, with 80% and 95% intervals. "
        "A trajectory is not a target. Once published it is never changed; what came is put beside it, month by month."
    ),
    subject="measures",
    schema=MeasureTrajectories,
    source=_source(TRAJECTORIES, _OBSERVED_ONLY, project, MeasureTrajectories),
    grain=Grain.WHOLE,
    cadence="R/P1M",
    duty=DUTY,
    revisions=RevisionPolicy(
        "A trajectory is never revised. Outcomes are added as months come, and follow the measure when it is revised.",
        matures=("outcome", "outcome_status", "inside_80", "inside_95"),
    ),
    key=_AHEAD,
    caveats=(
        NOT_OFFICIAL,
        "Only a model that errs at least 5% less than the year before is used; where none does there is no trajectory, "
        "and measure-backtests says so.",
        "It knows no plans, no new laws and no changes of recording.",
        "Only monthly measures of the whole force are projected: counts of districts are mostly chance.",
    ),
    keywords=("forecast", "trajectory", "trend", "performance"),
)

MEASURE_BACKTESTS = Dataset(
    name="measure-backtests",
    title="Measures of policing: how well trajectories did before",
    description=(
        "The error and the interval coverage of every model tried, on months it had not seen, beside seasonal naive. "
        "It says which model was chosen for a trajectory, or why none was."
    ),
    subject="measures",
    schema=MeasureBacktests,
    source=_source(BACKTESTS, _OBSERVED_ONLY, back_test, MeasureBacktests),
    grain=Grain.WHOLE,
    cadence="R/P1M",
    duty=DUTY,
    revisions=RevisionPolicy("A back-test is kept as it was made. Each new month brings its own."),
    key=("measure_id", "area_code", "origin", "model"),
    caveats=(
        NOT_OFFICIAL,
        "The best of several models on the same test flatters itself: the error of a chosen one is a little too good.",
    ),
    keywords=("forecast", "back-test", "accuracy", "performance"),
)

_COMPARED = ("measure_id", "grain", "period", "area_code", "compared_with")
MEASURE_BENCHMARKS = Dataset(
    name="measure-benchmarks",
    title="Measures of policing: the force among other forces",
    description=(
        "Where the force stands among others in each period: their range and median, and how sure its rank is. "
        "A rank alone misleads, so the ranks that chance leaves open stand beside it."
    ),
    subject="measures",
    schema=MeasureBenchmarks,
    source=_source("measure-benchmarks", _OBSERVED_ONLY, benchmark, MeasureBenchmarks),
    grain=Grain.WHOLE,
    cadence="R/P1M",
    duty=DUTY,
    revisions=_follows(
        "Comparisons follow the figures of every force: when one is revised, ranks may change.",
        MeasureBenchmarks,
        *_COMPARED,
    ),
    key=_COMPARED,
    caveats=(
        NOT_OFFICIAL,
        "Forces differ in what they police. No list of similar forces has been verified yet.",
        "Rank 1 is the highest value, not the best.",
    ),
    keywords=("benchmark", "comparison", "similar forces", "performance"),
)
