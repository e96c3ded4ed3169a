"""`review serve`: the desk's pages on this machine only.

A small threading server of the standard library, bound to a loopback address. Anything else is
refused: a desk that others reach needs TLS and a real server in front.
"""

from __future__ import annotations

import ipaddress
import socketserver
from typing import ClassVar
from wsgiref.simple_server import ServerHandler, WSGIRequestHandler, WSGIServer, make_server

from django.core.wsgi import get_wsgi_application

from pipeline.errors import EnvironmentFailedError, RefusedError

__all__ = ["make_desk_server", "serve"]


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 32


class _Handler(WSGIRequestHandler):
    timeout: ClassVar[int] = 15
    server_version = "desk"
    sys_version = ""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Requests are not logged: the ledger records what matters."""


def make_desk_server(host: str = "127.0.0.1", port: int = 8000) -> WSGIServer:
    """A server that is bound and not yet serving; `port` 0 takes a free one.

    RefusedError `desk.loopback` for any address others can reach; EnvironmentFailedError
    `desk.port` when the port is taken.
    """
    address = {"localhost": "127.0.0.1"}.get(host, host)
    try:
        loopback = ipaddress.ip_address(address).is_loopback and ":" not in address
    except ValueError:
        loopback = False
    if not loopback:
        raise RefusedError.of(
            "desk.loopback",
            f"the desk is served on this machine only, not on {host}",
            hint="use 127.0.0.1",
        )
    ServerHandler.server_software = "desk"
    try:
        return make_server(
            address, port, get_wsgi_application(), server_class=_Server, handler_class=_Handler
        )
    except OSError as error:
        raise EnvironmentFailedError.of(
            "desk.port",
            f"cannot listen on {host}:{port}: {error.strerror}",
            hint="use another port",
        ) from error


def serve(host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serves until interrupted (KeyboardInterrupt ends it quietly)."""
    with make_desk_server(host, port) as server:
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return
