"""A night in the sandbox with every force beside the office's own, in every dataset that holds forces."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.e2e.office import Answer, Office

SMALL = "city-of-london"
NAMED_BY = {
    "crime-recorded": "force_name",
    "neighbourhoods": "force",
    "stop-and-search": "force",
}
"""A dataset of each source that holds forces, and the column that names one."""


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> tuple[Office, Answer]:
    office = Office(tmp_path_factory.mktemp("every"), "sandbox", SMALL, tuple(NAMED_BY)).furnish()
    return office, office.run("nightly", OPENBEAT_COMPARE="all")


def test_it_is_a_good_night(night: tuple[Office, Answer]) -> None:
    office, answer = night
    assert answer.status == 0, answer.said
    assert office.verify().status == 0


@pytest.mark.parametrize(("dataset", "least"), [("crime-recorded", 43), ("neighbourhoods", 43), ("stop-and-search", 4)])
def test_rows_are_of_every_force_that_the_source_has(night: tuple[Office, Answer], dataset: str, least: int) -> None:
    rows = Counter(row[NAMED_BY[dataset]] for row in night[0].rows(dataset))
    assert len(rows) >= least
    assert min(rows.values()) > 10


def test_a_force_without_any_is_absent_with_the_reason(night: tuple[Office, Answer]) -> None:
    ((text,),) = night[0].stored(
        "SELECT text FROM _issues WHERE dataset = 'neighbourhoods' AND resource LIKE '%northern-ireland%'"
    )
    assert "the source has none of this force" in text
    assert "answered 404" in text


def test_coverage_stays_that_of_the_office_alone(night: tuple[Office, Answer]) -> None:
    office, _ = night
    own = sum(entry["rows"] for entry in office.document("stop-and-search", "quality.json")["coverage"])
    assert 0 < own < len(office.rows("stop-and-search")) / 2
