"""A CSV opens with the same values everywhere: pandas, DuckDB, R and LibreOffice, for every declared dataset."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pytest

from assets import datasets
from pipelines.dataset import Dataset
from pipelines.releases.package import table_schema
from pipelines.releases.writers import literal, sort_part, write_part
from schemas.base import Column
from tests.pipelines.releases.pressroom import SYNTHETIC

AWKWARD = (
    "007",
    "2025-04",
    "1e5",
    "TRUE",
    "NaN",
    "null",
    "NA",
    'said "no",\nthen',
    "Zoë £5 📷",
    " padded ",
    "3/4",
    "'quoted",
)
FORMULAS = ("=1+1", "+44 1622", "-1", "@SUM(A1)", "\t=1", "\r=1")
Values = list[tuple[str | None, ...]]


def rows_of(dataset: Dataset) -> Values:
    """Rows as text: the declared examples, nothing where nothing may be, and each awkward text in each text column."""
    columns = dataset.columns
    examples = tuple(column.example or None for column in columns)
    found = [examples, tuple(None if c.nullable else e for c, e in zip(columns, examples, strict=True))]
    for_each = zip(columns, examples, strict=True)
    cells = [(c.guarded, e) for c, e in for_each]
    return found + [tuple(text if free else e for free, e in cells) for text in (*AWKWARD, *FORMULAS)]


def shown(column: Column, value: str | None) -> str | None:
    """A value as the CSV promises to show it."""
    return f"'{value}" if value and column.guarded and value[0] in "=+-@\t\r" else value


def expected(dataset: Dataset) -> Values:
    columns = dataset.columns
    return [tuple(shown(c, v) for c, v in zip(columns, row, strict=True)) for row in rows_of(dataset)]


@pytest.fixture(params=datasets(), ids=lambda dataset: dataset.name)
def dataset(request: pytest.FixtureRequest) -> Dataset:
    found: Dataset = request.param
    return found


@pytest.fixture
def table(dataset: Dataset, tmp_path: Path) -> Path:
    """The rows as a release writes them."""
    connection = duckdb.connect()
    texts = pl.DataFrame(rows_of(dataset), schema={c.name: pl.String for c in dataset.columns}, orient="row")
    connection.register("texts", texts)
    typed = ", ".join(f'CAST("{c.name}" AS {c.sql}) AS "{c.name}"' for c in dataset.columns)
    assert sort_part(connection, [f"SELECT {typed} FROM texts"], dataset.columns) == texts.height
    write_part(connection, dataset.columns, tmp_path, "part", True)
    return tmp_path / "part.csv"


def alike(found: Values, dataset: Dataset) -> None:
    same(found, expected(dataset))


def same(found: Values, wanted: Values) -> None:
    def order(rows: Values) -> Values:
        return sorted(rows, key=lambda row: [value or "" for value in row])

    assert order(found) == order(wanted)


def test_pandas_reads_it_by_its_schema(dataset: Dataset, table: Path) -> None:
    schema = json.loads(json.dumps(table_schema(dataset, SYNTHETIC)))
    types = {field["name"]: "string" for field in schema["fields"]}
    frame = pd.read_csv(table, dtype=types, keep_default_na=False, na_values=schema["missingValues"])
    assert list(frame.columns) == [column.name for column in dataset.columns]
    alike([tuple(None if pd.isna(v) else str(v) for v in row) for row in frame.itertuples(index=False)], dataset)


def test_pandas_left_alone_keeps_dates_months_and_numbers(dataset: Dataset, table: Path) -> None:
    frame = pd.read_csv(table)
    for column in dataset.columns:
        values = frame[column.name].dropna()
        if column.kind in {"integer", "number"}:
            assert pd.api.types.is_numeric_dtype(values), column.name
        elif column.nullable and column.example.isdigit() and column.pattern:
            assert set(values) <= {int(column.example)}, column.name  # a year that may be missing is a number to pandas
        elif column.kind == "date" or (column.pattern and not column.free_text):
            assert set(values.astype(str)) <= {column.example}, column.name


def test_duckdb_reads_it_by_its_schema(dataset: Dataset, table: Path) -> None:
    types = ", ".join(f"'{c.name}': '{c.sql}'" for c in dataset.columns)
    read = f"read_csv({literal(table)}, header = true, columns = {{{types}}}, nullstr = '')"
    texts = ", ".join(f'CAST("{c.name}" AS VARCHAR)' for c in dataset.columns)
    alike(duckdb.sql(f"SELECT {texts} FROM {read}").fetchall(), dataset)


def test_no_cell_of_text_is_a_formula(dataset: Dataset, table: Path) -> None:
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    texts = [column.name for column in dataset.columns if column.kind == "string"]
    assert rows
    assert not [value for row in rows for name in texts if (value := row[name])[:1] and value[0] in "=+-@\t\r"]


def _program(*names: str) -> str:
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"{names[0]} is not installed here; this needs the program itself")
    return found


def test_r_reads_it(dataset: Dataset, table: Path) -> None:
    script = (
        "a <- commandArgs(TRUE); d <- read.csv(a[1], colClasses='character', na.strings='', check.names=FALSE, "
        "fileEncoding='UTF-8'); write.csv(d, a[2], row.names=FALSE, na='', fileEncoding='UTF-8')"
    )
    again = table.with_name("again.csv")
    subprocess.run([_program("Rscript"), "-e", script, str(table), str(again)], check=True, timeout=60)
    with again.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == [column.name for column in dataset.columns]
    # R reads a carriage return inside a cell as an end of line; all else must come back as it was.
    wanted = [tuple(value and value.replace("\r", "\n") for value in row) for row in expected(dataset)]
    same([tuple(value or None for value in row) for row in rows], wanted)


def test_libreoffice_runs_no_formula(dataset: Dataset, table: Path) -> None:
    program = _program("soffice", "libreoffice")
    home = f"-env:UserInstallation={(table.parent / 'office').as_uri()}"
    command = [program, home, "--headless", "--infilter=CSV:44,34,76,1", "--convert-to", "xlsx", "--outdir"]
    subprocess.run([*command, str(table.parent), str(table)], check=True, timeout=120)
    with zipfile.ZipFile(table.with_suffix(".xlsx")) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("<row ") == len(rows_of(dataset)) + 1
    assert "<f" not in sheet.replace("<formatCode", "")


def test_two_empty_things_are_told_apart_in_json_and_parquet_only(tmp_path: Path) -> None:
    """The stated limit of the CSV for readers that take `""` for nothing."""
    chosen = next(d for d in datasets() if d.name == "expenditure")
    name = "purpose"
    connection = duckdb.connect()
    rows = " UNION ALL ".join(f"SELECT {v} AS {name}" for v in ("''", "NULL"))
    columns = [column for column in chosen.columns if column.name == name]
    sort_part(connection, [rows], columns)
    write_part(connection, columns, tmp_path, "part", True)
    assert (tmp_path / "part.csv").read_text() == f'{name}\n""\n\n'
    assert json.loads((tmp_path / "part.json").read_text()) == [{name: ""}, {name: None}]
    assert pl.read_parquet(tmp_path / "part.parquet")[name].to_list() == ["", None]
