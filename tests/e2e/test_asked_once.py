"""A night asks each monthly source once for what it has."""

from __future__ import annotations

import pytest

from pipelines.sources.police_uk import PoliceUk
from pipelines.upstream import Listing, Request, World
from tests.e2e.office import Office


def test_a_whole_night_asks_each_monthly_source_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, ...]] = []
    ask = PoliceUk.listing

    def counted(self: PoliceUk, world: World, request: Request) -> Listing:
        asked.append(request.periods)
        return ask(self, world, request)

    monkeypatch.setattr(PoliceUk, "listing", counted)
    answer = office.run("nightly")
    assert answer.status == 0, answer.said
    assert asked == [()]
