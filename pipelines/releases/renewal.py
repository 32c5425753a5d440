"""Documents that tell the size and SHA-256 of other files, made true again when those files were written anew. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.releases.files import dumps
from pipelines.releases.standards import dense


@dataclass(frozen=True)
class Renewed:
    """A file that was written anew: its size in bytes and SHA-256, before and now."""

    was: Mapping[str, Any]
    now: Mapping[str, Any]


def renew(content: bytes, changed: list[Renewed]) -> bytes:
    """A JSON document with the new hashes and sizes in place of the old; bytes that are no JSON keep their sizes."""
    told = [one for one in changed if one.was["sha256"].encode() in content]
    if not told:
        return content
    try:
        document = json.loads(content)
    except ValueError:
        for one in told:
            content = content.replace(one.was["sha256"].encode(), one.now["sha256"].encode())
        return content
    write = dense if isinstance(document, dict) and dense(document) == content else dumps
    for one in told:
        document = _renew(document, one)
    return write(document)


def _renew(value: Any, one: Renewed) -> Any:
    if isinstance(value, str):
        return value.replace(one.was["sha256"], one.now["sha256"])
    if isinstance(value, list):
        return [_renew(entry, one) for entry in value]
    if not isinstance(value, dict):
        return value
    about = any(_tells(entry, one) for entry in value.values())
    return {name: _size(entry, one) if about else _renew(entry, one) for name, entry in value.items()}


def _tells(value: Any, one: Renewed) -> bool:
    """Whether a member names the file by its hash, itself or in a small object of its own."""
    inner = value.values() if isinstance(value, dict) else (value,)
    return any(isinstance(entry, str) and one.was["sha256"] in entry for entry in inner)


def _size(value: Any, one: Renewed) -> Any:
    """A member of an object about the file: its size, where it is the size."""
    for form in ("{}", "{} B"):
        if isinstance(value, str) and value == form.format(one.was["bytes"]):
            return form.format(one.now["bytes"])
    if isinstance(value, int) and value == one.was["bytes"]:
        return one.now["bytes"]
    return _renew(value, one)
