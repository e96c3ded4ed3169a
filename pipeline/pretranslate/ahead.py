"""One thread that talks to an engine, so that answers are judged while the next ones are made.

Calls run one after another, in the order they came in. The thread is a daemon: a run that is
interrupted does not wait for a server.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

__all__ = ["Ahead"]

_T = TypeVar("_T")


class Ahead(Generic[_T]):
    """Runs calls in a thread of its own until `close`."""

    def __init__(self) -> None:
        self._calls: queue.SimpleQueue[tuple[Future[_T], Callable[[], _T]] | None]
        self._calls = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def submit(self, call: Callable[[], _T]) -> Future[_T]:
        """The future of this call."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, daemon=True)
            self._thread.start()
        future: Future[_T] = Future()
        self._calls.put((future, call))
        return future

    def close(self) -> None:
        """Cancels what has not begun; the thread ends after the call it is in."""
        while True:
            try:
                item = self._calls.get_nowait()
            except queue.Empty:
                break
            if item is not None:
                item[0].cancel()
        self._calls.put(None)

    def _run(self) -> None:
        while (item := self._calls.get()) is not None:
            future, call = item
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(call())
            except BaseException as error:  # noqa: BLE001 - the caller's thread raises it
                future.set_exception(error)
