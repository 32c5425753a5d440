"""CSV on the Web: `csv-metadata.json`, the name under which processors look for it beside any CSV.

W3C Recommendation "Metadata Vocabulary for Tabular Data", 2015. Addresses stay relative to the document, so that a copy
of the folder can be read without a network.
"""

from __future__ import annotations

import re
from typing import Any

from pipelines.releases.standards.subject import Subject
from schemas.base import Column

NAME = "csv-metadata.json"
DIALECT = {"encoding": "utf-8", "delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminators": ["\n"]}
_DATATYPES = {"string": "string", "integer": "integer", "number": "decimal", "boolean": "boolean", "date": "date"}


def tables_document(subject: Subject) -> dict[str, Any]:
    """A table for each CSV. The columns stand once, as the group's default for its tables; one table is no group."""
    key, tables = subject.primary_key, [{"url": part.names[0]} for part in subject.parts]
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": subject.entry["title"],
        "dc:description": subject.entry["description"],
        "dc:license": subject.entry["licence"].get("path", subject.entry["licence"]["name"]),
        "schema:version": subject.version,
        "dialect": DIALECT,
        "tableSchema": {
            "columns": [_column(column) for column in subject.dataset.columns],
            **({"primaryKey": list(key)} if key else {}),
        },
        **(tables[0] if len(tables) == 1 else {"tables": tables}),
    }


def _column(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "titles": column.name,
        "dc:title": column.title,
        "dc:description": column.description,
        "datatype": datatype(column),
        "required": not column.nullable,
        "null": "",
    }


def datatype(column: Column) -> dict[str, Any]:
    """A column's type with its limits.

    CSVW has no list of allowed values: a closed vocabulary of texts becomes the pattern that matches it alone.
    """
    base = _DATATYPES[column.kind]
    pattern = "|".join(re.escape(value) for value in column.enum) if column.kind == "string" else ""
    rules = {
        "format": "true|false" if column.kind == "boolean" else pattern or column.pattern,
        "minimum": column.minimum,
        "maximum": column.maximum,
        "maxLength": column.max_length,
    }
    if column.guarded:
        del rules["maxLength"]  # the apostrophe before a formula may make a text one longer
    given = {name: value for name, value in rules.items() if value not in ("", None)}
    return {"base": base, **given}
