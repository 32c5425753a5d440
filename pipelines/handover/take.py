"""Start a successor from a package: unpack beside, check every hash and the whole chain, then place.

`published/` is placed last and by one rename, so that a successor either stands or does not. A start that was broken
off is simply tried again: what it had placed is what would be placed.
"""

from __future__ import annotations

import lzma
import os
import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from pipelines.body import read_body
from pipelines.handover import LANDING, PUBLISHED, RECORDS, REDACTIONS, SUMS, HandoverError
from pipelines.lock import hold
from pipelines.releases.files import loads, remove, sha256_file, sync_folder
from pipelines.releases.keys import Keyring
from pipelines.releases.layout import open_published
from pipelines.releases.succession import succeed
from pipelines.releases.switch import Hook, unheard
from pipelines.releases.verify import verify
from pipelines.settings import Settings
from pipelines.steps import context


def take_over(settings: Settings, package: Path, hook: Hook = unheard) -> int:
    """Carry on from a package under the body that `records/body.yaml` names now. Returns the number of its edition.

    Files of the package's records that are not there yet are placed beside the successor's own, which stay. `hook` is
    told each step before it is taken. Raises HandoverError for a package that does not hold or a place that is not
    empty, ReleaseError when the body is still the old one; nothing is placed then.
    """
    if settings.published.exists() and any(settings.published.iterdir()):
        raise HandoverError(f"{settings.published} is not empty: give an empty folder with --published")
    settings.published.parent.mkdir(parents=True, exist_ok=True)
    staged = settings.published.with_name(f".{settings.published.name}.takeover")
    with hold(settings.home, settings.wait):
        remove(staged)
        try:
            hook("unpack")
            _unpack(package, staged)
            _check(package, staged)
            for own, theirs in ((settings.landing, LANDING), (settings.redactions, REDACTIONS)):
                if own.exists() and _content(own) != _content(staged / theirs):
                    raise HandoverError(f"{own} is of another press: give an empty folder with --home")
            hook("succeed")
            number = _succeed(settings, staged / PUBLISHED)
            _place(settings, staged, hook)
        finally:
            remove(staged)
    return number


def _succeed(settings: Settings, published: Path) -> int:
    edition = open_published(published).edition or {}
    keys = Keyring(settings.keys)
    told = replace(context(settings), synthetic=bool(edition["synthetic"]), world=str(edition["world"]))
    number = succeed(published, told, read_body(settings.records, settings.force).valid_from, keys)
    report = verify(published)
    if not report.ok:
        raise HandoverError(f"the edition of the take-over does not hold, so that nothing was placed:\n{report.text}")
    return number


UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, FileNotFoundError, FileExistsError),
    RuntimeError,  # what zipfile raises for a file that is encrypted, or packed in a way it does not know
)


def _unpack(package: Path, staged: Path) -> None:
    """Unpack to a folder that only its owner reads: it lies beside what is public."""
    staged.mkdir(mode=0o700)
    if package.is_dir():
        shutil.copytree(package, staged, symlinks=True, dirs_exist_ok=True)
        return
    try:
        with zipfile.ZipFile(package) as archive:
            for info in archive.infolist():
                _unpack_one(archive, info, staged)
    except UNREADABLE as error:
        raise HandoverError(f"{package} is no package ({error}): ask for it again") from error


def _unpack_one(archive: zipfile.ZipFile, info: zipfile.ZipInfo, staged: Path) -> None:
    place = staged / _inside(info.filename)
    place.parent.mkdir(parents=True, exist_ok=True)
    if not place.parent.resolve().is_relative_to(staged.resolve()):
        raise HandoverError(f"{info.filename} would lie outside the package: it was tampered with, ask for it again")
    if stat.S_ISLNK(info.external_attr >> 16):
        place.symlink_to(archive.read(info).decode())
        return
    with archive.open(info) as source, place.open("xb") as sink:
        shutil.copyfileobj(source, sink)


def _inside(name: str) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name:
        raise HandoverError(f"{name} would lie outside the package: it was tampered with, ask for it again")
    return str(path)


def _check(package: Path, staged: Path) -> None:
    """Every file has the hash that the package says, no file is unlisted, and the chain of editions holds."""
    problems = [*_links(staged), *_sums(staged)]
    if not problems:
        report = verify(staged / PUBLISHED)
        problems = [] if report.ok else [report.text]
    if problems:
        raise HandoverError(f"{package} does not hold, so that nothing was placed:\n" + "\n".join(problems))


def _links(staged: Path) -> Iterator[str]:
    root = staged.resolve()
    for path in _walk(staged):
        if path.is_symlink() and (path.readlink().is_absolute() or not path.resolve().is_relative_to(root)):
            yield f"{path.relative_to(staged)}: a link that leads out of the package"


def _sums(staged: Path) -> Iterator[str]:
    if not (staged / SUMS).is_file():
        yield f"{SUMS}: missing, this is no package of ours"
        return
    lines = (staged / SUMS).read_text(encoding="utf-8").splitlines()
    said = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    there = {p.relative_to(staged).as_posix(): p for p in _walk(staged) if not p.is_symlink()}
    for name in sorted(said.keys() | there.keys() - {SUMS}):
        if name not in there:
            yield f"{name}: missing"
        elif name not in said:
            yield f"{name}: not listed in {SUMS}"
        elif sha256_file(there[name]) != said[name]:
            yield f"{name}: changed"


def _content(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): sha256_file(path) for path in _walk(folder)}


def _walk(folder: Path) -> Iterator[Path]:
    for where, folders, names in os.walk(folder):
        links = [name for name in folders if (Path(where) / name).is_symlink()]
        yield from (Path(where) / name for name in sorted([*names, *links]))


def _place(settings: Settings, staged: Path, hook: Hook) -> None:
    _share_bytes(staged / PUBLISHED)
    hook("place records")
    for path in _walk(staged / RECORDS):
        target = settings.records / path.relative_to(staged / RECORDS)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    hook("place redactions")
    _place_folder(staged / REDACTIONS, settings.redactions, private=True)
    hook("place landing")
    _place_folder(staged / LANDING, settings.landing, private=(staged / REDACTIONS).is_dir())
    hook("place published")
    if settings.published.exists():
        settings.published.rmdir()
    (staged / PUBLISHED).rename(settings.published)
    sync_folder(settings.published.parent)


def _place_folder(source: Path, target: Path, *, private: bool) -> None:
    """Copy a folder to where nothing is yet, by one rename; a private one is its owner's alone."""
    if not source.is_dir() or target.exists():
        return
    beside = target.with_name(f".{target.name}.takeover")
    remove(beside)
    beside.mkdir(mode=0o700)
    shutil.copytree(source, beside, dirs_exist_ok=True)
    if private:
        for path in beside.iterdir():
            path.chmod(0o700 if path.is_dir() else 0o600)
        beside.chmod(0o700)
    beside.rename(target)


def _share_bytes(published: Path) -> None:
    """Parts that versions had in common share their bytes again, as they did before the package was a zip."""
    known: dict[str, Path] = {}
    for manifest in sorted(published.glob("generations/*/datasets/*/*/manifest.json")):
        for name, facts in loads(manifest)["files"].items():
            path = manifest.parent / name
            first = known.setdefault(facts["sha256"], path)
            if path.is_file() and not path.samefile(first):
                path.unlink()
                os.link(first, path)
