"""The benchmark of the pages makes those that were published."""

from __future__ import annotations

from pathlib import Path

from bench.site import pages
from tests.pipelines.releases.pressroom import Press, row


def test_pages_are_made_and_measured(tmp_path: Path) -> None:
    press = Press(tmp_path)
    press.store.load("2025-01", [row("t1", "2025-01")])
    press.release()
    found = pages(press.published)
    published = [*(press.published / "site").rglob("*.html"), *press.published.glob("*.html")]
    assert found.count == len(published)
    assert found.total == sum(path.stat().st_size for path in published)
    assert found.home < 100_000
    assert f"{found.count} pages in " in found.text
