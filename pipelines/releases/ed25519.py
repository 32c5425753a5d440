"""Ed25519 signatures checked with nothing but integers (RFC 8032, section 5.1.7). It never sees a secret.

A point is (X, Y, Z, T) in extended coordinates: x = X/Z, y = Y/Z, x * y = T/Z.
"""

from __future__ import annotations

import hashlib

P = 2**255 - 19
"""The field."""
ORDER = 2**252 + 27742317777372353535851937790883648493
"""The order of the base point."""
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)


def genuine(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the holder of the key made this signature of this message. False for anything malformed."""
    point = _decode(public)
    if len(signature) != 64 or point is None or BASE is None:
        return False
    scalar = int.from_bytes(signature[32:], "little")
    if scalar >= ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    challenge = int.from_bytes(digest, "little") % ORDER
    x, y, z, t = point
    return _encode(_add(_times(scalar, BASE), _times(challenge, (P - x, y, z, P - t)))) == signature[:32]


def _add(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, int, int, int]:
    m, n = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    c, d = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = n - m, d - c, d + c, n + m
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _times(scalar: int, point: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    total = NEUTRAL
    while scalar:
        if scalar & 1:
            total = _add(total, point)
        point = _add(point, point)
        scalar >>= 1
    return total


def _encode(point: tuple[int, int, int, int]) -> bytes:
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _decode(code: bytes) -> tuple[int, int, int, int] | None:
    """The point of a compressed y and the sign of x, None where there is none."""
    number = int.from_bytes(code, "little")
    y, sign = number & (1 << 255) - 1, number >> 255
    if len(code) != 32 or y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * ROOT % P
    if x * x % P != square or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


BASE = _decode((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
"""The base point: y = 4/5, x even."""
