"""HTTP to a translation server, with every limit that a hostile or broken one needs.

- POST with a JSON body only: neither text nor key ever stands in a URL, a message or a log.
- The host must be in the policy's list. No redirects, no proxies or credentials from the machine.
- One total deadline per attempt, however slowly bytes come; a cap on bytes after decoding.
- Only `200` with `application/json` is an answer.
- Bounded retries on 429, 5xx and broken connections, with backoff; `Retry-After` (seconds or a
  date) is obeyed up to a cap, and above it the engine gives up at once (`mt.rate`).
- After some requests that failed in a row the breaker opens: nothing is sent any more.
"""

from __future__ import annotations

import contextlib
import email.utils
import json
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from pipeline.errors import EnvironmentFailedError, RefusedError, RejectedError

__all__ = ["HttpLimits", "JsonPoster", "MalformedAnswerError"]

_OK, _TOO_MANY, _UNAUTHORIZED, _FORBIDDEN, _SERVER_ERROR = 200, 429, 401, 403, 500
_BLOCK = 65536
_LATE = "the engine did not answer in time"


class MalformedAnswerError(Exception):
    """The server answered, but not with what was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpLimits:
    """How long, how much, how often."""

    deadline: float = 30.0
    """Seconds for one attempt, from connecting to the last byte."""
    answer_bytes: int = 4_000_000
    attempts: int = 4
    backoff: float = 0.5
    """Seconds before the second attempt; doubled for each further one."""
    longest_wait: float = 60.0
    """Cap for `Retry-After` and backoff."""
    breaker: int = 3
    """Failed requests in a row after which nothing is sent any more."""


class JsonPoster:
    """Sends JSON to one server and gives back JSON."""

    def __init__(
        self,
        base_url: str,
        *,
        allowed_hosts: Sequence[str],
        limits: HttpLimits | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        _check_url(self._base_url, allowed_hosts)
        self._limits = limits or HttpLimits()
        self._sleep = sleep
        self._failed = 0
        self._session = requests.Session()
        self._session.trust_env = False
        self._sockets = _Sockets()
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, self._sockets)

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """The JSON value of the answer.

        MalformedAnswerError when an answer came that is none; EnvironmentFailedError `mt.rate`,
        `mt.auth`, `mt.timeout`, `mt.unreachable`, `mt.server`, `mt.breaker` when none came.
        """
        if self._failed >= self._limits.breaker:
            raise EnvironmentFailedError.of(
                "mt.breaker",
                f"the engine failed {self._failed} times in a row; nothing more is sent",
            )
        try:
            value = self._with_retries(path, body)
        except EnvironmentFailedError:
            self._failed += 1
            raise
        self._failed = 0
        return value

    def close(self) -> None:
        """Closes the connections."""
        self._session.close()

    def _with_retries(self, path: str, body: Mapping[str, Any]) -> Any:
        error = EnvironmentFailedError.of("mt.unreachable", "the engine was not asked")
        for attempt in range(self._limits.attempts):
            try:
                return self._attempt(path, body)
            except _TryAgainError as failed:
                error = failed.error
                wait = failed.wait if failed.wait is not None else self._backoff(attempt)
                if wait > self._limits.longest_wait:
                    break
                if attempt + 1 < self._limits.attempts:
                    self._sleep(wait)
        raise error

    def _backoff(self, attempt: int) -> float:
        return min(self._limits.longest_wait, self._limits.backoff * 2.0**attempt)

    def _attempt(self, path: str, body: Mapping[str, Any]) -> Any:
        late = threading.Event()

        def cut() -> None:
            late.set()
            self._sockets.shut()

        watch = threading.Timer(self._limits.deadline, cut)
        watch.daemon = True
        watch.start()
        try:
            return self._exchange(path, body)
        except MalformedAnswerError:
            if late.is_set():  # cut off by the watch, not by the server
                raise _TryAgainError("mt.timeout", _LATE) from None
            raise
        except requests.Timeout:
            raise _TryAgainError("mt.timeout", _LATE) from None
        except (requests.RequestException, OSError, ValueError, AttributeError) as error:
            if late.is_set():
                raise _TryAgainError("mt.timeout", _LATE) from None
            # Only the kind of the error: its text may hold what was sent.
            kind = type(error).__name__
            raise _TryAgainError(
                "mt.unreachable", f"the engine cannot be reached ({kind})"
            ) from None
        finally:
            watch.cancel()
            watch.join()
            self._sockets.close_all()

    def _exchange(self, path: str, body: Mapping[str, Any]) -> Any:
        response = self._session.post(
            self._base_url + path,
            json=body,
            timeout=self._limits.deadline,
            allow_redirects=False,
            stream=True,
            headers={
                "Accept": "application/json",
                "Accept-Encoding": "gzip, deflate",
                "Connection": "close",
            },
        )
        with contextlib.closing(response):
            _check_status(response)
            kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            if kind != "application/json":
                raise MalformedAnswerError("not JSON by its content type")
            data = b""
            for block in response.iter_content(_BLOCK):
                data += block
                if len(data) > self._limits.answer_bytes:
                    raise MalformedAnswerError("an endless answer")
            if "Content-Encoding" not in response.headers and len(data) < int(
                response.headers.get("Content-Length", 0)
            ):
                raise _TryAgainError("mt.unreachable", "the answer was cut off")
        try:
            return json.loads(data.decode("utf-8"))
        except (ValueError, RecursionError):
            raise MalformedAnswerError("not JSON") from None


class _Sockets(HTTPAdapter):
    """Knows the sockets of its connections, so that a watch can end a read that never ends.

    It keeps duplicates: ending a duplicate ends the connection, wrapped in TLS or not.
    """

    def __init__(self) -> None:
        self._open: list[socket.socket] = []
        self._lock = threading.Lock()
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Connections that report their sockets."""
        super().init_poolmanager(*args, **kwargs)
        keep = self._keep

        class Plain(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return keep(super()._new_conn())

        class Secure(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return keep(super()._new_conn())

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain  # type: ignore[mutable-override] # as urllib3 means it

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure  # type: ignore[mutable-override] # as urllib3 means it

        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}

    def shut(self) -> None:
        """Ends every connection; a blocked read returns."""
        with self._lock:
            for sock in self._open:
                with contextlib.suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)

    def close_all(self) -> None:
        """Gives the duplicates back."""
        with self._lock:
            for sock in self._open:
                sock.close()
            self._open.clear()

    def _keep(self, sock: socket.socket) -> socket.socket:
        with self._lock:
            self._open.append(sock.dup())
        return sock


class _TryAgainError(Exception):
    """An attempt that may be repeated."""

    def __init__(self, code: str, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.error = EnvironmentFailedError.of(code, message)
        self.wait = wait
        """Seconds the server asked for, if it did."""


def _check_url(url: str, allowed_hosts: Sequence[str]) -> None:
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if parts.scheme not in {"http", "https"} or not host or parts.query or parts.fragment:
        raise RejectedError.of("engine.option", "the engine's url is not an http(s) address")
    if parts.username is not None or parts.password is not None:
        raise RejectedError.of("engine.option", "the engine's url must not hold credentials")
    try:
        named = host if parts.port is None else f"{host}:{parts.port}"
    except ValueError:
        raise RejectedError.of("engine.option", "the engine's url has no valid port") from None
    if not {host, named} & {item.lower() for item in allowed_hosts}:
        raise RefusedError.of(
            "engine.not_allowed",
            f"the policy allows no engine on {named}",
            hint="the policy owner adds the host to policy.toml and seals it",
        )
    if parts.scheme == "http" and host not in {"localhost", "127.0.0.1", "::1"}:
        raise RejectedError.of(
            "engine.option", "text and key travel readable over http: use https", hint="https://…"
        )


def _check_status(response: requests.Response) -> None:
    status = response.status_code
    if status == _OK:
        return
    if status in {_UNAUTHORIZED, _FORBIDDEN}:
        raise EnvironmentFailedError.of(
            "mt.auth",
            f"the engine refused our key (status {status})",
            hint="set IMPRIMATUR_LIBRETRANSLATE_KEY",
        )
    if status == _TOO_MANY:
        wait = _retry_after(response.headers.get("Retry-After"))
        raise _TryAgainError("mt.rate", "the engine asks for fewer requests (status 429)", wait)
    if status >= _SERVER_ERROR:
        wait = _retry_after(response.headers.get("Retry-After"))
        raise _TryAgainError("mt.server", f"the engine failed (status {status})", wait)
    raise MalformedAnswerError(f"status {status}")


def _retry_after(value: str | None) -> float | None:
    """Seconds to wait, from a number or a date; None when there is none that can be read."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return float(value.strip()[:9])
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, moment.timestamp() - time.time())
