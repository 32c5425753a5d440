"""The sandbox's server against what a browser, requests and a raw socket see."""

import http.client
import random
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.sandbox.faults import parse
from pipelines.sandbox.page import Page, Pages
from pipelines.sandbox.server import Sandbox

BODY = random.Random(1).randbytes(10_240)  # noqa: S311
TAGGED = {"ETag": '"abc"', "Last-Modified": "Mon, 12 Oct 2026 06:00:00 GMT"}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    path = tmp_path_factory.mktemp("pages") / "body.zip"
    path.write_bytes(BODY)
    return {
        "https://a.uk/file.zip": lambda: Page(path, "application/zip", headers=TAGGED),
        "https://a.uk/bytes": lambda: Page(BODY, "text/csv"),
        "https://a.uk/search?q=a+b&n=1": lambda: Page(b"one", "text/csv"),
        "https://a.uk/search?q=c&n=1": lambda: Page(b"other", "text/csv"),
        "https://a.uk/empty": lambda: Page(b"", "text/csv"),
        "https://a.uk/moved": lambda: Page(b"", "text/html", 302, {"Location": "https://b.uk/there"}),
    }


@pytest.fixture(scope="module")
def sandbox(pages: Pages) -> Iterator[Sandbox]:
    with Sandbox(pages) as running:
        yield running


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        yield session


def _get(url: str, **headers: str) -> requests.Response:
    return requests.get(
        url, headers={k.replace("_", "-"): v for k, v in headers.items()}, allow_redirects=False, timeout=5
    )


def test_a_page_with_a_query_answers_that_query_alone(sandbox: Sandbox) -> None:
    asked = ("q=a+b&n=1", "q=c&n=1", "q=d&n=1")
    answers = [_get(f"{sandbox.base_url}/a.uk/search?{query}") for query in asked]
    assert [answer.status_code for answer in answers] == [200, 200, 404]
    assert [answer.content for answer in answers[:2]] == [b"one", b"other"]


@pytest.mark.parametrize("path", ["file.zip", "bytes"])
def test_a_whole_page(sandbox: Sandbox, path: str) -> None:
    answer = _get(f"{sandbox.base_url}/a.uk/{path}?date=2026-08")
    assert (answer.status_code, answer.content) == (200, BODY)
    assert answer.headers["Content-Length"] == str(len(BODY))
    assert answer.headers["Accept-Ranges"] == "bytes"


@given(
    first=st.integers(0, len(BODY) + 9), last=st.integers(0, len(BODY) + 9), shape=st.sampled_from(["ab", "a-", "-b"])
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("path", ["file.zip", "bytes"])
def test_ranges_are_slices(
    sandbox: Sandbox, session: requests.Session, path: str, first: int, last: int, shape: str
) -> None:
    header, part = {
        "ab": (f"bytes={first}-{last}", BODY[first : last + 1]),
        "a-": (f"bytes={first}-", BODY[first:]),
        "-b": (f"bytes=-{last}", BODY[-last:] if last else b""),
    }[shape]
    answer = session.get(f"{sandbox.base_url}/a.uk/{path}", headers={"Range": header}, timeout=5)
    if shape == "ab" and last < first:
        assert (answer.status_code, answer.content) == (200, BODY)
    elif part:
        start = max(0, len(BODY) - last) if shape == "-b" else first
        assert (answer.status_code, answer.content) == (206, part)
        assert answer.headers["Content-Range"] == f"bytes {start}-{start + len(part) - 1}/{len(BODY)}"
    else:
        assert (answer.status_code, answer.content) == (416, b"")
        assert answer.headers["Content-Range"] == f"bytes */{len(BODY)}"


@pytest.mark.parametrize("header", ["bytes=0-1,4-5", "rows=0-1", "bytes=-", "bytes=x-2"])
def test_a_range_that_is_none_is_ignored(sandbox: Sandbox, header: str) -> None:
    assert _get(f"{sandbox.base_url}/a.uk/bytes", Range=header).status_code == 200


def test_content_range_names_first_last_and_total(sandbox: Sandbox) -> None:
    answer = _get(f"{sandbox.base_url}/a.uk/bytes", Range="bytes=10-19")
    assert answer.headers["Content-Range"] == f"bytes 10-19/{len(BODY)}"
    assert _get(f"{sandbox.base_url}/a.uk/empty", Range="bytes=0-").status_code == 416


def test_head_has_the_headers_alone(sandbox: Sandbox) -> None:
    answer = requests.head(f"{sandbox.base_url}/a.uk/file.zip", timeout=5)
    assert answer.headers["Content-Length"] == str(len(BODY))
    assert (answer.content, answer.headers["ETag"]) == (b"", '"abc"')


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [
        ("If-None-Match", '"abc"', 304),
        ("If-None-Match", '"x", W/"abc"', 304),
        ("If-None-Match", "*", 304),
        ("If-None-Match", '"x"', 200),
        ("If-Modified-Since", "Mon, 12 Oct 2026 06:00:00 GMT", 304),
        ("If-Modified-Since", "Tue, 13 Oct 2026 06:00:00 GMT", 304),
        ("If-Modified-Since", "Sun, 11 Oct 2026 06:00:00 GMT", 200),
        ("If-Modified-Since", "yesterday", 200),
    ],
)
def test_conditional_requests(sandbox: Sandbox, header: str, value: str, status: int) -> None:
    answer = _get(f"{sandbox.base_url}/a.uk/file.zip", **{header: value})
    assert (answer.status_code, answer.content) == (status, b"" if status == 304 else BODY)
    assert answer.headers["ETag"] == '"abc"'


@pytest.mark.parametrize(("condition", "status"), [('"abc"', 206), ('"old"', 200)])
def test_if_range_holds_only_for_the_same_bytes(sandbox: Sandbox, condition: str, status: int) -> None:
    assert _get(f"{sandbox.base_url}/a.uk/file.zip", Range="bytes=0-1", If_Range=condition).status_code == status


def test_redirects_name_the_real_address_and_unknown_pages_are_404(sandbox: Sandbox) -> None:
    moved = _get(f"{sandbox.base_url}/a.uk/moved", Range="bytes=0-1")
    assert (moved.status_code, moved.headers["Location"]) == (302, "https://b.uk/there")
    missing = _get(f"{sandbox.base_url}/a.uk/nowhere")
    assert (missing.status_code, missing.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert b"<h1>404" in missing.content


@pytest.mark.parametrize(
    ("fault", "status", "wait"), [("429", 429, "0"), ("429=2", 429, "2"), ("500", 500, None), ("503", 503, None)]
)
def test_refusals_pass_after_their_count(pages: Pages, fault: str, status: int, wait: str | None) -> None:
    with Sandbox(pages, parse(f"{fault}:2@bytes$")) as sandbox:
        answers = [_get(f"{sandbox.base_url}/a.uk/bytes") for _ in range(3)]
        assert _get(f"{sandbox.base_url}/a.uk/empty").status_code == 200
    assert [answer.status_code for answer in answers] == [status, status, 200]
    assert answers[0].headers.get("Retry-After") == wait


def test_slow(pages: Pages) -> None:
    with Sandbox(pages, parse("slow=0.3")) as sandbox:
        start = time.monotonic()
        assert _get(f"{sandbox.base_url}/a.uk/bytes").content == BODY
        assert 0.3 <= time.monotonic() - start < 2


@pytest.mark.parametrize("ask", [{}, {"Range": "bytes=0-999"}])
def test_truncate_promises_all_and_sends_half(pages: Pages, ask: dict[str, str]) -> None:
    with Sandbox(pages, parse("truncate")) as sandbox:
        connection = http.client.HTTPConnection(sandbox.base_url.removeprefix("http://"), timeout=5)
        connection.request("GET", "/a.uk/file.zip", headers=ask)
        with connection.getresponse() as answer, pytest.raises(http.client.IncompleteRead) as caught:
            answer.read()
        connection.close()
    whole = len(BODY) if not ask else 1000
    assert (len(caught.value.partial), caught.value.expected) == (whole // 2, whole - whole // 2)
    assert [hit.sent for hit in sandbox.log] == [whole // 2]


def test_wrong_type_html_and_no_ranges(pages: Pages) -> None:
    with Sandbox(pages, parse("type,html,noranges")) as sandbox:
        wrong, page, whole, right = (_get(f"{sandbox.base_url}/a.uk/file.zip", Range="bytes=0-9") for _ in range(4))
    assert (wrong.content, wrong.headers["Content-Type"]) == (BODY[:10], "image/png")
    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert page.content.startswith(b"<!DOCTYPE html>")
    assert (whole.status_code, whole.content, "Accept-Ranges" in whole.headers) == (200, BODY, False)
    assert (right.status_code, right.headers["Content-Type"]) == (206, "application/zip")


def test_reset(pages: Pages) -> None:
    with Sandbox(pages, parse("reset")) as sandbox:
        host, port = sandbox.base_url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=5) as raw:
            raw.sendall(b"GET /a.uk/bytes HTTP/1.1\r\nHost: a.uk\r\n\r\n")
            with pytest.raises(ConnectionResetError):
                raw.recv(1)
        assert _get(f"{sandbox.base_url}/a.uk/bytes").content == BODY
    assert [(hit.status, hit.sent) for hit in sandbox.log] == [(0, 0), (200, len(BODY))]


def test_the_log_tells_host_path_range_status_and_bytes(pages: Pages) -> None:
    with Sandbox(pages) as sandbox:
        _get(f"{sandbox.base_url}/a.uk/bytes?x=1", Range="bytes=5-9")
        requests.head(f"{sandbox.base_url}/a.uk/bytes", timeout=5)
    first, second = sandbox.log
    assert (first.method, first.host, first.path, first.range) == ("GET", "a.uk", "/bytes", "bytes=5-9")
    assert (first.status, first.sent) == (206, 5)
    assert (second.method, second.status, second.sent) == ("HEAD", 200, 0)


def test_connections_are_kept_alive(sandbox: Sandbox) -> None:
    connection = http.client.HTTPConnection(sandbox.base_url.removeprefix("http://"), timeout=5)
    connection.connect()
    before = connection.sock
    for _ in range(3):
        connection.request("GET", "/a.uk/bytes")
        assert connection.getresponse().read() == BODY
        assert connection.sock is before
    connection.close()


def test_many_clients_of_two_sandboxes_at_once(pages: Pages) -> None:
    other: Pages = {"https://a.uk/bytes": lambda: Page(b"other", "text/csv")}
    with Sandbox(pages) as one, Sandbox(other) as two, ThreadPoolExecutor(8) as pool:
        urls = [f"{server.base_url}/a.uk/bytes" for server in (one, two)] * 40
        bodies = list(pool.map(lambda url: _get(url).content, urls))
    assert bodies == [BODY, b"other"] * 40
    assert (len(one.log), len(two.log)) == (40, 40)


def test_a_client_that_hangs_up_leaves_no_trace(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    big = tmp_path / "big"
    big.write_bytes(bytes(20_000_000))
    with Sandbox({"https://a.uk/big": lambda: Page(big, "application/zip")}) as sandbox:
        host, port = sandbox.base_url.removeprefix("http://").split(":")
        for request in (b"GET /a.uk/big HTTP/1.1\r\n\r\n", b"nonsense\r\n\r\n", b"GET", b""):
            with socket.create_connection((host, int(port)), timeout=5) as raw:
                raw.sendall(request)
        assert _get(f"{sandbox.base_url}/a.uk/nowhere").status_code == 404
    assert capfd.readouterr() == ("", "")


def test_it_closes_at_once_even_with_idle_and_slow_connections(pages: Pages) -> None:
    before = set(threading.enumerate())
    with Sandbox(pages, parse("slow=30@empty")) as sandbox:
        host, port = sandbox.base_url.removeprefix("http://").split(":")
        idle = socket.create_connection((host, int(port)))
        waiting = socket.create_connection((host, int(port)))
        waiting.sendall(b"GET /a.uk/empty HTTP/1.1\r\n\r\n")
        while not sandbox.log:
            time.sleep(0.01)
        start = time.monotonic()
    assert time.monotonic() - start < 1
    idle.close()
    waiting.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)))
    deadline = time.monotonic() + 5
    while set(threading.enumerate()) - before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not set(threading.enumerate()) - before
