"""What a reader can work out of hidden counts, exactly: integer programming over everything that is shown. Pure.

The reader is the strongest there is: knows every published number and sum, that counts are whole and not negative,
which of the hidden counts are small, and where the limit lies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import inf

import numpy as np
import numpy.typing as npt

from pipelines.disclosure.cells import Equation, Key

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Secret:
    """A hidden count: what it is, what the reader knows of its bounds from the start, and how many whole steps must
    lie between the least and the greatest value that the reader cannot rule out.
    """

    value: int
    low: int
    high: float
    width: int


def exposed(secrets: Mapping[Key, Secret], equations: Sequence[Equation], truth: Mapping[Key, int]) -> Iterator[Key]:
    """The hidden counts about which a reader learns too much, in order within each group that hangs together.

    `truth` gives the value of every count, the shown ones too; each equation is true of it.
    """
    left = [reduced for one in equations if (reduced := _reduced(one, secrets, truth)).terms]
    for keys, known in _groups(secrets, left):
        yield from _exposed(tuple(keys), tuple(known), tuple(secrets[key] for key in keys))


def _reduced(one: Equation, secrets: Mapping[Key, Secret], truth: Mapping[Key, int]) -> Equation:
    """The equation with all that is shown taken over to its constant."""
    shown = sum(factor * truth[key] for key, factor in one.terms if key not in secrets)
    return Equation(tuple(term for term in one.terms if term[0] in secrets), one.constant - shown, one.slack)


def _groups(secrets: Mapping[Key, Secret], equations: Sequence[Equation]) -> Iterator[tuple[list[Key], list[Equation]]]:
    """Hidden counts that hang together through equations, each group with its own."""
    group_of = {key: key for key in secrets}

    def head(key: Key) -> Key:
        while group_of[key] != key:
            group_of[key] = key = group_of[group_of[key]]
        return key

    for one in equations:
        for key, _ in one.terms[1:]:
            group_of[head(key)] = head(one.terms[0][0])
    members: dict[Key, list[Key]] = {}
    for key in sorted(secrets):
        members.setdefault(head(key), []).append(key)
    known: dict[Key, list[Equation]] = {}
    for one in dict.fromkeys(equations):
        known.setdefault(head(one.terms[0][0]), []).append(one)
    for leader, keys in members.items():
        yield keys, known.get(leader, [])


@lru_cache(4096)
def _exposed(keys: tuple[Key, ...], known: tuple[Equation, ...], secrets: tuple[Secret, ...]) -> tuple[Key, ...]:
    """Those of one group. Every solution found widens what is known to be possible for all of them at once.

    Remembered, because hiding one more count leaves most groups as they were.
    """
    if not known:
        return ()
    lows = highs = np.array([secret.value for secret in secrets])
    widths = np.array([secret.width for secret in secrets])
    solve = _solver(keys, known, secrets)
    for at in range(len(keys)):
        for sign in (-1, 1):
            if highs[at] - lows[at] < widths[at]:
                found = solve(at, sign)
                lows, highs = np.minimum(lows, found), np.maximum(highs, found)
    return tuple(key for key, low, high, width in zip(keys, lows, highs, widths, strict=True) if high - low < width)


def _solver(keys: Sequence[Key], known: Sequence[Equation], secrets: Sequence[Secret]) -> Callable[[int, int], Counts]:
    """A function that drives one count down (-1) or up (1) as far as matters, and gives all counts of that solution."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    places = {key: place for place, key in enumerate(keys)}
    matrix = np.zeros((len(known), len(keys) + sum(one.slack for one in known)))
    slack = len(keys)
    for row, one in enumerate(known):
        for key, factor in one.terms:
            matrix[row, places[key]] += factor
        if one.slack:
            matrix[row, slack] = 1
            slack += 1
    constants = np.array([one.constant for one in known])
    lows = np.zeros(matrix.shape[1])
    highs = np.full(matrix.shape[1], inf)
    for place, secret in enumerate(secrets):
        lows[place], highs[place] = secret.low, secret.high
    sums = LinearConstraint(matrix, constants, constants)

    def solve(at: int, sign: int) -> Counts:
        goal, top = np.zeros(matrix.shape[1]), highs.copy()
        goal[at] = -sign
        top[at] = min(top[at], secrets[at].value + secrets[at].width)
        result = milp(goal, integrality=np.ones(len(goal)), bounds=Bounds(lows, top), constraints=sums)
        found = None if result.x is None else np.rint(result.x).astype(np.int64)
        if found is None or (matrix @ found != constants).any():
            # What is not an exact answer proves nothing: the counts are taken for known.
            return np.array([secret.value for secret in secrets])
        counts: Counts = found[: len(keys)]
        return counts

    return solve
