"""Corrections: values of a source that the office knows to be wrong, put right by declared entries.

`records/corrections/<dataset>.yaml` lists them. Each says which rows of which period, what stands in the source now
(`expect`), what is right (`value`, or `drop: true` for a row that should not be there), why, by what evidence and who
decided it. An entry is applied between parsing and validation. When the source no longer says what the entry expects,
the entry is out of date, and the dataset stops until a person has looked. The landed bytes stay as they came.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import polars as pl

from pipelines.dataset import Dataset
from pipelines.screening.kinds import kinds_in
from pipelines.screening.screen import words
from pipelines.sources.records.document import Entry, RecordError, Value, entries
from pipelines.sources.records.values import Typed, typed
from pipelines.upstream import PERIOD, ROW, CorrectionRef, Issue, Parsed, Resource, Severity, SourceError
from schemas.base import Column

FOLDER = "corrections"
ITEMS = "corrections"
NEEDED = ("id", "period", "where", "field", "expect", "reason", "evidence", "decided_by")
OPTIONAL = ("value", "drop", "since", "until")


@dataclass(frozen=True)
class Correction:
    """One entry. `where` are the columns and values that name its rows, `value` is None for a missing value.

    `since` and `until` bound the editions (vintages) of the source that it is for; a file without one is in any span.
    """

    ref: CorrectionRef
    period: str
    where: tuple[tuple[Column, Typed | None], ...]
    column: Column
    expect: Typed | None
    value: Typed | None
    since: str = ""
    until: str = ""

    def concerns(self, resource: Resource) -> bool:
        """Whether the file may hold its rows."""
        of_period = not resource.periods or self.period in resource.periods
        early = bool(self.since and resource.vintage) and resource.vintage < self.since
        late = bool(self.until and resource.vintage) and resource.vintage > self.until
        return of_period and not early and not late

    def rows(self) -> pl.Expr:
        """True for the rows that it is about."""
        named = [pl.col(c.name).eq_missing(pl.lit(value, dtype=c.polars)) for c, value in self.where]
        return pl.all_horizontal(pl.col(PERIOD) == self.period, *named)

    def as_expected(self) -> pl.Expr:
        """True for the rows in which the source still says what it said."""
        return pl.col(self.column.name).eq_missing(pl.lit(self.expect, dtype=self.column.polars))


@dataclass(frozen=True)
class Corrected:
    """A parsed file with its corrections made, and those that found their rows."""

    parsed: Parsed
    applied: tuple[Correction, ...] = ()


class OutOfDate(SourceError):
    """The source no longer says what a correction expects: `issues` tells which, and what to do."""

    def __init__(self, issues: tuple[Issue, ...]) -> None:
        super().__init__(" ".join(issue.text for issue in issues))
        self.issues = issues


def place_of(dataset: Dataset) -> str:
    """The file of a dataset's corrections, as people are told of it."""
    return f"records/{FOLDER}/{dataset.name}.yaml"


def read_corrections(records: Path, dataset: Dataset) -> tuple[tuple[Correction, ...], tuple[Issue, ...]]:
    """The declared corrections of a dataset, and everything that is wrong with how they are written."""
    path, place = records / FOLDER / f"{dataset.name}.yaml", place_of(dataset)
    try:
        written = entries(path.read_bytes(), ITEMS)
    except FileNotFoundError:
        return (), ()
    except RecordError as error:
        return (), (_problem(place, "record-unreadable", f"{place} {error}", error.line, error.field),)
    found: list[Correction] = []
    problems: list[Issue] = []
    for entry in written:
        wrong = (*_personal(entry, place), *_faults(entry, dataset, place))
        problems += wrong
        if not wrong:
            found.append(_correction(entry, dataset))
    names = [correction.ref.id for correction in found]
    for name in sorted({name for name in names if names.count(name) > 1}):
        problems.append(_problem(place, "repeated-id", f"{place}: the id {name} stands twice: give each its own"))
    return tuple(found), tuple(problems)


def digest(corrections: Sequence[Correction]) -> str:
    """Twelve hex digits that change when an entry is added, changed or taken away; empty for none."""
    refs = [(c.period, c.ref.sha256) for c in corrections]
    return hashlib.sha256(json.dumps(refs).encode()).hexdigest()[:12] if refs else ""


def correct(parsed: Parsed, corrections: Sequence[Correction], resource: Resource, place: str) -> Corrected:
    """Apply entries to a file's rows. Raises OutOfDate when the source now says something else.

    A row taken out counts as rejected, and an issue names it. Every entry looks at the rows as the source gave them.
    """
    rows = parsed.rows
    hits = [(c, rows.select(c.rows().alias("hit"))["hit"]) for c in corrections]
    applied = tuple((c, hit) for c, hit in hits if hit.any())
    problems = tuple(issue for c, hit in applied for issue in _stale(c, rows.filter(hit), resource, place))
    if problems:
        raise OutOfDate(problems)
    if not applied:
        return Corrected(parsed)
    dropped = pl.repeat(False, rows.height, dtype=pl.Boolean, eager=True)
    changed = rows
    for correction, hit in applied:
        name = correction.column.name
        if correction.ref.drop:
            dropped = dropped | hit
        else:
            right = pl.lit(correction.value, dtype=correction.column.polars)
            changed = changed.with_columns(pl.when(hit).then(right).otherwise(pl.col(name)).alias(name))
    notes = tuple(_dropped(c, row, resource) for c, hit in applied if c.ref.drop for row in rows.filter(hit)[ROW])
    tally = replace(parsed.tally, rejected=parsed.tally.rejected + int(dropped.sum()))
    made = Parsed(changed.filter(~dropped), tally, (*parsed.issues, *notes))
    return Corrected(made, tuple(c for c, _ in applied))


def unmatched(correction: Correction, place: str) -> Issue:
    """An entry whose period is there, and whose rows are not."""
    where = ", ".join(f"{name}={value or ''}" for name, value in correction.ref.where)
    text = (
        f"{place}: correction {correction.ref.id} matches no row of {correction.period} ({where}). See whether the "
        "source has taken the row away or names it otherwise, then mend the entry or delete it."
    )
    return _problem(place, "correction-unmatched", text, period=correction.period, field=correction.ref.field)


def _stale(correction: Correction, rows: pl.DataFrame, resource: Resource, place: str) -> Iterator[Issue]:
    ref = correction.ref
    for row in rows.filter(~correction.as_expected()).iter_rows(named=True):
        found = csv_text(row[ref.field], correction.column)
        text = (
            f"{place}: correction {ref.id} expects {ref.field} to be {_said(ref.expect)} in row {row[ROW]} of "
            f"{resource.id}, and the source now says {_said(found)}. Ask the source what is right, then set the "
            "entry's expect to what it says now, or delete the entry."
        )
        yield _problem(place, "correction-out-of-date", text, row[ROW], ref.field, found or "", correction.period)


def _dropped(correction: Correction, row: int, resource: Resource) -> Issue:
    ref = correction.ref
    text = f"row {row} was taken out by correction {ref.id}: {ref.reason}"
    return Issue(resource.id, "dropped-by-correction", text, period=correction.period, row=row, owner="office")


def _faults(entry: Entry, dataset: Dataset, place: str) -> Iterator[Issue]:
    """What is wrong with how an entry is written."""
    columns = {column.name: column for column in dataset.columns}
    for name in sorted(entry.fields.keys() - {*NEEDED, *OPTIONAL}):
        yield _fault(place, entry, name, "is not a field of a correction: correct its name or take it out")
    for name in NEEDED:
        given = entry.fields.get(name)
        if given is None or (given.text is None and name != "expect"):
            yield _fault(place, entry, name, "is needed and is not given: add it")
    if _text(entry, "drop") not in {None, "true"}:
        yield _fault(place, entry, "drop", "must be true, or be left out")
    if ("value" in entry.fields) == ("drop" in entry.fields):
        yield _fault(place, entry, "value", "is needed, or else `drop: true`; never both")
    for name, text, told in (*_pairs(entry), *_values(entry)):
        if name not in columns:
            yield _fault(place, entry, told, f"names {name!r}, which is no column of {dataset.name}")
        else:
            try:
                _typed(text, columns[name])
            except ValueError as error:
                yield _fault(place, entry, told, f"for {name}: {text!r} {error}")


def _personal(entry: Entry, place: str) -> Iterator[Issue]:
    """Personal data in an entry, which is published as it stands. It is mended in the file that it came in."""
    for name in sorted(entry.fields):
        if found := kinds_in(_text(entry, name) or ""):
            yield _fault(place, entry, name, f"holds what reads as {words(found[0])}, and an entry is published")


def _pairs(entry: Entry) -> Iterator[tuple[str, str | None, str]]:
    """The conditions of an entry: `column=value`, with nothing after the sign for a missing value."""
    written = entry.fields.get("where", Value(None, entry.line)).text
    for pair in (written,) if isinstance(written, str) else written or ():
        name, _, text = pair.partition("=")
        yield name.strip(), text.strip() or None, "where"


def _values(entry: Entry) -> Iterator[tuple[str, str | None, str]]:
    for told in ("expect", "value"):
        if (name := _text(entry, "field")) and told in entry.fields:
            yield name, _text(entry, told), told


def _correction(entry: Entry, dataset: Dataset) -> Correction:
    columns = {column.name: column for column in dataset.columns}
    column = columns[_text(entry, "field") or ""]
    expect, value = (_typed(_text(entry, name), column) for name in ("expect", "value"))
    where = tuple((columns[name], _typed(text, columns[name])) for name, text, _ in _pairs(entry))
    words = {name: _text(entry, name) or "" for name in (*NEEDED, *OPTIONAL)}
    ref = CorrectionRef(
        id=words["id"],
        reason=words["reason"],
        evidence=words["evidence"],
        decided_by=words["decided_by"],
        where=tuple((found.name, csv_text(wanted, found)) for found, wanted in where),
        field=column.name,
        expect=csv_text(expect, column),
        value=csv_text(value, column),
        drop=words["drop"] == "true",
    )
    return Correction(ref, words["period"], where, column, expect, value, words["since"], words["until"])


def csv_text(value: Typed | None, column: Column) -> str | None:
    """A value as it stands in the CSV."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        _, scale = column.sql.removesuffix(")").split(",")
        return format(value.quantize(Decimal(1).scaleb(-int(scale))), "f")
    return None if value is None else str(value)


def _typed(text: str | None, column: Column) -> Typed | None:
    return None if text is None else typed(text, column)


def _text(entry: Entry, name: str) -> str | None:
    written = entry.fields.get(name, Value(None, entry.line)).text
    return "; ".join(written) if isinstance(written, tuple) else written


def _said(text: str | None) -> str:
    return "nothing" if text is None else repr(text)


def _fault(place: str, entry: Entry, field: str, text: str) -> Issue:
    line = entry.fields.get(field, Value(None, entry.line)).line
    name = _text(entry, "id") or "without an id"
    return _problem(place, "correction-faulty", f"{place} line {line}: correction {name}: {field} {text}", line, field)


def _problem(
    place: str, check: str, text: str, row: int | None = None, field: str = "", value: str = "", period: str = ""
) -> Issue:
    return Issue(place, check, text, Severity.ERROR, period, row=row, field=field, value=value[:200], owner="office")
