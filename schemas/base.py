"""The parent of every dataset model, and the one way from a model to the columns the public is told about."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

import pandera.polars as pa
import polars as pl

Money = Annotated[pl.Decimal, 14, 2]
"""Pounds, two decimals."""

Millions = Annotated[pl.Decimal, 10, 1]
"""Millions of pounds, one decimal, as the office publishes its budget."""

Degrees = Annotated[pl.Decimal, 9, 6]
"""Degrees of longitude or latitude (WGS 84), six decimals."""

MONTH = r"^\d{4}-(0[1-9]|1[0-2])$"
FINANCIAL_YEAR = r"^\d{4}-\d{2}$"
POSITIONS = {"degrees", "position", "number"}
"""Units of numbers that say where or which, not how much: coordinates, places in an order, register numbers."""
STATUS_CODES = ["[b]", "[c]", "[e]", "[p]", "[r]", "[u]", "[x]", "[z]"]
"""Government Analysis Function shorthand: break in series, confidential, estimated, provisional, revised, low
reliability, not available, not applicable."""


class Table(pa.DataFrameModel):
    """Every dataset model derives from this: the columns given, all of them, in this order, and no others."""

    class Config:
        """No coercion: a parser gives the right types or rejects the row."""

        strict = True
        ordered = True
        coerce = False


def column(
    title: str,
    description: str,
    *,
    example: str,
    unit: str = "",
    known: tuple[str, ...] = (),
    free_text: bool = False,
    may_hold: tuple[str, ...] = (),
    **checks: Any,
) -> Any:
    """A public column of a `Table`: what is declared so is published, and nothing else is.

    `title` is a short label, `description` says meaning, allowed values and source. `example` is a valid value as it
    stands in the CSV. `unit` is required wherever a value is a number; `POSITIONS` are the units of no quantity.
    `known` are the values seen so far of an open vocabulary: another value is a warning, not a rejection. `free_text`
    marks text written by people. `may_hold` are the kinds of personal data (`pipelines.screening.kinds`) that the
    record itself makes public in it, such as the address of an office. `checks` are pandera's (`nullable`, `isin`,
    `ge`, `str_matches`, ...).
    """
    metadata = {"example": example, "unit": unit, "known": known, "free_text": free_text, "may_hold": may_hold}
    return pa.Field(title=title, description=description, metadata=metadata | {"public": True}, **checks)


def confidential(title: str, description: str, *, example: str, **checks: Any) -> Any:
    """A column of a `Table` that the store keeps and nobody publishes: it stands in no release and in no read copy.

    It comes after the public ones and may always be empty. What it holds may not stand in a public text of its row
    either. Arguments are those of `column`.
    """
    metadata = {"example": example, "public": False}
    return pa.Field(title=title, description=description, metadata=metadata, nullable=True, **checks)


@dataclass(frozen=True)
class Column:
    """One column as derived from the model: types by name, constraints by value.

    `kind` is the Table Schema type (`string`, `integer`, `number`, `boolean`, `date`), `sql` the DuckDB type. A column
    that is not `public` is in the store alone.
    """

    name: str
    title: str
    description: str
    kind: str
    sql: str
    nullable: bool
    unique: bool
    example: str
    unit: str
    known: tuple[str, ...]
    free_text: bool
    enum: tuple[str, ...] = ()
    pattern: str = ""
    minimum: str = ""
    maximum: str = ""
    max_length: int | None = None
    may_hold: tuple[str, ...] = ()
    public: bool = True

    @property
    def guarded(self) -> bool:
        """Whether its texts could be taken for spreadsheet formulas: whatever no list and no form holds back could."""
        return self.free_text or (self.kind == "string" and not self.enum and not self.pattern)

    @property
    def measure(self) -> bool:
        """Whether it is a quantity that was counted, timed or paid. Where it may be missing, a status says why."""
        return self.kind in {"integer", "number"} and self.unit not in POSITIONS

    @property
    def status(self) -> str:
        """The name of the column that says why a measure is missing or needs care, where there is one."""
        return f"{self.name}_status"

    @property
    def polars(self) -> pl.DataType:
        """The polars type of the same column."""
        return _POLARS[self.kind] if self.kind != "number" else _decimal(self.sql)


_POLARS: dict[str, pl.DataType] = {
    "string": pl.String(),
    "integer": pl.Int64(),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
}


def _decimal(sql: str) -> pl.Decimal:
    precision, scale = sql.removeprefix("DECIMAL(").removesuffix(")").split(",")
    return pl.Decimal(int(precision), int(scale))


def _types(dtype: Any) -> tuple[str, str]:
    """(Table Schema type, DuckDB type) of a pandera dtype. Raises TypeError for one that no dataset may use."""
    native = dtype.type
    if isinstance(native, pl.Decimal):
        return "number", f"DECIMAL({native.precision},{native.scale})"
    for kind, sql, native_type in (
        ("string", "VARCHAR", pl.String),
        ("integer", "BIGINT", pl.Int64),
        ("boolean", "BOOLEAN", pl.Boolean),
        ("date", "DATE", pl.Date),
    ):
        if native == native_type:
            return kind, sql
    raise TypeError(f"{dtype} is not a type that datasets may use: take String, Int64, Boolean, Date or Decimal")


def _constraints(checks: list[Any]) -> dict[str, Any]:
    """Table Schema constraints that pandera's built-in checks amount to."""
    found: dict[str, Any] = {}
    for check in checks:
        statistics = check.statistics or {}
        if check.name == "isin":
            found["enum"] = tuple(statistics["allowed_values"])
        elif check.name == "str_matches":
            found["pattern"] = statistics["pattern"]
        elif check.name == "str_length":
            found["max_length"] = statistics.get("max_value")
        elif check.name in {"greater_than_or_equal_to", "in_range"}:
            found["minimum"] = _plain(statistics["min_value"])
        if check.name in {"less_than_or_equal_to", "in_range"}:
            found["maximum"] = _plain(statistics["max_value"])
    return found


def _plain(value: Any) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def columns_of(model: type[Table]) -> tuple[Column, ...]:
    """The published columns of a model, in order."""
    return tuple(column for column in stored_columns_of(model) if column.public)


def stored_columns_of(model: type[Table]) -> tuple[Column, ...]:
    """Every column that the store keeps, the confidential ones too.

    Raises TypeError for one that is declared neither public nor confidential: nothing is published by default.
    """
    return tuple(_column(name, spec) for name, spec in model.to_schema().columns.items())


def _column(name: str, spec: Any) -> Column:
    kind, sql = _types(spec.dtype)
    extra = spec.metadata or {}
    if "public" not in extra:
        raise TypeError(f"{name} is neither public nor confidential: declare it with column() or confidential()")
    return Column(
        name=name,
        title=spec.title or "",
        description=spec.description or "",
        kind=kind,
        sql=sql,
        nullable=bool(spec.nullable),
        unique=bool(spec.unique),
        example=extra.get("example", ""),
        unit=extra.get("unit", ""),
        known=tuple(extra.get("known", ())),
        free_text=bool(extra.get("free_text", False)),
        may_hold=tuple(extra.get("may_hold", ())),
        public=extra["public"],
        **_constraints(spec.checks),
    )
