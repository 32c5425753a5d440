"""What became of a spreadsheet, in lines for the person who dropped it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipelines.desk.inbox import Checked

SHOWN = 50
"""Problems that are told one by one; the corrected copy lists more."""


def report(checked: Checked, copy: Path | None) -> Iterator[str]:
    """What was taken and what was refused, where, why, and where the copy to correct is."""
    if checked.refusal:
        yield f"{checked.file}: nothing was taken."
        yield f"  {checked.refusal}"
        return
    aside = f"{checked.tally.furniture:,} of headings, totals or notes"
    yield f"{checked.file}, for {checked.dataset}: {checked.account}, {aside}."
    for problem in checked.problems[:SHOWN]:
        shown = f" ({problem.value!r})" if problem.value else ""
        yield f"  refused: {problem.place}{shown}: {problem.text}"
    if len(checked.problems) > SHOWN:
        yield f"  and {len(checked.problems) - SHOWN:,} more."
    for note in checked.notes:
        yield f"  note: {note}"
    if copy:
        yield f"  Correct the marked cells of {copy} and save it in records/inbox in place of the old file."
