"""A national page that is away for a night: what is published says so that night, and no longer once it is back."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from assets.funding import COUNCIL_TAX_PRECEPT
from pipelines import steps
from pipelines.settings import Settings


def night(folder: Path, faults: str = "") -> str:
    """The outcome in words of a night with these faults."""
    settings = Settings(
        home=folder / "home", published=folder / "published", sandbox_date=date(2026, 10, 20), sandbox_faults=faults
    )
    steps.land(settings, COUNCIL_TAX_PRECEPT)
    steps.store(settings, COUNCIL_TAX_PRECEPT)
    outcome, _ = steps.release(settings, COUNCIL_TAX_PRECEPT)
    steps.publish_edition(settings, [COUNCIL_TAX_PRECEPT])
    return outcome.text


def failed(folder: Path) -> list[str]:
    """The checks that fail in the latest release."""
    dataset = folder / "published/datasets/council-tax-precept"
    latest = json.loads((dataset / "versions.json").read_bytes())["latest"]
    quality = json.loads((dataset / latest / "quality.json").read_bytes())
    return [check["name"] for check in quality["checks"] if not check["passed"]]


def test_away_and_back(tmp_path: Path) -> None:
    night(tmp_path)
    assert failed(tmp_path) == []
    assert night(tmp_path, "500:*").endswith("1.0.1 is ready. coverage or checks changed: no-page is failed")
    assert failed(tmp_path) == ["no-page"]
    assert night(tmp_path).endswith("1.0.2 is ready. coverage or checks changed: no-page no longer fails")
    assert failed(tmp_path) == []
    assert "unchanged at 1.0.2" in night(tmp_path)
