"""Charts as our own SVG, from plain numbers: a picture with a title and description, direct labels, and its table.

A chart says its finding in `title`. What a reader of the picture sees, a reader of the table under it reads. Colours
come from the stylesheet by class, and never say anything alone: a marked point has another shape, a marked
bar is hollow.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

WIDTH, HEIGHT = 640, 280
"""The drawing, in its own units; it scales to the page."""
NARROW, STEP = 380, 48
"""The width of lying bars, which stay readable on a telephone, and the height of each with its name."""
LEFT, RIGHT, TOP, BOTTOM = 64, 76, 16, 34
Number = Decimal | float | int


@dataclass(frozen=True)
class Chart:
    """A picture and the same in words: `title` is the finding, `subtitle` what is counted, where and when."""

    title: str
    subtitle: str
    body: Markup
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def description(self) -> str:
        """What the picture shows, for those who do not see it."""
        first, last = self.rows[0], self.rows[-1]
        return f"{self.subtitle}. {len(self.rows)} values, from {first[0]} ({first[1]}) to {last[0]} ({last[1]})."


@dataclass(frozen=True)
class Limits:
    """The lines of a process behaviour chart: its mean, and the natural limits around it."""

    mean: Number
    lower: Number
    upper: Number


@dataclass(frozen=True)
class _Scale:
    """From values to places in the drawing."""

    low: float
    high: float
    count: int

    def x(self, at: int) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (at / max(self.count - 1, 1))

    def y(self, value: Number) -> float:
        share = (float(value) - self.low) / ((self.high - self.low) or 1)
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share


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
            _text(0, y + 15, _short(name, 48), "start"),
            _element("rect", kind, x="0", y=_fixed(y + 21), width=_fixed(max(width, 1)), height="18"),
            _text(width + 6, y + 35, f"{prefix}{value:,}", "start"),
        ]
    return Markup("").join(parts)


def _standing(items: Sequence[tuple[str, Number]], prefix: str, mark: Collection[str]) -> Markup:
    scale = _Scale(0, max(float(value) for _, value in items) or 1, len(items))
    step = (WIDTH - LEFT - RIGHT) / len(items)
    parts = [_grid(scale, prefix)]
    for at, (name, value) in enumerate(items):
        top, kind = scale.y(max(value, 0)), "bar marked" if name in mark else "bar"
        x, width = LEFT + step * at + 1, max(step - 2, 1)
        size = {"width": _fixed(width), "height": _fixed(HEIGHT - BOTTOM - top)}
        parts.append(_element("rect", kind, x=_fixed(x), y=_fixed(top), **size))
    parts += _ends([name for name, _ in items])
    return Markup("").join(parts)


def line(
    title: str,
    subtitle: str,
    points: Sequence[tuple[str, Number]],
    headings: tuple[str, str],
    *,
    interval: Sequence[tuple[Number, Number]] = (),
    expected_from: int | None = None,
    target: Number | None = None,
) -> Chart:
    """A line, with the interval around each point where one is given.

    Points from `expected_from` on are expected and not seen: their line is dashed. `target` is a level line.
    """
    values = [value for _, value in points] + [bound for pair in interval for bound in pair]
    scale = _Scale(*_range([*values, *([target] if target is not None else [])]), len(points))
    seen = len(points) if expected_from is None else expected_from
    parts = [_grid(scale, "")]
    if interval:
        there = [(at, pair[1]) for at, pair in enumerate(interval)]
        back = [(at, pair[0]) for at, pair in reversed(list(enumerate(interval)))]
        parts.append(_element("polygon", "interval", points=_places(scale, [*there, *back])))
    parts += _level(scale, target, "target")
    numbered = [(at, value) for at, (_, value) in enumerate(points)]
    parts.append(_polyline(scale, numbered[:seen], "line"))
    if seen < len(points):
        parts.append(_polyline(scale, numbered[max(seen - 1, 0) :], "line expected"))
    parts += [_text(scale.x(len(points) - 1) + 8, scale.y(points[-1][1]) + 5, f"{points[-1][1]:,}", "start")]
    parts += _ends([name for name, _ in points])
    head = (*headings, *(["From", "To"] if interval else []))
    rows = tuple(
        (name, f"{value:,}", *([f"{interval[at][0]:,}", f"{interval[at][1]:,}"] if interval else []))
        for at, (name, value) in enumerate(points)
    )
    return Chart(title, subtitle, Markup("").join(parts), head, rows)


def xmr(
    title: str,
    subtitle: str,
    points: Sequence[tuple[str, Number]],
    limits: Limits,
    headings: tuple[str, str],
    *,
    signals: Collection[int] = (),
    target: Number | None = None,
) -> Chart:
    """A process behaviour (XmR) chart: the points, their mean, and the natural limits as given.

    `signals` are the positions of points that are more than chance: diamonds, not dots, and named in the table.
    """
    levels = [limits.lower, limits.upper, *([target] if target is not None else [])]
    scale = _Scale(*_range([*(value for _, value in points), *levels]), len(points))
    parts = [_grid(scale, ""), _polyline(scale, [(at, value) for at, (_, value) in enumerate(points)], "line")]
    for value, kind in ((limits.lower, "limit"), (limits.mean, "mean"), (limits.upper, "limit"), (target, "target")):
        parts += _level(scale, value, kind)
    for at, (_, value) in enumerate(points):
        x, y = scale.x(at), scale.y(value)
        if at in signals:
            shape = f"M{_fixed(x)} {_fixed(y - 6)}l6 6l-6 6l-6 -6z"
            parts.append(_element("path", "signal", d=shape))
        else:
            parts.append(_element("circle", "point", cx=_fixed(x), cy=_fixed(y), r="3"))
    parts += _ends([name for name, _ in points])
    rows = tuple(
        (name, f"{value:,}", "more than chance" if at in signals else "") for at, (name, value) in enumerate(points)
    )
    return Chart(title, subtitle, Markup("").join(parts), (*headings, "Signal"), rows)


def _range(values: Sequence[Number]) -> tuple[float, float]:
    """From the least to the most, with a tenth to spare; from zero where nothing is below and zero is near."""
    low, high = float(min(values)), float(max(values))
    spare = (high - low or abs(high) or 1) / 10
    return (0.0 if 0 <= low <= (high - low) * 2 else low - spare), high + spare


def _grid(scale: _Scale, prefix: str) -> Markup:
    parts = []
    for share in (0, 0.5, 1):
        value = scale.low + (scale.high - scale.low) * share
        y = scale.y(value)
        parts.append(_element("path", "grid", d=f"M{LEFT} {_fixed(y)}H{WIDTH - RIGHT}"))
        parts.append(_text(LEFT - 8, y + 4, f"{prefix}{_round(value)}", "end"))
    return Markup("").join(parts)


def _level(scale: _Scale, value: Number | None, kind: str) -> list[Markup]:
    """A level line with its name and value at its end."""
    if value is None:
        return []
    y = _fixed(scale.y(value))
    return [
        _element("path", f"level {kind}", d=f"M{LEFT} {y}H{WIDTH - RIGHT}"),
        _text(WIDTH - RIGHT + 6, scale.y(value) + 4, f"{kind} {_round(float(value))}", "start"),
    ]


def _polyline(scale: _Scale, points: Sequence[tuple[int, Number]], kind: str) -> Markup:
    return _element("polyline", kind, points=_places(scale, points))


def _places(scale: _Scale, points: Sequence[tuple[int, Number]]) -> str:
    return " ".join(f"{_fixed(scale.x(at))},{_fixed(scale.y(value))}" for at, value in points)


def _ends(names: Sequence[str]) -> list[Markup]:
    y = HEIGHT - 10
    return [_text(LEFT, y, names[0], "start"), _text(WIDTH - RIGHT, y, names[-1], "end")]


def _text(x: float, y: float, text: str, anchor: str) -> Markup:
    return Markup('<text x="{}" y="{}" text-anchor="{}">{}</text>').format(_fixed(x), _fixed(y), anchor, text)


def _element(name: str, kind: str, **attributes: str) -> Markup:
    """A shape of a class, every attribute escaped."""
    pairs = {"class": kind, **attributes}.items()
    return Markup("<{} {}/>").format(name, Markup(" ").join(Markup('{}="{}"').format(*pair) for pair in pairs))


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _round(value: float) -> str:
    """A label for an axis: three figures that matter, and millions as such."""
    for scale, unit in ((1e9, "bn"), (1e6, "m")):
        if abs(value) >= scale:
            return f"{value / scale:,.4g}{unit}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _fixed(value: float) -> str:
    """One decimal, always written the same."""
    return f"{value:.1f}"
