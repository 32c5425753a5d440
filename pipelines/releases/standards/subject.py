"""What every standard describes: one version of one dataset, and how its files are addressed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from pipelines.dataset import Dataset
from pipelines.releases.model import Context
from pipelines.releases.plan import Part
from pipelines.upstream import PeriodState

MEDIA = {"csv": "text/csv", "json": "application/json", "parquet": "application/vnd.apache.parquet"}
"""Media type of each format that the rows come in."""


def address(context: Context, folder: str, link: str) -> str:
    """The address behind a link of a document in `folder` (relative to the published root, "" or ending in `/`).

    Absolute where the site's address is known; otherwise the link itself, which holds wherever the folder is put.
    """
    return urljoin(f"{context.site}{folder}", link) if context.site else link


@dataclass(frozen=True)
class Subject:
    """One version of one dataset.

    `entry` is what the catalogue says of it, `files` the size and SHA-256 of its data files by name, `quality` its
    quality document, `previous` the version before it or "".
    """

    dataset: Dataset
    context: Context
    version: str
    previous: str
    entry: Mapping[str, Any]
    parts: Sequence[Part]
    files: Mapping[str, Mapping[str, Any]]
    states: Sequence[PeriodState]
    quality: Mapping[str, Any]

    def link(self, relative: str) -> str:
        """The address behind a link of a document in this version's folder."""
        return address(self.context, f"datasets/{self.dataset.name}/{self.version}/", relative)

    @property
    def data_files(self) -> list[str]:
        """Every file with rows, part by part, CSV first."""
        return [name for part in self.parts for name in part.names]

    @property
    def primary_key(self) -> tuple[str, ...]:
        """The key where it is one: never empty, and checked not to be repeated. () where it only helps to compare."""
        key = self.dataset.key
        never_empty = all(not column.nullable for column in self.dataset.columns if column.name in key)
        checked = any(check["name"] == "repeated-key" and check["passed"] for check in self.quality["checks"])
        return key if never_empty and checked else ()


def organisation(context: Context) -> str:
    """Who publishes, as a name that is never empty: a force without a known office may still be looked at."""
    return context.body or f"The body that holds the police force {context.force} to account"
