"""What an edition shows, as the pages read it: its documents in memory, and the folders of its versions."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

WITHDRAWN = "withdrawn"
SAMPLE = "Synthetic sample: "
"""What stands before every title of made-up data; pages say it in a banner instead."""


@dataclass(frozen=True)
class Shown:
    """The edition that pages are built from.

    `documents` are its files by name (catalogue.json, versions/NAME.json, ledger.jsonl, ...), `folder` gives the folder
    of a dataset's version, `contact` is the publisher's e-mail address and `address` the public address of the
    published folder, ending in `/`; "" where it is not known.
    """

    documents: Mapping[str, bytes]
    folder: Callable[[str, str], Path]
    contact: str = ""
    address: str = ""

    @cached_property
    def catalogue(self) -> dict[str, Any]:
        """`catalogue.json`."""
        found: dict[str, Any] = json.loads(self.documents["catalogue.json"])
        return found

    @cached_property
    def events(self) -> list[dict[str, Any]]:
        """The ledger, oldest first."""
        return [json.loads(line) for line in self.documents["ledger.jsonl"].splitlines()]

    @cached_property
    def listed(self) -> dict[str, dict[str, Any]]:
        """`versions.json` of every dataset that ever had a version, by name."""
        names = sorted(name for name in self.documents if name.startswith("versions/"))
        return {Path(name).stem: json.loads(self.documents[name]) for name in names}

    @cached_property
    def datasets(self) -> dict[str, Version]:
        """The newest version of every dataset that stands, by name."""
        return {entry["name"]: self.version(entry["name"], entry["latest"]) for entry in self.catalogue["datasets"]}

    def version(self, dataset: str, version: str) -> Version:
        """One version, withdrawn or not."""
        entries = self.listed[dataset]["versions"]
        entry = next(entry for entry in entries if entry["version"] == version)
        return Version(dataset, entry, self.folder(dataset, version))


@dataclass(frozen=True)
class Version:
    """One version: its entry in versions.json, and the documents of its folder."""

    dataset: str
    entry: dict[str, Any]
    folder: Path

    @property
    def number(self) -> str:
        """Its number, such as 1.2.0."""
        return str(self.entry["version"])

    @property
    def withdrawn(self) -> bool:
        """Whether it was taken out of public."""
        return bool(self.entry["status"] == WITHDRAWN)

    def document(self, name: str) -> dict[str, Any]:
        """A JSON document of the version, empty where it has none."""
        path = self.folder / name
        found: dict[str, Any] = json.loads(path.read_bytes()) if path.is_file() else {}
        return found

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """`manifest.json`."""
        return self.document("manifest.json")

    @cached_property
    def package(self) -> dict[str, Any]:
        """`datapackage.json`."""
        return self.document("datapackage.json")

    @cached_property
    def quality(self) -> dict[str, Any]:
        """`quality.json`."""
        return self.document("quality.json")

    @cached_property
    def fields(self) -> list[dict[str, Any]]:
        """The columns, as the Table Schema tells of them."""
        found: list[dict[str, Any]] = self.document("schema.json").get("fields", [])
        return found

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of the columns."""
        return frozenset(field["name"] for field in self.fields)

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that identify a row."""
        return tuple(self.package.get("openbeat:key", ()))

    @property
    def title(self) -> str:
        """Its title, without the mark of made-up data."""
        return str(self.package.get("title", self.dataset)).removeprefix(SAMPLE)

    @property
    def newest_csv(self) -> str:
        """The file name of the CSV of its last period."""
        return next((str(r["path"]) for r in reversed(self.package.get("resources", []))), "")

    def preview(self, rows: int) -> list[list[str]]:
        """The first rows of the newest CSV, as the text that stands there."""
        if not self.newest_csv:
            return []  # a version without a row has no CSV
        with (self.folder / self.newest_csv).open(encoding="utf-8", newline="") as file:
            lines = csv.reader(file)
            next(lines, None)
            return list(islice(lines, rows))

    def rows(self, columns: Sequence[str]) -> list[dict[str, str]]:
        """Some columns of every row as text, in the order of the files; "" for empty, and for a column it has not."""
        found = []
        for resource in self.package.get("resources", []):
            with (self.folder / resource["path"]).open(encoding="utf-8", newline="") as file:
                found += [{name: row.get(name, "") for name in columns} for row in csv.DictReader(file)]
        return found


def open_shown(root: Path) -> Shown:
    """The edition that a published folder shows now. Raises OSError where there is none."""
    current = root / "current"
    documents = [current / "catalogue.json", current / "ledger.jsonl", *sorted((current / "versions").glob("*.json"))]
    found = {path.relative_to(current).as_posix(): path.read_bytes() for path in documents}
    return Shown(found, lambda dataset, version: root / "datasets" / dataset / version)
