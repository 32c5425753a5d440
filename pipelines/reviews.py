"""Which redactions are to be looked at again, and when: those that operators made, and those that records declare."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from pipelines.dataset import Dataset
from pipelines.releases.redaction import Rulebook
from pipelines.settings import Settings

REASON, REVIEW = "redaction_reason", "redaction_review"
"""The columns in which a record says why something of it is withheld, and when that is looked at again."""


@dataclass(frozen=True)
class Review:
    """Something withheld of a dataset, why, and the day (YYYY-MM-DD) on which somebody looks at it again.

    `what` is the name of an operator's rule, or how many records say the same.
    """

    due: str
    dataset: str
    what: str
    reason: str

    @property
    def text(self) -> str:
        """What the operator is told when the day has passed."""
        return f"{self.dataset}: {self.what} ({self.reason}): look at it again, due since {self.due}"


def reviews(settings: Settings, datasets: Sequence[Dataset]) -> list[Review]:
    """Every review that is due one day, the soonest first."""
    rulebook = Rulebook(settings.redactions)
    rules = [Review(r.review, d.name, r.id, r.reason) for d in datasets for r in rulebook.rules(d.name)]
    return sorted(
        [*rules, *_declared(settings, datasets)], key=lambda review: (review.due, review.dataset, review.what)
    )


def overdue(settings: Settings, datasets: Sequence[Dataset]) -> list[Review]:
    """The reviews whose day has passed, on the sandbox's own day in the sandbox."""
    today = settings.sandbox_date if settings.synthetic else date.today()  # noqa: DTZ011 - a day at the office's desk
    return [review for review in reviews(settings, datasets) if review.due < today.isoformat()]


def _declared(settings: Settings, datasets: Sequence[Dataset]) -> Iterator[Review]:
    """What the records say themselves, by dataset, reason and day."""
    if not settings.read_copy.is_file():
        return
    with duckdb.connect(str(settings.read_copy), read_only=True) as copy:
        tables = {name for (name,) in copy.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        for dataset in datasets:
            if dataset.table in tables and {REASON, REVIEW} <= {column.name for column in dataset.columns}:
                found = copy.execute(
                    f'SELECT CAST("{REVIEW}" AS VARCHAR), "{REASON}", count(*) FROM "{dataset.table}" '
                    f'WHERE "{REVIEW}" IS NOT NULL GROUP BY ALL ORDER BY ALL'
                ).fetchall()
                for due, reason, rows in found:
                    yield Review(due, dataset.name, f"{rows} record{'s' * (rows != 1)}", reason)
