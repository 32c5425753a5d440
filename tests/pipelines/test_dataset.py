"""What a dataset derives: its names, and the version of the code that reads it."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.dataset import Dataset, Grain
from tests.pipelines.smallworld import Office, dataset

MODULES = ("pipelines.sources.probe", "pipelines.sources.probe_helper", "pipelines.sources.probe_deep")


@pytest.fixture
def probe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A source in a folder of its own, with a helper that has a helper, as if it stood among the sources."""
    (tmp_path / "probe.py").write_text(
        "from tests.pipelines.smallworld import Office\n"
        "from pipelines.sources import probe_helper\n\n\nclass Probe(Office):\n    used = probe_helper\n"
    )
    (tmp_path / "probe_helper.py").write_text("from pipelines.sources.probe_deep import deep\n\nhelp_with = deep\n")
    (tmp_path / "probe_deep.py").write_text("def deep() -> int:\n    return 1\n")
    sources = importlib.import_module("pipelines.sources")
    monkeypatch.setattr(sources, "__path__", [*sources.__path__, str(tmp_path)])
    yield tmp_path
    for name in MODULES:
        sys.modules.pop(name, None)
        vars(sources).pop(name.rpartition(".")[2], None)


def _version() -> str:
    return dataset(importlib.import_module(MODULES[0]).Probe()).code_version


def test_the_code_version_changes_with_every_module_behind_the_rows(probe: Path) -> None:
    versions = [_version()]
    for name in ("probe", "probe_helper", "probe_deep"):
        path = probe / f"{name}.py"
        path.write_text(path.read_text() + "\n# another way\n")
        versions.append(_version())
    assert len(set(versions)) == 4
    assert versions[-1] == _version()


def test_the_code_version_has_nothing_to_do_with_what_reads_nothing(probe: Path) -> None:
    before = _version()
    (probe / "stranger.py").write_text("x = 1\n")
    assert _version() == before
    assert dataset(importlib.import_module(MODULES[0]).Probe(), title="Another").code_version == before


def test_the_code_version_is_the_same_in_another_process(root: Path) -> None:
    script = "from assets.crime import CRIME_STREET; import sys; sys.stdout.write(CRIME_STREET.code_version)"
    found = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=root,
            env={"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }
    from assets.crime import CRIME_STREET

    assert found == {CRIME_STREET.code_version}
    assert len(CRIME_STREET.code_version) == 12


@pytest.mark.parametrize(
    ("changes", "partitioned"),
    [({}, True), ({"grain": Grain.WHOLE}, False), ({"files_stand_alone": True}, False)],
)
def test_names_and_partitions(changes: dict[str, object], partitioned: bool) -> None:
    made: Dataset = dataset(Office(), **changes)
    assert made.table == "lost_property"
    assert made.partitioned is partitioned
    assert [column.name for column in made.columns] == ["ticket", "month", "kind", "worth_gbp"]


def test_the_code_version_changes_with_the_statement_that_settles_the_table() -> None:
    versions = {dataset(Office(), settle=settle).code_version for settle in ("", "UPDATE {table} SET worth_gbp = 1")}
    assert len(versions) == 2
