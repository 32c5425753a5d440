"""Analyses that the office was asked for: whether officer numbers and violent crime are linked."""

from __future__ import annotations

from assets import datasets
from pipelines.accountability import officers
from pipelines.dataset import Dataset, Duty, Grain, RevisionPolicy
from pipelines.sources.derived import Derived
from schemas.analysis import OfficersAndViolence, OfficersAndViolenceFindings
from schemas.base import Table, columns_of

_ASKED = Duty(
    instrument="Statement of the office on violent crime, 2019",
    text="Analysis which shows whether there is or is not a link between officer numbers and violent crime.",
    due_days=365,
)
_FOLLOWS = "It follows its inputs: revised counts of officers, residents or offences change it, each change listed."


def _figures(model: type[Table]) -> tuple[str, ...]:
    """The columns that change when inputs are revised: every figure with its status, and what is said of them."""
    columns = columns_of(model)
    changing = {column.name for column in columns if column.measure}
    return tuple(c.name for c in columns if c.name in changing or c.name.removesuffix("_status") in changing)


OFFICERS_AND_VIOLENCE = Dataset(
    name="officers-and-violence",
    title="Officers and recorded violence, by force and year",
    description=(
        "Officers for each 1,000 residents beside violence recorded in the year that follows, force by force. "
        "The rows on which officers-and-violence-findings rests. Violence is there for the forces whose recorded crime "
        "is held."
    ),
    subject="crime",
    schema=OfficersAndViolence,
    source=Derived(
        name="officers-and-violence",
        title="Worked out from police-workforce, population and crime-recorded",
        inputs=officers.INPUTS,
        derive=officers.rows,
        model=OfficersAndViolence,
        declared=datasets,
    ),
    grain=Grain.WHOLE,
    cadence="R/P1Y",
    duty=_ASKED,
    revisions=RevisionPolicy(_FOLLOWS, matures=("force_name", *_figures(OfficersAndViolence))),
    key=("financial_year", "area_code"),
    caveats=(
        "Officers are counted on one day and violence over the year that follows.",
        "Violence of other forces is there only where OPENBEAT_COMPARE names them, or all.",
        "Recorded violence says as much of recording as of violence: see officers-and-violence-findings.",
    ),
    area="K04000001",
    keywords=("police officers", "violent crime", "workforce", "analysis"),
)

FINDINGS = Dataset(
    name="officers-and-violence-findings",
    title="Do officer numbers and recorded violence go together?",
    description=(
        "How recorded violence goes with officers: between forces, within them, and from year to year, with intervals. "
        "None of it shows a cause, and every row says why not. With fewer than ten forces nothing is computed."
    ),
    subject="crime",
    schema=OfficersAndViolenceFindings,
    source=Derived(
        name="officers-and-violence-findings",
        title="Worked out from officers-and-violence",
        inputs=("officers-and-violence",),
        derive=officers.findings,
        model=OfficersAndViolenceFindings,
        declared=datasets,
    ),
    grain=Grain.WHOLE,
    cadence="R/P1Y",
    duty=_ASKED,
    revisions=RevisionPolicy(
        _FOLLOWS,
        matures=(
            *_figures(OfficersAndViolenceFindings),
            *("first_year", "last_year", "reading", "reason", "cannot_show"),
        ),
    ),
    key=("outcome", "view"),
    caveats=(
        "An association is no cause, and its absence here is no proof that there is none.",
        "The three views answer different questions, and may disagree.",
        "In a synthetic sample the figures are made up and the answers mean nothing.",
    ),
    area="K04000001",
    keywords=("police officers", "violent crime", "association", "analysis"),
)
