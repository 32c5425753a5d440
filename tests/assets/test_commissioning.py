"""Contracts, tenders and grants of the sandbox: marked, the same every time, and the money in them can be followed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from assets.commissioning import CONTRACTS, GRANTS, TENDERS
from pipelines.checks.registers import stands_once
from pipelines.sandbox.page import MARK, Setting
from pipelines.sandbox.records import write_records
from pipelines.sandbox.spend import write_inbox
from pipelines.sandbox.suppliers import REGISTERED, contract_of
from pipelines.sources.spend import SPEND
from pipelines.upstream import Landed, Resource, World
from tests.assets.read_whole import rows_of

ALL = (CONTRACTS, TENDERS, GRANTS)
TODAY = date(2026, 10, 20)
GROWING = ("meetings", "officers")
"""Registers whose records are completed later: a meeting is held, a term ends."""


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sandbox")


@pytest.fixture(scope="module")
def registers(root: Path, cache: Path) -> dict[str, pl.DataFrame]:
    """The sandbox's registers as they are read."""
    folder = write_records(Setting(1, TODAY, "kent", cache))
    world = World("sandbox", True, root / "records", (), TODAY, more_records=(folder,))
    return {dataset.name: rows_of(dataset, world, cache / "landed") for dataset in ALL}


def test_the_sandbox_keeps_three_registers_of_marked_samples(registers: dict[str, pl.DataFrame]) -> None:
    assert {name: rows.height for name, rows in registers.items()} == {"contracts": 44, "tenders": 15, "grants": 30}
    for rows in registers.values():
        assert rows["title"].str.contains(MARK, literal=True).all()
    names = pl.concat([registers["contracts"]["supplier_names"], registers["grants"]["recipient_name"]])
    assert (names.str.contains(MARK, literal=True) | (names == "REDACTED PERSONAL DATA")).all()
    assert set(registers["contracts"]["value_band"]) == {"over-10000", "up-to-10000"}
    assert set(registers["grants"]["recipient_kind"]) == {"charity", "individual"}


def test_money_can_be_followed_from_payment_to_contract_to_tender(
    registers: dict[str, pl.DataFrame], cache: Path
) -> None:
    path = write_inbox(Setting(1, TODAY, "kent", cache)) / "spend-over-500-2026-09.xlsx"
    paid = SPEND.parse(Landed(Resource(path.name, path.name), path, "", 1)).rows
    contracts = registers["contracts"].select("contract_id", "supplier_names", "start_date", "tender_id")
    followed = paid.join(contracts, on="contract_id")
    assert followed.height > 50
    assert (followed["supplier_name"] == followed["supplier_names"]).all()
    assert (followed["payment_date"] >= followed["start_date"]).all()
    lost = set(paid["contract_id"].drop_nulls()) - set(contracts["contract_id"])
    assert all(int(name[-4:]) > REGISTERED for name in lost)
    assert set(contracts["tender_id"].drop_nulls()) <= set(registers["tenders"]["tender_id"])
    assert contract_of("Mr A Sampleton") is None


def test_the_same_setting_makes_the_same_records_and_they_come_with_time(cache: Path, tmp_path: Path) -> None:
    def read(setting: Setting) -> dict[str, bytes]:
        folder = write_records(setting)
        files = (path for path in folder.rglob("*.yaml") if path.parent.name not in GROWING)
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}

    now = read(Setting(1, TODAY, "kent", cache))
    assert read(Setting(1, TODAY, "kent", tmp_path)) == now
    earlier = read(Setting(1, date(2024, 10, 20), "kent", tmp_path))
    assert earlier.items() < now.items()
    assert read(Setting(2, TODAY, "kent", tmp_path)) != now


def test_an_id_in_two_records_holds_the_release() -> None:
    table = duckdb.sql("SELECT unnest(['kent-c-0001', 'kent-c-0002', 'kent-c-0001']) AS contract_id")
    (finding,) = stands_once("contract_id").run(table)
    assert not finding.ok
    assert "kent-c-0001" in finding.text
    assert "kent-c-0002" not in finding.text
    (fine,) = stands_once("contract_id").run(table.distinct())
    assert fine.ok
