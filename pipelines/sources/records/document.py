"""A record file as plain mappings: every scalar as it is written, with the line it stands on.

YAML would read `no` as false and `2025-04-01` as a date. Here every scalar stays text, and the dataset's schema says
what it means. Aliases and repeated fields are refused: both hide what a person meant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

LIMIT = 1_000_000
"""A record is written by hand: more bytes than this are not one."""


class RecordError(ValueError):
    """A record file cannot be read. `line` is the 1-based line at fault, None when it is the whole file."""

    def __init__(self, text: str, line: int | None = None, field: str = "") -> None:
        super().__init__(text)
        self.line = line
        self.field = field


@dataclass(frozen=True)
class Value:
    """What stands in a field: text, or a list of texts, and its 1-based line. `text` is None for an empty field."""

    text: str | tuple[str, ...] | None
    line: int


@dataclass(frozen=True)
class Entry:
    """One row of a record file: its fields, and the 1-based line it begins on; its sheet, "" where there is none."""

    fields: Mapping[str, Value]
    line: int
    sheet: str = ""


def entries(content: bytes, items: str = "") -> tuple[Entry, ...]:
    """The rows of a record file.

    Without `items` the file is one row. With it, the file's field of that name lists the rows, and the file's other
    fields stand for every row that does not give its own. Raises RecordError.
    """
    root = _compose(content)
    shared = _mapping(root)
    if not items:
        return (_entry(root, shared),)
    listed = shared.pop(items, None)
    if not isinstance(listed, yaml.SequenceNode):
        raise RecordError(f"needs a field {items!r} that lists its rows, each beginning with a hyphen", None, items)
    return tuple(_entry(node, shared | _mapping(node)) for node in listed.value)


def _compose(content: bytes) -> yaml.Node:
    if len(content) > LIMIT:
        raise RecordError(f"holds {len(content):,} bytes, more than the {LIMIT:,} a record may have: split it")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RecordError(f"is not UTF-8 text (byte {error.start + 1}): save it as UTF-8") from error
    try:
        alias = next((event for event in yaml.parse(text, Loader=yaml.BaseLoader) if _is_alias(event)), None)
        root = None if alias else yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise RecordError(f"is not YAML: {error.problem}", mark.line + 1 if mark else None) from error
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError) as error:
        raise RecordError("is not YAML: it holds characters or a nesting that YAML does not allow") from error
    if alias:
        raise RecordError("refers back to another part of itself (*): write the value out", _line(alias))
    if root is None:
        raise RecordError("is empty: write the record or delete the file")
    return root


def _is_alias(event: yaml.Event) -> bool:
    return isinstance(event, yaml.AliasEvent)


def _mapping(node: yaml.Node) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        raise RecordError("must be fields, one `name: value` on each line", _line(node))
    found: dict[str, yaml.Node] = {}
    for key, value in node.value:
        name = _scalar(key) if isinstance(key, yaml.ScalarNode) else None
        if not name:
            raise RecordError("has a field without a plain name", _line(key))
        if name in found:
            raise RecordError(f"gives the field {name!r} twice: keep one", _line(key), name)
        found[name] = value
    return found


def _entry(node: yaml.Node, fields: Mapping[str, yaml.Node]) -> Entry:
    return Entry({name: _value(name, value) for name, value in fields.items()}, _line(node))


def _value(name: str, node: yaml.Node) -> Value:
    if isinstance(node, yaml.ScalarNode):
        return Value(_scalar(node), _line(node))
    if isinstance(node, yaml.SequenceNode) and all(isinstance(item, yaml.ScalarNode) for item in node.value):
        texts = (_scalar(item) for item in node.value)
        return Value(tuple(text for text in texts if text is not None) or None, _line(node))
    raise RecordError(f"has fields within the field {name!r}: write one value or a plain list", _line(node), name)


def _scalar(node: yaml.ScalarNode) -> str | None:
    text = str(node.value).strip()
    if UNPRINTABLE.search(text):
        raise RecordError("holds a character that cannot be printed: take it out", _line(node))
    return None if not text or (node.style is None and text in {"~", "null"}) else text


def _line(place: yaml.Node | yaml.Event) -> int:
    mark = place.start_mark
    return mark.line + 1 if mark else 1
