"""What happened in public, for feed readers: `feed.atom` (RFC 4287) and `feed.json` (JSON Feed 1.1).

Both are made from the ledger alone, newest first. An entry is known for ever by the SHA-256 of its line in the ledger.
No clock stands in a published file: an event is dated by the newest day that it, or one before it, is dated by, so
that dates follow the order of the ledger. Events before the first dated one take its date, and where nothing is dated
at all, the first day of 1970.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any
from xml.etree import ElementTree as Xml

from pipelines.releases.files import sha256
from pipelines.releases.model import Context
from pipelines.releases.standards.subject import address, organisation

ATOM_NAME, JSON_NAME = "feed.atom", "feed.json"
LENGTH = 100
"""Newest entries that a feed holds; the ledger has them all."""
UNDATED = "1970-01-01"
UNTOLD = frozenset({"approval"})
"""Events that concern no reader by themselves: the release that follows tells of them."""
_ATOM = "http://www.w3.org/2005/Atom"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, escaped or not."""


@dataclass(frozen=True)
class Entry:
    """One event as a reader sees it. `link` is relative to the published root."""

    id: str
    title: str
    text: str
    link: str
    updated: str


@dataclass(frozen=True)
class Feed:
    """The entries, newest first, with what both formats say about the whole."""

    id: str
    title: str
    author: str
    updated: str
    entries: tuple[Entry, ...]


def make_feed(
    ledger: bytes, versions: Mapping[str, Mapping[str, Any]], titles: Mapping[str, str], title: str, context: Context
) -> Feed:
    """Read the ledger. `versions` are the lists of versions and `titles` the titles, both by dataset."""
    lines = ledger.splitlines()
    events = [json.loads(line) for line in lines]
    dates = _dates(events, versions)
    told = [
        _entry(f"urn:sha256:{sha256(line)}", event, date, versions, titles)
        for line, event, date in zip(lines, events, dates, strict=True)
        if event["event"] not in UNTOLD
    ]
    return Feed(
        id=f"urn:sha256:{sha256(f'feed {context.force}'.encode())}",
        title=title,
        author=organisation(context),
        updated=_moment(dates[-1] if dates else UNDATED),
        entries=tuple(reversed(told[-LENGTH:])),
    )


def _dates(events: Sequence[Mapping[str, Any]], versions: Mapping[str, Mapping[str, Any]]) -> list[str]:
    own = [str(_version(event, versions).get("dated") or "") for event in events]
    first = next((date for date in own if date), UNDATED)
    return list(accumulate((date or first for date in own), max))


def _version(event: Mapping[str, Any], versions: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    entries = versions.get(event.get("dataset", ""), {}).get("versions", [])
    return next((entry for entry in entries if entry["version"] == event.get("version")), {})


def _entry(
    identity: str,
    event: Mapping[str, Any],
    date: str,
    versions: Mapping[str, Mapping[str, Any]],
    titles: Mapping[str, str],
) -> Entry:
    name, about = event.get("dataset", ""), _version(event, versions)
    subject = " ".join(part for part in (titles.get(name, name), event.get("version", "")) if part)
    return Entry(
        id=identity,
        title=f"{subject}: {event['event']}" if subject else str(event["event"]),
        text=_text(event, about),
        link=_link(event, about),
        updated=_moment(date),
    )


def _text(event: Mapping[str, Any], about: Mapping[str, Any]) -> str:
    """What became of it, in a sentence: the reason that was given, or what follows from the event."""
    match event["event"]:
        case "release":
            return "; ".join(about.get("changes", [])) or "A new version."
        case "announced":
            return "This version breaks what was built on the one before. It is shown before it comes out."
        case "recalled":
            return "This version was announced and does not come for now."
        case "handed-over":
            return f"{event['from']} hands over to {event['to']} on {event['valid_from']}."
        case _:
            return str(event.get("reason", "The ledger tells more."))


def _link(event: Mapping[str, Any], about: Mapping[str, Any]) -> str:
    """What a version changed, while it stands; otherwise what stands instead, or the ledger."""
    if event["event"] == "release" and about.get("status") == "published":
        return f"{about['path']}/changes.json"
    return f"datasets/{event['dataset']}/versions.json" if "dataset" in event else "ledger.jsonl"


def _moment(date: str) -> str:
    return f"{date}T00:00:00Z"


def json_feed(feed: Feed, context: Context) -> dict[str, Any]:
    """The feed as JSON Feed 1.1."""
    whole = {"home_page_url": context.site, "feed_url": address(context, "", JSON_NAME)} if context.site else {}
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        **whole,
        "language": "en-GB",
        "authors": [{"name": feed.author}],
        "items": [
            {
                "id": entry.id,
                "url": address(context, "", entry.link),
                "title": entry.title,
                "content_text": entry.text,
                "date_published": entry.updated,
            }
            for entry in feed.entries
        ],
    }


def atom_feed(feed: Feed, context: Context) -> bytes:
    """The feed as Atom."""
    root = Xml.Element("feed", {"xmlns": _ATOM, "xml:lang": "en-GB"})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "updated", feed.updated)
    _add(_add(root, "author"), "name", feed.author)
    _add(root, "link", rel="self", type="application/atom+xml", href=address(context, "", ATOM_NAME))
    for entry in feed.entries:
        element = _add(root, "entry")
        _add(element, "id", entry.id)
        _add(element, "title", entry.title)
        _add(element, "updated", entry.updated)
        _add(element, "link", rel="alternate", href=address(context, "", entry.link))
        _add(element, "summary", entry.text)
    Xml.indent(root)
    content: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _add(parent: Xml.Element, name: str, text: str | None = None, **attributes: str) -> Xml.Element:
    element = Xml.SubElement(parent, name, attributes)
    element.text = text and _NOT_XML.sub("\ufffd", text)
    return element
