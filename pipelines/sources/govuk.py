"""Files attached to a page of GOV.UK, found by their titles.

A statistical page keeps its address while the names and addresses of its files change at every release, so nothing
but the page's path and what a title says is relied upon. The page is read as data from `/api/content/<path>`: newer
pages list `details.attachments`, older ones hold links within pieces of HTML; both are taken.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from pipelines.sources.call_handling.links import links
from pipelines.upstream import Remote, SourceError

SITE = "https://www.gov.uk"
TABLES = (
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.ms-excel",
    "application/octet-stream",
    "text/csv",
)
"""Content types of tables."""

PAGE_LIMIT = 5_000_000
_HTML = ("body", "documents", "featured_attachments")
_STAMP = re.compile(r"(?<!\d)(\d{2})(\d{2})(\d{2}|20\d{2})(?!\d)")


@dataclass(frozen=True)
class Attachment:
    """A file of a page: what the page calls it, where it is now, its type ("" when not said) and its file name."""

    title: str
    url: str
    content_type: str
    filename: str

    @property
    def words(self) -> str:
        """Everything that says what the file is: its title, then its name."""
        return f"{self.title} {self.filename}"


@dataclass(frozen=True)
class ContentPage:
    """A page as the content API gives it: `updated` is the day of its last public change, "" when not said."""

    path: str
    title: str
    updated: str
    attachments: tuple[Attachment, ...]

    def find(self, wanted: str, other: str = r"(?!)") -> tuple[Attachment, ...]:
        """The files whose title or name matches `wanted` and not `other`, regular expressions without regard to case.

        Raises SourceError that names the page and what it offers when there is none.
        """
        found = [
            attachment
            for attachment in self.attachments
            if re.search(wanted, attachment.words, re.IGNORECASE)
            and not re.search(other, attachment.words, re.IGNORECASE)
        ]
        if not found:
            titles = "; ".join(attachment.title or attachment.filename for attachment in self.attachments)
            raise SourceError(
                f"{SITE}{self.path}: no file is titled like /{wanted}/. The page offers: {titles[:1500] or 'none'}. "
                "See whether it has been renamed or moved, and mend the pattern."
            )
        return tuple(found)

    def vintage(self, attachment: Attachment) -> str:
        """The day of release as YYYY-MM-DD: as the file's name has it (`-230726.ods`), else the page's last change."""
        days = (_day(*parts) for parts in reversed(_STAMP.findall(attachment.filename)))
        return next((day for day in days if day), self.updated)


def read_page(remote: Remote, path: str) -> ContentPage:
    """The page at `path` (`/government/...`). A redirect is followed once. Raises SourceError that names the page."""
    content = _content(remote, path)
    if moved := _redirect(content):
        path, content = moved, _content(remote, moved)
    details = content.get("details")
    if not isinstance(details, dict):
        raise SourceError(
            f"{SITE}{path} is no page with files any more ({content.get('schema_name')}): find its new one"
        )
    updated = str(content.get("public_updated_at") or "")[:10]
    try:
        found = [*_listed(details), *_linked(details)]
    except ValueError as error:
        raise SourceError(f"{SITE}{path} holds a link that is no address ({error}): see what it says now") from error
    unique = {attachment.url: attachment for attachment in reversed(found)}
    return ContentPage(path, str(content.get("title") or ""), updated, tuple(reversed(unique.values())))


def _content(remote: Remote, path: str) -> dict[str, Any]:
    body, _ = remote.read(f"{SITE}/api/content{path}", limit=PAGE_LIMIT, accept=("application/json",))
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{SITE}/api/content{path} did not answer with JSON ({error}): try again later") from error
    if not isinstance(content, dict):
        raise SourceError(f"{SITE}/api/content{path} did not answer with a page: see what it says now")
    return content


def _redirect(content: Mapping[str, Any]) -> str:
    """Where a page that has moved is now; "" for one that has not."""
    moves = content.get("redirects")
    first = moves[0] if content.get("schema_name") == "redirect" and isinstance(moves, list) and moves else None
    to = str(first.get("destination") or "") if isinstance(first, dict) else ""
    return to if to.startswith("/") and not to.startswith("//") else ""


def _listed(details: Mapping[str, Any]) -> Iterator[Attachment]:
    entries = details.get("attachments")
    for entry in entries if isinstance(entries, list) else []:
        if not isinstance(entry, dict) or not (url := _address(entry.get("url"))):
            continue
        name = str(entry.get("filename") or "") or _name(url)
        yield Attachment(str(entry.get("title") or ""), url, str(entry.get("content_type") or ""), name)


def _linked(details: Mapping[str, Any]) -> Iterator[Attachment]:
    """Links to files within the page's HTML, which may be one text, a list, or one text for each format."""
    for name in _HTML:
        for html in _texts(details.get(name)):
            for link in links(html.encode(), SITE):
                if re.search(r"\.(ods|xlsx?|csv)$", link.path, re.IGNORECASE) and _address(link.url):
                    yield Attachment(link.text, link.url, "", _name(link.url))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, dict):
        yield from _texts(value.get("content"))


def _address(url: object) -> str:
    """The whole address of a file on a host of GOV.UK, else nothing."""
    whole = urljoin(SITE, url) if isinstance(url, str) and url else ""
    parts = urlsplit(whole)
    return whole if parts.scheme == "https" and (parts.hostname or "").endswith(".gov.uk") else ""


def _name(url: str) -> str:
    return unquote(urlsplit(url).path).rsplit("/", 1)[-1]


def _day(day: str, month: str, year: str) -> str:
    try:
        return date(int(year[-2:]) + 2000, int(month), int(day)).isoformat()
    except ValueError:
        return ""
