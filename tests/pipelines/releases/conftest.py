"""Fixtures of the tests of releases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pipelines.releases.pressroom import Press, row


@pytest.fixture
def press(tmp_path: Path) -> Iterator[Press]:
    """Two months, not yet published."""
    made = Press(tmp_path)
    made.store.load("2025-01", [row("t1", "2025-01"), row("t2", "2025-01"), row(None, "2025-01"), row(None, "2025-01")])
    made.store.load("2025-02", [row("t3", "2025-02", note="=SUM(A1)"), row("t4", "2025-02", None, None)])
    yield made
    made.store.database.close()
