"""The benchmark of a correction measures what it says: one month, found, released and written once."""

from __future__ import annotations

import json
from pathlib import Path

from bench.releases import MONTHS, correction


def test_a_correction_of_one_month_is_released_and_measured(tmp_path: Path) -> None:
    found = correction(tmp_path, rows=36 * 400, runs=1)
    assert found.rows == 36 * 400
    versions = json.loads((tmp_path / "published/datasets/crime-street/versions.json").read_bytes())
    assert [entry["version"] for entry in versions["versions"]] == ["1.0.0", "1.0.1", "1.0.2"]
    folder = tmp_path / "published/datasets/crime-street/1.0.2"
    changes = json.loads((folder / "changes.json").read_bytes())
    assert {period["period"] for period in changes["periods"]} == {MONTHS[1]}
    assert len(changes["values"]) <= found.changed
    assert {(v["field"], v["reason"], v["expected"]) for v in changes["values"]} == {
        ("last_outcome_category", "source-revised", True)
    }
    month = sum(path.stat().st_size for path in folder.glob(f"*-{MONTHS[1]}.*"))
    assert month < found.written_bytes
    assert found.ratio > 0
