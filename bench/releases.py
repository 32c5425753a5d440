"""What a correction costs: one month of 36 changed, found by comparison and released, against writing that month alone.

The rows are the sandbox's own. Bare DuckDB sorts the month and writes it as CSV, JSON and Parquet, and nothing else;
ours compares it with what was published, gives every change its reason, writes, describes, seals and flushes it.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from assets.crime import CRIME_STREET
from bench.bare import FORMATS
from bench.measure import median
from bench.supply import write_month
from pipelines.dataset import Dataset
from pipelines.evidence import Evidence
from pipelines.releases.candidate import prepare
from pipelines.releases.model import Context, State
from pipelines.releases.publish import publish
from pipelines.releases.writers import identifier
from pipelines.sources.police_uk import STREET
from pipelines.upstream import PeriodState, SourceRef

MONTHS = tuple(f"{2023 + i // 12}-{i % 12 + 1:02d}" for i in range(36))
CHANGED_SHARE = 20
"""One row in so many gets another outcome."""


@dataclass(frozen=True)
class Correction:
    """Medians in seconds over the runs, and the bytes of the last: of the month's files, and all that was written."""

    rows: int
    changed: int
    bare: float
    ours: float
    month_bytes: int
    written_bytes: int

    @property
    def ratio(self) -> float:
        """How many times the bare writing of the month."""
        return self.ours / self.bare


@dataclass
class Shelf:
    """36 months of street crime in DuckDB, as a release reads them: `Stored` of `pipelines.releases.model`."""

    engine: duckdb.DuckDBPyConnection
    rows: int
    editions: dict[str, int] = field(default_factory=lambda: dict.fromkeys(MONTHS, 0))

    def periods(self, dataset: Dataset) -> tuple[PeriodState, ...]:
        """Every month, its bytes named by the number of its corrections."""
        return tuple(self._state(month, edition) for month, edition in self.editions.items())

    def connection(self) -> duckdb.DuckDBPyConnection:
        """A cursor of its own."""
        return self.engine.cursor()

    def query(self, dataset: Dataset, period: str) -> str:
        """The rows of one month."""
        return f"SELECT * FROM street WHERE month = '{period}'"

    def correct(self, month: str) -> int:
        """Let outcomes of a month mature; returns how many."""
        self.editions[month] += 1
        found = self.engine.execute(
            "UPDATE street SET last_outcome_category = 'Offender given a caution' WHERE month = ? AND "
            f"crime_id IS NOT NULL AND hash(crime_id) % {CHANGED_SHARE} = 0",
            [month],
        ).fetchall()
        return int(found[0][0])

    def _state(self, month: str, edition: int) -> PeriodState:
        sha256 = hashlib.sha256(f"{month} {edition}".encode()).hexdigest()
        source = SourceRef(f"street/{month}", "https://data.police.uk/data/archive/latest.zip", sha256, 1)
        return PeriodState(month, self.rows, sha256, (source,))


def correction(folder: Path, rows: int = 600_000, runs: int = 5) -> Correction:
    """Publish `rows` rows in 36 months below `folder`, then correct a month over and over. One round only warms up."""
    folder.mkdir(parents=True, exist_ok=True)
    source = folder / "street.csv"
    write_month(source, rows // len(MONTHS))
    bare, ours = [], []
    with duckdb.connect() as engine:
        shelf = Shelf(engine, _fill(engine, source))
        _release(shelf, folder)
        for month in MONTHS[: runs + 1]:
            changed = shelf.correct(month)
            bare.append(_seconds(lambda month=month: _write(engine, month, folder)))  # type: ignore[misc]
            before = _written()
            ours.append(_seconds(lambda: _release(shelf, folder)))
            written = _written() - before
    size = sum((folder / f"bare.{suffix}").stat().st_size for suffix in FORMATS)
    return Correction(shelf.rows * len(MONTHS), changed, median(bare[1:]), median(ours[1:]), size, written)


def _fill(engine: duckdb.DuckDBPyConnection, source: Path) -> int:
    """Read one month and keep it 36 times, under names and months of their own. Returns the rows of a month."""
    typed = dict(zip(STREET.headers, CRIME_STREET.columns, strict=True))
    columns = {header: column.sql for header, column in typed.items()}
    own = {"crime_id": 'md5("Crime ID" || m.month)', "month": "m.month"}
    names = ", ".join(f"{own.get(c.name, identifier(header))} AS {c.name}" for header, c in typed.items())
    engine.execute("CREATE TABLE months AS SELECT unnest(?) AS month", [list(MONTHS)])
    engine.execute(
        f"CREATE TABLE street AS SELECT {names} FROM read_csv('{source}', "
        f"auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', columns = {columns}) "
        "CROSS JOIN months m"
    )
    return int(engine.execute("SELECT count(*) FROM street").fetchall()[0][0]) // len(MONTHS)


def _write(engine: duckdb.DuckDBPyConnection, month: str, folder: Path) -> None:
    engine.execute(f"CREATE OR REPLACE TEMP TABLE sorted AS FROM street WHERE month = '{month}' ORDER BY ALL")
    for suffix, options in FORMATS.items():
        engine.execute(f"COPY sorted TO '{folder}/bare.{suffix}' ({options})")


def _release(shelf: Shelf, folder: Path) -> None:
    context = Context(synthetic=True, world="sandbox", force="nation", body="The office")
    evidence = Evidence((), (), 1, 1, 0, 0)
    published, candidates = folder / "published", folder / "candidates"
    outcome = prepare(CRIME_STREET, shelf, evidence, context, published, candidates)
    if outcome.state is not State.READY:
        raise RuntimeError(f"the correction was not ready to go out: {outcome.text}")
    publish([CRIME_STREET], context, published, candidates)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _written() -> int:
    """Bytes that this process handed to the kernel so far, where the system counts them."""
    counts = Path("/proc/self/io")
    if not counts.is_file():
        return 0
    return next(int(line.split()[1]) for line in counts.read_text().splitlines() if line.startswith("wchar"))
