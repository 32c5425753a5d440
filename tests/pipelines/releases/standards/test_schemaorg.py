"""schema.org and Croissant: what each requires, by the lists that their makers publish.

The whole document was also read by mlcroissant 1.1, which is too heavy to be installed for every test run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from rdflib import RDF, Graph, Namespace, URIRef

from pipelines.dataset import Grain
from tests.pipelines.releases.pressroom import Press
from tests.pipelines.releases.standards.conftest import SITE

Publisher = Callable[..., Press]
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
"""rdflib's reader of JSON-LD uses what rdflib itself has given up."""
CR, SC = Namespace("http://mlcommons.org/croissant/"), Namespace("https://schema.org/")
REQUIRED = {"@context", "@type", "name", "conformsTo", "description", "license", "url", "creator", "datePublished"}
"""Croissant 1.1, "Dataset-level information", required properties."""


def document(press: Press) -> dict[str, Any]:
    found: dict[str, Any] = press.read("1.1.0", "schemaorg.jsonld")
    return found


def test_what_croissant_requires_is_there(publisher: Publisher) -> None:
    press = publisher()
    found = document(press)
    assert found.keys() >= REQUIRED
    assert found["conformsTo"] == "http://mlcommons.org/croissant/1.1"
    files = press.read("1.1.0", "manifest.json")["files"]
    objects = [part for part in found["distribution"] if part["@type"] == "cr:FileObject"]
    assert {part["name"]: part["sha256"] for part in objects} == {
        name: facts["sha256"] for name, facts in files.items() if name.startswith("thefts-") and name.endswith(".csv")
    }
    assert all({"contentUrl", "encodingFormat", "contentSize"} <= part.keys() for part in objects)


def test_what_google_asks_of_a_dataset_is_there(publisher: Publisher) -> None:
    found = document(publisher(site=SITE))
    assert len(found["name"]) > 0
    assert 50 <= len(found["description"] + found["name"]) <= 5000
    assert found["temporalCoverage"] == "2025-01-01/2025-02-28"
    assert found["url"] == f"{SITE}datasets/thefts/1.1.0/"
    assert found["includedInDataCatalog"]["url"] == f"{SITE}catalogue.json"


def test_fields_lead_to_columns_of_the_files(publisher: Publisher) -> None:
    press = publisher()
    path = press.published / "datasets/thefts/1.1.0/schemaorg.jsonld"
    graph = Graph().parse(data=path.read_text(), format="json-ld", publicID=f"{SITE}datasets/thefts/1.1.0/x")
    fields = list(graph.subjects(RDF.type, CR.Field))
    columns = {str(graph.value(graph.value(graph.value(f, CR.source), CR.extract), CR.column)) for f in fields}
    assert columns == {column.name for column in press.dataset.columns}
    sets = {graph.value(graph.value(f, CR.source), CR.fileSet) for f in fields}
    assert len(sets) == 1
    assert (sets.pop(), RDF.type, CR.FileSet) in graph
    kinds = {str(graph.value(f, SC.name)): graph.value(f, CR.dataType) for f in fields}
    assert kinds["seen"] == SC.Date
    assert kinds["solved"] == URIRef("https://schema.org/Boolean")


def test_what_nothing_dates_does_not_claim_to_be_croissant(publisher: Publisher) -> None:
    press = publisher()
    press.home /= "undated"
    press.store.drop("2025-02")
    state = press.store.states["2025-01"]
    bare = tuple(replace(source, vintage="", last_modified="") for source in state.sources)
    press.store.states["2025-01"] = replace(state, sources=bare)
    press.dataset = replace(press.dataset, grain=Grain.WHOLE)
    press.release()
    found = press.read("1.0.0", "schemaorg.jsonld")
    assert found["@type"] == "sc:Dataset"
    assert not found.keys() & {"conformsTo", "datePublished", "dateModified", "temporalCoverage"}
