"""Headings of registers as people write them: taken for the column they are like, or for none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources.records.headings import meant, places_of
from schemas.base import stored_columns_of
from schemas.contracts import Contracts
from schemas.gifts import Gifts

CONTRACTS, GIFTS = stored_columns_of(Contracts), stored_columns_of(Gifts)


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Supplier", "supplier_names"),
        ("Supplier kind", "supplier_kinds"),
        ("Contract reference", "contract_id"),
        ("Contract No.", "contract_id"),
        ("Start day", "start_date"),
        ("VALUE (£)", "value_total_gbp"),
        ("Total value", "value_total_gbp"),
        ("Irrecoverable V.A.T", "irrecoverable_vat_gbp"),
        ("Descripton", "description"),
        ("Title of agreement", ""),
        ("Department", ""),
        ("Date", ""),
        ("", ""),
    ],
)
def test_a_heading_means_the_column_it_is_like(heading: str, column: str) -> None:
    found = meant([heading], CONTRACTS)
    assert [meaning.column.name for meaning in found.values()] == ([column] if column else [])


def test_what_is_written_as_it_should_be_is_not_near() -> None:
    for column in (*CONTRACTS, *GIFTS):
        columns = CONTRACTS if column in CONTRACTS else GIFTS
        for word in (column.title, column.name, column.title.upper()):
            assert [(m.column, m.near) for m in meant([word], columns).values()] == [(column, False)]


def test_the_right_title_stands_before_what_is_like_it_and_two_alike_are_none() -> None:
    assert places_of(["Supplier", "Suppliers"], CONTRACTS) == {"supplier_names": 1}
    assert places_of(["Supplier", "Vendor"], CONTRACTS) == {}
    assert places_of(["Date offered", "Offered by"], GIFTS) == {"offered_on": 0, "offered_by": 1}


@given(st.lists(st.text(max_size=20), max_size=8))
def test_no_column_is_meant_twice_by_likeness(headings: list[str]) -> None:
    near = [meaning.column.name for meaning in meant(headings, CONTRACTS).values() if meaning.near]
    assert len(near) == len(set(near))
