"""The charts of a measure, and the tables under them, from published cells."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from markupsafe import Markup

from pipelines.site import words
from pipelines.site.charts import Chart, Span, intervals
from pipelines.site.charts_time import Limits, line, xmr
from pipelines.site.measures_data import Row, Series
from pipelines.site.measures_findings import FUNNELS, finding, latest

LONGEST = 60
"""Months that one chart of months shows, the newest."""
BEFORE = 24
"""Known months that stand before a trajectory."""
NONE = "none"
GRAINS = {
    "month": "each month",
    "quarter": "each quarter",
    "rolling-12": "twelve months at a time",
    "financial-year": "each financial year",
    "as-at": "on the last day of each period",
    "year": "each calendar year",
    "plan": "each plan",
}


def cell(row: Row, column: str, places: int) -> Markup | str:
    """A figure, or why there is none."""
    if row[column]:
        return words.told(row[column], places)
    return words.code(row[f"{column}_status"]) or "not given"


def figures_table(series: Series, rows: Sequence[Row]) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """Every figure with its interval, its change in a year, and what is to be known of it; newest last."""
    headings = ("Period", "Value", "95% from", "95% to", "Change in a year", "What is said of it")
    return headings, [
        (
            words.when(row["period"]),
            cell(row, "value", series.places),
            *(cell(row, end, series.places) if row["value"] else "" for end in ("value_low", "value_high")),
            Markup("{}{}").format(words.told(row["change"], 1), words.unit_of_change(row["change_unit"]))
            if row["change"]
            else NONE,
            _said(row),
        )
        for row in rows
    ]


def _said(row: Row) -> str:
    """The signal with its shape, the change in words, and why a figure is missing or needs care."""
    signal = row["variation"]
    parts = [
        f"{words.SIGNAL_MARKS[signal]} {words.SIGNALS[signal].lower()}" if signal and signal != "common cause" else ""
    ]
    parts += [row["change_words"] if row["change"] else "", row["reason"]]
    return "; ".join(part for part in parts if part)


def by_month(series: Series) -> Chart | None:
    """The XmR chart of the newest months, under the limits that hold; None where there are no monthly numbers."""
    rows = series.months[-LONGEST:]
    if series.main is not series.months or not any(row["value"] for row in rows):
        return None
    at = {row["period"]: position for position, row in enumerate(rows)}
    return xmr(
        finding(series).of(_titled(series)),
        f"{_counted(series)}, each month",
        _points(rows),
        [part for row in series.limits if (part := _limits(row, at))],
        figures_table(series, rows),
        signals={at[row["period"]]: row["variation"] for row in rows if row["variation"]},
        unsettled=_unsettled(rows),
        target=_target(series),
    )


def _unsettled(rows: Sequence[Row]) -> int | None:
    """The position from which on figures still change."""
    firsts = (row["not_comparable_from"] for row in rows)
    return next(
        (at for at, (row, first) in enumerate(zip(rows, firsts, strict=True)) if first and row["period"] >= first), None
    )


def _limits(row: Row, at: dict[str, int]) -> Limits | None:
    """One stretch, as far as it lies among the months shown."""
    if not row["mean"] or not at or row["last_period"] < next(iter(at)):
        return None
    levels = (Decimal(row[name]) for name in ("mean", "lower", "upper"))
    return Limits(at.get(row["first_period"], 0), at.get(row["last_period"], len(at) - 1), *levels)


def over_time(series: Series) -> Chart | None:
    """Twelve months together with their interval, or another kind of period that is not the month."""
    rows = [row for grain in series.grains if grain != "month" for row in series.figures.get(grain, ())]
    grain = rows[-1]["grain"] if rows else ""
    rows = [row for row in rows if row["grain"] == grain][-LONGEST:]
    known = [row for row in rows if row["value"]]
    if len(known) < 2:
        return None
    band = [(Decimal(row["value_low"]), Decimal(row["value_high"])) if row["value_low"] else None for row in rows]
    first, last = known[0], known[-1]
    said = f"from {_round(series, first)} to {_round(series, last)}"
    unsettled = _unsettled(rows)
    notes = (", with 95% intervals" if any(band) else "") + (", dashed where they change" if unsettled else "")
    return line(
        f"{_titled(series)}, {GRAINS[grain]}: {said}",
        f"{_counted(series)}, {GRAINS[grain]}{notes}",
        _points(rows),
        figures_table(series, rows),
        bands=[band] if any(band) else [],
        dashed_from=unsettled,
        target=_target(series),
    )


def ahead(series: Series, rows: Sequence[Row]) -> Chart | None:
    """Where it goes if what moves it stays the same, after the newest known months."""
    known = [row for row in series.months if row["value"]][-BEFORE:]
    if not rows or not known:
        return None
    last, origin = rows[-1], rows[0]["origin"]
    before: list[None] = [None] * len(known)
    bands = [
        [*before, *((Decimal(r[f"lower_{share}"]), Decimal(r[f"upper_{share}"])) for r in rows)] for share in (95, 80)
    ]
    ends = tuple(words.number(words.rounded(last[end], series.places)) for end in ("lower_80", "upper_80"))
    headings = ("Month", "Expected", "80% from", "80% to", "95% from", "95% to", "What came")
    columns = ("value", "lower_80", "upper_80", "lower_95", "upper_95")
    table = [
        (
            words.when(row["period"]),
            *(words.told(row[column], series.places) for column in columns),
            words.told(row["outcome"], series.places) if row["outcome"] else "not known yet",
        )
        for row in rows
    ]
    return line(
        f"{_titled(series)}: {ends[0]} to {ends[1]} expected by {words.when(last['period'])}",
        f"{_counted(series)}. Expected from {words.when(origin)} on by {rows[0]['model']}, with 80% and 95% intervals; "
        "a trajectory, not a target",
        [*_points(known), *_points(rows)],
        (headings, table),
        bands=bands,
        dashed_from=len(known),
        target=_target(series),
    )


def side_by_side(own: Series, districts: Sequence[Series]) -> Chart | None:
    """Each district's newest figure of a year with its interval, highest first, beside the force's."""
    rows = [(one, row) for one in districts if (row := latest(one.yearly)) and row["value_low"]]
    whole = latest(own.yearly)
    if len(rows) < 2:
        return None
    rows.sort(key=lambda pair: (-Decimal(pair[1]["value"]), pair[0].name))
    spans = [_span(one, row, own.places) for one, row in rows]
    top, period = rows[0][0], rows[0][1]["period"]
    headings = ("District", "Value", "95% from", "95% to", "Among the districts")
    table = [
        (
            one.name,
            *(words.told(row[name], own.places) for name in ("value", "value_low", "value_high")),
            FUNNELS.get(row["funnel"], "not placed"),
        )
        for one, row in rows
    ]
    return intervals(
        f"{_titled(own)}: highest in {top.name}",
        f"{_counted(own)}, twelve months to {words.when(period)}, with 95% intervals; diamonds stand out",
        spans,
        (f"whole area {_round(own, whole)}", Decimal(whole["value"])) if whole else None,
        (headings, table),
    )


def _span(one: Series, row: Row, places: int) -> Span:
    value, low, high = (Decimal(row[name]) for name in ("value", "value_low", "value_high"))
    said = words.number(words.rounded(row["value"], places))
    return Span(one.name, said, value, low, high, row["funnel"].endswith("99.8%"))


def _points(rows: Sequence[Row]) -> list[tuple[str, Decimal | None]]:
    return [(words.when(row["period"]), Decimal(row["value"]) if row["value"] else None) for row in rows]


def _target(series: Series) -> Decimal | None:
    wanted = series.measure["target"]
    return Decimal(wanted) if wanted else None


def _titled(series: Series) -> str:
    return series.measure["title"]


def _counted(series: Series) -> str:
    return f"{_titled(series)}, {series.name}, {words.unit(series.measure['unit'])}"


def _round(series: Series, row: Row) -> str:
    return words.number(words.rounded(row["value"], series.places))
