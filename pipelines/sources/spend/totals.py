"""Tells totals, numbers of pages and closing notes, which are furniture, from payments."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from pipelines.sources.sheets import Cell
from pipelines.sources.spend.values import amount_of, date_of, read_or_none, text_of

_LABEL = re.compile(
    r"(?:grand |overall |sub[- ]?)?totals?(?: (?:for|of|spend|paid|payments?|expenditure|amount)\b.*)?:?", re.IGNORECASE
)
_NAMED = re.compile(r"(?:.*\W)?(?:sub[- ]?)?total(?:\W.*)?", re.IGNORECASE)
_PAGE = re.compile(r"page \d+(?: of \d+)?", re.IGNORECASE)


def is_total(picked: Mapping[str, Cell], sums: Sequence[Decimal]) -> bool:
    """Whether a row without a date is a total, or the number of a page alone.

    A total is labelled as one; or it is the sum of the rows above (`sums`: of all, and of those since the last total)
    and names a total (`ACME LTD Total`) or gives nothing else.
    """
    if read_or_none(date_of, picked.get("payment_date", "")) is not None:
        return False
    texts = [text_of(cell) or "" for cell in picked.values()]
    if any(_LABEL.fullmatch(text) for text in texts) or (len(texts) == 1 and _PAGE.fullmatch(texts[0])):
        return True
    named = set(picked) == {"amount_gbp"} or any(_NAMED.fullmatch(text) for text in texts)
    amount = read_or_none(amount_of, picked.get("amount_gbp", ""))
    return named and bool(amount) and amount in sums


def tail_start(rows: Sequence[tuple[int, Mapping[str, Cell]]]) -> int:
    """The number of the row after the last one that has an amount or two filled cells: single texts below are notes."""
    return max((number for number, picked in rows if len(picked) > 1 or "amount_gbp" in picked), default=0) + 1
