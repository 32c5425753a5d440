"""The page of each version: what changed since the one before and why, or what stands in its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.site.datasets import TRAIL, downloads, page_of
from pipelines.site.reading import Shown, Version
from pipelines.site.render import Page

EXAMPLES = 30
"""Changed values, and added or removed rows, that a page shows; changes.json has every one."""
KINDS = 25
"""Kinds of change (a field, what it said, what it says) that a page counts."""


def version_page(dataset: str, number: str) -> str:
    """Where a version's page stands."""
    return f"site/datasets/{dataset}/{number}.html"


def pages(shown: Shown) -> list[Page]:
    """A page for every version there ever was."""
    return [page for dataset in sorted(shown.listed) for page in _of(shown, dataset)]


def _of(shown: Shown, dataset: str) -> list[Page]:
    numbers = [entry["version"] for entry in shown.listed[dataset]["versions"]]
    found = []
    for at, number in enumerate(numbers):
        version = shown.version(dataset, number)
        latest = shown.datasets.get(dataset)
        title = latest.title if latest else dataset
        data = {
            "dataset": dataset,
            "dataset_title": title,
            "version": version,
            "before": numbers[at - 1] if at else "",
            "after": numbers[at + 1] if at + 1 < len(numbers) else "",
            "latest": shown.listed[dataset]["latest"],
            "notices": version.document("tombstone.json").get("notices", []),
            "files": [] if version.withdrawn else downloads(version),
            "diff": {} if version.withdrawn else difference(version),
        }
        trail = (*TRAIL, (title, page_of(dataset)))
        described = f"What changed in version {number}, and why."
        titled, at_page = f"{title}: {number}", version_page(dataset, number)
        found.append(Page(at_page, "version.html", titled, "data", described, trail, data, searched=False))
    return found


def difference(version: Version) -> dict[str, Any]:
    """What changed since the version before, as people read it. Empty for the first version."""
    changes = version.document("changes.json")
    if not changes.get("previous"):
        return {}
    return {
        "periods": changes["periods"],
        "reasons": _reasons(changes),
        "kinds": _kinds(changes["values"]),
        "values": changes["values"][:EXAMPLES],
        "values_count": len(changes["values"]),
        "rows": [_row(version, row) for row in changes["rows"][:EXAMPLES]],
        "rows_count": len(changes["rows"]),
    }


def _reasons(changes: Mapping[str, Any]) -> list[tuple[str, int, int]]:
    """Each reason with the number of values and of rows that it explains, the commonest first."""
    values = Counter(value["reason"] or "none" for value in changes["values"])
    rows = Counter(row["reason"] or "none" for row in changes["rows"])
    return sorted(((name, values[name], rows[name]) for name in values | rows), key=lambda r: (-r[1] - r[2], r[0]))


def _kinds(values: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, str, int]]:
    """The commonest kinds of change, where one kind happened more than once: field, old, new, how often."""
    found = Counter((value["field"], str(value["old"] or ""), str(value["new"] or "")) for value in values)
    often = [(*kind, count) for kind, count in found.items() if count > 1]
    return sorted(often, key=lambda kind: (-kind[3], kind[:3]))[:KINDS]


def _row(version: Version, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row that came or went: named by its key, with the first other values that it has."""
    values = {name: value for name, value in (row["row"] or {}).items() if value not in {None, ""}}
    key = {name: values.pop(name) for name in version.key if name in values}
    return {**row, "key": key, "others": dict(list(values.items())[:4])}
