"""What is made: one module per subject, holding nothing but `Dataset` declarations.

Every `Dataset` found in a module of this package is part of the catalogue; there is no list to keep beside them.
"""

from __future__ import annotations

import importlib
import pkgutil

from pipelines.dataset import Dataset


def datasets() -> tuple[Dataset, ...]:
    """Every dataset that is declared, by subject and name. Raises ValueError when two have the same name."""
    modules = [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    found = {id(thing): thing for module in modules for thing in vars(module).values() if isinstance(thing, Dataset)}
    declared = sorted(found.values(), key=lambda dataset: (dataset.subject, dataset.name))
    names = [dataset.name for dataset in declared]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise ValueError(f"declared twice in assets/: {', '.join(doubled)}; a name belongs to one dataset for ever")
    return tuple(declared)
