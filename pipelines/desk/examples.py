"""Rows to learn from, made of the columns' own examples, each of them tried by the reader that will read the rest."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.dataset import Dataset
from pipelines.sources.inbox import INBOX
from pipelines.sources.records import DEFERRED_BY, STATUS
from pipelines.upstream import Landed, Resource, Severity
from pipelines.validation import validate
from schemas.base import Column

Row = Mapping[str, str]


def examples(dataset: Dataset, columns: Sequence[Column]) -> tuple[Row, Row]:
    """A row as full as it may be, and one with the least that is needed; values by column, as written in a CSV.

    A column whose example contradicts the others (a redaction of what is not redacted) stays empty. Raises ValueError
    when the examples make no row that is taken.
    """
    left = [column for column in columns if column.nullable and not _left_empty(column)]
    least = _least(dataset, columns, left)
    full = _fuller(dataset, columns, least, [column for column in left if column.name not in least])
    names = {column.name for column in columns if column.unique or column.name in dataset.key}
    days = {column.name for column in columns if column.kind == "date"}
    return full, {name: _next(text, name in days) if name in names else text for name, text in least.items()}


def _next(text: str, is_day: bool) -> str:
    """The name after this one: `kent-c-0043` after `kent-c-0042`; the next day. A text without a number stays."""
    if is_day:
        return (date.fromisoformat(text) + timedelta(days=1)).isoformat()
    return re.sub(r"\d+$", lambda found: f"{int(found[0]) + 1:0{len(found[0])}}", text)


def _fuller(dataset: Dataset, columns: Sequence[Column], row: Row, more: Sequence[Column]) -> Row:
    """A row that is taken, with as many more columns as go together: all of them, or what either half of them adds."""
    fuller = {**row, **{column.name: column.example for column in more}}
    if not more or not _faults(dataset, columns, fuller):
        return fuller
    half = len(more) // 2
    if not half:
        return row
    return _fuller(dataset, columns, _fuller(dataset, columns, row, more[:half]), more[half:])


def _least(dataset: Dataset, columns: Sequence[Column], left: Sequence[Column]) -> dict[str, str]:
    """The needed columns, and of the others the few without which the row would contradict itself."""
    row = {column.name: column.example for column in columns if not column.nullable}
    faults = _faults(dataset, columns, row)
    while faults:
        tries = [row | {column.name: column.example} for column in left if column.name not in row]
        fewest, better = min(((_faults(dataset, columns, one), one) for one in tries), key=lambda pair: pair[0])
        if fewest >= faults:
            raise ValueError(f"{dataset.name}: the examples of its columns make no valid row; correct them in schemas/")
        row, faults = better, fewest
    return row


def _left_empty(column: Column) -> bool:
    """A status speaks of a value that is missing, and a deferral would hold the whole spreadsheet back."""
    return column.name.endswith(STATUS) or column.name == DEFERRED_BY


def _faults(dataset: Dataset, columns: Sequence[Column], row: Row) -> int:
    """How much is wrong with a spreadsheet of this one row; 0 where it is taken."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "row.csv"
        write_csv(path, columns, [row])
        url = f"{INBOX}{dataset.name}.csv"
        parsed = dataset.source.parse(Landed(Resource(url, url), path, "0" * 64, path.stat().st_size))
        return sum(issue.severity is Severity.ERROR for issue in validate(dataset, url, parsed).issues)


def write_csv(path: Path, columns: Sequence[Column], rows: Iterable[Row]) -> None:
    """Write rows below the headings of a template."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(column.title for column in columns)
        writer.writerows([row.get(column.name, "") for column in columns] for row in rows)
