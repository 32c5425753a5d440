from __future__ import annotations

from assets.spending import EXPENDITURE


def test_the_declaration_agrees_with_the_schema():
    names = {column.name for column in EXPENDITURE.columns}
    assert {EXPENDITURE.period_column, *EXPENDITURE.key} <= names
    assert [check.name for check in EXPENDITURE.checks] == ["lines-stand-once"]


def test_titles_fit_where_they_are_shown():
    assert len(EXPENDITURE.title) <= 65
    assert len(EXPENDITURE.description.split(". ")[0]) <= 140


def test_the_public_is_warned_not_to_sum_invoice_totals():
    assert any("invoice-total" in caveat for caveat in EXPENDITURE.caveats)
