"""Who signed an edition: its signature against the public keys that it names, and how each key came after another.

`read` gives the bytes of a file of the published folder, b"" where it is missing.
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING, Any

from pipelines.releases.ed25519 import genuine

if TYPE_CHECKING:
    from collections.abc import Callable


def key_of(public: bytes) -> str:
    """The name by which people compare a public key: the first 32 hex digits of its SHA-256."""
    return hashlib.sha256(public).hexdigest()[:32]


def signer_of(read: Callable[[str], bytes], number: int) -> str:
    """The id of the key that an edition's signature proves, "" where it has none.

    Raises ValueError, saying what is wrong, for a signature that does not hold.
    """
    home = f"editions/{number:06d}"
    signed, keys = read(f"{home}/edition.sig"), read(f"{home}/keys.json")
    if not signed and not keys:
        return ""
    if not signed:
        raise ValueError("missing, though a key signs these editions")
    try:
        found = json.loads(signed)
        signature = base64.b64decode(found["signature"], validate=True)
        entry = next(key for key in json.loads(keys)["keys"] if _in_force(key, number))
        public = base64.b64decode(entry["public_key"], validate=True)
        text = base64.b64encode(signature).decode()
        document = {"algorithm": "Ed25519", "key": entry["id"], "signature": text}
    except (KeyError, TypeError, ValueError, StopIteration) as error:
        raise ValueError("changed: it cannot be read as a signature by a key of keys.json") from error
    if key_of(public) != entry["id"] or signed != (json.dumps(document, indent=2) + "\n").encode():
        raise ValueError("changed: it is not written as a signature by the key in force is")
    if not genuine(public, read(f"{home}/edition.json"), signature):
        raise ValueError(f"changed, or edition.json was: the key {entry['id']} did not sign it")
    return key_of(public)


def lineage(read: Callable[[str], bytes], number: int) -> list[str]:
    """Sentences on how the keys of an edition came after each other. Raises ValueError as `signer_of` does."""
    keys = _keys(read, number)
    told = []
    for place in range(1, len(keys)):
        before, key = keys[place - 1], keys[place]
        introduced = key["from_edition"] - 1
        named = [entry["id"] for entry in _keys(read, introduced)]
        if before["to_edition"] == introduced and key["id"] in named and signer_of(read, introduced) == before["id"]:
            told.append(f"key {key['id']} was introduced by edition {introduced}, which key {before['id']} signed")
        else:
            told.append(f"key {key['id']} replaced key {before['id']} WITHOUT its signature: ask the office why")
    return told


def trusted(read: Callable[[str], bytes], number: int, pin: str) -> bool:
    """Whether the pinned key signed the edition, or keys that follow from it, each introduced by the one before."""
    keys = _keys(read, number)
    names = [key["id"] for key in keys]
    if pin not in names or not signer_of(read, number):
        return False
    told = lineage(read, number)[names.index(pin) :]
    return all("WITHOUT" not in text for text in told) and _still(keys[names.index(pin)], number, told)


def pinned(text: str, content: bytes | None) -> str:
    """The key id that somebody gives: itself, or in a file a keys.json (its last key) or a public key in base64.

    Raises ValueError when it is none of these.
    """
    if content is None:
        name = text.lower()
        if len(name) != 32 or set(name) - set("0123456789abcdef"):
            raise ValueError(f"{text} is neither a file nor the 32 hex digits that name a key")
        return name
    try:
        return str(json.loads(content)["keys"][-1]["id"])
    except (ValueError, KeyError, TypeError, IndexError):
        pass  # then it is a bare key
    try:
        public = base64.b64decode(content.strip(), validate=True)
    except ValueError:
        public = b""
    if len(public) != 32:
        raise ValueError(f"{text} holds no public key: give a keys.json, or 32 bytes in base64")
    return key_of(public)


def _keys(read: Callable[[str], bytes], number: int) -> list[dict[str, Any]]:
    """The public keys that an edition names, oldest first."""
    keys: list[dict[str, Any]] = json.loads(read(f"editions/{number:06d}/keys.json") or b'{"keys": []}')["keys"]
    return keys


def _in_force(key: dict[str, Any], number: int) -> bool:
    return bool(key["from_edition"] <= number and (key["to_edition"] is None or number <= key["to_edition"]))


def _still(key: dict[str, Any], number: int, told: list[str]) -> bool:
    return _in_force(key, number) or bool(told)
