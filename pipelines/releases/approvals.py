"""A person's part in the gate: see what is held, approve it with a reason, or reject it.

A decision is bound to the candidate's fingerprint, which changes with the data: an approval can never let through
figures that nobody looked at. It stands in `<candidates>/<dataset>.decision.json` until the next publication uses it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipelines.releases.files import dumps, loads, remove, replace
from pipelines.releases.layout import open_published
from pipelines.releases.model import Cause, Counts, Outcome, ReleaseError, State

CANDIDATE = "candidate.json"
HOLD = "hold.json"
APPROVED, REJECTED = "approved", "rejected"


@dataclass(frozen=True)
class Decision:
    """What a person decided about one candidate. `by` is published in the ledger: a role is better than a name.

    `without_notice` says why a version that breaks the schema comes out unannounced, "" where it was announced.
    """

    decision: str
    fingerprint: str
    reason: str
    by: str
    without_notice: str = ""


@dataclass(frozen=True)
class Held:
    """One candidate that waits for a person, or that one rejected: why, and what the public would see.

    `breaks` are what it breaks of the schema, `announced_in` the edition that announced them all, 0 when none did.
    """

    dataset: str
    state: State
    version: str
    previous: str
    causes: tuple[Cause, ...]
    effect: tuple[str, ...]
    counts: Counts
    fingerprint: str
    folder: Path
    breaks: tuple[str, ...] = ()
    announced_in: int = 0

    @property
    def owes_notice(self) -> bool:
        """Whether those who built on the dataset have not been told what will break."""
        return bool(self.breaks) and not self.announced_in


def held(candidates: Path, published: Path | None = None) -> tuple[Held, ...]:
    """Every candidate with a hold, by dataset; `READY` are those approved and not yet published.

    What was announced is read from `published`; without it, nothing is known to have been.
    """
    shown = open_published(published) if published else None
    found = []
    for file in sorted(candidates.glob(f"*/{HOLD}")):
        document = loads(file)
        if document["dataset"] != file.parent.name:
            continue  # a folder that a broken-off run was still writing
        found.append(
            Held(
                dataset=document["dataset"],
                state=state_of(document, decision_on(candidates, document["dataset"])),
                version=document["version"],
                previous=document["previous"],
                causes=tuple(Cause(**cause) for cause in document["causes"]),
                effect=tuple(document["effect"]),
                counts=Counts(**document["counts"]),
                fingerprint=document["fingerprint"],
                folder=file.parent,
                breaks=tuple(document["breaks"]),
                announced_in=shown.announced(document["dataset"], document["breaks"]) if shown else 0,
            )
        )
    return tuple(found)


def approve(
    candidates: Path,
    name: str,
    reason: str,
    by: str,
    fingerprint: str = "",
    *,
    published: Path | None = None,
    without_notice: str = "",
) -> Held:
    """Let a held candidate go out with the next publication.

    `fingerprint`, where given, must be the candidate's: what the person saw is what is approved. Raises ReleaseError
    when it is not held, or when it breaks the schema, `published` never announced that, and `without_notice` does not
    say why it has to come all the same.
    """
    return _decide(candidates, name, Decision(APPROVED, fingerprint, reason, by, without_notice), published)


def reject(candidates: Path, name: str, reason: str, by: str, fingerprint: str = "") -> Held:
    """Refuse a held candidate: the published version stays, and nobody is asked again until the data change."""
    return _decide(candidates, name, Decision(REJECTED, fingerprint, reason, by))


def decision_on(candidates: Path, name: str) -> Decision | None:
    """The decision on a dataset's candidate, if a person took one."""
    file = _file(candidates, name)
    return Decision(**loads(file)) if file.is_file() else None


def forget(candidates: Path, name: str, fingerprint: str = "") -> None:
    """Remove a decision, but not one about the candidate with this fingerprint."""
    decision = decision_on(candidates, name)
    if decision is not None and decision.fingerprint != fingerprint:
        remove(_file(candidates, name))


def state_of(candidate: dict[str, Any], decision: Decision | None) -> State:
    """Where a candidate stands, given its causes and what a person decided about it."""
    if not candidate["causes"]:
        return State.READY
    if decision is None or decision.fingerprint != candidate["fingerprint"]:
        return State.HELD
    return State.READY if decision.decision == APPROVED else State.REJECTED


def outcome_of(candidate: dict[str, Any], decision: Decision | None) -> Outcome:
    """A candidate on disk as `prepare` tells of it."""
    return Outcome(
        dataset=candidate["dataset"],
        state=state_of(candidate, decision),
        version=candidate["version"],
        previous=candidate["previous"],
        changes=tuple(change["text"] for change in candidate["changes"]),
        causes=tuple(Cause(**cause) for cause in candidate["causes"]),
        counts=Counts(**candidate["counts"]),
        written=candidate["written"],
        shared=candidate["shared"],
        fingerprint=candidate["fingerprint"],
    )


def hold_document(candidate: dict[str, Any]) -> dict[str, Any]:
    """`hold.json`: for people who look at the folder, and for `held`."""
    return {
        "dataset": candidate["dataset"],
        "version": candidate["version"],
        "previous": candidate["previous"],
        "fingerprint": candidate["fingerprint"],
        "causes": candidate["causes"],
        "effect": [change["text"] for change in candidate["changes"]],
        "counts": candidate["counts"],
        "breaks": candidate["breaks"],
    }


def _decide(candidates: Path, name: str, decision: Decision, published: Path | None = None) -> Held:
    waiting = {candidate.dataset: candidate for candidate in held(candidates, published)}
    if name not in waiting:
        others = f"held are: {', '.join(waiting)}" if waiting else "nothing is held"
        raise ReleaseError(f"{name} is not held; {others}")
    candidate = waiting[name]
    if decision.fingerprint not in {"", candidate.fingerprint}:
        raise ReleaseError(f"the candidate of {name} has changed since it was looked at: review it again")
    if not decision.reason.strip() or not decision.by.strip():
        raise ReleaseError(f"a decision about {name} needs a reason and who takes it: both stand in the public ledger")
    notice = decision.without_notice.strip()
    if decision.decision == APPROVED and candidate.owes_notice and not notice:
        raise ReleaseError(
            f"{name} {candidate.version} breaks what people built on it and was not announced: publish an edition that "
            "announces it and approve then, or say with --without-notice why it cannot wait"
        )
    document = Decision(
        decision.decision,
        candidate.fingerprint,
        decision.reason.strip(),
        decision.by.strip(),
        notice if candidate.owes_notice else "",
    )
    replace(_file(candidates, name), dumps(asdict(document)))
    return next(entry for entry in held(candidates, published) if entry.dataset == name)


def _file(candidates: Path, name: str) -> Path:
    return candidates / f"{name}.decision.json"
