"""Publish: all ready candidates become one edition, seen whole or not at all.

Everything is written and flushed in `.staging/`, whose `plan.json` names what will be renamed into place; then version
folders and the edition are renamed beside the old ones, where no reader looks yet; then one rename moves the pointer.
Whatever moment the process dies at, `heal` reads the plan and takes back what the pointer does not reach.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.dataset import Dataset
from pipelines.releases import files
from pipelines.releases.approvals import CANDIDATE, decision_on, forget, state_of
from pipelines.releases.candidate import DATA
from pipelines.releases.edition import Candidate, edition_files
from pipelines.releases.layout import (
    KEPT_ALWAYS,
    KEPT_WHOLE,
    POINTER,
    STAGING,
    Published,
    edition_name,
    open_published,
    root_names,
)
from pipelines.releases.model import Context, EditionOutcome, Released, ReleaseError, State

PLAN = "plan.json"
Hook = Callable[[str], None]


@dataclass(frozen=True)
class _Gathered:
    ready: tuple[Candidate, ...]
    skipped: tuple[str, ...]


def publish(
    datasets: Sequence[Dataset],
    context: Context,
    published: Path,
    candidates: Path,
    hook: Hook = lambda _step: None,
) -> EditionOutcome:
    """Bring out every ready candidate of `datasets` as one edition; with none, write nothing and say so.

    `hook` is told each step by name, before it is taken. Raises ReleaseError when `published` is not ours, holds the
    other kind of figures, or is being published to by another process; OSError when the disk is full or the like,
    with the old edition standing.
    """
    names = sorted(dataset.name for dataset in datasets)
    if not published.is_dir() and not _gather(names, open_published(published), candidates).ready:
        return EditionOutcome(0)
    published.mkdir(parents=True, exist_ok=True)
    with _alone(published):
        _heal(published)
        shown = open_published(published, context)
        found = _gather(names, shown, candidates)
        if not found.ready:
            return EditionOutcome(shown.number, skipped=found.skipped)
        _refuse_other_kind(context, found.ready)
        _refuse_foreign(shown, found.ready)
        try:
            _bring_out(shown, context, found.ready, hook)
        except (OSError, ReleaseError):
            _heal(published)
            raise
        _tidy(published, candidates, found.ready, hook)
    released = tuple(Released(candidate.name, candidate.version) for candidate in found.ready)
    return EditionOutcome(shown.number + 1, released, found.skipped)


def heal(published: Path) -> bool:
    """Take back what a broken-off publication left, and finish what came after its pointer moved.

    Returns whether there was anything to mend. Raises ReleaseError while another process publishes.
    """
    if not published.is_dir():
        return False
    with _alone(published):
        return _heal(published)


@contextmanager
def _alone(published: Path) -> Iterator[None]:
    """Hold the kernel's lock on the folder itself: nothing is left behind, and a dead process lets go."""
    handle = os.open(published, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ReleaseError(f"another process publishes to {published}: wait until it has ended") from error
        yield
    finally:
        os.close(handle)


def _gather(names: Sequence[str], shown: Published, candidates: Path) -> _Gathered:
    """Ready candidates that build on what stands now, and the names of those that do not."""
    ready, skipped = [], []
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
        elif state_of(document, decision) is State.READY:
            ready.append(Candidate(document, folder, decision))
    return _Gathered(tuple(ready), tuple(skipped))


def _refuse_other_kind(context: Context, ready: Sequence[Candidate]) -> None:
    for candidate in ready:
        if candidate.document["synthetic"] != context.synthetic:
            kind = "synthetic" if candidate.document["synthetic"] else "real"
            raise ReleaseError(
                f"the candidate in {candidate.folder} is {kind} and the edition is not: prepare it again"
            )


def _refuse_foreign(shown: Published, ready: Sequence[Candidate]) -> None:
    """Before the plan is written, because what the plan names `heal` may remove."""
    folders = [shown.root / "datasets" / candidate.name / candidate.version for candidate in ready]
    for folder in (*folders, shown.edition_folder(shown.number + 1)):
        if folder.exists():
            raise ReleaseError(f"{folder} exists and no edition lists it: run verify, then move it away")


def _bring_out(shown: Published, context: Context, ready: Sequence[Candidate], hook: Hook) -> None:
    staging, number = shown.root / STAGING, shown.number + 1
    hook("plan")
    staging.mkdir()
    plan = {"edition": number, "versions": [f"datasets/{c.name}/{c.version}" for c in ready]}
    files.write(staging / PLAN, files.dumps(plan))
    files.sync_folder(staging)
    files.sync_folder(shown.root)
    for candidate in ready:
        _stage_version(shown, candidate, staging, hook)
    _stage_edition(shown, edition_files(shown, context, ready), staging, hook)
    _place(shown, ready, staging, hook)
    _name_root(shown.root, root_names(context.synthetic))
    hook("pointer")
    (staging / POINTER).symlink_to(f"editions/{edition_name(number)}")
    (staging / POINTER).replace(shown.root / POINTER)
    files.sync_folder(shown.root)


def _stage_version(shown: Published, candidate: Candidate, staging: Path, hook: Hook) -> None:
    """Fill a version folder: new files from the candidate, checked against its manifest, the rest from the base."""
    target = staging / "datasets" / candidate.name / candidate.version
    target.mkdir(parents=True)
    share = set(candidate.document["share"])
    base = shown.root / "datasets" / candidate.name / candidate.document["previous"]
    for name, facts in candidate.document["manifest"]["files"].items():
        hook(f"stage {candidate.name}/{name}")
        source = (base if name in share else candidate.folder / DATA) / name
        files.share(source, target / name)
        if name not in share:
            _check(source, facts)
            files.sync_file(target / name)
    files.write(target / "manifest.json", candidate.manifest)
    files.sync_folder(target)


def _check(path: Path, facts: dict[str, Any]) -> None:
    if files.sha256_file(path) != facts["sha256"]:
        raise ReleaseError(f"{path} has changed since it was prepared: remove its folder and prepare it again")


def _stage_edition(shown: Published, documents: dict[str, bytes], staging: Path, hook: Hook) -> None:
    target = staging / "edition"
    (target / "versions").mkdir(parents=True)
    for name, content in documents.items():
        hook(f"stage {name}")
        files.write(target / name, content)
    files.sync_folder(target / "versions")
    files.sync_folder(target)


def _place(shown: Published, ready: Sequence[Candidate], staging: Path, hook: Hook) -> None:
    """Rename what is staged to where it will stand. Nothing points at it yet."""
    root = shown.root
    for candidate in ready:
        hook(f"place {candidate.name}")
        folder = root / "datasets" / candidate.name
        folder.mkdir(parents=True, exist_ok=True)
        (staging / "datasets" / candidate.name / candidate.version).rename(folder / candidate.version)
        _link(folder / "versions.json", f"../../{POINTER}/versions/{candidate.name}.json")
        files.sync_folder(folder)
    hook("place edition")
    (root / "editions").mkdir(exist_ok=True)
    (staging / "edition").rename(shown.edition_folder(shown.number + 1))
    files.sync_folder(root / "editions")
    files.sync_folder(root / "datasets")


def _name_root(root: Path, names: Sequence[str]) -> None:
    for name in names:
        _link(root / name, f"{POINTER}/{name}")


def _link(path: Path, target: str) -> None:
    if not path.is_symlink():
        path.symlink_to(target)


def _tidy(published: Path, candidates: Path, ready: Sequence[Candidate], hook: Hook) -> None:
    """After the pointer has moved: nothing here changes what the public sees."""
    for candidate in ready:
        hook(f"tidy {candidate.name}")
        _used(candidates, candidate.name)
    hook("tidy editions")
    _prune(open_published(published), hook)
    hook("tidy staging")
    files.remove(published / STAGING)


def _used(candidates: Path, name: str) -> None:
    """Remove a candidate that stands in public, and the decision that it used up; its document goes first."""
    files.remove(candidates / name / CANDIDATE)
    files.remove(candidates / name)
    forget(candidates, name)


def _prune(shown: Published, hook: Hook) -> None:
    """Editions older than a slow reader can be on keep only the links of their chain."""
    for number in range(shown.number - KEPT_WHOLE, 0, -1):
        extra = [entry for entry in shown.edition_folder(number).iterdir() if entry.name not in KEPT_ALWAYS]
        if not extra:
            return
        for entry in extra:
            hook(f"prune {number}/{entry.name}")
            files.remove(entry)


def _heal(published: Path) -> bool:
    staging = published / STAGING
    if not staging.is_dir():
        return False
    shown = open_published(published)
    try:
        plan = files.loads(staging / PLAN)
    except (FileNotFoundError, ValueError):
        plan = {"edition": shown.number, "versions": []}  # torn before anything was placed
    if plan["edition"] > shown.number:
        _take_back(shown, plan)
    _prune(shown, lambda _step: None)
    files.remove(staging)
    return True


def _take_back(shown: Published, plan: dict[str, Any]) -> None:
    """Remove what a publication placed and the pointer never reached."""
    known = shown.edition["datasets"] if shown.edition else {}
    for version in plan["versions"]:
        folder = shown.root / version
        files.remove(folder)
        if folder.parent.name not in known:
            files.remove(folder.parent)
    files.remove(shown.edition_folder(plan["edition"]))
    if shown.edition is None:
        for name in root_names(synthetic=True):
            files.remove(shown.root / name)
        for name in ("datasets", "editions"):
            files.remove(shown.root / name)
