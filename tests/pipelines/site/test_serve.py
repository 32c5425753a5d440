"""Serving: types, ranges, what may be kept, and nothing from outside the folder."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.site.render import POLICY
from pipelines.site.serve import FOREVER, HEADERS, _range, served


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A folder shaped as ours is, with a pointer, a version and something that is nobody's business."""
    home = tmp_path_factory.mktemp("serve")
    root = home / "published"
    (root / "edition" / "site").mkdir(parents=True)
    (root / "datasets" / "a" / "1.0.0").mkdir(parents=True)
    (root / ".staging").mkdir()
    (root / "current").symlink_to("edition")
    (root / "site").symlink_to("current/site")
    (root / "edition" / "site" / "page.html").write_text("<p>page</p>")
    (root / "index.html").write_text("home")
    (root / "404.html").write_text("nothing here")
    (root / "datasets" / "a" / "1.0.0" / "a.csv").write_text("0123456789")
    (root / ".staging" / "plan.json").write_text("{}")
    (home / "secret.txt").write_text("secret")
    (root / "out.txt").symlink_to("../secret.txt")
    with served(root) as found:
        yield found


def ask(address: str, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=5)
    try:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def test_pages_come_through_the_pointer_with_type_and_policy(address: str) -> None:
    status, headers, body = ask(address, "/site/page.html?q=1")
    assert (status, body) == (200, b"<p>page</p>")
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Content-Security-Policy"].startswith(POLICY)
    assert headers["Cache-Control"] == "no-cache"
    assert ask(address, "/")[2] == b"home"


def test_a_version_may_be_kept_for_ever(address: str) -> None:
    _, headers, _ = ask(address, "/datasets/a/1.0.0/a.csv")
    assert "immutable" in headers["Cache-Control"]
    assert headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("asked", "status", "body", "told"),
    [
        ("bytes=2-4", 206, b"234", "bytes 2-4/10"),
        ("bytes=8-", 206, b"89", "bytes 8-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=5-999", 206, b"56789", "bytes 5-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("lines=1-2", 200, b"0123456789", None),
    ],
)
def test_ranges(address: str, asked: str, status: int, body: bytes, told: str | None) -> None:
    found = ask(address, "/datasets/a/1.0.0/a.csv", Range=asked)
    assert (found[0], found[2], found[1].get("Content-Range")) == (status, body, told)


def test_a_head_says_the_length_and_gives_nothing(address: str) -> None:
    status, headers, body = ask(address, "/datasets/a/1.0.0/a.csv", "HEAD")
    assert (status, headers["Content-Length"], body) == (200, "10", b"")


@pytest.mark.parametrize(
    "path",
    ["/missing", "/.staging/plan.json", "/out.txt", "/../secret.txt", "/%2e%2e/secret.txt", "//etc/passwd", "/a%00b"],
)
def test_what_is_not_published_is_not_found(address: str, path: str) -> None:
    status, _, body = ask(address, path)
    assert (status, body) == (404, b"nothing here")


def test_nothing_can_be_written(address: str) -> None:
    assert ask(address, "/index.html", "PUT")[0] == 501


@given(st.text(max_size=30), st.integers(0, 10**6))
def test_any_range_is_within_the_file_or_refused(header: str, size: int) -> None:
    found = _range(header, size)
    assert found is None or found[1] is None or 0 <= found[0] <= found[1] < size


def test_the_page_for_hosts_asks_for_what_we_do_ourselves(root: Path) -> None:
    page = (root / "docs" / "site.md").read_text(encoding="utf-8")
    for name, value in HEADERS.items():
        assert f"{name}: {value}" in page or name == "Accept-Ranges"
    assert f"`Cache-Control: {FOREVER}`" in page
