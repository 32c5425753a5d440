"""Hidden counts that the office decided to tell: `records/disclosure/<dataset>.yaml`, each with its reason."""

from __future__ import annotations

from pathlib import Path

from pipelines.dataset import Dataset
from pipelines.disclosure.cells import Key
from pipelines.releases.model import ReleaseError
from pipelines.sources.records.document import Entry, RecordError, entries

FOLDER = "disclosure"
ITEMS = "released"
DECIDED = ("reason", "decided_by", "decided_on")
"""What every entry says beside the columns that name its cell."""


def released(records: Path, dataset: Dataset) -> frozenset[Key]:
    """The cells of a dataset that were released deliberately. Raises ReleaseError for an entry that is not whole."""
    file = records / FOLDER / f"{dataset.name}.yaml"
    if not file.is_file():
        return frozenset()
    place = f"records/{FOLDER}/{file.name}"
    try:
        return frozenset(_cell(entry, dataset, place) for entry in entries(file.read_bytes(), ITEMS))
    except RecordError as error:
        raise ReleaseError(f"{place} line {error.line or 1} {error}") from error


def _cell(entry: Entry, dataset: Dataset, place: str) -> Key:
    said = {name: value.text for name, value in entry.fields.items()}
    wanted = (*dataset.key, *DECIDED)
    for name in (*(name for name in wanted if not said.get(name)), *(name for name in said if name not in wanted)):
        fault = "has no column that names a cell so" if name in said and name not in wanted else "is needed"
        raise ReleaseError(f"{place} line {entry.line}: {name} {fault}: give {', '.join(wanted)}, and nothing else")
    return tuple(str(said[name]) for name in dataset.key)
