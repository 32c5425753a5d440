"""The sandbox pays its grants in instalments, and its decisions stand behind its contracts."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from pipelines.sandbox.grants import GRANTS, INSTALMENTS, grants, instalments
from pipelines.sandbox.page import MARK, Setting
from pipelines.sandbox.records import write_records
from pipelines.sandbox.spend import months


@pytest.fixture(scope="module")
def setting(tmp_path_factory: pytest.TempPathFactory) -> Setting:
    return Setting(1, date(2028, 10, 20), "kent", tmp_path_factory.mktemp("cache"))


def test_every_grant_to_an_organisation_is_paid_up_to_its_award(setting: Setting) -> None:
    paid: Counter[str] = Counter()
    sums: dict[str, Decimal] = {}
    for first in months(setting.today):
        for grant, day, pounds in instalments(setting, first):
            assert (day.year, day.month) == (first.year, first.month)
            assert day > grant["award_date"]
            assert MARK in grant["recipient_name"]
            paid[grant["grant_id"]] += 1
            sums[grant["grant_id"]] = sums.get(grant["grant_id"], Decimal(0)) + pounds
    awards = {grant["grant_id"]: Decimal(grant["amount_awarded_gbp"]) for grant in grants(setting)}
    assert len(awards) == GRANTS
    assert not any(grant["recipient_kind"] == "individual" and grant["grant_id"] in paid for grant in grants(setting))
    assert set(paid.values()) == {INSTALMENTS, INSTALMENTS - 1}
    whole = {name for name, times in paid.items() if times == INSTALMENTS}
    assert {name for name in paid if sums[name] == awards[name]} == whole
    assert len(whole) > 20


def test_decisions_come_before_what_follows_from_them(setting: Setting) -> None:
    folder: Path = write_records(setting)
    contracts = {path.stem: yaml.safe_load(path.read_text()) for path in (folder / "contracts").iterdir()}
    decisions = [yaml.safe_load(path.read_text()) for path in (folder / "decisions").iterdir()]
    for decision in decisions:
        for name in decision["contract_ids"]:
            assert contracts[name]["decision_id"] == decision["decision_id"]
            assert contracts[name]["award_date"] > decision["decision_date"]
    without = [decision for decision in decisions if "commitment_ids" not in decision]
    assert 0 < len(without) < len(decisions) / 4
