"""The office's signing keys: made once, kept below the state folder, never published; the public halves are.

`<home>/keys/<id>.pem` is a private key (PKCS 8, mode 0600), named by its public key's id. Which of them signs follows
from the published `keys.json` alone: a key that is not in it yet is introduced by the edition that the key before it
signs, and signs from the next one on.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.releases import files
from pipelines.releases.model import ReleaseError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ALGORITHM = "Ed25519"


def key_id(public: bytes) -> str:
    """The name of a public key, by which people compare it: the first 32 hex digits of its SHA-256."""
    return hashlib.sha256(public).hexdigest()[:32]


@dataclass(frozen=True)
class Signature:
    """How an edition is signed: its `keys.json` entries, and the key that signs."""

    keys: list[dict[str, Any]]
    signer: str
    private: Ed25519PrivateKey

    def of(self, edition: bytes) -> dict[str, str]:
        """`edition.sig` for these bytes of edition.json. Ed25519 needs no chance: the same bytes sign the same."""
        signature = base64.b64encode(self.private.sign(edition)).decode()
        return {"algorithm": ALGORITHM, "key": self.signer, "signature": signature}


@dataclass(frozen=True)
class Keyring:
    """The private keys below a folder; None where nothing is ever signed."""

    folder: Path | None

    def ids(self) -> tuple[str, ...]:
        """The ids of the keys that are there, sorted."""
        return tuple(sorted(path.stem for path in self.folder.glob("*.pem"))) if self.folder else ()

    def new(self) -> str:
        """Make the first key. Raises ReleaseError when there is one: `rotate` follows a key with another."""
        if self.ids():
            raise ReleaseError(f"{self.folder} holds the key {', '.join(self.ids())} already; openbeat key rotate")
        return self._make()

    def rotate(self, published: Sequence[dict[str, Any]]) -> str:
        """Make the key that follows the one in force, which the next edition introduces.

        Raises ReleaseError when there is no key to follow, or one waits already.
        """
        known = {entry["id"] for entry in published}
        waiting = [name for name in self.ids() if name not in known]
        if waiting:
            raise ReleaseError(f"the key {waiting[0]} waits for the next edition to introduce it: publish one first")
        if not published:
            raise ReleaseError("no edition is signed yet, so that no key can be followed: openbeat key new")
        return self._make()

    def public(self, name: str) -> bytes:
        """The 32 bytes of a key's public half."""
        return self._private(name).public_key().public_bytes_raw()

    def signature(self, edition: int, published: Sequence[dict[str, Any]]) -> Signature | None:
        """How this edition is to be signed, given the `keys.json` of the one before; None where no key ever was.

        Raises ReleaseError when a key is in force and none is here: an edition without a signature would look forged.
        """
        known = [dict(entry) for entry in published]
        fresh = [name for name in self.ids() if name not in {entry["id"] for entry in known}]
        force = next((entry for entry in known if entry["to_edition"] is None), None)
        if force is None and not fresh:
            return None
        if force is not None and force["id"] in self.ids():
            if fresh and force["from_edition"] <= edition:
                force["to_edition"] = edition
                known.append(self._entry(fresh[0], edition + 1))
            signer = next(entry["id"] for entry in known if entry["from_edition"] <= edition <= _end(entry))
        elif fresh:
            signer = self._succeed(known, force, fresh[0], edition)
        else:
            raise ReleaseError(
                f"the key {force['id'] if force else ''} signs since edition {force['from_edition'] if force else 0} "
                f"and is not in {self.folder}: put it back, or, if it is lost, make another with openbeat key new"
            )
        return Signature(known, signer, self._private(signer))

    def _succeed(self, known: list[dict[str, Any]], lost: dict[str, Any] | None, fresh: str, edition: int) -> str:
        """Sign with a key that no key introduced: the first, or the one after a key was lost."""
        if lost is not None:
            lost["to_edition"] = edition - 1
        known.append(self._entry(fresh, edition))
        return fresh

    def _entry(self, name: str, first: int) -> dict[str, Any]:
        public = base64.b64encode(self.public(name)).decode()
        return {"id": name, "algorithm": ALGORITHM, "public_key": public, "from_edition": first, "to_edition": None}

    def _make(self) -> str:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        if self.folder is None:
            raise ReleaseError("there is no folder to keep a key in")
        private = Ed25519PrivateKey.generate()
        name = key_id(private.public_key().public_bytes_raw())
        text = private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(self.folder / f"{name}.pem", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        files.sync_folder(self.folder)
        return name

    def _private(self, name: str) -> Ed25519PrivateKey:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        path = Path(self.folder or "") / f"{name}.pem"
        try:
            private = load_pem_private_key(path.read_bytes(), None)
        except (OSError, ValueError) as error:
            raise ReleaseError(f"{path} cannot be read as a private key ({error}): restore it from a copy") from error
        if not isinstance(private, Ed25519PrivateKey) or key_id(private.public_key().public_bytes_raw()) != name:
            raise ReleaseError(f"{path} is not the key that its name says: restore it from a copy")
        return private


def _end(entry: dict[str, Any]) -> float:
    return float("inf") if entry["to_edition"] is None else entry["to_edition"]


NO_KEYS = Keyring(None)
"""Signs nothing."""
