"""Screens rows before they are stored, and issues before they are kept: what is found is reported, never repeated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import polars as pl

from pipelines.screening.kinds import Kind, kinds_in
from pipelines.upstream import Issue, Listing, Resource, Severity
from schemas.base import Column

CHECK = "holds-"
"""What the check of a kind begins with: `holds-phone-number`."""

TELLING = 5
"""Letters and figures that a confidential value must have to be looked for in other texts."""


@dataclass(frozen=True)
class Hit:
    """One kind of personal data in one cell: the row's place in the frame (from 0), and never the value."""

    index: int
    column: str
    kind: Kind


def screened(column: Column) -> bool:
    """Whether people may have written what stands in it: every public text that is not one of a list."""
    return column.public and column.kind == "string" and not column.enum


def screen(rows: pl.DataFrame, columns: Sequence[Column]) -> list[Hit]:
    """Everything in the public texts of some rows that must not be public, row by row and column by column.

    Kinds that a column declares it may hold are passed. A value of a confidential column counts wherever a public text
    of its own row repeats it.
    """
    hits = [hit for column in columns if screened(column) for hit in _hits(rows[column.name], column)]
    secret = [column.name for column in columns if not column.public and column.kind == "string"]
    if secret:
        public = [column.name for column in columns if screened(column)]
        hits += [hit for name in secret for hit in _repeated(rows, name, public)]
    return sorted(hits, key=lambda hit: (hit.index, hit.column, hit.kind))


def _hits(texts: pl.Series, column: Column) -> Iterator[Hit]:
    for text in texts.unique().drop_nulls():
        found = [kind for kind in _kinds_in(text) if kind not in column.may_hold]
        if found:
            places = (texts == text).arg_true()
            yield from (Hit(index, column.name, kind) for index in places for kind in found)


@lru_cache(100_000)
def _kinds_in(text: str) -> tuple[Kind, ...]:
    """Registers say the same things over and over."""
    return kinds_in(text)


def _repeated(rows: pl.DataFrame, secret: str, public: Sequence[str]) -> Iterator[Hit]:
    """Where a text repeats the confidential value of its row, as a word of its own."""
    for index in rows[secret].is_not_null().arg_true():
        value = " ".join(rows[secret][index].split())
        if len(re.sub(r"\W", "", value)) < TELLING or not any(mark.isdigit() for mark in value):
            continue
        form = re.compile(rf"(?<!\w){re.escape(value)}(?!\w)", re.IGNORECASE)
        for name in public:
            if form.search(" ".join((rows[name][index] or "").split())):
                yield Hit(index, name, Kind.CONFIDENTIAL)


def held_out(hit: Hit, resource: str, period: str, sheet: str, row: int) -> Issue:
    """The issue of a row that is held out: file, row, column and kind, and nothing of what stands there."""
    place = f"{resource}, sheet {sheet!r}, row {row}" if sheet else f"{resource}, row {row}"
    text = (
        f"{place}: {hit.column} holds what reads as {words(hit.kind)}, which must not be public, so the row was held "
        "out. Take it out of the file and drop the file again."
    )
    return Issue(resource, f"{CHECK}{hit.kind}", text, Severity.ERROR, period, sheet, row, hit.column, owner="office")


def words(kind: str) -> str:
    """A kind in plain words, with its article."""
    plain = kind.replace("-", " ").replace("national insurance", "National Insurance")
    return f"{'an' if plain[0] in 'aeiou' else 'a'} {plain}"


def quiet(issue: Issue, columns: Sequence[Column]) -> Issue:
    """The issue without personal data: whatever holds some gives way, its words to the kind that was found.

    What is wrong with a confidential column is told without its value.
    """
    secret = issue.field in {column.name for column in columns if not column.public}
    found = _kinds_in(issue.text)
    bare: dict[str, Any] = {
        name: "" for name in ("value", "period", "field", "sheet") if _kinds_in(getattr(issue, name))
    }
    if secret:
        bare["value"] = ""
    if found or secret:
        what = ", ".join(words(kind) for kind in found) or "a confidential value"
        place = f"{issue.resource}, row {issue.row}" if issue.row is not None else issue.resource
        bare["text"] = f"{place}: {issue.check}. What stands there is not shown: it holds {what}. Mend it in the file."
    return replace(issue, **bare) if bare else issue


def nameable(listing: Listing) -> Listing:
    """The listing without files whose names hold personal data: a name is published with what was read from it."""
    kept = tuple(found for found in listing.resources if not kinds_in(_names_of(found)))
    issues = [quiet(issue, ()) if not kinds_in(issue.resource) else _nameless(issue) for issue in listing.issues]
    strangers = [found for found in listing.resources if found not in kept]
    issues += [_unnameable(_names_of(found), number) for number, found in enumerate(strangers, 1)]
    expected = tuple(period for period in listing.expected if not kinds_in(period))
    return replace(listing, resources=kept, expected=expected, issues=tuple(issues))


def _names_of(resource: Resource) -> str:
    """What would be published of a file whatever its rows are: its names and its periods."""
    return " \n ".join((resource.id, resource.url, *resource.periods))


def _unnameable(name: str, number: int) -> Issue:
    kinds = ", ".join(words(kind) for kind in kinds_in(name))
    text = (
        f"The name or the period of a file ({number} of those passed over) holds what reads as {kinds}. "
        "Both are published, so it was not read: give it another."
    )
    return Issue(f"unnamed file {number}", f"{CHECK}{kinds_in(name)[0]}", text, owner="office")


def _nameless(issue: Issue) -> Issue:
    text = f"A file was passed over ({issue.check}), and its name holds personal data: give it another name."
    return replace(issue, resource="unnamed file", text=text, value="", field="", sheet="")
