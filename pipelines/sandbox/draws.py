"""Numbers that look random and depend only on what they are for: the same on every machine and in any order.

A library's random stream may change with its version, and a stream shifts when one draw is added. Here each draw is a
hash (splitmix64) of the seed, the thing drawn and the item's number, and no function of a maths library is used, so a
row keeps its place and its type whatever else is asked of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.uint64]
Reals = NDArray[np.float64]
Indexes = NDArray[np.int64]


def _mix(value: Numbers) -> Numbers:
    """The finaliser of splitmix64 (Steele, Lea and Flood, 2014): each bit going in moves every bit coming out."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


def items(count: int) -> Numbers:
    """The numbers 0 to `count` - 1, to draw for."""
    return np.arange(count, dtype=np.uint64)


class Draws:
    """All draws of one subject, which its names identify: a seed, a force, a month."""

    def __init__(self, *names: object) -> None:
        self._names = names

    def bits(self, what: str, numbers: Numbers) -> Numbers:
        """64 even bits for each number."""
        label = "\n".join(map(str, (*self._names, what)))
        base = np.frombuffer(hashlib.sha256(label.encode()).digest()[:8], dtype="<u8").astype(np.uint64)
        return _mix(_mix(numbers + base) + base)

    def uniform(self, what: str, numbers: Numbers) -> Reals:
        """An even draw from 0 (included) to 1 (excluded) for each number."""
        return (self.bits(what, numbers) >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def around(self, what: str, numbers: Numbers) -> Reals:
        """A bell-shaped draw for each number: mean 0, standard deviation 1, never beyond 3.47 (four even draws)."""
        total = np.zeros(len(numbers))
        for part in range(4):
            total = total + self.uniform(f"{what} {part}", numbers)
        bell: Reals = (total - 2.0) * np.sqrt(3.0)
        return bell

    def choose(self, what: str, numbers: Numbers, weights: Sequence[float] | Reals) -> Indexes:
        """An index into `weights` for each number, in proportion to the weights."""
        heights = np.cumsum(np.asarray(weights, dtype=np.float64))
        found = np.searchsorted(heights, self.uniform(what, numbers) * heights[-1], side="right")
        index: Indexes = np.minimum(found, len(heights) - 1).astype(np.int64)
        return index

    def hexadecimal(self, what: str, numbers: Numbers) -> list[str]:
        """64 hexadecimal digits for each number, as a Crime ID has."""
        parts = [self.bits(f"{what} {part}", numbers) for part in range(4)]
        text = np.stack(parts, axis=1).astype(">u8").tobytes().hex()
        return [text[start : start + 64] for start in range(0, len(text), 64)]
