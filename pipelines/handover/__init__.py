"""Handing the whole press over to the body that follows: a package of everything, and a start from it."""

from __future__ import annotations


class HandoverError(Exception):
    """A hand-over cannot be packed or taken over. The message names the file and what to do next."""


SUMS = "SHA256SUMS"
"""Lists every file of a package but itself and the links, as `sha256sum -c` reads it."""
PUBLISHED, RECORDS, LANDING, REDACTIONS = "published", "records", "landing", "redactions"
"""The folders of a package."""
SETTINGS = "settings.json"
"""What the press ran with: world and force."""
