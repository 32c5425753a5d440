"""Names and texts quoted for SQL, tried in DuckDB itself."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sql import identifier, literal

TEXTS = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"))


@given(TEXTS)
def test_any_text_comes_back_as_it_was(text: str) -> None:
    assert duckdb.sql(f"SELECT {literal(text)}").fetchall() == [(text,)]


@given(TEXTS.filter(bool))
def test_any_name_is_the_name_of_a_column(name: str) -> None:
    assert duckdb.sql(f"SELECT 1 AS {identifier(name)}").columns == [name]


@pytest.mark.parametrize("path", ["it's/here.csv", 'a "b".csv'])
def test_path_is_a_text(path: str) -> None:
    assert duckdb.sql(f"SELECT {literal(Path(path))}").fetchall() == [(path,)]
