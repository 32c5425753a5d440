"""Financial years and quarters, as the Home Office's tables write them."""

from __future__ import annotations

import re


def financial_year(text: str) -> str:
    """`2024-25` from `2024/25`, `2024-25`, `2024_25` or `2024/2025`. Raises ValueError for anything else."""
    found = re.fullmatch(r"(20\d\d|19\d\d) ?[/_-] ?((?:19|20)?\d\d)", text)
    if not found or (int(found[1]) + 1) % 100 != int(found[2]) % 100:
        raise ValueError("is not a financial year such as 2024/25")
    return f"{found[1]}-{found[2][-2:]}"


def quarters(text: str) -> tuple[int, ...]:
    """The quarters that a figure covers, from `4`, `Q4`, `4.0` or `1,2,3,4`. Raises ValueError for anything else."""
    parts = [re.fullmatch(r"(?:quarter|q)? ?([1-4])(?:\.0)?", part.strip().lower()) for part in text.split(",")]
    found = tuple(int(part[1]) for part in parts if part)
    if len(found) != len(parts) or list(found) != list(range(found[0], found[0] + len(found))):
        raise ValueError("is neither a quarter from 1 to 4 nor several in a row, such as 1,2,3,4")
    return found


def first_month(year: str, quarter: int) -> str:
    """The first month of a quarter: that of the fourth lies in the next calendar year."""
    start = int(year[:4])
    return f"{start + 1}-01" if quarter == 4 else f"{start}-{3 * quarter + 1:02}"
