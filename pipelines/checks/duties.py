"""The register of duties and the declarations of the datasets say the same of each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from pipelines.dataset import WHOLE_PERIOD, Check, Dataset, Finding

if TYPE_CHECKING:
    import duckdb

ORDER = "SI 2011/3050"
"""How an instrument that is the Specified Information Order, or names a paragraph of it, is told from another."""

Declared = Callable[[], Sequence[Dataset]]


def names_declared(declared: Declared) -> Check:
    """The release check that every dataset that a duty names is one of ours."""

    def run(duties: duckdb.DuckDBPyRelation) -> list[Finding]:
        named, known = set(_named(duties)), {dataset.name for dataset in declared()}
        lost = sorted(named - known)
        text = f"{', '.join(lost)} is declared nowhere in assets/: correct the name in records/duties"
        return [Finding(WHOLE_PERIOD, not lost, text if lost else f"each of the {len(named)} datasets named is here")]

    return Check("datasets-exist", "Every dataset that a duty names is a dataset here.", run)


def names_back(declared: Declared) -> Check:
    """The release check that each dataset declared to answer the order is named by a paragraph of it.

    Datasets that are worked out from others are left out: what they rest on answers the order, and is named.
    """

    def run(duties: duckdb.DuckDBPyRelation) -> list[Finding]:
        named = set(_named(duties.filter(f"contains(instrument, '{ORDER}')")))
        fetched = [dataset for dataset in declared() if not dataset.inputs]
        answering = [dataset.name for dataset in fetched if ORDER in dataset.duty.instrument]
        lost = [name for name in answering if name not in named]
        text = f"{', '.join(lost)} answers {ORDER} by its declaration, and no duty of the order names it: name it there"
        fine = f"each of the {len(answering)} datasets that answer the order is named by one of its paragraphs"
        return [Finding(WHOLE_PERIOD, not lost, text if lost else fine)]

    return Check("order-names-back", "Every dataset declared to answer the order is named by a paragraph of it.", run)


def _named(duties: duckdb.DuckDBPyRelation) -> list[str]:
    """The datasets that duties name, each once."""
    found = duties.query("named", "SELECT DISTINCT unnest(string_split(datasets, '; ')) AS name FROM named ORDER BY 1")
    return [str(name) for (name,) in found.fetchall()]
