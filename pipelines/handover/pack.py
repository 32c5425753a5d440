"""Pack everything that a successor needs: first the list of what goes in (pure), then the package.

The same state packs to the same bytes: names are sorted, times are fixed, no clock is read.
"""

from __future__ import annotations

import os
import shutil
import stat
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from assets import datasets
from pipelines.body import Body, read_body
from pipelines.handover import LANDING, PUBLISHED, RECORDS, REDACTIONS, SETTINGS, SUMS, HandoverError, crate
from pipelines.lock import hold
from pipelines.releases.account import STAGING
from pipelines.releases.files import dumps, loads, remove, sha256, sha256_file
from pipelines.releases.history import editions
from pipelines.releases.layout import Published, open_published
from pipelines.releases.switch import alone, heal_alone
from pipelines.releases.verify import verify
from pipelines.settings import Settings
from pipelines.sources.records import RecordsSource

ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip can name: no clock stands in a package."""
INBOX = "inbox"
PRIVATE = b"PRIVATE KEY"
SMALL = 1 << 16
"""Bytes in which a key would show; keys are never larger."""


@dataclass(frozen=True)
class Entry:
    """One thing in a package: a file on disk, bytes in hand, or a symlink and where it points."""

    name: str
    path: Path | None = None
    content: bytes = b""
    target: str = ""

    @property
    def sha256(self) -> str:
        """Hash of the file or the bytes."""
        return sha256_file(self.path) if self.path else sha256(self.content)


def pack(settings: Settings, target: Path, *, originals: bool = False) -> int:
    """Write a package to `target`: a zip where the name ends in `.zip`, else a folder. Returns the number of entries.

    `originals` adds the landed bytes and the inbox. A confidential package is its owner's alone to read. Raises
    HandoverError when the target is there, the chain does not hold, or a private key lies among the records; OSError
    when the disk is full, with nothing left behind.
    """
    if target.exists():
        raise HandoverError(f"{target} is there already: give another name")
    if not settings.published.is_dir():
        raise HandoverError(f"{settings.published} is not there: run openbeat nightly first, or give --published")
    with hold(settings.home, settings.wait), alone(settings.published):
        heal_alone(settings.published)
        entries = list_entries(settings, originals=originals)
        beside = target.with_name(f".{target.name}.tmp")
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            (_write_zip if target.suffix == ".zip" else _write_folder)(entries, beside)
            if is_confidential(settings, originals=originals):
                beside.chmod(0o600 if beside.is_file() else 0o700)
            beside.rename(target)
        finally:
            remove(beside)
    return len(entries)


def is_confidential(settings: Settings, *, originals: bool) -> bool:
    """Whether a package would hold what the public must not see: originals, rules that name what is hidden, or records
    of numbers that are too small to publish.
    """
    return originals or _has_rules(settings) or _has_small_numbers(settings)


def _has_rules(settings: Settings) -> bool:
    return any(settings.redactions.glob("*.json"))


def _has_small_numbers(settings: Settings) -> bool:
    kept = [dataset.source for dataset in datasets() if dataset.small_numbers]
    folders = [settings.records / source.folder for source in kept if isinstance(source, RecordsSource)]
    return any(file.name != "README.md" for folder in folders for file in folder.glob("*"))


def list_entries(settings: Settings, *, originals: bool) -> list[Entry]:
    """Everything that goes into the package, sorted by name. Raises HandoverError as `pack` does."""
    shown = open_published(settings.published)
    report = verify(settings.published)
    if shown.edition is None or not report.ok:
        raise HandoverError(f"{settings.published} cannot be handed over:\n{report.text}")
    entries = [
        *_below(settings.published, PUBLISHED, (STAGING,)),
        *_records(settings.records, originals=originals),
        *_below(settings.landing / "receipts", f"{LANDING}/receipts"),
        *(_below(settings.landing / "objects", f"{LANDING}/objects") if originals else ()),
        *_below(settings.redactions, REDACTIONS),
        *_descriptions(settings, shown, originals=originals),
    ]
    sums = "".join(f"{e.sha256}  {e.name}\n" for e in sorted(entries, key=lambda e: e.name) if not e.target)
    return sorted([*entries, Entry(SUMS, content=sums.encode())], key=lambda entry: entry.name)


def _below(folder: Path, name: str, without: Collection[str] = ()) -> Iterator[Entry]:
    """Every file and symlink below a folder; a symlink is kept as it is and never followed."""
    for where, folders, names in os.walk(folder):
        here = Path(where)
        folders[:] = sorted(found for found in folders if here != folder or found not in without)
        for found in sorted([*names, *(sub for sub in folders if (here / sub).is_symlink())]):
            path = here / found
            inside = f"{name}/{path.relative_to(folder).as_posix()}"
            yield Entry(inside, target=str(path.readlink())) if path.is_symlink() else Entry(inside, path)


def _records(records: Path, *, originals: bool) -> Iterator[Entry]:
    for entry in _below(records, RECORDS, () if originals else (INBOX,)):
        if entry.path and entry.path.stat().st_size <= SMALL and PRIVATE in entry.path.read_bytes():
            raise HandoverError(f"{entry.path} holds a private key: move it out of the records, and make a new one")
        yield entry


def _descriptions(settings: Settings, shown: Published, *, originals: bool) -> Iterator[Entry]:
    edition = shown.edition or {}
    body = read_body(settings.records, settings.force)
    told = {"world": settings.world.split(":")[0], "force": settings.force}
    yield Entry(SETTINGS, content=dumps(told))
    text = crate.guide(
        edition["publisher"],
        edition["force"],
        shown.number,
        synthetic=edition["synthetic"],
        originals=originals,
        rules=_has_rules(settings),
        small=_has_small_numbers(settings),
    )
    yield Entry(crate.GUIDE, content=text)
    yield Entry(crate.METADATA, content=_metadata(shown, body, rules=_has_rules(settings)))


def _metadata(shown: Published, body: Body, *, rules: bool) -> bytes:
    inside = shown.home.relative_to(shown.root).as_posix()
    datasets = [
        (f"{PUBLISHED}/{inside}/datasets/{entry['name']}", entry["title"], entry["latest"])
        for entry in loads(shown.edition_folder(shown.number) / "catalogue.json")["datasets"]
    ]
    return crate.metadata(body, shown.edition or {}, editions(shown)[-1].as_at, datasets, rules=rules)


def _write_zip(entries: list[Entry], target: Path) -> None:
    with zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for entry in entries:
            info = zipfile.ZipInfo(entry.name, ZIP_EPOCH)
            info.create_system, info.compress_type = 3, zipfile.ZIP_DEFLATED
            kind = stat.S_IFLNK | 0o777 if entry.target else stat.S_IFREG | 0o644
            info.external_attr = kind << 16
            if entry.path is None:
                archive.writestr(info, entry.target or entry.content)
                continue
            info.file_size = entry.path.stat().st_size
            with entry.path.open("rb") as source, archive.open(info, "w") as sink:
                shutil.copyfileobj(source, sink)


def _write_folder(entries: list[Entry], target: Path) -> None:
    """Files that share their bytes in public share them here too."""
    known: dict[tuple[int, int], Path] = {}
    for entry in entries:
        place = target / entry.name
        place.parent.mkdir(parents=True, exist_ok=True)
        if entry.target:
            place.symlink_to(entry.target)
        elif entry.path is None:
            place.write_bytes(entry.content)
        else:
            status = entry.path.stat()
            first = known.setdefault((status.st_dev, status.st_ino), place)
            if first is place:
                shutil.copyfile(entry.path, place)
            else:
                os.link(first, place)
