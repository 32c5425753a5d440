"""Charts as our own SVG, from plain numbers: a picture with a title and description, direct labels, and its table.

A chart says its finding in `title`. What a reader of the picture sees, a reader of the table under it reads. Colours
come from the stylesheet by class, and never say anything alone: a marked point has another shape, a marked bar is
hollow. Charts of months are in charts_time.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from pipelines.site.drawing import (
    BOTTOM,
    HEIGHT,
    LEFT,
    WIDTH,
    Number,
    Scale,
    cut,
    element,
    ends,
    fixed,
    grid,
    label,
)

NARROW, STEP = 380, 48
"""The width of lying bars, which stay readable on a telephone, and the height of each with its name."""


@dataclass(frozen=True)
class Chart:
    """A picture and the same in words: `title` is the finding, `subtitle` what is counted, where and when.

    Cells of the table are text, or markup that says the same; `numbers` are the positions of columns of numbers.
    """

    title: str
    subtitle: str
    body: Markup
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    width: int = WIDTH
    height: int = HEIGHT
    numbers: tuple[int, ...] = (1,)

    @property
    def description(self) -> str:
        """What the picture shows, for those who do not see it."""
        first, last = ([_plain(cell) for cell in row[:2]] for row in (self.rows[0], self.rows[-1]))
        return f"{self.subtitle}. {len(self.rows)} values, from {first[0]} ({first[1]}) to {last[0]} ({last[1]})."


def _plain(cell: str) -> str:
    """What a cell says, without its marks."""
    return str(cell.striptags()) if isinstance(cell, Markup) else cell


def bars(
    title: str,
    subtitle: str,
    items: Sequence[tuple[str, Number]],
    headings: tuple[str, str],
    *,
    prefix: str = "",
    mark: Collection[str] = (),
    marked: str = "",
) -> Chart:
    """Bars from zero, one for each item, those in `mark` hollow; `marked` is the word for them.

    Few items lie and are named one by one; more than twelve stand side by side, with the first and last named.
    """
    rows = tuple(
        (name, f"{prefix}{value:,}", *([marked if name in mark else ""] if marked else [])) for name, value in items
    )
    head = (*headings, *(["State"] if marked else []))
    if len(items) <= 12:
        return Chart(title, subtitle, _lying(items, prefix, mark), head, rows, NARROW, STEP * len(items))
    return Chart(title, subtitle, _standing(items, prefix, mark), head, rows)


def _lying(items: Sequence[tuple[str, Number]], prefix: str, mark: Collection[str]) -> Markup:
    most = max((abs(float(value)) for _, value in items), default=0) or 1
    parts = []
    for at, (name, value) in enumerate(items):
        y, width = STEP * at, 250 * abs(float(value)) / most
        kind = "bar marked" if name in mark else "bar"
        parts += [
            label(0, y + 15, cut(name, 48), "start"),
            element("rect", kind, x="0", y=fixed(y + 21), width=fixed(max(width, 1)), height="18"),
            label(width + 6, y + 35, f"{prefix}{value:,}", "start"),
        ]
    return Markup("").join(parts)


def _standing(items: Sequence[tuple[str, Number]], prefix: str, mark: Collection[str]) -> Markup:
    scale = Scale(0, max(float(value) for _, value in items) or 1, len(items))
    step = (scale.x(len(items) - 1) - LEFT) / len(items)
    parts = [grid(scale, prefix)]
    for at, (name, value) in enumerate(items):
        top, kind = scale.y(max(value, 0)), "bar marked" if name in mark else "bar"
        x, width = LEFT + step * at + 1, max(step - 2, 1)
        size = {"width": fixed(width), "height": fixed(HEIGHT - BOTTOM - top)}
        parts.append(element("rect", kind, x=fixed(x), y=fixed(top), **size))
    parts += ends([name for name, _ in items])
    return Markup("").join(parts)


@dataclass(frozen=True)
class Span:
    """One row of a chart of intervals: a name, a value with how it is said, the ends of its interval, and whether it
    stands out.
    """

    name: str
    said: str
    value: Number
    low: Number
    high: Number
    out: bool = False


def intervals(
    title: str,
    subtitle: str,
    items: Sequence[Span],
    line: tuple[str, Number] | None,
    table: tuple[Sequence[str], Sequence[Sequence[str]]],
) -> Chart:
    """A dot with its interval for each item, and a level for comparison. What stands out is a diamond."""
    every = [end for item in items for end in (item.low, item.high)] + ([line[1]] if line else [])
    low, high = min(0.0, *(float(end) for end in every)), max(float(end) for end in every)

    def x(value: Number) -> float:
        return 8 + (NARROW - 70) * (float(value) - low) / ((high - low) or 1)

    parts = []
    for at, item in enumerate(items):
        y = STEP * at + 32
        parts.append(label(0, y - 16, item.name, "start"))
        if line:
            parts.append(element("path", "level mean", d=f"M{fixed(x(line[1]))} {y - 10}v20"))
        parts.append(element("path", "whisker", d=f"M{fixed(x(item.low))} {y}H{fixed(x(item.high))}"))
        parts.append(dot(x(item.value), y, "signal" if item.out else "point"))
        after = x(item.high) + 12
        crossed = line is not None and after - 4 < x(line[1]) < after + 44
        parts.append(label(x(line[1]) + 8 if line and crossed else after, y + 5, item.said, "start"))
    foot = STEP * len(items) + 16
    if line:
        place = ("start", -4) if x(line[1]) < NARROW / 2 else ("end", 4)
        parts.append(label(x(line[1]) + place[1], foot, line[0], place[0]))
    headings, rows = table
    told = tuple(tuple(row) for row in rows)
    body = Markup("").join(parts)
    return Chart(title, subtitle, body, tuple(headings), told, NARROW, foot + 8, numbers=(1, 2, 3))


def dot(x: float, y: float, kind: str) -> Markup:
    """A point by its kind: round, hollow where not settled, an upright triangle, a square or a diamond for signals."""
    shapes = {
        "signal improving": f"M{fixed(x)} {fixed(y - 7)}l6.5 12h-13z",
        "signal neutral": f"M{fixed(x - 5)} {fixed(y - 5)}h10v10h-10z",
    }
    if kind.startswith("signal"):
        diamond = f"M{fixed(x)} {fixed(y - 7)}l7 7l-7 7l-7 -7z"
        return element("path", kind, d=shapes.get(kind, diamond))
    return element("circle", kind, cx=fixed(x), cy=fixed(y), r="3.5")
