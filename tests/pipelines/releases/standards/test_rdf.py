"""DCAT and PROV, read by rdflib and held to shapes of our own by pyshacl."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyshacl import validate
from rdflib import DCTERMS, PROV, RDF, Graph, Literal, Namespace, URIRef

from assets import datasets
from pipelines.releases.standards.dcat import FREQUENCIES
from tests.pipelines.releases.pressroom import Press
from tests.pipelines.releases.standards.conftest import SITE

DCAT = Namespace("http://www.w3.org/ns/dcat#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
SHAPES = Path(__file__).with_name("shapes.ttl")
Publisher = Callable[..., Press]
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
"""rdflib's reader of JSON-LD uses what rdflib itself has given up."""


def read(press: Press, name: str) -> Graph:
    """A document as somebody reads it from the site."""
    path = press.published / name
    return Graph().parse(data=path.read_text(encoding="utf-8"), format="json-ld", publicID=f"{SITE}{name}")


def conforms(graph: Graph) -> tuple[bool, str]:
    ok, _, text = validate(graph, shacl_graph=Graph().parse(SHAPES), inference="none")
    return bool(ok), str(text)


DOCUMENTS = ("catalog.jsonld", "datasets/thefts/1.1.0/dcat.jsonld", "datasets/thefts/1.1.0/prov.jsonld")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_hold_to_the_shapes(publisher: Publisher, name: str) -> None:
    graph = read(publisher(), name)
    ok, text = conforms(graph)
    assert ok, text
    assert len(graph) > 20


@pytest.mark.parametrize(
    ("name", "term"),
    [
        ("catalog.jsonld", "publisher"),
        ("datasets/thefts/1.1.0/dcat.jsonld", "description"),
        ("datasets/thefts/1.1.0/dcat.jsonld", "accessURL"),
        ("datasets/thefts/1.1.0/dcat.jsonld", "checksumValue"),
        ("datasets/thefts/1.1.0/prov.jsonld", "wasGeneratedBy"),
    ],
)
def test_the_shapes_miss_what_is_taken_away(publisher: Publisher, name: str, term: str) -> None:
    press = publisher()
    path = press.published / name
    path.write_text(json.dumps(_without(json.loads(path.read_bytes()), term)), encoding="utf-8")
    assert not conforms(read(press, name))[0]


def _without(value: Any, term: str) -> Any:
    if isinstance(value, dict):
        return {
            key: inner if key == "@context" else _without(inner, term) for key, inner in value.items() if key != term
        }
    return [_without(inner, term) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", DOCUMENTS)
def test_relative_and_absolute_links_are_the_same_statements(publisher: Publisher, name: str) -> None:
    relative, absolute = publisher(), publisher(site=SITE)
    assert (relative.published / name).read_text().count(SITE) == 0
    assert (absolute.published / name).read_text().count(SITE) > 3
    notes = URIRef("http://www.w3.org/ns/adms#versionNotes")
    graphs = [read(press, name) for press in (relative, absolute)]
    for graph in graphs:
        graph.remove((None, notes, None))
    first, second = graphs
    assert first.isomorphic(second)


def test_a_version_names_the_one_before_it_and_every_file(publisher: Publisher) -> None:
    press = publisher()
    graph = read(press, "datasets/thefts/1.1.0/dcat.jsonld")
    this, folder = URIRef(f"{SITE}datasets/thefts/1.1.0/"), press.published / "datasets/thefts/1.1.0"
    assert graph.value(this, DCAT.previousVersion) == URIRef(f"{SITE}datasets/thefts/1.0.0/")
    assert graph.value(this, DCAT.isVersionOf) == URIRef(f"{SITE}datasets/thefts/")
    assert str(graph.value(this, DCTERMS.modified)) == "2025-03-05"
    files = press.read("1.1.0", "manifest.json")["files"]
    said = {
        str(graph.value(node, DCAT.downloadURL)).rpartition("/")[2]: (
            int(str(graph.value(node, DCAT.byteSize))),
            str(graph.value(graph.value(node, SPDX.checksum), SPDX.checksumValue)).lower(),
        )
        for node in graph.subjects(RDF.type, DCAT.Distribution)
    }
    assert said == {
        name: (facts["bytes"], facts["sha256"]) for name, facts in files.items() if name.startswith("thefts-")
    }
    assert all((folder / name).is_file() for name in said)


def test_the_catalogue_leads_to_the_current_version(publisher: Publisher) -> None:
    graph = read(publisher(), "catalog.jsonld")
    dataset = URIRef(f"{SITE}datasets/thefts/")
    assert graph.value(dataset, DCAT.hasCurrentVersion) == URIRef(f"{SITE}datasets/thefts/1.1.0/")
    assert graph.value(dataset, DCTERMS.title) == Literal("Synthetic sample: Thefts by month", lang="en")
    assert str(graph.value(dataset, DCTERMS.accrualPeriodicity)).endswith("/frequency/MONTHLY")
    assert str(graph.value(dataset, DCTERMS.spatial)).endswith("/E23000032")
    period = graph.value(dataset, DCTERMS.temporal)
    assert [str(graph.value(period, term)) for term in (DCAT.startDate, DCAT.endDate)] == ["2025-01-01", "2025-02-28"]


def test_lineage_leads_from_a_file_to_the_bytes_received(publisher: Publisher) -> None:
    press = publisher()
    graph = read(press, "datasets/thefts/1.1.0/prov.jsonld")
    source = press.read("1.1.0", "manifest.json")["periods"][1]["sources"][0]
    bytes_received = URIRef(f"urn:sha256:{source['sha256']}")
    assert graph.value(URIRef(f"{SITE}datasets/thefts/1.1.0/thefts-2025-02.csv"), PROV.wasDerivedFrom) == bytes_received
    assert graph.value(bytes_received, PROV.atLocation) == URIRef(source["url"])
    assert str(graph.value(bytes_received, URIRef("http://schema.org/version"))) == "2025-02"
    made = graph.value(URIRef(f"{SITE}datasets/thefts/1.1.0/"), PROV.wasGeneratedBy)
    assert bytes_received in set(graph.objects(made, PROV.used))
    code = graph.value(made, PROV.wasAssociatedWith)
    assert str(graph.value(code, DCAT.version)) == press.dataset.code_version


def test_every_declared_cadence_has_a_word() -> None:
    assert {dataset.cadence for dataset in datasets()} <= set(FREQUENCIES)
