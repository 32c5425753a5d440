"""The account of a check: the files of a published folder, each read once, and what was found of them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines.releases.replay import Standing

BLOCK_SIZE = 1 << 20
STAGING = ".staging"
"""Where a publication is made ready, with the plan of what it will place."""
LISTING = "site/files.json"
"""Names the pages of an edition, each with its SHA-256."""

LIMITS = (
    "that the figures are true: only that they are the ones that were published, unchanged",
    "when it was published: no clock stands in any file",
    "that an older copy was not put in place of a newer one: compare the edition number",
)


@dataclass
class Report:
    """What was proved, and every problem as `file: what is wrong`. `files` counts the files that were read.

    `unfinished` counts files of a publication that was broken off or is going on: no reader is led to them.
    """

    edition: int = 0
    files: int = 0
    seal: str = ""
    proved: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)
    unfinished: int = 0

    @property
    def ok(self) -> bool:
        """Whether everything holds."""
        return not self.problems

    @property
    def text(self) -> str:
        """The report in plain words."""
        lines = [f"  {text}" for text in self.proved]
        if self.problems:
            head = [f"DOES NOT HOLD: {len(self.problems)} problem(s)", *(f"  {text}" for text in self.problems)]
            body = ["What was found in order besides:", *lines] if lines else []
        else:
            head = [f"HOLDS: edition {self.edition}, {self.files} files", f"  SHA-256 of edition.json: {self.seal}"]
            body = ["What this proves:", *lines]
        if self.unfinished:
            head.append(
                f"  {self.unfinished} files wait for a publication that was broken off or is going on; no edition"
            )
            head.append("  leads to them, and the next run brings them out or takes them away")
        limits = [f"  {text}" for text in (*self.limits, *LIMITS)]
        return "\n".join([*head, *body, "What this cannot prove:", *limits]) + "\n"


class Folder:
    """A published folder under check: reads each file once, and keeps account of the files that something lists."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.report = Report()
        self.listed: set[str] = set()
        self.hashes: dict[tuple[int, int], str] = {}
        self.generation = ""

    def problem(self, name: str, text: str) -> None:
        """Note what is wrong with a file."""
        self.report.problems.append(f"{name}: {text}")

    def sha256(self, name: str) -> str:
        """Hash of a listed file, "" when it is missing. Hard links to the same bytes are read once."""
        self.listed.add(name)
        path = self.root / name
        if not path.is_file():
            self.problem(name, "missing")
            return ""
        status = path.stat()
        identity = (status.st_dev, status.st_ino)
        if identity not in self.hashes:
            digest = hashlib.sha256()
            with path.open("rb") as file:
                for block in iter(lambda: file.read(BLOCK_SIZE), b""):
                    digest.update(block)
            self.hashes[identity] = digest.hexdigest()
        self.report.files += 1
        return self.hashes[identity]

    def holds(self, name: str, expected: str, said_by: str) -> bool:
        """Whether a file has the hash that another one says it has."""
        found = self.sha256(name)
        if found and found != expected:
            self.problem(name, f"changed: its SHA-256 is {found[:16]} and {said_by} says {expected[:16]}")
        return found == expected

    def bytes(self, name: str) -> bytes:
        """What a file holds, nothing where it is missing."""
        path = self.root / name
        return path.read_bytes() if path.is_file() else b""

    def sealed(self, home: str, edition: dict[str, Any]) -> dict[str, str]:
        """The SHA-256 of every file that an edition tells of: those it names, and the pages that its listing names."""
        known = dict(edition["files"])
        known.update({f"versions/{name}.json": told["versions_sha256"] for name, told in edition["datasets"].items()})
        content = self.bytes(f"{home}/{LISTING}")
        if LISTING in known and hashlib.sha256(content).hexdigest() == known[LISTING]:
            known.update(json.loads(content)["files"])
        return known

    def unfinished(self) -> tuple[str, ...]:
        """Where a publication that was broken off, or is going on, may have put files that no edition knows yet."""
        try:
            plan = json.loads(self.bytes(f"{STAGING}/plan.json") or b"null")
            places = [f"datasets/{name}/{where}/" for name, where in (*plan["versions"], *plan["gone"])]
            edition = f"editions/{plan['edition']:06d}/"
        except (ValueError, KeyError, TypeError):
            return (f"{STAGING}/",)
        # The generation behind the pointer is looked at by its public names, so this is one to come or one to go.
        return (f"{STAGING}/", "generations/", edition, *places)

    def read(self, name: str) -> Any:
        """A JSON document whose hash was checked before."""
        return json.loads((self.root / name).read_bytes())


def conclude(
    found: Folder, edition: dict[str, Any], events: list[dict[str, Any]], standings: dict[str, list[Standing]]
) -> None:
    """Say in plain words what holds."""
    versions = [told for entries in standings.values() for told in entries]
    releases = len(versions)
    broken = " ".join(found.report.problems)
    proved = found.report.proved
    if edition["synthetic"]:
        proved.append("this is a SYNTHETIC SAMPLE: made up, about nobody")
    if "ledger.jsonl" not in broken:
        proved.append(
            f"the ledger's {len(events)} events stand as they were written, none left out ({releases} releases)"
        )
        proved += [_handed_over(event) for event in events if event["event"] == "handed-over"]
    if "editions/" not in broken:
        proved.append(f"edition {edition['edition']} follows every edition before it, back to the first")
    if "datasets/" not in broken:
        proved.append(
            f"every file of all {releases} versions of {len(edition['datasets'])} datasets is as it was released"
            f"{_taken(versions)}"
        )
    if "unlisted" not in broken:
        proved.append("nothing stands here that is not listed")


def _taken(versions: list[Standing]) -> str:
    """What was taken out of public since, each time with an event of the ledger and a tombstone in its place."""
    redacted = sum(bool(told.taken) and not told.withdrawn for told in versions)
    withdrawn = sum(told.withdrawn for told in versions)
    if not redacted and not withdrawn:
        return ""
    return f", but for {redacted} redacted and {withdrawn} withdrawn, as the ledger and their tombstones say"


def _handed_over(event: dict[str, Any]) -> str:
    since, number = event["valid_from"], event["edition"]
    return f"{event['from']} handed over to {event['to']}, in office since {since}, in edition {number}"
