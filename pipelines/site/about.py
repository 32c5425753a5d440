"""The pages that explain: how figures are made, changed, checked; who can read them, and what we know of readers."""

from __future__ import annotations

from typing import Any

from pipelines.site import words
from pipelines.site.reading import SAMPLE, Shown
from pipelines.site.render import Page

TRAIL = (("About", "site/about.html"),)
TOPICS = (
    ("methods", "How the figures are made"),
    ("revisions", "How figures change: our revisions policy"),
    ("calendar", "When figures come out"),
    ("verify", "Check that nothing was altered"),
    ("glossary", "Words and codes"),
    ("leaving", "Leaving this site quickly"),
    ("accessibility", "Accessibility statement"),
    ("privacy", "Privacy"),
    ("problem", "Report a problem"),
)


def pages(shown: Shown) -> list[Page]:
    """The page about us and a page for each topic."""
    data: dict[str, Any] = {"topics": TOPICS, "datasets": _datasets(shown), "edition": shown.catalogue["edition"]}
    about = Page("site/about.html", "about.html", "About this site", "about", "Methods, policies, words.", data=data)
    return [
        about,
        *(
            Page(f"site/about/{name}.html", f"about-{name}.html", title, "about", f"{title}.", TRAIL, data)
            for name, title in TOPICS
        ),
    ]


def _datasets(shown: Shown) -> list[dict[str, Any]]:
    """What the calendar and the revisions policy say of each dataset, by title."""
    found = []
    for entry in shown.catalogue["datasets"]:
        version = shown.datasets[entry["name"]]
        last = entry["coverage"]["to"] if entry["coverage"] else ""
        days = version.quality.get("duty", {}).get("due_days", 0)
        found.append(
            {
                "name": entry["name"],
                "title": entry["title"].removeprefix(SAMPLE),
                "cadence": entry["cadence"],
                "last": last,
                "dated": entry["dated"] or "",
                "next": words.next_due(last, entry["cadence"], days),
                "policy": version.package.get("openbeat:revisions", {}).get("text", ""),
            }
        )
    return sorted(found, key=lambda entry: entry["title"])
