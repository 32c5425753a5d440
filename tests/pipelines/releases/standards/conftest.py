"""A press that has published two versions, without and with the address of its site."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.pipelines.releases.pressroom import SYNTHETIC, Press, row

SITE = "https://data.example.org/open/"
OFFICE = replace(SYNTHETIC, contact="office@example.org", area="E23000032")
NEWEST = "Wed, 05 Mar 2025 06:00:00 GMT"


@pytest.fixture
def publisher(tmp_path: Path) -> Iterator[Callable[..., Press]]:
    """Publish two versions; options are those of the context."""
    made: list[Press] = []

    def publish(**options: object) -> Press:
        press = Press(tmp_path / str(len(made)), context=replace(OFFICE, **options))  # type: ignore[arg-type]
        made.append(press)
        press.store.load("2025-01", [row("t1", "2025-01"), row(None, "2025-01", None, "a, b")])
        press.release()
        press.store.load("2025-02", [row("t2", "2025-02", note='=said "no"')], modified=NEWEST)
        press.release()
        return press

    yield publish
    for press in made:
        press.store.database.close()
