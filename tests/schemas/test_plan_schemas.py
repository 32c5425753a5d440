"""The rules of the plan, the surveys, the projects and the claims, each shown to reject what it is for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pandera.errors
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.base import Table, columns_of
from schemas.claims import Claims
from schemas.plan import PlanCommitments, PlanPriorities
from schemas.projects import FundedProjects
from schemas.survey import SurveyResults

DAMAGED = "unverified-source-text"
GOOD: dict[type[Table], dict[str, Any]] = {
    PlanPriorities: {
        "plan_id": "x-plan-2030",
        "plan_title": "A Safer Example",
        "plan_version": "Draft",
        "plan_status": "draft",
        "kind": "priority",
        "area": "property",
        "priority_id": "property-burglary",
        "priority_order": 1,
        "name": "Burglary",
        "commitments_stated": 3,
        "source": "A Safer Example",
    },
    PlanCommitments: {
        "commitment_id": "property-burglary-01",
        "plan_id": "x-plan-2030",
        "priority_id": "property-burglary",
        "commitment_order": 1,
        "actor": "force",
        "actor_stated": True,
        "verb": "give",
        "commitment": "Give new locks.",
        "progress_status": "[x]",
    },
    SurveyResults: {
        "result_id": "x-survey-2030-trust-victims",
        "survey_id": "x-survey-2030",
        "survey": "Survey",
        "asked": "2030",
        "responses": 10,
        "question_id": "trust",
        "question": "How much?",
        "unit": "mean score from 1 to 10",
        "value": Decimal("6.4"),
        "reading": "as-published",
        "source": "News",
    },
    FundedProjects: {
        "project_id": "x-project-0001",
        "name": "Club",
        "kind": "project",
        "promised": "Evenings for the young.",
        "said_on": "2030-05",
        "source": "News",
    },
    Claims: {
        "claim_id": "x-claim-001",
        "claim": "Half are women.",
        "kind": "fact",
        "qualifier": "about",
        "figure": Decimal("50.00"),
        "unit": "percent",
        "reading": "as-published",
        "source": "News",
        "said_on": "2030",
        "place": "Title",
        "evidence": "own-records",
        "datasets": "budget",
        "query": "SELECT 50 FROM budget",
    },
}


def accepts(model: type[Table], **change: Any) -> bool:
    row = GOOD[model] | change
    columns = columns_of(model)
    assert row.keys() <= {column.name for column in columns}
    frame = pl.DataFrame(
        [[row.get(column.name) for column in columns]],
        schema={column.name: column.polars for column in columns},
        orient="row",
    )
    try:
        model.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors:
        return False
    return True


PART = {"commitment_id": "property-burglary-01-2", "parent_id": "property-burglary-01", "commitment_order": 2}
REPORTED = {"progress": "done", "progress_status": None, "progress_on": date(2030, 5, 1), "progress_source": "Report"}
NONE_YET = {"evidence": "no-data-supports-it-yet", "datasets": None, "query": None}


@pytest.mark.parametrize(
    ("model", "change"),
    [
        *((model, {}) for model in GOOD),
        (PlanPriorities, {"area": None, "set_for": "office"}),
        (PlanPriorities, {"kind": "principle", "area": None}),
        (PlanPriorities, {"commitments_stated": None, "commitments_stated_status": "[x]"}),
        (PlanCommitments, PART),
        (PlanCommitments, REPORTED),
        (PlanCommitments, {"actor": None, "actor_stated": False}),
        (PlanCommitments, {"actor_stated": False}),
        (SurveyResults, {"value": None, "value_status": "[x]", "reading": DAMAGED}),
        (SurveyResults, {"value": None, "value_status": "[z]", "unit": "none"}),
        (SurveyResults, {"value": Decimal("57.0"), "value_status": "[e]", "unit": "percent"}),
        (SurveyResults, {"responses": None, "responses_status": "[x]"}),
        (FundedProjects, {"said_on": "2030-05-01", "area_codes": "E07000106; E07000114"}),
        (Claims, NONE_YET),
        (Claims, NONE_YET | {"figure": None, "figure_status": "[x]", "reading": DAMAGED}),
        (Claims, {"datasets": "budget; plan-priorities", "query": "SELECT 1\nFROM budget, plan_priorities"}),
    ],
)
def test_what_the_office_may_write(model: type[Table], change: dict[str, Any]) -> None:
    assert accepts(model, **change)


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (PlanPriorities, {"set_for": "office"}),  # an area and an addressee
        (PlanPriorities, {"area": None}),  # neither
        (PlanPriorities, {"kind": "opportunity"}),  # stands under an area
        (PlanPriorities, {"plan_id": "x-pcc-2030"}),
        (PlanPriorities, {"plan_status": "ended"}),
        (PlanPriorities, {"priority_id": "burglary"}),  # one word alone could be anything
        (PlanPriorities, {"priority_order": 0}),
        (PlanPriorities, {"commitments_stated": 0}),
        (PlanCommitments, {"commitment_id": "property-burglary-02"}),  # is the first
        (PlanCommitments, {"commitment_id": "people-burglary-01"}),  # named after another priority
        (PlanCommitments, PART | {"parent_id": "property-burglary-03"}),
        (PlanCommitments, PART | {"commitment_order": 1}),
        (PlanCommitments, PART | {"priority_id": "people-burglary"}),
        (PlanCommitments, {"actor": None}),  # yet stated
        (PlanCommitments, {"actor": "pcc"}),
        (PlanCommitments, REPORTED | {"progress_source": None}),
        (PlanCommitments, REPORTED | {"progress_on": None}),
        (PlanCommitments, REPORTED | {"progress_status": "[x]"}),
        (PlanCommitments, {"progress_status": None}),
        (PlanCommitments, REPORTED | {"progress": "good"}),
        (SurveyResults, {"reading": DAMAGED}),  # a damaged figure with a value
        (SurveyResults, {"reading": DAMAGED, "value_status": "[x]"}),
        (SurveyResults, {"reading": DAMAGED, "value": None, "value_status": "[z]"}),
        (SurveyResults, {"value": None}),  # missing without a reason
        (SurveyResults, {"value_status": "[x]"}),  # there, and called missing
        (SurveyResults, {"value": Decimal("0.5")}),  # off the scale
        (SurveyResults, {"value": Decimal("10.1")}),
        (SurveyResults, {"value": Decimal("101.0"), "unit": "percent"}),
        (SurveyResults, {"result_id": "x-survey-2031-trust"}),
        (SurveyResults, {"responses": None}),
        (FundedProjects, {"said_on": "May 2030"}),
        (FundedProjects, {"area_codes": "Ramsgate"}),
        (FundedProjects, {"term_months": 0}),
        (FundedProjects, {"amount_gbp": Decimal("-1.00")}),
        (FundedProjects, {"promised": None}),
        (Claims, {"reading": DAMAGED}),
        (Claims, {"figure": None}),
        (Claims, {"evidence": "no-data-supports-it-yet"}),  # and yet a query
        (Claims, {"query": None}),
        (Claims, {"datasets": None}),
        (Claims, {"query": "DROP TABLE budget"}),
        (Claims, {"query": "SELECT 1; DROP TABLE budget"}),
        (Claims, {"datasets": "police_workforce"}),
    ],
)
def test_what_is_refused(model: type[Table], change: dict[str, Any]) -> None:
    assert not accepts(model, **change)


@settings(max_examples=60, deadline=None)
@given(
    value=st.none() | st.integers(10, 100).map(lambda tenths: Decimal(tenths) / 10),
    status=st.sampled_from([None, "[x]", "[z]", "[e]", "[c]", "[u]"]),
    reading=st.sampled_from(["as-published", DAMAGED]),
)
def test_a_damaged_figure_never_carries_a_value(value: Decimal | None, status: str | None, reading: str) -> None:
    missing = status in {"[x]", "[z]", "[c]"}
    wanted = (value is None) == missing and (reading == "as-published" or (value is None and status == "[x]"))
    assert accepts(SurveyResults, value=value, value_status=status, reading=reading) is wanted
    assert accepts(Claims, figure=value, figure_status=status, reading=reading) is wanted
