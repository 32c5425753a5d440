"""`MIGRATION.md`: what a reader of the version before has to do, column by column, with lines that can be run as they
stand. Generated from the changes of the fields alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipelines.releases.fields import LOOSENED, TIGHTENED, Field, FieldChange, type_of
from pipelines.sql import identifier

MIGRATION = "MIGRATION.md"
_PANDAS = {"string": "string", "integer": "Int64", "number": "Float64", "boolean": "boolean"}


def migration_note(
    title: str, previous: str, version: str, old: Sequence[Field], changes: Sequence[FieldChange]
) -> bytes:
    """The note for the way from `previous`, whose fields were `old`, to `version`."""
    parts = [
        f"# {title}: from {previous} to {version}",
        f"What follows lists every change of the columns. Readers written for {previous} can be kept as they are by "
        "giving them the table in its old shape, with either statement below.",
        *(_section(change) for change in changes),
        "## The old shape in SQL",
        f"```sql\n{old_shape_sql(old, changes)}\n```",
        "Put the table or file you read in the place of `data`.",
        "## The old shape in pandas",
        f"```python\n{old_shape_pandas(old, changes)}\n```",
        "`df` is the table as read from the CSV.",
    ]
    return ("\n\n".join(parts) + "\n").encode()


def old_shape_sql(old: Sequence[Field], changes: Sequence[FieldChange]) -> str:
    """A SELECT from `data` that gives the columns of before, with their names, types and order."""
    by_name = {change.before["name"]: change for change in changes if change.before and change.rewrites}
    lines = [f"  {_selected(field, by_name.get(field['name']))}" for field in old]
    return "SELECT\n" + ",\n".join(lines) + "\nFROM data"


def old_shape_pandas(old: Sequence[Field], changes: Sequence[FieldChange]) -> str:
    """Lines that give the frame `df` the columns of before, with their names, types and order."""
    names = ", ".join(repr(str(field["name"])) for field in old)
    return "\n".join([*(line for change in changes for line in _adapted(change)), f"df = df[[{names}]]"])


def _selected(field: Field, change: FieldChange | None) -> str:
    name = identifier(str(field["name"]))
    if change is None:
        return name
    if change.after is None:
        return f"CAST(NULL AS {type_of(field)}) AS {name}"
    now = identifier(str(change.after["name"]))
    return f"{now} AS {name}" if change.kind == "field-renamed" else f"CAST({now} AS {type_of(field)}) AS {name}"


def _adapted(change: FieldChange) -> Iterator[str]:
    before, after = change.before, change.after
    if before is None or not change.rewrites:
        return
    name = str(before["name"])
    if after is None:
        yield f"df[{name!r}] = None"
    elif change.kind == "field-renamed":
        yield f"df = df.rename(columns={{{str(after['name'])!r}: {name!r}}})"
    elif before["type"] == "date":
        yield f'df[{name!r}] = df[{name!r}].astype("datetime64[s]")'
    else:
        yield f'df[{name!r}] = df[{name!r}].astype("{_PANDAS[before["type"]]}")'


def _section(change: FieldChange) -> str:
    field = change.after or change.before
    lines = [f"## {change.text[:1].upper()}{change.text[1:]}"]
    if field and change.kind in {"field-added", "field-renamed", "field-retyped"}:
        lines.append(f"{field.get('title', field['name'])}: {field.get('description', '')} Type {type_of(field)}.")
    lines.append(_advice(change))
    return "\n\n".join(lines)


def _advice(change: FieldChange) -> str:
    match change.kind:
        case "field-added":
            return "Nothing to do where columns are read by name; where they are read by position, positions moved."
        case "field-removed":
            return "Nothing takes its place. A reader that needs the column gets nulls in the old shape."
        case "field-renamed" | "fields-reordered":
            return "The values are the same; the old shape below takes the change back."
        case "field-retyped":
            return "The old shape below casts it back, which fails where a value has no place in the old type."
        case kind if kind == TIGHTENED:
            return "No value a reader could handle before is a surprise now; a reader may rely on the new rule."
        case kind if kind == LOOSENED:
            return "A reader that checks values, or has a place for each, must allow for more than before."
        case _:
            raise ValueError(f"{change.kind} is no change of a field")
