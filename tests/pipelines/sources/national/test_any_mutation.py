"""Whatever happens to a file: full accounting or a clear refusal, never a crash and never a silent loss."""

from __future__ import annotations

import random
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.sources import workbook
from pipelines.upstream import SourceError
from tests.pipelines.sources.national.desk import SUBJECTS, Grid, accept, ods, parse, text

subjects = pytest.mark.parametrize("subject", SUBJECTS)


def survives(subject: str, content: bytes) -> None:
    dataset, _ = SUBJECTS[subject]
    with tempfile.TemporaryDirectory() as folder:
        refused = ""
        try:
            parsed = parse(dataset, Path(folder), content)
        except SourceError as refusal:
            refused = str(refusal)
        else:
            verdict = accept(dataset, parsed)
            assert verdict.tally.accepted == verdict.rows.height
            assert verdict.tally.read > 0
        assert not refused or "folder:book.ods" in refused


def mutated(grid: Grid, data: st.DataObject) -> Grid:
    width = max(map(len, grid))
    rows = [[*row, *[""] * (width - len(row))] for row in grid]
    kind = data.draw(st.sampled_from(["drop", "double", "shuffle", "cell", "rows"]))
    at = data.draw(st.integers(0, width - 1))
    if kind == "drop":
        return [[*row[:at], *row[at + 1 :]] for row in rows]
    if kind == "double":
        return [[*row[: at + 1], *row[at:]] for row in rows]
    if kind == "shuffle":
        order = data.draw(st.permutations(range(width)))
        return [[row[place] for place in order] for row in rows]
    if kind == "rows":
        return data.draw(st.permutations(rows))
    strange = st.sampled_from(["=1+1", "9" * 40, "1e99", "-5", "NaN", "inf", "²", "x" * 5000, "2025-13-45", "£"])
    rows[data.draw(st.integers(0, len(rows) - 1))][at] = data.draw(strange | st.text("aZ0-[]/. ", max_size=20))
    return rows


@subjects
@settings(max_examples=60, deadline=None, database=None, derandomize=True)
@given(data=st.data())
def test_changed_cells_columns_and_rows(subject: str, data: st.DataObject) -> None:
    survives(subject, ods(mutated(SUBJECTS[subject][1], data)))


@subjects
@settings(max_examples=40, deadline=None, database=None, derandomize=True)
@given(seed=st.integers(0, 10_000), cut=st.booleans())
def test_damaged_bytes(subject: str, seed: int, cut: bool) -> None:
    content = bytearray(ods(SUBJECTS[subject][1]))
    chance = random.Random(seed)  # noqa: S311
    if cut:
        del content[chance.randrange(len(content)) :]
    else:
        for _ in range(5):
            content[chance.randrange(len(content))] = chance.randrange(256)
    survives(subject, bytes(content))


@subjects
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_saved_as_text(subject: str, delimiter: str, encoding: str) -> None:
    survives(subject, text(SUBJECTS[subject][1], delimiter).encode(encoding))


@subjects
def test_nul_characters(subject: str) -> None:
    survives(subject, text(SUBJECTS[subject][1]).replace("Kent", "Ke\0nt").encode())


@subjects
def test_a_bomb_is_refused_before_it_fills_the_memory(
    subject: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "UNPACKED_LIMIT", 2**20)
    bomb = tmp_path / "bomb"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<a>" + " " * 2**23)
    with pytest.raises(SourceError, match="unpacks to more than"):
        parse(SUBJECTS[subject][0], tmp_path, bomb.read_bytes())
