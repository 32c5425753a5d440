"""Draws depend on names and numbers alone, and are as even as they say."""

import numpy as np
import pytest

from pipelines.sandbox.draws import Draws, items


def _splitmix(value: int) -> int:
    """The same finaliser in plain integers."""
    mask = 2**64 - 1
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & mask
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & mask
    return value ^ (value >> 31)


def test_bits_are_the_hash_that_the_module_names() -> None:
    import hashlib

    base = int.from_bytes(hashlib.sha256(b"7\nkent\nlate").digest()[:8], "little")
    expected = [_splitmix((_splitmix((n + base) % 2**64) + base) % 2**64) for n in range(5)]
    assert Draws(7, "kent").bits("late", items(5)).tolist() == expected


def test_a_draw_does_not_depend_on_its_company() -> None:
    draws = Draws(1, "kent")
    assert draws.uniform("a", items(100))[42] == draws.uniform("a", np.array([42], dtype=np.uint64))[0]
    assert (draws.uniform("a", items(9)) != draws.uniform("b", items(9))).all()
    assert (draws.uniform("a", items(9)) != Draws(2, "kent").uniform("a", items(9))).all()


def test_uniform_is_even_and_around_is_bell_shaped() -> None:
    draws = Draws(3)
    even, bell = draws.uniform("even", items(100_000)), draws.around("bell", items(100_000))
    assert even.min() >= 0
    assert even.max() < 1
    assert np.histogram(even, 10, (0, 1))[0] == pytest.approx([10_000] * 10, rel=0.04)
    assert bell.mean() == pytest.approx(0, abs=0.02)
    assert bell.std() == pytest.approx(1, abs=0.02)


def test_choose_keeps_to_the_weights() -> None:
    chosen = Draws(4).choose("x", items(100_000), (1, 0, 3))
    assert np.bincount(chosen, minlength=3) == pytest.approx([25_000, 0, 75_000], rel=0.03)


def test_hexadecimal_is_64_digits_and_never_twice() -> None:
    ids = Draws(5).hexadecimal("id", items(20_000))
    assert len(set(ids)) == 20_000
    assert all(len(text) == 64 and set(text) <= set("0123456789abcdef") for text in ids)
