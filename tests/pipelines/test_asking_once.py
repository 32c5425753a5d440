"""A source is asked once a night for what it has: its answer serves the window and the landing."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from pipelines import steps
from pipelines.settings import Settings
from pipelines.upstream import Listing, Request, World
from tests.pipelines.smallworld import Office, csv_of, dataset


@dataclass
class Counting(Office):
    """A source that writes down which months it was asked for."""

    requests: list[tuple[str, ...]] = field(default_factory=list)

    def listing(self, world: World, request: Request) -> Listing:
        self.requests.append(request.periods)
        return super().listing(world, request)


@pytest.fixture
def source() -> Counting:
    return Counting({"lost/2025-01": csv_of("A1,2025-01,hat,1")})


def test_in_a_night_what_was_said_of_the_window_is_landed_and_then_forgotten(home: Settings, source: Counting) -> None:
    lost = dataset(source)
    with steps.asking_once():
        steps.find(home, lost, ())
        assert steps.land(home, lost, ("2025-01",)).listed == 1
        assert source.requests == [()]
        steps.land(home, lost, ("2025-01",))  # tried again: the source is asked again
        assert source.requests == [(), ("2025-01",)]


def test_outside_a_night_every_step_asks_for_itself(home: Settings, source: Counting) -> None:
    lost = dataset(source)
    with steps.asking_once():
        steps.find(home, lost, ())
    steps.land(home, lost)
    steps.find(home, lost, ())
    source.files["lost/2025-02"] = csv_of("A2,2025-02,hat,1")
    assert steps.land(home, lost).listed == 2
    assert source.requests == [(), (), (), ()]
