"""Nights with something new and nights with nothing: only what is new makes an edition.

Taken are datasets of every cheap kind: records, workbooks, a page, what is worked out from them, and the companions
that tell of editions themselves and go out with the next one.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.e2e.office import Answer, Office, bytes_below, traces_below

COMPANIONS = {"coverage", "revisions"}
ONLY = (
    "budget",
    "call-handling-101",
    "council-tax-precept",
    "coverage",
    "decisions",
    "duties",
    "neighbourhoods",
    "officers",
    "plan-commitments",
    "police-funding",
    "publication-clock",
    "redactions",
    "revisions",
    "survey-results",
)


@dataclass
class Nights:
    """The office, what each night said, and everything published after it."""

    office: Office
    said: list[Answer] = field(default_factory=list)
    published: list[dict[str, str]] = field(default_factory=list)

    def another(self) -> None:
        self.said.append(self.office.run("nightly"))
        self.published.append(bytes_below(self.office.published))


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Nights:
    """The first night, one with nothing new, one with a decision more, and one with nothing new again."""
    office = Office(tmp_path_factory.mktemp("three"), "sandbox", "city-of-london", ONLY).furnish()
    shutil.copytree(ROOT / "records", office.records, dirs_exist_ok=True)
    last = max((office.records / "decisions").glob("*.yaml"))
    aside = Path(shutil.move(last, office.folder))
    nights = Nights(office)
    nights.another()
    nights.another()
    shutil.move(aside, last)
    nights.another()
    nights.another()
    return nights


def test_every_night_ends_well(nights: Nights) -> None:
    for answer in nights.said:
        assert answer.status == 0, answer.said
    assert nights.office.verify().status == 0


def test_what_is_new_brings_everything_out(nights: Nights) -> None:
    office = nights.office
    paths = [Path(name) for name in nights.published[0]]
    first = {path.parts[1] for path in paths if path.parts[0] == "datasets" and path.name == "versions.json"}
    assert first == set(ONLY) - COMPANIONS - {"redactions"}
    out = {path.parent.name for path in (office.published / "datasets").glob("*/versions.json")}
    assert out == set(ONLY) - {"redactions"}
    assert office.versions("decisions")["latest"] != "1.0.0"
    assert json.loads((office.published / "catalogue.json").read_bytes())["edition"] == 2


@pytest.mark.parametrize("night", [1, 3])
def test_a_night_with_nothing_new_changes_no_byte(nights: Nights, night: int) -> None:
    assert nights.published[night] == nights.published[night - 1], nights.said[night].said
    assert nights.said[night].tells(f"Nothing new to publish; edition {1 if night == 1 else 2} stands")


def test_nor_is_the_copy_of_the_store_made_again(office: Office) -> None:
    read = office.settings.read_copy.parent
    assert office.run("nightly").status == 0  # an office that was moved has its copy made again
    before = traces_below(read)
    assert office.run("nightly").status == 0
    assert traces_below(read) == before
    office.decide("003")
    assert office.run("nightly").status == 0
    assert traces_below(read) != before
