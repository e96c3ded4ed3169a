"""A loopback server that replays a recorded session: what must come in, and what goes out.

Each exchange must come in exactly as recorded (method, path, query, body, the headers named), in
order. Anything else is answered with 599 and kept in `wrong`.
"""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

SESSIONS = Path(__file__).with_name("sessions")


class ReplayServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, exchanges: list[dict[str, Any]]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.left = list(exchanges)
        self.wrong: list[dict[str, Any]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: ReplayServer  # type: ignore[mutable-override] # as http.server means it
    protocol_version = "HTTP/1.1"

    def log_message(self, format, *args) -> None: ...  # noqa: A002

    def do_GET(self) -> None:
        self.exchange()

    def do_POST(self) -> None:
        self.exchange()

    def exchange(self) -> None:
        parts = urlsplit(self.path)
        data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        wanted = self.server.left[0]["request"] if self.server.left else {}
        came = {
            "method": self.command,
            "path": parts.path,
            "query": dict(parse_qsl(parts.query)),
            "headers": {name: self.headers.get(name) for name in wanted.get("headers", {})},
            "body": json.loads(data) if data else None,
        }
        if came != wanted:
            self.server.wrong.append({"came": came, "wanted": wanted})
            self.send(599, "text/plain", b"not as recorded")
            return
        answer = self.server.left.pop(0)["answer"]
        body = answer["body"]
        raw = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send(answer["status"], answer["type"], raw)

    def send(self, status, kind, data) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@contextlib.contextmanager
def replaying(name: str) -> Iterator[ReplayServer]:
    """The session in `sessions/<name>.json`; every exchange must have taken place at the end."""
    server = ReplayServer(json.loads((SESSIONS / f"{name}.json").read_text("utf-8")))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
        assert server.wrong == []
        assert server.left == []
    finally:
        server.shutdown()
        server.server_close()
