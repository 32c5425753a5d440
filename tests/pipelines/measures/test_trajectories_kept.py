"""A trajectory that was published is never changed, and is held against what came."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.measures import trajectories
from pipelines.measures.declared.calls import WITHIN_10S
from pipelines.measures.methods.series import months_to
from pipelines.measures.trajectories import back_test, project
from pipelines.upstream import Publication
from schemas.trajectories import MeasureBacktests, MeasureTrajectories
from tests.pipelines.measures.county import KENT, Rows, county


@dataclass(frozen=True)
class Out:
    """What was published: a Parquet file by dataset."""

    files: dict[str, Path]

    def released(self, dataset: str) -> tuple[Publication, ...]:
        return (Publication(dataset, "1.0.0", 1, "", "", ""),) if dataset in self.files else ()

    def parts(self, publication: Publication) -> tuple[tuple[Path, tuple[str, ...]], ...]:
        return ((self.files[publication.dataset], ("all",)),)


@pytest.fixture(autouse=True)
def only_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """One measure is enough, and fits take time."""
    monkeypatch.setattr(trajectories, "measures", lambda: (WITHIN_10S,))


def wandering(at: int) -> int:
    """Where a walk by chance has come to, between 40 and 90."""
    steps = (hashlib.sha256(str(step).encode()).digest()[0] % 5 - 2 for step in range(at + 1))
    return 70 + sum(steps)


def observed(last: str, count: int, *, revised: int = 0, without: str = "") -> Rows:
    """Shares that wander without a season, so that a level beats the year before."""
    known = {"measure_id": WITHIN_10S.id, "grain": "month", "area_code": KENT, "area_name": "Kent Police"}
    rows: list[dict[str, Any]] = []
    for at, month in enumerate(months_to(last, count)):
        value = Decimal(wandering(at)) + revised
        rows.append({**known, "period": month, "value": None if month == without else value})
    return {"measure_observations": rows}


def projected(rows: Rows, out: Out | None = None) -> pl.DataFrame:
    with county(rows, published=out) as inputs:
        return project(inputs)


def published(folder: Path, name: str, frame: pl.DataFrame) -> Out:
    path = folder / f"{name}.parquet"
    frame.write_parquet(path)
    return Out({name: path})


def test_what_was_said_stays_and_is_scored_and_the_new_month_says_its_own(tmp_path: Path) -> None:
    first = projected(observed("2024-12", 40))
    MeasureTrajectories.validate(first, lazy=True)
    assert first["origin"].unique().to_list() == ["2024-12"]
    assert first["period"].to_list() == list(months_to("2025-12", 12))
    assert first["outcome"].is_null().all()
    out = published(tmp_path, "measure-trajectories", first)
    # A month later the whole series has been revised upwards by 3.
    later = projected(observed("2025-01", 41, revised=3), out)
    MeasureTrajectories.validate(later, lazy=True)
    said = [name for name in first.columns if not name.startswith(("outcome", "inside"))]
    assert later.filter(pl.col("origin") == "2024-12").select(said).equals(first.select(said))
    assert set(later["origin"]) == {"2024-12", "2025-01"}
    scored = later.filter((pl.col("origin") == "2024-12") & (pl.col("period") == "2025-01")).row(0, named=True)
    assert scored["outcome"] == Decimal(wandering(40) + 3)
    inside = scored["lower_95"] <= scored["outcome"] <= scored["upper_95"]
    assert (scored["outcome_status"], scored["inside_95"]) == (None, inside)
    assert later["outcome"].is_not_null().sum() == 1


def test_the_same_origin_is_not_told_anew(tmp_path: Path) -> None:
    first = projected(observed("2024-12", 40))
    out = published(tmp_path, "measure-trajectories", first)
    again = projected(observed("2024-12", 40, revised=5), out)
    assert again.equals(first)


def test_every_model_is_tested_and_one_is_chosen() -> None:
    with county(observed("2024-12", 40)) as inputs:
        found = back_test(inputs)
    MeasureBacktests.validate(found, lazy=True)
    assert found.height == 6
    errors = {row["model"]: row["error"] for row in found.iter_rows(named=True)}
    (chosen,) = found.filter(pl.col("chosen"))["model"]
    assert errors[chosen] == min(error for error in errors.values() if error is not None)
    assert errors[chosen] <= Decimal("0.95") * errors["seasonal naive"]


def test_a_gap_in_the_months_is_named_and_nothing_is_projected() -> None:
    rows = observed("2024-12", 40, without="2024-03")
    assert projected(rows).is_empty()
    with county(rows) as inputs:
        (test,) = back_test(inputs).iter_rows(named=True)
    assert (test["model"], test["error_status"], test["chosen"]) == ("none", "[x]", False)
    assert test["reason"] == "2024-03 is missing"


def test_a_gap_long_ago_and_a_late_month_do_not_matter() -> None:
    rows = observed("2024-12", 45, without="2021-06")
    late = {**rows["measure_observations"][-1], "period": "2025-01", "value": None}
    found = projected({"measure_observations": [*rows["measure_observations"], late]})
    assert found["origin"].unique().to_list() == ["2024-12"]


def test_without_figures_nothing_is_said() -> None:
    assert projected({}).is_empty()
