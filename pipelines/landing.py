"""The landing: bytes exactly as received, and a receipt for every attempt to fetch them.

    landing/objects/ab/abcdef...      the bytes, named by their SHA-256, written once, never changed
    landing/receipts/<source>.jsonl   one line per attempt, failed ones too, in the order they happened

The landing keeps the bytes of what is later rejected too. The last receipt that took a resource says which bytes stand
for it now.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, cast

from pipelines.fetch.attempts import Attempt
from pipelines.upstream import Issue, Landed, Listing, Resource, Severity, Source, SourceError, Transfer, World


@dataclass(frozen=True)
class Receipt:
    """One attempt, at a time in UTC. `resource` is empty for what was read only to find out what exists.

    `error` is empty on success.
    """

    source: str
    at: str
    url: str
    resource: str = ""
    member: str = ""
    vintage: str = ""
    token: str = ""
    status: int = 0
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    sha256: str = ""
    size: int = 0
    error: str = ""


def untaken(listing: Listing) -> Iterator[Issue]:
    """What a listing itself says is there and cannot be taken: it is no gap at the source."""
    return (issue for issue in listing.issues if issue.severity is Severity.ERROR and issue.period)


@dataclass(frozen=True)
class Landing:
    """Raw bytes below `root`."""

    root: Path

    def journal(self, source: str) -> Journal:
        """The receipts of one source."""
        return Journal(source, self.root / "receipts" / f"{source}.jsonl")

    def object_path(self, sha256: str) -> Path:
        """Where the bytes with this SHA-256 stand."""
        return self.root / "objects" / sha256[:2] / sha256

    def land(self, source: Source, resource: Resource, world: World, journal: Journal) -> tuple[Landed, bool]:
        """Make sure that the resource's current bytes are landed.

        Returns them and whether they are new to this resource. A resource whose token is the one already landed is not
        fetched. Raises SourceError; the failure has its receipt.
        """
        held = journal.latest.get(resource.id)
        if held and resource.token and held.token == resource.token and self.object_path(held.sha256).is_file():
            return self._landed(resource, held), False
        with self._receive() as (sink, keep):
            try:
                transfer = source.fetch(resource, world, sink)
            except SourceError as trouble:
                journal.write(resource, error=str(trouble))
                raise
            except OSError as trouble:
                text = f"{resource.url}: could not be copied ({trouble.strerror}); mend that and run again"
                journal.write(resource, error=text)
                raise SourceError(text) from trouble
            if transfer.status == 304:
                receipt = self._unchanged(resource, transfer, journal)
            else:
                receipt = journal.write(resource, transfer, *keep())
        return self._landed(resource, receipt), held is None or held.sha256 != receipt.sha256

    def deleted(self, journal: Journal) -> frozenset[str]:
        """SHA-256 of the bytes that stand for a resource and that somebody took out of the landing."""
        held = {receipt.sha256 for receipt in journal.latest.values()}
        return frozenset(sha256 for sha256 in held if not self.object_path(sha256).is_file())

    def validators(self, journal: Journal) -> Callable[[str], tuple[str, str]]:
        """What lets a host answer "unchanged": ETag and Last-Modified of the bytes held from a URL, or two blanks."""

        def known(url: str) -> tuple[str, str]:
            held = self._held(url, journal)
            return (held.etag, held.last_modified) if held else ("", "")

        return known

    def _held(self, url: str, journal: Journal) -> Receipt | None:
        """The receipt of the bytes last taken whole from a URL, if the landing has them."""
        from_there = [held for held in journal.latest.values() if held.url == url and not held.member]
        return next((held for held in reversed(from_there) if self.object_path(held.sha256).is_file()), None)

    def _unchanged(self, resource: Resource, answer: Transfer, journal: Journal) -> Receipt:
        """The receipt of an answer that says: what you have from this URL still stands."""
        held = self._held(resource.url, journal)
        if held is None:
            text = f"{resource.url}: the server answered 304, but nothing from there is in the landing; run again"
            journal.write(resource, answer, error=text)
            raise SourceError(text)
        came = replace(
            answer,
            content_type=held.content_type,
            etag=answer.etag or held.etag,
            last_modified=answer.last_modified or held.last_modified,
        )
        return journal.write(resource, came, held.sha256, held.size)

    def _landed(self, resource: Resource, receipt: Receipt) -> Landed:
        path = self.object_path(receipt.sha256)
        return Landed(resource, path, receipt.sha256, receipt.size, receipt.last_modified)

    @contextmanager
    def _receive(self) -> Iterator[tuple[BinaryIO, _Keep]]:
        """A temporary file to receive into, and the way to keep it by its hash."""
        self.root.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self.root, prefix=".receiving-", delete=False) as sink:
            part = Path(sink.name)
            try:
                file = cast("BinaryIO", sink)
                yield file, _Keep(self, file, part)
            finally:
                part.unlink(missing_ok=True)


@dataclass(frozen=True)
class _Keep:
    landing: Landing
    sink: BinaryIO
    part: Path

    def __call__(self) -> tuple[str, int]:
        """Name the received bytes by their SHA-256; returns it and the size."""
        self.sink.flush()
        os.fsync(self.sink.fileno())
        with self.part.open("rb") as received:
            sha256 = hashlib.file_digest(received, "sha256").hexdigest()
        size = self.part.stat().st_size
        home = self.landing.object_path(sha256)
        home.parent.mkdir(parents=True, exist_ok=True)
        self.part.chmod(0o444)
        self.part.replace(home)
        return sha256, size


@dataclass
class Journal:
    """The receipts of one source: appended to, read whole. A line cut short by a crash is passed over."""

    source: str
    path: Path

    @cached_property
    def latest(self) -> dict[str, Receipt]:
        """For each resource, the last receipt that took its bytes."""
        return {receipt.resource: receipt for receipt in self.read() if receipt.resource and receipt.sha256}

    def read(self) -> Iterator[Receipt]:
        """Every receipt, oldest first."""
        if not self.path.is_file():
            return
        with self.path.open("rb") as lines:
            for line in lines:
                with suppress(ValueError):
                    yield Receipt(**json.loads(line))

    def write(
        self, resource: Resource, transfer: Transfer | None = None, sha256: str = "", size: int = 0, error: str = ""
    ) -> Receipt:
        """Append the receipt of an attempt at a resource."""
        came = transfer or Transfer(status=0)
        receipt = Receipt(
            source=self.source,
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            url=resource.url,
            resource=resource.id,
            member=resource.member,
            vintage=resource.vintage,
            token=resource.token,
            status=came.status,
            content_type=came.content_type,
            etag=came.etag,
            last_modified=came.last_modified,
            sha256=sha256,
            size=size,
            error=error,
        )
        self.append(receipt)
        if sha256:
            self.latest[resource.id] = receipt
        return receipt

    def attempt(self, tried: Attempt) -> None:
        """Append the receipt of one HTTP request: a failed one, or one that only asked what exists."""
        self.append(
            Receipt(
                source=self.source,
                at=tried.requested_at,
                url=tried.url,
                member=tried.member,
                status=tried.status,
                content_type=tried.content_type,
                etag=tried.etag,
                last_modified=tried.last_modified,
                sha256=tried.sha256,
                size=tried.size,
                error=tried.error,
            )
        )

    def append(self, receipt: Receipt) -> None:
        """Write one line, whole and on the disk before this returns."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        torn = self.path.is_file() and self.path.stat().st_size and not self._ends_whole()
        line = json.dumps(asdict(receipt), ensure_ascii=False) + "\n"
        with self.path.open("ab") as file:
            file.write((("\n" if torn else "") + line).encode())
            file.flush()
            os.fsync(file.fileno())

    def _ends_whole(self) -> bool:
        with self.path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) == b"\n"
