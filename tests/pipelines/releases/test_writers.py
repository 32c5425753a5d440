"""The three formats hold the same rows, in the same bytes whatever the number of threads."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.releases.writers import FORMATS, identifier, literal, sort_part, write_part
from tests.pipelines.releases.pressroom import THEFTS, MemoryStore, Row, row

AWKWARD = [
    row("t9", "2025-01", "0.10", 'said "no", then left'),
    row("t8", "2025-01", None, "two\nlines"),
    row(None, "2025-01", "999999999999.99", ""),
    row(None, "2025-01", "999999999999.99", ""),
    row("t7", "2025-01", "1.50", None),
    row("t6", "2025-01", "1.50", "Zoë's £5 📷"),
]


def write(rows: list[Row], folder: Path, threads: int = 2, synthetic: bool = True) -> Path:
    store = MemoryStore()
    store.load("2025-01", rows)
    connection = store.connection()
    connection.execute(f"SET threads = {threads}").fetchall()
    folder.mkdir(exist_ok=True)
    assert sort_part(connection, [store.query(THEFTS, "2025-01")], THEFTS.columns) == len(rows)
    write_part(connection, THEFTS.columns, folder, "part", synthetic)
    return folder


def digests(folder: Path) -> list[str]:
    return [hashlib.sha256((folder / f"part.{suffix}").read_bytes()).hexdigest() for suffix in FORMATS]


def test_bytes_do_not_hang_on_threads_or_on_the_order_of_the_store(tmp_path: Path) -> None:
    rows = [row(f"t{i * 7919 % 800}", "2025-01", f"{i % 90}.25", f"note {i % 11}") for i in range(800)]
    told = {
        tuple(digests(write(ordered, tmp_path / str(threads), threads)))
        for threads, ordered in ((1, rows), (2, rows[::-1]), (4, sorted(rows)))
    }
    assert len(told) == 1


def test_large_parts_do_not_hang_on_threads(tmp_path: Path) -> None:
    connection = duckdb.connect()
    query = (
        "SELECT CASE WHEN i % 3 > 0 THEN 't' || (i * 7919) % 300000 END AS theft_id, '2025-01' AS month, "
        "CAST(i % 97 AS DECIMAL(14,2)) AS loss_gbp, 'n' || i % 1000 AS note, i % 2 = 0 AS solved, "
        "DATE '2025-01-01' AS seen FROM range(300000) r(i)"
    )
    told = set()
    for threads in (1, 2, 4):
        connection.execute(f"SET threads = {threads}").fetchall()
        sort_part(connection, [query], THEFTS.columns)
        write_part(connection, THEFTS.columns, tmp_path, "part", True)
        told.add(tuple(digests(tmp_path)))
    assert len(told) == 1
    assert pq.ParquetFile(tmp_path / "part.parquet").num_row_groups == 3


def test_the_formats_hold_the_same_rows_for_pandas_duckdb_and_python(tmp_path: Path) -> None:
    folder = write(AWKWARD, tmp_path)
    names = [column.name for column in THEFTS.columns]
    with (folder / "part.csv").open(encoding="utf-8", newline="") as file:
        header, *lines = csv.reader(file)
    records = json.loads((folder / "part.json").read_text(encoding="utf-8"), parse_float=Decimal)
    parquet = duckdb.sql(f"FROM read_parquet({literal(folder / 'part.parquet')})").fetchall()
    frame = pd.read_csv(folder / "part.csv", dtype=str, keep_default_na=False)
    assert header == names == list(records[0]) == list(frame.columns)
    assert [tuple(frame.loc[i]) for i in frame.index] == [tuple(line) for line in lines]
    assert [_as_csv(tuple(record.values())) for record in records] == [_as_csv(line) for line in parquet]
    assert [_as_csv(line) for line in parquet] == [tuple(line) for line in lines]
    assert Counter(line[3] for line in lines) == Counter(note or "" for _, _, _, note, _, _ in AWKWARD)


def _as_csv(values: tuple[Any, ...]) -> tuple[str, ...]:
    money = [
        f"{value:.2f}" if isinstance(value, (Decimal, int)) and not isinstance(value, bool) else value
        for value in values
    ]
    return tuple("" if v is None else str(v).lower() if isinstance(v, bool) else str(v) for v in money)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_formula_cells_are_guarded_in_the_csv_alone(tmp_path: Path, start: str) -> None:
    folder = write([row("t1", "2025-01", note=f"{start}1+1")], tmp_path)
    with (folder / "part.csv").open(encoding="utf-8", newline="") as file:
        cell = next(csv.DictReader(file))["note"]
    assert cell == f"'{start}1+1"
    assert json.loads((folder / "part.json").read_text())[0]["note"] == f"{start}1+1"
    assert pq.read_table(folder / "part.parquet").column("note").to_pylist() == [f"{start}1+1"]


def test_only_texts_that_nothing_holds_back_are_guarded(tmp_path: Path) -> None:
    table = (write([row("-t1", "2025-01", "-1.50")], tmp_path) / "part.csv").read_text()
    assert table.splitlines()[1].startswith("'-t1,2025-01,-1.50,")


def test_lines_end_with_a_line_feed_and_empty_is_not_missing(tmp_path: Path) -> None:
    content = (write([row("t1", "2025-01", None, "")], tmp_path) / "part.csv").read_bytes()
    assert content == b'theft_id,month,loss_gbp,note,solved,seen\nt1,2025-01,,"",false,2025-01-02\n'


def test_parquet_carries_the_mark(tmp_path: Path) -> None:
    for synthetic in (True, False):
        metadata = pq.read_metadata(write(AWKWARD, tmp_path, synthetic=synthetic) / "part.parquet").metadata
        assert metadata[b"synthetic"] == str(synthetic).lower().encode()


def test_no_rows_still_make_three_files(tmp_path: Path) -> None:
    folder = write([], tmp_path)
    assert json.loads((folder / "part.json").read_text()) == []
    assert (folder / "part.csv").read_text() == "theft_id,month,loss_gbp,note,solved,seen\n"
    assert pq.read_table(folder / "part.parquet").num_rows == 0


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8), max_size=5))
def test_any_text_comes_back(tmp_path: Path, notes: list[str]) -> None:
    folder = write([row("t", "2025-01", note=note) for note in notes], tmp_path)
    from_json = [r["note"] for r in json.loads((folder / "part.json").read_text(encoding="utf-8"))]
    with (folder / "part.csv").open(encoding="utf-8", newline="") as file:
        from_csv = [r["note"] for r in csv.DictReader(file)]
    assert sorted(from_json) == sorted(notes)
    assert [
        n[1:] if n[:2] in {"'=", "'+", "'-", "'@", "'\t", "'\r"} and n not in notes else n for n in from_csv
    ] == from_json


def test_names_and_texts_are_quoted() -> None:
    assert identifier('a"b') == '"a""b"'
    assert literal("it's") == "'it''s'"
