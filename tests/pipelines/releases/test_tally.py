"""What is counted of redactions: worked by hand, and beside another way of counting."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dataset import Triangle
from pipelines.evidence import Hidden
from pipelines.releases.redaction import Rule, redacted
from pipelines.releases.tally import tally
from tests.pipelines.releases.pressroom import THEFTS, MemoryStore, row

SUMMED = replace(THEFTS, triangle=Triangle(sums=("loss_gbp",)))


def rule(reason: str, where: str, *columns: str) -> Rule:
    told = {"note": "A note", "by": "Head of data", "day": "2026-11-21", "review": "2027-11-21"}
    return Rule(id="redaction-1", reason=reason, where=where, columns=columns, **told)


def stored() -> MemoryStore:
    store = MemoryStore()
    store.load("2025-01", [row("t1", "2025-01", "1.50", "a name"), row("t2", "2025-01", "2.25", None)])
    store.load("2025-02", [row("t3", "2025-02", "4.00", "a name"), row("t4", "2025-02", None, "a horse")])
    return store


def test_values_rows_and_the_pounds_that_are_still_shown() -> None:
    """`t2` has no note, so that nothing of it is hidden; the pounds are those of `t1` and `t3`."""
    found = tally(stored(), SUMMED, [rule("personal_data", "note = 'a name' OR note IS NULL", "note")])
    assert found == (Hidden("personal_data", 2, 2, {"loss_gbp": Decimal("5.50")}),)


def test_pounds_that_are_hidden_are_never_summed() -> None:
    rules = [rule("personal_data", "theft_id = 't1'", "note", "loss_gbp"), rule("commercial", "theft_id = 't3'")]
    commercial, personal = tally(stored(), SUMMED, rules)
    assert personal == Hidden("personal_data", 1, 2, {"loss_gbp": Decimal(0)})
    assert (commercial.rows, commercial.public_gbp) == (1, {"loss_gbp": Decimal(0)})


def test_a_value_counts_once_and_a_row_that_goes_before_all() -> None:
    twice = [rule("personal_data", "theft_id = 't1'", "note"), rule("other_law", "note = 'a name'", "note")]
    assert [(h.reason, h.rows, h.values) for h in tally(stored(), THEFTS, twice)] == [
        ("other_law", 1, 1),
        ("personal_data", 1, 1),
    ]
    gone = [*twice, rule("commercial", "theft_id IN ('t1', 't3')")]
    assert [(hidden.reason, hidden.rows) for hidden in tally(stored(), THEFTS, gone)] == [("commercial", 2)]


def test_what_came_hidden_and_what_finds_nothing_does_not_count() -> None:
    store = stored()
    store.load("2025-03", [row("t5", "2025-03", "1.00", "REDACTED PERSONAL DATA")])
    assert tally(store, SUMMED, [rule("personal_data", "theft_id = 't5'", "note")]) == ()
    assert tally(store, SUMMED, []) == ()
    assert tally(MemoryStore(), SUMMED, [rule("personal_data", "true", "note")]) == ()


CONDITIONS = st.sampled_from(
    ["note = 'a name'", "theft_id < 't3'", "loss_gbp > 2", "true", "NULL", "month = '2025-02'"]
)
COLUMNS = st.sampled_from([(), ("note",), ("note", "loss_gbp"), ("loss_gbp",)])
REASONS = st.sampled_from(["personal_data", "commercial"])


@settings(max_examples=40, deadline=None)
@given(rules=st.lists(st.builds(lambda r, w, c: rule(r, w, *c), REASONS, CONDITIONS, COLUMNS), min_size=1, max_size=3))
def test_values_are_those_that_the_public_does_not_see(rules: list[Rule]) -> None:
    """As many as stand in the store and not behind its rules."""
    store = stored()
    behind = redacted(store, tuple(rules))
    seen = sum(_values(behind, period) for period in ("2025-01", "2025-02"))
    there = sum(_values(store, period) for period in ("2025-01", "2025-02"))
    assert sum(hidden.values for hidden in tally(store, SUMMED, rules)) == there - seen


def _values(store: object, period: str) -> int:
    """Values of a period that are neither nothing nor a placeholder."""
    assert hasattr(store, "query")
    assert hasattr(store, "connection")
    rows = store.connection().execute(store.query(SUMMED, period)).fetchall()
    return sum(value is not None and not str(value).startswith("REDACTED") for row in rows for value in row)
