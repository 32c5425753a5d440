"""What each version and each edition says in the words of others: one small module for each standard, all of them pure.

Everything is derived from the declaration, the model and the documents of the release; nothing is said here first.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pipelines.releases.files import dumps
from pipelines.releases.model import Context
from pipelines.releases.standards import csvw, datagovuk, dcat, feeds, prov, schemaorg
from pipelines.releases.standards.subject import Subject

__all__ = ["EDITION_NAMES", "Subject", "edition_documents", "version_documents"]

EDITION_NAMES = (dcat.CATALOGUE_NAME, datagovuk.NAME, feeds.ATOM_NAME, feeds.JSON_NAME)
"""The documents that stand beside the catalogue."""


def version_documents(subject: Subject) -> dict[str, bytes]:
    """The documents beside the data of one version, by file name."""
    return {
        csvw.NAME: dense(csvw.tables_document(subject)),
        dcat.NAME: dense(dcat.version_document(subject)),
        prov.NAME: dense(prov.lineage(subject)),
        schemaorg.NAME: dense(schemaorg.dataset_document(subject)),
    }


def edition_documents(
    catalogue: Mapping[str, Any], versions: Mapping[str, Mapping[str, Any]], ledger: bytes, context: Context
) -> dict[str, bytes]:
    """The documents beside the catalogue, by file name. `versions` are the lists of versions by dataset."""
    titles = {entry["name"]: entry["title"] for entry in catalogue["datasets"]}
    feed = feeds.make_feed(ledger, versions, titles, catalogue["title"], context)
    return {
        dcat.CATALOGUE_NAME: dense(dcat.catalogue_document(catalogue, context)),
        datagovuk.NAME: dumps(datagovuk.datasets(catalogue, context)),
        feeds.ATOM_NAME: feeds.atom_feed(feed, context),
        feeds.JSON_NAME: dumps(feeds.json_feed(feed, context)),
    }


def dense(document: Mapping[str, Any]) -> bytes:
    """A JSON document with a line for each member, and for each entry of a list: to be read, and a third the size."""
    members = [f"{_line(name)}: {_member(value)}" for name, value in document.items()]
    return ("{\n" + ",\n".join(members) + "\n}\n").encode()


def _member(value: Any) -> str:
    if isinstance(value, list) and value:
        return "[\n  " + ",\n  ".join(_line(entry) for entry in value) + "\n]"
    return _line(value)


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
