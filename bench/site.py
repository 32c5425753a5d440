"""What the pages of an edition cost: seconds to make them, and their size, as made and as a browser is sent them."""

from __future__ import annotations

import gzip
import time
from dataclasses import dataclass
from pathlib import Path

from pipelines.site import site_documents
from pipelines.site.reading import open_shown

HOME_LIMIT, PAGE_LIMIT = 100_000, 250_000
"""The most bytes of the first page on the wire with all it needs, and of any page as it is."""


@dataclass(frozen=True)
class Pages:
    """How many pages an edition has, the seconds that making them took, and their bytes."""

    count: int
    seconds: float
    total: int
    largest: int
    largest_name: str
    home: int

    @property
    def text(self) -> str:
        """One line for people."""
        each = self.seconds / self.count * 1000
        return (
            f"{self.count:,} pages in {self.seconds:.2f} s ({each:.1f} ms each), {self.total / 1e6:.1f} MB; the first "
            f"with all it needs {self.home:,} bytes on the wire (limit {HOME_LIMIT:,}); the largest is "
            f"{self.largest_name}, {self.largest:,} bytes (limit {PAGE_LIMIT:,})"
        )


def pages(published: Path) -> Pages:
    """Make the pages of the edition that stands in a published folder, without writing them."""
    began = time.perf_counter()
    made = site_documents(open_shown(published))
    seconds = time.perf_counter() - began
    html = {name: content for name, content in made.items() if name.endswith(".html")}
    largest = max(html, key=lambda name: len(html[name]))
    needed = [made["index.html"], *(content for name, content in made.items() if name.startswith("site/assets/"))]
    home = sum(len(gzip.compress(content, mtime=0)) for content in needed)
    return Pages(len(html), seconds, sum(map(len, html.values())), len(html[largest]), largest, home)
