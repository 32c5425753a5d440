"""`data.json`: the catalogue as data.gov.uk harvests it, an array of datasets.

Fields and limits as the data.gov.uk technical documentation gives them (alphagov/datagovuk-tech-docs): title under 66
characters without the publisher's name, first sentence of the description under 141.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipelines.releases.model import Context
from pipelines.releases.standards.subject import MEDIA, address, organisation

NAME = "data.json"
POLICE_SERVICES = "COFOG/03.1.0"

DOWNLOADS = {"newest_csv": "Newest rows as CSV", "datapackage": "Every file of this version (Data Package)"}
"""What people fetch, by the name of its link in the catalogue."""


def datasets(catalogue: Mapping[str, Any], context: Context) -> list[dict[str, Any]]:
    """An object for each dataset of the catalogue."""
    return [_dataset(entry, context) for entry in catalogue["datasets"]]


def _dataset(entry: Mapping[str, Any], context: Context) -> dict[str, Any]:
    mbox = {"mbox": context.contact} if context.contact else {}
    found = {
        "title": entry["title"],
        "description": entry["description"],
        "identifier": entry["identifier"],
        "license": entry["licence"].get("path", entry["licence"]["title"]),
        "publisher": {"name": organisation(context), **mbox},
        "keyword": [*entry["keywords"], *(["synthetic sample"] if entry["synthetic"] else [])],
        "modified": entry["dated"],
        "frequency": entry["cadence"],
        "temporal": entry["temporal"],
        "language": ["en"],
        "theme": [POLICE_SERVICES],
        "landingPage": address(context, "", f"datasets/{entry['name']}/"),
        "references": [address(context, "", entry["links"][name]) for name in ("changes", "quality", "versions")],
        "distribution": [
            _distribution(entry, context, link, title)
            for link, title in DOWNLOADS.items()
            if not entry["links"][link].endswith("/")  # a version without a row has no CSV
        ],
    }
    return {name: value for name, value in found.items() if value is not None}


def _distribution(entry: Mapping[str, Any], context: Context, link: str, title: str) -> dict[str, Any]:
    file = entry["links"][link]
    return {
        "title": title,
        "downloadURL": address(context, "", file),
        "format": MEDIA[file.rpartition(".")[2]],
        "identifier": f"{entry['identifier']}#{link}",
    }
