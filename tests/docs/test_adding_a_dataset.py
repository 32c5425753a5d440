"""docs/adding-a-dataset.md, followed to the letter in a copy of openbeat."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.docs.pages import ROOT, DocsPage

PAGE = DocsPage(ROOT / "docs/adding-a-dataset.md")
NAME = "station-opening-hours"
OPENBEAT = "from pipelines.cli import main; main()"
DAGSTER_KNOWS = f"""
import json
from pipelines.definitions import build_definitions
from pipelines.settings import Settings
graph = build_definitions(Settings()).resolve_asset_graph()
table = {NAME.replace("-", "_")!r} + "_"
nodes = [graph.get(key) for key in graph.get_all_asset_keys() if key.path[0].startswith(table)]
columns = {{node.key.path[0].removeprefix(table): node.metadata.get("dagster/column_schema") for node in nodes}}
told = {{
    step: [[c.name, c.description] for c in schema.columns] if schema else [] for step, schema in columns.items()
}}
print(json.dumps({{"groups": sorted({{node.group_name for node in nodes}}), "columns": told}}))
"""


@dataclass(frozen=True)
class Newcomer:
    """A copy of openbeat in which the page was followed: what each command said, and how it ended."""

    folder: Path
    said: dict[str, subprocess.CompletedProcess[str]]

    @property
    def release(self) -> Path:
        return self.folder / "published/datasets" / NAME / "1.0.0"

    def document(self, name: str) -> Any:
        return json.loads((self.release / name).read_bytes())

    def output(self, begins: str) -> str:
        """What the command that begins so said, in one line."""
        (found,) = [done.stdout for command, done in self.said.items() if command.startswith(begins)]
        return " ".join(found.split())


def environment(folder: Path) -> dict[str, str]:
    """The copy alone, in a folder world without files: the page's own dataset needs none."""
    others = ("OPENBEAT_", "PANDERA_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(others)}
    return kept | {"OPENBEAT_WORLD": f"folder:{folder / 'files'}", "PYTHONPATH": str(folder), "COLUMNS": "200"}


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, env=environment(folder), capture_output=True, text=True, check=False, timeout=300
    )


def copied(folder: Path) -> Path:
    """openbeat with nothing in it but what its programs need, and commands of its own where the page has them."""
    for name in ("pipelines", "assets", "schemas"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("dagster.yaml", "pyproject.toml", "records/body.yaml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    for kind in (ROOT / "records").iterdir():
        if kind.is_dir():
            (folder / "records" / kind.name).mkdir()
    (folder / "files").mkdir()
    for name, arguments in (("openbeat", f"-c '{OPENBEAT}'"), ("pytest", "-m pytest -p no:cacheprovider")):
        command = folder / ".venv/bin" / name
        command.parent.mkdir(parents=True, exist_ok=True)
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments} "$@"\n', encoding="utf-8")
        command.chmod(0o755)
    return folder


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> Newcomer:
    """Who wrote every file of the page and ran every command of it, but for the one that runs all tests."""
    folder = copied(tmp_path_factory.mktemp("newcomer"))
    for name, text in PAGE.files().items():
        path = folder / name
        assert not path.exists(), f"{name} is there already: the page would overwrite it"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    lines = [line for block in PAGE.blocks("sh") for line in block.text.splitlines() if not line.startswith("make ")]
    return Newcomer(folder, {line: run(folder, "sh", "-c", line) for line in lines})


def test_a_dataset_is_three_files_beside_its_data_and_its_test() -> None:
    code = [name for name in PAGE.files() if not name.startswith(("records/", "tests/"))]
    assert [str(Path(name).parent) for name in code] == ["schemas", "pipelines/sources", "assets"]


def test_every_command_of_the_page_ends_well(newcomer: Newcomer) -> None:
    assert len(newcomer.said) == 5
    for command, done in newcomer.said.items():
        assert done.returncode == 0, f"{command}: {done.stdout[-2000:]}{done.stderr[-2000:]}"


def test_the_commands_say_what_the_page_says(newcomer: Newcomer) -> None:
    night, asked = (" ".join(block.text.split()) for block in PAGE.blocks("text"))
    assert night in newcomer.output(".venv/bin/openbeat nightly")
    assert asked in re.sub(r"[│┃|]", "", newcomer.output(".venv/bin/openbeat sql"))


def test_the_dataset_is_published_with_every_row_accounted_for(newcomer: Newcomer) -> None:
    rows = (newcomer.release / f"{NAME}.csv").read_text(encoding="utf-8").splitlines()
    assert rows == [
        "station,day,opens,closes,desks",
        "Ashford,Monday,08:00,20:00,2",
        "Ashford,Sunday,,,0",
        "Canterbury,Monday,07:00,23:00,3",
    ]
    quality = newcomer.document("quality.json")
    assert (quality["rows"]["accepted"], quality["rows"]["rejected"]) == (3, 1)


def test_the_catalogue_has_it(newcomer: Newcomer) -> None:
    catalogue = json.loads((newcomer.folder / "published/catalogue.json").read_bytes())
    (entry,) = [found for found in catalogue["datasets"] if found["name"] == NAME]
    assert (entry["latest"], entry["rows"], entry["subject"]) == ("1.0.0", 3, "places")


def test_the_column_dictionary_has_the_words_of_the_model(newcomer: Newcomer) -> None:
    model = PAGE.files()["schemas/stations.py"]
    fields = newcomer.document("schema.json")["fields"]
    assert [(field["name"], field["type"]) for field in fields] == [
        ("station", "string"),
        ("day", "string"),
        ("opens", "string"),
        ("closes", "string"),
        ("desks", "integer"),
    ]
    assert all(field["description"].split(".")[0] in model for field in fields)
    assert newcomer.document("datapackage.json")["resources"][0]["schema"] == "schema.json"


def test_dagster_knows_its_steps_and_its_columns(newcomer: Newcomer) -> None:
    done = run(newcomer.folder, sys.executable, "-c", DAGSTER_KNOWS)
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout)
    assert told["groups"] == ["places"]
    assert set(told["columns"]) == {"landed", "stored", "release"}
    fields = newcomer.document("schema.json")["fields"]
    assert [name for name, _ in told["columns"]["stored"]] == [field["name"] for field in fields]


def test_the_page_keeps_the_rules_of_the_house(newcomer: Newcomer) -> None:
    written = [name for name in PAGE.files() if name.endswith(".py")]
    for command in (["check"], ["format", "--check"]):
        done = run(newcomer.folder, sys.executable, "-m", "ruff", *command, "--no-cache", *written)
        assert done.returncode == 0, done.stdout
