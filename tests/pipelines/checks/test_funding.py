from __future__ import annotations

from decimal import Decimal

import duckdb
import polars as pl
import pytest

from pipelines.checks.funding import CHECKS, forces_add_up
from pipelines.dataset import Finding
from schemas.base import columns_of
from schemas.funding import PoliceFunding


def found(*rows: tuple[str, str, int | None], measure: str = "grant-report-total") -> list[Finding]:
    """Findings for (force, code, pounds)."""
    schema = {column.name: column.polars for column in columns_of(PoliceFunding)}
    table = pl.DataFrame(
        [
            {
                "financial_year": "2025-26", "force_name": name, "area_code": code or None, "measure": measure,
                "basis": "nominal", "amount_gbp": None if pounds is None else Decimal(pounds),
            }
            for name, code, pounds in rows
        ],
        schema={name: schema[name] for name in
                ("financial_year", "force_name", "area_code", "measure", "basis", "amount_gbp")},
    )  # fmt: skip
    return forces_add_up(duckdb.connect().from_arrow(table.to_arrow()))


NATION = ("England and Wales", "K04000001", 1000)


@pytest.mark.parametrize(("kent", "ok"), [(500, True), (501, True), (499, True), (502, False), (0, False)])
def test_within_half_a_pound_for_each_figure(kent: int, ok: bool) -> None:
    (finding,) = found(NATION, ("Kent", "E23000032", kent), ("Essex", "E23000028", 500))
    assert finding.ok is ok
    assert f"£{kent + 500:,}, the source states £1,000" in finding.text


def test_millions_have_a_wider_bound_and_a_force_without_a_code_counts() -> None:
    (finding,) = found(NATION, ("Kent", "E23000032", 500), ("New Force", "", 140_000), measure="total")
    assert finding.ok
    (finding,) = found(NATION, ("Kent", "E23000032", 500), ("New Force", "", 260_000), measure="total")
    assert not finding.ok


def test_no_force_at_all_is_no_sum_and_no_stated_total_no_finding() -> None:
    assert [finding.ok for finding in found(NATION, ("Kent", "E23000032", None))] == [False]
    assert found(("Kent", "E23000032", 5)) == []
    assert [check.name for check in CHECKS] == ["forces-add-up"]
