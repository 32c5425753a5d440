"""Erase what a rule hides from published versions: find it in the data of all, then write each version without it.

Nothing is edited in place, since older versions share their files by hard links: what changes is written anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.releases import files, traces
from pipelines.releases.layout import Release
from pipelines.releases.redaction import Rule, select
from pipelines.releases.renewal import Renewed, renew
from pipelines.releases.traces import Traces
from pipelines.releases.writers import FORMATS, GUARD_RULE, sort_part, write_part
from pipelines.sql import literal
from schemas.base import Column

if TYPE_CHECKING:
    import duckdb

    from pipelines.dataset import Dataset

TOMBSTONE = "tombstone.json"
UNTOUCHED = ("schema.json", TOMBSTONE)
"""Documents that come from the declaration or from a takedown, and hold no row."""


@dataclass(frozen=True)
class Find:
    """What a rule hides in one part of one version, in rows and in values."""

    version: str
    stem: str
    rows: int
    cells: int


@dataclass(frozen=True)
class Findings:
    """What a rule hides in all versions, and the traces by which the reports of changes are cleaned."""

    finds: tuple[Find, ...]
    traces: Traces

    def rows(self, version: str) -> dict[str, int]:
        """Rows that the rule touches in each part of a version."""
        return {find.stem: find.rows for find in self.finds if find.version == version and find.rows}

    def cells(self, version: str) -> int:
        """Values that the rule hides in a version."""
        return sum(find.cells for find in self.finds if find.version == version)


@dataclass
class Eraser:
    """Writes the versions of a dataset without what a rule hides. A part that versions share is written once."""

    connection: duckdb.DuckDBPyConnection
    dataset: Dataset
    rule: Rule
    written: dict[str, Path] = field(default_factory=dict)

    def find(self, releases: Sequence[Release]) -> Findings:
        """Look through the data of all versions. Raises duckdb.Error for a condition that SQL does not know."""
        emptied = frozenset(column.name for column in self.dataset.columns if not column.guarded)
        found = Traces(self.rule.placeholder, not self.rule.columns, emptied)
        finds = []
        known: dict[str, tuple[int, int]] = {}
        for release in releases:
            for stem in _stems(release):
                same = release.manifest["files"][f"{stem}.parquet"]["sha256"]
                if same not in known:
                    known[same] = self._find_part(release, stem, found)
                finds.append(Find(release.version, stem, *known[same]))
        return Findings(tuple(finds), found)

    def _find_part(self, release: Release, stem: str, found: Traces) -> tuple[int, int]:
        columns = _columns(release)
        hidden = [column for column in columns if not self.rule.columns or column.name in self.rule.columns]
        names = ", ".join(f'CAST("{column.name}" AS VARCHAR)' for column in columns)
        matching = f"SELECT {names} FROM ({self._relation(release, stem)}) WHERE {self.rule.holds}"
        rows = self.connection.execute(matching).fetchall()
        cells = 0
        for values in rows:
            row = dict(zip((column.name for column in columns), values, strict=True))
            found.whole.add(tuple(sorted(row.items())))
            found.keys.add(tuple(sorted((name, row.get(name) or "") for name in self.dataset.key)))
            for column in hidden:
                value = row[column.name]
                if value is None or value == self.rule.placeholder:
                    continue
                cells += 1
                found.values.setdefault(column.name, set()).add(value)
                if column.guarded:
                    found.texts.add(value)
        return (len(rows) if cells else 0), cells

    def _relation(self, release: Release, stem: str) -> str:
        """The rows of a part; columns that came later are there and empty, so that a condition may name them."""
        have = {column.name for column in _columns(release)}
        later = [column for column in self.dataset.columns if column.name not in have]
        more = "".join(f', CAST(NULL AS {column.sql}) AS "{column.name}"' for column in later)
        return f"SELECT *{more} FROM read_parquet({literal(release.folder / f'{stem}.parquet')})"

    def rewrite(self, release: Release, target: Path, findings: Findings, notice: dict[str, Any]) -> dict[str, Any]:
        """Write a version to `target` without what is hidden. Returns its manifest, the old one where nothing was."""
        target.mkdir(parents=True)
        rows = findings.rows(release.version)
        for stem in _stems(release):
            self._part(release, stem, target, rewrite=stem in rows)
        documents = self._documents(release, findings, target)
        files_now = {name: self._facts(release, target / name) for name in release.manifest["files"]}
        manifest = release.manifest
        if files_now != manifest["files"]:
            lost = {"rows": sum(rows.values()), "cells": findings.cells(release.version)}
            manifest = self._manifest(release, target, files_now, rows, notice | lost)
        files.write(target / "manifest.json", files.dumps(manifest))
        for name in documents:
            files.sync_file(target / name)
        files.sync_folder(target)
        return manifest

    def _part(self, release: Release, stem: str, target: Path, *, rewrite: bool) -> None:
        names = [f"{stem}.{suffix}" for suffix in FORMATS]
        same = release.manifest["files"][f"{stem}.parquet"]["sha256"]
        if rewrite and same not in self.written:
            columns = _columns(release)
            sort_part(self.connection, [select(self._relation(release, stem), columns, [self.rule])], columns)
            write_part(self.connection, columns, target, stem, release.manifest["synthetic"])
            for name in names:
                files.sync_file(target / name)
            self.written[same] = target
            return
        source = self.written[same] if rewrite else release.folder
        for name in names:
            files.share(source / name, target / name)

    def _documents(self, release: Release, findings: Findings, target: Path) -> list[str]:
        """Write the documents beside the data, cleaned and true to the new bytes of each other. Returns their names."""
        data = {f"{stem}.{suffix}" for stem in _stems(release) for suffix in FORMATS}
        names = [name for name in release.manifest["files"] if name not in data]
        contents = {name: (release.folder / name).read_bytes() for name in names}
        for name in names:
            contents[name] = _cleaned(name, contents[name], findings.traces)
        facts = {name: self._facts(release, target / name) for name in data}
        while True:
            for name, content in contents.items():
                facts[name] = {"bytes": len(content), "sha256": files.sha256(content)}
            before = release.manifest["files"]
            changed = [Renewed(before[name], facts[name]) for name in facts if facts[name] != before[name]]
            renewed = {name: renew(contents[name], changed) for name in names}
            if renewed == contents:
                break
            contents = renewed
        for name, content in contents.items():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            files.write(target / name, content)
        return names

    def _facts(self, release: Release, path: Path) -> dict[str, Any]:
        before: dict[str, Any] = release.manifest["files"].get(path.name, {})
        if before and (release.folder / path.name).stat().st_ino == path.stat().st_ino:
            return before
        return {"bytes": path.stat().st_size, "sha256": files.sha256_file(path)}

    def _manifest(
        self,
        release: Release,
        target: Path,
        files_now: dict[str, Any],
        rows: Mapping[str, int],
        notice: dict[str, Any],
    ) -> dict[str, Any]:
        """The manifest of a version that lost something: it says which one it replaces, and has a tombstone."""
        manifest: dict[str, Any] = json.loads(json.dumps(release.manifest))
        if not self.rule.columns:
            for period in manifest["periods"]:
                stem = period["files"][0].rpartition(".")[0]
                if stem in rows:
                    period["rows"] = self._count(target / f"{stem}.parquet", period["period"], len(manifest["periods"]))
            manifest["rows"] = sum(period["rows"] for period in manifest["periods"])
        files_now |= {TOMBSTONE: tombstone(release, target, notice)}
        return manifest | {
            "replaces": release.manifest_sha256,
            "files": {name: files_now[name] for name in sorted(files_now)},
        }

    def _count(self, path: Path, period: str, periods: int) -> int:
        """Rows of a period in a part: all of them, unless a part holds several periods."""
        column = self.dataset.period_column if periods > 1 else ""
        where = f' WHERE CAST("{column}" AS VARCHAR) = {literal(period)}' if column else ""
        return int(
            self.connection.execute(f"SELECT count(*) FROM read_parquet({literal(path)}){where}").fetchall()[0][0]
        )


def tombstone(release: Release, target: Path, notice: dict[str, Any]) -> dict[str, Any]:
    """Write what was taken out of a version, after what was before. Returns the file's size and SHA-256."""
    before = release.folder / TOMBSTONE
    notices = files.loads(before)["notices"] if before.is_file() else []
    document = {
        "dataset": release.dataset,
        "version": release.version,
        "synthetic": release.manifest["synthetic"],
        "notices": [*notices, {**notice, "manifest_sha256_before": release.manifest_sha256}],
    }
    content = files.dumps(document)
    files.write(target / TOMBSTONE, content)
    return {"bytes": len(content), "sha256": files.sha256(content)}


def _stems(release: Release) -> list[str]:
    """The parts of a version, each once."""
    names = [name for period in release.manifest["periods"] for name in period["files"] if name.endswith(".parquet")]
    return list(dict.fromkeys(name.removesuffix(".parquet") for name in names))


def _columns(release: Release) -> list[Column]:
    """The columns that a version was published with."""
    return [_column(entry) for entry in release.fields]


def _column(entry: Mapping[str, Any]) -> Column:
    rules = entry.get("constraints", {})
    return Column(
        name=entry["name"],
        title=entry.get("title", ""),
        description=entry.get("description", ""),
        kind=entry["type"],
        sql=entry["openbeat:sql"],
        nullable=not rules.get("required", False),
        unique=bool(rules.get("unique", False)),
        example="",
        unit="",
        known=(),
        free_text=GUARD_RULE in entry.get("description", ""),
        enum=tuple(rules.get("enum", ())),
        pattern=rules.get("pattern", ""),
    )


def _cleaned(name: str, content: bytes, found: Traces) -> bytes:
    if name in UNTOUCHED:
        return content
    if name == "changes.json":
        return traces.changes_json(content, found)
    if name == "changes.csv":
        return traces.changes_csv(content, found)
    return traces.scrub(content, found)
