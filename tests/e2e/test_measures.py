"""A measure over nights: months that are not there take every year with them, and give it back when they come."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import assets
from assets.measures import MEASURE_OBSERVATIONS
from pipelines.dataset import Dataset
from pipelines.measures import observations
from pipelines.measures.declared.crime import SOLVED_CRIME
from pipelines.measures.ground import INPUTS
from pipelines.measures.methods.series import months_to
from pipelines.measures.observations import observe
from pipelines.night import Ending, run_nightly
from pipelines.sources.derived import Derived
from schemas.measures import MeasureObservations
from tests.e2e.office import Office, crime_rows, few

MONTHS = months_to("2025-03", 14)
GONE = ("2024-05", "2024-09")
THIN = "2024-02"
NEEDED = (*INPUTS, "crime-street")


@pytest.fixture(autouse=True)
def only_solved(monkeypatch: pytest.MonkeyPatch) -> None:
    """One measure, which needs no residents."""
    monkeypatch.setattr(observations, "measures", lambda: SOLVED_CRIME[:1])


def measured() -> Dataset:
    """The dataset of figures, made of what one measure needs."""
    made = Derived("measure-observations", "", NEEDED, observe, MeasureObservations, assets.datasets, "financial_year")
    return replace(MEASURE_OBSERVATIONS, source=made)


def ending(office: Office) -> Ending:
    with few(NEEDED, (measured(),)):
        found = run_nightly(office.settings, assets.datasets())
    return next(result.ending for result in found.results if result.dataset == "measure-observations")


def told(office: Office, grain: str) -> dict[str, dict[str, str]]:
    return {row["period"]: row for row in office.rows("measure-observations") if row["grain"] == grain}


def test_two_missing_months_and_a_thin_one_leave_no_year_until_they_come(tmp_path: Path) -> None:
    office = Office(tmp_path).furnish()
    for month in MONTHS:
        if month not in GONE:
            office.put(month, crime_rows(month, crimes=3 if month == THIN else 40, settled=0))
    assert ending(office) is Ending.RELEASED
    months, years = told(office, "month"), told(office, "rolling-12")
    assert (months[THIN]["value"], months[THIN]["reason"]) == ("", f"{THIN} partial")
    assert {months[month]["value_status"] for month in GONE} == {"[x]"}
    assert {row["value"] for row in years.values()} == {row["numerator"] for row in years.values()} == {""}
    assert years["2025-03"]["reason"] == "2024-05, 2024-09 missing"
    assert years["2025-01"]["reason"] == "2024-05, 2024-09 missing; 2024-02 partial"
    for month in GONE:
        office.put(month)
    assert ending(office) is Ending.RELEASED
    years = told(office, "rolling-12")
    # 480 crimes of twelve months, none of them solved; the thin month still spoils the years that hold it.
    assert (years["2025-03"]["denominator"], years["2025-03"]["value"]) == ("480.00", "0.0000")
    assert years["2025-01"]["reason"] == "2024-02 partial"
    changes = office.document("measure-observations", "changes.json")
    assert {change["reason"] for change in changes["values"]} == {"source-revised"}
    assert (changes["version"], changes["counts"]["values_unexpected"]) == ("1.0.1", 0)
    assert office.verify().status == 0
