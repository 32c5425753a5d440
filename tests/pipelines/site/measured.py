"""A small edition with measures, districts and a plan, written by hand: what its pages should say is known."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from schemas.base import Table, columns_of
from schemas.crime import CrimeStreet
from schemas.measures import MeasureLimits, MeasureObservations, Measures
from schemas.places import Areas
from schemas.plan import PlanCommitments, PlanPriorities
from schemas.trajectories import MeasureBacktests, MeasureBenchmarks, MeasureTrajectories
from tests.pipelines.site.shelf import Row, Shelf, column

FORCE, EAST, WEST = "E23000032", "E07000001", "E07000002"
CALLS, THEFTS, LATER = "calls-in-time", "thefts", "later"


def fields(model: type[Table]) -> list[dict[str, Any]]:
    """The columns of a model, all as text: the pages read text."""
    return [column(found.name) for found in columns_of(model)]


def measure(identity: str, title: str, **more: str) -> Row:
    usual = {
        "measure_id": identity,
        "title": title,
        "headline": "true",
        "subject": "Calls",
        "question": f"What of {title}?",
        "definition": f"All {title}.",
        "formula": "SELECT 1",
        "inputs": "thefts",
        "unit": "per cent of calls answered",
        "good": "increase",
        "target_basis": "none",
        "grains": "month; rolling-12",
        "observations": "3",
        "numbers": "2",
    }
    return {**usual, **more}


def figure(identity: str, period: str, value: str, **more: str) -> Row:
    """An observation of the force in a month, unless `more` says otherwise."""
    usual = {
        "measure_id": identity,
        "grain": "month",
        "period": period,
        "area_code": FORCE,
        "area_name": "The Force",
        "area_level": "force",
        "value": value,
        "interval_method": "none",
    }
    return {**usual, **more}


def district(code: str, name: str, value: str, **more: str) -> Row:
    """Twelve months of thefts in a district."""
    low, high = f"{float(value) - 1:.4f}", f"{float(value) + 1:.4f}"
    place = {"area_code": code, "area_name": name, "area_level": "district"}
    ends = {"value_low": low, "value_high": high}
    return figure(THEFTS, "2026-03", value, grain="rolling-12", **{**place, **ends, **more})


TARGET = {"target": "90.0000", "target_basis": "national", "target_source": "A standard"}
REGISTRY = [
    measure(CALLS, "Calls answered in time", **TARGET, plan_priority_ids="p-contact"),
    measure(THEFTS, "Recorded theft", unit="per 1,000 residents", good="decrease", subject="Crime"),
    measure(LATER, "Counted later", numbers="0", headline="false"),
]
OBSERVED = [
    figure(CALLS, "2026-01", "91.2345", variation="common cause"),
    figure(CALLS, "2026-02", "88.0050", variation="concerning", special_cause="outside limits"),
    figure(CALLS, "2026-03", "87.6543", value_low="86.1000", value_high="89.2000", variation="common cause"),
    figure(THEFTS, "2026-01", "1.2345", variation="common cause"),
    figure(THEFTS, "2026-02", "", value_status="[x]", reason="2026-02 partial"),
    figure(THEFTS, "2026-03", "1.5000", variation="common cause"),
    figure(
        THEFTS, "2026-03", "18.4000", grain="rolling-12", change="6.3811", change_unit="per cent", change_words="higher"
    ),
    district(EAST, "East", "20.0000", funnel="above 99.8%"),
    district(WEST, "West", "12.3456", funnel="inside"),
    figure(LATER, "2026-03", "", value_status="[x]", reason="no months yet"),
]
LIMITS = [
    {
        "measure_id": CALLS,
        "area_code": FORCE,
        "first_period": "2026-01",
        "last_period": "2026-03",
        "mean": "89.0000",
        "lower": "84.0000",
        "upper": "94.0000",
        "assurance": "hit and miss",
    }
]
AHEAD = [
    {
        "measure_id": CALLS,
        "area_code": FORCE,
        "origin": "2026-03",
        "period": period,
        "model": "ETS(A,N,N)",
        "value": "88.1234",
        "lower_80": "86.0000",
        "upper_80": "90.0000",
        "lower_95": "84.5000",
        "upper_95": "91.5000",
        "outcome_status": "[x]",
    }
    for period in ("2026-04", "2026-05")
]
TRIED = [
    {"measure_id": THEFTS, "origin": "2026-03", "model": "none", "error_status": "[x]", "reason": "too few months"}
]
COMPARED = [
    {
        "measure_id": CALLS,
        "grain": "rolling-12",
        "period": "2026-03",
        "area_code": FORCE,
        "compared_with": "similar-forces",
        "value": "88.9000",
        "lowest": "70.0000",
        "middle": "85.0000",
        "highest": "95.0000",
        "rank": "3",
        "best": "2",
        "worst": "4",
        "forces": "8",
        "reliability": "[u]",
        "note": "A list of 2023",
    }
]
PLACES = [
    {"area_code": f"E0100000{at}", "level": "lsoa", "parent_code": EAST if at < 3 else WEST, "vintage": "2021"}
    for at in range(5)
]
CRIMES = [
    {
        "crime_id": str(at),
        "lsoa_code": f"E0100000{at % 5}",
        "longitude": f"{0.5 + at % 5 / 10:.6f}",
        "latitude": "51.200000",
    }
    for at in range(10)
]
PLAN = {
    "plan_id": "plan-2025",
    "plan_title": "A plan",
    "plan_version": "First",
    "plan_status": "draft",
    "kind": "priority",
}
PRIORITIES = [
    {
        **PLAN,
        "area": "places",
        "priority_id": "p-contact",
        "priority_order": "1",
        "name": "Answer calls",
        "source": "The plan",
    },
    {
        **PLAN,
        "area": "people",
        "priority_id": "p-victims",
        "priority_order": "1",
        "name": "Help victims",
        "source": "The plan",
    },
]
COMMITMENTS = [
    {
        "commitment_id": "p-contact-01",
        "plan_id": "plan-2025",
        "priority_id": "p-contact",
        "commitment_order": "1",
        "actor": "force",
        "commitment": "Answer promptly.",
    }
]


def add(shelf: Shelf, name: str, model: type[Table], rows: Sequence[Row], key: Sequence[str] = ()) -> None:
    shelf.add(name, fields(model), {"all": rows}, key=key, subject="measures")
    shelf.entries[name]["area"] = FORCE


def plan(shelf: Shelf) -> None:
    """The plan alone, as it stands where no measure has been worked out."""
    add(shelf, "plan-priorities", PlanPriorities, PRIORITIES, ["priority_id"])
    add(shelf, "plan-commitments", PlanCommitments, COMMITMENTS, ["commitment_id"])
    decided = {"decision_id": "d-1", "title": "Buy telephones", "plan_priority_ids": "p-contact"}
    wide = [column("decision_id"), column("title"), column("plan_priority_ids")]
    shelf.add("decisions", wide, {"all": [decided]}, key=["decision_id"], subject="records")


def whole(root: Path, observed: Sequence[Row] = OBSERVED) -> Shelf:
    """Measures with everything that pages say of them."""
    shelf = Shelf(root)
    plan(shelf)
    add(shelf, "measures", Measures, REGISTRY, ["measure_id"])
    add(shelf, "measure-observations", MeasureObservations, observed, ["measure_id", "grain", "period", "area_code"])
    add(shelf, "measure-limits", MeasureLimits, LIMITS, ["measure_id", "area_code", "first_period"])
    add(shelf, "measure-trajectories", MeasureTrajectories, AHEAD, ["measure_id", "period"])
    add(shelf, "measure-backtests", MeasureBacktests, TRIED, ["measure_id", "model"])
    add(shelf, "measure-benchmarks", MeasureBenchmarks, COMPARED, ["measure_id", "compared_with"])
    add(shelf, "areas", Areas, PLACES, ["area_code", "vintage"])
    add(shelf, "crime-street", CrimeStreet, CRIMES)
    return shelf
