"""A small past: three editions, as at no date, then March, then May; the third corrects a loss in January."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tests.pipelines.releases.pressroom import Press, Row, row

MARCH = "Wed, 18 Mar 2026 10:00:00 GMT"
MAY = "Sun, 03 May 2026 23:30:00 GMT"


def january(loss: str) -> list[Row]:
    return [row("t1", "2025-01", loss), row("t2", "2025-01"), row(None, "2025-01"), row(None, "2025-01")]


@contextmanager
def undated(folder: Path, cadence: str = "R/P1M") -> Iterator[Press]:
    """One edition whose sources give no date."""
    press = Press(folder)
    press.become(cadence=cadence)
    press.store.load("2025-01", january("1.50"))
    press.store.load("2025-02", [row("t3", "2025-02", note="=SUM(A1)"), row("t4", "2025-02", None, None)])
    for period, state in press.store.states.items():
        press.store.states[period] = replace(state, sources=(replace(state.sources[0], vintage=""),))
    press.release()
    yield press
    press.store.database.close()


@contextmanager
def three_editions(folder: Path) -> Iterator[Press]:
    """Versions 1.0.0, 1.1.0 (March 2025 is new) and 1.1.1 (a loss is corrected)."""
    with undated(folder) as press:
        press.store.load("2025-03", [row("t5", "2025-03")], modified=MARCH)
        press.release()
        press.store.load("2025-01", january("9.00"), modified=MAY)
        press.release()
        yield press
