"""Names and texts quoted for SQL: the one place that knows how."""

from __future__ import annotations

from pathlib import Path


def identifier(name: str) -> str:
    """A name quoted for SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str | Path) -> str:
    """A text quoted for SQL."""
    return "'" + str(text).replace("'", "''") + "'"
