"""The pages that lead to the others: home, the catalogue, and what changed lately."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.site.reading import SAMPLE, Shown
from pipelines.site.render import Page

LATELY = 12
"""Events told on the home page."""
MISSING = "404.html"
"""What a host shows where there is no page; at whatever address, so that its links are absolute."""
EVENTS = 400
"""Events told on the page of all changes; the feed and the ledger have every one."""


def pages(shown: Shown, front: Mapping[str, Any]) -> list[Page]:
    """Home, the catalogue, the changes, and what stands where a page is not found. `front` is what home shows beside
    the data: `headlines`, the measures, and `plan`, the areas of the newest plan with their priorities.
    """
    events = told(shown)
    subjects = by_subject(shown)
    head = {"edition": shown.catalogue["edition"], "subjects": subjects}
    return [
        Page(
            "index.html",
            "home.html",
            f"Open data of {shown.catalogue['publisher']}",
            "home",
            "Crime, calls, money and decisions: figures to read, download and check.",
            data={**head, "events": events[:LATELY], **front},
            searched=False,
        ),
        Page(
            "site/catalogue.html",
            "catalogue.html",
            "All data",
            "data",
            "Every dataset, with its columns.",
            data={**head, "columns": {name: version.fields for name, version in shown.datasets.items()}},
        ),
        Page(
            "site/changes.html",
            "changes.html",
            "What changed",
            "data",
            "Every release, withdrawal and redaction, newest first.",
            data={"events": events[:EVENTS], "more": len(events) - len(events[:EVENTS])},
            searched=False,
        ),
        Page(MISSING, "missing.html", "Page not found", searched=False),
    ]


def root_of(shown: Shown) -> str:
    """Where the site begins, for a page that may be shown at any address."""
    return "/" + shown.address.partition("://")[2].partition("/")[2]


def by_subject(shown: Shown) -> dict[str, list[Mapping[str, Any]]]:
    """The catalogue's entries by subject, both in alphabetical order; titles without the mark of made-up data."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for entry in sorted(shown.catalogue["datasets"], key=lambda entry: (entry["subject"], entry["title"])):
        plain = {**entry, "title": entry["title"].removeprefix(SAMPLE), "answer": first_sentence(entry["description"])}
        found.setdefault(entry["subject"], []).append(plain)
    return found


def first_sentence(text: str) -> str:
    """The sentence that a description begins with."""
    return text.partition(". ")[0].rstrip(".") + "."


def told(shown: Shown) -> Sequence[Mapping[str, Any]]:
    """The events of the ledger as people read them, newest first, each with the page it is about."""
    titles = {name: version.title for name, version in shown.datasets.items()}
    found = []
    for event in reversed(shown.events):
        name = event.get("dataset", "")
        entries = shown.listed.get(name, {}).get("versions", [])
        entry = next((entry for entry in entries if entry["version"] == event.get("version")), None)
        found.append(
            {
                "kind": event["event"],
                "dataset": name,
                "title": titles.get(name, name),
                "version": entry["version"] if entry else "",
                "dated": (entry or {}).get("dated") or event.get("date") or "",
                "texts": _texts(event, entry),
            }
        )
    return found


def _texts(event: Mapping[str, Any], entry: Mapping[str, Any] | None) -> list[str]:
    """What an event says of itself: a release its changes, a takedown its note."""
    if event["event"] == "release" and entry:
        return list(entry["changes"])
    return [str(event[name]) for name in ("note", "why", "text") if event.get(name)]
