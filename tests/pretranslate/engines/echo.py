"""A loopback server whose page answers every text in capitals, or with one status for all."""

from __future__ import annotations

import contextlib
import html
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class EchoServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, status: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status = status

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: EchoServer  # type: ignore[mutable-override] # as http.server means it

    def log_message(self, format, *args) -> None: ...  # noqa: A002

    def do_GET(self) -> None:
        text = "".join(parse_qs(urlsplit(self.path).query).get("q", []))
        self.send(f'<div class="result-container">{html.escape(text.upper())}</div>'.encode())

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send(b"{}")

    def send(self, data: bytes) -> None:
        self.send_response(self.server.status)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@contextlib.contextmanager
def echoing(*, status: int = 200) -> Iterator[EchoServer]:
    """A server on a free loopback port."""
    server = EchoServer(status)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
