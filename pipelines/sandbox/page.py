"""What the sandbox serves: a page for each real URL, made on demand from the sandbox's own setting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

MARK = "synthetic sample"
"""Stands in the rows of everything the sandbox makes up, so that no file of it can pass for the real thing."""


@dataclass(frozen=True)
class Setting:
    """The sandbox's own time and place: two with the same seed, date and forces serve the same bytes."""

    seed: int
    today: date
    force: str
    cache: Path
    compare: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """One response: `body` is bytes, or a file served by range."""

    body: bytes | Path
    content_type: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Pages = Mapping[str, Callable[[], Page]]
"""Real `https://` URL to the page that stands there. One without a query answers whatever query is asked."""
