"""The plan of a backfill."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.backfill import BackfillRefused, plan, remark, wanted
from pipelines.dataset import Grain
from pipelines.landing import Receipt
from pipelines.upstream import Listing, Resource
from tests.pipelines.smallworld import Office, dataset


def _receipt(token: str) -> Receipt:
    return Receipt("s", "2026-11-21T02:15:00+00:00", "u", "lost/2025-01", token=token, sha256="ab")


def _plan(token: str, held: str, published: tuple[str, ...] = ()) -> tuple[bool, int, str]:
    offered = Resource("lost/2025-01", "u", periods=("2025-01",), token=token, size=7)
    receipts = {"lost/2025-01": _receipt(held)} if held else {}
    (step,) = plan(Listing((offered,)), ("2025-01",), receipts, published)
    return step.fetch, step.size, step.text


YEARS: dict[str, Any] = {"grain": Grain.FINANCIAL_YEAR}
WHOLE: dict[str, Any] = {"grain": Grain.WHOLE}
ALONE: dict[str, Any] = {"files_stand_alone": True}


def test_months_from_first_to_last() -> None:
    assert wanted(dataset(), "2024-11", "2025-01") == ("2024-11", "2024-12", "2025-01")
    assert remark(dataset(), "2024-11") == ""


def test_what_is_not_cut_by_month_is_taken_whole_and_says_so() -> None:
    for changes, first, last in ((YEARS, "2023-24", "2024-25"), (ALONE, "2023-01", "2023-02")):
        found = dataset(**changes)
        assert wanted(found, first, last) == wanted(found, "", "") == ()
        assert "all of them are looked at" in remark(found, first)
        assert remark(found, "") == ""
    assert wanted(dataset(**WHOLE), "", "") == ()


class WorkedOut(Office):
    """A source that takes from what is published."""

    inputs = ("crime-street", "population")


@pytest.mark.parametrize(
    ("changes", "first", "last", "words"),
    [
        ({"source": Office(history=False)}, "2025-01", "2025-02", "keeps no history"),
        ({"source": WorkedOut()}, "", "", "worked out from crime-street, population: backfill those"),
        ({}, "2025-02", "2025-01", "--from 2025-02 is after --to 2025-01"),
        ({}, "", "", "say which months"),
        ({}, "", "2025-01", "say which months"),
        ({}, "2025-13", "2025-13", "--from 2025-13 is no month, .* write it like 2024-01"),
        ({}, "2025-01", "soon", "--to soon is no month"),
        (YEARS, "2024-04", "2024", "--to 2024 is no financial year, .* write it like 2024-25"),
        (WHOLE, "2024-01", "2024-01", "has no periods: leave --from out"),
    ],
)
def test_what_cannot_be_had_is_refused_with_the_reason(
    changes: dict[str, Any], first: str, last: str, words: str
) -> None:
    source = changes.get("source", Office())
    found = dataset(source, **{name: value for name, value in changes.items() if name != "source"})
    with pytest.raises(BackfillRefused, match=words):
        wanted(found, first, last)


@pytest.mark.parametrize(
    ("token", "held", "published", "said"),
    [
        ("1", "", (), (True, 7, "new to the public")),
        ("1", "0", ("2025-01",), (True, 7, "published; values may change")),
        ("1", "1", ("2025-01",), (False, 0, "already here as the source has it")),
        ("", "1", (), (True, 7, "new to the public")),
    ],
)
def test_a_step_says_what_will_happen(
    token: str, held: str, published: tuple[str, ...], said: tuple[bool, int, str]
) -> None:
    assert _plan(token, held, published) == said


def test_a_month_the_source_lacks_is_said() -> None:
    (step,) = plan(Listing(()), ("2025-01",), {}, ())
    assert (step.offered, step.fetch, step.size, step.text) == (False, False, 0, "the source has no file for it")


def test_without_months_every_file_listed_is_a_step_in_order() -> None:
    listing = Listing(
        (Resource("b", "u", periods=("2025-02",)), Resource("a", "u", periods=("2025-01",)), Resource("c", "u"))
    )
    assert [step.period for step in plan(listing, (), {}, ())] == ["2025-01", "2025-02", "c"]
