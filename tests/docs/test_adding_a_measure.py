"""docs/adding-a-measure.md, followed in a copy of openbeat."""

from __future__ import annotations

import re
import shutil
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from pipelines.measures.declared import measures
from pipelines.measures.ground import TABLES
from pipelines.measures.measure import Measure
from tests.docs.pages import ROOT, DocsPage
from tests.docs.test_adding_a_dataset import copied, run

PAGE = DocsPage(ROOT / "docs/adding-a-measure.md")
FOUND = """
from assets.measures import MEASURE_OBSERVATIONS
from pipelines.measures.declared import measures
print(*(measure.id for measure in measures()), MEASURE_OBSERVATIONS.code_version)
"""


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of openbeat in which both files of the page were written."""
    folder = copied(tmp_path_factory.mktemp("measurer"))
    for name in ("tests/conftest.py", "tests/pipelines/measures/county.py"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    for name, text in PAGE.files().items():
        assert not (ROOT / name).exists(), f"{name} is there already: the page would overwrite it"
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_measure_is_one_file_beside_its_test() -> None:
    assert sorted(PAGE.files()) == [
        "pipelines/measures/declared/waiting.py",
        "tests/pipelines/measures/test_waiting.py",
    ]


def test_it_is_found_by_itself_and_makes_figures_anew(followed: Path) -> None:
    done = run(followed, sys.executable, "-c", FOUND)
    assert done.returncode == 0, done.stderr[-2000:]
    *ids, version = done.stdout.split()
    assert set(ids) == {measure.id for measure in measures()} | {"999-waited-a-minute"}
    from assets.measures import MEASURE_OBSERVATIONS

    assert version != MEASURE_OBSERVATIONS.code_version


def test_its_known_answer_holds(followed: Path) -> None:
    command, *_ = [line for block in PAGE.blocks("sh") for line in block.text.splitlines()]
    assert command.startswith(".venv/bin/pytest")
    done = run(followed, "sh", "-c", command)
    assert done.returncode == 0, f"{done.stdout[-2000:]}{done.stderr[-2000:]}"
    assert "1 passed" in done.stdout


def test_the_page_keeps_the_rules_of_the_house(followed: Path) -> None:
    for command in (["check"], ["format", "--check"]):
        done = run(followed, sys.executable, "-m", "ruff", *command, "--no-cache", *PAGE.files())
        assert done.returncode == 0, done.stdout


def test_the_page_names_fields_and_tables_that_there_are() -> None:
    named = set(re.findall(r"^\| (`.*?`) \|", PAGE.text, re.MULTILINE))
    words = {word for cell in named for word in re.findall(r"`([a-z_]+)`", cell)}
    known = {field.name for field in fields(Measure)}
    tables = {table.name for table in TABLES} | {"own_force", "forces"}
    assert tables <= words
    assert words <= known | tables
