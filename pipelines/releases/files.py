"""Bytes on disk: canonical JSON, streamed hashes, durable writes. Every write of a release goes through here."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

BLOCK = 1 << 20
NO_LINK = {errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOTSUP}
"""What the system says where a hard link cannot be made and a copy must do."""


def dumps(document: Any) -> bytes:
    """A JSON document as published: UTF-8, keys in the order given, two spaces, one newline at the end."""
    return (json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def line(document: Any) -> bytes:
    """A JSON document on one line with sorted keys, no newline: what a ledger chains and a fingerprint hashes."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def loads(path: Path) -> Any:
    """Read a JSON document. Raises OSError, or ValueError when it is not JSON."""
    return json.loads(path.read_bytes())


def sha256(content: bytes) -> str:
    """Hex digest of bytes in hand."""
    return hashlib.sha256(content).hexdigest()


def sha256_file(path: Path) -> str:
    """Hex digest of a file, read block by block."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def facts(path: Path) -> dict[str, Any]:
    """What a manifest says of a file: its bytes and its hash."""
    return {"bytes": path.stat().st_size, "sha256": sha256_file(path)}


def write(path: Path, content: bytes) -> None:
    """Write a file and wait until it is on disk. Not atomic: for folders that no reader sees yet."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def replace(path: Path, content: bytes) -> None:
    """Write a file beside and rename it into place: readers see the old bytes or the new ones."""
    beside = path.with_name(f".{path.name}.tmp")
    write(beside, content)
    beside.replace(path)
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Wait until a file that another library wrote is on disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Wait until a folder's names are on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def share(source: Path, target: Path) -> None:
    """Give a file a second name, or a copy where the file systems differ."""
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno not in NO_LINK:
            raise
        shutil.copyfile(source, target)


def remove(path: Path) -> None:
    """Remove a file, a symlink or a whole folder; absent is well."""
    if path.is_symlink() or path.is_file():
        path.unlink(missing_ok=True)
    elif path.exists():
        shutil.rmtree(path)
