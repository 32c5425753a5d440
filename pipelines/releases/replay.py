"""The ledger told again from its first line: which manifest of which version stands, and what took its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

TAKEN_OUT = ("redaction", "withdrawal")
"""Events by which something published is taken out of public; each names the manifests that it replaces."""


@dataclass
class Standing:
    """One version as the ledger leaves it: the manifest that stands, the version it was built on, what was taken out.

    `follows` is what its manifest must name as the one before it, as that stood at the time.
    """

    version: str
    manifest_sha256: str
    follows: dict[str, str] | None
    withdrawn: bool = False
    taken: list[str] = field(default_factory=list)
    """Ids of the redactions and the withdrawal that touched it, oldest first."""


def newest(versions: list[Standing]) -> Standing | None:
    """The latest version that is not withdrawn."""
    return next((entry for entry in reversed(versions) if not entry.withdrawn), None)


def replay(events: list[dict[str, Any]]) -> tuple[dict[str, list[Standing]], list[str]]:
    """The versions of each dataset after all events, oldest first, and every event that does not fit."""
    standings: dict[str, list[Standing]] = {}
    problems: list[str] = []
    for event in events:
        if event["event"] == "release":
            _release(standings.setdefault(event["dataset"], []), event)
        elif event["event"] in TAKEN_OUT:
            _take_out(standings.get(event["dataset"], []), event, problems)
    return standings, problems


def _release(versions: list[Standing], event: dict[str, Any]) -> None:
    base = newest(versions)
    follows = {"version": base.version, "manifest_sha256": base.manifest_sha256} if base else None
    versions.append(Standing(event["version"], event["manifest_sha256"], follows))


def _take_out(versions: list[Standing], event: dict[str, Any], problems: list[str]) -> None:
    known = {entry.version: entry for entry in versions}
    for replaced in event["versions"]:
        entry = known.get(replaced["version"])
        if entry is None or entry.manifest_sha256 != replaced["manifest_sha256_before"] or entry.withdrawn:
            name = f"{event['dataset']} {replaced['version']}"
            problems.append(f"event {event['seq']} takes out of {name} what did not stand there")
            continue
        entry.manifest_sha256 = replaced["manifest_sha256"]
        entry.withdrawn = event["event"] == "withdrawal"
        entry.taken.append(event["id"])
