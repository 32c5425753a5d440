"""Backfill of every declared dataset in the sandbox: planned or refused with the reason, and a few of them run."""

from __future__ import annotations

import pytest

from assets import datasets
from pipelines.dataset import Dataset
from tests.e2e.office import Office, few, traces_below

SMALL = "city-of-london"
DATASETS = [pytest.param(dataset, id=dataset.name) for dataset in datasets()]
MONTH = "2026-07"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office in the sandbox that has had no night."""
    return Office(tmp_path_factory.mktemp("backfill"), "sandbox", SMALL, ()).furnish()


def range_of(dataset: Dataset) -> tuple[str, ...]:
    return ("--from", MONTH) if dataset.partitioned else ()


@pytest.mark.parametrize("dataset", DATASETS)
def test_it_is_planned_or_refused_with_the_reason(office: Office, dataset: Dataset) -> None:
    before = traces_below(office.published) if office.published.exists() else {}
    answer = office.run("backfill", dataset.name, *range_of(dataset), typed="n\n")
    if dataset.inputs:
        assert answer.status == 1
        assert "is worked out from" in answer.words
    elif dataset.source.history:
        assert answer.status == 0, answer.said
        assert "periods to fetch" in answer.words
        assert "Do it?" in answer.said
    else:
        assert answer.status == 1
        assert f"{dataset.source.title} keeps no history" in answer.words
    assert (traces_below(office.published) if office.published.exists() else {}) == before


RUN = (
    "call-handling-999",
    "contracts",
    "council-tax-precept",
    "crime-outcomes-recorded",
    "crime-street",
    "police-funding",
    "police-workforce",
    "stop-and-search",
)
"""Of each kind of source that has history."""


@pytest.fixture(scope="module")
def backfilled(office: Office) -> dict[str, str]:
    """What the command said when it was run for each of them, by itself and in turn."""
    said = {}
    for dataset in (dataset for dataset in datasets() if dataset.name in RUN):
        with few((dataset.name,)):
            answer = Office(office.folder, "sandbox", SMALL, (dataset.name,)).run(
                "backfill", dataset.name, *range_of(dataset), "--yes"
            )
        assert answer.status in {0, 3}, answer.said
        said[dataset.name] = answer.words
    return said


@pytest.mark.parametrize("name", RUN)
def test_it_is_run_and_comes_out_with_its_rows(office: Office, backfilled: dict[str, str], name: str) -> None:
    assert "Do it?" not in backfilled[name]
    assert office.versions(name)["latest"] == "1.0.0", backfilled[name]
    rows = office.rows(name)
    assert rows
    if name == "crime-street":
        assert {row["month"] for row in rows} == {MONTH}


def test_what_it_brought_out_verifies(office: Office, backfilled: dict[str, str]) -> None:
    assert office.verify().status == 0, backfilled
