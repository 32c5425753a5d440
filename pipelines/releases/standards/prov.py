"""Where every file came from: `prov.jsonld`, in the terms of W3C PROV-O (2013).

Sources are entities named by the SHA-256 of their bytes, so that the same bytes are the same entity in every version.
"""

from __future__ import annotations

from typing import Any

from pipelines.releases.standards.subject import Subject, organisation
from pipelines.upstream import SourceRef

NAME = "prov.jsonld"
CONTEXT: dict[str, Any] = {
    "prov": "http://www.w3.org/ns/prov#",
    "dct": "http://purl.org/dc/terms/",
    "Entity": "prov:Entity",
    "label": {"@id": "http://www.w3.org/2000/01/rdf-schema#label", "@language": "en"},
    "title": {"@id": "dct:title", "@language": "en"},
    "version": "http://www.w3.org/ns/dcat#version",
    "identifier": "dct:identifier",
    "edition": "http://schema.org/version",
    "wasGeneratedBy": {"@id": "prov:wasGeneratedBy", "@type": "@id"},
    "wasRevisionOf": {"@id": "prov:wasRevisionOf", "@type": "@id"},
    "wasDerivedFrom": {"@id": "prov:wasDerivedFrom", "@type": "@id"},
    "wasAttributedTo": {"@id": "prov:wasAttributedTo", "@type": "@id"},
    "wasAssociatedWith": {"@id": "prov:wasAssociatedWith", "@type": "@id"},
    "actedOnBehalfOf": {"@id": "prov:actedOnBehalfOf", "@type": "@id"},
    "hadMember": {"@id": "prov:hadMember", "@type": "@id"},
    "used": {"@id": "prov:used", "@type": "@id"},
    "atLocation": {"@id": "prov:atLocation", "@type": "@id"},
}


def lineage(subject: Subject) -> dict[str, Any]:
    """The release, the run of our code that made it, who answers for it, and the bytes that each file came from."""
    sources = {source.sha256: source for state in subject.states for source in state.sources}
    return {
        "@context": CONTEXT,
        "@graph": [
            _release(subject),
            *_made(subject, list(sources)),
            *_files(subject),
            *(_source(source) for source in sources.values()),
        ],
    }


def _release(subject: Subject) -> dict[str, Any]:
    previous = {"wasRevisionOf": subject.link(f"../{subject.previous}/")} if subject.previous else {}
    return {
        "@id": subject.link("./"),
        "@type": ["Entity", "prov:Collection"],
        "title": subject.entry["title"],
        "version": subject.version,
        "wasGeneratedBy": subject.link(f"{NAME}#made"),
        "wasAttributedTo": subject.link(f"{NAME}#publisher"),
        **previous,
        "hadMember": [subject.link(part.names[0]) for part in subject.parts],
    }


def _made(subject: Subject, sources: list[str]) -> list[dict[str, Any]]:
    code, publisher = subject.link(f"{NAME}#code"), subject.link(f"{NAME}#publisher")
    return [
        {
            "@id": subject.link(f"{NAME}#made"),
            "@type": "prov:Activity",
            "label": "Reading, checking and publishing",
            "wasAssociatedWith": code,
            "used": [_name(sha256) for sha256 in sources],
        },
        {
            "@id": code,
            "@type": ["prov:Agent", "prov:SoftwareAgent"],
            "label": "openbeat",
            "version": subject.dataset.code_version,
            "actedOnBehalfOf": publisher,
        },
        {"@id": publisher, "@type": ["prov:Agent", "prov:Organization"], "label": organisation(subject.context)},
    ]


def _files(subject: Subject) -> list[dict[str, Any]]:
    """Each part's CSV with the bytes behind it; JSON and Parquet hold the same rows."""
    sources = {state.period: [source.sha256 for source in state.sources] for state in subject.states}
    return [
        {
            "@id": subject.link(part.names[0]),
            "@type": "Entity",
            "wasDerivedFrom": [_name(s) for s in dict.fromkeys(s for p in part.periods for s in sources[p])],
        }
        for part in subject.parts
    ]


def _source(source: SourceRef) -> dict[str, Any]:
    found = {
        "@id": _name(source.sha256),
        "@type": "Entity",
        "identifier": source.resource,
        "atLocation": source.url,
        "edition": source.vintage,
        "title": source.member,
    }
    return {term: value for term, value in found.items() if value}


def _name(sha256: str) -> str:
    return f"urn:sha256:{sha256}"
