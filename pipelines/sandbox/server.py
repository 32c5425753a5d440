"""The sandbox's web server: every real `https://HOST/PATH` stands at `{base_url}/HOST/PATH` on loopback.

Redirects name the real address, as the real hosts do; the client maps it back. Nothing is written to the terminal.
"""

from __future__ import annotations

import logging
import os
import socket
import struct
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self, cast

from pipelines.sandbox.faults import Fault, Faults
from pipelines.sandbox.page import Pages
from pipelines.sandbox.responses import Response, error_page, respond

logger = logging.getLogger(__name__)

CHUNK = 1 << 16
"""Bytes handed to the connection at a time."""

PATIENCE = 60.0
"""Seconds after which an idle connection is dropped."""


@dataclass
class Hit:
    """One request: its `Range` header ("" for none), the status answered, and the bytes of body handed over so far.

    `status` is 0 when the connection was reset instead.
    """

    method: str
    host: str
    path: str
    range: str
    status: int = 0
    sent: int = 0


class Sandbox:
    """Serves pages while its `with` block lasts. Several may run at once, each on a port of its own."""

    def __init__(self, pages: Pages, faults: Sequence[Fault] = ()) -> None:
        self.pages = pages
        self.faults = Faults(faults)
        self.closing = threading.Event()
        self._hits: list[Hit] = []
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def base_url(self) -> str:
        """Where the real hosts stand: `http://127.0.0.1:PORT`, without a slash at the end."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def log(self) -> tuple[Hit, ...]:
        """Every request so far, in the order in which they came."""
        return tuple(self._hits)

    def note(self, hit: Hit) -> None:
        """Enter a request in the log."""
        self._hits.append(hit)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.hang_up()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    """One thread for each connection; all connections end when the sandbox closes."""

    daemon_threads = True

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", 0), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End idle connections at once, so that their threads end too."""
        with self._lock:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    logger.debug("a connection had ended by itself")

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no error of ours; anything else goes to the log."""
        if not isinstance(sys.exc_info()[1], OSError):
            logger.exception("the sandbox could not answer")


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = PATIENCE

    def do_GET(self) -> None:
        """The page, or the part of it that is asked for."""
        self._answer()

    def do_HEAD(self) -> None:
        """The same headers without the body."""
        self._answer()

    def version_string(self) -> str:
        """What the `Server` header says."""
        return "openbeat-sandbox"

    def log_message(self, *_: Any) -> None:
        """Silent: the sandbox's own log has it."""

    def _answer(self) -> None:
        sandbox = cast(_Server, self.server).sandbox
        address = self.path.split("?")[0].split("#")[0].lstrip("/")
        host, _, path = address.partition("/")
        hit = Hit(self.command, host, f"/{path}", self.headers.get("Range") or "")
        sandbox.note(hit)
        fault = sandbox.faults.strike(address)
        if fault and fault.kind == "slow":
            sandbox.closing.wait(fault.seconds)
        build = sandbox.pages.get(f"https:/{self.path}") or sandbox.pages.get(f"https://{address}")
        page = build() if build else error_page(404, "Not Found")
        response = respond(page, cast("dict[str, str]", self.headers), fault)
        if response.reset:
            self._reset()
        else:
            self._send(response, hit)

    def _send(self, response: Response, hit: Hit) -> None:
        hit.status = response.status
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if response.cut:
            self.close_connection = True
        if self.command == "HEAD":
            return
        with response.open() as stream:
            left = response.sent
            while left and (chunk := stream.read(min(CHUNK, left))):
                left -= len(chunk)
                hit.sent += len(chunk)
                self.wfile.write(chunk)

    def _reset(self) -> None:
        """End the connection with a reset, as a machine that fails in the middle does."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(self.connection.detach())
