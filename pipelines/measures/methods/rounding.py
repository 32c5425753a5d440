"""Numbers as they are published: decimals, rounded half to even, the same text on every machine."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

_CONTEXT = Context(prec=60, rounding=ROUND_HALF_EVEN)


def places(value: Fraction | float, digits: int) -> Decimal | None:
    """The value with that many digits after the point; None for what is no finite number."""
    if isinstance(value, Fraction):
        return Decimal(round(value * 10**digits)).scaleb(-digits, _CONTEXT)
    if not math.isfinite(value):
        return None
    return _zero(Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), context=_CONTEXT))


def significant(value: float, digits: int) -> Decimal | None:
    """The value to that many significant digits, written without an exponent; None for what is no finite number.

    For what an optimiser found: its last digits differ between machines, its first ones do not.
    """
    if not math.isfinite(value):
        return None
    if value == 0:
        return Decimal(0)
    number = Decimal(repr(float(value)))
    first = number.adjusted() - digits + 1
    return _zero(number.quantize(Decimal(1).scaleb(first), context=_CONTEXT).quantize(Decimal(1).scaleb(min(first, 0))))


def _zero(number: Decimal) -> Decimal:
    """No minus before a zero."""
    return number or abs(number)
