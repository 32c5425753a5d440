"""The files behind a dataset's rows, against a package made for the purpose and the real ones."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assets import datasets
from assets.crime import CRIME_OUTCOMES, CRIME_STREET
from assets.places import AREAS_DATASET
from pipelines import code_version as module
from pipelines.code_version import code_version, files_of, used_by
from pipelines.dataset import Dataset


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package `shop` whose module uses a constant of a second, which imports a third within a function."""
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "till.py").write_text("from shop.prices import VAT\n")
    (folder / "prices.py").write_text("VAT = 20\n\ndef price():\n    from shop import rates\n    return rates\n")
    (folder / "rates.py").write_text("RATES = []\n")
    (folder / "rates.csv").write_text("a,1\n")
    (folder / "stranger.py").write_text("x = 1\n")
    (folder / ".till.py.swp").write_text("typing")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(module, "HELPERS", ("shop.",))
    yield folder
    for name in [name for name in sys.modules if name.split(".")[0] == "shop"]:
        del sys.modules[name]


@pytest.mark.parametrize("name", ["till.py", "prices.py", "rates.py", "rates.csv"])
def test_it_changes_with_code_constants_late_imports_and_data(shop: Path, name: str) -> None:
    before = code_version(["shop.till"])
    with (shop / name).open("a") as file:
        file.write("\n")
    assert code_version(["shop.till"]) not in {before, ""}


def test_it_does_not_change_with_anything_else(shop: Path) -> None:
    before = code_version(["shop.till"])
    (shop / "stranger.py").write_text("x = 2\n")
    (shop / ".till.py.swp").write_text("typed")
    assert code_version(["shop.till"]) == before
    assert code_version(["shop.till"], "more") != before


def test_a_package_counts_whole(shop: Path) -> None:
    assert {path.name for path in files_of("shop")} == {
        "__init__.py",
        "till.py",
        "prices.py",
        "rates.py",
        "rates.csv",
        "stranger.py",
    }
    assert files_of("shop.none") == []


def _files(dataset: Dataset) -> set[str]:
    root = Path(module.__file__).parent.parent
    modules = {dataset.schema.__module__, type(dataset.source).__module__}
    return {path.relative_to(root).as_posix() for name in used_by(modules) for path in files_of(name)}


def test_data_files_and_the_modules_of_models_count() -> None:
    assert {"pipelines/sources/ons/districts.csv", "pipelines/sources/ons/upstream.yaml"} <= _files(AREAS_DATASET)
    assert {"schemas/outcomes.py", "schemas/crime.py", "schemas/base.py"} <= _files(CRIME_OUTCOMES)
    assert {"pipelines/sources/police_uk.py", "pipelines/sources/delimited.py"} <= _files(CRIME_STREET)
    contracts = next(dataset for dataset in datasets() if dataset.name == "contracts")
    assert {"schemas/register.py", "pipelines/sources/records/values.py"} <= _files(contracts)
