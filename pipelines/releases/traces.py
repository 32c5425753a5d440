"""Traces of what is redacted, outside the rows: in reports of changes, and in whatever else a version folder holds.

Pure: bytes in, bytes out. `Traces` is what was found in the data of all versions together, since the changes of one
version tell of the rows of another.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

SHORTEST = 4
"""Letters that a text must have to be looked for outside the rows: shorter ones stand everywhere by chance."""


@dataclass
class Traces:
    """What one rule hides.

    `values` are the hidden texts of each column (rows that go: of every column), `keys` the keys of the rows they stood
    in, as (column, text) pairs, and `texts` those values that people wrote. `rows` says that whole rows go.
    `placeholder` stands in for texts, nothing for other columns (`emptied`).
    """

    placeholder: str
    rows: bool
    emptied: frozenset[str] = frozenset()
    values: dict[str, set[str]] = field(default_factory=dict)
    keys: set[tuple[tuple[str, str], ...]] = field(default_factory=set)
    whole: set[tuple[tuple[str, str | None], ...]] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)

    def cell(self, column: str, value: str | None) -> str | None:
        """A value of a matching row as the public may see it."""
        if value is None or value not in self.values.get(column, ()):
            return value
        return None if column in self.emptied else self.placeholder

    def row(self, row: Mapping[str, str | None]) -> dict[str, str | None] | None:
        """A whole row: without its hidden values, None where it goes, itself where the rule does not touch it."""
        if tuple(sorted(row.items())) not in self.whole:
            return dict(row)
        return None if self.rows else {name: self.cell(name, value) for name, value in row.items()}

    def touches(self, key: Mapping[str, str | None]) -> bool:
        """Whether a key is that of a row with something hidden."""
        return tuple(sorted((name, value or "") for name, value in key.items())) in self.keys


def changes_json(content: bytes, traces: Traces) -> bytes:
    """`changes.json` without what is hidden. Counts stay: they tell how many, never what."""
    document = json.loads(content)
    document["rows"] = [
        entry | {"row": row} for entry in document["rows"] if (row := traces.row(entry["row"])) is not None
    ]
    document["values"] = [
        _value(entry, traces) for entry in document["values"] if not (traces.rows and traces.touches(entry["key"]))
    ]
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _value(entry: dict[str, Any], traces: Traces) -> dict[str, Any]:
    if not traces.touches(entry["key"]):
        return entry
    key = {name: traces.cell(name, value) for name, value in entry["key"].items()}
    sides = {side: traces.cell(entry["field"], entry[side]) for side in ("old", "new")}
    return entry | {"key": key} | sides


def changes_csv(content: bytes, traces: Traces) -> bytes:
    """`changes.csv` without what is hidden."""
    reader = csv.reader(io.StringIO(content.decode(), newline=""))
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    header = next(reader)
    writer.writerow(header)
    for line in reader:
        shown = _line(dict(zip(header, line, strict=True)), traces)
        if shown is not None:
            writer.writerow(shown.values())
    return text.getvalue().encode()


def _line(line: dict[str, str], traces: Traces) -> dict[str, str] | None:
    if line["change"] == "changed":
        key = json.loads(line["key"])
        if not traces.touches(key):
            return line
        entry = {"key": key, "field": line["field"]} | {side: _bare(line[side]) for side in ("old", "new")}
        shown = _value(entry, traces)
        texts = {side: line[side] if shown[side] == entry[side] else shown[side] or "" for side in ("old", "new")}
        return None if traces.rows else line | {"key": _json(shown["key"])} | texts
    side = "new" if line["change"] == "added" else "old"
    row = traces.row(json.loads(line[side]))
    return None if row is None else line | {side: _json(row)}


def _bare(text: str) -> str:
    """A text without its formula guard."""
    return text[1:] if text[:1] == "'" and text[1:2] in "=+-@\t\r" else text


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def scrub(content: bytes, traces: Traces) -> bytes:
    """Any other document without the hidden texts, however JSON, XML or CSV would write them."""
    shown = content
    for text in sorted(traces.texts, key=len, reverse=True):
        if len(text) >= SHORTEST:
            for written, hidden in _ways(text, traces.placeholder):
                shown = shown.replace(written.encode(), hidden.encode())
    return shown


def _ways(text: str, placeholder: str) -> set[tuple[str, str]]:
    """The ways in which a text is written in a document."""
    ways = {text, json.dumps(text, ensure_ascii=False)[1:-1], json.dumps(text)[1:-1], escape(text)}
    return {(way, placeholder) for way in (*ways, escape(text, {'"': "&quot;"}), text.replace('"', '""'))}
