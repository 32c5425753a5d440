"""docs/methods.md does what it shows, and reading a method loads no statistics before they are needed."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.measures import methods
from tests.docs.pages import ROOT, Block, DocsPage

PAGE = DocsPage(ROOT / "docs/methods.md")
BLOCKS = PAGE.blocks("python", "text")
SHOWN = [(code, told) for code, told in zip(BLOCKS[::2], BLOCKS[1::2], strict=True)]
MODULES = [module.name for module in pkgutil.iter_modules(methods.__path__)]


@pytest.mark.parametrize(("code", "told"), SHOWN, ids=str)
def test_an_example_prints_what_the_page_says(code: Block, told: Block, capsys: pytest.CaptureFixture[str]) -> None:
    assert (code.language, told.language) == ("python", "text")
    exec(compile(code.text, str(code), "exec"), {})  # noqa: S102
    assert capsys.readouterr().out == told.text


def test_every_module_the_page_names_exists() -> None:
    named = [row.split("|")[3].split(",")[0].strip(" `") for row in PAGE.text.splitlines() if row.startswith("| ")][1:]
    assert len(named) == 10
    for name in named:
        module, _, function = name.partition(".")
        assert not function or hasattr(importlib.import_module(f"{methods.__name__}.{module}"), function)
        assert module in MODULES


def test_reading_the_methods_loads_no_statistics(root: Path) -> None:
    script = "".join(f"import {methods.__name__}.{name}\n" for name in MODULES)
    script += "import sys; print({'scipy', 'statsmodels'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
