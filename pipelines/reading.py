"""Questions to the copy of the store that people may query at any time."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from pipelines.releases.layout import open_published
from pipelines.settings import Settings

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
        "sum(rows)::BIGINT, string_agg(DISTINCT number || ' ' || status, ', ') FROM (SELECT *, count(*) OVER "
        "(PARTITION BY dataset, status) AS number FROM _coverage) GROUP BY dataset ORDER BY dataset"
    )
    published = open_published(settings.published)
    return [(row[0], _latest(published.versions(str(row[0]))), *row[1:]) for row in ask(settings, query)[1]]


def _latest(versions: dict[str, object]) -> str:
    return str(versions.get("latest") or "nothing yet")
