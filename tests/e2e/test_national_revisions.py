"""The national tables are re-issued whole: a revision corrects figures, and takes no published row away."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from assets.funding import COUNCIL_TAX_PRECEPT, POLICE_FUNDING
from assets.workforce import POLICE_WORKFORCE
from pipelines import steps
from pipelines.settings import Settings

DATASETS = (POLICE_WORKFORCE, POLICE_FUNDING, COUNCIL_TAX_PRECEPT)


def night(folder: Path, today: date) -> dict[str, str]:
    """Every dataset's outcome in words."""
    settings = Settings(home=folder / "home", published=folder / "published", sandbox_date=today)
    said = {}
    for dataset in DATASETS:
        steps.land(settings, dataset)
        steps.store(settings, dataset)
        outcome, evidence = steps.release(settings, dataset)
        assert all(check.passed for check in evidence.checks)
        said[dataset.name] = outcome.text
    steps.publish_edition(settings, DATASETS)
    return said


def test_three_nights(tmp_path: Path) -> None:
    assert all("1.0.0 is ready" in text for text in night(tmp_path, date(2026, 10, 20)).values())
    revised = night(tmp_path, date(2027, 2, 1))
    assert "police-workforce: 1.0.1 is ready" in revised["police-workforce"]
    changes = (tmp_path / "published/datasets/police-workforce/1.0.1/changes.json").read_text()
    assert "source-revised" in changes
    counts = json.loads(changes)["counts"]
    assert (counts["rows_added"], counts["rows_removed"], counts["values_unexpected"]) == (0, 0, 0)
    assert 0 < counts["rows_changed"] < 50
    assert "unchanged" in revised["police-funding"]
    later = night(tmp_path, date(2027, 8, 1))
    assert later["police-workforce"].endswith("1 period new (2026-27), 947 rows")
    assert "1 period new (2027-28)" in later["police-funding"]
    assert "1 period new (2027-28)" in later["council-tax-precept"]
