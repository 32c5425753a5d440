"""The own force among others, with the ranks that chance leaves open."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipelines.measures import benchmarks
from pipelines.measures.benchmarks import benchmark, similar
from schemas.trajectories import MeasureBenchmarks
from tests.pipelines.measures.county import KENT, Rows, county

ESSEX, SURREY, SUSSEX = "E23000028", "E23000031", "E23000033"
LIST = """
lists:
  kent:
    source: A made-up list
    dated: 2024-05-01
    verified: false
    forces: [Essex Police, Surrey Police]
"""


def seen(measure: str, **values: tuple[int, int] | None) -> Rows:
    codes = {"kent": KENT, "essex": ESSEX, "surrey": SURREY, "sussex": SUSSEX}
    known = {"measure_id": measure, "grain": "month", "period": "2024-05", "area_level": "force"}
    rows: list[dict[str, Any]] = []
    for name, pair in values.items():
        share = None if pair is None else Decimal(pair[0] * 100) / pair[1]
        part, whole = pair or (None, None)
        told = {"numerator": part, "denominator": whole, "value": share, "value_status": None if pair else "[x]"}
        rows.append({**known, "area_code": codes[name], "area_name": name, **told})
    return {"measure_observations": rows}


def found(rows: Rows) -> list[dict[str, Any]]:
    with county(rows) as inputs:
        frame = benchmark(inputs)
    MeasureBenchmarks.validate(frame, lazy=True)
    return list(frame.iter_rows(named=True))


SHARES = {"kent": (900, 1000), "essex": (905, 1000), "surrey": (700, 1000), "sussex": (990, 1000)}


def test_a_hair_apart_is_no_rank_apart() -> None:
    (row,) = found(seen("999-answered-within-10s", **SHARES))
    assert (row["lowest"], row["middle"], row["highest"], row["value"]) == (70, Decimal("90.5"), 99, 90)
    # Sussex is surely above, Surrey surely below, Essex may be either.
    assert (row["rank"], row["best"], row["worst"], row["forces"]) == (3, 2, 3, 4)
    assert (row["compared_with"], row["reliability"], row["note"]) == ("all-forces", None, None)


def test_a_mean_has_no_interval_and_says_so() -> None:
    (row,) = found(seen("999-mean-answer", **SHARES))
    assert (row["rank"], row["best"], row["worst"]) == (3, 3, 3)
    assert row["note"] == benchmarks.SURE


def test_without_others_or_without_the_own_force_nothing_is_compared() -> None:
    assert found(seen("999-answered-within-10s", kent=(9, 10))) == []
    assert found(seen("999-answered-within-10s", kent=None, essex=(9, 10), surrey=(8, 10))) == []


def test_the_size_of_a_force_is_no_benchmark() -> None:
    rows = seen("officers-headcount", **SHARES)["measure_observations"]
    assert found({"measure_observations": [{**row, "denominator": None} for row in rows]}) == []


def test_a_list_of_similar_forces_is_marked_until_somebody_checks_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "similar.yaml"
    path.write_text(LIST, encoding="utf-8")
    lists = similar("kent", path)
    monkeypatch.setattr(benchmarks, "similar", lambda force: lists)
    every, alike = found(seen("999-answered-within-10s", **SHARES))
    assert (every["compared_with"], alike["compared_with"]) == ("all-forces", "similar-forces")
    assert (alike["forces"], alike["highest"], alike["reliability"]) == (3, Decimal("90.5"), "[u]")
    assert alike["note"].startswith("A made-up list, 2024-05-01; the list of similar forces has not been checked")
    assert similar("essex", path) == {}


def test_the_list_that_is_shipped_invents_nothing() -> None:
    assert similar("kent") == {}
