"""The client against the sandbox's server with every fault that it can have."""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import urlsplit

import pytest

from pipelines.fetch.attempts import Attempt, Patience
from pipelines.fetch.http import Http
from pipelines.sandbox.faults import parse
from pipelines.sandbox.page import Page, Pages
from pipelines.sandbox.server import Sandbox
from pipelines.upstream import SourceError, SourceUnavailable

URL = "https://data.police.uk/data/file.csv"
BODY = b"Crime ID,Month\n" * 5000
TAG = {"ETag": '"abc"', "Last-Modified": "Mon, 12 Oct 2026 06:00:00 GMT"}


def _moved(to: str) -> Callable[[], Page]:
    return lambda: Page(b"", "text/html", 302, {"Location": to})


def _refused(retry_after: str) -> Callable[[], Page]:
    return lambda: Page(b"", "text/html", 429, {"Retry-After": retry_after})


CSV = "text/csv"
PORTAL, BLOB = "geoportal.statistics.gov.uk/csv", "stg-arcgisazurecdataprod1.az.arcgis.com/file.csv"
PACKED = gzip.compress(b"a" * 5_000_000)
PAGES = {
    URL: lambda: Page(BODY, "text/csv", headers=TAG),
    "https://data.police.uk/packed": lambda: Page(PACKED, "text/csv", headers={"Content-Encoding": "gzip"}),
    "https://data.police.uk/relative": _moved("data/file.csv"),
    "https://data.police.uk/across": _moved("https://policeuk-data.s3.amazonaws.com/there"),
    "https://policeuk-data.s3.amazonaws.com/there": lambda: Page(b"there", "text/csv"),
    "https://data.police.uk/away": _moved("https://evil.example/file.csv"),
    "https://data.police.uk/plain": _moved("http://data.police.uk/data/file.csv"),
    "https://data.police.uk/broken": _moved("https://[data.police.uk/"),
    "https://data.police.uk/round": _moved("https://data.police.uk/round"),
    "https://data.police.uk/nowhere": lambda: Page(b"choose", "text/html", 300),
    "https://data.police.uk/later": _refused(
        format_datetime((datetime.now(UTC) + timedelta(days=1)).replace(microsecond=0), usegmt=True)
    ),
    "https://data.police.uk/odd": _refused("²"),
}


class Desk:
    """A client of a sandbox with these faults, its journal and its waits, which are not slept."""

    def __init__(self, stack: ExitStack, faults: str = "", more: Pages | None = None, **options: object) -> None:
        self.journal: list[Attempt] = []
        self.waits: list[float] = []
        self.sandbox = stack.enter_context(Sandbox({**PAGES, **(more or {})}, parse(faults)))
        self.http = Http(
            route=self.route,
            journal=self.journal.append,
            pause=self.waits.append,
            patience=Patience(tries=3, first=0.001),
            **options,  # type: ignore[arg-type]
        )
        stack.callback(self.http.close)

    def route(self, url: str) -> str:
        """Where the sandbox serves a real address."""
        parts = urlsplit(url)
        return f"{self.sandbox.base_url}/{parts.netloc}{parts.path}"


Open = Callable[..., Desk]


@pytest.fixture
def desk() -> Iterator[Open]:
    with ExitStack() as stack:
        yield lambda *arguments, **options: Desk(stack, *arguments, **options)


@pytest.mark.parametrize(
    ("faults", "said", "status"),
    [
        ("429", "answered 429", 429),
        ("500", "answered 500", 500),
        ("503", "answered 503", 503),
        ("reset", "connection was lost", 0),
        ("truncate", "ended early", 0),
        ("type", "expected text/csv but got image/png", 200),
        ("html", "expected text/csv but got text/html", 200),
    ],
)
def test_each_fault_is_recovered_from_and_journalled(desk: Open, faults: str, said: str, status: int) -> None:
    opened = desk(faults)
    body, transfer = opened.http.read(URL, accept=("text/csv",))
    failed, taken = opened.journal
    assert body == BODY
    assert (transfer.etag, transfer.last_modified) == (TAG["ETag"], TAG["Last-Modified"])
    assert said in failed.error
    assert (failed.url, failed.status) == (URL, status)
    assert (taken.error, taken.sha256, taken.size) == ("", hashlib.sha256(BODY).hexdigest(), len(BODY))
    assert len(opened.waits) == 1


@pytest.mark.parametrize("faults", ["slow=0.2", "noranges"])
def test_what_is_no_trouble_is_not_tried_again(desk: Open, faults: str) -> None:
    opened = desk(faults)
    assert opened.http.read(URL)[0] == BODY
    assert opened.waits == []


def test_retry_after_is_honoured_up_to_the_longest_wait(desk: Open) -> None:
    opened = desk("429=7:2")
    opened.http.read(URL)
    assert opened.waits == [7, 7]
    with pytest.raises(SourceUnavailable):
        opened.http.read("https://data.police.uk/later")
    assert opened.waits[2:] == [60, 60]


def test_what_is_still_being_made_is_asked_for_again_wherever_it_leads(desk: Open) -> None:
    answers = iter([Page(b"{}", "application/json", 202), Page(b"", CSV, 302, {"Location": f"https://{BLOB}"})])
    opened = desk(more={f"https://{PORTAL}": lambda: next(answers), f"https://{BLOB}": lambda: Page(b"a,b", CSV)})
    assert opened.http.read(f"https://{PORTAL}", accept=(CSV,))[0] == b"a,b"
    assert [attempt.status for attempt in opened.journal] == [202, 200]


def test_a_retry_after_that_nobody_can_read_is_no_reason_to_fall(desk: Open) -> None:
    opened = desk()
    with pytest.raises(SourceUnavailable, match="answered 429"):
        opened.http.read("https://data.police.uk/odd")
    assert max(opened.waits) < 1


@pytest.mark.parametrize(("fault", "why"), [("503:*", "answered 503"), ("reset:*", "lost"), ("truncate:*", "early")])
def test_giving_up_names_the_address_and_the_reason_and_no_port(desk: Open, fault: str, why: str) -> None:
    opened = desk(fault)
    with pytest.raises(SourceUnavailable, match=why) as caught:
        opened.http.copy(URL, "", io.BytesIO())
    assert str(caught.value).startswith(URL)
    assert "127.0.0.1" not in str(caught.value)
    assert [attempt.error != "" for attempt in opened.journal] == [True, True, True]


def test_a_page_that_is_gone_is_not_asked_for_again(desk: Open) -> None:
    opened = desk()
    with pytest.raises(SourceError, match="answered 404; check that the address") as caught:
        opened.http.read("https://data.police.uk/none")
    assert not isinstance(caught.value, SourceUnavailable)
    assert len(opened.sandbox.log) == len(opened.journal) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://data.police.uk/x",
        "https://evil.example/x",
        "https://notpolice.uk.example/x",
        "https://data.police.uk@evil.example/x",
        "https://xgov.uk/x",
        "https://[x/",
        "file:///etc/passwd",
    ],
)
def test_other_hosts_are_not_asked(desk: Open, url: str) -> None:
    opened = desk()
    with pytest.raises(SourceError, match="nothing was fetched"):
        opened.http.read(url)
    assert opened.sandbox.log == ()


@pytest.mark.parametrize("host", ["police.uk", "www.gov.uk", "assets.publishing.service.gov.uk"])
def test_known_hosts_and_their_subdomains_are_asked(desk: Open, host: str) -> None:
    opened = desk()
    with pytest.raises(SourceError, match="answered 404"):
        opened.http.read(f"https://{host}/x")
    assert opened.sandbox.log[0].host == host


@pytest.mark.parametrize(("path", "body"), [("relative", None), ("across", b"there")])
def test_redirects_among_known_hosts_are_followed(desk: Open, path: str, body: bytes | None) -> None:
    opened = desk()
    target = "https://policeuk-data.s3.amazonaws.com/there" if body else URL
    assert opened.http.resolve(f"https://data.police.uk/{path}") == target
    assert opened.http.read(f"https://data.police.uk/{path}")[0] == (body or BODY)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("away", "known host"),
        ("plain", "known host"),
        ("broken", "is no address|known host"),
        ("round", "more than five redirects"),
        ("nowhere", "answered 300"),
    ],
)
def test_redirects_elsewhere_are_refused(desk: Open, path: str, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        desk().http.read(f"https://data.police.uk/{path}")


def test_the_limit_counts_unpacked_bytes(desk: Open) -> None:
    opened = desk()
    assert len(PACKED) < 10_000
    with pytest.raises(SourceError, match="larger than 1,000,000 bytes"):
        opened.http.read("https://data.police.uk/packed", limit=1_000_000)
    assert len(opened.http.read("https://data.police.uk/packed", limit=5_000_000)[0]) == 5_000_000
    assert opened.http.read(URL, limit=len(BODY))[0] == BODY
    with pytest.raises(SourceError, match="larger than"):
        opened.http.read(URL, limit=len(BODY) - 1)


@pytest.mark.parametrize("known", [(TAG["ETag"], ""), ("", TAG["Last-Modified"]), tuple(TAG.values())])
def test_what_is_held_already_does_not_come_again(desk: Open, known: tuple[str, str]) -> None:
    opened = desk(known=lambda url: known)
    sink = io.BytesIO()
    assert opened.http.copy(URL, "", sink).status == 304
    assert sink.getvalue() == b""
    assert opened.sandbox.log[0].sent == 0
    assert opened.http.read(URL)[0] == BODY


def test_what_has_changed_comes(desk: Open) -> None:
    sink = io.BytesIO()
    assert desk(known=lambda url: ('"old"', "")).http.copy(URL, "", sink).status == 200
    assert sink.getvalue() == BODY


def test_a_broken_body_leaves_nothing_before_the_whole_one(desk: Open) -> None:
    sink = io.BytesIO()
    desk("truncate:2").http.copy(URL, "", sink)
    assert zlib.crc32(sink.getvalue()) == zlib.crc32(BODY)


class FullDisk(io.BytesIO):
    """A file on a disk without room."""

    def write(self, _: object) -> int:
        raise OSError(28, "No space left on device")


def test_a_full_disk_is_no_trouble_of_the_network(desk: Open) -> None:
    opened = desk()
    with pytest.raises(OSError, match="No space left"):
        opened.http.copy(URL, "", FullDisk())
    assert opened.waits == []
    assert len(opened.sandbox.log) == 1
