"""A claim is borne out or refuted by a number alone, and its query reads what it names and nothing else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from assets.plan import CLAIMS
from pipelines.accountability.claims import EVIDENCE, INPUTS, check_claims, step_of
from pipelines.upstream import World
from schemas.claims import NO_DATA
from schemas.claims_checked import ClaimsChecked
from schemas.register import JOINED
from tests.assets.read_whole import rows_of
from tests.pipelines.accountability.tables import Row, inputs_of

BUDGET = [{"amount_gbp": Decimal("536210000.00"), "item": "headline"}]


def claim(query: str | None = "SELECT amount_gbp FROM budget", figure: str | None = "536200000", **more: Any) -> Row:
    given = {"claim_id": "kent-claim-001", "qualifier": "exactly", "unit": "GBP", "evidence": "own-records"}
    stated = None if figure is None else Decimal(figure)
    return given | {"query": query, "datasets": "budget" if query else None, "figure": stated} | more


def checked(one: Row, **tables: list[Row]) -> Row:
    with inputs_of(INPUTS, claims=[one], **({"budget": BUDGET} | tables)) as inputs:
        frame = check_claims(inputs)
    ClaimsChecked.validate(frame, lazy=True)
    (row,) = frame.to_dicts()
    return row


def test_a_figure_that_is_found_is_reproduced_within_its_rounding() -> None:
    row = checked(claim())
    assert (row["verdict"], row["found"], row["difference"]) == ("reproduced", 536210000, 10000)
    assert (row["stated_to"], row["versions_read"]) == (100000, "budget 1.2.0")


@pytest.mark.parametrize(
    ("one", "verdict"),
    [
        (claim(figure="536300000"), "differs"),
        (claim(figure="500000000", qualifier="more-than"), "reproduced"),
        (claim(figure="536210000", qualifier="more-than"), "differs"),
        (claim("SELECT 95.6", "96", unit="percent"), "reproduced"),
        (claim("SELECT 95.4", "96", unit="percent"), "differs"),
        (claim("SELECT 99", "100", unit="days"), "differs"),
        (claim("SELECT 99", "100", unit="days", qualifier="about"), "reproduced"),
        (claim("SELECT NULL", "96"), "data-not-held"),
        (claim("SELECT amount_gbp FROM budget WHERE false"), "data-not-held"),
        (claim("SELECT headcount FROM police_workforce", datasets="police-workforce"), "data-not-held"),
        (claim("SELECT 6", None), "figure-unreadable"),
        (claim(None, "7", evidence=NO_DATA), "no-data-supports-it-yet"),
    ],
)
def test_the_verdict_by_hand(one: Row, verdict: str) -> None:
    row = checked(one)
    assert row["verdict"] == verdict
    assert (row["found"] is None) == (row["found_status"] == "[x]")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT persons FROM population",
        "SELECT 1 UNION ALL SELECT 2",
        "SELECT 1, 2",
        "SELECT 'many'",
        "SELECT true",
        "SELECT amount FROM budget",
        "SELECT FROM WHERE",
        "SELECT count(*) FROM read_text('{file}')",
        "SELECT count(*) FROM '{file}'",
        "SELECT length(content) FROM read_blob('{file}')",
    ],
)
def test_a_query_that_gives_no_number_or_reads_anything_else_fails(query: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    assert checked(claim(query.format(file=secret)))["verdict"] == "query-fails"


@pytest.mark.parametrize(
    ("figure", "qualifier", "unit", "step"),
    [
        ("536200000", "exactly", "GBP", "100000"),
        ("1900000", "about", "people", "100000"),
        ("1900000", "exactly", "people", "1"),
        ("5.80", "exactly", "score", "0.1"),
        ("5.84", "about", "score", "0.01"),
        ("0", "about", "people", "1"),
    ],
)
def test_the_step_to_which_a_figure_was_stated(figure: str, qualifier: str, unit: str, step: str) -> None:
    assert step_of(Decimal(figure), qualifier, unit) == Decimal(step)


def test_every_query_of_the_records_runs(root: Path, tmp_path: Path) -> None:
    """On empty tables: it reads what it names, gives one value at most, and needs no dataset that is not an input."""
    world = World("folder", False, root / "records", (), date(2026, 11, 21))
    claims = rows_of(CLAIMS, world, tmp_path / "landed").to_dicts()
    with_query = [one for one in claims if one["query"]]
    assert len(with_query) >= 25
    assert {name for one in with_query for name in one["datasets"].split(JOINED)} <= set(EVIDENCE)
    empty: dict[str, list[Row]] = {name.replace("-", "_"): [] for name in EVIDENCE}
    with inputs_of(INPUTS, claims=claims, **empty) as inputs:
        found = check_claims(inputs)
    assert set(found["claim_id"]) == {one["claim_id"] for one in claims}
    fails = found.filter(found["verdict"] == "query-fails")["claim_id"].to_list()
    assert fails == []
