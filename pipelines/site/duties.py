"""Are we publishing what we must: the duty of each dataset, the last period it covers, and when that was due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pipelines.site import words
from pipelines.site.reading import SAMPLE, Shown
from pipelines.site.render import Page

CLOCK = ("duty_id", "dataset", "period", "due_on", "published_on", "days_late", "status")
"""The columns of a dataset that judges each duty by its dates; whichever dataset has them is shown."""
LATE = "days_late_status"
"""Why there are no days late."""
WORDS = {
    "met": "met",
    "met-late": "met late",
    "overdue": "overdue",
    "not-yet-due": "not yet due",
    "published": "published",
    "nothing-yet": "nothing yet",
    "worked-out": "follows from other data",
    "no-dataset": "nothing here answers it",
}


def page(shown: Shown, known: Mapping[str, str], titles: Mapping[str, str]) -> Page:
    """Every duty with how it stands, and every dataset with the law or promise it meets. `known` are the pages of
    registers by id, `titles` what each of those is called. Dates are those of the data: a page has no clock.
    """
    rows = [_duty(shown, entry) for entry in shown.catalogue["datasets"]]
    rows.sort(key=lambda row: (row["instrument"], row["title"]))
    missing = sum(1 for row in rows if row["gaps"])
    judge, judged = _judged(shown)
    data = {
        "duties": [row for row in rows if row["instrument"]],
        "missing": missing,
        "judge": judge,
        "judged": judged,
        "standing": {word: sum(1 for row in judged if row["status"] == status) for status, word in WORDS.items()},
        "words": WORDS,
        "known_ids": known,
        "titles": titles,
    }
    described = "Each legal or promised publication, with what is there and what is due next."
    return Page("site/duties.html", "duties.html", "Are we publishing what we must?", "duties", described, data=data)


def _judged(shown: Shown) -> tuple[str, Sequence[Mapping[str, str]]]:
    """The dataset that judges duties, and its row that sums up each; "" and none where no such dataset stands."""
    judge = next((version for version in shown.datasets.values() if version.names.issuperset(CLOCK)), None)
    rows = [row for row in judge.rows((*CLOCK, LATE)) if row["period"] == "all"] if judge else []
    return judge.dataset if judge else "", rows


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
