"""Stated sums against found ones, worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest

from assets.commissioning import CONTRACTS, GRANTS
from assets.money import BUDGET
from assets.reconciliations import LEDGER_TOTALS, RECONCILIATIONS
from assets.spending import EXPENDITURE
from pipelines.checks.reconciling import reconcile, stated_once
from pipelines.dataset import Dataset
from pipelines.sandbox.ledger import LATE_POSTING, records
from pipelines.sandbox.page import Setting
from pipelines.sources.derived import Inputs
from pipelines.sources.spend import SPEND
from pipelines.upstream import Landed, Resource
from schemas.reconciliations import Reconciliations

Row = dict[str, Any]
OFFICE, FORCE = "The office", "The force"


def payment(line: str, amount: str, month: str = "2026-09", **more: Any) -> Row:
    given = {"payment_date": None, "supplier_name": "A LTD", "amount_basis": "line", "source_file": "s.xlsx"}
    pounds = Decimal(amount)
    return given | {"line_id": line, "month": month, "amount_gbp": pounds, "over_500": abs(pounds) > 500} | more


def total(body: str, amount: str, month: str = "2026-09", covers: str = "all-payments") -> Row:
    return {"month": month, "body_name": body, "covers": covers, "control_total_gbp": Decimal(amount)}


def grant(name: str, award: str) -> Row:
    return {"grant_id": name, "amount_awarded_gbp": Decimal(award)}


@pytest.fixture
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


def compared(engine: duckdb.DuckDBPyConnection, **tables: list[Row]) -> dict[tuple[str, str, str], Row]:
    """The comparisons made of these rows, by kind, what and period; columns not given are empty."""
    for dataset in (EXPENDITURE, LEDGER_TOTALS, CONTRACTS, GRANTS, BUDGET):
        schema = {column.name: column.polars for column in dataset.columns}
        rows = [{name: row.get(name) for name in schema} for row in tables.get(dataset.table, [])]
        engine.register("given", pl.DataFrame(rows, schema=schema, orient="row"))
        engine.execute(f"CREATE TABLE {dataset.table} AS SELECT * FROM given")
    found = reconcile(Inputs(engine, {}))
    Reconciliations.validate(found, lazy=True)
    return {(row["kind"], row["what"], row["period"]): row for row in found.to_dicts()}


def sums(row: Row) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("stated_gbp", "found_gbp", "difference_gbp", "lines", "counted", "outcome"))


def test_payments_meet_the_ledger_by_body_and_in_all(engine: duckdb.DuckDBPyConnection) -> None:
    rows = [
        payment("1", "600.00", body_name=OFFICE),
        payment("2", "400.10", body_name=OFFICE),
        payment("3", "-0.10", body_name=FORCE),
        payment("4", "1000.00"),
    ]
    found = compared(engine, expenditure=rows, ledger_totals=[total(OFFICE, "1000.10"), total("all", "2500.00")])
    kind = "payments-to-ledger"
    assert sums(found[kind, OFFICE, "2026-09"]) == (Decimal("1000.10"), Decimal("1000.10"), 0, 2, "each-line", "agrees")
    assert sums(found[kind, "all", "2026-09"])[:4] == (Decimal(2500), Decimal(2000), Decimal(-500), 4)
    assert found[kind, "all", "2026-09"]["outcome"] == "differs"
    assert sums(found[kind, FORCE, "2026-09"]) == (None, Decimal("-0.10"), None, 1, "each-line", "nothing-stated")
    assert found[kind, "not named", "2026-09"]["stated_gbp_status"] == "[x]"


def test_a_total_of_larger_payments_is_held_against_those_alone(engine: duckdb.DuckDBPyConnection) -> None:
    rows = [payment("1", "500.00"), payment("2", "500.01")]
    found = compared(engine, expenditure=rows, ledger_totals=[total("all", "500.01", covers="over-500")])
    assert sums(found["payments-to-ledger", "all", "2026-09"])[2:4] == (0, 1)


def test_a_total_of_a_month_without_payments_is_not_passed_over(engine: duckdb.DuckDBPyConnection) -> None:
    found = compared(engine, ledger_totals=[total("all", "9.99", "2026-07")])
    row = found["payments-to-ledger", "all", "2026-07"]
    assert sums(row) == (Decimal("9.99"), None, None, 0, "none", "nothing-found")
    assert (row["found_gbp_status"], row["difference_gbp_status"]) == ("[x]", "[x]")


def test_an_invoice_total_on_each_of_its_lines_is_taken_once(engine: duckdb.DuckDBPyConnection) -> None:
    invoice = {"amount_basis": "invoice-total", "transaction_id": "I1"}
    rows = [payment(str(n), "700.00", **invoice) for n in range(3)]
    rows += [payment("9", "700.00", amount_basis="invoice-total", transaction_id="I2")]
    found = compared(engine, expenditure=rows)
    assert sums(found["payments-to-ledger", "all", "2026-09"])[1::2] == (Decimal(1400), 4, "nothing-stated")
    sheet = found["payments-in-sheet", "s.xlsx", "all"]
    assert (sheet["found_gbp"], sheet["counted"]) == (Decimal(1400), "each-invoice-once")


def test_sheets_are_added_up_by_themselves_and_mixed_ways_are_said(engine: duckdb.DuckDBPyConnection) -> None:
    rows = [
        payment("1", "1.00", source_sheet="Apr"),
        payment("2", "2.00", source_sheet="May", amount_basis="unknown"),
    ]
    found = compared(engine, expenditure=rows)
    assert found["payments-in-sheet", "s.xlsx, Apr", "all"]["counted"] == "each-line"
    assert found["payments-in-sheet", "s.xlsx, May", "all"]["counted"] == "as-it-stands"
    assert found["payments-to-ledger", "all", "2026-09"]["counted"] == "several-ways"


def test_payments_under_a_contract_meet_its_value(engine: duckdb.DuckDBPyConnection) -> None:
    rows = [payment(name, "600.00", contract_id=name) for name in ("a-c-0001", "a-c-0002", "a-c-0003", "a-c-0009")]
    contracts = [
        {"contract_id": "a-c-0001", "value_total_gbp": Decimal(1000)},
        {"contract_id": "a-c-0002", "value_total_gbp": Decimal(599)},
        {"contract_id": "a-c-0003", "value_total_gbp_status": "[c]"},
        {"contract_id": "a-c-0004", "value_total_gbp": Decimal(5)},
    ]
    found = compared(engine, expenditure=rows, contracts=contracts)
    outcomes = {what: row["outcome"] for (kind, what, _), row in found.items() if kind.startswith("contract")}
    assert outcomes == {
        "a-c-0001": "below-value",
        "a-c-0002": "above-value",
        "a-c-0003": "withheld",
        "a-c-0004": "nothing-found",
        "a-c-0009": "nothing-stated",
    }
    assert found["contract-payments-to-value", "a-c-0003", "all"]["difference_gbp_status"] == "[c]"


def test_a_budgets_sides_meet_their_totals_and_each_other(engine: duckdb.DuckDBPyConnection) -> None:
    def figure(side: str, item: str, millions: str) -> Row:
        amount = Decimal(millions) * 1_000_000
        rounding = Decimal(100_000)
        return {"financial_year": "2023-24", "side": side, "item": item, "amount_gbp": amount, "rounding_gbp": rounding}

    rows = [figure("financing", "budget-line", "2.0"), figure("financing", "total", "2.0")]
    rows += [figure("expenditure", "budget-line", "1.0"), figure("expenditure", "budget-line", "1.1")]
    rows += [figure("expenditure", "total", "2.0")]
    found = compared(engine, budget=rows)
    line = found["budget-lines-to-total", "expenditure", "2023-24"]
    assert (line["difference_gbp"], line["rounding_gbp"], line["outcome"]) == (100_000, 100_000, "within-rounding")
    assert found["budget-lines-to-total", "financing", "2023-24"]["outcome"] == "agrees"
    assert found["budget-side-to-side", "expenditure to financing", "2023-24"]["outcome"] == "agrees"


def test_nothing_published_gives_nothing(engine: duckdb.DuckDBPyConnection) -> None:
    assert compared(engine) == {}


def test_two_totals_of_one_month_and_body_are_found(engine: duckdb.DuckDBPyConnection) -> None:
    engine.execute("CREATE TABLE l AS SELECT * FROM (VALUES ('2026-08', 'all'), ('2026-09', 'all'), ('2026-09', 'all'))"
                   " AS t(month, body_name)")  # fmt: skip
    assert [(one.period, one.ok) for one in stated_once(engine.table("l"))] == [("2026-08", True), ("2026-09", False)]


def test_the_sandboxs_ledger_is_off_in_march_alone(tmp_path: Any) -> None:
    setting = Setting(1, date(2026, 10, 20), "kent", tmp_path, ())
    off = {}
    for _, known, record in records(setting):
        parts = {one["body_name"]: Decimal(one["control_total_gbp"]) for one in record["totals"]}
        off[record["month"]] = parts.pop("all") - sum(parts.values())
        assert known.isoformat()[:7] > record["month"]
    assert {month for month, gap in off.items() if gap} == {month for month in off if month.endswith("-03")}
    assert set(off.values()) == {Decimal(0), LATE_POSTING}


@pytest.mark.parametrize("dataset", [LEDGER_TOTALS, RECONCILIATIONS], ids=lambda dataset: dataset.name)
def test_declarations_keep_to_the_house_rules(dataset: Dataset) -> None:
    assert len(dataset.title) <= 65
    assert len(dataset.description.split(". ")[0]) <= 140
    assert set(dataset.key) <= {column.name for column in dataset.columns}


@pytest.mark.parametrize(("year", "counted"), [("2018-19", "each-invoice-once"), ("2023-24", "as-it-stands")])
def test_the_control_totals_of_a_real_workbook_are_those_of_its_cells(
    engine: duckdb.DuckDBPyConnection, real: Path, year: str, counted: str
) -> None:
    path = real / "spend" / "pcc-lancashire" / f"pcc-{year}.xlsx"
    parsed = SPEND.parse(Landed(Resource("x", f"folder:{path.name}"), path, "", 1))
    found = compared(engine, expenditure=parsed.rows.to_dicts())
    totals = {what: row for (kind, what, _), row in found.items() if kind == "payments-in-sheet"}
    assert len(totals) == 12
    secret = parsed.rows.filter(pl.col("redaction_reason").is_not_null())
    hidden = {name: set(secret.filter(pl.col("source_sheet") == name)["_row"]) for name in parsed.rows["source_sheet"]}
    for name, sheet in pd.read_excel(path, sheet_name=None, engine="calamine").items():
        cells = sheet.iloc[:, 1:4].set_axis(["day", "amount", "supplier"], axis=1).dropna(subset="amount")
        row = totals[f"{path.name}, {name}"]
        assert (row["lines"], row["counted"]) == (len(cells), counted)
        cells["supplier"] = [" ".join(str(text).split()) for text in cells["supplier"]]
        withheld = pd.Series([index + 2 in hidden[name] for index in cells.index], index=cells.index)
        once = cells[withheld | ~cells.duplicated()] if counted == "each-invoice-once" else cells
        assert row["found_gbp"] == sum(Decimal(f"{Decimal(repr(float(v))):.2f}") for v in once["amount"])
    months = [row["lines"] for (kind, what, _), row in found.items() if (kind, what) == ("payments-to-ledger", "all")]
    assert sum(months) == sum(row["lines"] for row in totals.values())


def test_grants_are_held_against_what_is_paid_of_them(engine: duckdb.DuckDBPyConnection) -> None:
    rows = [payment("1", "250.00", grant_id="g-1"), payment("2", "750.00", grant_id="g-1")]
    rows += [payment("3", "10.00", grant_id="g-3"), payment("4", "10.00", grant_id="g-9")]
    found = compared(engine, expenditure=rows, grants=[grant("g-1", "1000"), grant("g-2", "5"), grant("g-3", "4")])
    told = {what: sums(row)[:3] + sums(row)[-1:] for (kind, what, _), row in found.items() if "award" in kind}
    assert told == {
        "g-1": (1000, 1000, 0, "agrees"),
        "g-2": (5, None, None, "nothing-found"),
        "g-3": (4, 10, 6, "above-value"),
        "g-9": (None, 10, None, "nothing-stated"),
    }


def test_a_budget_line_meets_the_department_of_its_name_alone(engine: duckdb.DuckDBPyConnection) -> None:
    line = {"financial_year": "2026-27", "item": "budget-line", "side": "expenditure", "rounding_gbp": Decimal(1)}
    lines = [line | {"label": label, "amount_gbp": Decimal(100)} for label in ("Fleet", "Estates")]
    paid = [
        payment(str(at), "60.00", department=name, financial_year="2026-27") for at, name in enumerate(["FLEET", "IT"])
    ]
    found = compared(engine, expenditure=paid, budget=lines)
    told = {
        (what, year): sums(row)[:3] for (kind, what, year), row in found.items() if kind == "payments-to-budget-line"
    }
    assert told == {
        ("Fleet", "2026-27"): (100, 60, -40),
        ("Estates", "2026-27"): (100, None, None),
        ("IT", "2026-27"): (None, 60, None),
    }
