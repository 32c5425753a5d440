"""Publish: all ready candidates become one edition, seen whole or not at all.

Everything is written and flushed in `.staging/`; then version folders and the edition are renamed beside the old ones,
where no reader looks yet; then one rename moves the pointer (`pipelines.releases.switch`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.dataset import Dataset
from pipelines.releases import files
from pipelines.releases.approvals import CANDIDATE, decision_on, forget, state_of
from pipelines.releases.candidate import DATA
from pipelines.releases.edition import Candidate, edition_files
from pipelines.releases.keys import NO_KEYS, Keyring
from pipelines.releases.layout import VERSIONS_LINK, Published, open_published
from pipelines.releases.model import Context, EditionOutcome, Released, ReleaseError, State
from pipelines.releases.previews import Previews, plan_previews
from pipelines.releases.signed import SIGNED, with_reason
from pipelines.releases.switch import (
    Hook,
    Plan,
    alone,
    begin,
    finish,
    heal_alone,
    link,
    move_pointer,
    stage_edition,
    unheard,
)


@dataclass(frozen=True)
class _Gathered:
    """Candidates that build on what stands now, with their states, and the names of those that do not."""

    judged: tuple[tuple[Candidate, State], ...]
    skipped: tuple[str, ...]

    @property
    def ready(self) -> tuple[Candidate, ...]:
        return tuple(candidate for candidate, state in self.judged if state is State.READY)


@dataclass(frozen=True)
class _Next:
    """What the next edition brings. `placed` are folders to be filled, each below its dataset."""

    ready: tuple[Candidate, ...]
    previews: Previews

    @property
    def placed(self) -> tuple[tuple[Candidate, str], ...]:
        shown = tuple((preview.candidate, preview.folder) for preview in self.previews.new)
        return tuple((candidate, candidate.version) for candidate in self.ready) + shown


def publish(
    datasets: Sequence[Dataset],
    context: Context,
    published: Path,
    candidates: Path,
    keys: Keyring = NO_KEYS,
    hook: Hook = unheard,
) -> EditionOutcome:
    """Bring out every ready candidate of `datasets` as one edition; with none, or with companions alone, write nothing.

    `keys` sign it. `hook` is told each step by name, before it is taken. Raises ReleaseError when `published` is not
    ours, holds the other kind of figures, or is being published to by another process; OSError when the disk is full
    or the like, with the old edition standing.
    """
    names = sorted(dataset.name for dataset in datasets)
    companions = {dataset.name for dataset in datasets if dataset.companion}
    if not published.is_dir() and not _gather(names, open_published(published), candidates).ready:
        return EditionOutcome(0)
    published.mkdir(parents=True, exist_ok=True)
    with alone(published):
        heal_alone(published)
        shown = open_published(published, context)
        found = _gather(names, shown, candidates)
        previews = _previews(names, shown, found)
        if not previews and {candidate.name for candidate in found.ready} <= companions:
            waiting = tuple(candidate.name for candidate in found.ready)
            return EditionOutcome(shown.number, skipped=found.skipped, waiting=waiting)
        coming = _Next(tuple(with_reason(candidate) for candidate in found.ready), previews)
        _refuse_other_kind(context, coming)
        _refuse_foreign(shown, coming)
        try:
            _bring_out(shown, context, coming, keys, hook)
        except (OSError, ReleaseError):
            heal_alone(published)
            raise
        _tidy(published, candidates, found.ready, hook)
    released = tuple(Released(candidate.name, candidate.version) for candidate in found.ready)
    announced = tuple(Released(preview.candidate.name, preview.candidate.version) for preview in previews.new)
    recalled = tuple(Released(name, entry["version"]) for name, entry, why in previews.left_out if why)
    return EditionOutcome(shown.number + 1, released, found.skipped, announced=announced, recalled=recalled)


def _gather(names: Sequence[str], shown: Published, candidates: Path) -> _Gathered:
    judged, skipped = [], []
    for name in names:
        folder = candidates / name
        if not (folder / CANDIDATE).is_file():
            continue
        document, base = files.loads(folder / CANDIDATE), shown.latest(name)
        decision = decision_on(candidates, name)
        if base and base.manifest["candidate"] == document["fingerprint"]:
            _used(candidates, name)
        elif (base.manifest_sha256 if base else "") != document["previous_manifest_sha256"]:
            skipped.append(name)
        else:
            judged.append((Candidate(document, folder, decision), state_of(document, decision)))
    return _Gathered(tuple(judged), tuple(skipped))


def _previews(names: Sequence[str], shown: Published, found: _Gathered) -> Previews:
    standing = {name: shown.preview(name) for name in names if name not in found.skipped}
    return plan_previews(standing, found.judged, shown.number + 1)


def _refuse_other_kind(context: Context, coming: _Next) -> None:
    for candidate, _ in coming.placed:
        if candidate.document["synthetic"] != context.synthetic:
            kind = "synthetic" if candidate.document["synthetic"] else "real"
            raise ReleaseError(
                f"the candidate in {candidate.folder} is {kind} and the edition is not: prepare it again"
            )


def _refuse_foreign(shown: Published, coming: _Next) -> None:
    """Before the plan is written, because what the plan names `heal` may remove."""
    folders = [shown.home / "datasets" / candidate.name / where for candidate, where in coming.placed]
    for folder in (*folders, shown.edition_folder(shown.number + 1)):
        if folder.exists():
            raise ReleaseError(f"{folder} exists and no edition lists it: run verify, then move it away")


def _bring_out(shown: Published, context: Context, coming: _Next, keys: Keyring, hook: Hook) -> None:
    hook("plan")
    previews = coming.previews
    placed = tuple((candidate.name, where) for candidate, where in coming.placed)
    staging = begin(shown, Plan(shown.number + 1, shown.generation, placed, previews.gone))
    for candidate, where in coming.placed:
        _stage_version(shown, candidate, staging / "datasets" / candidate.name / where, hook)
    made = {(c.name, c.version): staging / "datasets" / c.name / c.version for c in coming.ready}
    documents = edition_files(shown, context, coming.ready, previews.events, previews.listed, made=made, keys=keys)
    stage_edition(documents, staging / "edition", shown.edition_folder(shown.number), hook)
    _place(shown, coming, staging, hook)
    hook("pointer")
    move_pointer(shown, shown.number + 1, shown.generation)


def _stage_version(shown: Published, candidate: Candidate, target: Path, hook: Hook) -> None:
    """Fill a version folder: new files from the candidate, checked against its manifest, the rest from the base."""
    target.mkdir(parents=True)
    share = set(candidate.document["share"])
    base = shown.home / "datasets" / candidate.name / candidate.document["previous"]
    for name, facts in candidate.document["manifest"]["files"].items():
        hook(f"stage {candidate.name}/{name}")
        own = candidate.folder / (SIGNED if name in candidate.signed else DATA)
        source = (base if name in share else own) / name
        files.share(source, target / name)
        if name not in share:
            _check(source, facts)
            files.sync_file(target / name)
    files.write(target / "manifest.json", candidate.manifest)
    files.sync_folder(target)


def _check(path: Path, facts: dict[str, Any]) -> None:
    if files.sha256_file(path) != facts["sha256"]:
        raise ReleaseError(f"{path} has changed since it was prepared: remove its folder and prepare it again")


def _place(shown: Published, coming: _Next, staging: Path, hook: Hook) -> None:
    """Rename what is staged to where it will stand. Nothing points at it yet."""
    home = shown.home
    (home / "editions").mkdir(parents=True, exist_ok=True)
    for candidate, where in coming.placed:
        hook(f"place {candidate.name}")
        folder = home / "datasets" / candidate.name
        (folder / where).parent.mkdir(parents=True, exist_ok=True)
        (staging / "datasets" / candidate.name / where).rename(folder / where)
        link(folder / "versions.json", f"{VERSIONS_LINK}/{candidate.name}.json")
        files.sync_folder((folder / where).parent)
        files.sync_folder(folder)
    hook("place edition")
    (staging / "edition").rename(shown.edition_folder(shown.number + 1))
    files.sync_folder(home / "editions")
    files.sync_folder(home / "datasets")


def _tidy(published: Path, candidates: Path, ready: Sequence[Candidate], hook: Hook) -> None:
    """After the pointer has moved: nothing here changes what the public sees."""
    for candidate in ready:
        hook(f"tidy {candidate.name}")
        _used(candidates, candidate.name)
    finish(published, hook)


def _used(candidates: Path, name: str) -> None:
    """Remove a candidate that stands in public, and the decision that it used up; its document goes first."""
    files.remove(candidates / name / CANDIDATE)
    files.remove(candidates / name)
    forget(candidates, name)
