"""Previews: a version that breaks the schema stands beside the current one before it may come out.

A held candidate that only its break holds back is announced with the next edition: the whole package, as it would come
out, with the note that tells readers what to do. From the edition after that it may be approved. When its data change
the preview is replaced and the announcement stays; when the version comes out, is rejected or is no longer to come, the
preview goes. Where other causes hold it too, nothing is shown: what may be wrong is not put before the public.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.releases.edition import Candidate
from pipelines.releases.files import sha256
from pipelines.releases.gate import UNANNOUNCED
from pipelines.releases.layout import PREVIEWS
from pipelines.releases.model import State

ANNOUNCED, ENDED = "announced", "announcement-ended"
Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Preview:
    """A candidate to be shown beside the current version, in this `edition`; it was first announced in another."""

    candidate: Candidate
    edition: int
    announced_in: int

    @property
    def folder(self) -> str:
        """Where it stands below its dataset. The edition is in the name, because a shown folder never changes."""
        return f"{PREVIEWS}/{self.candidate.version}-preview.{self.edition}"

    @property
    def entry(self) -> dict[str, Any]:
        """What `versions.json` says of it."""
        document = self.candidate.document
        return {
            "version": self.candidate.version,
            "announced_in": self.announced_in,
            "breaks": document["breaks"],
            "changes": [change["text"] for change in document["changes"]],
            "candidate": document["fingerprint"],
            "manifest_sha256": sha256(self.candidate.manifest),
            "path": f"datasets/{self.candidate.name}/{self.folder}",
        }


@dataclass(frozen=True)
class Previews:
    """What an edition does about the previews: those it brings, and by dataset the entries it leaves out and why.

    The reason is empty where a release or a newer preview takes the place of the entry.
    """

    new: tuple[Preview, ...] = ()
    left_out: tuple[tuple[str, Entry, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.new or self.left_out)

    @property
    def listed(self) -> dict[str, list[dict[str, Any]]]:
        """The entries of every dataset whose list changes."""
        gone: dict[str, list[dict[str, Any]]] = {name: [] for name, _, _ in self.left_out}
        return gone | {preview.candidate.name: [preview.entry] for preview in self.new}

    @property
    def gone(self) -> tuple[tuple[str, str], ...]:
        """(dataset, folder below it) of every preview that is to be removed."""
        return tuple((name, entry["path"].removeprefix(f"datasets/{name}/")) for name, entry, _ in self.left_out)

    @property
    def events(self) -> list[dict[str, Any]]:
        """What the ledger says of it."""
        found = [_event(ENDED, name, entry) | {"reason": why} for name, entry, why in self.left_out if why]
        return found + [
            _event(ANNOUNCED, preview.candidate.name, preview.entry)
            | {"synthetic": preview.candidate.document["synthetic"], "announced_in": preview.announced_in}
            for preview in self.new
        ]


def plan_previews(
    standing: Mapping[str, Entry | None], candidates: Iterable[tuple[Candidate, State]], edition: int
) -> Previews:
    """What to do about the previews in this edition.

    `standing` has the entry of every dataset that is looked at, None where it has no preview; a dataset whose candidate
    cannot be judged tonight is left out of it.
    """
    waiting = {candidate.name: (candidate, state) for candidate, state in candidates}
    new, left_out = [], []
    for name, entry in standing.items():
        candidate, state = waiting.get(name, (None, State.UNCHANGED))
        if candidate is not None and state is State.HELD and _may_be_shown(candidate):
            if entry is not None and entry["candidate"] == candidate.document["fingerprint"]:
                continue
            told = entry is not None and set(candidate.document["breaks"]) <= set(entry["breaks"])
            since = entry["announced_in"] if entry is not None and told else edition
            new.append(Preview(candidate, edition, since))
            if entry is not None:
                left_out.append((name, entry, ""))
        elif entry is not None:
            left_out.append((name, entry, _why_it_ends(entry, candidate, state)))
    return Previews(tuple(new), tuple(left_out))


def _may_be_shown(candidate: Candidate) -> bool:
    return [cause["check"] for cause in candidate.document["causes"]] == [UNANNOUNCED]


def _why_it_ends(entry: Entry, candidate: Candidate | None, state: State) -> str:
    if candidate is None or candidate.version != entry["version"]:
        return "the change is no longer to come"
    if state is State.READY:
        return ""
    if state is State.HELD:
        return "the candidate is held for other causes too"
    return f"rejected: {candidate.decision.reason}" if candidate.decision else "rejected"


def _event(event: str, name: str, entry: Entry) -> dict[str, Any]:
    return {
        "event": event,
        "dataset": name,
        "version": entry["version"],
        "manifest_sha256": entry["manifest_sha256"],
    }
