"""Are we publishing what we must: the duty of each dataset, the last period it covers, and when that was due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pipelines.site import words
from pipelines.site.reading import SAMPLE, Shown
from pipelines.site.render import Page


def page(shown: Shown) -> Page:
    """Every dataset with the law or promise it meets. Dates are those of the data: a page has no clock."""
    rows = [_duty(shown, entry) for entry in shown.catalogue["datasets"]]
    rows.sort(key=lambda row: (row["instrument"], row["title"]))
    missing = sum(1 for row in rows if row["gaps"])
    data = {"duties": [row for row in rows if row["instrument"]], "missing": missing}
    described = "Each legal or promised publication, with what is there and what is due next."
    return Page("site/duties.html", "duties.html", "Are we publishing what we must?", "duties", described, data=data)


def _duty(shown: Shown, entry: Mapping[str, Any]) -> dict[str, Any]:
    version = shown.datasets[entry["name"]]
    duty = version.quality.get("duty", {})
    coverage = version.quality.get("coverage", [])
    last = entry["coverage"]["to"] if entry["coverage"] else ""
    due = words.due(last, duty.get("due_days", 0))
    return {
        "name": entry["name"],
        "title": entry["title"].removeprefix(SAMPLE),
        "instrument": duty.get("instrument", ""),
        "text": duty.get("text", ""),
        "days": duty.get("due_days", 0),
        "last": last,
        "due": due,
        "dated": entry["dated"] or "",
        "late": _late(due, entry["dated"] or ""),
        "next": words.next_due(last, entry["cadence"], duty.get("due_days", 0)),
        "gaps": [period for period in coverage if period["status"] != "received"],
        "cadence": entry["cadence"],
    }


def _late(due: str, dated: str) -> int | None:
    """Days between the day the figures were due and the day the source dates them; None where either is unknown."""
    if len(due) != 10 or len(dated) != 10:
        return None
    return (date.fromisoformat(dated) - date.fromisoformat(due)).days
