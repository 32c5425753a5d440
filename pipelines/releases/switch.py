"""The one switch: what was staged becomes what readers see, whole or not at all.

`.staging/plan.json` names what will be placed, before anything is. Whatever moment the process dies at, `heal` reads
the plan and either takes back what the pointer does not reach, or finishes what comes after the pointer has moved.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from pipelines.releases import files
from pipelines.releases.account import STAGING
from pipelines.releases.layout import (
    GENERATIONS,
    KEPT_ALWAYS,
    KEPT_WHOLE,
    POINTER,
    PREVIEWS,
    WAYS,
    Published,
    edition_name,
    generation_name,
    is_page,
    open_published,
    root_names,
)
from pipelines.releases.model import ReleaseError

PLAN = "plan.json"
Hook = Callable[[str], None]


def unheard(_step: str) -> None:
    """A hook that nobody listens to."""


@dataclass(frozen=True)
class Plan:
    """What will be placed: an edition, in a generation, and the versions (dataset, version) added to an old one.

    A preview is placed as a version is, by its folder below the dataset. `gone` are previews to be removed once the
    pointer has moved.
    """

    edition: int
    generation: int
    versions: tuple[tuple[str, str], ...] = ()
    gone: tuple[tuple[str, str], ...] = ()


@contextmanager
def alone(published: Path) -> Iterator[None]:
    """Hold the kernel's lock on the folder itself: nothing is left behind, and a dead process lets go.

    Raises ReleaseError while another process holds it.
    """
    handle = os.open(published, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ReleaseError(f"another process publishes to {published}: wait until it has ended") from error
        yield
    finally:
        os.close(handle)


def begin(shown: Published, plan: Plan) -> Path:
    """Make the staging folder with its plan, on the disk before anything else is. Returns the folder."""
    staging = shown.root / STAGING
    staging.mkdir()
    files.write(staging / PLAN, files.dumps(asdict(plan)))
    files.sync_folder(staging)
    files.sync_folder(shown.root)
    return staging


def stage_edition(documents: Mapping[str, bytes], target: Path, before: Path, hook: Hook) -> None:
    """Write the documents of an edition to the folder that will be renamed into place. Pages that are what they were in
    the edition `before` share its files.
    """
    folders = {target, *(target / Path(name).parent for name in documents)}
    for folder in sorted(folders):
        folder.mkdir(parents=True, exist_ok=True)
    for name, content in documents.items():
        if is_page(name):
            _stage_page(target / name, content, before / name)
            continue
        hook(f"stage {name}")
        files.write(target / name, content)
    for folder in sorted(folders, reverse=True):
        files.sync_folder(folder)


def _stage_page(target: Path, content: bytes, before: Path) -> None:
    if before.is_file() and before.read_bytes() == content:
        files.share(before, target)
    else:
        files.write(target, content)


def move_pointer(shown: Published, number: int, generation: int) -> None:
    """Let readers see an edition that has been placed: one rename."""
    root = shown.root
    edition = root / generation_name(generation) / "editions" / edition_name(number)
    for name in root_names(synthetic=True, signed=True):
        if (edition / name).is_file():
            link(root / name, f"{POINTER}/{name}")
    for name, target in WAYS.items():
        link(root / name, target)
    beside = root / STAGING / POINTER
    beside.symlink_to(f"{generation_name(generation)}/editions/{edition_name(number)}")
    beside.replace(root / POINTER)
    files.sync_folder(root)


def link(path: Path, target: str) -> None:
    """Make a symlink, unless one is there."""
    if not path.is_symlink():
        path.symlink_to(target)


def finish(published: Path, hook: Hook = unheard) -> None:
    """After the pointer has moved: nothing here changes what readers see through it."""
    shown = open_published(published)
    plan = _read_plan(published)
    if plan is not None and plan.edition == shown.number:
        hook("tidy previews")
        _remove_folders(shown, plan.gone)
    hook("tidy editions")
    _erase(shown, hook)
    _prune(shown, hook)
    hook("tidy staging")
    files.remove(published / STAGING)


def heal(published: Path) -> bool:
    """Take back what a broken-off publication left, and finish what came after its pointer moved.

    Returns whether there was anything to mend. Raises ReleaseError while another process publishes.
    """
    if not published.is_dir():
        return False
    with alone(published):
        return heal_alone(published)


def heal_alone(published: Path) -> bool:
    """As `heal`, by whoever is `alone` already."""
    staging = published / STAGING
    if not staging.is_dir():
        return False
    shown = open_published(published)
    plan = _read_plan(published)
    if plan is not None and plan.edition > shown.number:
        _take_back(shown, plan)
    if shown.edition is None:
        files.remove(staging)
    else:
        finish(published)
    return True


def _read_plan(published: Path) -> Plan | None:
    """The plan of the staging folder, None when it was torn before anything was placed."""
    try:
        found = files.loads(published / STAGING / PLAN)
    except (FileNotFoundError, ValueError):
        return None
    pairs = {what: tuple((name, where) for name, where in found[what]) for what in ("versions", "gone")}
    return Plan(found["edition"], found["generation"], **pairs)


def _take_back(shown: Published, plan: Plan) -> None:
    """Remove what a publication placed and the pointer never reached."""
    if shown.edition is None:
        for name in (*root_names(synthetic=True, signed=True), *WAYS, GENERATIONS):
            files.remove(shown.root / name)
    elif plan.generation != shown.generation:
        files.remove(shown.root / generation_name(plan.generation))
    else:
        _remove_folders(shown, plan.versions)
        for name, _ in plan.versions:
            if name not in shown.edition["datasets"]:
                files.remove(shown.home / "datasets" / name)
        files.remove(shown.edition_folder(plan.edition))


def _remove_folders(shown: Published, folders: Sequence[tuple[str, str]]) -> None:
    """Remove version and preview folders, and the folder of previews with the last of them."""
    for name, where in folders:
        folder = shown.home / "datasets" / name / where
        files.remove(folder)
        if folder.parent.name == PREVIEWS and folder.parent.is_dir() and not any(folder.parent.iterdir()):
            folder.parent.rmdir()


def _erase(shown: Published, hook: Hook) -> None:
    """Generations before the one that stands now: what was taken out of public goes, whoever may still be reading."""
    for number in range(shown.generation - 1, 0, -1):
        folder = shown.root / generation_name(number)
        if not folder.is_dir():
            return
        hook(f"erase generation {number}")
        files.remove(folder)


def _prune(shown: Published, hook: Hook) -> None:
    """Editions older than a slow reader can be on keep only the links of their chain."""
    for number in range(shown.number - KEPT_WHOLE, 0, -1):
        extra = [entry for entry in shown.edition_folder(number).iterdir() if entry.name not in KEPT_ALWAYS]
        if not extra:
            return
        for entry in extra:
            hook(f"prune {number}/{entry.name}")
            files.remove(entry)
