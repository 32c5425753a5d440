"""The links of a web page."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit


@dataclass(frozen=True)
class Link:
    """A link: its absolute address, the text that people click on, and the path of the address, unescaped."""

    url: str
    text: str
    path: str


def links(page: bytes, address: str) -> list[Link]:
    """Every link of a page to an https address, in order, without repeats."""
    reader = _Reader()
    reader.feed(page.decode("utf-8", errors="replace"))
    reader.close()
    found = [(urljoin(address, target), " ".join("".join(text).split())) for target, text in reader.found]
    unique = dict(reversed([(url, text) for url, text in found if url.startswith("https://")]))
    return [Link(url, text, unquote(urlsplit(url).path)) for url, text in reversed(unique.items())]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, list[str]]] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        target = dict(attrs).get("href")
        if tag == "a" and target:
            self.found.append((target, []))
            self._open = True

    def handle_endtag(self, tag: str) -> None:
        self._open = self._open and tag != "a"

    def handle_data(self, data: str) -> None:
        if self._open:
            self.found[-1][1].append(data)
