"""The store: validated rows in one DuckDB file, replaced file by file, each in one transaction.

A table for each dataset holds its columns, the confidential ones too, and where each row came from: `_period`,
`_resource`, `_row`, `_sheet`. Seven tables of our own stand beside them:

    _loads     one row per dataset and resource: its bytes, the code that read them, the account of its rows
    _issues    every issue of every load
    _expected  the periods that a source says should exist
    _refused   files that could not be used, and why
    _compared  files of other forces, which the body's own coverage leaves out
    _corrected declared corrections that found their rows, by file and period
    _coverage  which period was received, partial, missing, at the last look

The file is private to its one writer: even a reader would block it. People open the read copy (`pipelines.read_copy`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa

from pipelines.dataset import Dataset
from pipelines.evidence import Coverage
from pipelines.sql import literal
from pipelines.upstream import (
    PERIOD,
    ROW,
    SHEET,
    CorrectionRef,
    Issue,
    Landed,
    Listing,
    PeriodState,
    SourceRef,
    Tally,
)
from pipelines.validation import Verdict
from schemas.base import Column

BATCH = 122_880
"""Rows handed to DuckDB at a time: its row group. A frame handed over whole is loaded by one processor alone."""

CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "disabled_compression_methods": "fsst",
}
"""Texts are kept by dictionary alone: a store half as large again, loaded a sixth sooner."""

LINEAGE = {PERIOD: "VARCHAR", "_resource": "VARCHAR", ROW: "BIGINT", SHEET: "VARCHAR"}

OWN_TABLES = """
CREATE TABLE IF NOT EXISTS _loads (
    dataset VARCHAR, resource VARCHAR, url VARCHAR, member VARCHAR, vintage VARCHAR, last_modified VARCHAR,
    sha256 VARCHAR, size BIGINT, code VARCHAR, read BIGINT, rejected BIGINT, blank BIGINT, furniture BIGINT,
    periods VARCHAR[], PRIMARY KEY (dataset, resource));
CREATE TABLE IF NOT EXISTS _issues (
    dataset VARCHAR, resource VARCHAR, severity VARCHAR, "check" VARCHAR, period VARCHAR, sheet VARCHAR, row BIGINT,
    field VARCHAR, value VARCHAR, text VARCHAR, owner VARCHAR);
CREATE TABLE IF NOT EXISTS _expected (dataset VARCHAR, period VARCHAR, PRIMARY KEY (dataset, period));
CREATE TABLE IF NOT EXISTS _coverage (dataset VARCHAR, period VARCHAR, status VARCHAR, rows BIGINT, text VARCHAR);
CREATE TABLE IF NOT EXISTS _refused (dataset VARCHAR, resource VARCHAR, periods VARCHAR[], text VARCHAR);
CREATE TABLE IF NOT EXISTS _corrected (dataset VARCHAR, resource VARCHAR, period VARCHAR, entry VARCHAR);
CREATE TABLE IF NOT EXISTS _compared (dataset VARCHAR, resource VARCHAR, PRIMARY KEY (dataset, resource));
"""


HEADER_BYTES = 3 * 4096
"""Size of DuckDB's three header blocks: a file that is smaller was never a store."""


@dataclass(frozen=True)
class Account:
    """Where the rows of one dataset went, over all files it is made of now."""

    read: int
    rejected: int
    blank: int

    @property
    def accepted(self) -> int:
        """Rows in the store."""
        return self.read - self.rejected - self.blank


@dataclass(frozen=True)
class Store:
    """An open store. Made by `open_store`."""

    engine: duckdb.DuckDBPyConnection

    def connection(self) -> duckdb.DuckDBPyConnection:
        """A cursor of its own onto the same tables."""
        return self.engine.cursor()

    def prepare(self, dataset: Dataset) -> None:
        """Make sure the dataset's table is there and as its model says. A table of another shape is emptied: the
        landing still has the bytes, and they are read again.
        """
        wanted = {column.name: column.sql for column in dataset.stored_columns} | LINEAGE
        found = dict(
            self.engine.execute(
                "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = ? "
                "ORDER BY ordinal_position",
                [dataset.table],
            ).fetchall()
        )
        if list(found.items()) != list(wanted.items()):
            columns = ", ".join(f'"{name}" {sql}' for name, sql in wanted.items())
            with self._transaction():
                self.engine.execute(f'CREATE OR REPLACE TABLE "{dataset.table}" ({columns})')
                self.engine.execute("DELETE FROM _loads WHERE dataset = ?", [dataset.name])
                self.engine.execute("DELETE FROM _corrected WHERE dataset = ?", [dataset.name])

    def holds(self, dataset: Dataset, landed: Landed, corrections: str = "") -> bool:
        """Whether these very bytes, read by this very code and corrected by entries of this digest, are what the store
        has for the resource.
        """
        found = self.engine.execute(
            "SELECT sha256, code FROM _loads WHERE dataset = ? AND resource = ?", [dataset.name, landed.resource.id]
        ).fetchall()
        return found == [(landed.sha256, _code(dataset, corrections))]

    def load(
        self,
        dataset: Dataset,
        landed: Landed,
        verdict: Verdict,
        corrections: str = "",
        applied: Sequence[tuple[str, CorrectionRef]] = (),
    ) -> None:
        """Replace the resource's rows, issues and account, all or nothing.

        `corrections` is the digest of the entries that concern the file, `applied` are those that found their rows,
        each with its period.
        """
        resource = landed.resource
        whole = verdict.rows.to_arrow(compat_level=pl.CompatLevel.newest())  # texts as they lie, not copied
        rows = pa.Table.from_batches(whole.to_batches(BATCH), whole.schema)  # noqa: F841 - DuckDB finds it by name
        sheet = f'"{SHEET}"' if SHEET in verdict.rows.columns else "NULL"
        columns = ", ".join(f'"{column.name}"' for column in dataset.stored_columns)
        periods = sorted(set(verdict.rows[PERIOD].unique()) | set(resource.periods))
        with self._transaction():
            self._drop(dataset, resource.id)
            self.engine.execute(
                f'INSERT INTO "{dataset.table}" SELECT {columns}, "{PERIOD}", ?, "{ROW}", {sheet} FROM rows',
                [resource.id],
            )
            self.engine.execute(
                f"INSERT INTO _loads VALUES ({', '.join('?' * 14)})",
                [dataset.name, *_load_row(landed, verdict.tally, _code(dataset, corrections)), periods],
            )
            for period, ref in applied:
                entry = json.dumps(asdict(ref), ensure_ascii=False)
                self.engine.execute(
                    "INSERT INTO _corrected VALUES (?, ?, ?, ?)", [dataset.name, resource.id, period, entry]
                )
            self._write_issues(dataset, resource.id, verdict.issues)

    def settle(self, dataset: Dataset) -> None:
        """Work out the columns that only all of a dataset's files together tell, all or nothing."""
        if dataset.settle:
            with self._transaction():
                self.engine.execute(dataset.settle.format(table=f'"{dataset.table}"'))

    def take_note(self, dataset: Dataset, listing: Listing) -> None:
        """Take note of what the source says exists; rows of files that are gone go too when the listing is complete.

        Refusals of listed files are forgotten: each is about to be tried again.
        """
        kept = [resource.id for resource in listing.resources]
        with self._transaction():
            self.engine.execute(
                "DELETE FROM _refused WHERE dataset = ? AND (? OR list_contains(?::VARCHAR[], resource))",
                [dataset.name, listing.complete, kept],
            )
            self._write_issues(dataset, "", listing.issues)
            self._tell_apart(dataset, listing)
            expected = "INSERT OR IGNORE INTO _expected SELECT ?, unnest(?::VARCHAR[])"
            self.engine.execute(expected, [dataset.name, list(listing.expected)])
            if listing.complete:
                gone = "SELECT resource FROM _loads WHERE dataset = ? AND NOT list_contains(?::VARCHAR[], resource)"
                for (resource,) in self.engine.execute(gone, [dataset.name, kept]).fetchall():
                    self._drop(dataset, resource)

    def refuse(self, dataset: Dataset, resource: str, periods: tuple[str, ...], text: str) -> None:
        """Remember a file that could not be used. What it held before stays."""
        self.engine.execute("DELETE FROM _refused WHERE dataset = ? AND resource = ?", [dataset.name, resource])
        self.engine.execute("INSERT INTO _refused VALUES (?, ?, ?, ?)", [dataset.name, resource, [*periods], text])

    def note(self, dataset: Dataset, issue: Issue) -> None:
        """Remember one issue of a file that has no rows here."""
        self.note_all(dataset, issue.resource, (issue,))

    def note_all(self, dataset: Dataset, resource: str, issues: tuple[Issue, ...]) -> None:
        """Remember these issues, and no others, of a file that has no rows here."""
        self._write_issues(dataset, resource, issues)

    def periods(self, dataset: Dataset) -> tuple[PeriodState, ...]:
        """The stored periods that have rows, in order, each with its fingerprint and the bytes behind it."""
        counts = self.engine.execute(
            f'SELECT "{PERIOD}", _resource, count(*) FROM "{dataset.table}" GROUP BY ALL ORDER BY ALL'
        ).fetchall()
        loads = self._loads(dataset)
        states = []
        for period in sorted({period for period, _, _ in counts}):
            behind = [(resource, rows) for found, resource, rows in counts if found == period]
            sources = [loads[resource] for resource, _ in behind if resource in loads]
            print_of = hashlib.sha256(
                json.dumps([(s.resource, s.sha256, code) for s, code in sources]).encode()
            ).hexdigest()
            total = sum(rows for _, rows in behind)
            corrections = self.corrections(dataset, period)
            states.append(PeriodState(period, total, print_of, tuple(source for source, _ in sources), corrections))
        return tuple(states)

    def corrections(self, dataset: Dataset, period: str) -> tuple[CorrectionRef, ...]:
        """The declared corrections that found their rows in a period."""
        found = self.engine.execute(
            "SELECT DISTINCT entry FROM _corrected WHERE dataset = ? AND period = ? ORDER BY entry",
            [dataset.name, period],
        )
        return tuple(CorrectionRef.of(json.loads(entry)) for (entry,) in found.fetchall())

    def query(self, dataset: Dataset, period: str) -> str:
        """SQL that selects the public columns of one period, in no particular order."""
        return _select(dataset, dataset.columns, period)

    def whole_query(self, dataset: Dataset, period: str) -> str:
        """The same with the confidential columns: for checking what is stored, never for what is published."""
        return _select(dataset, dataset.stored_columns, period)

    def table(self, dataset: Dataset) -> duckdb.DuckDBPyRelation:
        """The public columns of all periods."""
        columns = ", ".join(f'"{column.name}"' for column in dataset.columns)
        return self.engine.sql(f'SELECT {columns} FROM "{dataset.table}"')

    def account(self, dataset: Dataset) -> Account:
        """Rows read, rejected and blank over all the dataset's files."""
        read, rejected, blank = self.engine.execute(
            "SELECT coalesce(sum(read), 0)::BIGINT, coalesce(sum(rejected), 0)::BIGINT, "
            "coalesce(sum(blank), 0)::BIGINT FROM _loads WHERE dataset = ?",
            [dataset.name],
        ).fetchall()[0]
        return Account(read, rejected, blank)

    def expected(self, dataset: Dataset) -> tuple[str, ...]:
        """The periods that the source says should exist."""
        found = self.engine.execute("SELECT period FROM _expected WHERE dataset = ? ORDER BY ALL", [dataset.name])
        return tuple(period for (period,) in found.fetchall())

    def unaccounted(self, dataset: Dataset) -> int:
        """How many stored rows no load accounts for, and how many that a load accepted are not stored."""
        found = self.engine.execute(
            f'WITH stored AS (SELECT _resource AS resource, count(*) AS n FROM "{dataset.table}" GROUP BY ALL), '
            "loaded AS (SELECT resource, read - rejected - blank AS n FROM _loads WHERE dataset = ?) "
            "SELECT coalesce(sum(abs(coalesce(stored.n, 0) - coalesce(loaded.n, 0))), 0)::BIGINT "
            "FROM stored FULL JOIN loaded USING (resource)",
            [dataset.name],
        )
        return int(found.fetchall()[0][0])

    def own_counts(self, dataset: Dataset, by: str = PERIOD) -> tuple[tuple[str, str, int], ...]:
        """(period, value of the column `by`, rows) of the body's own: files that are there to compare are left out."""
        found = self.engine.execute(
            f'SELECT "{PERIOD}", "{by}", count(*) FROM "{dataset.table}" '
            "WHERE _resource NOT IN (SELECT resource FROM _compared WHERE dataset = ?) GROUP BY ALL ORDER BY ALL",
            [dataset.name],
        )
        return tuple(found.fetchall())

    def loaded_periods(self, dataset: Dataset) -> tuple[str, ...]:
        """The periods that some stored file of the body's own is about, those without a single row too."""
        found = self.engine.execute(
            "SELECT DISTINCT unnest(periods) AS period FROM _loads WHERE dataset = ? "
            "AND resource NOT IN (SELECT resource FROM _compared WHERE dataset = _loads.dataset) ORDER BY ALL",
            [dataset.name],
        )
        return tuple(period for (period,) in found.fetchall())

    def refused(self, dataset: Dataset) -> tuple[tuple[str, tuple[str, ...], str], ...]:
        """Files of the body's own that could not be used at the last listing: resource, periods, why."""
        found = self.engine.execute(
            "SELECT resource, periods, text FROM _refused WHERE dataset = ? "
            "AND resource NOT IN (SELECT resource FROM _compared WHERE dataset = _refused.dataset) ORDER BY resource",
            [dataset.name],
        )
        return tuple((resource, tuple(periods), text) for resource, periods, text in found.fetchall())

    def remember_coverage(self, dataset: Dataset, coverage: Sequence[Coverage]) -> None:
        """Keep what is known of each period, for those who query the read copy."""
        with self._transaction():
            self.engine.execute("DELETE FROM _coverage WHERE dataset = ?", [dataset.name])
            if coverage:
                self.engine.executemany(
                    "INSERT INTO _coverage VALUES (?, ?, ?, ?, ?)",
                    [[dataset.name, c.period, c.status.value, c.rows, c.text] for c in coverage],
                )

    def _loads(self, dataset: Dataset) -> dict[str, tuple[SourceRef, str]]:
        found = self.engine.execute(
            "SELECT resource, url, sha256, size, vintage, member, last_modified, code FROM _loads WHERE dataset = ?",
            [dataset.name],
        )
        return {row[0]: (SourceRef(*row[:7]), row[7]) for row in found.fetchall()}

    def _tell_apart(self, dataset: Dataset, listing: Listing) -> None:
        """Remember which of the listed files are of other forces."""
        listed = [resource.id for resource in listing.resources]
        others = [resource.id for resource in listing.resources if resource.compared]
        gone = "DELETE FROM _compared WHERE dataset = ? AND list_contains(?::VARCHAR[], resource)"
        self.engine.execute(gone, [dataset.name, listed])
        self.engine.execute("INSERT INTO _compared SELECT ?, unnest(?::VARCHAR[])", [dataset.name, others])

    def _drop(self, dataset: Dataset, resource: str) -> None:
        self.engine.execute(f'DELETE FROM "{dataset.table}" WHERE _resource = ?', [resource])
        self.engine.execute("DELETE FROM _loads WHERE dataset = ? AND resource = ?", [dataset.name, resource])
        self.engine.execute("DELETE FROM _corrected WHERE dataset = ? AND resource = ?", [dataset.name, resource])
        self.engine.execute("DELETE FROM _issues WHERE dataset = ? AND resource = ?", [dataset.name, resource])

    def _write_issues(self, dataset: Dataset, resource: str, issues: tuple[Issue, ...]) -> None:
        self.engine.execute("DELETE FROM _issues WHERE dataset = ? AND resource = ?", [dataset.name, resource])
        if issues:
            self.engine.executemany(
                f"INSERT INTO _issues VALUES ({', '.join('?' * 11)})",
                [[dataset.name, resource, *_issue_row(issue)] for issue in issues],
            )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self.engine.execute("BEGIN")
        ending = "ROLLBACK"
        try:
            yield
            ending = "COMMIT"
        finally:
            self.engine.execute(ending)


@contextmanager
def open_store(path: Path) -> Iterator[Store]:
    """Open the writer's store, made on first use. The caller holds the home's lock."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_file() and path.stat().st_size < HEADER_BYTES:
        path.unlink()  # its process died while it was being made: it holds nothing, and DuckDB would not open it
    with duckdb.connect(str(path), config=CONFIG) as engine:
        engine.execute(OWN_TABLES)
        yield Store(engine)


def _select(dataset: Dataset, columns: Sequence[Column], period: str) -> str:
    names = ", ".join(f'"{column.name}"' for column in columns)
    return f'SELECT {names} FROM "{dataset.table}" WHERE "{PERIOD}" = {literal(period)}'


def _code(dataset: Dataset, corrections: str) -> str:
    return f"{dataset.code_version}+{corrections}" if corrections else dataset.code_version


def _load_row(landed: Landed, tally: Tally, code: str) -> list[object]:
    resource = landed.resource
    return [
        *(resource.id, resource.url, resource.member, resource.vintage, landed.last_modified),
        *(landed.sha256, landed.size, code, tally.read, tally.rejected, tally.blank, tally.furniture),
    ]


def _issue_row(issue: Issue) -> list[object]:
    return [
        *(issue.severity.value, issue.check, issue.period, issue.sheet, issue.row),
        *(issue.field, issue.value, issue.text, issue.owner),
    ]
