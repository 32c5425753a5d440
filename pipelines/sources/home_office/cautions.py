"""Marks the figures that the source's own notes say cannot be used, and tells of notes that were not understood."""

from __future__ import annotations

import re
from collections.abc import Iterable

import polars as pl

from pipelines.sources.home_office.notes import STANDING, Caution, force_notes, read_note
from pipelines.sources.home_office.places import plain
from pipelines.sources.home_office.reader import LAST, WHO
from pipelines.upstream import Issue, Severity

UNUSABLE = "[u]"


def apply_notes(rows: pl.DataFrame, texts: Iterable[str], place: str) -> tuple[pl.DataFrame, list[Issue]]:
    """The rows with status and note where a note calls for them. `texts` are the lines of the file's own notes; when it
    has none, the notes of the release that we know stand for them.
    """
    if "level" not in rows.columns or "csp" not in rows["level"]:
        return rows, []
    own = force_notes(texts)
    found = {note: read_note(note) for note in own or STANDING}
    issues = [_not_understood(note, place) for note, caution in found.items() if caution is None]
    if not own:
        text = f"{place} comes without force notes: those of the release of 23 July 2026 were taken to hold for it"
        issues.append(Issue(place, "standing-notes", text, Severity.NOTE))
    names = {name: plain(name) for name in rows["area_name"].unique()}
    marked = rows.with_columns(pl.col("area_name").replace_strict(names, return_dtype=pl.String).alias("_area"))
    for caution in found.values():
        if caution:
            marked = _mark(marked, caution)
    return marked.drop("_area"), issues


def _mark(rows: pl.DataFrame, caution: Caution) -> pl.DataFrame:
    unassigned = pl.col("_area").str.starts_with("unassigned")
    named = pl.col("_area").is_in(caution.areas) if caution.areas else ~unassigned
    meant = (
        (pl.col("level") == "csp")
        & (pl.col(WHO) == caution.force)
        & (pl.col(LAST) >= caution.first)
        & ((pl.col("quarter_start") <= caution.last) if caution.last else pl.lit(True))
        & named
    )
    return rows.with_columns(
        pl.when(meant)
        .then(pl.coalesce("offences_status", pl.lit(UNUSABLE)))
        .otherwise("offences_status")
        .alias("offences_status"),
        pl.when(meant)
        .then(pl.concat_str("note", pl.lit(caution.text[:900]), separator=" ", ignore_nulls=True).str.slice(0, 1000))
        .otherwise("note")
        .alias("note"),
    )


def _not_understood(note: str, place: str) -> Issue:
    grave = re.search(r"unassigned|unusable|not be used|not comparable|IT issue", note, re.IGNORECASE)
    text = f"{place}: the note {note[:300]!r} marks no figure, for its form is not known: see whether it should"
    severity = Severity.WARNING if grave else Severity.NOTE
    return Issue(place, "note-not-understood", text, severity, value=note[:200], owner="openbeat")
