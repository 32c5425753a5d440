"""Which redactions are to be looked at again, and which of them are overdue."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from assets.commissioning import CONTRACTS, GRANTS
from pipelines.releases.redaction import Lifting, Rule, Rulebook
from pipelines.reviews import overdue, reviews
from pipelines.settings import Settings


@pytest.fixture
def office(tmp_path: Path) -> Settings:
    """Two rules, one of them lifted, and three grants that withhold a name."""
    settings = Settings(home=tmp_path, sandbox_date=date(2026, 11, 1))
    book = Rulebook(settings.redactions)
    told = {"note": "Names a person", "by": "Head of data", "day": "2025-01-01", "columns": ("title",)}
    book.add("contracts", Rule(id="redaction-1", where="true", reason="commercial", review="2026-10-31", **told))
    book.add("contracts", Rule(id="redaction-2", where="true", reason="personal_data", review="2026-01-31", **told))
    book.lift("contracts", Lifting(id="redaction-2", note="A firm", by="Head of data", day="2025-06-01"))
    settings.read_copy.parent.mkdir(parents=True)
    with duckdb.connect(str(settings.read_copy)) as copy:
        copy.execute("CREATE TABLE grants (redaction_reason VARCHAR, redaction_review DATE)")
        copy.execute(
            "INSERT INTO grants VALUES ('personal_data', '2026-11-01'), ('personal_data', '2026-04-01'), (NULL, NULL), "
            "('personal_data', '2026-04-01')"
        )
    return settings


def test_rules_and_records_stand_together_the_soonest_first(office: Settings) -> None:
    assert [(one.due, one.dataset, one.what, one.reason) for one in reviews(office, [CONTRACTS, GRANTS])] == [
        ("2026-04-01", "grants", "2 records", "personal_data"),
        ("2026-10-31", "contracts", "redaction-1", "commercial"),
        ("2026-11-01", "grants", "1 record", "personal_data"),
    ]


def test_overdue_is_what_should_have_been_looked_at_before_today(office: Settings) -> None:
    assert [one.text for one in overdue(office, [CONTRACTS, GRANTS])] == [
        "grants: 2 records (personal_data): look at it again, due since 2026-04-01",
        "contracts: redaction-1 (commercial): look at it again, due since 2026-10-31",
    ]


def test_nothing_withheld_is_nothing_to_review(tmp_path: Path) -> None:
    assert reviews(Settings(home=tmp_path), [CONTRACTS, GRANTS]) == []
