"""schema.org for search engines and Croissant 1.1 for machine learning, in one document: `schemaorg.jsonld`.

Croissant (http://mlcommons.org/croissant/1.1) is schema.org and more. It asks for a date of publication; a dataset that
nothing dates is schema.org alone and does not claim to be Croissant.
"""

from __future__ import annotations

from typing import Any

from pipelines.releases.standards.subject import MEDIA, Subject, organisation
from schemas.base import Column

NAME = "schemaorg.jsonld"
CROISSANT = "http://mlcommons.org/croissant/1.1"
CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "recordSet": "cr:recordSet",
    "field": "cr:field",
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "source": "cr:source",
    "fileSet": "cr:fileSet",
    "includes": "cr:includes",
    "extract": "cr:extract",
    "column": "cr:column",
}
_TYPES = {
    "string": "sc:Text",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
}
_ROWS = "rows"
_TABLES = "tables"


def dataset_document(subject: Subject) -> dict[str, Any]:
    """The version as a schema.org Dataset, with Croissant's files and record set where it can be dated."""
    entry, context = subject.entry, subject.context
    publisher = {"@type": "Organization", "name": organisation(context)}
    found = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CROISSANT if entry["dated"] else None,
        "@id": subject.link("./"),
        "name": entry["title"],
        "alternateName": entry["name"],
        "identifier": entry["identifier"],
        "description": entry["description"],
        "url": subject.link("./"),
        "version": subject.version,
        "license": entry["licence"].get("path", entry["licence"]["name"]),
        "creator": publisher,
        "publisher": publisher,
        "keywords": entry["keywords"] or None,
        "isAccessibleForFree": True,
        "datePublished": entry["dated"],
        "dateModified": entry["dated"],
        "temporalCoverage": entry["temporal"],
        "spatialCoverage": {"@type": "Place", "identifier": entry["area"]} if entry["area"] else None,
        "includedInDataCatalog": {"@type": "DataCatalog", "url": subject.link("../../../catalogue.json")},
        "isBasedOn": subject.dataset.source.home,
        "distribution": [*(_file(subject, part.names[0]) for part in subject.parts), _tables(subject)],
        "variableMeasured": [_variable(column) for column in subject.dataset.columns],
        "recordSet": _record_set(subject),
    }
    return {term: value for term, value in found.items() if value is not None}


def _file(subject: Subject, name: str) -> dict[str, Any]:
    """A CSV alone: JSON and Parquet hold the same rows, and a Croissant's files are read together."""
    facts = subject.files[name]
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "contentUrl": subject.link(name),
        "contentSize": f"{facts['bytes']} B",
        "encodingFormat": MEDIA["csv"],
        "sha256": facts["sha256"],
    }


def _tables(subject: Subject) -> dict[str, Any]:
    """All CSVs as one thing to read from."""
    return {
        "@type": "cr:FileSet",
        "@id": _TABLES,
        "name": _TABLES,
        "encodingFormat": MEDIA["csv"],
        "includes": f"{subject.dataset.name}*.csv",
    }


def _variable(column: Column) -> dict[str, Any]:
    unit = {"unitText": column.unit} if column.unit else {}
    return {"@type": "PropertyValue", "name": column.name, "description": column.description, **unit}


def _record_set(subject: Subject) -> list[dict[str, Any]]:
    fields = [
        {
            "@type": "cr:Field",
            "@id": f"{_ROWS}/{column.name}",
            "name": column.name,
            "dataType": _TYPES[column.kind],
            "source": {"fileSet": {"@id": _TABLES}, "extract": {"column": column.name}},
        }
        for column in subject.dataset.columns
    ]
    return [{"@type": "cr:RecordSet", "@id": _ROWS, "name": _ROWS, "field": fields}]
