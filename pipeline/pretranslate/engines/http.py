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
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests

from pipeline.errors import EnvironmentFailedError, RefusedError, RejectedError

__all__ = ["HttpLimits", "JsonPoster", "MalformedAnswerError"]

_OK, _TOO_MANY, _UNAUTHORIZED, _FORBIDDEN, _SERVER_ERROR = 200, 429, 401, 403, 500
_BLOCK = 65536


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
        end = time.monotonic() + self._limits.deadline
        try:
            response = self._session.post(
                self._base_url + path,
                json=body,
                timeout=self._limits.deadline,
                allow_redirects=False,
                stream=True,
                headers={"Accept": "application/json", "Accept-Encoding": "gzip, deflate"},
            )
        except requests.Timeout:
            raise _TryAgainError("mt.timeout", "the engine did not answer in time") from None
        except requests.RequestException as error:
            # Only the kind of the error: its text may hold what was sent.
            kind = type(error).__name__
            raise _TryAgainError(
                "mt.unreachable", f"the engine cannot be reached ({kind})"
            ) from None
        with contextlib.closing(response):
            _check_status(response)
            if response.headers.get("Content-Type", "").partition(";")[0].strip().lower() != (
                "application/json"
            ):
                raise MalformedAnswerError("not JSON by its content type")
            data = self._read(response, end)
        try:
            return json.loads(data.decode("utf-8"))
        except (ValueError, RecursionError):
            raise MalformedAnswerError("not JSON") from None

    def _read(self, response: requests.Response, end: float) -> bytes:
        """The decoded body; the socket is shut when the deadline passes, however bytes trickle."""
        late = threading.Event()

        def cut() -> None:
            late.set()
            _shut(response)

        timer = threading.Timer(max(0.0, end - time.monotonic()), cut)
        timer.daemon = True
        timer.start()
        data = b""
        try:
            for block in response.iter_content(_BLOCK):
                data += block
                if len(data) > self._limits.answer_bytes:
                    raise MalformedAnswerError("an endless answer")
        except (requests.RequestException, OSError, ValueError, AttributeError):
            if not late.is_set():
                raise _TryAgainError("mt.unreachable", "the answer was cut off") from None
        finally:
            timer.cancel()
        if late.is_set():
            raise _TryAgainError("mt.timeout", "the engine did not answer in time")
        return data


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


def _shut(response: requests.Response) -> None:
    """Makes a blocked read of this response end."""
    connection = getattr(response.raw, "connection", None) or getattr(
        response.raw, "_connection", None
    )
    sock = getattr(connection, "sock", None)
    with contextlib.suppress(OSError):
        if sock is not None:
            sock.shutdown(2)
    with contextlib.suppress(OSError, ValueError):
        response.raw.close()
