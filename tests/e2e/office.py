"""A small office to run nights in: made-up police.uk months, a few records, and folders of its own."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest import mock

import duckdb
from typer.testing import CliRunner

from assets import datasets
from pipelines.cli import app
from pipelines.dataset import Dataset
from pipelines.settings import ROOT, Settings
from pipelines.sources.police_uk import STREET

HEADER = list(STREET.headers)
OPENBEAT = Path(sys.executable).with_name("openbeat")
FEW = ("budget", "crime-street", "decisions", "expenditure")
"""Datasets of every kind of source that needs no host: enough for most journeys, and quicker than all."""

WITHOUT_US = {name: value for name, value in os.environ.items() if not name.startswith(("OPENBEAT_", "PANDERA_"))}


def crime_rows(month: str, crimes: int = 40, asb: int = 10, settled: int = 0, force: str = "Kent Police") -> list[Any]:
    """Rows as data.police.uk gives them: the first `settled` crimes have their outcome; the last two incidents of
    anti-social behaviour are the same to the byte.
    """
    rows = []
    for number in range(crimes + asb):
        crime = number < crimes
        place = min(number, crimes + asb - 2) % 500
        rows.append(
            [
                hashlib.sha256(f"{force} {month} {number}".encode()).hexdigest() if crime else "",
                *(month, force, force, f"{0.5 + place / 1000:.6f}", f"{51.2 + place / 1000:.6f}"),
                *(f"On or near Street {place}", f"E0102{3000 + place}", "Ashford 001A"),
                "Vehicle crime" if crime else "Anti-social behaviour",
                ("Unable to prosecute suspect" if number < settled else "Under investigation") if crime else "",
                "",
            ]
        )
    return rows


def csv_text(rows: list[Any], header: list[str] = HEADER) -> str:
    """The file that holds these rows."""
    sink = io.StringIO()
    csv.writer(sink, lineterminator="\n").writerows([header, *rows])
    return sink.getvalue()


@dataclass(frozen=True)
class Answer:
    """How a command ended and what it said."""

    status: int
    said: str

    @property
    def words(self) -> str:
        """What it said in one line: the terminal's own line breaks do not count."""
        return " ".join(self.said.split())

    def tells(self, text: str) -> bool:
        """Whether it said this, wherever the terminal broke a line, even inside a long path."""
        return "".join(text.split()) in "".join(self.said.split())


@dataclass(frozen=True)
class Office:
    """An office below one folder. `world` is empty for its own folder of files.

    `only` are the datasets that commands in this process know of, all when it is empty; a process of its own knows all.
    """

    folder: Path
    world: str = ""
    force: str = "kent"
    only: tuple[str, ...] = FEW

    @property
    def files(self) -> Path:
        return self.folder / "files"

    @property
    def records(self) -> Path:
        return self.folder / "records"

    @property
    def settings(self) -> Settings:
        return Settings(
            world=self.world or f"folder:{self.files}",
            force=self.force,
            home=self.folder / "home",
            published=self.published,
            records=self.records,
        )

    @property
    def published(self) -> Path:
        return self.folder / "published"

    @property
    def environment(self) -> dict[str, str]:
        settings = self.settings
        return {
            "OPENBEAT_WORLD": settings.world,
            "OPENBEAT_FORCE": settings.force,
            "OPENBEAT_HOME": str(settings.home),
            "OPENBEAT_PUBLISHED": str(settings.published),
            "OPENBEAT_RECORDS": str(settings.records),
            "COLUMNS": "300",
        }

    def furnish(self) -> Office:
        """Give it the records that it cannot do without: its name, a budget and two decisions."""
        for folder in (ROOT / "records").iterdir():
            if folder.is_dir():
                (self.records / folder.name).mkdir(parents=True, exist_ok=True)
        for name in ("body.yaml", "budget/2025-26.yaml"):
            shutil.copy(ROOT / "records" / name, self.records / name)
        self.files.mkdir(parents=True, exist_ok=True)
        for number in ("001", "002"):
            self.decide(number)
        return self

    def decide(self, number: str) -> None:
        """Put a decision on the register."""
        (found,) = (ROOT / "records/decisions").glob(f"{number}-*.yaml")
        shutil.copy(found, self.records / "decisions")

    def put(self, month: str, rows: list[Any] | None = None, header: list[str] = HEADER) -> Path:
        """Put a month's file among the files."""
        path = self.files / f"{month}-{self.force}-street.csv"
        path.write_text(csv_text(crime_rows(month) if rows is None else rows, header), encoding="utf-8")
        return path

    def moved_to(self, folder: Path) -> Office:
        """A copy of everything, to go on from here elsewhere."""
        shutil.copytree(self.folder, folder, symlinks=True)
        return replace(self, folder=folder)

    def run(self, *arguments: str, typed: str = "", **environment: str) -> Answer:
        """Run a command in this process."""
        runner = CliRunner(env=self.environment | environment)
        with few(self.only):
            result = runner.invoke(app, [*arguments], input=typed)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Answer(result.exit_code, result.output)

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """Start a command in a process of its own."""
        return subprocess.Popen(
            [OPENBEAT, *arguments],
            env=WITHOUT_US | self.environment | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def verify(self, *options: str) -> Answer:
        """Check the published folder as anybody can: an interpreter with nothing but its standard library."""
        done = subprocess.run(
            [sys.executable, "-I", "-S", self.published / "verify.py", *options, self.published],
            capture_output=True,
            text=True,
            env={},
            check=False,
        )
        return Answer(done.returncode, done.stdout + done.stderr)

    def holds(self) -> bool:
        """Whether the edition is whole; what a killed night left beside it is told and does no harm."""
        return self.verify().status == 0

    def versions(self, dataset: str) -> dict[str, Any]:
        """The dataset's versions.json."""
        found: dict[str, Any] = json.loads((self.published / "datasets" / dataset / "versions.json").read_bytes())
        return found

    def latest(self, dataset: str) -> Path:
        """The folder of the dataset's latest release."""
        return self.published / "datasets" / dataset / str(self.versions(dataset)["latest"])

    def document(self, dataset: str, name: str) -> Any:
        """A JSON document of the latest release."""
        return json.loads((self.latest(dataset) / name).read_bytes())

    def rows(self, dataset: str) -> list[dict[str, str]]:
        """Every row of the latest release's CSV files."""
        return [row for path in data_files(self.latest(dataset), dataset) for row in _read(path)]

    def stored(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the copy of the store that people query."""
        with duckdb.connect(str(self.settings.read_copy), read_only=True) as engine:
            return engine.execute(query, list(values)).fetchall()


@contextmanager
def few(only: tuple[str, ...] = FEW, more: tuple[Dataset, ...] = ()) -> Iterator[None]:
    """Let this process know of some datasets only, for as long as the context lasts; of all when none is named.

    `more` are declared by nobody else.
    """
    known = (*(dataset for dataset in datasets() if not only or dataset.name in only), *more)
    everywhere = ("assets.datasets", "pipelines.definitions.datasets")
    with mock.patch(everywhere[0], return_value=known), mock.patch(everywhere[1], return_value=known):
        yield


def finish(process: subprocess.Popen[str], seconds: float = 120) -> Answer:
    """Wait for a started command."""
    said, _ = process.communicate(timeout=seconds)
    return Answer(process.returncode, said)


def data_files(folder: Path, dataset: str) -> list[Path]:
    """The CSV files of a release, by period."""
    return sorted(folder.glob(f"{dataset}*.csv"))


def _read(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def bytes_below(folder: Path) -> dict[str, str]:
    """SHA-256 of every file as a reader sees it, symlinks followed."""
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in _names(folder)}


def traces_below(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Inode, time of change and size of everything below, so that even rewriting the same bytes shows."""
    found = {path: path.lstat() for path in [folder, *sorted(folder.rglob("*"))]}
    return {str(path): (stat.st_ino, stat.st_mtime_ns, stat.st_size) for path, stat in found.items()}


def _names(folder: Path) -> list[str]:
    return sorted(
        str(Path(where).relative_to(folder) / name)
        for where, _, names in os.walk(folder, followlinks=True)
        for name in names
    )
