"""Hosts reached over HTTP, politely and boundedly: the sandbox's and the real ones by the same code.

Every attempt is told to a journal, failed ones too. A body is taken only when it is whole, of an expected type and
within its size limit; what may pass (429, 5xx, a broken or wrong body, a lost connection) is tried again with backoff
and jitter.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from io import BytesIO
from typing import BinaryIO, TypeVar
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError as BrokenBody

from pipelines import __version__
from pipelines.fetch.archive import ZipReader
from pipelines.fetch.attempts import Attempt, Patience, TryAgain
from pipelines.upstream import SourceError, SourceUnavailable, Transfer

T = TypeVar("T")
Accept = tuple[str, ...]
MEGABYTE = 1_000_000
HOSTS = ("police.uk", "gov.uk", "policeuk-data.s3.amazonaws.com", "arcgis.com")
"""Hosts that may be asked, subdomains included. A redirect elsewhere is refused."""

PASSING = frozenset({202, 408, 425, 429, 500, 502, 503, 504})
"""Statuses worth another try; 202 says that what was asked for is still being made."""

TIMEOUT = (10.0, 90.0)
"""Seconds to connect and to wait for the next bytes: police.uk has been seen to take more than 60."""


@dataclass
class Http:
    """`Remote` over requests.

    `route` turns a public address into the one actually asked (the sandbox's loopback). `journal` is told of every
    attempt. `known` gives the ETag and Last-Modified of a body already held, so that it need not come again.
    """

    route: Callable[[str], str] = field(default=lambda url: url)
    journal: Callable[[Attempt], None] = field(default=lambda attempt: None)
    known: Callable[[str], tuple[str, str]] = field(default=lambda url: ("", ""))
    patience: Patience = field(default_factory=Patience)
    pause: Callable[[float], None] = time.sleep
    session: requests.Session = field(default_factory=requests.Session)
    _zips: dict[str, ZipReader] = field(default_factory=dict)

    def read(self, url: str, *, limit: int = 20 * MEGABYTE, accept: Accept = ()) -> tuple[bytes, Transfer]:
        """The whole body, at most `limit` bytes. Raises SourceError when all tries fail."""
        body = BytesIO()
        transfer = self._body(url, body, limit, accept, conditional=False)
        return body.getvalue(), transfer

    def copy(
        self, url: str, member: str, sink: BinaryIO, *, limit: int = 500 * MEGABYTE, accept: Accept = ()
    ) -> Transfer:
        """Copy a body, or one member of a remote zip, into `sink`. Status 304 means unchanged: nothing was copied."""
        if not member:
            return self._body(url, sink, limit, accept, conditional=True)
        return self._insist(url, member, lambda: self._zip(url).copy(member, sink, limit), quiet=True)[1]

    def members(self, url: str) -> Mapping[str, str]:
        """Member names of a remote zip, and what tells their bytes apart, read by range from its directory."""
        return self._insist(url, "(directory)", lambda: (self._zip(url).members(), Transfer()))[0]

    def resolve(self, url: str) -> str:
        """The public address at the end of the redirects of `url`, which is not itself read."""
        return self._insist(url, "(redirect)", lambda: self._located(url))[0]

    def close(self) -> None:
        """Let go of connections and of archives kept open."""
        for opened in self._zips.values():
            opened.close()
        self.session.close()

    def _zip(self, url: str) -> ZipReader:
        if url not in self._zips:
            self._zips[url] = ZipReader(url, self.ask)
        return self._zips[url]

    def _located(self, url: str) -> tuple[str, Transfer]:
        with self.ask("HEAD", url, {}) as (answer, final):
            return final, _transfer(answer)

    def _body(self, url: str, sink: BinaryIO, limit: int, accept: Accept, *, conditional: bool) -> Transfer:
        headers = _conditions(*self.known(url)) if conditional else {}

        def once() -> tuple[tuple[str, int], Transfer]:
            sink.seek(0)
            sink.truncate()
            with self.ask("GET", url, headers) as (answer, _):
                if answer.status_code == 304:
                    return ("", 0), _transfer(answer)
                _expect(answer, accept)
                return _pour(answer, sink, limit, url), _transfer(answer)

        return self._insist(url, "", once, quiet=conditional)[1]

    def _insist(
        self, url: str, member: str, once: Callable[[], tuple[T, Transfer]], *, quiet: bool = False
    ) -> tuple[T, Transfer]:
        """Try `once` until it succeeds, journalling each attempt; `quiet` leaves the success to the landing's receipt.

        Raises SourceError after the last try.
        """
        for tried in range(1, self.patience.tries + 1):
            at = datetime.now(UTC).isoformat(timespec="seconds")
            try:
                result, transfer = once()
            except TryAgain as trouble:
                self.journal(Attempt(url, member, at, trouble.status, error=str(trouble)))
                if tried == self.patience.tries:
                    raise SourceUnavailable(f"{url}: {trouble}; tried {tried} times, try again later") from trouble
                self.pause(self.patience.wait(tried, trouble.after))
            except SourceError as refusal:
                self.journal(Attempt(url, member, at, error=str(refusal)))
                raise
            else:
                if not quiet:
                    self.journal(_succeeded(url, member, at, result, transfer))
                return result, transfer
        raise SourceError(f"{url}: no try was allowed")

    @contextmanager
    def ask(self, method: str, url: str, headers: Mapping[str, str]) -> Iterator[tuple[requests.Response, str]]:
        """Open one request, following redirects by hand so that each hop is allowed and routed.

        Yields the answer and the public address it came from. Raises TryAgain or SourceError.
        """
        sent = {"User-Agent": f"openbeat/{__version__} (open data publisher)", "Accept-Encoding": "identity", **headers}
        try:
            for _ in range(6):
                _allow(url)
                answer = self._send(method, url, sent)
                if not answer.is_redirect:
                    with answer:
                        _status(answer, url)
                        yield answer, url
                    return
                url = urljoin(url, answer.headers["Location"])
                answer.close()
            raise SourceError(f"{url}: more than five redirects; check the address")
        except (requests.RequestException, BrokenBody, ConnectionError, TimeoutError) as trouble:
            raise TryAgain(_plain(trouble)) from trouble

    def _send(self, method: str, url: str, headers: Mapping[str, str]) -> requests.Response:
        address = self.route(url)
        try:
            return self.session.request(
                method, address, headers=headers, timeout=TIMEOUT, stream=True, allow_redirects=False
            )
        except ValueError as trouble:  # requests looks at where a redirect leads, even when told not to follow
            raise SourceError(f"{url}: redirects to what is no address ({trouble}); nothing was fetched") from trouble


def _allow(url: str) -> None:
    try:
        parts = urlsplit(url)
        known = parts.scheme == "https" and _is_known(parts.hostname or "")
    except ValueError:
        known = False
    if not known:
        raise SourceError(f"{url}: not an https address of a known host ({', '.join(HOSTS)}); nothing was fetched")


def _is_known(host: str) -> bool:
    return any(host == known or host.endswith("." + known) for known in HOSTS)


def _status(answer: requests.Response, url: str) -> None:
    status = answer.status_code
    if status in PASSING:
        raise TryAgain(f"the server answered {status}", status, _retry_after(answer))
    if status not in {200, 206, 304}:
        raise SourceError(f"{url}: the server answered {status}; check that the address still stands")


def _retry_after(answer: requests.Response) -> float | None:
    """Seconds that the server asks for, given as a number or as a date; None when it asks for nothing readable."""
    text = answer.headers.get("Retry-After", "").strip()
    if text.isascii() and text.replace(".", "", 1).isdigit():
        return float(text)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (at.astimezone(UTC) - datetime.now(UTC)).total_seconds())


def _expect(answer: requests.Response, accept: Accept) -> None:
    found = answer.headers.get("Content-Type", "").split(";")[0].strip().lower()
    if accept and not found.startswith(accept):
        raise TryAgain(f"expected {' or '.join(accept)} but got {found or 'no content type'}", answer.status_code)


def _pour(answer: requests.Response, sink: BinaryIO, limit: int, url: str) -> tuple[str, int]:
    """Copy the body into `sink`; returns its SHA-256 and size. Counts bytes after decompression."""
    digest, size = hashlib.sha256(), 0
    for chunk in answer.iter_content(1 << 20):
        size += len(chunk)
        if size > limit:
            raise SourceError(f"{url}: larger than {limit:,} bytes; raise the source's limit if that is right")
        digest.update(chunk)
        sink.write(chunk)
    return digest.hexdigest(), size


def _transfer(answer: requests.Response) -> Transfer:
    headers = answer.headers
    return Transfer(
        answer.status_code, headers.get("Content-Type", ""), headers.get("Last-Modified", ""), headers.get("ETag", "")
    )


def _succeeded(url: str, member: str, at: str, result: object, transfer: Transfer) -> Attempt:
    sha256, size = result if isinstance(result, tuple) else ("", 0)
    return Attempt(
        url, member, at, transfer.status, transfer.content_type, transfer.etag, transfer.last_modified, size, sha256
    )


def _conditions(etag: str, last_modified: str) -> dict[str, str]:
    found = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in found.items() if value}


def _plain(trouble: Exception) -> str:
    """A network error without the loopback port or the object addresses that its text carries."""
    names = {
        "ConnectTimeout": "the server did not take the connection in time",
        "ReadTimeout": "the server stopped sending",
        "ConnectionError": "the connection was lost or refused",
        "ChunkedEncodingError": "the body ended early",
        "IncompleteRead": "the body ended early",
        "ProtocolError": "the body ended early",
    }
    return names.get(type(trouble).__name__, type(trouble).__name__)
