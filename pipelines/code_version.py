"""Which files turn bytes into rows, and a short hash that changes when one of them does.

Followed are imports as the files write them, so that constants and what is imported within a function count too, and
the answer is the same in every process. With a module stand the data files beside it.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

HELPERS = ("pipelines.screening.", "pipelines.sources.", "pipelines.measures.", "pipelines.accountability.", "schemas.")
"""Where the modules stand that read rows, work them out, or say what is promised of them."""

DATA = {".csv", ".json", ".toml", ".txt", ".yaml", ".yml"}
"""Endings of the data files that modules read."""


def code_version(modules: Iterable[str], *more: str) -> str:
    """Twelve hex digits that change with a file of these modules, of the `HELPERS` that they use, or with `more`."""
    digest = hashlib.sha256()
    for path in sorted({path for name in used_by(modules) for path in files_of(name)}):
        digest.update(path.read_bytes())
    for text in more:
        digest.update(text.encode())
    return digest.hexdigest()[:12]


def used_by(modules: Iterable[str]) -> set[str]:
    """These modules and those of `HELPERS` that they use, and they use, and so on."""
    found: set[str] = set()
    waiting = set(modules)
    while waiting:
        found |= waiting
        waiting = {used for name in waiting for used in _uses(name)} - found
    return found


def files_of(module: str) -> list[Path]:
    """The file of a module, or every file of the package that it heads; and the data files beside them."""
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        return []
    path = Path(spec.origin)
    near = path.parent.rglob("*") if path.name == "__init__.py" else path.parent.glob("*")
    return sorted(file for file in near if file.suffix in DATA or file == path or _of_package(file, path))


def _of_package(file: Path, head: Path) -> bool:
    return head.name == "__init__.py" and file.suffix == ".py"


def _uses(module: str) -> set[str]:
    """The modules of `HELPERS` that the files of a module import."""
    texts = [file.read_bytes() for file in files_of(module) if file.suffix == ".py"]
    names = {name for text in texts for name in _imports(text) if name.startswith(HELPERS)}
    return {name for name in names if _is_module(name)}


@cache
def _imports(text: bytes) -> frozenset[str]:
    """Every name that a file imports, with its module: `a.b` and `a.b.c` for `from a.b import c`."""
    return frozenset(name for node in ast.walk(ast.parse(text)) for name in _names(node))


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        yield node.module
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _is_module(name: str) -> bool:
    parent = find_spec(name.rpartition(".")[0])
    return parent is not None and bool(parent.submodule_search_locations) and find_spec(name) is not None
