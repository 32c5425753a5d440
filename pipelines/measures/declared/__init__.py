"""The measures that are declared: one module per subject, holding nothing but `Measure` declarations.

Every `Measure` found in a module of this package, alone or in a tuple, is worked out; there is no list to keep.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

from pipelines.measures.ground import INPUTS
from pipelines.measures.measure import Measure


def measures() -> tuple[Measure, ...]:
    """Every measure that is declared, by id. Raises ValueError when two have the same id."""
    modules = [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    found = {id(one): one for module in modules for thing in vars(module).values() for one in _of(thing)}
    declared = sorted(found.values(), key=lambda measure: measure.id)
    ids = [measure.id for measure in declared]
    if doubled := sorted({one for one in ids if ids.count(one) > 1}):
        raise ValueError(
            f"declared twice in pipelines/measures/declared: {', '.join(doubled)}; an id is of one measure"
        )
    return tuple(declared)


def inputs() -> tuple[str, ...]:
    """The datasets that the measures are worked out from, by name, and those that every measure needs."""
    return tuple(sorted(set(INPUTS).union(*(measure.inputs for measure in measures()))))


def _of(thing: object) -> Iterator[Measure]:
    if isinstance(thing, Measure):
        yield thing
    elif isinstance(thing, tuple):
        yield from (one for one in thing if isinstance(one, Measure))
