from __future__ import annotations

import duckdb
import polars as pl

from pipelines.checks.recorded import partnerships_add_up

NAMES = ("financial_year", "quarters_summed", "level", "force_name", "offence_group", "offences")
Row = tuple[str, str, str, str, str, int | None]


def table(*rows: Row) -> duckdb.DuckDBPyRelation:
    frame = pl.DataFrame(rows, schema=dict.fromkeys(NAMES[:5], pl.String) | {"offences": pl.Int64}, orient="row")
    return duckdb.connect().from_arrow(frame.to_arrow())


def both(year: str, force: int, *parts: int, group: str = "Theft offences", who: str = "Kent") -> list[Row]:
    whole: Row = (year, "1", "force", who, group, force)
    return [whole, *((year, "1", "csp", who, group, part) for part in parts)]


def test_partnerships_and_the_unassigned_are_the_force() -> None:
    (found,) = partnerships_add_up(table(*both("2024-25", 1000, 10, 20, 970)))
    assert (found.period, found.ok, found.text) == ("2024-25", True, "1 totals compared, the largest difference is 0")


def test_what_is_lost_is_named_with_the_difference() -> None:
    rows = [*both("2023-24", 1000, 400, 600), *both("2024-25", 10_000, 4_000, 5_949)]
    good, bad = partnerships_add_up(table(*rows))
    assert good.ok
    assert not bad.ok
    assert bad.text == (
        "Kent quarter 1, Theft offences: the partnerships and the unassigned have 9,949, the force 10,000 "
        "(difference -51)"
    )


def test_the_tolerance_is_half_a_per_cent_or_five() -> None:
    cases = {(10_000, 9_950): True, (10_000, 9_949): False, (10, 5): True, (10, 4): False, (10_000, 10_051): False}
    for (force, parts), ok in cases.items():
        assert [found.ok for found in partnerships_add_up(table(*both("2024-25", force, parts)))] == [ok], (
            force,
            parts,
        )


def test_a_group_that_the_partnerships_lost_is_found_and_fraud_is_not_expected() -> None:
    whole: Row = ("2024-25", "1", "force", "Kent", "Robbery", 50)
    fraud: Row = ("2024-25", "1", "force", "Kent", "Fraud offences", 900)
    (found,) = partnerships_add_up(table(*both("2024-25", 100, 100), whole, fraud))
    assert not found.ok
    assert "Robbery" in found.text
    assert "Fraud" not in found.text


def test_one_level_alone_cannot_be_compared() -> None:
    rows: list[Row] = [
        ("2025-26", "1,2,3,4", "csp", "Kent", "Robbery", 7),
        ("2024-25", "1", "force", "Essex", "Robbery", 7),
    ]
    assert partnerships_add_up(table(*rows)) == []


def test_forces_do_not_mend_each_others_gaps() -> None:
    (found,) = partnerships_add_up(
        table(*both("2024-25", 100, 200), *both("2024-25", 200, 100, who="Essex (synthetic sample)"))
    )
    assert found.text.count("difference") == 2
