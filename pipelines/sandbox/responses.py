"""What the sandbox answers, worked out before a byte is sent: status, headers, and which bytes of which body."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import BinaryIO

from pipelines.sandbox.faults import Fault
from pipelines.sandbox.page import Page

HTML = "text/html; charset=utf-8"
WRONG_TYPE = "image/png"
"""A content type that no page of the sandbox has."""

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@dataclass(frozen=True)
class Response:
    """An answer: `length` bytes of `body` from `start`. `cut`: only half of them are sent. `reset`: nothing is."""

    status: int
    headers: Mapping[str, str]
    body: bytes | Path
    start: int
    length: int
    cut: bool = False
    reset: bool = False

    @property
    def sent(self) -> int:
        """How many bytes of the body go out."""
        return self.length // 2 if self.cut else self.length

    def open(self) -> BinaryIO:
        """The body, at the first byte to send."""
        stream: BinaryIO = io.BytesIO(self.body) if isinstance(self.body, bytes) else self.body.open("rb")
        stream.seek(self.start)
        return stream


def size(page: Page) -> int:
    """The whole body's length in bytes."""
    return len(page.body) if isinstance(page.body, bytes) else page.body.stat().st_size


def error_page(status: int, text: str) -> Page:
    """An HTML page such as a web server shows when something is wrong."""
    return Page(f"<!DOCTYPE html>\n<html><body><h1>{status} {text}</h1></body></html>\n".encode(), HTML, status)


def span(header: str, total: int) -> tuple[int, int] | None:
    """First byte and length that a `Range` header asks of `total` bytes (RFC 9110, section 14).

    None when the header is to be ignored: no single byte range. A length of 0 means that it cannot be satisfied.
    """
    shape = _RANGE.fullmatch(header.strip())
    if shape is None or not (shape[1] or shape[2]):
        return None
    if not shape[1]:
        length = min(int(shape[2]), total)
        return total - length, length
    first, last = int(shape[1]), int(shape[2] or total)
    if shape[2] and last < first:
        return None
    return first, max(0, min(last + 1, total) - first)


def respond(page: Page, request: Mapping[str, str], fault: Fault | None) -> Response:
    """The answer to a request with these headers, after a fault has had its way."""
    kind = fault.kind if fault else ""
    if fault and kind in {"429", "500", "503"}:
        return _whole(_refusal(fault), ranges=False)
    if kind == "html":
        return _whole(replace(error_page(200, "Something went wrong"), status=200), ranges=False)
    if kind == "type":
        page = replace(page, content_type=WRONG_TYPE)
    answer = _honest(page, request, ranges=kind != "noranges")
    return replace(answer, cut=kind == "truncate", reset=kind == "reset")


def _refusal(fault: Fault) -> Page:
    names = {"429": "Too Many Requests", "500": "Internal Server Error", "503": "Service Unavailable"}
    page = error_page(int(fault.kind), names[fault.kind])
    return replace(page, headers={"Retry-After": f"{fault.seconds:g}"}) if fault.kind == "429" else page


def _honest(page: Page, request: Mapping[str, str], *, ranges: bool) -> Response:
    """The answer without a fault: not modified, one range, a range that cannot be had, or the whole."""
    whole = _whole(page, ranges=ranges)
    if page.status != 200:
        return whole
    if _unchanged(page, request):
        return Response(304, {k: v for k, v in whole.headers.items() if k in {"ETag", "Last-Modified"}}, b"", 0, 0)
    wanted = span(request.get("Range") or "", whole.length) if ranges and _same(page, request) else None
    if wanted is None:
        return whole
    start, length = wanted
    if length == 0:
        headers = {"Content-Range": f"bytes */{whole.length}", "Content-Type": HTML, "Content-Length": "0"}
        return Response(416, headers, b"", 0, 0)
    place = {"Content-Range": f"bytes {start}-{start + length - 1}/{whole.length}", "Content-Length": str(length)}
    return Response(206, {**whole.headers, **place}, page.body, start, length)


def _whole(page: Page, *, ranges: bool) -> Response:
    length = size(page)
    headers = {"Content-Type": page.content_type, "Content-Length": str(length), **page.headers}
    if ranges and page.status == 200:
        headers["Accept-Ranges"] = "bytes"
    return Response(page.status, headers, page.body, 0, length)


def _unchanged(page: Page, request: Mapping[str, str]) -> bool:
    """Whether the client has these bytes already; an ETag asked for outweighs a date (RFC 9110, section 13.1.3)."""
    tags = request.get("If-None-Match")
    if tags is not None:
        have = [tag.strip().removeprefix("W/") for tag in tags.split(",")]
        return "*" in have or page.headers.get("ETag") in have
    since, changed = request.get("If-Modified-Since"), page.headers.get("Last-Modified")
    if not since or not changed:
        return False
    try:
        return parsedate_to_datetime(changed) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False


def _same(page: Page, request: Mapping[str, str]) -> bool:
    """Whether `If-Range` still holds, so that a range may be served."""
    condition = request.get("If-Range")
    return condition is None or condition in {page.headers.get("ETag"), page.headers.get("Last-Modified")}
