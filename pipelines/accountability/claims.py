"""Runs the query of every claim against the versions that stand, and says whether it gives the figure that was stated.

Queries are written by people into records: they may read the datasets that the claim names and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import duckdb
import polars as pl

from pipelines.sources.derived import Inputs
from pipelines.sql import literal
from schemas.base import columns_of
from schemas.claims import NO_DATA
from schemas.claims_checked import ClaimsChecked
from schemas.register import JOINED

EVIDENCE = ("budget", "funded-projects", "plan-priorities", "police-workforce", "population", "survey-results")
"""The datasets that claims are checked with. A claim that names another needs it added here; a test says so."""

INPUTS = ("claims", *EVIDENCE)
CENT = Decimal("0.01")
POUNDS = "GBP"


def check_claims(inputs: Inputs) -> pl.DataFrame:
    """Every claim with its verdict, by claim id."""
    claims = inputs.sql("SELECT * FROM claims ORDER BY claim_id")
    _confine(inputs)
    rows = [checked(inputs, claim) for claim in claims.iter_rows(named=True)]
    schema = {column.name: column.polars for column in columns_of(ClaimsChecked)}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _confine(inputs: Inputs) -> None:
    """Let queries open the files of the inputs and no other."""
    paths = [literal(str(path)) for standing in inputs.standing.values() for path, _ in standing.parts]
    inputs.engine.execute(f"SET allowed_paths = [{', '.join(paths)}]")
    inputs.engine.execute("SET enable_external_access = false")
    inputs.engine.execute("SET lock_configuration = true")


def checked(inputs: Inputs, claim: Mapping[str, Any]) -> dict[str, Any]:
    """One claim with what its query finds."""
    named = (claim["datasets"] or "").split(JOINED) if claim["datasets"] else []
    stated: Decimal | None = claim["figure"]
    found: Decimal | None = None
    verdict = "no-data-supports-it-yet" if claim["evidence"] == NO_DATA else ""
    if not verdict and all(inputs.version(name) for name in named):
        try:
            found = _found(inputs, claim["query"], named)
        except (duckdb.Error, TypeError):
            verdict = "query-fails"
    apart = None if found is None or stated is None else found - stated
    step = None if stated is None else step_of(stated, claim["qualifier"], claim["unit"])
    values = {"stated": stated, "found": found, "difference": apart, "stated_to": step}
    return {
        "claim_id": claim["claim_id"],
        "versions_read": JOINED.join(f"{name} {inputs.version(name)}".strip() for name in named) or None,
        **dict(_with_status(values)),
        "verdict": verdict or _verdict(stated, found, step, claim["qualifier"]),
    }


def _with_status(values: Mapping[str, Decimal | None]) -> Iterator[tuple[str, Decimal | str | None]]:
    for name, value in values.items():
        yield name, value
        yield f"{name}_status", "[x]" if value is None else None


def _found(inputs: Inputs, query: str, named: list[str]) -> Decimal | None:
    """The one number that a query gives, None for no row or an empty value.

    Raises TypeError when it gives several rows or columns, no number, or reads what the claim does not name; and
    duckdb.Error for what is no query.
    """
    read = {name.strip('"') for name in inputs.engine.get_table_names(query)}
    if not read <= {name.replace("-", "_") for name in named}:
        raise TypeError(f"the query reads {', '.join(sorted(read))}, and the claim names {', '.join(named)}")
    rows = inputs.engine.execute(query).fetchmany(2)
    if not rows or rows[0][0] is None:
        return None
    value = rows[0][0]
    if len(rows) > 1 or len(rows[0]) > 1 or isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise TypeError("the query gives more than one number, or none")
    return Decimal(str(value)).quantize(CENT)


def step_of(figure: Decimal, qualifier: str, unit: str) -> Decimal:
    """The step to which a figure was stated.

    Sums of money, and figures said to be approximate, are rounded at their last digit that is not nought; any other
    figure is meant to its unit, or to its own decimals.
    """
    plain = figure.normalize()
    exponent = int(plain.as_tuple().exponent) if plain else 0
    rounded = qualifier == "about" or unit.startswith(POUNDS)
    return Decimal(1).scaleb(exponent if rounded else min(exponent, 0)).quantize(CENT)


def _verdict(stated: Decimal | None, found: Decimal | None, step: Decimal | None, qualifier: str) -> str:
    if found is None:
        return "data-not-held"
    if stated is None or step is None:
        return "figure-unreadable"
    if qualifier == "more-than":
        return "reproduced" if found > stated else "differs"
    return "reproduced" if abs(found - stated) * 2 <= step else "differs"
