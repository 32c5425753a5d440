"""Charts of what goes on in time: lines with their intervals, and process behaviour (XmR) charts.

A point without a number is a gap, never nought. Signals have shapes of their own: an upright triangle is better than
usual, a diamond worse, a square neither; a hollow dot still changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from pipelines.site.charts import Chart, dot
from pipelines.site.drawing import (
    BOTTOM,
    HEIGHT,
    RIGHT,
    TOP,
    WIDTH,
    Number,
    Scale,
    apart,
    element,
    ends,
    fixed,
    grid,
    label,
    reach,
    short,
)

Table = tuple[Sequence[str], Sequence[Sequence[str]]]
"""Headings and rows: a name, numbers, and where there are more than two columns a last one in words."""
Interval = tuple[Number, Number] | None


@dataclass(frozen=True)
class Limits:
    """The lines of one stretch of a process behaviour chart, from the position `first` to `last`."""

    first: int
    last: int
    mean: Number
    lower: Number
    upper: Number


def line(
    title: str,
    subtitle: str,
    points: Sequence[tuple[str, Number | None]],
    table: Table,
    *,
    bands: Sequence[Sequence[Interval]] = (),
    dashed_from: int | None = None,
    target: Number | None = None,
    say: str = "",
) -> Chart:
    """A line, in the bands around it: the widest first.

    Points from `dashed_from` on are expected, or still change: their line is dashed. `target` is a level line, and
    `say` the unit after the last value.
    """
    known = [end for band in bands for pair in band if pair for end in pair]
    scale = _scale(points, [*known, *([target] if target is not None else [])])
    parts = [grid(scale), *(shape for at, band in enumerate(bands) for shape in _band(scale, band, f"interval i{at}"))]
    split = len(points) if dashed_from is None else dashed_from
    parts += [*_lines(scale, points[:split], "line"), *_expected(scale, points, split)]
    last = [(at, value) for at, (_, value) in enumerate(points) if value is not None][-1:]
    levels = [("target", target)] if target is not None else []
    if target is not None:
        parts.append(_level(scale, target, "target", 0, len(points) - 1))
    named = [(f"{short(float(value))}{say}", value) for _, value in last]
    parts += _labels(scale, [*named, *((f"{name} {short(float(value))}{say}", value) for name, value in levels)])
    return _chart(title, subtitle, [*parts, *ends([name for name, _ in points])], table)


def xmr(
    title: str,
    subtitle: str,
    points: Sequence[tuple[str, Number | None]],
    limits: Sequence[Limits],
    table: Table,
    *,
    signals: Mapping[int, str] | None = None,
    unsettled: int | None = None,
    target: Number | None = None,
) -> Chart:
    """A process behaviour (XmR) chart: the points, and mean and limits of each stretch as given.

    `signals` says of positions what they mean (`improving`, `concerning`, or another word). Points from `unsettled` on
    still change. Where one stretch follows another a line stands between them.
    """
    known: list[Number] = [end for part in limits for end in (part.lower, part.mean, part.upper)]
    scale = _scale(points, [*known, *([target] if target is not None else [])])
    parts = [grid(scale), *_lines(scale, points, "line thin")]
    for part in limits:
        for level, kind in ((part.lower, "limit"), (part.mean, "mean"), (part.upper, "limit")):
            parts.append(_level(scale, level, kind, part.first, part.last))
    parts += [_break(scale, part.first) for part in limits[1:]]
    if target is not None:
        parts.append(_level(scale, target, "target", 0, len(points) - 1))
    for at, (_, value) in enumerate(points):
        if value is not None:
            kind = _kind((signals or {}).get(at, ""), unsettled is not None and at >= unsettled)
            parts.append(dot(scale.x(at), scale.y(value), kind))
    parts += _labels(scale, list(_names(limits, target)))
    return _chart(title, subtitle, [*parts, *ends([name for name, _ in points])], table)


def _chart(title: str, subtitle: str, parts: Sequence[Markup], table: Table) -> Chart:
    headings, rows = table
    told = tuple(tuple(row) for row in rows)
    every = tuple(range(1, max(2, len(headings) - 1)))
    return Chart(title, subtitle, Markup("").join(parts), tuple(headings), told, numbers=every)


def _scale(points: Sequence[tuple[str, Number | None]], others: Sequence[Number]) -> Scale:
    return Scale(*reach([*(value for _, value in points if value is not None), *others]), len(points))


def _kind(signal: str, unsettled: bool) -> str:
    if unsettled:
        return "point hollow"
    if signal in {"", "common cause"}:
        return "point"
    return f"signal {signal}" if signal in {"improving", "concerning"} else "signal neutral"


def _names(limits: Sequence[Limits], target: Number | None) -> Iterator[tuple[str, Number]]:
    """The names of the level lines, with their values, as they stand at the right."""
    if limits:
        last = limits[-1]
        named = (("upper", last.upper), ("mean", last.mean), ("lower", last.lower))
        yield from ((f"{name} {short(float(value))}", value) for name, value in named)
    if target is not None:
        yield f"target {short(float(target))}", target


def _labels(scale: Scale, named: Sequence[tuple[str, Number]]) -> list[Markup]:
    """Names at the right, each as near to its value as the others allow."""
    places = apart([scale.y(value) for _, value in named])
    return [label(WIDTH - RIGHT + 8, y + 4, name, "start") for y, (name, _) in zip(places, named, strict=True)]


def _level(scale: Scale, value: Number, kind: str, first: int, last: int) -> Markup:
    y = fixed(scale.y(value))
    return element("path", f"level {kind}", d=f"M{fixed(scale.x(first))} {y}H{fixed(scale.x(last))}")


def _break(scale: Scale, at: int) -> Markup:
    return element("path", "break", d=f"M{fixed(scale.x(at - 0.5))} {TOP}V{HEIGHT - BOTTOM}")


def _lines(scale: Scale, points: Sequence[tuple[str, Number | None]], kind: str) -> Iterator[Markup]:
    """A line through each run of points that have a number; a point alone is a dot."""
    for there, run in groupby(enumerate(points), key=lambda pair: pair[1][1] is not None):
        if there:
            yield _line(scale, [(at, value) for at, (_, value) in run if value is not None], kind)


def _line(scale: Scale, run: Sequence[tuple[int, Number]], kind: str) -> Markup:
    if len(run) == 1:
        return dot(scale.x(run[0][0]), scale.y(run[0][1]), "point")
    return element("polyline", kind, points=_places(scale, run))


def _expected(scale: Scale, points: Sequence[tuple[str, Number | None]], split: int) -> Iterator[Markup]:
    """The dashed line, which goes on from the last point that was seen."""
    known = [(at, value) for at, (_, value) in enumerate(points) if value is not None]
    seen = [pair for pair in known if pair[0] < split][-1:]
    ahead = [pair for pair in known if pair[0] >= split]
    if ahead:
        yield _line(scale, [*seen, *ahead], "line expected")


def _band(scale: Scale, band: Sequence[Interval], kind: str) -> Iterator[Markup]:
    for there, run in groupby(enumerate(band), key=lambda pair: pair[1] is not None):
        if there:
            pairs = [(at, pair) for at, pair in run if pair]
            edge = [(at, pair[1]) for at, pair in pairs] + [(at, pair[0]) for at, pair in reversed(pairs)]
            yield element("polygon", kind, points=_places(scale, edge))


def _places(scale: Scale, points: Sequence[tuple[int, Number]]) -> str:
    return " ".join(f"{fixed(scale.x(at))},{fixed(scale.y(value))}" for at, value in points)
