"""Redactions: what must not be public, as rules that stand between the store and every release.

A rule lives in the state folder and never in public: its condition names what it hides. `Redacted` applies the rules to
all that a release reads, so that the next night cannot bring back what was taken out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.releases import files
from pipelines.releases.model import ReleaseError, Stored
from pipelines.screening.kinds import kinds_in
from pipelines.screening.screen import words
from pipelines.sql import identifier, literal
from schemas import reasons
from schemas.base import Column

if TYPE_CHECKING:
    import duckdb

    from pipelines.dataset import Dataset
    from pipelines.upstream import PeriodState

REASONS = reasons.REASONS
"""Why something may be taken out of public, each with the law that it hangs on."""


@dataclass(frozen=True, kw_only=True)
class Signed:
    """Who decided, when, and what they say of it. All of it is published.

    `day` is given by the operator (YYYY-MM-DD): no clock enters a published byte. `by` is a role rather than a name.
    """

    note: str
    by: str
    day: str

    def __post_init__(self) -> None:
        """Raises ReleaseError for what is missing, is no date, or holds personal data itself."""
        if not self.note.strip() or not self.by.strip():
            raise ReleaseError("a decision about what is public needs a note and who decides: both are published")
        if found := kinds_in(f"{self.note} \n {self.by}"):
            raise ReleaseError(f"the note, or who decides, holds what reads as {words(found[0])}, and is published")
        _date(self.day)


@dataclass(frozen=True, kw_only=True)
class Decided(Signed):
    """Who decided to take something out of public, when and why."""

    reason: str

    def __post_init__(self) -> None:
        """As `Signed`; raises ReleaseError for a reason without a law."""
        if self.reason not in REASONS:
            raise ReleaseError(f"{self.reason!r} is no reason to take out: take one of {', '.join(REASONS)}")
        super().__post_init__()


@dataclass(frozen=True, kw_only=True)
class Lifting(Signed):
    """Who decided that the rule `id` no longer hides anything, when and why."""

    id: str


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
    """The rules below a folder that only its owner reads, `<dataset>.json` for each dataset.

    A rule that is lifted stays in the book, so that its name is never used again and everyone can see who lifted it.
    """

    folder: Path

    def rules(self, dataset: str) -> tuple[Rule, ...]:
        """A dataset's rules that stand, oldest first."""
        return tuple(rule for rule, lifting in self._known(dataset) if lifting is None)

    def lifted(self, dataset: str) -> tuple[tuple[Rule, Lifting], ...]:
        """Those that no longer hide anything, with the decision."""
        return tuple((rule, lifting) for rule, lifting in self._known(dataset) if lifting is not None)

    def add(self, dataset: str, rule: Rule) -> None:
        """Let a rule stand from now on."""
        self._write(dataset, [*self._known(dataset), (rule, None)])

    def lift(self, dataset: str, lifting: Lifting) -> None:
        """Let a rule hide nothing any more. Raises ReleaseError when no such rule stands."""
        standing = [rule.id for rule in self.rules(dataset)]
        if lifting.id not in standing:
            raise ReleaseError(
                f"{dataset} has no rule {lifting.id!r} that stands; there are {', '.join(standing) or 'none'}"
            )
        self._write(
            dataset, [(rule, lifting if rule.id == lifting.id else gone) for rule, gone in self._known(dataset)]
        )

    def ids(self, dataset: str) -> set[str]:
        """The names of all rules that there ever were."""
        return {rule.id for rule, _ in self._known(dataset)}

    def next_id(self, dataset: str) -> str:
        """The name of a dataset's next rule."""
        return f"redaction-{len(self._known(dataset)) + 1}"

    def _known(self, dataset: str) -> list[tuple[Rule, Lifting | None]]:
        file = self._file(dataset)
        found = files.loads(file) if file.is_file() else []
        return [_read(entry) for entry in found]

    def _write(self, dataset: str, known: Sequence[tuple[Rule, Lifting | None]]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.folder.chmod(0o700)
        entries = [asdict(rule) | ({"lifted": asdict(lifting)} if lifting else {}) for rule, lifting in known]
        files.replace(self._file(dataset), files.dumps(entries))
        self._file(dataset).chmod(0o600)

    def _file(self, dataset: str) -> Path:
        return self.folder / f"{dataset}.json"


def _read(entry: dict[str, Any]) -> tuple[Rule, Lifting | None]:
    told = {name: value for name, value in entry.items() if name != "lifted"}
    lifting = Lifting(**entry["lifted"]) if "lifted" in entry else None
    return Rule(**(told | {"columns": tuple(told["columns"])})), lifting


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
    """What the store gives, as the public may see it. Fingerprints stay: what is published was redacted with it.

    Only where a rule that was lifted had hidden something does a period get another fingerprint, since it is not what
    was published any more.
    """

    stored: Stored
    rules: tuple[Rule, ...]
    lifted: tuple[Rule, ...] = ()

    def periods(self, dataset: Dataset) -> tuple[PeriodState, ...]:
        """The stored periods with the rows that stay; a period without any is none."""
        states = tuple(self._told_apart(dataset, state) for state in self.stored.periods(dataset))
        if all(rule.columns for rule in self.rules):
            return states
        connection = self.connection()
        counted = [replace(state, rows=_count(connection, self.query(dataset, state.period))) for state in states]
        return tuple(state for state in counted if state.rows)

    def _told_apart(self, dataset: Dataset, state: PeriodState) -> PeriodState:
        """The period under a fingerprint of its own where something of it comes back."""
        rows = self.stored.query(dataset, state.period)
        ids = [
            rule.id
            for rule in self.lifted
            if _count(self.connection(), f"SELECT 1 FROM ({rows}) WHERE {rule.holds} LIMIT 1")
        ]
        mark = sha256(" ".join([state.fingerprint, *ids]).encode()).hexdigest()
        return replace(state, fingerprint=mark) if ids else state

    def connection(self) -> duckdb.DuckDBPyConnection:
        """A cursor of the store's own."""
        return self.stored.connection()

    def query(self, dataset: Dataset, period: str) -> str:
        """A SELECT of the public columns of one period, without what is redacted."""
        return select(self.stored.query(dataset, period), dataset.columns, self.rules)


def redacted(stored: Stored, rules: tuple[Rule, ...], lifted: tuple[Rule, ...] = ()) -> Stored:
    """The store behind its rules, those that were lifted being told; the store itself where there never were any."""
    return Redacted(stored, rules, lifted) if rules or lifted else stored


def _count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM ({query})").fetchall()[0][0])


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ReleaseError(f"{text!r} is no day: give it as YYYY-MM-DD") from error
