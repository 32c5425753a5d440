from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources.spend.identity import line_ids


def line(transaction=None, amount="8887.06", day=date(2026, 9, 14)):
    return {
        "transaction_id": transaction,
        "month": f"{day:%Y-%m}",
        "payment_date": day,
        "supplier_name": "OAKFOLD LTD",
        "amount_gbp": Decimal(amount),
        "category": "Vehicle Purchase",
        "department": None,
        "body_name": None,
        "purpose": None,
    }


def test_transaction_numbers_are_kept_and_occurrences_counted():
    rows = [line("51 - 1"), line("52"), line("51 - 1", amount="1.00"), line("51 - 1", day=date(2026, 10, 1))]
    assert line_ids(rows) == ["51-1-2026-09-1", "52-2026-09-1", "51-1-2026-09-2", "51-1-2026-10-1"]


def test_thirty_identical_vehicles_are_thirty_lines():
    found = line_ids([line()] * 30)
    assert len(set(found)) == 30
    assert len({name.split("-")[0] for name in found}) == 1
    assert re.fullmatch(r"[0-9a-f]{12}-30", found[-1])


@given(st.lists(st.sampled_from(["1.00", "2.00", "3.00"])), st.integers(0, 20))
def test_a_line_inserted_elsewhere_changes_no_identifier(amounts, place):
    before = [line(amount=amount) for amount in amounts]
    after = [*before[:place], line(amount="99.00"), *before[place:]]
    found = line_ids(after)
    assert len(set(found)) == len(after)
    assert set(line_ids(before)) < set(found)
    assert sorted(set(found) - set(line_ids(before))) == line_ids([line(amount="99.00")])
