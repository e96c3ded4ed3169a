"""A loopback server that speaks the LibreTranslate protocol and breaks on demand.

A fault is a word in the first text: `E429`, `SLOW`, `NULL` … Everything received is kept.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.pretranslate.make import translate

PAGE = b"<html><body>502 Bad Gateway</body></html>"


class LibreServer(ThreadingHTTPServer):
    """Counts requests and remembers bodies, paths and headers."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.bodies: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.fail_every = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def texts(self) -> list[str]:
        return [text for body in self.bodies for text in body["q"]]

    def handle_error(self, request, client_address) -> None:
        """A client that hangs up is what many of these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: LibreServer  # type: ignore[mutable-override] # as http.server means it
    protocol_version = "HTTP/1.1"

    def log_message(self, format, *args) -> None: ...  # noqa: A002

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        server = self.server
        server.bodies.append(body)
        server.paths.append(self.path)
        texts = body["q"]
        if server.fail_every and len(server.bodies) % server.fail_every == 0:
            self.answer(503, b"{}")
            return
        fault = getattr(self, "fault_" + texts[0].split()[0].lower(), None)
        if fault is None:
            self.answer_texts([translate(text) for text in texts])
        else:
            fault(texts)

    def answer(self, status, data, kind="application/json", **headers) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def answer_texts(self, texts) -> None:
        self.answer(200, json.dumps({"translatedText": texts}).encode())

    def fault_e429(self, texts) -> None:
        self.answer(429, b"{}", Retry_After="1")

    def fault_e429forever(self, texts) -> None:
        self.answer(429, b"{}", Retry_After="1000000")

    def fault_e429date(self, texts) -> None:
        self.answer(429, b"{}", Retry_After="Wed, 21 Oct 2065 07:28:00 GMT")

    def fault_e429past(self, texts) -> None:
        self.answer(429, b"{}", Retry_After="Wed, 21 Oct 2015 07:28:00 GMT")

    def fault_e429odd(self, texts) -> None:
        self.answer(429, b"{}", Retry_After="soon")

    def fault_e500(self, texts) -> None:
        self.answer(500, PAGE, "text/html")

    def fault_e401(self, texts) -> None:
        self.answer(
            401, json.dumps({"error": "bad key " + self.server.bodies[-1]["api_key"]}).encode()
        )

    def fault_e403(self, texts) -> None:
        self.answer(403, PAGE, "text/html")

    def fault_notfound(self, texts) -> None:
        self.answer(404, PAGE, "text/html")

    def fault_redirect(self, texts) -> None:
        self.answer(302, b"", Location="http://evil.example/steal")

    def fault_page(self, texts) -> None:
        self.answer(200, PAGE, "text/html")

    def fault_liar(self, texts) -> None:
        self.answer(200, PAGE)

    def fault_cut(self, texts) -> None:
        self.answer(200, b'{"translatedText": ["ho')

    def fault_empty(self, texts) -> None:
        self.answer(200, b"")

    def fault_null(self, texts) -> None:
        self.answer(200, b'{"translatedText": null}')

    def fault_other(self, texts) -> None:
        self.answer(200, b"[1, 2]")

    def fault_deep(self, texts) -> None:
        self.answer(200, b"[" * 200_000)

    def fault_numbers(self, texts) -> None:
        self.answer_texts([1] * len(texts))

    def fault_latin(self, texts) -> None:
        self.answer(200, '{"translatedText": ["más"]}'.encode("latin-1"))

    def fault_fewer(self, texts) -> None:
        self.answer_texts([translate(text) for text in texts][: max(1, len(texts) - 1)])

    def fault_more(self, texts) -> None:
        answers = [translate(text) for text in texts]
        self.answer_texts(answers if len(answers) == 1 else [*answers, "more"])

    def fault_silent(self, texts) -> None:
        time.sleep(3)

    def fault_halfway(self, texts) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "100")
        self.end_headers()
        self.wfile.flush()
        time.sleep(3)

    def fault_drip(self, texts) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "1000")
        self.end_headers()
        with contextlib.suppress(OSError):
            for _ in range(60):
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.05)

    def fault_dripheader(self, texts) -> None:
        with contextlib.suppress(OSError):
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for number in range(60):
                self.wfile.write(f"X-{number}: a\r\n".encode())
                self.wfile.flush()
                time.sleep(0.05)

    def fault_hangup(self, texts) -> None:
        self.close_connection = True
        self.connection.close()

    def fault_short(self, texts) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"{}")
        self.close_connection = True

    def fault_flood(self, texts) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        with contextlib.suppress(OSError):
            for _ in range(2000):
                self.wfile.write(b" " * 10_000)

    def fault_bomb(self, texts) -> None:
        self.answer(200, gzip.compress(b" " * 30_000_000), Content_Encoding="gzip")


@contextlib.contextmanager
def serving() -> Iterator[LibreServer]:
    """A server on a free loopback port."""
    server = LibreServer()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
