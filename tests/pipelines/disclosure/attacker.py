"""A reader who wants to know what is hidden. Written from the published numbers alone: it shares no code with what it
attacks, and solves by linear programming where that solves by whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product

import numpy as np
from scipy.optimize import linprog

Cell = tuple[str, str]
Shown = Mapping[Cell, int | None]
"""What one version says of each cell: (place, time). None is [c]."""
Name = tuple[Cell, int]
"""A cell, and how often it had been revised."""
QUARTERS = ("Q1", "Q2", "Q3", "Q4")


def totals(version: Shown) -> Iterable[tuple[Cell, list[Cell]]]:
    """Which cells of a version add up to which: places to `all`, four quarters to the `year`."""
    places = sorted({place for place, _ in version} - {"all"})
    times = sorted({time for _, time in version})
    for time in times:
        parts = [(place, time) for place in places if (place, time) in version]
        if ("all", time) in version and parts:
            yield ("all", time), parts
    for place in (*places, "all"):
        quarters = [(place, quarter) for quarter in QUARTERS if (place, quarter) in version]
        if (place, "year") in version and len(quarters) == len(QUARTERS):
            yield (place, "year"), quarters


def ranges(
    versions: Sequence[Shown],
    most: Mapping[Name, int],
    least: Mapping[Name, int] | None = None,
    revised: Sequence[Mapping[Cell, int]] = (),
) -> dict[Name, tuple[float, float]] | None:
    """The least and the greatest that each hidden count may be, given all versions together.

    `most` are counts that the reader knows to be small, with the greatest they may be; `least` are bounds from below.
    `revised` numbers the revisions of each cell, version by version: the reader is told by somebody which hidden counts
    were revised, and takes all others to be the same. None when no counts fit.
    """
    numbers = revised or [{} for _ in versions]
    named = [
        {cell: (cell, number.get(cell, 0)) for cell in version}
        for version, number in zip(versions, numbers, strict=True)
    ]
    unknown = sorted(
        {
            names[cell]
            for version, names in zip(versions, named, strict=True)
            for cell in version
            if version[cell] is None
        }
    )
    if not unknown:
        return {}
    rows, constants = [], []
    for version, names in zip(versions, named, strict=True):
        for total, parts in totals(version):
            row, constant = np.zeros(len(unknown)), 0
            for cell, factor in ((total, -1), *((part, 1) for part in parts)):
                value = version[cell]
                if value is None:
                    row[unknown.index(names[cell])] += factor
                else:
                    constant -= factor * value
            if row.any():
                rows.append(row)
                constants.append(constant)
    bounds = [((least or {}).get(name, 0), most.get(name)) for name in unknown]
    found = {}
    for at, name in enumerate(unknown):
        ends = []
        for sign in (1, -1):
            goal = np.zeros(len(unknown))
            goal[at] = sign
            answer = linprog(goal, A_eq=np.array(rows) if rows else None, b_eq=constants or None, bounds=bounds)
            if answer.status == 2:
                return None
            ends.append(float("inf") if answer.status == 3 else abs(answer.fun))
        found[name] = (ends[0], ends[1])
    return found


def possible(version: Shown, most: Mapping[Cell, int], greatest: int) -> dict[Cell, set[int]]:
    """Every value that each hidden cell may have, by trying all tables of counts up to `greatest`."""
    unknown = sorted(cell for cell, value in version.items() if value is None)
    found: dict[Cell, set[int]] = {cell: set() for cell in unknown}
    sums = list(totals(version))
    for values in product(*(range(min(most.get(cell, greatest), greatest) + 1) for cell in unknown)):
        full = dict(version) | dict(zip(unknown, values, strict=True))
        if all(sum(full[part] or 0 for part in parts) == full[total] for total, parts in sums):
            for cell, value in zip(unknown, values, strict=True):
                found[cell].add(value)
    return found
