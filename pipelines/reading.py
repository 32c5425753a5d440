"""Questions to the copy of the store that people may query at any time, and to every version ever published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.dataset import Dataset
from pipelines.releases.history import relation, release_as_of
from pipelines.releases.layout import open_published
from pipelines.releases.writers import CSV_FORM, guarded
from pipelines.settings import Settings
from pipelines.sql import identifier, literal

Rows = list[tuple[object, ...]]


def ask(settings: Settings, query: str, values: Sequence[object] = ()) -> tuple[list[str], Rows]:
    """(headings, rows) of a query. Raises FileNotFoundError when nothing was stored yet, ValueError for bad SQL."""
    if not settings.read_copy.is_file():
        raise FileNotFoundError(f"{settings.read_copy} is not there yet: run openbeat nightly first")
    with duckdb.connect(str(settings.read_copy), read_only=True) as engine:
        try:
            answer = engine.execute(query, list(values))
            rows: Rows = answer.fetchall()
        except duckdb.Error as trouble:
            raise ValueError(str(trouble)) from trouble
        return [column[0] for column in answer.description or []], rows


def coverage_by_period(settings: Settings, dataset: str) -> Rows:
    """Period, status, rows and evidence of one dataset."""
    query = "SELECT period, status, rows, text FROM _coverage WHERE dataset = ? ORDER BY period"
    return ask(settings, query, [dataset])[1]


def coverage_summary(settings: Settings) -> Rows:
    """One row for each dataset: published version, span of periods, rows, and how many periods have which status."""
    query = (
        "SELECT dataset, min(period) || CASE WHEN count(*) > 1 THEN ' to ' || max(period) ELSE '' END, "
        "sum(rows)::BIGINT, string_agg(DISTINCT told, ', ' ORDER BY told) FROM (SELECT *, "
        "count(*) OVER (PARTITION BY dataset, status) || ' ' || status AS told FROM _coverage) "
        "GROUP BY dataset ORDER BY dataset"
    )
    published = open_published(settings.published)
    return [(row[0], _latest(published.versions(str(row[0]))), *row[1:]) for row in ask(settings, query)[1]]


@dataclass(frozen=True)
class Deadlines:
    """What the statutory clock says: the day it judges by, what is overdue, and what falls due next.

    Rows of `late` are dataset, period, the day it was due, days late and the duties; those of `coming` the day, the
    dataset (or the duty that has none) and what fixes the day.
    """

    judged_on: str
    late: Rows
    coming: Rows


def deadlines(settings: Settings) -> Deadlines | None:
    """What is overdue, the latest first, and what falls due next, by day; None where the clock never came out."""
    if not ask(settings, "SELECT 1 FROM information_schema.tables WHERE table_name = 'publication_clock'")[1]:
        return None
    late = (
        "SELECT dataset, period, min(due_on)::VARCHAR, max(days_late), string_agg(duty_id, ', ' ORDER BY duty_id) "
        "FROM publication_clock WHERE status = 'overdue' AND period <> 'all' "
        "GROUP BY dataset, period ORDER BY 4 DESC, dataset, period"
    )
    coming = (
        "SELECT min(due_on)::VARCHAR, CASE dataset WHEN 'none' THEN 'no dataset yet: ' || duty_id ELSE dataset END, "
        "CASE WHEN bool_or(due_basis = 'law') THEN 'by law' ELSE 'as promised' END "
        "FROM publication_clock WHERE period = 'all' AND due_on >= judged_on GROUP BY 2 ORDER BY 1, 2"
    )
    (day,) = ask(settings, "SELECT coalesce(max(judged_on)::VARCHAR, '') FROM publication_clock")[1]
    return Deadlines(str(day[0]), ask(settings, late)[1], ask(settings, coming)[1])


def _latest(versions: dict[str, object]) -> str:
    return str(versions.get("latest") or "nothing yet")


@dataclass(frozen=True)
class Moment:
    """When, in the ways that a past version can be named; with none of them, now. `date` is compared with as-at dates:
    the version is that of the last edition whose sources go no further.
    """

    version: str = ""
    edition: int = 0
    date: str = ""

    def __post_init__(self) -> None:
        if sum(map(bool, (self.version, self.edition, self.date))) > 1:
            raise ValueError("give one of --version, --edition and --date")


@dataclass(frozen=True)
class Said:
    """What a version said: its name, the headings, the first rows, and how many there are."""

    version: str
    as_at: str
    headings: list[str]
    rows: Rows
    total: int


def as_of(
    settings: Settings, dataset: Dataset, moment: Moment, period: str, query: str, target: Path | None, limit: int
) -> Said:
    """The rows of a dataset as they were published then, or the answer of a query over them.

    The query finds them under the dataset's name in snake_case. `target` gets every row as CSV, by the same rules as a
    published one; at most `limit` rows are given back. Raises ReleaseError for what was never published, ValueError for
    bad SQL.
    """
    release = release_as_of(
        settings.published, dataset.name, version=moment.version, edition=moment.edition, date=moment.date
    )
    with duckdb.connect() as engine:
        relation(engine, release, period, dataset.period_column).create_view(dataset.table)
        try:
            answer = engine.sql(query or f"FROM {identifier(dataset.table)}")
            if answer is None:
                raise ValueError("the SQL gives no rows: write a SELECT")
            answer.create("answer")
        except duckdb.Error as trouble:
            raise ValueError(str(trouble)) from trouble
        stored = engine.table("answer")
        if target is not None:
            _write_csv(engine, stored, target)
        rows: Rows = stored.limit(limit).fetchall()
        return Said(release.version, release.manifest["as_at"] or "", stored.columns, rows, len(stored))


def _write_csv(engine: duckdb.DuckDBPyConnection, answer: duckdb.DuckDBPyRelation, target: Path) -> None:
    names = [(identifier(name), kind) for name, kind in zip(answer.columns, answer.types, strict=True)]
    fields = ", ".join(f"{guarded(name)} AS {name}" if kind == "VARCHAR" else name for name, kind in names)
    target.parent.mkdir(parents=True, exist_ok=True)
    engine.execute(f"COPY (SELECT {fields} FROM answer) TO {literal(target)} ({CSV_FORM})").fetchall()
