"""One attempt at a fetch, what may be tried again, and how patiently."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Attempt:
    """One request as it went. `url` is the public address; `error` is empty when the bytes were taken."""

    url: str
    member: str
    requested_at: str
    status: int = 0
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    size: int = 0
    sha256: str = ""
    error: str = ""


class TryAgain(Exception):
    """What went wrong may pass. `after` is how long the server asked us to wait, in seconds."""

    def __init__(self, reason: str, status: int = 0, after: float | None = None) -> None:
        super().__init__(reason)
        self.status, self.after = status, after


@dataclass(frozen=True)
class Patience:
    """How often and how long: `tries` in all, waits doubling from `first` to `longest` seconds, jitter added."""

    tries: int = 5
    first: float = 0.5
    longest: float = 60.0

    def wait(self, tried: int, asked: float | None) -> float:
        """Seconds to wait after the `tried`-th failure; what the server asks for counts, up to `longest`."""
        own: float = min(self.first * 2.0 ** (tried - 1), self.longest)
        own += own * random.random() / 2  # noqa: S311 - jitter, not a secret
        return own if asked is None else min(max(asked, own), self.longest)
