"""DCAT 3 in the terms of DCAT-AP 3, as JSON-LD: `dcat.jsonld` for a version, `catalog.jsonld` for all datasets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipelines.releases.model import Context
from pipelines.releases.standards.subject import MEDIA, Subject, address, organisation

NAME, CATALOGUE_NAME = "dcat.jsonld", "catalog.jsonld"
AUTHORITY = "http://publications.europa.eu/resource/authority"
FREQUENCIES = {
    "R/P1D": "DAILY",
    "R/P1W": "WEEKLY",
    "R/P1M": "MONTHLY",
    "R/P3M": "QUARTERLY",
    "R/P6M": "ANNUAL_2",
    "R/P1Y": "ANNUAL",
}
"""Cadences in the words of the EU's frequency list."""
AREAS = "http://statistics.data.gov.uk/id/statistical-geography/"


def _text(term: str) -> dict[str, str]:
    return {"@id": term, "@language": "en"}


def _link(term: str) -> dict[str, str]:
    return {"@id": term, "@type": "@id"}


def _typed(term: str, kind: str) -> dict[str, str]:
    return {"@id": term, "@type": f"xsd:{kind}"}


CONTEXT: dict[str, Any] = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "media": "https://www.iana.org/assignments/media-types/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "prov": "http://www.w3.org/ns/prov#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "Catalog": "dcat:Catalog",
    "Dataset": "dcat:Dataset",
    "Distribution": "dcat:Distribution",
    "title": _text("dct:title"),
    "description": _text("dct:description"),
    "keyword": _text("dcat:keyword"),
    "name": _text("foaf:name"),
    "versionNotes": _text("adms:versionNotes"),
    "identifier": "dct:identifier",
    "version": "dcat:version",
    "publisher": "dct:publisher",
    "mbox": _link("foaf:mbox"),
    "contactPoint": "dcat:contactPoint",
    "hasEmail": _link("vcard:hasEmail"),
    "license": _link("dct:license"),
    "conformsTo": _link("dct:conformsTo"),
    "isVersionOf": _link("dcat:isVersionOf"),
    "hasCurrentVersion": _link("dcat:hasCurrentVersion"),
    "previousVersion": _link("dcat:previousVersion"),
    "wasDerivedFrom": _link("prov:wasDerivedFrom"),
    "accrualPeriodicity": _link("dct:accrualPeriodicity"),
    "language": _link("dct:language"),
    "theme": _link("dcat:theme"),
    "spatial": "dct:spatial",
    "temporal": "dct:temporal",
    "startDate": _typed("dcat:startDate", "date"),
    "endDate": _typed("dcat:endDate", "date"),
    "modified": _typed("dct:modified", "date"),
    "accessURL": _link("dcat:accessURL"),
    "downloadURL": _link("dcat:downloadURL"),
    "mediaType": _link("dcat:mediaType"),
    "byteSize": _typed("dcat:byteSize", "nonNegativeInteger"),
    "checksum": "spdx:checksum",
    "algorithm": _link("spdx:algorithm"),
    "checksumValue": _typed("spdx:checksumValue", "hexBinary"),
    "dataset": "dcat:dataset",
    "distribution": "dcat:distribution",
}


def version_document(subject: Subject) -> dict[str, Any]:
    """`dcat.jsonld`: the version as a dataset of its own, with a distribution for each file."""
    changes = subject.link("changes.json")
    return {
        "@context": CONTEXT,
        "@id": subject.link("./"),
        **_dataset(subject.entry, subject.context),
        "isVersionOf": subject.link("../"),
        **({"previousVersion": subject.link(f"../{subject.previous}/")} if subject.previous else {}),
        "versionNotes": f"What differs from the version before, and why: {changes}",
        "conformsTo": subject.link("schema.json"),
        "wasDerivedFrom": subject.dataset.source.home,
        "distribution": [
            _distribution(subject.link(name), name) | _size(subject.files[name]) for name in subject.data_files
        ],
    }


def catalogue_document(catalogue: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """`catalog.jsonld`: every dataset at its latest version, with its newest CSV and its Data Package."""
    return {
        "@context": CONTEXT,
        "@id": address(context, "", "./"),
        "@type": "Catalog",
        "title": catalogue["title"],
        "description": f"Every dataset that {organisation(context)} publishes, at its latest version.",
        "publisher": _publisher(context),
        "dataset": [_listed(entry, context) for entry in catalogue["datasets"]],
    }


def _listed(entry: Mapping[str, Any], context: Context) -> dict[str, Any]:
    licence = {"license": entry["licence"]["path"]} if "path" in entry["licence"] else {}
    offered = (entry["links"]["newest_csv"], entry["links"]["datapackage"])
    files = [link for link in offered if not link.endswith("/")]  # a version without a row has no CSV
    return {
        "@id": address(context, "", f"datasets/{entry['name']}/"),
        **_dataset(entry, context),
        "hasCurrentVersion": address(context, "", f"datasets/{entry['name']}/{entry['latest']}/"),
        "distribution": [_distribution(address(context, "", file), file) | licence for file in files],
    }


def _dataset(entry: Mapping[str, Any], context: Context) -> dict[str, Any]:
    start, _, end = (entry["temporal"] or "").partition("/")
    frequency = FREQUENCIES.get(entry["cadence"])
    terms = {
        "@type": "Dataset",
        "identifier": entry["identifier"],
        "title": entry["title"],
        "description": entry["description"],
        "version": entry["latest"],
        "modified": entry["dated"],
        "publisher": _publisher(context),
        "contactPoint": {"@type": "vcard:Kind", "hasEmail": f"mailto:{context.contact}"} if context.contact else None,
        "keyword": entry["keywords"] or None,
        "license": entry["licence"].get("path"),
        "language": f"{AUTHORITY}/language/ENG",
        "theme": f"{AUTHORITY}/data-theme/JUST",
        "accrualPeriodicity": f"{AUTHORITY}/frequency/{frequency}" if frequency else None,
        "spatial": {"@id": AREAS + entry["area"], "@type": "dct:Location"} if entry["area"] else None,
        "temporal": {"@type": "dct:PeriodOfTime", "startDate": start, "endDate": end} if end else None,
    }
    return {term: value for term, value in terms.items() if value is not None}


def _publisher(context: Context) -> dict[str, Any]:
    mbox = {"mbox": f"mailto:{context.contact}"} if context.contact else {}
    return {"@type": "foaf:Organization", "name": organisation(context), **mbox}


def _distribution(link: str, name: str) -> dict[str, Any]:
    """A file to download."""
    media = f"media:{MEDIA[name.rpartition('.')[2]]}"
    return {"@id": link, "@type": "Distribution", "accessURL": link, "downloadURL": link, "mediaType": media}


def _size(facts: Mapping[str, Any]) -> dict[str, Any]:
    """A file's bytes and what they hash to."""
    checksum = {"algorithm": "spdx:checksumAlgorithm_sha256", "checksumValue": facts["sha256"]}
    return {"byteSize": facts["bytes"], "checksum": {"@type": "spdx:Checksum", **checksum}}
