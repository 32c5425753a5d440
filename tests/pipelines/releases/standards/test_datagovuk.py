"""data.json for data.gov.uk, against the fields and limits that its documentation gives."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from assets import datasets
from pipelines.body import read_body
from pipelines.dataset import Dataset
from pipelines.settings import ROOT
from tests.pipelines.releases.pressroom import Press
from tests.pipelines.releases.standards.conftest import SITE

Publisher = Callable[..., Press]
TEXT = {"type": "string", "minLength": 1}
SCHEMA = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "required": ["title", "description", "identifier", "license", "publisher"],
        "properties": {
            "title": TEXT,
            "description": TEXT,
            "identifier": {"type": "string", "pattern": "^urn:uuid:[0-9a-f-]{36}$"},
            "license": {"type": "string", "pattern": "^https://"},
            "publisher": {
                "type": "object",
                "required": ["name", "mbox"],
                "properties": {"name": TEXT, "mbox": {"type": "string", "pattern": "^[^@]+@[^@]+$"}},
            },
            "keyword": {"type": "array", "items": TEXT},
            "modified": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
            "frequency": {"type": "string", "pattern": r"^R/P\d+[DWMY]$"},
            "temporal": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}/\d{4}-\d{2}-\d{2}$"},
            "distribution": {
                "type": "array",
                "items": {"type": "object", "required": ["downloadURL", "title", "format"]},
            },
        },
    },
}


def harvested(press: Press) -> Any:
    return json.loads((press.published / "data.json").read_bytes())


@pytest.mark.parametrize("site", ["", SITE])
def test_what_is_harvested_has_the_documented_fields(publisher: Publisher, site: str) -> None:
    press = publisher(site=site)
    found = harvested(press)
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(found)] == []
    for part in found[0]["distribution"]:
        assert part["downloadURL"].startswith(site)
        assert (press.published / part["downloadURL"].removeprefix(site)).is_file()


@pytest.mark.parametrize("field", ["title", "identifier", "publisher"])
def test_the_schema_misses_what_is_taken_away(publisher: Publisher, field: str) -> None:
    found = harvested(publisher())
    del found[0][field]
    assert not Draft202012Validator(SCHEMA).is_valid(found)


def test_a_dataset_keeps_its_identifier_wherever_it_stands_and_whoever_publishes(publisher: Publisher) -> None:
    pressed = [publisher(), publisher(site=SITE), publisher(body="Mayor of Kent", contact="mayor@example.org")]
    assert len({harvested(press)[0]["identifier"] for press in pressed}) == 1
    assert harvested(publisher(force="essex"))[0]["identifier"] != harvested(pressed[0])[0]["identifier"]


@pytest.mark.parametrize("dataset", datasets(), ids=lambda dataset: dataset.name)
def test_declared_titles_and_first_sentences_are_short_enough(dataset: Dataset) -> None:
    assert len(dataset.title) < 66
    office = read_body(ROOT / "records", "kent")
    assert office.office.lower() not in dataset.title.lower()
    first = re.split(r"(?<=[.!?])\s", dataset.description, maxsplit=1)[0]
    assert len(first) < 141, first
