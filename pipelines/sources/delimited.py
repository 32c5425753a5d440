"""Delimited text whose columns are known: read by DuckDB with everything said, and counted line by line.

Auto-detection is never used: on real police.uk files it shifts columns without an error. DuckDB reads a whole file in
one go; when its rows do not add up to the file's lines (a stray quote, a ragged line, bytes that are not UTF-8), the
file is read again line by line, so that each bad line is rejected by itself and named.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from pipelines.sql import literal
from pipelines.upstream import ROW, Issue, Landed, Parsed, Severity, SourceError, Tally
from schemas.base import Column

PIECE = 1 << 22
NEWLINE, COMMA = b"\n,"
MISFIT = "_misfit"


@dataclass(frozen=True)
class Layout:
    """What a file should hold: `columns` of the schema, and the header each of them has in the file."""

    columns: tuple[Column, ...]
    headers: tuple[str, ...]

    def names(self) -> dict[str, str]:
        """Header in the file to column of the schema."""
        return dict(zip(self.headers, (column.name for column in self.columns), strict=True))


def read(landed: Landed, layout: Layout) -> Parsed:
    """Read a comma-separated file with a header. Rows get `_row`, the physical line (the header is line 1).

    Columns may come in any order. A column nobody knows is a warning; a missing one raises SourceError. Rows whose
    values do not fit the schema's types are rejected and named.
    """
    name = landed.resource.id
    header = _header(landed.path, name)
    notes = _compare(header, layout, name)
    blank = 0
    with ThreadPoolExecutor(1) as beside, duckdb.connect() as engine:
        engine.execute("SET threads = 2; SET preserve_insertion_order = true; SET produce_arrow_string_view = true")
        measuring = beside.submit(_measure, landed.path)
        faultless = _read_faultless(engine, landed.path, header, layout, measuring)
        extent = measuring.result()
        if faultless is not None:
            return Parsed(faultless, Tally(extent.rows, furniture=1), tuple(notes))
        if not (extent.plain and _load_fast(engine, landed.path, header, extent)):
            found, blank = _load_slowly(engine, landed.path, header, name)
            notes += found
        rejected_lines = sum(1 for issue in notes if issue.severity is Severity.ERROR)
        rows, bad = _typed(engine, header, layout)
        rejections = [issue for line in bad.iter_rows(named=True) for issue in _misfits(line, layout, name)]
    return Parsed(rows, Tally(extent.rows, rejected_lines + bad.height, blank, furniture=1), (*notes, *rejections))


def _header(path: Path, name: str) -> list[str]:
    with path.open("rb") as file:
        first = file.readline(100_000)
    if not first:
        raise SourceError(f"{name}: the file is empty, without even a header; get it again")
    try:
        text = first.decode("utf-8-sig")
        fields = next(csv.reader([text.rstrip("\r\n")], strict=True), [])
    except (UnicodeDecodeError, csv.Error) as trouble:
        raise SourceError(f"{name}: line 1 is not a CSV header ({trouble}); check that the file is a CSV") from trouble
    return [field.strip() for field in fields]


def _compare(header: list[str], layout: Layout, name: str) -> list[Issue]:
    missing = [wanted for wanted in layout.headers if wanted not in header]
    if missing:
        raise SourceError(
            f"{name}: column {', '.join(missing)} is missing; the header reads {', '.join(header)[:300]!r}. Nothing of "
            "the file was taken: see whether the source has changed its layout, and mend the parser."
        )
    doubled = sorted({field for field in header if header.count(field) > 1})
    if doubled:
        raise SourceError(f"{name}: column {', '.join(doubled)} stands twice in the header; nothing of it was taken")
    return [
        Issue(
            name,
            "unknown-column",
            f"column {field!r} is new and is not published. Decide whether the schema should take it.",
            Severity.WARNING,
            row=1,
            field=field,
            owner="openbeat",
        )
        for field in header
        if field not in layout.headers
    ]


@dataclass(frozen=True)
class _Extent:
    """What stands below a file's header, counted in its bytes: lines and commas.

    `plain`: DuckDB may read it in one go, because no line holds a carriage return or a NUL.
    """

    rows: int
    commas: int
    plain: bool


def _measure(path: Path) -> _Extent:
    rows, commas, plain, last = 0, 0, True, b"\n"
    with path.open("rb") as file:
        file.readline()
        while piece := file.read(PIECE):
            octets = np.frombuffer(piece, np.uint8)
            rows += int(np.count_nonzero(octets == NEWLINE))
            commas += int(np.count_nonzero(octets == COMMA))
            plain = plain and b"\0" not in piece and b"\r" not in piece
            last = piece[-1:]
    return _Extent(rows + (last != b"\n"), commas, plain)


def _read_faultless(
    engine: duckdb.DuckDBPyConnection, path: Path, header: list[str], layout: Layout, measuring: Future[_Extent]
) -> pl.DataFrame | None:
    """All rows in the schema's types, read in one pass without keeping their text; None unless nothing is amiss.

    The file is measured while it is read. Amiss is a file that is not plain, a column too many, a value that does not
    fit, and rows or commas that do not add up (see `_load_fast`).
    """
    if set(header) != set(layout.headers):
        return None
    casts, misfit = _casts(header, layout), _misfit(header, layout)
    try:
        # As a relation and without numbering: either would leave all the work to one processor.
        rows = engine.sql(f"SELECT {casts}, {misfit} AS {MISFIT} FROM ({_lines_of(path, header)})").pl()
    except (duckdb.InvalidInputException, duckdb.ConversionException):
        return None
    extent = measuring.result()
    commas = sum(rows[c.name].str.count_matches(",", literal=True).sum() for c in layout.columns if c.kind == "string")
    whole = extent.plain and rows.height == extent.rows and extent.rows * (len(header) - 1) + commas == extent.commas
    if not whole or rows[MISFIT].any():
        return None
    return rows.select(pl.exclude(MISFIT), pl.int_range(2, pl.len() + 2, dtype=pl.Int64).alias(ROW))


def _lines_of(path: Path, header: list[str]) -> str:
    """SQL for the lines of a file as text, in their order, by the one dialect that we take."""
    columns = ", ".join(f"{literal(field)}: 'VARCHAR'" for field in _raw_names(header))
    return (
        f"SELECT * FROM read_csv({literal(path)}, auto_detect = false, "
        "header = true, delim = ',', quote = '\"', escape = '\"', new_line = '\\n', strict_mode = true, "
        f"null_padding = false, columns = {{{columns}}})"
    )


def _load_fast(engine: duckdb.DuckDBPyConnection, path: Path, header: list[str], extent: _Extent) -> bool:
    """Load the file into `raw` in one go; False when the rows are not exactly the file's lines.

    Every comma of the file must separate two fields or stand in a value: DuckDB, however strict, drops an empty field
    too many at the end of a line, and with it the fact that a stray quote has moved the others.
    """
    try:
        lines = _lines_of(path, header)
        engine.execute(f"CREATE OR REPLACE TABLE raw AS SELECT row_number() OVER () + 1 AS {ROW}, * FROM ({lines})")
    except (duckdb.InvalidInputException, duckdb.ConversionException):
        return False
    commas = extent.rows * (len(header) - 1) + _commas_in_values(engine, _raw_names(header))
    return engine.execute("SELECT count(*) FROM raw").fetchall() == [(extent.rows,)] and commas == extent.commas


def _commas_in_values(engine: duckdb.DuckDBPyConnection, names: list[str]) -> int:
    some = " OR ".join(f"contains({name}, ',')" for name in names)
    values = f"SELECT concat({', '.join(names)}) AS text FROM raw WHERE {some}"
    counted = engine.execute(
        f"SELECT coalesce(sum(len(text) - len(replace(text, ',', ''))), 0)::BIGINT FROM ({values})"
    )
    return int(counted.fetchall()[0][0])


def _load_slowly(
    engine: duckdb.DuckDBPyConnection, path: Path, header: list[str], name: str
) -> tuple[list[Issue], int]:
    """Load line by line into `raw`; returns an issue for each line that is not a row, and how many lines are blank."""
    issues: list[Issue] = []
    rows: list[tuple[int, list[str]]] = []
    blank = 0
    for number, line in _lines(path):
        if not line.strip():
            blank += 1
            continue
        fields = _fields(line)
        if isinstance(fields, list) and len(fields) == len(header):
            rows.append((number, fields))
            continue
        found = f"has {len(fields)} fields, not {len(header)}" if isinstance(fields, list) else fields
        text = f"line {number} {found}; the line was left out. Correct it at the source and send the file again."
        issues.append(Issue(name, "malformed-line", text, row=number, value=line[:80].decode("utf-8", "replace")))
    frame = pl.DataFrame(
        {ROW: [number for number, _ in rows]}
        | {field: [fields[at] for _, fields in rows] for at, field in enumerate(_raw_names(header))},
        schema={ROW: pl.Int64} | dict.fromkeys(_raw_names(header), pl.String),
    )
    engine.register("slow", frame)
    engine.execute("CREATE OR REPLACE TABLE raw AS SELECT * FROM slow")
    engine.unregister("slow")
    return issues, blank


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Physical lines after the header, numbered from 2, without their ends."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if number > 1:
                yield number, line.rstrip(b"\r\n")


def _fields(line: bytes) -> list[str] | str:
    """The fields of one line, or what is wrong with it."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return "is not UTF-8"
    if "\0" in text or "\r" in text:
        return "holds a control character"
    try:
        return next(csv.reader([text], strict=True), [""])
    except csv.Error as trouble:
        return f"is not CSV ({trouble})"


def _typed(engine: duckdb.DuckDBPyConnection, header: list[str], layout: Layout) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(rows in the schema's types, rows of which some value does not fit its type, as text)."""
    casts, misfit = _casts(header, layout), _misfit(header, layout)
    texts = ", ".join(f"{raw} AS {name}" for name, raw in _places(header, layout).items())
    good = engine.execute(f"SELECT {casts}, {ROW} FROM raw WHERE NOT ({misfit}) ORDER BY {ROW}").pl()
    bad = engine.execute(f"SELECT {texts}, {ROW} FROM raw WHERE {misfit} ORDER BY {ROW}").pl()
    return good, bad


def _places(header: list[str], layout: Layout) -> dict[str, str]:
    """Column of the schema to the column that holds its text."""
    raw = dict(zip(header, _raw_names(header), strict=True))
    return {column.name: raw[field] for column, field in zip(layout.columns, layout.headers, strict=True)}


def _casts(header: list[str], layout: Layout) -> str:
    places = _places(header, layout)
    return ", ".join(f"{_cast(column, places[column.name])} AS {column.name}" for column in layout.columns)


def _misfit(header: list[str], layout: Layout) -> str:
    """SQL that is true where some text of a row does not fit its column's type."""
    places = _places(header, layout)
    return (
        " OR ".join(
            f"(coalesce({places[c.name]}, '') <> '' AND {_cast(c, places[c.name])} IS NULL)"
            for c in layout.columns
            if c.kind != "string"
        )
        or "false"
    )


def _misfits(line: dict[str, str], layout: Layout, name: str) -> Iterator[Issue]:
    for column in layout.columns:
        value = line[column.name]
        if column.kind != "string" and value and not _fits(value, column):
            text = (
                f"{value!r} is not a {column.kind}; the row was left out. Correct it at the source and send it again."
            )
            yield Issue(name, "wrong-type", text, row=int(line[ROW]), field=column.name, value=value[:200])


def _fits(value: str, column: Column) -> bool:
    return bool(duckdb.execute(f"SELECT try_cast(? AS {column.sql}) IS NOT NULL", [value]).fetchall()[0][0])


def _cast(column: Column, raw: str) -> str:
    """SQL that gives the column's value or NULL; empty text is NULL, never an empty string."""
    return f"nullif({raw}, '')" if column.kind == "string" else f"try_cast(nullif({raw}, '') AS {column.sql})"


def _raw_names(header: Sequence[str]) -> list[str]:
    return [f"c{number}" for number in range(len(header))]
