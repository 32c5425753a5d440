"""What is written in a field, in the type its column promises."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from pipelines.sources.records.document import UNPRINTABLE
from schemas.base import Column

Typed = str | int | bool | date | Decimal
JOIN = "; "
"""Joins the parts of a list in a published column."""


def typed(written: str | tuple[str, ...], column: Column) -> Typed:
    """The value of a field in its column's type. Raises ValueError that says how the value is to be written."""
    if isinstance(written, tuple):
        return _joined(written, column)
    return _READERS[column.kind](written, column)


def _joined(parts: tuple[str, ...], column: Column) -> str:
    if column.kind != "string":
        raise ValueError("holds a list: write one value")
    if split := next((part for part in parts if JOIN.strip() in part), None):
        raise ValueError(f"has a semicolon within {split!r}, which joins the parts of a list: reword it")
    return JOIN.join(parts)


def _string(written: str, column: Column) -> str:
    if UNPRINTABLE.search(written):
        raise ValueError("holds a character that cannot be printed: take it out")
    return written


def _integer(written: str, column: Column) -> int:
    if not re.fullmatch(r"-?[0-9]{1,18}", written):
        raise ValueError("must be a whole number in figures, such as 12")
    return int(written)


def _boolean(written: str, column: Column) -> bool:
    if written not in {"true", "false"}:
        raise ValueError("must be true or false")
    return written == "true"


def _date(written: str, column: Column) -> date:
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written):
            return date.fromisoformat(written)
    except ValueError:
        pass
    raise ValueError("must be a day that exists, written year-month-day, such as 2025-02-04")


def _number(written: str, column: Column) -> Decimal:
    precision, scale = (int(part) for part in re.findall(r"\d+", column.sql))
    if not re.fullmatch(rf"-?[0-9]{{1,{precision - scale}}}(\.[0-9]{{1,{scale}}})?", written):
        raise ValueError(
            f"must be a plain number with at most {precision - scale} figures before the point and {scale} after it, "
            "without commas or signs of currency, such as 1250.00"
        )
    return Decimal(written)


_READERS: dict[str, Callable[[str, Column], Typed]] = {
    "string": _string,
    "integer": _integer,
    "boolean": _boolean,
    "date": _date,
    "number": _number,
}
