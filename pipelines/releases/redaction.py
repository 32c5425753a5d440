"""Redactions: what must not be public, as rules that stand between the store and every release.

A rule lives in the state folder and never in public: its condition names what it hides. `Redacted` applies the rules to
all that a release reads, so that the next night cannot bring back what was taken out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.releases import files
from pipelines.releases.model import ReleaseError, Stored
from pipelines.releases.writers import identifier, literal
from schemas.base import Column

if TYPE_CHECKING:
    import duckdb

    from pipelines.dataset import Dataset
    from pipelines.upstream import PeriodState

REASONS = {
    "personal_data": "UK GDPR and Data Protection Act 2018",
    "commercial": "Freedom of Information Act 2000, section 43",
    "operational_security": "Freedom of Information Act 2000, section 31",
    "legal_privilege": "Freedom of Information Act 2000, section 42",
    "national_security": "Freedom of Information Act 2000, section 24",
    "safety_of_person": "Freedom of Information Act 2000, section 38",
    "other_law": "Freedom of Information Act 2000, section 44",
}
"""Why something may be taken out of public, each with the law that it hangs on."""


@dataclass(frozen=True, kw_only=True)
class Decided:
    """Who decided to take something out of public, when and why. All of it is published.

    `day` is given by the operator (YYYY-MM-DD): no clock enters a published byte. `by` is a role rather than a name.
    """

    reason: str
    note: str
    by: str
    day: str

    def __post_init__(self) -> None:
        """Raises ReleaseError for a reason without a law, and for what is missing or no date."""
        if self.reason not in REASONS:
            raise ReleaseError(f"{self.reason!r} is no reason to take out: take one of {', '.join(REASONS)}")
        if not self.note.strip() or not self.by.strip():
            raise ReleaseError("taking something out of public needs a note and who decides: both are published")
        _date(self.day)


@dataclass(frozen=True, kw_only=True)
class Rule(Decided):
    """One redaction: where `where` (SQL over the dataset's columns) holds, `columns` are hidden; none: the rows go.

    `review` is the day on which somebody looks at it again.
    """

    id: str
    where: str
    columns: tuple[str, ...]
    review: str

    def __post_init__(self) -> None:
        """As `Decided`; a rule must say when it is looked at again."""
        super().__post_init__()
        if _date(self.review) <= _date(self.day):
            raise ReleaseError(f"the review on {self.review} must come after the decision on {self.day}")

    @property
    def holds(self) -> str:
        """SQL that is true where it applies, and false where its condition is neither."""
        return f"coalesce(({self.where}), false)"

    @property
    def placeholder(self) -> str:
        """What stands in place of a hidden text."""
        return "REDACTED PERSONAL DATA" if self.reason == "personal_data" else "REDACTED"


@dataclass(frozen=True)
class Rulebook:
    """The rules below a folder that only its owner reads, `<dataset>.json` for each dataset."""

    folder: Path

    def rules(self, dataset: str) -> tuple[Rule, ...]:
        """A dataset's rules, oldest first."""
        file = self._file(dataset)
        found = files.loads(file) if file.is_file() else []
        return tuple(Rule(**(entry | {"columns": tuple(entry["columns"])})) for entry in found)

    def add(self, dataset: str, rule: Rule) -> None:
        """Let a rule stand from now on."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.folder.chmod(0o700)
        files.replace(self._file(dataset), files.dumps([asdict(known) for known in (*self.rules(dataset), rule)]))
        self._file(dataset).chmod(0o600)

    def next_id(self, dataset: str) -> str:
        """The name of a dataset's next rule."""
        return f"redaction-{len(self.rules(dataset)) + 1}"

    def _file(self, dataset: str) -> Path:
        return self.folder / f"{dataset}.json"


def check_rule(rule: Rule, columns: Sequence[Column]) -> None:
    """Raises ReleaseError where a column does not exist, or could not stand empty or hidden under its own model."""
    known = {column.name: column for column in columns}
    for name in rule.columns:
        if name not in known:
            raise ReleaseError(f"there is no column {name!r}; there are {', '.join(known)}")
        if not _is_text(known[name]) and not known[name].nullable:
            raise ReleaseError(
                f"{name} allows neither a placeholder nor nothing: redact other columns, or whole rows with --rows"
            )


def select(relation: str, columns: Sequence[Column], rules: Sequence[Rule]) -> str:
    """SQL for the rows of a relation as the public may see them.

    Every condition looks at the rows as they are stored, so that one rule cannot hide a row from another.
    """
    names = ", ".join(_shown(column, [rule for rule in rules if column.name in rule.columns]) for column in columns)
    gone = " OR ".join(rule.holds for rule in rules if not rule.columns)
    return f"SELECT {names} FROM ({relation}){f' WHERE NOT ({gone})' if gone else ''}"


def _shown(column: Column, rules: Sequence[Rule]) -> str:
    name = identifier(column.name)
    cases = " ".join(f"WHEN {rule.holds} THEN {hidden(column, rule)}" for rule in rules)
    return f"CASE {cases} ELSE {name} END AS {name}" if cases else name


def as_public(table: str, dataset: Dataset, rules: Sequence[Rule]) -> list[str]:
    """SQL that makes a copy of a dataset's stored table, and of its issues, show what the public may see: without what
    rules hide and without confidential columns.

    `table` is the copy's name in SQL, in the schema that holds its `_issues`.
    """
    schema = table.rpartition(".")[0]
    shown = [_shown(column, [rule for rule in rules if column.name in rule.columns]) for column in dataset.columns]
    replaced = ", ".join(text for text in shown if text.startswith("CASE"))
    gone = " OR ".join(rule.holds for rule in rules if not rule.columns)
    any_rule = " OR ".join(rule.holds for rule in rules)
    away = ", ".join(identifier(column.name) for column in dataset.stored_columns if not column.public)
    hide_rows = [
        f"UPDATE {schema}._issues SET value = '', text = 'hidden: its row is redacted' WHERE dataset = "
        f"{literal(dataset.name)} AND (resource, row) IN (SELECT (_resource, _row) FROM {table} WHERE {any_rule})"
    ]
    return [
        *(hide_rows if rules else []),
        f"CREATE OR REPLACE TABLE {table} AS SELECT *{f' EXCLUDE ({away})' if away else ''}"
        f"{f' REPLACE ({replaced})' if replaced else ''} FROM {table}{f' WHERE NOT ({gone})' if gone else ''}",
    ]


def hidden(column: Column, rule: Rule) -> str:
    """SQL for what stands in place of a value: a stated placeholder for free text, nothing for all else."""
    return literal(rule.placeholder) if _is_text(column) else f"CAST(NULL AS {column.sql})"


def _is_text(column: Column) -> bool:
    return column.sql == "VARCHAR" and not column.enum and not column.pattern


@dataclass(frozen=True)
class Redacted:
    """What the store gives, as the public may see it. Fingerprints stay: what is published was redacted with it."""

    stored: Stored
    rules: tuple[Rule, ...]

    def periods(self, dataset: Dataset) -> tuple[PeriodState, ...]:
        """The stored periods with the rows that stay; a period without any is none."""
        from dataclasses import replace

        states = self.stored.periods(dataset)
        if all(rule.columns for rule in self.rules):
            return states
        connection = self.connection()
        counted = [replace(state, rows=_count(connection, self.query(dataset, state.period))) for state in states]
        return tuple(state for state in counted if state.rows)

    def connection(self) -> duckdb.DuckDBPyConnection:
        """A cursor of the store's own."""
        return self.stored.connection()

    def query(self, dataset: Dataset, period: str) -> str:
        """A SELECT of the public columns of one period, without what is redacted."""
        return select(self.stored.query(dataset, period), dataset.columns, self.rules)


def redacted(stored: Stored, rules: tuple[Rule, ...]) -> Stored:
    """The store behind its rules; the store itself where there are none."""
    return Redacted(stored, rules) if rules else stored


def _count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM ({query})").fetchall()[0][0])


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ReleaseError(f"{text!r} is no day: give it as YYYY-MM-DD") from error
