"""Check a published folder, or a copy of one, with nothing but Python 3.8 or newer.

    python3 verify.py FOLDER [--key KEY]

Follows the seal from the current edition down: edition, ledger, lists of versions, manifests, every file's bytes, and
the chain of editions back to the first. Checks what was taken out of public against the ledger, and the signature
against the key that the office shows (KEY: the 32 hex digits that name it, or a file that holds it). Names what was
changed, what is missing and what nobody lists. Ends with status 0 when everything holds, else 1.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any

from pipelines.releases.account import Folder, Report, conclude
from pipelines.releases.replay import Standing, newest, replay
from pipelines.releases.signature import lineage, pinned, signer_of, trusted

KEPT_WHOLE = 3
"""Editions that must have all their files: the current one and the pair before it, unless something was taken out of
public in between. Older ones are links of a chain."""
UNSIGNED = (
    "who published this: the edition carries no signature, so somebody could have made the whole folder anew "
    "(compare the edition's SHA-256 with one you noted, or that others hold)"
)
UNPINNED = (
    "that the key is the office's own: compare it with the one that the office shows elsewhere, or give that one "
    "with --key"
)


def verify(folder: str | os.PathLike[str], key: str = "") -> Report:
    """Check a published folder. Never raises for what is in it: whatever is wrong is a problem of the report.

    `key`, where given, names the public key that must have signed.
    """
    found = Folder(Path(folder))
    try:
        _verify(found, key)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OSError) as error:
        found.problem(found.root.name, f"not shaped as an edition is, so that the check broke off: {error!r}")
    return found.report


def _verify(found: Folder, key: str) -> None:
    home = _pointer(found)
    if not home or not _seal(found, home):
        return
    edition = found.read(f"{home}/edition.json")
    found.report.edition = edition["edition"]
    if home != f"editions/{edition['edition']:06d}":
        found.problem("current", f"points at {home}, whose edition.json says it is number {edition['edition']}")
    events = _ledger(found, home, edition)
    standings, misfits = replay(events)
    for text in misfits:
        found.problem(f"{home}/ledger.jsonl", text)
    _whole(found, home, edition)
    _signed(found, home, edition, key)
    _editions(found, edition)
    _root(found, home, edition)
    for name, entry in sorted(edition["datasets"].items()):
        _dataset(found, home, name, entry, standings.get(name, []), events)
    for name in sorted(standings):
        if name not in edition["datasets"]:
            found.problem(f"{home}/edition.json", f"leaves out {name}, which the ledger says was released")
    _foreign(found)
    conclude(found, edition, events, standings)


def _pointer(found: Folder) -> str:
    """The folder of the current edition, relative to the root; in a copy without symlinks, that of the same number."""
    current = found.root / "current"
    if current.is_symlink():
        target = _target(current)
        parts = target.split("/")
        if parts[0::2] == ["generations", "editions"] and "".join(parts[1::2]).isdigit() and current.is_dir():
            found.generation = "/".join(parts[:2])
            return "/".join(parts[2:])
        found.problem("current", f"points at {target}, which is no edition")
        return ""
    if not (current / "edition.json").is_file():
        found.problem("current", "missing: this is no published folder")
        return ""
    try:
        number = json.loads((current / "edition.json").read_bytes())["edition"]
    except (ValueError, KeyError, TypeError):
        found.problem("current/edition.json", "changed: it cannot be read")
        return ""
    home = f"editions/{number:06d}"
    _same_tree(found, "current", home)
    for folder in sorted((found.root / "generations").glob("*/*")):
        _same_tree(found, _relative(found, folder, "."), folder.name)
    return home


def _target(link: Path) -> str:
    return os.readlink(str(link)).replace("\\", "/")  # noqa: PTH115  Path.readlink needs Python 3.9


def _same_tree(found: Folder, copy: str, home: str) -> None:
    """A copy of a folder must have the files of the folder, byte for byte, and no others."""
    names = {_relative(found, path, copy) for path in (found.root / copy).rglob("*") if path.is_file()}
    names |= {_relative(found, path, home) for path in (found.root / home).rglob("*") if path.is_file()}
    for name in sorted(names):
        _same(found, f"{copy}/{name}", f"{home}/{name}")


def _relative(found: Folder, path: Path, base: str) -> str:
    return path.relative_to(found.root / base).as_posix()


def _same(found: Folder, copy: str, name: str) -> None:
    original = found.root / name
    if not original.is_file():
        found.problem(copy, f"unlisted: {name} does not exist")
        found.listed.add(copy)
    elif found.sha256(copy) not in ("", hashlib.sha256(original.read_bytes()).hexdigest()):
        found.problem(copy, f"changed: it differs from {name}")


def _seal(found: Folder, home: str) -> bool:
    """The hash of edition.json, which hangs beside it until the next edition takes it into the chain."""
    name = f"{home}/edition.json"
    found.report.seal = found.sha256(name)
    if not found.sha256(f"{home}/edition.sha256") or not found.report.seal:
        return False
    said = (found.root / home / "edition.sha256").read_bytes()
    if said != f"{found.report.seal}  edition.json\n".encode():
        found.problem(name, f"changed, or {home}/edition.sha256 was: the one does not have the hash the other says")
        found.problem(home, "nothing below this edition was checked, because its seal is broken")
        return False
    return True


def _ledger(found: Folder, home: str, edition: dict[str, Any]) -> list[dict[str, Any]]:
    """The events of the ledger, each line checked against the next, the last one against the seal."""
    name = f"{home}/ledger.jsonl"
    if not found.sha256(name):
        return []
    lines = (found.root / name).read_bytes().split(b"\n")
    if lines.pop() != b"":
        found.problem(name, "changed: it does not end with a whole line")
    hashes = [hashlib.sha256(line).hexdigest() for line in lines]
    if len(lines) != edition["ledger"]["length"]:
        found.problem(name, f"changed: it has {len(lines)} lines and the seal says {edition['ledger']['length']}")
    elif hashes[-1:] != [edition["ledger"]["head_sha256"]]:
        found.problem(f"{name} line {len(lines)}", "changed: the seal says another hash")
    events = []
    for position, line in enumerate(lines):
        try:
            event = json.loads(line)
            sequence, previous = event["seq"], event["previous"]
        except (ValueError, KeyError, TypeError):
            found.problem(f"{name} line {position + 1}", "changed: it is no event")
            continue
        if sequence != position + 1:
            found.problem(f"{name} line {position + 1}", f"changed: it says it is number {sequence}")
        if previous != (hashes[position - 1] if position else None):
            found.problem(f"{name} line {position}" if position else name, "changed: the next line says another hash")
        events.append(event)
    return events


def _whole(found: Folder, home: str, edition: dict[str, Any]) -> None:
    """The documents that an edition seals, beside its ledger."""
    said_by = f"{home}/edition.json"
    found.holds(f"{home}/catalogue.json", edition["catalogue_sha256"], said_by)
    for name, expected in sorted(found.sealed(home, edition).items()):
        found.holds(f"{home}/{name}", expected, said_by)


def _signed(found: Folder, home: str, edition: dict[str, Any], key: str) -> None:
    """Who signed the edition, and that it is who was expected."""
    signature, number = f"{home}/edition.sig", edition["edition"]
    if "keys.json" in edition["files"]:
        found.sha256(signature)
    try:
        signer = signer_of(found.bytes, number)
        told = lineage(found.bytes, number) if signer else []
        expected = not key or trusted(found.bytes, number, key)
    except ValueError as error:
        found.problem(signature, str(error))
        return
    if not expected:
        found.problem(signature, f"signed by {signer or 'nobody'}, and not by {key} or a key that follows from it")
    if not signer:
        found.report.limits.append(UNSIGNED)
        return
    pin = "the key that you named, or one that follows from it" if key else "see what this cannot prove"
    found.report.proved += [f"edition {number} is signed by key {signer} ({pin})", *told]
    if not key:
        found.report.limits.append(UNPINNED)


def _editions(found: Folder, edition: dict[str, Any]) -> None:
    """Every edition before this one, each held by the one that came after it."""
    oldest_whole, generation = edition["edition"] - KEPT_WHOLE + 1, edition["generation"]
    while edition["previous"] is not None:
        number, expected = edition["previous"]["edition"], edition["previous"]["sha256"]
        signature = edition["previous"]["signature_sha256"]
        said_by = f"editions/{edition['edition']:06d}/edition.json"
        if number != edition["edition"] - 1:
            found.problem(said_by, f"says it follows edition {number}")
            return
        home = f"editions/{number:06d}"
        if not found.holds(f"{home}/edition.json", expected, said_by):
            found.problem(home, "neither it nor the editions before it were checked, because its seal is broken")
            _list_all(found, "editions")
            return
        if signature:
            found.holds(f"{home}/edition.sig", signature, said_by)
        edition = found.read(f"{home}/edition.json")
        if found.sha256(f"{home}/edition.sha256") != hashlib.sha256(f"{expected}  edition.json\n".encode()).hexdigest():
            found.problem(f"{home}/edition.sha256", "changed: it is not the hash of edition.json")
        _older(found, home, edition, whole=number >= oldest_whole and edition["generation"] == generation)
    if edition["edition"] != 1:
        found.problem(
            f"editions/{edition['edition']:06d}/edition.json", "names no edition before it and is not the first"
        )


def _older(found: Folder, home: str, edition: dict[str, Any], *, whole: bool) -> None:
    """An edition that, unless `whole`, may have been cut down to the links of the chain; what it has must be right."""
    said_by = f"{home}/edition.json"
    found.holds(f"{home}/catalogue.json", edition["catalogue_sha256"], said_by)
    there = {_relative(found, path, home) for path in (found.root / home).rglob("*") if path.is_file()}
    known = found.sealed(home, edition)
    for name in sorted(known if whole else {"keys.json", *there}.intersection(known)):
        found.holds(f"{home}/{name}", known[name], said_by)
    if whole or "ledger.jsonl" in there:
        _ledger(found, home, edition)


def _root(found: Folder, home: str, edition: dict[str, Any]) -> None:
    """The names at the root: symlinks through the pointer, or in a copy the same bytes."""
    signed = ["edition.sig"] if "keys.json" in edition["files"] else []
    files = [name for name in found.sealed(home, edition) if not name.startswith("versions/")]
    for name in sorted([*files, *signed, "catalogue.json", "edition.json", "ledger.jsonl"]):
        _through(found, name, f"current/{name}", f"{home}/{name}")
    for name in sorted(edition["datasets"]):
        link = f"datasets/{name}/versions.json"
        _through(found, link, f"../../../../current/versions/{name}.json", f"{home}/versions/{name}.json")
    if found.generation:
        for folder in sorted({name.partition("/")[0] for name in edition["files"] if "/" in name}):
            _through(found, folder, f"current/{folder}", "")
        _through(found, "datasets", "current/../../datasets", "")
        _through(found, "editions", "current/..", "")


def _through(found: Folder, name: str, target: str, original: str) -> None:
    path = found.root / name
    found.listed.add(name)
    if path.is_symlink():
        if _target(path) != target:
            found.problem(name, f"changed: it points at {_target(path)} and not at {target}")
    elif path.is_file():
        _same(found, name, original)
    else:
        found.problem(name, "missing")


def _dataset(
    found: Folder,
    home: str,
    name: str,
    entry: dict[str, Any],
    versions: list[Standing],
    events: list[dict[str, Any]],
) -> None:
    """All versions of a dataset: the list against the ledger and the seal, each manifest against the one before."""
    listing = f"{home}/versions/{name}.json"
    try:
        document = found.read(listing)
        entries = [(e["version"], e["manifest_sha256"], e["status"] == "withdrawn") for e in document["versions"]]
        latest = document["latest"]
    except (OSError, ValueError, KeyError, TypeError):
        _list_all(found, f"datasets/{name}")
        return
    if [(told.version, told.manifest_sha256, told.withdrawn) for told in versions] != entries:
        found.problem(listing, "its versions are not those that the ledger says stand")
    stands = newest(versions)
    standing = (stands.version, stands.manifest_sha256) if stands else ("", "")
    if standing != (entry["version"], entry["manifest_sha256"]) or latest != entry["version"]:
        found.problem(listing, f"its latest version is not {entry['version'] or 'none'}, as the seal says")
    for told in versions:
        _version(found, f"datasets/{name}/{told.version}", told)
    announced = {e["manifest_sha256"] for e in events if e["event"] == "announced" and e["dataset"] == name}
    for preview in document.get("previews", []):
        _preview(found, listing, preview, announced, stands)


def _preview(
    found: Folder, listing: str, preview: dict[str, Any], announced: set[str], stands: Standing | None
) -> None:
    """A version that is announced, and shown beside the one that stands."""
    manifest = preview["manifest_sha256"]
    if manifest not in announced:
        found.problem(listing, f"shows a preview of {preview['version']} that the ledger never announced")
    follows = {"version": stands.version, "manifest_sha256": stands.manifest_sha256} if stands else None
    _version(found, preview["path"], Standing(preview["version"], manifest, follows))


def _version(found: Folder, folder: str, told: Standing) -> None:
    """One version: its manifest, what was taken out of it, and every file that the manifest lists."""
    name = f"{folder}/manifest.json"
    if not found.holds(name, told.manifest_sha256, "the ledger"):
        found.problem(folder, "its files were not checked, because its manifest does not hold")
        _list_all(found, folder)
        return
    manifest = found.read(name)
    if manifest["previous"] != told.follows or manifest["version"] != told.version:
        found.problem(name, "it does not follow the version before it")
    for file, facts in sorted(manifest["files"].items()):
        path = found.root / folder / file
        if found.holds(f"{folder}/{file}", facts["sha256"], name) and path.stat().st_size != facts["bytes"]:
            found.problem(name, f"says {file} has {facts['bytes']} bytes, and it has {path.stat().st_size}")
    _accounted(found, folder, told)


def _accounted(found: Folder, folder: str, told: Standing) -> None:
    """The tombstone of a version says of each thing taken out what the ledger says, and no more."""
    name = f"{folder}/tombstone.json"
    try:
        said = [notice["id"] for notice in json.loads(found.bytes(name) or b'{"notices": []}')["notices"]]
    except (ValueError, KeyError, TypeError):
        return  # its hash does not hold, which is said already
    if said != told.taken:
        found.problem(name, f"tells of {', '.join(said) or 'nothing'}, and the ledger of {', '.join(told.taken)}")


def _list_all(found: Folder, folder: str) -> None:
    """Take a folder's files as listed where what lists them is broken, which is a problem of its own."""
    found.listed |= {
        path.relative_to(found.root).as_posix() for path in (found.root / folder).rglob("*") if not path.is_dir()
    }


def _foreign(found: Folder) -> None:
    """Whatever stands in the folder and is listed nowhere."""
    unfinished = found.unfinished()
    for folder, folders, names in os.walk(str(found.root)):
        base = _public_name(found, Path(folder))
        links = [name for name in folders if (Path(folder) / name).is_symlink()]
        if not names and not folders and not f"{base}/".startswith(unfinished):
            found.problem(base, "unlisted: an empty folder")
        for name in sorted([*names, *links]):
            path = name if base == "." else f"{base}/{name}"
            if path in found.listed or path == "current":
                continue
            if path.startswith(unfinished):
                found.report.unfinished += 1
            else:
                found.problem(path, "unlisted: no edition knows it")


def _public_name(found: Folder, folder: Path) -> str:
    """A folder's name as the public knows it, where it stands in the generation behind the pointer."""
    base = folder.relative_to(found.root).as_posix()
    within = base[len(found.generation) + 1 :]
    return within if found.generation and within and base.startswith(f"{found.generation}/") else base


def main(arguments: list[str]) -> int:
    """Check the folder named on the command line and say what was found."""
    options = argparse.ArgumentParser(prog="verify.py", description="Check a published folder, or a copy of one.")
    options.add_argument("folder")
    options.add_argument("--key", default="", help="the key that must have signed: its 32 hex digits, or a file")
    given = options.parse_args(arguments)
    try:
        content = Path(given.key).read_bytes() if Path(given.key).is_file() else None
        key = pinned(given.key, content) if given.key else ""
    except ValueError as error:
        options.error(str(error))
    report = verify(given.folder, key)
    sys.stdout.write(report.text)
    return 0 if report.ok else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
