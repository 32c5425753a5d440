"""Reads the open data table of the police workforce: one row for each force, sex, rank and kind of worker."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from pipelines.sources.national.cells import (
    NOT_AVAILABLE,
    Account,
    Row,
    figure,
    force_code,
    is_code,
    is_sum,
    rounded,
    without_footnote,
    year_of,
)
from pipelines.sources.workbook import Line
from pipelines.upstream import PERIOD, ROW, SHEET, NotOurs, SourceError
from schemas.workforce import ALL, RANKS, SEXES, WORKER_TYPES

_MEANINGS = (
    ("as_at", r"as at( \d+ \w+)?|date|year|snapshot date"),
    ("area_code", r"geo ?code|(ons|area|force) code|code"),
    ("force_name", r"(police )?force( name| area)?"),
    ("region", r"region( name)?"),
    ("sex", r"sex|gender"),
    ("rank", r"rank( description)?"),
    ("worker_type", r"(worker|employee|staff)[ -]?type|type of worker"),
    ("headcount", r"(total )?\(?head ?count\)?( total)?"),
    ("fte", r"(total )?\(?(fte|full[ -]time equivalents?)\)?( total)?"),
)
_OTHER = re.compile(r".*(function|ethnic|age|length of service|disabilit|sexual|religion|joiner|leaver|reason).*")
_NEEDED = ("as_at", "area_code", "force_name", "region", "sex", "rank", "worker_type", "headcount", "fte")
_DEPTH = 15
_KNOWN = {name.lower(): name for name in (*WORKER_TYPES, *RANKS, *SEXES)} | {
    "police officers": "Police officer",
    "pcso": "Police community support officer",
    "pcsos": "Police community support officer",
    "police community support officers": "Police community support officer",
    "designated officers": "Designated officer",
    "special constables": "Special constable",
    "specials": "Special constable",
    "police support volunteers": "Police support volunteer",
    "traffic wardens": "Traffic warden",
    "chief officers": "Chief officer",
}
_NONE = {"", "-", "n/a", "na", "not applicable", "[z]", "none"}


def canonical(text: str) -> str | None:
    """A label in the form we publish, whatever its case or number; None when it says that there is none."""
    plain = " ".join(text.split())
    return None if plain.lower() in _NONE else _KNOWN.get(plain.lower(), plain)


def is_open_table(rows: Sequence[Line]) -> bool:
    """Whether a sheet is the open data table, or was before it lost a column."""
    return _header(rows) is not None


def read_open_table(rows: Sequence[Line], account: Account) -> None:
    """Take every row into the account.

    Raises SourceError when a column that we need is missing or stands there twice, NotOurs when the table splits the
    workforce by something else, so that its rows are parts of what we count.
    """
    at, places, unknown = _header(rows) or (0, {}, {})
    _insist(rows[at], places, unknown, account)
    for cell in unknown.values():
        text = "is a column we do not know and was left out: see whether it should be published"
        account.warn(rows[at], "unknown-column", cell[:100], cell, text, "openbeat")
    account.furniture += at + 1
    for line in rows[at + 1 :]:
        cells = {name: line.cells[place] if place < len(line.cells) else "" for name, place in places.items()}
        if _adds_up(cells) or sum(bool(cell) for cell in line.cells) < 3:
            account.furniture += 1
        else:
            _take(line, cells, account)


def _adds_up(cells: Mapping[str, str]) -> bool:
    """Whether a row is of a region or a nation. British Transport Police may stand under a code of a nation."""
    code, force = cells["area_code"], cells["force_name"]
    wider = is_code(code) and code[:3] not in {"E23", "W15"}
    return is_sum(force) or (wider and "transport" not in force.lower())


def _header(rows: Sequence[Line]) -> tuple[int, dict[str, int], dict[int, str]] | None:
    """(index of the header, places of our columns, cells that mean none of ours); five columns make a header."""
    for at, line in enumerate(rows[:_DEPTH]):
        meant = [(place, _meaning(cell)) for place, cell in enumerate(line.cells) if cell]
        places = {name: place for place, name in reversed(meant) if name}
        if len(places) >= 5:
            taken = set(places.values())
            return at, places, {place: line.cells[place] for place, _ in meant if place not in taken}
    return None


def _meaning(cell: str) -> str:
    words = " ".join(re.sub(r"[_\s]+", " ", cell.lower()).split())
    return next((name for name, pattern in _MEANINGS if re.fullmatch(pattern, words)), "")


def _insist(line: Line, places: Mapping[str, int], unknown: Mapping[int, str], account: Account) -> None:
    where = f"{account.place} sheet {line.sheet!r} row {line.number}"
    if missing := [name for name in _NEEDED if name not in places]:
        raise SourceError(f"{where} has no column for {', '.join(missing)}: see what the columns are called now")
    if split := [cell for cell in unknown.values() if _OTHER.fullmatch(cell.lower())]:
        raise NotOurs(f"{where} splits the workforce by {', '.join(split)}: it is another table than ours")
    if twice := [cell for cell in unknown.values() if _meaning(cell)]:
        raise SourceError(f"{where} has {', '.join(twice)} a second time: which of the columns is right?")


def _take(line: Line, cells: Mapping[str, str], account: Account) -> None:
    force, worker = without_footnote(cells["force_name"]), canonical(cells["worker_type"])
    if not force or not worker:
        field = "worker_type" if force else "force_name"
        return account.reject(line, "missing-value", field, "", "is empty, so the figures are nobody's")
    try:
        counted_on = _day(cells["as_at"])
    except ValueError as error:
        return account.reject(line, "unreadable-value", "as_at", cells["as_at"], str(error))
    code, status = force_code(cells["area_code"], force)
    row: Row = {
        ROW: line.number, SHEET: line.sheet, PERIOD: year_of(counted_on.year, counted_on.month),
        "as_at": counted_on, "force_name": force, "area_code": code, "area_code_status": status,
        "region": canonical(cells["region"]), "worker_type": worker, "rank": canonical(cells["rank"]) or ALL,
        "sex": canonical(cells["sex"]) or ALL, "source_table": "open data table",
    }  # fmt: skip
    row["financial_year"] = row[PERIOD]
    _measure(row, line, cells, account)
    account.rows.append(row)
    return None


def _measure(row: Row, line: Line, cells: Mapping[str, str], account: Account) -> None:
    """Put both figures into the row; one that cannot be read is not available, and a warning says what stood there."""
    for name in ("headcount", "fte"):
        try:
            number, status = figure(cells[name])
            row[name], row[f"{name}_status"] = _typed(name, number), status
        except ValueError as error:
            account.warn(line, "unreadable-value", name, cells[name], f"{error}; published as not available")
            row[name], row[f"{name}_status"] = None, NOT_AVAILABLE


def _typed(name: str, number: Decimal | None) -> int | Decimal | None:
    if number is None or name == "fte":
        return number if number is None else rounded(number)
    if number != number.to_integral_value():
        raise ValueError("is not a whole number of people")
    return int(number)


def _day(text: str) -> date:
    """31 March of a year given alone, or the day given. Raises ValueError."""
    if found := re.fullmatch(r"(?:31 March )?((?:19|20)\d\d)(?:\.0)?", text):
        return date(int(found[1]), 3, 31)
    if not re.match(r"\d{4}-\d\d-\d\d", text):
        raise ValueError("is neither a year nor a day such as 2026-03-31")
    return date.fromisoformat(text[:10])
