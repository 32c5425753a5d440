"""The page of a dataset, the same for all: nothing here knows any dataset by name."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.site import words
from pipelines.site.catalogue import first_sentence
from pipelines.site.charts import Chart, bars
from pipelines.site.reading import Shown, Version
from pipelines.site.render import LOCAL, Page

PREVIEW = 8
"""Rows shown of the newest file."""
TRAIL = (("All data", "site/catalogue.html"),)


def page_of(name: str) -> str:
    """Where a dataset's page stands."""
    return f"site/datasets/{name}.html"


def pages(shown: Shown, lists: Mapping[str, str]) -> list[Page]:
    """The page of every dataset of which a version stands, and a notice for the others. `lists` are the pages of
    those that are registers.
    """
    gone = [name for name in shown.listed if name not in shown.datasets]
    return [
        *(_page(shown, entry, lists) for entry in shown.catalogue["datasets"]),
        *(_gone(shown, name) for name in gone),
    ]


def _page(shown: Shown, entry: Mapping[str, Any], lists: Mapping[str, str]) -> Page:
    version = shown.datasets[entry["name"]]
    data = {
        "entry": entry,
        "version": version,
        "folder": version.entry["path"],
        "answer": first_sentence(entry["description"]),
        "rest": entry["description"].partition(". ")[2],
        "downloads": downloads(version),
        "preview": version.preview(PREVIEW),
        "calendar": calendar(version.quality.get("coverage", [])),
        "periods": version.quality.get("coverage", []),
        "chart": rows_by_period(version),
        "due": words.next_due(*_timing(entry, version)),
        "versions": list(reversed(shown.listed[entry["name"]]["versions"])),
        "announced": shown.listed[entry["name"]].get("previews", []),
        "citation": citation(shown, entry, version),
        "newest": newest(version),
        "registered": lists.get(entry["name"], ""),
    }
    return Page(page_of(entry["name"]), "dataset.html", version.title, "data", data["answer"], TRAIL, data)


def _gone(shown: Shown, name: str) -> Page:
    data = {"versions": list(reversed(shown.listed[name]["versions"])), "name": name}
    return Page(page_of(name), "gone.html", f"{name}: withdrawn", "data", "No version stands.", TRAIL, data)


def _timing(entry: Mapping[str, Any], version: Version) -> tuple[str, str, int]:
    last = entry["coverage"]["to"] if entry["coverage"] else ""
    return last, entry["cadence"], version.quality.get("duty", {}).get("due_days", 0)


def downloads(version: Version) -> list[dict[str, Any]]:
    """The data files of a version, newest first: for each part its periods, rows, and file of each format."""
    rows = {period["period"]: period["rows"] for period in version.manifest["periods"]}
    return [
        {
            "periods": resource["openbeat:periods"],
            "rows": sum(rows[period] for period in resource["openbeat:periods"]),
            "files": [_file(file) for file in (resource, *resource["openbeat:alternatives"])],
        }
        for resource in reversed(version.package["resources"])
    ]


def _file(resource: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "path": resource["path"],
        "format": {"csv": "CSV", "json": "JSON", "parquet": "Parquet"}[resource["format"]],
        "bytes": resource["bytes"],
        "sha256": resource["hash"].removeprefix("sha256:"),
    }


def newest(version: Version) -> dict[str, Any]:
    """The newest part, for the examples: its files by format, and its rows; no file where the version has no row."""
    found = downloads(version)
    if not found:
        return {"rows": 0, "csv": "", "parquet": ""}
    paths = {file["format"].lower(): file["path"] for file in found[0]["files"]}
    return {"rows": found[0]["rows"], **paths}


def calendar(coverage: Sequence[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any] | None]]:
    """Months by year, each with what is known of it, None where nothing is; empty where periods are no months."""
    found: dict[str, list[Mapping[str, Any] | None]] = {}
    for period in coverage:
        said = words.when(period["period"])
        if said == period["period"]:
            return {}
        year, _, month = period["period"].partition("-")
        found.setdefault(year, [None] * 12)[int(month) - 1] = period
    return found


def rows_by_period(version: Version) -> Chart | None:
    """A bar for each period, where there are enough to see anything; None otherwise."""
    periods = version.quality.get("coverage", [])
    if len(periods) < 3:
        return None
    most, least = max(periods, key=lambda p: p["rows"]), min(periods, key=lambda p: p["rows"])
    title = f"From {least['rows']:,} rows ({words.when(least['period'])}) to {most['rows']:,}"
    return bars(
        f"{title} ({words.when(most['period'])})",
        "Rows published for each period",
        [(words.when(period["period"]), period["rows"]) for period in periods],
        ("Period", "Rows"),
        mark={words.when(period["period"]) for period in periods if period["status"] != "received"},
        marked="incomplete",
    )


def citation(shown: Shown, entry: Mapping[str, Any], version: Version) -> dict[str, str]:
    """How to name this version in writing: text, BibTeX and CSL-JSON, all with the hash that proves it."""
    publisher, title = shown.catalogue["publisher"], version.title
    year = (entry["dated"] or "")[:4]
    seal = version.entry["manifest_sha256"]
    mark = " (synthetic sample: made-up data)" if shown.catalogue["synthetic"] else ""
    url = f"{shown.address or LOCAL}{version.entry['path']}/"
    text = f"{publisher} ({year or 'no date'}). {title}{mark}. Version {version.number}. {url} SHA-256 {seal}."
    bibtex = "\n".join(
        [
            f"@misc{{{entry['name']}-{version.number},",
            f"  author = {{{{{publisher}}}}},",
            f"  title = {{{{{title}{mark}}}}},",
            *([f"  year = {{{year}}},"] if year else []),
            f"  version = {{{version.number}}},",
            f"  url = {{{url}}},",
            f"  note = {{Manifest SHA-256 {seal}}}",
            "}",
        ]
    )
    csl = {
        "id": f"{entry['name']}-{version.number}",
        "type": "dataset",
        "title": f"{title}{mark}",
        "author": [{"literal": publisher}],
        **({"issued": {"date-parts": [[int(year)]]}} if year else {}),
        "version": version.number,
        "URL": url,
        "note": f"Manifest SHA-256 {seal}",
    }
    return {"text": text, "bibtex": bibtex, "csl": json.dumps([csl], ensure_ascii=False, indent=2)}
