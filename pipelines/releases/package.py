"""`schema.json` (Table Schema) and `datapackage.json` (Data Package v2), derived from the declaration and its model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any

from pipelines.dataset import Dataset
from pipelines.releases.model import Context
from pipelines.releases.plan import Part
from pipelines.releases.writers import GUARD_RULE
from schemas.base import Column

PROFILES = "https://datapackage.org/profiles/2.0"
LICENCES = {
    "OGL-UK-3.0": {
        "name": "OGL-UK-3.0",
        "title": "Open Government Licence v3.0",
        "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    }
}
MARK_PREFIX = "Synthetic sample: "
_MEDIA = {"csv": "text/csv", "json": "application/json", "parquet": "application/vnd.apache.parquet"}


def marked(title: str, synthetic: bool) -> str:
    """A title as published: what is made up says so before anything else."""
    return f"{MARK_PREFIX}{title}" if synthetic else title


def licence(name: str) -> dict[str, str]:
    """A licence as Data Package tells of it."""
    return LICENCES.get(name, {"name": name})


def table_schema(dataset: Dataset, context: Context) -> dict[str, Any]:
    """The Table Schema that all parts of a dataset share."""
    names = {column.name for column in dataset.columns}
    return {
        "$schema": f"{PROFILES}/tableschema.json",
        "synthetic": context.synthetic,
        "fields": [_field(column, names) for column in dataset.columns],
        "missingValues": [""],
    }


def _field(column: Column, names: Set[str]) -> dict[str, Any]:
    status = column.status if column.status in names else ""
    description = f"{column.description} {GUARD_RULE}" if column.guarded else column.description
    field: dict[str, Any] = {
        "name": column.name,
        "type": column.kind,
        "title": column.title,
        "description": description,
        "example": column.example,
        "unit": column.unit,
        "constraints": _constraints(column),
        "openbeat:sql": column.sql,
        "openbeat:status": status,
        "openbeat:known": list(column.known),
    }
    return {name: value for name, value in field.items() if value not in ("", {}, [])}


def _constraints(column: Column) -> dict[str, Any]:
    limits = {"minimum": column.minimum, "maximum": column.maximum}
    numbers = {name: int(text) if column.kind == "integer" else text for name, text in limits.items() if text}
    rules: dict[str, Any] = {
        "required": not column.nullable or None,
        "unique": column.unique or None,
        "enum": list(column.enum) or None,
        "pattern": column.pattern or None,
        "maxLength": column.max_length,
        **numbers,
    }
    return {name: value for name, value in rules.items() if value is not None}


def description_of(dataset: Dataset, context: Context) -> dict[str, Any]:
    """What the package says about the dataset, whatever its version and rows: if it changes, so did the metadata."""
    source = dataset.source
    return {
        "name": dataset.name,
        "title": marked(dataset.title, context.synthetic),
        "description": dataset.description,
        "synthetic": context.synthetic,
        "licenses": [licence(dataset.licence)],
        "contributors": [{"title": context.body, "roles": ["publisher"]}],
        "sources": [{"title": source.title, "path": source.home, "openbeat:attribution": source.attribution}],
        "keywords": list(dataset.keywords),
        "openbeat:subject": dataset.subject,
        "openbeat:force": context.force,
        "openbeat:cadence": dataset.cadence,
        "openbeat:revisions": {"text": dataset.revisions.text, "matures": list(dataset.revisions.matures)},
        "openbeat:caveats": list(dataset.caveats),
        "openbeat:key": list(dataset.key),
    }


def data_package(
    description: Mapping[str, Any], version: str, parts: Sequence[Part], files: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """`datapackage.json`: a resource for each CSV, with JSON and Parquet beside it as alternatives.

    The alternatives are no resources of their own: they are the same table, and readers of Data Packages that check
    every resource need an extension for Parquet.
    """
    return {
        "$schema": f"{PROFILES}/datapackage.json",
        **{name: value for name, value in description.items() if value != []},
        "version": version,
        "resources": [_resource(part, files) for part in parts],
    }


def _resource(part: Part, files: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    table, *others = (_file(name, files[name]) for name in part.names)
    return {
        "name": part.stem,
        "type": "table",
        **table,
        "encoding": "utf-8",
        "schema": "schema.json",
        "openbeat:periods": list(part.periods),
        "openbeat:alternatives": others,
    }


def _file(name: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    suffix = name.rpartition(".")[2]
    return {
        "path": name,
        "format": suffix,
        "mediatype": _MEDIA[suffix],
        "bytes": facts["bytes"],
        "hash": f"sha256:{facts['sha256']}",
    }
