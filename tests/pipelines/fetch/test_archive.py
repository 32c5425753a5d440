"""Single members of a remote zip: what they cost, and what happens when the server or the archive changes."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pipelines.fetch import archive
from pipelines.fetch.attempts import Attempt, Patience
from pipelines.fetch.http import Http
from pipelines.sandbox.faults import parse
from pipelines.sandbox.page import Page
from pipelines.sandbox.server import Sandbox
from pipelines.upstream import SourceError, SourceUnavailable

URL = "https://policeuk-data.s3.amazonaws.com/archive/2026-08.zip"
VANITY = "https://data.police.uk/data/archive/2026-08.zip"
KENT = "2026-08/2026-08-kent-street.csv"
TEXT = b"Crime ID,Month\n" * 9000
NOISE = random.Random(7)  # noqa: S311


def _zip(path: Path, text: bytes = TEXT) -> Path:
    """An archive of one member of ours between two foreign ones that fill more than remotezip's first buffer."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("2026-08/", b"")
        box.writestr("2026-08/2026-08-essex-street.csv", NOISE.randbytes(100_000))
        box.writestr(KENT, text)
        box.writestr("2026-08/2026-08-surrey-street.csv", NOISE.randbytes(100_000))
    return path


class Shelf:
    """A server of one archive that may be exchanged, and a client of it."""

    def __init__(self, stack: ExitStack, path: Path, faults: str = "") -> None:
        self.path, self.tag, self.kind = path, '"1"', "application/zip"
        self.journal: list[Attempt] = []
        pages = {URL: self.page, VANITY: lambda: Page(b"", "text/html", 302, {"Location": URL})}
        self.sandbox = stack.enter_context(Sandbox(pages, parse(faults)))
        self.http = Http(
            route=lambda url: f"{self.sandbox.base_url}/{urlsplit(url).netloc}{urlsplit(url).path}",
            journal=self.journal.append,
            pause=lambda seconds: None,
            patience=Patience(tries=3),
        )
        stack.callback(self.http.close)

    def page(self) -> Page:
        return Page(self.path, self.kind, headers={"ETag": self.tag, "Last-Modified": "Mon, 12 Oct 2026 06:00:00 GMT"})

    def read(self, member: str = KENT, url: str = URL, **options: int) -> bytes:
        """One member."""
        sink = io.BytesIO()
        self.http.copy(url, member, sink, **options)
        return sink.getvalue()


Open = Callable[..., Shelf]


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Open]:
    with ExitStack() as stack:
        yield lambda faults="": Shelf(stack, _zip(tmp_path / "one.zip"), faults)


def test_the_directory_tells_members_apart(shelf: Open) -> None:
    opened = shelf()
    found = opened.http.members(URL)
    assert len(found) == 3
    with zipfile.ZipFile(opened.path) as box:
        assert found[KENT] == f"{box.getinfo(KENT).CRC:08x}-{len(TEXT)}"


def test_a_member_comes_alone_and_through_one_redirect(shelf: Open) -> None:
    opened = shelf()
    assert opened.read(url=VANITY) == TEXT
    assert opened.read(url=VANITY) == TEXT
    assert [hit.status for hit in opened.sandbox.log if hit.host == "data.police.uk"] == [302]
    assert sum(hit.sent for hit in opened.sandbox.log) < 100_000


def test_the_headers_of_the_archive_come_with_a_member(shelf: Open) -> None:
    transfer = shelf().http.copy(URL, KENT, io.BytesIO())
    assert (transfer.status, transfer.etag) == (200, '"1"')
    assert transfer.last_modified == "Mon, 12 Oct 2026 06:00:00 GMT"


@pytest.mark.parametrize("fault", ["429", "500", "503", "reset", "truncate", "type", "html"])
@pytest.mark.parametrize("spared", [0, 1])
def test_each_fault_is_recovered_from_by_range(shelf: Open, fault: str, spared: int) -> None:
    faults = f"slow=0:{spared},{fault}" if spared else fault
    opened = shelf(faults)
    assert opened.read() == TEXT
    assert [attempt.error != "" for attempt in opened.journal] == [True]
    assert all(hit.range for hit in opened.sandbox.log), "an error page is no reason to download the whole archive"


def test_where_ranges_are_refused_the_whole_archive_comes_once(shelf: Open) -> None:
    opened = shelf("noranges:*")
    assert opened.read() == TEXT
    transfer = opened.http.copy(URL, "2026-08/2026-08-essex-street.csv", io.BytesIO())
    assert transfer.etag == '"1"'
    assert [hit.range != "" for hit in opened.sandbox.log] == [True, False]


def test_ranges_refused_after_the_directory(shelf: Open) -> None:
    assert shelf("slow=0,noranges").read() == TEXT


def test_a_whole_archive_that_breaks_off_is_tried_again(shelf: Open) -> None:
    opened = shelf("noranges,truncate,noranges:*")
    assert opened.read() == TEXT
    assert "ended early" in opened.journal[0].error


def test_a_whole_archive_has_a_limit(shelf: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LARGEST", 10_000)
    with pytest.raises(SourceError, match="larger than 10,000 bytes, and the server refuses ranges"):
        shelf("noranges:*").read()


@pytest.mark.parametrize("content", [b"?", b"<html>gone</html>", b"PK\x05\x06" + bytes(10), bytes(5000)])
@pytest.mark.parametrize("faults", ["", "noranges:*"])
def test_what_is_no_zip_is_refused_by_name(shelf: Open, content: bytes, faults: str) -> None:
    opened = shelf(faults)
    opened.path.write_bytes(content)
    with pytest.raises(SourceUnavailable, match=r"2026-08\.zip: the archive's directory could not be read"):
        opened.http.members(URL)


def test_a_member_that_is_not_there(shelf: Open) -> None:
    with pytest.raises(SourceError, match="no member 2026-08/none"):
        shelf().read("2026-08/none")


def test_a_member_has_a_limit_once_unpacked(shelf: Open) -> None:
    opened = shelf()
    with pytest.raises(SourceError, match="larger than 50,000 bytes once unpacked"):
        opened.read(limit=50_000)
    assert opened.read(limit=len(TEXT)) == TEXT


def test_a_member_whose_bytes_are_damaged_never_passes(shelf: Open) -> None:
    opened = shelf()
    content = bytearray(opened.path.read_bytes())
    with zipfile.ZipFile(opened.path) as box:
        info = box.getinfo(KENT)
    content[info.header_offset + 60 + info.compress_size // 2] ^= 0xFF
    opened.path.write_bytes(content)
    with pytest.raises(SourceUnavailable, match="did not arrive whole"):
        opened.read()


def test_a_member_packed_in_an_unknown_way_is_refused(shelf: Open) -> None:
    opened = shelf()
    content = bytearray(opened.path.read_bytes())
    at = content.rfind(b"PK\x01\x02", 0, content.rfind(b"kent"))
    content[at + 10] = 99  # compression method in the directory
    opened.path.write_bytes(content)
    with pytest.raises(SourceError, match="packed in a way that cannot be read"):
        opened.read()


def test_an_archive_replaced_between_two_ranges_is_not_mixed(shelf: Open, tmp_path: Path) -> None:
    opened = shelf()
    opened.http.members(URL)
    newer = TEXT[::-1]
    opened.path, opened.tag = _zip(tmp_path / "two.zip", newer), '"2"'
    assert opened.read() == newer
    assert [attempt.error for attempt in opened.journal if attempt.error] == [
        "the archive changed while it was being read"
    ]
    assert opened.http.copy(URL, KENT, io.BytesIO()).etag == '"2"'


def _national(path: Path, months: int, forces: int, each: int) -> int:
    """An archive of stored noise with one deflated member of ours a month; returns the bytes of ours, compressed."""
    noise = NOISE.randbytes(each)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as box:
        for month in range(months):
            for force in range(forces):
                name = f"2026-{month:02d}/2026-{month:02d}-force-{force:02d}-street.csv"
                box.writestr(name, noise)
            content = NOISE.randbytes(150_000).hex().encode()
            box.writestr(f"2026-{month:02d}/2026-{month:02d}-kent-street.csv", content, zipfile.ZIP_DEFLATED)
        return sum(info.compress_size for info in box.infolist() if "kent" in info.filename)


@pytest.mark.slow
def test_36_months_of_ours_cost_their_own_bytes_and_the_directory(tmp_path: Path) -> None:
    path = tmp_path / "national.zip"
    ours = _national(path, months=36, forces=28, each=300_000)
    with zipfile.ZipFile(path) as box:
        directory = path.stat().st_size - box.start_dir
        assert len(box.infolist()) >= 1000
        expected = {info.filename: info.CRC for info in box.infolist() if "kent" in info.filename}
    assert path.stat().st_size >= 300_000_000
    with ExitStack() as stack:
        opened = Shelf(stack, path)
        members = opened.http.members(URL)
        for name, crc in expected.items():
            assert zipfile.crc32(opened.read(name)) == crc  # type: ignore[attr-defined]
        sent = sum(hit.sent for hit in opened.sandbox.log)
    assert len(members) == 36 * 29
    assert len(expected) == 36
    assert ours <= sent <= 1.1 * ours + directory
