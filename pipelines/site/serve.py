"""Serving a published folder on this machine, as a good host would: right types, byte ranges, no stale pages.

Only files that an edition lists are served, by GET and HEAD, to this machine alone. The pointer is read once for each
request, so that a night that publishes meanwhile is seen at the next.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, urlsplit

from pipelines.site.render import policy

TYPES = {
    ".atom": "application/atom+xml",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".md": "text/plain; charset=utf-8",
    ".jsonl": "application/x-ndjson",
    ".jsonld": "application/ld+json",
    ".parquet": "application/vnd.apache.parquet",
    ".py": "text/plain; charset=utf-8",
    ".sig": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
HEADERS = {
    "Accept-Ranges": "bytes",
    "Access-Control-Allow-Origin": "*",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""What every answer says, beside the policy of the page; docs/site.md asks the public host for the same."""
FOREVER, ASK = "public, max-age=31536000, immutable", "no-cache"
VERSION = re.compile(r"^datasets/[a-z0-9-]+/\d+\.\d+\.\d+/")
"""Files of a version never change, unless they are taken out of public: see docs/site.md."""
BLOCK = 1 << 20


def make_server(root: Path, port: int = 0, say: Callable[[str], None] | None = None) -> ThreadingHTTPServer:
    """A server of the published folder on the loopback address; port 0 takes a free one. `say` hears each request."""

    class Handler(_Handler):
        """Serves this folder."""

        folder = root.resolve()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name is the standard library's
            if say is not None:
                say(format % args)

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


@contextmanager
def served(root: Path) -> Iterator[str]:
    """The folder served in the background while the block lasts; gives its address, ending in `/`."""
    with make_server(root) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    folder: Path
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(body=True)

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def _answer(self, *, body: bool) -> None:
        name = unquote(urlsplit(self.path).path).lstrip("/") or "index.html"
        path = self._file(name)
        if path is None:
            self._send(HTTPStatus.NOT_FOUND, self.folder / "404.html", (0, None), ASK, body=body)
            return
        cache = FOREVER if VERSION.match(name) else ASK
        size = path.stat().st_size
        span = _range(self.headers.get("Range", ""), size)
        if span is None:
            self.send_response(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
            self.send_header("Content-Range", f"bytes */{size}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        status = HTTPStatus.OK if span[1] is None else HTTPStatus.PARTIAL_CONTENT
        self._send(status, path, span, cache, body=body)

    def _file(self, name: str) -> Path | None:
        """The file of a name; None where there is none, where it is hidden, or where it is not in the folder."""
        parts = Path(name).parts
        if "\0" in name or any(part.startswith(".") for part in parts):
            return None
        path = (self.folder / name).resolve()
        if path.is_dir():
            path /= "index.html"
        return path if path.is_relative_to(self.folder) and path.is_file() else None

    def _send(self, status: HTTPStatus, path: Path, span: tuple[int, int | None], cache: str, *, body: bool) -> None:
        size = path.stat().st_size if path.is_file() else 0
        first, last = span[0], size - 1 if span[1] is None else span[1]
        self.send_response(status)
        self.send_header("Content-Type", TYPES.get(path.suffix, "application/octet-stream"))
        self.send_header("Content-Length", str(last - first + 1))
        self.send_header("Cache-Control", cache)
        if status is HTTPStatus.PARTIAL_CONTENT:
            self.send_header("Content-Range", f"bytes {first}-{last}/{size}")
        for name, value in HEADERS.items():
            self.send_header(name, value)
        asked = unquote(urlsplit(self.path).path).lstrip("/")
        self.send_header("Content-Security-Policy", f"{policy(asked)}; frame-ancestors 'none'")
        self.end_headers()
        if body and size:
            self._copy(path, first, last - first + 1)

    def _copy(self, path: Path, first: int, left: int) -> None:
        with path.open("rb") as file:
            file.seek(first)
            while left > 0 and (block := file.read(min(BLOCK, left))):
                self.wfile.write(block)
                left -= len(block)


def _range(header: str, size: int) -> tuple[int, int | None] | None:
    """First and last byte of a single range; (0, None) where none is asked for, None where it cannot be given."""
    found = re.fullmatch(r"bytes=(\d*)-(\d*)", header.strip())
    if found is None or not any(found.groups()):
        return 0, None
    if not found[1]:
        return (max(size - int(found[2]), 0), size - 1) if int(found[2]) and size else None
    first, last = int(found[1]), min(int(found[2]), size - 1) if found[2] else size - 1
    return (first, last) if first <= last else None
