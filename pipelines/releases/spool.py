"""The changed rows and values of a release, on disk while they are found, so that no more than a part is in memory.

`values.jsonl` and `rows.jsonl` hold one entry on each line, as `changes.json` lists them. What is counted on the way is
all that version, gate and summary need.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines.dataset import RevisionPolicy
from pipelines.releases import reasons
from pipelines.releases.diff import Diff, RowChange, ValueChange
from pipelines.releases.model import Reason
from pipelines.upstream import CorrectionRef

VALUES, ROWS = "values", "rows"
Entry = dict[str, Any]


@dataclass(frozen=True)
class Moved:
    """What became of one published period. `added`, `removed` and `changed` count rows, `values` changed values.

    `unexpected` values were revised by the source outside what the revision policy expects; `unexplained` values and
    rows have nothing behind them.
    """

    added: int = 0
    removed: int = 0
    changed: int = 0
    values: int = 0
    unexpected: int = 0
    unexplained_values: int = 0
    unexplained_rows: int = 0


@dataclass
class Spool:
    """A folder that takes the changes of one part after another. `causes` tells why each period's rows differ, and
    `corrections` which declared corrections came or went, with what is said of each.
    """

    folder: Path
    causes: Mapping[str, Reason | None]
    policy: RevisionPolicy
    corrections: Mapping[str, Sequence[tuple[CorrectionRef, str]]] = field(default_factory=dict)
    counted: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, diff: Diff) -> None:
        """Write down and count what one part changed. Raises OSError when the disk is full."""
        self.counted.update((period, "changed") for period in diff.changed)
        self._append(VALUES, (self._value(value) for value in diff.values))
        self._append(ROWS, (self._row(row) for row in diff.rows))

    @property
    def moved(self) -> dict[str, Moved]:
        """What became of each period that moved."""
        found: dict[str, dict[str, int]] = {}
        for (period, what), number in sorted(self.counted.items()):
            found.setdefault(period, {})[what] = number
        return {period: Moved(**numbers) for period, numbers in found.items()}

    def _value(self, value: ValueChange) -> Entry:
        notes = (
            note
            for ref, note in self.corrections.get(value.period, ())
            if reasons.explains_value(ref, value.key, value.field, value.old, value.new)
        )
        corrected = next(notes, None)
        cause = Reason.OUR_CORRECTION if corrected else self.causes.get(value.period)
        expected = reasons.expected(cause, value.field, self.policy)
        self.counted.update({(value.period, "values"): 1, (value.period, "unexpected"): int(not expected)})
        self.counted[value.period, "unexplained_values"] += cause is None
        return {
            "period": value.period,
            "key": value.key,
            "field": value.field,
            "old": value.old,
            "new": value.new,
            "reason": reasons.of_value(cause, value.field, self.policy),
            "note": value.note if cause is Reason.OFFICE_AMENDED else corrected,
            "expected": expected,
        }

    def _row(self, row: RowChange) -> Entry:
        notes = (
            note for ref, note in self.corrections.get(row.period, ()) if reasons.explains_row(ref, row.row, row.change)
        )
        corrected = next(notes, None)
        cause = Reason.OUR_CORRECTION if corrected else self.causes.get(row.period)
        self.counted[row.period, row.change] += 1
        self.counted[row.period, "unexplained_rows"] += cause is None
        note = row.row.get(self.policy.note) if row.change == "added" and cause is Reason.OFFICE_AMENDED else None
        return {
            "period": row.period,
            "change": row.change,
            "row": row.row,
            "reason": reasons.of_row(cause, row.change),
            "note": note or corrected,
        }

    def _append(self, kind: str, entries: Iterable[Entry]) -> None:
        with _file(self.folder, kind).open("a", encoding="utf-8") as file:
            file.writelines(f"{json.dumps(entry, ensure_ascii=False)}\n" for entry in entries)


def spooled(folder: Path, kind: str, note: str = "") -> Iterator[Entry]:
    """The entries of a kind in the order they were found. `note` is said of those that nothing explains."""
    file = _file(folder, kind)
    if file.is_file():
        with file.open(encoding="utf-8") as lines:
            for line in lines:
                entry = json.loads(line)
                yield entry if entry["reason"] or not note else entry | {"note": note}


def _file(folder: Path, kind: str) -> Path:
    return folder / f"{kind}.jsonl"
