"""Gives each line of spending an identifier that survives rows inserted elsewhere and keeps true repeats apart."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

CONTENT = ("payment_date", "supplier_name", "amount_gbp", "category", "department", "body_name", "purpose")
"""The published columns whose values identify a line that has no transaction number."""


def line_ids(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """The identifiers of the rows of one file, in their order.

    With a transaction number: `<number>-<month>-<occurrence>`; the month is in it because references such as a card's
    come again in later files. Without: twelve hexadecimal digits of the published values, and the occurrence. Withheld
    names are not among the values, so that an identifier can never be used to test a guess at one.
    """
    seen: Counter[str] = Counter()
    found = []
    for row in rows:
        stem = _stem(row)
        seen[stem] += 1
        found.append(f"{stem}-{seen[stem]}")
    return found


def _stem(row: Mapping[str, Any]) -> str:
    if number := re.sub(r"\s+", "", row["transaction_id"] or "").lstrip("=+-@"):
        return f"{number}-{row['month']}"
    content = json.dumps([None if row[name] is None else str(row[name]) for name in CONTENT], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()[:12]
