"""The registry: every measure as it is declared, and how far its figures reach."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import polars as pl

from pipelines.measures.charts import shown
from pipelines.measures.declared import measures
from pipelines.measures.measure import Measure
from pipelines.measures.observations import framed
from pipelines.sources.derived import Inputs
from schemas.measures import Measures

_REACH = """
    SELECT measure_id, min(period) AS first_period, max(period) AS last_period, count(*) AS observations,
        count("value") AS numbers
    FROM measure_observations GROUP BY measure_id
"""
JOINED = "; "
NOTHING = {"first_period": None, "last_period": None, "observations": 0, "numbers": 0}


def register(inputs: Inputs) -> pl.DataFrame:
    """One row for each measure that is declared, by id; those without figures too."""
    reach = {row.pop("measure_id"): row for row in inputs.sql(_REACH).iter_rows(named=True)}
    return framed(Measures, (_row(measure) | reach.get(measure.id, NOTHING) for measure in measures()))


def _row(measure: Measure) -> dict[str, Any]:
    target = measure.target
    return {
        "measure_id": measure.id,
        "title": measure.called,
        "headline": measure.headline,
        "subject": measure.subject,
        "question": measure.question,
        "definition": measure.definition,
        "formula": " ".join(measure.formula.split()),
        "inputs": JOINED.join(measure.inputs),
        "kind": measure.kind.value,
        "unit": measure.unit,
        "good": measure.good.value,
        "target": shown(Fraction(target.value)) if target else None,
        "target_status": None if target else "[z]",
        "target_basis": target.basis.value if target else "none",
        "target_source": target.source if target else None,
        "baseline": measure.baseline or None,
        "levels": JOINED.join(measure.levels),
        "grains": JOINED.join(measure.grains),
        "cadence": measure.cadence,
        "charted": measure.charted,
        "projected": measure.projected,
        "matures_months": measure.matures or None,
        "matures_months_status": None if measure.matures else "[z]",
        "caveats": " ".join(measure.caveats) or None,
        "plan_priority_ids": JOINED.join(measure.priorities) or None,
    }
