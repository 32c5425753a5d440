"""What is declared can be worked out, and stands in the registry."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from assets import datasets
from pipelines.measures import declared
from pipelines.measures.declared import inputs, measures
from pipelines.measures.measure import ROLLING, Measure, Span
from pipelines.measures.registry import register
from pipelines.measures.series import STEP
from schemas.measures import Measures
from tests.conftest import ROOT
from tests.pipelines.measures.county import county

EVERY = pytest.mark.parametrize("measure", measures(), ids=lambda measure: measure.id)
NAMES = {dataset.name for dataset in datasets()}


def priorities() -> set[str]:
    files = (ROOT / "records/plan/priorities").glob("*.yaml")
    listed = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in files]
    return {entry["priority_id"] for plan in listed for entry in plan["priorities"]}


@EVERY
def test_a_measure_names_what_there_is(measure: Measure) -> None:
    assert set(measure.inputs) <= NAMES
    assert set(measure.covered) <= set(measure.inputs)
    assert set(measure.priorities) <= priorities()
    assert measure.question.endswith("?")
    assert measure.definition.endswith(".")
    assert all(caveat.endswith(".") for caveat in measure.caveats)


@EVERY
def test_a_formula_reads_its_inputs_and_no_others(measure: Measure) -> None:
    tables = {name.replace("-", "_") for name in NAMES}
    sql = " ".join([measure.formula, *(table.sql for table in _needed(measure))])
    read = {word for word in re.findall(r"\w+", re.sub(r"'[^']*'", "", sql)) if word in tables}
    laid = {"residents": "population", "places": "areas", "districts": "areas"}
    through = {of for word, of in laid.items() if re.search(rf"(FROM|JOIN) {word}\b", measure.formula)}
    assert read <= {name.replace("-", "_") for name in measure.inputs} | {"areas", "population"}
    assert through <= {*measure.inputs}


def _needed(measure: Measure) -> list[object]:
    found = list(measure.needs)
    for table in found:
        found += [more for more in table.needs if more not in found]
    return found  # type: ignore[return-value]


@EVERY
def test_only_series_with_steps_are_added_up_or_charted(measure: Measure) -> None:
    assert measure.grains
    assert ROLLING not in measure.grains or measure.span in STEP
    assert measure.span is Span.MONTH or not (measure.charted or measure.projected)
    assert not measure.baseline or ROLLING in measure.grains


def test_two_measures_with_one_id_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    one = measures()[0]
    twin = replace(one, question="Is it the same?")
    module = SimpleNamespace(ONE=(one, twin), OTHER="not a measure")
    monkeypatch.setattr(declared.pkgutil, "iter_modules", lambda path: [SimpleNamespace(name="twins")])
    monkeypatch.setattr(declared.importlib, "import_module", lambda name: module)
    with pytest.raises(ValueError, match=f"declared twice .*{one.id}"):
        measures()


def test_the_inputs_are_those_of_all_measures() -> None:
    assert set(inputs()) == {"areas", "population", "crime-recorded"}.union(*(one.inputs for one in measures()))


def test_every_measure_stands_in_the_registry_with_how_far_it_reaches() -> None:
    seen = {"measure_id": "crime", "grain": "month", "area_code": "E23000032"}
    rows = [{**seen, "period": "2024-05", "value": 1}, {**seen, "period": "2024-06", "value": None}]
    with county({"measure_observations": rows}) as given:
        found = register(given)
    Measures.validate(found, lazy=True)
    assert found["measure_id"].to_list() == [measure.id for measure in measures()]
    by_id = {row["measure_id"]: row for row in found.iter_rows(named=True)}
    crime, calls = by_id["crime"], by_id["999-answered-within-10s"]
    assert (crime["first_period"], crime["last_period"], crime["observations"], crime["numbers"]) == (
        *("2024-05", "2024-06"),
        *(2, 1),
    )
    assert (calls["target"], calls["target_basis"], calls["observations"]) == (90, "national", 0)
    assert (crime["target"], crime["target_status"], crime["target_basis"]) == (None, "[z]", "none")
    assert by_id["solved"]["matures_months"] == 24


def test_modules_of_measures_hold_no_figures_of_their_own() -> None:
    for path in Path(declared.__file__).parent.glob("*.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) < 250, path.name
