"""The report of changes that stands in every version: `changes.json`, its JSON Schema, and `changes.csv` for people."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pipelines.dataset import WHOLE_PERIOD
from pipelines.releases.diff import Diff
from pipelines.releases.model import Counts, Reason, count
from pipelines.releases.plan import Plan, added_reason
from pipelines.releases.version import LEVELS, Change, Level, gravest

SCHEMA_VERSION = "1.0"
_SHORT = 5
"""Periods named in a sentence before it says how many more there are."""


@dataclass(frozen=True)
class Found:
    """Everything that a release changes. `before` and `now` are rows by period."""

    plan: Plan
    diff: Diff
    before: Mapping[str, int]
    now: Mapping[str, int]
    schema: tuple[Change, ...] = ()
    metadata: tuple[Change, ...] = ()

    @property
    def counts(self) -> Counts:
        """What is done to the public figures, in numbers."""
        kinds = Counter(row.change for row in self.diff.rows)
        return Counts(
            rows=sum(self.now.values()),
            periods_new=len(self.plan.new),
            periods_changed=len(self.revised),
            rows_new=sum(self.now[period] for period in self.plan.new),
            rows_added=kinds["added"],
            rows_removed=kinds["removed"] + sum(self.before[period] for period in self.plan.gone),
            rows_changed=len(self.diff.changed),
            values_changed=len(self.diff.values),
        )

    @property
    def revised(self) -> tuple[str, ...]:
        """The published periods whose rows differ."""
        return tuple(sorted({*self.diff.changed, *(row.period for row in self.diff.rows)}))

    def reason(self, period: str, change: str = "changed") -> Reason | None:
        """Why the values of a period differ."""
        cause = self.plan.reasons.get(period)
        return added_reason(cause) if change == "added" else cause

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every kind of change, gravest first."""
        counts, plan = self.counts, self.plan
        taken = sum(row.change == "removed" for row in self.diff.rows)
        found = [*self.schema, *self.metadata]
        if plan.gone:
            lost = sum(self.before[period] for period in plan.gone)
            found.append(Change("period-removed", f"{_named(plan.gone)} gone with {count(lost, 'row')}"))
        if taken:
            found.append(Change("rows-removed", f"{count(taken, 'published row')} taken away"))
        if plan.new:
            found.append(Change("period-added", f"{_named(plan.new)} new with {count(counts.rows_new, 'row')}"))
        if counts.rows_added:
            found.append(Change("rows-added", f"{count(counts.rows_added, 'row')} added to published periods"))
        if counts.values_changed:
            text = f"{count(counts.values_changed, 'value')} changed in {count(counts.rows_changed, 'published row')}"
            found.append(Change("values-changed", text))
        return tuple(sorted(found, key=lambda change: -change.level))


def _named(periods: Sequence[str]) -> str:
    more = len(periods) - _SHORT
    if tuple(periods) == (WHOLE_PERIOD,):
        return "everything"
    return ", ".join(periods) if more <= 0 else f"{', '.join(periods[:_SHORT])} and {more} more periods"


def changes_document(found: Found, dataset: str, version: str, previous: str, synthetic: bool) -> dict[str, Any]:
    """`changes.json`, as `CHANGES_SCHEMA` says."""
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
        "rows": [
            {"period": r.period, "change": r.change, "row": r.row, "reason": found.reason(r.period, r.change)}
            for r in found.diff.rows
        ],
        "values": [
            {
                "period": v.period,
                "key": v.key,
                "field": v.field,
                "old": v.old,
                "new": v.new,
                "reason": found.reason(v.period),
            }
            for v in found.diff.values
        ],
    }


def _periods(found: Found) -> list[dict[str, Any]]:
    changed = Counter(found.diff.changed)
    moved = Counter((row.period, row.change) for row in found.diff.rows)
    status = dict.fromkeys(found.plan.new, "new") | dict.fromkeys(found.plan.gone, "removed")
    status |= dict.fromkeys(found.revised, "revised")
    return [
        {
            "period": period,
            "status": status[period],
            "rows_before": found.before.get(period),
            "rows": found.now.get(period),
            "rows_added": moved[period, "added"],
            "rows_removed": moved[period, "removed"],
            "rows_changed": changed[period],
        }
        for period in sorted(status)
    ]


def changes_csv(document: Mapping[str, Any]) -> bytes:
    """`changes.csv`: a line for each changed value and each row added to or removed from a published period.

    Keys and rows stand as JSON objects, which no spreadsheet takes for a formula; values are guarded.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("period", "change", "key", "field", "old", "new", "reason"))
    for value in document["values"]:
        old, new = _safe(value["old"]), _safe(value["new"])
        writer.writerow(
            (value["period"], "changed", _json(value["key"]), value["field"], old, new, value["reason"] or "")
        )
    for row in document["rows"]:
        pair = ("", _json(row["row"])) if row["change"] == "added" else (_json(row["row"]), "")
        writer.writerow((row["period"], row["change"], "", "", *pair, row["reason"] or ""))
    return text.getvalue().encode()


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
    "description": "Why the value changed. null: nothing in the lineage explains it, and the approval in manifest.json "
    "says why it was published.",
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
                    {"period": _TEXT, "change": {"enum": ["added", "removed"]}, "row": _ROW, "reason": _REASON}
                ),
            },
            "values": {
                "type": "array",
                "items": _object(
                    {"period": _TEXT, "key": _ROW, "field": _TEXT, "old": _NULLABLE, "new": _NULLABLE}
                    | {"reason": _REASON}
                ),
            },
        }
    ),
}
"""The JSON Schema (2020-12) of `changes.json`, published in every edition as `changes.schema.json`."""
