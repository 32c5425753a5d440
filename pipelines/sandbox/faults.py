"""Faults to inject into the sandbox's answers, from a text such as `429=2:2@archive,html@last-updated,slow=0.5:*`."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

KINDS = ("429", "500", "503", "slow", "truncate", "type", "html", "noranges", "reset")
"""What can go wrong: a status, a slow answer, half a body, a wrong content type, an error page with status 200, ranges
ignored, a connection reset.
"""

ALLOWED = (
    "write KIND[=FIGURE][:TIMES][@REGEX], comma-separated: KIND one of "
    + ", ".join(KINDS)
    + "; FIGURE the seconds of slow and of 429's Retry-After; TIMES a whole number or * for ever (default 1); "
    "REGEX, without commas, is searched in HOST/PATH (default: everything)"
)
"""The grammar, for people who got it wrong."""

_SHAPE = re.compile(r"(?P<kind>[a-z0-9]+)(=(?P<figure>\d+(\.\d+)?))?(:(?P<times>\d+|\*))?(@(?P<where>.+))?")
_FIGURED = {"429": 0.0, "slow": 1.0}


@dataclass(frozen=True)
class Fault:
    """One fault: what, how often (`times` None: for ever), where. `seconds` belongs to `429` and `slow`."""

    kind: str
    times: int | None = 1
    where: re.Pattern[str] = field(default=re.compile(""))
    seconds: float = 0.0


def parse(text: str) -> tuple[Fault, ...]:
    """The faults that a text asks for; none for an empty text. Raises ValueError that says what is allowed."""
    return tuple(_fault(part.strip()) for part in text.split(",") if part.strip())


def _fault(part: str) -> Fault:
    shape = _SHAPE.fullmatch(part)
    if shape is None or shape["kind"] not in KINDS:
        raise ValueError(f"{part!r} is not a fault: {ALLOWED}")
    if shape["figure"] and shape["kind"] not in _FIGURED:
        raise ValueError(f"{part!r} has a figure that {shape['kind']} does not take: {ALLOWED}")
    try:
        where = re.compile(shape["where"] or "")
    except re.error as error:
        raise ValueError(f"{part!r} ends in no regular expression ({error}): {ALLOWED}") from error
    times = None if shape["times"] == "*" else int(shape["times"] or 1)
    return Fault(shape["kind"], times, where, float(shape["figure"] or _FIGURED.get(shape["kind"], 0.0)))


class Faults:
    """Counts faults down, safely from many threads. A request meets at most one: the first that matches and is left."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self._lock = threading.Lock()
        self._left: list[tuple[Fault, float]] = [(f, float("inf") if f.times is None else f.times) for f in faults]

    def strike(self, address: str) -> Fault | None:
        """The fault that a request for `HOST/PATH` meets, counted down."""
        with self._lock:
            for index, (fault, left) in enumerate(self._left):
                if left > 0 and fault.where.search(address):
                    self._left[index] = (fault, left - 1)
                    return fault
        return None
