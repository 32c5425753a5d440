"""One remote zip: its directory and single members by HTTP range, or the whole of it where ranges are refused."""

from __future__ import annotations

import hashlib
import lzma
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from typing import Any, BinaryIO, Protocol

import requests
from remotezip import RangeNotSupported, RemoteZip, RemoteZipError
from urllib3.exceptions import HTTPError as BrokenBody

from pipelines.fetch.attempts import TryAgain
from pipelines.upstream import SourceError, Transfer

ZIP = ("application/zip", "application/x-zip", "application/octet-stream", "binary/octet-stream")
"""How the content type of a zip may begin."""

LARGEST = 5_000_000_000
"""Bytes of an archive, at most, where it must be had whole: three times today's."""

BROKEN = (
    *(RemoteZipError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, BrokenBody),
    *(ConnectionError, TimeoutError),
)
"""What a zip that did not arrive whole looks like. A full disk is not among them: trying again would not help."""

Ask = Callable[[str, str, Mapping[str, str]], AbstractContextManager[tuple[requests.Response, str]]]


class _Session(Protocol):
    def get(self, url: str, **options: Any) -> requests.Response: ...


class ZipReader:
    """A zip at `url`. The redirect is followed once; later ranges go to the address it led to."""

    def __init__(self, url: str, ask: Ask) -> None:
        self.url = url
        self._ask = ask
        self._open: zipfile.ZipFile | None = None
        self._stack = ExitStack()
        self.headers = Transfer()

    def members(self) -> dict[str, str]:
        """Member names to what tells their bytes apart: CRC-32 and uncompressed size, as the directory gives them."""
        return {i.filename: f"{i.CRC:08x}-{i.file_size}" for i in self._zip().infolist() if not i.is_dir()}

    def copy(self, member: str, sink: BinaryIO, limit: int) -> tuple[tuple[str, int], Transfer]:
        """Copy one member into `sink`; returns its SHA-256 and size. The zip's own CRC is checked on the way."""
        sink.seek(0)
        sink.truncate()
        digest, size = hashlib.sha256(), 0
        try:
            with self._zip().open(member) as stream:
                while chunk := stream.read(1 << 20):
                    size += len(chunk)
                    if size > limit:
                        raise SourceError(f"{self.url} {member}: larger than {limit:,} bytes once unpacked")
                    digest.update(chunk)
                    sink.write(chunk)
        except KeyError as missing:
            raise SourceError(
                f"{self.url}: no member {member}; the archive has changed since it was listed"
            ) from missing
        except RuntimeError as cannot:
            raise SourceError(f"{self.url} {member}: packed in a way that cannot be read ({cannot})") from cannot
        except BROKEN as trouble:
            self.close()
            raise TryAgain(f"{member} did not arrive whole") from trouble
        return (digest.hexdigest(), size), self.headers

    def close(self) -> None:
        """Let go of the connection or of the temporary copy; the next use opens afresh."""
        self._open = None
        self._stack.close()

    def _zip(self) -> zipfile.ZipFile:
        if self._open is None:
            try:
                self._open = self._opened()
            except TryAgain:
                self.close()
                raise
            except BROKEN as trouble:
                self.close()
                raise TryAgain("the archive's directory could not be read") from trouble
        return self._open

    def _opened(self) -> zipfile.ZipFile:
        try:
            by_range: zipfile.ZipFile = self._stack.enter_context(RemoteZip(self.url, session=_Ranges(self)))
        except RangeNotSupported:
            return self._stack.enter_context(self._whole())
        return by_range

    def _whole(self) -> zipfile.ZipFile:
        """The archive downloaded to a temporary file: slow, and only where the server refuses ranges."""
        copy = self._stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - closed by the stack
        with self._ask("GET", self.url, {}) as (answer, final):
            self.remember(answer, final)
            for chunk in answer.iter_content(1 << 20):
                copy.write(chunk)
                if copy.tell() > LARGEST:
                    raise SourceError(f"{self.url}: larger than {LARGEST:,} bytes, and the server refuses ranges")
        return zipfile.ZipFile(copy)

    def remember(self, answer: requests.Response, final: str) -> None:
        """Keep the headers of the archive itself; refuse an error page, and to mix two editions of the archive."""
        headers = answer.headers
        found = headers.get("Content-Type", "").lower()
        if not found.startswith(ZIP):
            self.close()
            raise TryAgain(f"expected a zip but got {found or 'no content type'}", answer.status_code)
        seen = Transfer(200, headers.get("Content-Type", ""), headers.get("Last-Modified", ""), headers.get("ETag", ""))
        if self.headers.etag and seen.etag != self.headers.etag:
            self.headers = Transfer()
            self.close()
            raise TryAgain("the archive changed while it was being read")
        self.url, self.headers = final, seen


class _Ranges:
    """What remotezip takes for a session: each range goes through our own rules."""

    def __init__(self, reader: ZipReader) -> None:
        self._reader = reader

    def get(self, url: str, headers: Mapping[str, str], **_: Any) -> requests.Response:
        reader = self._reader
        # The response must outlive this call: remotezip streams members from it and closes it itself.
        answer, final = reader._stack.enter_context(reader._ask("GET", reader.url, headers))
        reader.remember(answer, final)
        return answer
