"""Figures worked out from others: the same night, from what is about to be said and from nothing that is held."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

import assets
from assets.crime import CRIME_STREET
from pipelines.dataset import Dataset, Duty, Grain, RevisionPolicy
from pipelines.night import Ending, Night, dependents, run_backfill, run_nightly
from pipelines.sources.derived import Derived, Inputs
from schemas.base import MONTH, Table, column
from tests.e2e.office import Office, crime_rows, few


class Counts(Table):
    """Rows of crime-street by month."""

    month: str = column("Month", "The month that was counted.", example="2025-01", str_matches=MONTH)
    crimes: int = column("Crimes", "Rows of the month.", example="50", unit="rows", ge=0)


class Totals(Table):
    """All months together."""

    what: str = column("What", "What was counted.", example="all", isin=["all"])
    crimes: int = column("Crimes in all", "Rows of all months.", example="50", unit="rows", ge=0)


def count(inputs: Inputs) -> pl.DataFrame:
    return inputs.sql("SELECT month, count(*) AS crimes FROM crime_street GROUP BY month ORDER BY month")


def add_up(inputs: Inputs) -> pl.DataFrame:
    return inputs.sql("SELECT 'all' AS what, coalesce(sum(crimes), 0)::BIGINT AS crimes FROM monthly_counts")


def declared() -> tuple[Dataset, ...]:
    return assets.datasets()


def made(name: str, model: type[Table], derive: object, *inputs: str) -> Dataset:
    source = Derived(name, f"Worked out: {name}", inputs, derive, model, declared)  # type: ignore[arg-type]
    return Dataset(
        name=name,
        title=name,
        description=f"What follows from {inputs[0]}.",
        subject="crime",
        schema=model,
        source=source,
        grain=Grain.MONTH if "month" in model.to_schema().columns else Grain.WHOLE,
        cadence="R/P1M",
        duty=Duty("none", "none", 31),
        revisions=RevisionPolicy("It follows its inputs.", matures=("crimes",)),
        key=("month",) if "month" in model.to_schema().columns else ("what",),
    )


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path).furnish()
    office.put("2025-01")
    office.put("2025-02")
    return office


@pytest.fixture
def more() -> tuple[Dataset, ...]:
    counts = replace(made("monthly-counts", Counts, count, "crime-street"))
    counts.source.period = "month"  # type: ignore[attr-defined]
    return counts, made("all-counts", Totals, add_up, "monthly-counts", "budget")


def night(office: Office, more: tuple[Dataset, ...]) -> Night:
    with few(("budget", "crime-street"), more):
        return run_nightly(office.settings, assets.datasets())


def endings(found: Night) -> dict[str, Ending]:
    return {result.dataset: result.ending for result in found.results if result.dataset != "budget"}


def test_what_follows_comes_out_the_same_night(office: Office, more: tuple[Dataset, ...]) -> None:
    found = night(office, more)
    assert set(endings(found).values()) == {Ending.RELEASED}
    assert office.rows("monthly-counts") == [
        {"month": "2025-01", "crimes": "50"},
        {"month": "2025-02", "crimes": "50"},
    ]
    assert office.rows("all-counts") == [{"what": "all", "crimes": "100"}]
    periods = office.document("monthly-counts", "manifest.json")["periods"]
    assert {source["member"] for period in periods for source in period["sources"]} == {"crime-street 1.0.0"}
    assert office.verify().status == 0


def test_nothing_new_works_nothing_out(office: Office, more: tuple[Dataset, ...]) -> None:
    night(office, more)
    assert set(endings(night(office, more)).values()) == {Ending.UNCHANGED}


def test_what_is_held_is_in_no_sum(office: Office, more: tuple[Dataset, ...]) -> None:
    night(office, more)
    office.put("2025-02", crime_rows("2025-02", crimes=3))
    found = endings(night(office, more))
    assert found == {
        "crime-street": Ending.HELD,
        "monthly-counts": Ending.UNCHANGED,
        "all-counts": Ending.UNCHANGED,
    }
    assert office.rows("all-counts") == [{"what": "all", "crimes": "100"}]


def test_input_that_fails_leaves_the_last_figures(office: Office, more: tuple[Dataset, ...]) -> None:
    night(office, more)
    office.put("2025-03", header=["nothing", "known"], rows=[["1", "2"]])
    found = endings(night(office, more))
    assert found["crime-street"] is Ending.FAILED
    assert found["all-counts"] is Ending.UNCHANGED


def test_backfill_works_out_what_follows(office: Office, more: tuple[Dataset, ...]) -> None:
    night(office, more)
    office.put("2025-03")
    with few(("budget", "crime-street"), more):
        found = run_backfill(office.settings, CRIME_STREET, ("2025-03",))
    assert endings(found) == dict.fromkeys(("crime-street", "monthly-counts", "all-counts"), Ending.RELEASED)
    assert office.rows("all-counts") == [{"what": "all", "crimes": "150"}]
    changes = office.document("all-counts", "changes.json")
    assert changes["version"] == "1.0.1"


def test_what_follows_is_found_at_any_distance(more: tuple[Dataset, ...]) -> None:
    assert dependents(CRIME_STREET, (CRIME_STREET, *more)) == more
    assert dependents(more[1], (CRIME_STREET, *more)) == ()
