"""What the next edition will say of a dataset: its candidate where one is ready to go out, else its latest release.

Figures that are worked out from other figures are worked out from these, never from the store: so nothing that is held
or redacted comes out through a sum, and whoever has the files can work out the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.releases.approvals import CANDIDATE, decision_on, state_of
from pipelines.releases.files import loads, sha256_file
from pipelines.releases.layout import Published, Release, open_published
from pipelines.releases.model import ReleaseError, State
from pipelines.upstream import SourceError, Standing

DATA = "release"
"""The folder of a candidate that holds its own files."""
PARQUET, QUALITY, SCHEMA = ".parquet", "quality.json", "schema.json"
TELLING = (".csv", ".parquet")
"""Files whose bytes are the figures: the Parquet file tells no more than the CSV file, but is the one that is read."""


@dataclass(frozen=True)
class Tonight:
    """`Coming`, from the published folder and the candidates beside it."""

    published: Path
    candidates: Path

    def standing(self, dataset: str) -> Standing | None:
        """A dataset as the next edition will show it. Raises SourceError for files that are not as they were made."""
        try:
            shown = open_published(self.published)
            return self._ready(shown, dataset) or _latest(shown, dataset)
        except (ReleaseError, OSError) as error:
            raise SourceError(str(error)) from error

    def _ready(self, shown: Published, name: str) -> Standing | None:
        folder, base = self.candidates / name, shown.latest(name)
        if not (folder / CANDIDATE).is_file():
            return None
        document = loads(folder / CANDIDATE)
        builds_on = base.manifest_sha256 if base else ""
        if builds_on != document["previous_manifest_sha256"]:
            return None
        if state_of(document, decision_on(self.candidates, name)) is not State.READY:
            return None
        share = set(document["share"])
        homes = {
            file: base.folder if base and file in share else folder / DATA for file in document["manifest"]["files"]
        }
        return _standing(document["manifest"], homes, document["catalogue"]["as_at"] or "")


def _latest(shown: Published, name: str) -> Standing | None:
    release: Release | None = shown.latest(name)
    if release is None:
        return None
    entries = {entry["version"]: entry for entry in shown.versions(name)["versions"]}
    homes = dict.fromkeys(release.manifest["files"], release.folder)
    return _standing(release.manifest, homes, entries[release.version]["as_at"] or "")


def _standing(manifest: Mapping[str, Any], homes: Mapping[str, Path], as_at: str) -> Standing:
    parts: dict[str, list[str]] = {}
    for period in manifest["periods"]:
        for name in period["files"]:
            if name.endswith(PARQUET):
                parts.setdefault(name, []).append(period["period"])
    for name in (*parts, QUALITY):
        _check(homes[name] / name, manifest["files"][name]["sha256"])
    return Standing(
        dataset=manifest["dataset"],
        version=manifest["version"],
        token=hashlib.sha256("\n".join(_telling(manifest["files"])).encode()).hexdigest(),
        as_at=as_at,
        parts=tuple((homes[name] / name, tuple(periods)) for name, periods in parts.items()),
        quality=loads(homes[QUALITY] / QUALITY),
    )


def _telling(listed: Mapping[str, Any]) -> Iterator[str]:
    """The names and hashes of what a figure worked out from this release can depend on."""
    for name in sorted(listed):
        if name.endswith(TELLING) or name in {QUALITY, SCHEMA}:
            yield f"{name} {listed[name]['sha256']}"


def _check(path: Path, sha256: str) -> None:
    if not path.is_file() or sha256_file(path) != sha256:
        raise ReleaseError(f"{path} is not as it was made: run verify, then restore it from a copy")
