"""A column is public because it says so, and confidential because it says so."""

from __future__ import annotations

import pandera.polars as pa
import pytest

from assets import datasets
from schemas.base import Table, column, columns_of, confidential, stored_columns_of


class Silent(Table):
    """A model with a column that says neither."""

    name: str = column("Name", "What it is called.", example="x")
    home: str = pa.Field(title="Home", description="Where it is.")


class Kept(Table):
    """A model with a column that is not for the public."""

    name: str = column("Name", "What it is called.", example="x")
    home: str = confidential("Home", "Where it is.", example="1 Sample Street", str_length={"max_value": 30})


def test_nothing_is_published_by_default() -> None:
    with pytest.raises(TypeError, match="home is neither public nor confidential"):
        columns_of(Silent)
    with pytest.raises(TypeError, match="home is neither"):
        stored_columns_of(Silent)


def test_a_confidential_column_is_stored_and_not_listed() -> None:
    assert [found.name for found in columns_of(Kept)] == ["name"]
    assert [(found.name, found.public) for found in stored_columns_of(Kept)] == [("name", True), ("home", False)]
    home = stored_columns_of(Kept)[1]
    assert (home.nullable, home.max_length, home.sql) == (True, 30, "VARCHAR")


def test_some_datasets_keep_what_they_do_not_publish() -> None:
    kept = {d.name: {c.name for c in d.stored_columns} - {c.name for c in d.columns} for d in datasets()}
    assert kept["expenditure"] == {"supplier_reference", "supplier_address"}
    assert kept["grants"] == {"application_reference"}
    assert {name for name, columns in kept.items() if columns} == {"expenditure", "grants"}


def test_confidential_columns_come_last() -> None:
    for dataset in datasets():
        public = [found.public for found in dataset.stored_columns]
        assert public == sorted(public, reverse=True), dataset.name
