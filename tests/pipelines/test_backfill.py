"""The plan of a backfill."""

from __future__ import annotations

import pytest

from pipelines.backfill import BackfillRefused, plan, wanted
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


def test_months_from_first_to_last() -> None:
    assert wanted(dataset(), "2024-11", "2025-01") == ("2024-11", "2024-12", "2025-01")
    assert wanted(dataset(grain=Grain.WHOLE), "2024-11", "2025-01") == ()


def test_what_cannot_be_had_is_refused_with_the_reason() -> None:
    with pytest.raises(BackfillRefused, match="keeps no history"):
        wanted(dataset(Office(history=False)), "2025-01", "2025-02")
    with pytest.raises(BackfillRefused, match="--from 2025-02 is after --to 2025-01"):
        wanted(dataset(), "2025-02", "2025-01")


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
