"""The sandbox's 999 page and workbooks: 36 months for the 43 forces, one month in arrears, some of them revised.

Older workbooks have one header row and shares as fractions; newer ones have two header rows and shares per cent. Both
have titles above, a total and notes below, as published workbooks do.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from html import escape
from typing import Any

import xlsxwriter

from pipelines.sandbox.draws import Draws, items
from pipelines.sandbox.forces import FORCES, Force
from pipelines.sandbox.page import MARK, Page, Pages, Setting

ADDRESS = "https://www.police.uk/pu/policing-in-the-uk/999-data-performance/"
MONTHS = 36
LAYOUT_CHANGE = date(2025, 4, 1)
"""From this month on the workbooks have two header rows."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Figures:
    """One force's month: calls in each band and the mean seconds to answer."""

    name: str
    under_10: int
    to_60: int
    over_60: int
    mean: float

    @property
    def answered(self) -> int:
        """All calls."""
        return self.under_10 + self.to_60 + self.over_60


def pages(setting: Setting) -> Pages:
    """The page of links and the workbook behind each link."""
    books = {_address(month, revised): (month, revised) for month, revised in _published(setting)}
    found: dict[str, Callable[[], Page]] = {ADDRESS: partial(_index, books)}
    for address, (month, revised) in books.items():
        found[address] = partial(_book_page, setting, month, revised)
    return found


def _published(setting: Setting) -> list[tuple[date, bool]]:
    """Each month on the page, newest first, and whether its workbook was revised; revisions come two months later."""
    newest = setting.today.year * 12 + setting.today.month - 3
    months = [date(at // 12, at % 12 + 1, 1) for at in range(newest, newest - MONTHS, -1)]
    return [(month, age >= 2 and _is_revised(setting, month)) for age, month in enumerate(months)]


def _is_revised(setting: Setting, month: date) -> bool:
    return bool(Draws(setting.seed, "999", month).uniform("revised", items(1))[0] < 0.1)


def _address(month: date, revised: bool) -> str:
    return f"{ADDRESS}999-performance-data-{month:%Y-%m}{'-revised' if revised else ''}.xlsx"


def _index(books: dict[str, tuple[date, bool]]) -> Page:
    rows = "\n".join(
        f'<li><a href="{escape(address)}">999 data, {_name(month)}{" (revised)" if revised else ""}</a></li>'
        for address, (month, revised) in books.items()
    )
    body = (
        f"<!doctype html>\n<html lang='en'><head><title>999 performance data ({MARK})</title></head>\n"
        f"<body><h1>999 performance data</h1><p>{MARK}</p>\n<ul>\n{rows}\n</ul></body></html>\n"
    )
    return Page(body.encode(), "text/html; charset=utf-8")


def _book_page(setting: Setting, month: date, revised: bool) -> Page:
    figures = [_figures(setting, force, month, revised) for force in FORCES.values()]
    return Page(workbook(month, figures, revised=revised), XLSX)


def _figures(setting: Setting, force: Force, month: date, revised: bool) -> Figures:
    """Calls follow the size of the force and the season; forces differ in speed and all get faster with time."""
    own, draw = Draws(setting.seed, "999", force.slug), Draws(setting.seed, "999", force.slug, month)
    one = items(1)
    summer = 1 + 0.06 * (1 - abs(month.month - 7) / 3)
    calls = int(force.monthly * 2 * summer * (1 + 0.04 * draw.around("calls", one)[0]))
    better = min((month.year - 2021) * 12 + month.month, 60) * 0.002
    slow = max(0.02, 0.2 + 0.06 * own.around("slow", one)[0] - better + 0.02 * draw.around("slow", one)[0])
    if revised:
        slow *= 1.01
    over_60 = int(calls * slow * 0.12)
    to_60 = int(calls * slow) - over_60
    mean = round(3.5 + slow * 40 + float(draw.uniform("mean", one)[0]), 1)
    return Figures(force.label, calls - to_60 - over_60, to_60, over_60, mean)


def workbook(month: date, figures: list[Figures], *, revised: bool = False) -> bytes:
    """The month's workbook: the same bytes whenever and wherever it is written."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"title": f"999 performance data ({MARK})", "created": datetime(2000, 1, 1)})  # noqa: DTZ001
    sheet = book.add_worksheet(_name(month))
    sheet.write(0, 0, f"999 calls answered by police forces, {_name(month)}{', revised' if revised else ''} ({MARK})")
    sheet.write(1, 0, "From hand-over by the operator to answer by the force.")
    two_rows = month >= LAYOUT_CHANGE
    start = _headers(sheet, 3, two_rows=two_rows)
    whole = _total(figures)
    for at, row in enumerate([*figures, whole], start):
        _write(sheet, at, row, 100 if two_rows else 1)
    end = start + len(figures) + 2
    sheet.write(end, 0, "Notes")
    sheet.write(end + 1, 0, "1. All figures on this sheet are made up; they describe no real force.")
    book.close()
    return stream.getvalue()


def _headers(sheet: Any, at: int, *, two_rows: bool) -> int:
    """Write the header; returns the row below it."""
    bands = ("Answered under 10 seconds", "Answered in 10 to under 60 seconds", "Answered in 60 seconds or more")
    first = ("Force", "Calls answered", "Mean answer time (seconds)")
    if not two_rows:
        sheet.write_row(at, 0, [*first, *(f"{kind} {band.lower()}" for band in bands for kind in ("Number", "%"))])
        return at + 1
    sheet.write_row(at + 1, 0, first)
    for place, band in enumerate(bands):
        sheet.merge_range(at, 3 + 2 * place, at, 4 + 2 * place, band)
        sheet.write_row(at + 1, 3 + 2 * place, ("Number", "%"))
    return at + 2


def _total(figures: list[Figures]) -> Figures:
    calls = sum(row.answered for row in figures)
    mean = sum(row.mean * row.answered for row in figures) / calls
    bands = (
        sum(row.under_10 for row in figures),
        sum(row.to_60 for row in figures),
        sum(row.over_60 for row in figures),
    )
    return Figures(f"All forces ({MARK})", *bands, round(mean, 1))


def _write(sheet: Any, at: int, row: Figures, whole: int) -> None:
    """One row; shares are of `whole`, to one decimal of a per cent, each rounded by itself."""
    sheet.write_row(at, 0, [row.name, row.answered, row.mean])
    for place, calls in enumerate((row.under_10, row.to_60, row.over_60)):
        share = round(calls * 100 / row.answered, 1)
        sheet.write_row(at, 3 + 2 * place, [calls, share if whole == 100 else round(share / 100, 3)])


def _name(month: date) -> str:
    names = "January February March April May June July August September October November December"
    return f"{names.split()[month.month - 1]} {month.year}"
