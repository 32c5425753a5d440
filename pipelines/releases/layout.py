"""Where everything stands below `published/`, and how the current edition is read.

current -> generations/000001/editions/000007      the one pointer
catalogue.json, edition.json, ... -> current/...
editions -> current/..      datasets -> current/../../datasets
generations/000001/
    datasets/<name>/versions.json -> ../../../../current/versions/<name>.json
    datasets/<name>/<version>/             a version
    datasets/<name>/previews/<version>-preview.<edition>/      one that is announced and not yet out
    editions/000007/                       edition.json, catalogue.json, ledger.jsonl, versions/<name>.json, ...

Editions add to a generation. What is taken out of public (a withdrawal, a redaction) makes a new generation, so that
the one pointer moves readers from all that stood to all that stands, and then the old generation is erased.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pipelines.releases.account import LISTING, STAGING
from pipelines.releases.files import loads, sha256_file
from pipelines.releases.model import Context, ReleaseError
from pipelines.releases.standards import EDITION_NAMES

POINTER = "current"
SHARED_NAMES = (
    *("404.html", "README.txt", "catalogue.json", "changes.schema.json", "edition.json", "index.html", "ledger.jsonl"),
    "verify.py",
    *EDITION_NAMES,
)
"""Names at the root of `published/`: symlinks into the current edition."""
SIGNED_NAMES = ("edition.sig", "keys.json")
"""Stand beside them where a key signs."""
MARK_NAME = "SYNTHETIC.txt"
"""Stands beside them in a synthetic edition."""
GENERATIONS = "generations"
WAYS = {
    "datasets": f"{POINTER}/../../datasets",
    "editions": f"{POINTER}/..",
    "site": f"{POINTER}/site",
    "standards": f"{POINTER}/standards",
}
"""Symlinks at the root that lead, through the pointer, to folders of what stands now."""
VERSIONS_LINK = f"../../../../{POINTER}/versions"
"""From a dataset's folder in a generation to the lists of the current edition."""
PREVIEWS = "previews"
"""The folder of a dataset that holds versions shown before they come out."""
PUBLISHED, WITHDRAWN = "published", "withdrawn"
"""The status of a version in versions.json."""
KEPT_WHOLE = 3
"""Editions kept with everything they said: the current one and the pair before it, for slow readers."""
KEPT_ALWAYS = ("catalogue.json", "edition.json", "edition.sha256", "edition.sig", "keys.json")
"""What stays of every older edition, so that the chain of editions can be walked to the first."""


def is_page(name: str) -> bool:
    """Whether a file of an edition is told of by its listing of pages, so that the seal need not tell of it."""
    return name.startswith("site/") and name != LISTING


def edition_name(number: int) -> str:
    """The folder of an edition: six digits, so that names sort as numbers do."""
    return f"{number:06d}"


def generation_name(number: int) -> str:
    """The folder of a generation, relative to the root of `published/`."""
    return f"{GENERATIONS}/{number:06d}"


def root_names(*, synthetic: bool, signed: bool) -> tuple[str, ...]:
    """The symlinks at the root of `published/`."""
    return (*SHARED_NAMES, *(SIGNED_NAMES if signed else ()), *((MARK_NAME,) if synthetic else ()))


@dataclass(frozen=True)
class Release:
    """One published version: its folder, its manifest and the manifest's own SHA-256."""

    dataset: str
    version: str
    folder: Path
    manifest: dict[str, Any]
    manifest_sha256: str

    @cached_property
    def fields(self) -> list[dict[str, Any]]:
        """The Table Schema fields it was published with."""
        fields: list[dict[str, Any]] = loads(self.folder / "schema.json")["fields"]
        return fields

    @cached_property
    def periods(self) -> dict[str, dict[str, Any]]:
        """Its periods by name, as the manifest tells of them."""
        return {period["period"]: period for period in self.manifest["periods"]}


@dataclass(frozen=True)
class Published:
    """The public folder as its pointer says it is: `edition` is None before the first publication."""

    root: Path
    edition: dict[str, Any] | None
    generation: int = 1

    @property
    def home(self) -> Path:
        """The folder of the generation that stands now."""
        return self.root / generation_name(self.generation)

    @property
    def number(self) -> int:
        """The current edition's number, 0 when there is none."""
        return int(self.edition["edition"]) if self.edition else 0

    def edition_folder(self, number: int) -> Path:
        """Where an edition stands."""
        return self.home / "editions" / edition_name(number)

    @property
    def newest(self) -> dict[str, Path]:
        """The folder of the newest version of each dataset of which one stands."""
        known = self.edition["datasets"] if self.edition else {}
        folder = self.home / "datasets"
        return {name: folder / name / entry["version"] for name, entry in known.items() if entry["version"]}

    def read(self, name: str) -> bytes:
        """A file of the current edition, empty before the first."""
        return (self.edition_folder(self.number) / name).read_bytes() if self.edition else b""

    @property
    def keys(self) -> list[dict[str, Any]]:
        """The public keys of the current edition, oldest first; empty while it is not signed."""
        file = self.edition_folder(self.number) / "keys.json"
        return list(loads(file)["keys"]) if self.edition and file.is_file() else []

    def versions(self, dataset: str) -> dict[str, Any]:
        """The dataset's versions.json, or an empty one."""
        if self.edition is None or dataset not in self.edition["datasets"]:
            return {"dataset": dataset, "latest": "", "latest_of_major": {}, "versions": []}
        document: dict[str, Any] = loads(self.edition_folder(self.number) / "versions" / f"{dataset}.json")
        return document

    def preview(self, dataset: str) -> dict[str, Any] | None:
        """What the dataset's versions.json says of the version shown beside the current one, None where none is."""
        previews: list[dict[str, Any]] = self.versions(dataset).get("previews", [])
        return previews[-1] if previews else None

    def announced(self, dataset: str, breaks: Iterable[str]) -> int:
        """The edition that announced all these breaks of a dataset's schema, 0 when none did."""
        entry = self.preview(dataset)
        return int(entry["announced_in"]) if entry and set(breaks) <= set(entry["breaks"]) else 0

    def highest(self, dataset: str) -> str:
        """The number of the last version that was ever published, withdrawn or not; "" where none was."""
        entries = self.versions(dataset)["versions"]
        return str(entries[-1]["version"]) if entries else ""

    def withdrawn(self, dataset: str) -> list[Release]:
        """The withdrawn versions of a dataset, oldest first: their manifests still name what they were made from."""
        entries = [entry for entry in self.versions(dataset)["versions"] if entry["status"] == WITHDRAWN]
        return [self.release(dataset, entry["version"], entry["manifest_sha256"]) for entry in entries]

    def latest(self, dataset: str) -> Release | None:
        """The dataset's latest release. Raises ReleaseError when its manifest is not what the edition says it is."""
        if self.edition is None or dataset not in self.edition["datasets"]:
            return None
        entry = self.edition["datasets"][dataset]
        if not entry["version"]:
            return None  # all that was published of it is withdrawn
        return self.release(dataset, entry["version"], entry["manifest_sha256"])

    def release(self, dataset: str, version: str, manifest_sha256: str) -> Release:
        """A version whose manifest must have this hash. Raises ReleaseError when it has not."""
        folder = self.home / "datasets" / dataset / version
        found = sha256_file(folder / "manifest.json") if (folder / "manifest.json").is_file() else "nothing"
        if found != manifest_sha256:
            raise ReleaseError(
                f"{folder / 'manifest.json'} has changed since it was published ({found[:12]} where the edition says "
                f"{manifest_sha256[:12]}): run verify, then restore the folder from a copy"
            )
        return Release(dataset, version, folder, loads(folder / "manifest.json"), found)


def open_published(root: Path, context: Context | None = None) -> Published:
    """Read the pointer. Raises ReleaseError for a folder that is not ours, or whose figures are of the other kind."""
    pointer = root / POINTER
    if not pointer.is_symlink():
        if root.is_dir() and any(entry.name != STAGING for entry in root.iterdir()) and not (root / STAGING).is_dir():
            raise ReleaseError(f"{root} holds files but no edition of ours: give an empty folder with --published")
        return Published(root, None)
    target = re.fullmatch(rf"{GENERATIONS}/(\d{{6}})/editions/\d{{6}}", str(pointer.readlink()))
    if target is None:
        raise ReleaseError(
            f"{pointer} points at {pointer.readlink()}, which is no edition of ours: give another folder"
        )
    try:
        edition = loads(pointer / "edition.json")
    except (OSError, ValueError) as error:
        raise ReleaseError(f"{pointer / 'edition.json'} cannot be read ({error}): restore it from a copy") from error
    if context is not None and bool(edition["synthetic"]) != context.synthetic:
        have, want = ("synthetic", "real") if edition["synthetic"] else ("real", "synthetic")
        raise ReleaseError(
            f"{root} holds a {have} edition and never takes a {want} one: give another folder with --published"
        )
    return Published(root, edition, int(target.group(1)))
