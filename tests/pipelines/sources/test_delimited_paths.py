"""A file is read in one pass where nothing is amiss, and more carefully otherwise: both ways give the same."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.sources import delimited
from pipelines.sources.delimited import Layout
from pipelines.upstream import Landed, Parsed, Resource
from schemas.base import Degrees, Table, column, columns_of


class Points(Table):
    """Named points."""

    name: str = column("Name", "What it is called.", example="a", nullable=True)
    number: int = column("Number", "Counts.", example="1", unit="points", nullable=True)
    longitude: Degrees = column("Longitude", "Where.", example="0.5", unit="degrees", nullable=True)


LAYOUT = Layout(columns_of(Points), ("Name", "Number", "Longitude"))
NAMES = st.text(st.sampled_from("abé,\" ;'=\t"), max_size=6)
NUMBERS = st.one_of(st.just(""), st.integers(-(10**6), 10**6).map(str), st.sampled_from(["x", "1,5", "1.5", " 7"]))
LONGITUDES = st.one_of(st.just(""), st.decimals(-180, 180, places=6).map(str), st.sampled_from(["east", "1e2"]))
ROWS = st.lists(st.tuples(NAMES, NUMBERS, LONGITUDES), max_size=12)


def read(folder: Path, rows: list[tuple[str, ...]], header: tuple[str, ...] = LAYOUT.headers) -> Parsed:
    sink = io.StringIO()
    csv.writer(sink, lineterminator="\n").writerows([header, *rows])
    path = folder / "points.csv"
    path.write_text(sink.getvalue(), encoding="utf-8")
    return delimited.read(Landed(Resource("points", "folder:points.csv"), path, "", path.stat().st_size), LAYOUT)


def carefully(folder: Path, rows: list[tuple[str, ...]], patch: pytest.MonkeyPatch) -> Parsed:
    with patch.context() as here:
        here.setattr(delimited, "_read_faultless", lambda *_: None)
        return read(folder, rows)


@given(ROWS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_both_ways_give_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: list[tuple[str, ...]]) -> None:
    one, other = read(tmp_path, rows), carefully(tmp_path, rows, monkeypatch)
    assert one.rows.equals(other.rows)
    assert (one.tally, one.issues) == (other.tally, other.issues)
    assert one.tally.accepted == one.rows.height


def test_quoted_commas_and_empty_values_need_no_second_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "_load_fast", None)  # would raise if it were asked
    monkeypatch.setattr(delimited, "_load_slowly", None)
    found = read(tmp_path, [("one, two", "1", "0.5"), ("", "", ""), ('say "x", twice', "-3", "-0.000001")])
    assert found.rows["name"].to_list() == ["one, two", None, 'say "x", twice']
    assert found.rows["number"].to_list() == [1, None, -3]
    assert found.rows["_row"].to_list() == [2, 3, 4]


def test_unknown_column_is_read_carefully_and_named(tmp_path: Path) -> None:
    found = read(tmp_path, [("a", "1", "0.5", "new, and odd")], ("Name", "Number", "Longitude", "Colour"))
    assert found.rows.height == 1
    assert [issue.check for issue in found.issues] == ["unknown-column"]
