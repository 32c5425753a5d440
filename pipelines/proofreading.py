"""What is wrong with what the office writes, said before a night finds it: for those who change `records/`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.body import BodyError, read_body
from pipelines.corrections import FOLDER, read_corrections
from pipelines.dataset import Dataset
from pipelines.settings import Settings
from pipelines.sources.records import RecordsSource
from pipelines.upstream import Issue, Landed, Request, Resource, Severity, SourceError, World
from pipelines.validation import Verdict, validate


def check_records(settings: Settings, datasets: Sequence[Dataset]) -> tuple[Issue, ...]:
    """Everything that would be left out, or would stop a dataset: records, the body, declared corrections.

    A record that is held back until a day is read too.
    """
    world = World("folder", False, settings.records, (), date.max)
    found = [*_body(settings)]
    for dataset in datasets:
        if isinstance(dataset.source, RecordsSource):
            found += _records(dataset, dataset.source, world, settings.force)
        found += read_corrections(settings.records, dataset)[1]
    found += _strangers(settings.records, {dataset.name for dataset in datasets})
    return tuple(issue for issue in found if issue.severity is Severity.ERROR)


def _body(settings: Settings) -> Iterator[Issue]:
    try:
        read_body(settings.records, settings.force)
    except BodyError as trouble:
        yield Issue("records/body.yaml", "body", str(trouble), owner="office")


def _records(dataset: Dataset, source: RecordsSource, world: World, force: str) -> Iterator[Issue]:
    listing = source.listing(world, Request(force))
    yield from listing.issues
    for resource in listing.resources:
        try:
            yield from read_now(dataset, resource, world)[1].issues
        except SourceError as trouble:
            yield Issue(resource.url, "record-unreadable", str(trouble), owner="office")


def read_now(dataset: Dataset, resource: Resource, world: World) -> tuple[bytes, Verdict]:
    """One file's bytes, and what reading and validating it finds, as the night would. Raises SourceError."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "record"
        with path.open("wb") as file:
            dataset.source.fetch(resource, world, file)
        content = path.read_bytes()
        landed = Landed(resource, path, hashlib.sha256(content).hexdigest(), len(content))
        return content, validate(dataset, resource.url, dataset.source.parse(landed))


def _strangers(records: Path, names: set[str]) -> Iterator[Issue]:
    """Files of corrections that belong to no dataset: nobody would ever read them."""
    for path in sorted((records / FOLDER).glob("*")):
        if path.suffix != ".md" and not (path.suffix == ".yaml" and path.stem in names):
            place = f"records/{FOLDER}/{path.name}"
            text = f"{place} is of no dataset: name it after one, such as crime-street.yaml, or delete it"
            yield Issue(place, "unknown-dataset", text, owner="office")
