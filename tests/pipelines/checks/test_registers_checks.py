"""The value rules of the Order, told beside what is published: copies above £10,000, values below."""

from __future__ import annotations

import duckdb
import pytest

from assets.commissioning import CONTRACTS, TENDERS
from pipelines.checks.registers import copies_of_larger, values_of_smaller
from pipelines.dataset import Check

COLUMNS = "contract_id, value_band, status, value_total_gbp, value_total_gbp_status, document_urls, redaction_reason"
LARGE = "('c-1', 'over-10000', 'active', 20000.00, NULL, 'https://example.org/1.pdf', NULL)"
SMALL = "('c-2', 'up-to-10000', 'active', 900.00, NULL, NULL, NULL)"


def finding(check: Check, *rows: str) -> tuple[bool, str]:
    with duckdb.connect() as engine:
        table = engine.sql(f"SELECT * FROM (VALUES {', '.join(rows)}) AS t({COLUMNS})")
        ((ok, text),) = [(one.ok, one.text) for one in check.run(table)]
    return ok, text


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("('c-3', 'over-10000', 'active', 20000.00, NULL, NULL, NULL)", False),
        ("('c-3', 'over-10000', 'active', NULL, '[c]', NULL, 'commercial')", True),
        ("('c-3', 'over-10000', 'cancelled', 20000.00, NULL, NULL, NULL)", True),
        ("('c-3', 'up-to-10000', 'active', 9.00, NULL, NULL, NULL)", True),
    ],
)
def test_a_contract_above_the_limit_needs_its_copy(row: str, expected: bool) -> None:
    ok, text = finding(copies_of_larger("contract_id", "contract"), LARGE, SMALL, row)
    assert ok is expected
    assert ("1 of 2 have no copy; add document_urls and document_sha256s: c-3" in text) is not expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("('c-3', 'up-to-10000', 'ended', NULL, '[x]', NULL, NULL)", False),
        ("('c-3', 'up-to-10000', 'ended', NULL, '[c]', NULL, 'commercial')", True),
        ("('c-3', 'over-10000', 'ended', NULL, '[x]', NULL, NULL)", True),
    ],
)
def test_a_contract_below_it_needs_its_value(row: str, expected: bool) -> None:
    ok, text = finding(values_of_smaller("contract_id"), LARGE, SMALL, row)
    assert ok is expected
    assert text == ("all 1 do" if "up-to" not in row else "all 2 do" if expected else text)


def test_what_is_missing_holds_nothing_back() -> None:
    told = [check for dataset in (CONTRACTS, TENDERS) for check in dataset.checks if not check.holds]
    assert [check.name for check in told] == [
        "larger-ones-have-copies",
        "smaller-ones-have-values",
        "larger-ones-have-copies",
    ]
