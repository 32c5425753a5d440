"""The report of changes that stands in every version: `changes.json`, its JSON Schema, and `changes.csv` for people."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from pipelines.dataset import WHOLE_PERIOD, Grain
from pipelines.releases.model import Counts, Reason, count
from pipelines.releases.plan import Plan
from pipelines.releases.spans import spans
from pipelines.releases.spool import ROWS, VALUES, Entry, Moved, spooled
from pipelines.releases.version import LEVELS, Change, Level, gravest

SCHEMA_VERSION = "1.0"
CHANGES_JSON, CHANGES_CSV = "changes.json", "changes.csv"
_CSV_HEADER = ("period", "change", "key", "field", "old", "new", "reason", "note")
_NOTHING = Moved()


@dataclass(frozen=True)
class Found:
    """Everything that a release changes. `before` and `now` are rows by period, `moved` what became of each period."""

    plan: Plan
    moved: Mapping[str, Moved]
    before: Mapping[str, int]
    now: Mapping[str, int]
    grain: Grain
    schema: tuple[Change, ...] = ()
    metadata: tuple[Change, ...] = ()

    @property
    def counts(self) -> Counts:
        """What is done to the public figures, in numbers."""
        return Counts(
            rows=sum(self.now.values()),
            periods_new=len(self.plan.new),
            periods_changed=len(self.moved),
            rows_new=sum(self.now[period] for period in self.plan.new),
            rows_added=self.total("added"),
            rows_removed=self.total("removed") + sum(self.before[period] for period in self.plan.gone),
            rows_changed=self.total("changed"),
            values_changed=self.total("values"),
            values_unexpected=self.total("unexpected"),
        )

    def total(self, what: str) -> int:
        """One of the numbers of `Moved`, over all periods."""
        return sum(getattr(moved, what) for moved in self.moved.values())

    @property
    def breaks(self) -> tuple[str, ...]:
        """What of the schema breaks those who built on it, and must be announced."""
        return tuple(change.text for change in self.schema if change.level is Level.MAJOR)

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every kind of change, gravest first."""
        counts, plan = self.counts, self.plan
        taken = self.total("removed")
        found = [*self.schema, *self.metadata]
        if plan.gone:
            lost = sum(self.before[period] for period in plan.gone)
            found.append(Change("period-removed", f"{self._named(plan.gone, 'gone')}, {count(lost, 'row')}"))
        if taken:
            found.append(Change("rows-removed", f"{count(taken, 'published row')} taken away"))
        if plan.new:
            found.append(Change("period-added", f"{self._named(plan.new, 'new')}, {count(counts.rows_new, 'row')}"))
        if counts.rows_added:
            found.append(Change("rows-added", f"{count(counts.rows_added, 'row')} added to published periods"))
        if counts.values_changed:
            found.append(Change("values-changed", _values_text(counts)))
        return tuple(sorted(found, key=lambda change: -change.level))

    def _named(self, periods: Sequence[str], what: str) -> str:
        if tuple(periods) == (WHOLE_PERIOD,):
            return f"all {what}"
        return f"{count(len(periods), 'period')} {what} ({spans(periods, self.grain)})"


def _values_text(counts: Counts) -> str:
    text = f"{count(counts.values_changed, 'value')} changed in {count(counts.rows_changed, 'published row')}"
    odd = counts.values_unexpected
    return f"{text}, {count(odd, 'value')} outside what the revision policy expects" if odd else text


def changes_head(found: Found, dataset: str, version: str, previous: str, synthetic: bool) -> dict[str, Any]:
    """`changes.json` as `CHANGES_SCHEMA` says, without the lists of rows and values."""
    return {
        "schema_version": SCHEMA_VERSION,
        "dataset": dataset,
        "version": version,
        "previous": previous or None,
        "synthetic": synthetic,
        "level": gravest(found.changes).name.lower() if previous else "first",
        "changes": [{"kind": c.kind, "level": c.level.name.lower(), "text": c.text} for c in found.changes],
        "counts": asdict(found.counts),
        "periods": _periods(found),
    }


def _periods(found: Found) -> list[dict[str, Any]]:
    status = dict.fromkeys(found.plan.new, "new") | dict.fromkeys(found.plan.gone, "removed")
    status |= dict.fromkeys(found.moved, "revised")
    rows = [(period, found.moved.get(period, _NOTHING)) for period in sorted(status)]
    return [
        {
            "period": period,
            "status": status[period],
            "rows_before": found.before.get(period),
            "rows": found.now.get(period),
            "rows_added": moved.added,
            "rows_removed": moved.removed,
            "rows_changed": moved.changed,
        }
        for period, moved in rows
    ]


def write_changes(head: Mapping[str, Any], spool: Path, folder: Path, note: str = "") -> tuple[str, ...]:
    """Write `changes.json` and, where there is a version before, `changes.csv` into `folder`; returns their names.

    The lists are streamed from the spool, an entry on each line. `note` is the signed reason that stands on changes
    which nothing else explains. Raises OSError when the disk is full.
    """
    with (folder / CHANGES_JSON).open("w", encoding="utf-8", newline="") as file:
        file.writelines(_document(head, spool, note))
        _sync(file)
    if head["previous"] is None:
        return (CHANGES_JSON,)
    with (folder / CHANGES_CSV).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(_CSV_HEADER)
        writer.writerows(_value_line(entry) for entry in spooled(spool, VALUES, note))
        writer.writerows(_row_line(entry) for entry in spooled(spool, ROWS, note))
        _sync(file)
    return (CHANGES_JSON, CHANGES_CSV)


def _document(head: Mapping[str, Any], spool: Path, note: str) -> Iterator[str]:
    yield json.dumps(head, ensure_ascii=False, indent=2).removesuffix("\n}")
    for kind in (ROWS, VALUES):
        yield f',\n  "{kind}": ['
        separator = "\n    "
        for entry in spooled(spool, kind, note):
            yield f"{separator}{json.dumps(entry, ensure_ascii=False)}"
            separator = ",\n    "
        yield "]" if separator == "\n    " else "\n  ]"
    yield "\n}\n"


def _sync(file: TextIOWrapper) -> None:
    file.flush()
    os.fsync(file.fileno())


def _value_line(value: Entry) -> tuple[str, ...]:
    """Keys and rows stand as JSON objects, which no spreadsheet takes for a formula; values are guarded."""
    old, new = _safe(value["old"]), _safe(value["new"])
    return (value["period"], "changed", _json(value["key"]), value["field"], old, new, *_why(value))


def _row_line(row: Entry) -> tuple[str, ...]:
    pair = ("", _json(row["row"])) if row["change"] == "added" else (_json(row["row"]), "")
    return (row["period"], row["change"], "", "", *pair, *_why(row))


def _why(entry: Entry) -> tuple[str, str]:
    return entry["reason"] or "", _safe(entry["note"])


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _safe(value: str | None) -> str:
    return f"'{value}" if value and value[0] in "=+-@\t\r" else value or ""


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


_TEXT: dict[str, Any] = {"type": "string"}
_NULLABLE: dict[str, Any] = {"type": ["string", "null"]}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
_ROW: dict[str, Any] = {"type": "object", "additionalProperties": _NULLABLE}
_LEVEL: dict[str, Any] = {"enum": [level.name.lower() for level in Level if level]}
_REASON: dict[str, Any] = {
    "enum": [*Reason, None],
    "description": "Why it changed. null: nothing in the lineage explains it, and the note is the reason that a person "
    "signed when it was published.",
}
_NOTE: dict[str, Any] = {
    "type": ["string", "null"],
    "description": "What the office says of its amendment, or the signed reason of a change that nothing explains.",
}
_EXPECTED: dict[str, Any] = {
    "type": "boolean",
    "description": "false: the source revised it, and the dataset's revision policy does not expect that.",
}

CHANGES_SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "What a version of a dataset changes",
    "description": "Old and new values are texts as they stand in the CSV, before its formula guard; null is missing. "
    "Rows of new and of removed periods are counted and not listed.",
    **_object(
        {
            "schema_version": {"const": SCHEMA_VERSION},
            "dataset": _TEXT,
            "version": {"type": "string", "pattern": r"^\d+\.\d+\.\d+$"},
            "previous": {"type": ["string", "null"], "pattern": r"^\d+\.\d+\.\d+$"},
            "synthetic": {"type": "boolean"},
            "level": {"enum": ["first", *_LEVEL["enum"]]},
            "changes": {
                "type": "array",
                "items": _object({"kind": {"enum": sorted(LEVELS)}, "level": _LEVEL, "text": _TEXT}),
            },
            "counts": _object(dict.fromkeys(asdict(Counts()), _COUNT)),
            "periods": {
                "type": "array",
                "items": _object(
                    {
                        "period": _TEXT,
                        "status": {"enum": ["new", "revised", "removed"]},
                        "rows_before": {"type": ["integer", "null"]},
                        "rows": {"type": ["integer", "null"]},
                        "rows_added": _COUNT,
                        "rows_removed": _COUNT,
                        "rows_changed": _COUNT,
                    }
                ),
            },
            "rows": {
                "type": "array",
                "items": _object(
                    {"period": _TEXT, "change": {"enum": ["added", "removed"]}, "row": _ROW}
                    | {"reason": _REASON, "note": _NOTE}
                ),
            },
            "values": {
                "type": "array",
                "items": _object(
                    {"period": _TEXT, "key": _ROW, "field": _TEXT, "old": _NULLABLE, "new": _NULLABLE}
                    | {"reason": _REASON, "note": _NOTE, "expected": _EXPECTED}
                ),
            },
        }
    ),
}
"""The JSON Schema (2020-12) of `changes.json`, published in every edition as `changes.schema.json`."""
