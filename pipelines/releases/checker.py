"""The published checker: one file that needs nothing but Python, made of the modules that we use ourselves."""

from __future__ import annotations

import ast
from pathlib import Path

MODULES = ("ed25519", "replay", "signature", "account", "verify")
"""In the order in which one uses another; the last one's docstring is the file's."""
HERE = Path(__file__).parent


def checker() -> bytes:
    """`verify.py` as published: the text of `MODULES` in one file, without what they import from each other."""
    sources = [(HERE / f"{name}.py").read_text(encoding="utf-8") for name in MODULES]
    title = sources[-1].partition('"""')[2].partition('"""')[0]
    head = f'"""{title}"""\n\nfrom __future__ import annotations\n'
    return "\n\n".join([head, *(_body(source) for source in sources)]).encode()


def _body(source: str) -> str:
    """A module's text without its docstring and the imports that have no meaning in one file."""
    lines = source.splitlines()
    first, *others = ast.parse(source).body
    for node in (first, *(node for node in others if _ours(node))):
        for number in range(node.lineno, (node.end_lineno or node.lineno) + 1):
            lines[number - 1] = ""
    return "\n".join(lines).strip("\n") + "\n"


def _ours(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and str(node.module).startswith(("__future__", "pipelines"))
