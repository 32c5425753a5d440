"""A night that is killed at any moment leaves the old edition or the new one, and the next night puts all right."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

import dagster as dg
import pytest

from pipelines.instance import UNFINISHED, open_instance
from tests.e2e.office import Office, bytes_below, crime_rows

KILLS = 3
Moment = Callable[[Office], Path]
MOMENTS: dict[str, Moment] = {
    "the store is opened": lambda office: office.settings.store,
    "a release is prepared": lambda office: office.settings.candidates / "crime-street",
    "an edition is staged": lambda office: office.published / ".staging",
    "the pointer stands": lambda office: office.published / "current",
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_night_killed_when_something_appears_is_healed_by_the_next(
    new_office: Callable[..., Office], first_night: tuple[Office, object], moment: str
) -> None:
    office = new_office("killed")
    watched = MOMENTS[moment](office)
    process = office.start("nightly")
    until = time.monotonic() + 60
    while not (watched.exists() or watched.is_symlink()) and process.poll() is None and time.monotonic() < until:
        time.sleep(0.0005)
    process.kill()
    process.communicate()
    if (office.published / "current").is_symlink():
        assert office.holds()
    _next_night_heals(office)
    # The killed night was a process of its own and knew every dataset; the whole one knows those of this journey.
    healed, whole = bytes_below(office.published), bytes_below(first_night[0].published)
    released = {name for name in whole if name.startswith("datasets/")}
    assert {name: healed.get(name) for name in released} == {name: whole[name] for name in released}


def test_nights_killed_again_and_again_end_in_a_whole_edition(office: Office) -> None:
    chance = random.Random(20261121)  # noqa: S311 - moments to kill at, not secrets
    for number in range(KILLS):
        office.put(f"2025-{number + 3:02d}", crime_rows(f"2025-{number + 3:02d}", crimes=500))
        process = office.start("nightly")
        time.sleep(2.2 + chance.random() * 2.5)
        process.kill()
        process.communicate()
        assert office.holds()
    _next_night_heals(office)
    assert {row["month"] for row in office.rows("crime-street")} == {f"2025-{m:02d}" for m in range(1, KILLS + 3)}


def _next_night_heals(office: Office) -> None:
    answer = office.run("nightly")
    assert answer.status == 0, answer.said
    assert office.verify().status == 0
    with open_instance(office.settings) as instance:
        assert instance.get_runs(filters=dg.RunsFilter(statuses=UNFINISHED)) == []
