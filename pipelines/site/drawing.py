"""What charts are drawn with: a frame in its own units, scales, round ticks, labels that keep clear of each other.

Nothing here knows what is charted. Numbers are written with one decimal, so that a drawing is the same everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from markupsafe import Markup

WIDTH, HEIGHT = 640, 300
"""The drawing, in its own units; it scales to the page."""
LEFT, RIGHT, TOP, BOTTOM = 64, 120, 16, 34
LINE = 24
"""The room that a label needs in height, with the larger letters of a telephone."""
Number = Decimal | float | int


@dataclass(frozen=True)
class Scale:
    """From values to places in the frame; `count` places lie side by side."""

    low: float
    high: float
    count: int

    def x(self, at: float) -> float:
        """Where a position stands."""
        return LEFT + (WIDTH - LEFT - RIGHT) * (at / max(self.count - 1, 1))

    def y(self, value: Number) -> float:
        """Where a value stands; more is higher up."""
        share = (float(value) - self.low) / ((self.high - self.low) or 1)
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share


def reach(values: Sequence[Number]) -> tuple[float, float]:
    """From the least to the most, with a tenth to spare; from zero where nothing is below and zero is near."""
    low, high = float(min(values)), float(max(values))
    spare = (high - low or abs(high) or 1) / 10
    return (0.0 if 0 <= low <= (high - low) * 2 else low - spare), high + spare


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """At most so many round numbers between two ends: steps of 1, 2 or 5 with noughts."""
    rough = (high - low) / most or 1
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * times for times in (1, 2, 5, 10, 20) if size * times >= rough * (1 - 1e-9))
    first = math.ceil(low / step - 1e-9)
    return [step * at for at in range(first, math.floor(high / step + 1e-9) + 1)]


def grid(scale: Scale, prefix: str = "") -> Markup:
    """Level lines at round numbers, each with its number."""
    parts = []
    for value in ticks(scale.low, scale.high):
        parts.append(element("path", "grid", d=f"M{LEFT} {fixed(scale.y(value))}H{WIDTH - RIGHT}"))
        parts.append(label(LEFT - 8, scale.y(value) + 4, f"{prefix}{short(value)}", "end"))
    return Markup("").join(parts)


def ends(names: Sequence[str]) -> list[Markup]:
    """The first and the last name, below the frame."""
    y = HEIGHT - 10
    return [label(LEFT, y, names[0], "start"), label(WIDTH - RIGHT, y, names[-1], "end")]


def apart(places: Sequence[float], room: float = LINE) -> list[float]:
    """The same places moved as little as needed to be `room` apart, none below the frame; in the order given."""
    order = sorted(range(len(places)), key=lambda at: places[at])
    moved = list(places)
    for before, at in pairwise(order):
        moved[at] = max(moved[at], moved[before] + room)
    limit = float(HEIGHT - BOTTOM)
    for at in reversed(order):
        moved[at] = min(moved[at], limit)
        limit = moved[at] - room
    return moved


def label(x: float, y: float, text: str, anchor: str) -> Markup:
    """Letters at a place, escaped."""
    return Markup('<text x="{}" y="{}" text-anchor="{}">{}</text>').format(fixed(x), fixed(y), anchor, text)


def element(name: str, kind: str, **attributes: str) -> Markup:
    """A shape of a class, every attribute escaped."""
    pairs = {"class": kind, **attributes}.items()
    return Markup("<{} {}/>").format(name, Markup(" ").join(Markup('{}="{}"').format(*pair) for pair in pairs))


def cut(text: str, most: int) -> str:
    """A text of at most so many letters."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def short(value: float) -> str:
    """A number for an axis: as many figures as matter, and millions as such."""
    for scale, unit in ((1e9, "bn"), (1e6, "m")):
        if abs(value) >= scale:
            return f"{value / scale:,.4g}{unit}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def fixed(value: float) -> str:
    """One decimal, always written the same."""
    return f"{value:.1f}"
