"""Tells totals and closing notes, which are furniture, from payments."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from pipelines.sources.sheets import Cell
from pipelines.sources.spend.values import amount_of, date_of, read_or_none, text_of

_LABEL = re.compile(
    r"(?:grand |overall |sub[- ]?)?totals?(?: (?:for|of|spend|paid|payments?|expenditure|amount)\b.*)?:?", re.IGNORECASE
)


def is_total(picked: Mapping[str, Cell], running: Decimal) -> bool:
    """Whether a row without a date is a total: labelled as one, or an amount alone that is the sum of those above."""
    if read_or_none(date_of, picked.get("payment_date", "")) is not None:
        return False
    if any(_LABEL.fullmatch(text_of(cell) or "") for cell in picked.values()):
        return True
    return set(picked) == {"amount_gbp"} and running != 0 and read_or_none(amount_of, picked["amount_gbp"]) == running


def tail_start(rows: Sequence[tuple[int, Mapping[str, Cell]]]) -> int:
    """The number of the row after the last one that has an amount or two filled cells: single texts below are notes."""
    return max((number for number, picked in rows if len(picked) > 1 or "amount_gbp" in picked), default=0) + 1
